"""Uncertainty 不确定性: Monte-Carlo intervals of dimension scores, the index, and its ranks.

Each replication draws anew. Sampling error: every rate from its beta posterior, capped like the
rate itself. Silence: every required cell that is not used, given those that are
(``multiple.draw_cells``). Choice of indicators, for the index only: one Gamma(k)/k weight per
indicator, the same for all counties; k = 1 is the Bayesian bootstrap over indicators. Ranks are
those of the levels behind the figures (``multiple.draw_levels``): a county's figures differ from
its level also where all of them are known. How often they hold the truth: docs/methods.md.

Sources: Saisana, Saltelli & Tarantola (2005), JRSS-A 168, 307–323 (Monte Carlo on composites);
Rubin (1987), Multiple Imputation for Nonresponse in Surveys; Rubin (1981), Annals of Statistics 9,
130–134 (Bayesian bootstrap).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.index.headline.goalposts import Goalpost
from analysis.index.headline.level import score_natural
from analysis.index.methods.draws import draw_cells, draw_levels
from analysis.index.methods.statistics import ranks
from analysis.panel.rates import worth

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
    filled = draw_cells(scores, dims, rng, limits=(0, 100), clusters=_counties(cells, width))
    required = cells["required"].to_numpy(bool).reshape(-1, width)
    return np.where(required | np.isfinite(scores), filled, np.nan)


def draw_behind(
    scores: Floats, cells: pd.DataFrame, dims: Sequence[str], rng: np.random.Generator
) -> Floats:
    """Return one draw of the levels behind the cells, see ``multiple.draw_levels``.

    Args:
        scores: county-years × indicators, of ``draw_scores``.
        cells: of ``level.level_cells``.
        dims: dimension of each indicator.
        rng: source of the draws.
    """
    return draw_levels(scores, dims, rng, clusters=_counties(cells, scores.shape[1]))


def _counties(cells: pd.DataFrame, width: int) -> NDArray[np.str_]:
    return cells["county_code"].to_numpy(object)[::width].astype(str)


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


def rank_figures(
    levels: Floats, point: Floats, years: ArrayLike, *, top: float, confidence: float
) -> Floats:
    """Return what draws of levels say about ranks within years; 1 is the best.

    The interval is central, of whole ranks, and widened to hold the rank of the score.

    Args:
        levels: replications × county-years × columns.
        point: scores, county-years × columns; those without one are not ranked and stay NaN.
        years: of each county-year.
        top: share of the ranked ones that are the best, rounded up.
        confidence: of the interval.

    Returns:
        County-years × columns × 5: rank of the score, median rank, both ends of the interval, and
        the share of draws among the best.
    """
    result, every = np.full((*point.shape, 5), np.nan), np.asarray(years)
    tail = (1 - confidence) / 2
    for year in np.unique(every):
        for column in range(point.shape[1]):
            rows = np.flatnonzero((every == year) & np.isfinite(point[:, column]))
            if not len(rows):
                continue
            own = ranks(point[rows, column])
            place = ranks(np.ascontiguousarray(levels[:, rows, column]))
            low, middle, high = np.quantile(place, [tail, 0.5, 1 - tail], axis=0, method="nearest")
            best = (place <= np.ceil(top * len(rows))).mean(axis=0)
            found = [own, middle, np.minimum(low, own), np.maximum(high, own), best]
            result[rows, column] = np.column_stack(found)
    return result
