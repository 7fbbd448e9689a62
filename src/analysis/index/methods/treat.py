"""Outlier treatment 异常值处理: winsorise, then transform where skewness requires it.

Source: Becker, Caperna, Del Sorbo et al. (2022), COINr, JOSS 7(78), 4567, after the practice of
the Global Innovation Index; OECD/JRC (2008), Handbook, step 5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import TableError
from analysis.index.methods.options import Transform, Treat
from analysis.index.methods.statistics import moments, skewness

Floats = NDArray[np.float64]
CHANGES = ("indicator", "unit", "from", "to", "how")


@dataclass(frozen=True)
class Treated:
    """Treated data, every changed cell (``CHANGES``), and the shape of each indicator.

    ``shapes`` has a row per indicator: ``skewness_0``, ``kurtosis_0``, ``passed_0`` before, ``_1``
    after winsorising, ``_2`` after the transformation (NaN where that was not needed), and
    ``winsorised``, the number of values moved.
    """

    data: pd.DataFrame
    changes: pd.DataFrame
    shapes: pd.DataFrame


def passes(values: ArrayLike, most_skewness: float = 2.0, most_kurtosis: float = 3.5) -> bool:
    """Tell whether |skewness| or excess kurtosis is below its limit; a constant passes.

    >>> passes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100])
    False
    """
    skew, kurt = moments(values)
    return not (abs(skew) >= most_skewness and kurt >= most_kurtosis)


def winsorise(values: ArrayLike, choice: Treat) -> tuple[Floats, NDArray[np.object_]]:
    """Move the outermost values, on the side of the skew, to the next one until the shape passes.

    Equal values move together, so a step that would move more than ``choice.winsorise`` values in
    all is not taken. Returns the values and what happened to each: "", "winhi" or "winlo".

    >>> winsorise([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100], Treat())[0].tolist()[-2:]
    [10.0, 10.0]
    """
    original = np.asarray(values, float)
    x, how = original.copy(), np.full(original.shape, "", dtype=object)
    while choice.force or not passes(x, choice.skewness, choice.kurtosis):
        known = x[np.isfinite(x)]
        if len(known) == 0 or known.min() == known.max():
            break
        high = not skewness(x) < -1e-12  # a symmetric one is cut at the top
        edge = known.max() if high else known.min()
        inner = known[known < edge].max() if high else known[known > edge].min()
        moved = x == edge
        if ((how != "") | moved).sum() > choice.winsorise:
            break
        x[moved], how[moved] = inner, "winhi" if high else "winlo"
    return x, how


def transform(values: ArrayLike, method: Transform, power: float = 0.0) -> Floats:
    r"""Bring a long tail in; order is kept, NaN too, and a constant stays as it is.

    With r = max - min:

    * ``log_ct``: :math:`\ln(x - \min + 0.01 r)`
    * ``log_ct_plus``: the same, and :math:`-\ln(\max - x + 0.01 r)` for a negative skew
    * ``log_ct_orig``: :math:`\ln(x - \min + 1)`
    * ``log_gii``: :math:`\ln\big((\max - 1)(x - \min)/r + 1\big)`, and
      :math:`-\ln\big((\max - 1)(\max - x)/r + 1\big)` for a negative skew
    * ``box_cox``: :math:`(y^\lambda - 1)/\lambda`, or :math:`\ln y` for λ = 0, y = x - min + 1

    Raises:
        TableError: ``log_gii`` with a maximum of 1 or less, for which it is not defined.

    Source: Global Innovation Index, technical notes (log_gii); Box & Cox (1964), JRSS-B 26,
    211–252.

    >>> transform([1, 2, 3, 11], "log_ct").round(3).tolist()
    [-2.303, 0.095, 0.742, 2.313]
    """
    x = np.asarray(values, float)
    known = x[np.isfinite(x)]
    if method == "none" or len(known) == 0 or known.min() == known.max():
        return x.copy()
    low, high = float(known.min()), float(known.max())
    negative = skewness(known) < 0
    if method == "log_gii" and high <= 1:
        raise TableError(f"log_gii needs a maximum above 1, not {high:g}")
    if method in ("log_ct_plus", "log_gii") and negative:
        return -_log(method, high - x, high, high - low)
    if method == "box_cox" and power != 0:
        result: Floats = ((x - low + 1) ** power - 1) / power
        return result
    return _log(method, x - low, high, high - low)


def treat_column(values: ArrayLike, choice: Treat) -> tuple[Floats, NDArray[np.object_], Shape]:
    """Return one treated indicator, what happened to each value, and its shape at each step."""
    x = np.asarray(values, float)
    none = np.full(x.shape, "", dtype=object)
    shape = Shape(x, choice)
    if shape.passed and not choice.force:
        return x, none, shape
    moved, how = winsorise(x, choice) if choice.winsorise else (x, none)
    shape.add(moved, int((how != "").sum()))
    if shape.passed or choice.force or choice.transform == "none":
        return moved, how, shape
    start = x if choice.on == "original" else moved
    result = transform(start, choice.transform, choice.power)
    shape.add(result)
    words = np.where(how == "", choice.transform, how + "+" + choice.transform)
    return result, np.where(np.isfinite(x), words, "").astype(object), shape


class Shape:
    """Skewness and kurtosis of one indicator, step by step."""

    def __init__(self, values: Floats, choice: Treat) -> None:
        self.choice = choice
        self.row: dict[str, object] = {"winsorised": 0}
        self.steps = 0
        self.add(values)

    def add(self, values: Floats, winsorised: int | None = None) -> None:
        """Record the shape after a step."""
        skew, kurt = moments(values)
        choice = self.choice
        self.passed = not (abs(skew) >= choice.skewness and kurt >= choice.kurtosis)
        figures = (skew, kurt, self.passed)
        names = ("skewness", "kurtosis", "passed")
        self.row |= {f"{n}_{self.steps}": f for n, f in zip(names, figures, strict=True)}
        if winsorised is not None:
            self.row["winsorised"] = winsorised
        self.steps += 1


def treat(data: pd.DataFrame, choices: dict[str, Treat]) -> Treated:
    """Treat the indicators that have a choice; the others stay.

    Args:
        data: units × indicators.
        choices: per indicator.

    Raises:
        TableError: a transformation is not defined, naming the indicator.
    """
    columns = {str(c): data[c].to_numpy(float) for c in data.columns}
    changes, shapes = [], {}
    units = data.index.to_numpy(object)
    for code, choice in choices.items():
        before = columns[code]
        try:
            after, how, shape = treat_column(before, choice)
        except TableError as error:
            raise TableError(f"indicator {code}: {error}") from None
        columns[code], shapes[code] = after, shape.row
        rows = np.flatnonzero(how != "")
        names = np.full(len(rows), code, dtype=object)
        changes.append((names, units[rows], before[rows], after[rows], how[rows]))
    joined = [np.concatenate(parts) for parts in zip(*changes, strict=True)] if changes else []
    return Treated(
        pd.DataFrame(columns, index=data.index),
        pd.DataFrame(dict(zip(CHANGES, joined, strict=False)), columns=list(CHANGES)),
        pd.DataFrame.from_dict(shapes, orient="index"),
    )


def _log(method: str, distance: Floats, high: float, width: float) -> Floats:
    if method == "log_gii":
        distance = (high - 1) * distance / width + 1
    elif method in ("log_ct", "log_ct_plus"):
        distance = distance + 0.01 * width
    else:  # log_ct_orig, and box_cox with power 0
        distance = distance + 1
    result: Floats = np.log(distance)
    return result
