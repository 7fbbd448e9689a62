"""Change over years 变化趋势 of one series (pure functions; NaN values are left out)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import TableError

Floats = NDArray[np.float64]


def growth_rate(values: ArrayLike, years: ArrayLike) -> float:
    r"""Return the compound annual growth rate between the first and the last known year.

    .. math:: (y_T / y_0)^{1 / (t_T - t_0)} - 1

    0 where both are 0, infinite where only the first is; NaN with fewer than two known years or
    where the ratio is negative.

    Source: as in Becker, Caperna, Del Sorbo et al. (2022), COINr, JOSS 7(78), 4567.

    >>> round(growth_rate([100, 110, 130], [2018, 2019, 2021]), 4)
    0.0914
    """
    y, t = _series(values, years)
    if len(y) < 2:
        return float("nan")
    first, last = float(y[0]), float(y[-1])
    if first == 0:
        return 0.0 if last == 0 else float("inf")
    if last / first < 0:
        return float("nan")
    return float((last / first) ** (1 / (t[-1] - t[0])) - 1)


def percent_change(values: ArrayLike, years: ArrayLike, per: float = 1) -> float:
    """Return the slope of the least-squares line, in per cent of its value in the first year.

    Args:
        values: one per year.
        years: in any order.
        per: years the change is given for.

    NaN with fewer than two known years, or where the line starts at 0.

    >>> round(percent_change([100, 110, 130], [2018, 2019, 2021]), 6)
    10.0
    """
    y, t = _series(values, years)
    if len(y) < 2:
        return float("nan")
    gap = t - t.mean()
    slope = float((gap * y).sum() / (gap**2).sum())
    start = float(y.mean() + slope * gap[0])
    return 100 * per * slope / start if start != 0 else float("nan")


def _series(values: ArrayLike, years: ArrayLike) -> tuple[Floats, Floats]:
    y, t = np.asarray(values, float), np.asarray(years, float)
    if len(np.unique(t)) < len(t):
        raise TableError("a series has two values of one year")
    order = np.argsort(t)
    y, t = y[order], t[order]
    known = np.isfinite(y)
    return y[known], t[known]
