"""Uncertainty 不确定性: Monte-Carlo intervals of dimension scores and the index.

Each replication draws two things anew. Sampling error: every rate from its beta posterior, capped
like the rate itself. Choice of indicators: one Exp(1) weight per indicator, the same for all
counties, which is the Bayesian bootstrap over indicators – a dimension that rests on two unlike
indicators gets a wide interval, one of seven agreeing ones a narrow one.

Sources: Saisana, Saltelli & Tarantola (2005), JRSS-A 168, 307–323 (Monte Carlo on composites);
Rubin (1981), Annals of Statistics 9, 130–134 (Bayesian bootstrap).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.composite.goalposts import Goalpost
from analysis.composite.level import score_natural
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


def interval(draws: Floats, point: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return the central interval of ``draws`` (replications first), widened to hold ``point``.

    Capping makes some draws one-sided; widening keeps the printed score inside its own interval.
    """
    tail = (1 - confidence) / 2
    low, high = np.full(point.shape, np.nan), np.full(point.shape, np.nan)
    known = np.isfinite(point)
    if known.any():
        low[known], high[known] = np.quantile(draws[:, known], [tail, 1 - tail], axis=0)
    return np.fmin(low, point), np.fmax(high, point)
