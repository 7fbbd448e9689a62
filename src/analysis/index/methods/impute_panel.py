"""Imputation over time 面板插补: one unit's missing years from its own other years."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.index.methods.impute import Imputed

Floats = NDArray[np.float64]
Along = Literal["latest", "linear", "constant"]


def over_time(
    data: pd.DataFrame, units: pd.Series[str], times: pd.Series[int], method: Along = "latest"
) -> Imputed:
    """Fill each unit's gaps from its other years; the order of rows does not matter.

    * ``latest``: the last known year before;
    * ``constant``: the same, and before the first known year that one;
    * ``linear``: on the line between the years before and after, and outside them the nearest.

    Args:
        data: rows of one unit and year each × indicators.
        units: unit of each row.
        times: year of each row.
        method: see above.

    Raises:
        TableError: a unit has two rows of one year.

    >>> table = pd.DataFrame({"x": [np.nan, 1.0, np.nan, 3.0]})
    >>> who, when = pd.Series(["a"] * 4), pd.Series([2020, 2021, 2022, 2023])
    >>> over_time(table, who, when, "latest").data["x"].tolist()
    [nan, 1.0, 1.0, 3.0]
    >>> over_time(table, who, when, "linear").data["x"].tolist()
    [1.0, 1.0, 2.0, 3.0]
    """
    keys = pd.DataFrame({"unit": units.to_numpy(), "time": times.to_numpy()})
    if keys.duplicated().any():
        unit, time = keys[keys.duplicated()].iloc[0]
        raise TableError(f"panel imputation: unit {unit} has two rows of {time}")
    x = data.to_numpy(float).copy()
    when = keys["time"].to_numpy(float)
    for rows in keys.groupby("unit").indices.values():
        ordered = rows[np.argsort(when[rows])]
        for column in range(x.shape[1]):
            x[ordered, column] = _fill(x[ordered, column], when[ordered], method)
    return Imputed.of(data, pd.DataFrame(x, data.index, data.columns))


def _fill(values: Floats, when: Floats, method: Along) -> Floats:
    known = np.isfinite(values)
    if known.all() or not known.any():
        return values
    t, v = when[known], values[known]
    if method == "linear":
        filled = np.interp(when, t, v)
    else:
        place = np.searchsorted(t, when, side="right") - 1
        before = np.nan if method == "latest" else v[0]
        filled = np.where(place >= 0, v[np.maximum(place, 0)], before)
    return np.where(known, values, filled)
