"""Denominators 分母: n/N from the same report, rates computed where only the counts are printed.

The report's own N comes first and, in this version, alone. ``reason`` of a panel row says what was
done: ``""``, ``computed``, ``disagrees`` (the printed rate is not n/N), ``n exceeds N``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.extraction.indicators.codebook import Codebook

Floats = NDArray[np.float64]

COMPUTED = "computed"
DISAGREES = "disagrees"
EXCEEDS = "n exceeds N"
CHECKED = ("exact", "all", "zero")  # qualifiers under which a printed rate must equal n/N
FLOORS = ("over", "at_least")


@dataclass(frozen=True)
class Denominated:
    """Matrices (county-years × indicators) of values in per cent with their n and N."""

    values: Floats
    numerator: Floats
    denominator: Floats
    sources: tuple[str | None, ...]  # per indicator, the code N comes from
    reasons: NDArray[np.object_]


def agrees(
    percent: ArrayLike, n: ArrayLike, total: ArrayLike, qualifier: str = "exact"
) -> NDArray[np.bool_]:
    """Tell whether a printed rate is n/N, rounded or cut off at its own last digit.

    With d decimals printed, |printed - 100 n/N| must be under 10^-d (covers rounding and
    truncation). "over" and "at least" only need 100 n/N not to fall short; "about" always agrees.

    Source: the project's rule 7.

    >>> agrees([98.7, 98.8, 98.5], 3478, 3522).tolist()
    [True, True, False]
    >>> agrees(98, 3478, 3522, "over").tolist()
    True
    """
    p = np.asarray(percent, float)
    step = 10.0 ** -_decimals(p)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = 100 * np.asarray(n, float) / np.asarray(total, float) - p
    if qualifier in FLOORS:
        return np.asarray(gap > -step)
    if qualifier in CHECKED:
        return np.asarray(np.abs(gap) < step * (1 - 1e-9))
    return np.ones(np.broadcast(p, gap).shape, bool)


def denominate(values: Floats, qualifiers: NDArray[np.object_], codebook: Codebook) -> Denominated:
    """Attach n and N to every indicator that has them, and compute missing rates.

    A rate with ``ratio_of`` takes n and N from there. Any other indicator whose ``denominator`` is
    itself in the codebook takes N from it. N must be positive.

    Args:
        values: county-years × indicators in the codebook's order, NaN where not observed.
        qualifiers: same shape, ``records.Qualifier`` values.
        codebook: names the parts.
    """
    place = {i.code: column for column, i in enumerate(codebook)}
    out, top, bottom = values.copy(), np.full_like(values, np.nan), np.full_like(values, np.nan)
    reasons = np.full(values.shape, "", dtype=object)
    sources: list[str | None] = []
    for column, indicator in enumerate(codebook):
        source = indicator.ratio_of[1] if indicator.ratio_of else indicator.denominator
        sources.append(source if source in place else None)
        if source not in place:
            continue
        total = values[:, place[source]]
        bottom[:, column] = np.where(total > 0, total, np.nan)
        if indicator.ratio_of:
            top[:, column] = values[:, place[indicator.ratio_of[0]]]
            _recompute(column, out, top, bottom, reasons)
            _check(column, values, qualifiers, top / bottom, reasons)
    return Denominated(out, top, bottom, tuple(sources), reasons)


def _recompute(
    column: int, out: Floats, top: Floats, bottom: Floats, reasons: NDArray[np.object_]
) -> None:
    n, total = top[:, column], bottom[:, column]
    absent = np.isnan(out[:, column]) & np.isfinite(n) & np.isfinite(total)
    fits = absent & (n <= total)
    out[fits, column] = 100 * n[fits] / total[fits]
    reasons[fits, column] = COMPUTED
    reasons[absent & ~fits, column] = EXCEEDS


def _check(
    column: int,
    values: Floats,
    qualifiers: NDArray[np.object_],
    shares: Floats,
    reasons: NDArray[np.object_],
) -> None:
    printed, share = values[:, column], shares[:, column]
    both = np.isfinite(printed) & np.isfinite(share)
    for qualifier in sorted({str(q) for q in qualifiers[both, column]}):
        rows = both & (qualifiers[:, column] == qualifier)
        wrong = ~agrees(printed[rows], share[rows], 1.0, qualifier)
        reasons[np.flatnonzero(rows)[wrong], column] = DISAGREES
    reasons[both & (share > 1), column] = EXCEEDS


def _decimals(values: Floats) -> Floats:
    count = np.full(values.shape, 4.0)
    for places in (3, 2, 1, 0):
        exact = np.abs(np.round(values, places) - values) < 1e-9
        count = np.where(exact, float(places), count)
    return count
