"""Uncertainty of ranks 稳健性: intervals, chances of bands, and what can be told apart.

Source: Saisana, Saltelli & Tarantola (2005), JRSS-A 168, 307–323; OECD/JRC (2008), Handbook, step
8; Efron & Tibshirani (1993), An Introduction to the Bootstrap, for Monte-Carlo errors by batches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.index.engine.build import Index
from analysis.index.methods.statistics import ranks
from analysis.index.robustness.replicate import Replications, replicate
from analysis.index.robustness.variation import Plan, Uncertain, Variation, plan, sample

Floats = NDArray[np.float64]
PAIRS = 10_000  # pairs of units that are compared; a sample where there are more
BATCHES = 10
CELLS = 1 << 19  # values sorted at once


@dataclass(frozen=True)
class Robustness:
    """Results of a Monte-Carlo test.

    ``units``: per unit ``score``, ``rank`` (nominal), ``median``, ``low``, ``high`` (rank and its
    interval), ``score_low``, ``score_high``, ``top`` (chance to be among the best share), one
    column per band (``band_1`` the best) where bands are given, ``scored`` (share of replications
    with a score) and ``error`` (Monte-Carlo error of the wider end of the interval).
    ``overall``: figure → ``value`` and Monte-Carlo ``error``.
    """

    replications: Replications
    ranks: Floats
    units: pd.DataFrame
    overall: pd.DataFrame


def monte_carlo(
    index: Index, data: pd.DataFrame, variation: Variation, **more: Unpack[Uncertain]
) -> Robustness:
    """Vary the choices of an index at random and say what happens to its ranks.

    Args:
        index: the nominal index.
        data: what it was built from.
        variation: what is varied.
        **more: see ``variation.plan``.

    Raises:
        TableError: more replications failed than ``variation.max_failed`` allows.
    """
    planned = plan(index, data, variation, **more)
    return summarise(replicate(planned, sample(planned)))


def summarise(done: Replications) -> Robustness:
    """Summarise replications; those that failed are left out of every figure and counted."""
    planned, fine = done.plan, (done.status == "ok").to_numpy()
    place = ranks(done.scores)
    nominal = ranks(planned.index.score.to_numpy(float))
    everything = bool(fine.all())
    good, scores = (place, done.scores) if everything else (place[fine], done.scores[fine])
    units = _units(planned, scores, good, nominal)
    units.index = done.units
    apart = _Pairs(good, planned.variation.seed, planned.variation.confidence)
    confidence, rows = planned.variation.confidence, np.arange(len(good))
    whole = _figures(good, nominal, confidence) | apart.share(rows)
    batches = [
        _figures(good[part[0] : part[-1] + 1], nominal, confidence) | apart.share(part)
        for part in np.array_split(rows, BATCHES)
        if len(part) > 1
    ]
    spread = pd.DataFrame(batches).std(ddof=1) / np.sqrt(max(len(batches), 1))
    overall = pd.DataFrame({"value": whole, "error": spread})
    counts = {"replications": float(len(fine)), "failed": float(done.failed)}
    first = pd.DataFrame({"value": counts, "error": dict.fromkeys(counts, 0.0)})
    return Robustness(done, place, units, pd.concat([first, overall]))


class _Pairs:
    """Pairs of units (all, or a seeded sample) and in which replications each is ahead."""

    def __init__(self, place: Floats, seed: int, confidence: float) -> None:
        left, right = _pairs(place.shape[1], seed)
        by_unit = np.ascontiguousarray(np.nan_to_num(place, nan=0).T.astype(np.int32))
        first, second = by_unit[left], by_unit[right]
        both = (first > 0) & (second > 0)
        self.ahead, self.behind = (first < second) & both, (first > second) & both
        self.enough = 1 - (1 - confidence) / 2

    def share(self, replications: NDArray[np.intp]) -> dict[str, float]:
        """Return the share of pairs in which one unit is ahead in enough replications."""
        if len(self.ahead) == 0 or len(replications) == 0:
            return {"told_apart": float("nan")}
        part = slice(int(replications[0]), int(replications[-1]) + 1)
        most = np.maximum(self.ahead[:, part].mean(axis=1), self.behind[:, part].mean(axis=1))
        return {"told_apart": float((most >= self.enough).mean())}


def _units(planned: Plan, scores: Floats, place: Floats, nominal: Floats) -> pd.DataFrame:
    v = planned.variation
    tail = (1 - v.confidence) / 2
    count = np.isfinite(nominal).sum()
    low, middle, high = _quantiles(place, [tail, 0.5, 1 - tail])
    score_low, score_high = _quantiles(scores, [tail, 1 - tail])
    known = np.isfinite(scores)
    seen = np.where(known.any(axis=0), known.mean(axis=0), np.nan)
    table = {
        "score": planned.index.score.to_numpy(float),
        "rank": nominal,
        "median": middle,
        "low": low,
        "high": high,
        "score_low": score_low,
        "score_high": score_high,
        "top": (place <= np.ceil(v.top * count)).mean(axis=0) / seen,
        "scored": known.mean(axis=0),
        "error": _quantile_error(place, tail),
    }
    if v.bands:
        below = (scores[..., None] < np.asarray(v.bands)).sum(axis=-1)
        for band in range(len(v.bands) + 1):
            table[f"band_{band + 1}"] = ((below == band) & known).mean(axis=0) / seen
    return pd.DataFrame(table)


def _figures(place: Floats, nominal: Floats, confidence: float) -> dict[str, float]:
    known = np.isfinite(nominal)
    tail = (1 - confidence) / 2
    low, high = _quantiles(place[:, known], [tail, 1 - tail])
    base, width = nominal[known], high - low
    shift = np.abs(place[:, known] - base)
    enough = np.floor(0.1 * known.sum())
    return {
        "holds_nominal": float(((low <= base) & (base <= high)).mean()),
        "mean_width": float(np.nanmean(width)),
        "median_width": float(np.nanmedian(width)),
        "largest_width": float(np.nanmax(width)),
        "mean_shift": float(np.nanmean(shift)),
        "shifts_within_2": float(np.nanmean(shift <= 2)),
        "shifts_within_tenth": float(np.nanmean(shift <= enough)),
    }


def _quantiles(values: Floats, at: list[float]) -> Floats:
    if np.isfinite(values).all():
        return _linear_quantiles(values, at)
    result = np.full((len(at), values.shape[1]), np.nan)
    some = np.isfinite(values).any(axis=0)
    if some.any():
        result[:, some] = np.nanquantile(values[:, some], at, axis=0)
    return result


def _linear_quantiles(values: Floats, at: list[float]) -> Floats:
    """Return quantiles of type 7 along the first axis, in blocks of the second."""
    result = np.empty((len(at), values.shape[1]))
    places = np.asarray(at) * (len(values) - 1)
    below = np.floor(places).astype(int)
    above, share = np.minimum(below + 1, len(values) - 1), places - below
    step = max(1, CELLS // max(len(values), 1))
    for start in range(0, values.shape[1], step):
        block = slice(start, start + step)
        ordered = np.sort(np.ascontiguousarray(values[:, block].T), axis=1)
        result[:, block] = (ordered[:, below] * (1 - share) + ordered[:, above] * share).T
    return result


def _quantile_error(place: Floats, tail: float) -> Floats:
    """Half the gap between the order statistics one standard error either side of a quantile."""
    step = np.sqrt(tail * (1 - tail) / max(len(place), 1))
    at = [max(tail - step, 0), tail + step, 1 - tail - step, min(1 - tail + step, 1)]
    q = _quantiles(place, at)
    result: Floats = np.maximum(q[1] - q[0], q[3] - q[2]) / 2
    return result


def _pairs(count: int, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    if count * (count - 1) // 2 <= PAIRS:
        return np.triu_indices(count, 1)
    rng = np.random.default_rng([seed, 5])
    rows = rng.integers(count, size=PAIRS)
    return rows, (rows + rng.integers(1, count, size=PAIRS)) % count
