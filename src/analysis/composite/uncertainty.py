"""Uncertainty 不确定性: Monte-Carlo intervals of dimension scores and the index.

Each replication draws three things anew. Sampling error: every rate from its beta posterior, capped
like the rate itself. Silence: every required cell that is not used, given those that are
(``multiple.draw_cells``). Choice of indicators: one Gamma(k)/k weight per indicator, the same for
all counties; k = 1 is the Bayesian bootstrap over indicators, which on planted truth made intervals
wider than they need to be, see docs/methods.md.

Sources: Saisana, Saltelli & Tarantola (2005), JRSS-A 168, 307–323 (Monte Carlo on composites);
Rubin (1987), Multiple Imputation for Nonresponse in Surveys; Rubin (1981), Annals of Statistics 9,
130–134 (Bayesian bootstrap).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.composite.goalposts import Goalpost
from analysis.composite.level import score_natural
from analysis.composite.multiple import draw_cells
from analysis.composite.statistics import ranks
from analysis.panel.claims import worth

Floats = NDArray[np.float64]


def membership(dimensions: Sequence[str], names: Sequence[str]) -> Floats:
    """Return the 0/1 matrix indicators × dimensions."""
    return np.array([[float(d == n) for n in names] for d in dimensions]).reshape(-1, len(names))


def dimension_means(scores: Floats, weights: Floats, members: Floats, least: int) -> Floats:
    """Return weighted means of indicators within dimensions; NaN under ``least`` observed.

    Args:
        scores: county-years × indicators, 0–100, NaN where not used.
        weights: one per indicator.
        members: indicators × dimensions, see ``membership``.
        least: indicators a dimension needs.
    """
    seen = np.isfinite(scores)
    total = np.nan_to_num(scores * weights) @ members
    mass = (seen * weights) @ members
    enough = (seen.astype(float) @ members) >= least
    result = np.full(total.shape, np.nan)
    np.divide(total, mass, out=result, where=enough & (mass > 0))
    return result


def draw_scores(
    cells: pd.DataFrame, goalposts: Sequence[Goalpost], rng: np.random.Generator
) -> Floats:
    """Draw every rate anew; return county-years × indicators scores.

    Args:
        cells: of ``level.level_cells``.
        goalposts: in the order the cells were made with.
        rng: source of the draws.
    """
    natural = cells["natural"].to_numpy(float).copy()
    drawn = np.flatnonzero(np.isfinite(cells["alpha"].to_numpy(float)))
    alpha, beta = cells["alpha"].to_numpy(float)[drawn], cells["beta"].to_numpy(float)[drawn]
    share = 100 * worth(rng.beta(alpha, beta), cells["trials"].to_numpy(float)[drawn])
    good = cells["favourable"].to_numpy(bool)[drawn]
    natural[drawn] = np.where(good, share, 100 - share)
    return score_natural(natural, goalposts).reshape(-1, max(len(goalposts), 1))


def draw_silent(
    scores: Floats, cells: pd.DataFrame, dims: Sequence[str], rng: np.random.Generator
) -> Floats:
    """Fill cells that are required but not used with a draw; what is not required stays missing.

    Args:
        scores: county-years × indicators, of ``draw_scores``.
        cells: of ``level.level_cells``.
        dims: dimension of each indicator.
        rng: source of the draws.
    """
    width = scores.shape[1]
    counties = cells["county_code"].to_numpy(object)[::width].astype(str)
    filled = draw_cells(scores, dims, rng, limits=(0, 100), clusters=counties)
    required = cells["required"].to_numpy(bool).reshape(-1, width)
    return np.where(required | np.isfinite(scores), filled, np.nan)


def interval(draws: Floats, point: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return the central interval of ``draws`` (replications first), widened to hold ``point``.

    Capping makes some draws one-sided, and silent cells can lie on one side of the reported ones;
    widening keeps the printed score inside its own interval.
    """
    tail = (1 - confidence) / 2
    low, high = np.full(point.shape, np.nan), np.full(point.shape, np.nan)
    known = np.isfinite(point)
    if known.any():
        low[known], high[known] = np.quantile(draws[:, known], [tail, 1 - tail], axis=0)
    return np.fmin(low, point), np.fmax(high, point)


def band_chances(draws: Floats, point: Floats, limits: Sequence[float]) -> Floats:
    """Return the share of draws in each band, best first (last axis); NaN where ``point`` is.

    >>> band_chances(np.array([[85.0], [70.0], [81.0], [66.0]]), np.array([75.0]), (80, 65, 50))
    array([[0.5, 0.5, 0. , 0. ]])
    """
    below = (draws[..., None] < np.asarray(limits, float)).sum(axis=-1)
    bands = len(limits) + 1
    result = np.stack([(below == b).mean(axis=0) for b in range(bands)], axis=-1).astype(float)
    result[~np.isfinite(point)] = np.nan
    return result


def top_chances(draws: Floats, point: Floats, share: float, years: ArrayLike) -> Floats:
    """Return the share of draws in which a county-year is among the best of its year.

    Args:
        draws: replications × county-years × columns.
        point: county-years × columns; those without a point are not ranked and stay NaN.
        share: of the ranked ones that are the best, rounded up.
        years: of each county-year.
    """
    result, every = np.full(point.shape, np.nan), np.asarray(years)
    for year in np.unique(every):
        for column in range(point.shape[1]):
            rows = np.flatnonzero((every == year) & np.isfinite(point[:, column]))
            if len(rows):
                place = ranks(np.ascontiguousarray(draws[:, rows, column]))
                result[rows, column] = (place <= np.ceil(share * len(rows))).mean(axis=0)
    return result
