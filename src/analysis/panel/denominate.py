"""Denominators 分母: n/N from the same report, rates computed where only the counts are printed.

The report's own N comes first and, in this version, alone. ``reason`` of a panel row says what was
done: ``""``, ``computed``, ``disagrees`` (the printed rate is not n/N), ``n exceeds N``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.extraction.indicators.codebook import Codebook

Floats = NDArray[np.float64]

COMPUTED = "computed"
DISAGREES = "disagrees"
EXCEEDS = "n exceeds N"


class Bounds(NamedTuple):
    """What each printed figure may stand for: county-years × indicators, NaN where none is."""

    low: Floats
    high: Floats


@dataclass(frozen=True)
class Denominated:
    """Matrices (county-years × indicators) of values in per cent with their n and N."""

    values: Floats
    numerator: Floats
    denominator: Floats
    sources: tuple[str | None, ...]  # per indicator, the code N comes from
    reasons: NDArray[np.object_]

    def some(self, rows: slice) -> Denominated:
        """Return some county-years of it."""
        return Denominated(
            self.values[rows],
            self.numerator[rows],
            self.denominator[rows],
            self.sources,
            self.reasons[rows],
        )


def denominate(values: Floats, bounds: Bounds, codebook: Codebook) -> Denominated:
    """Attach n and N to every indicator that has them, and compute missing rates.

    A rate with ``ratio_of`` takes n and N from there. Any other indicator whose ``denominator`` is
    itself in the codebook takes N from it. N must be positive.

    Args:
        values: county-years × indicators in the codebook's order, NaN where not observed.
        bounds: same shape, what the figures may stand for (``arithmetic.rounding``).
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
            _check(column, place[source], place[indicator.ratio_of[0]], bounds, reasons)
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


def _check(rate: int, total: int, n: int, bounds: Bounds, reasons: NDArray[np.object_]) -> None:
    """Name the rates that are not n/N: the ranges of printed and computed do not meet."""
    n_low, n_high = bounds.low[:, n], bounds.high[:, n]
    total_low, total_high = bounds.low[:, total], bounds.high[:, total]
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(total_high > 0, 100 * n_low / total_high, np.nan)
        high = np.where(total_low > 0, 100 * n_high / total_low, np.inf)
    apart = (bounds.low[:, rate] > high) | (bounds.high[:, rate] < low)
    reasons[apart, rate] = DISAGREES
    reasons[np.isfinite(bounds.low[:, rate]) & (n_low > total_high), rate] = EXCEEDS
