"""Prepare data for an index 数据准备: denominators, availability, scored units."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.errors import TableError, nearest
from analysis.index.engine.tree import Tree
from analysis.index.methods.options import Screen


def denominate(
    data: pd.DataFrame, denominators: Mapping[str, pd.Series[float]], scale: float = 1.0
) -> pd.DataFrame:
    """Divide indicators by their denominators: ``scale · x / d``; NaN where d is missing or 0.

    Args:
        data: units × indicators.
        denominators: per indicator, with the same index.
        scale: factor, e.g. 100,000.

    Raises:
        TableError: a denominator is negative, naming indicator and unit.

    >>> table = pd.DataFrame({"suits": [30.0]}, index=["a"])
    >>> denominate(table, {"suits": pd.Series([2e5], index=["a"])}, 1e5)["suits"].tolist()
    [15.0]
    """
    out = data.copy()
    for code, below in denominators.items():
        if (below < 0).any():
            unit = below.index[int((below < 0).to_numpy().argmax())]
            raise TableError(f"indicator {code}: its denominator is negative for unit {unit}")
        out[code] = scale * data[code] / below.where(below != 0)
    return out


def availability(data: pd.DataFrame) -> pd.DataFrame:
    """Return what each unit has: counts of missing and zero values, and shares.

    ``available`` is the share of indicators known, ``nonzero`` the share of those that is not 0.

    >>> availability(pd.DataFrame({"x": [1.0], "y": [np.nan]})).to_dict("records")[0]["available"]
    0.5
    """
    x = data.to_numpy(float)
    width = data.shape[1]
    missing, zero = np.isnan(x).sum(axis=1), (x == 0).sum(axis=1)
    known = np.where(missing < width, width - missing, np.nan)
    return pd.DataFrame(
        {
            "missing": missing,
            "zero": zero,
            "missing_or_zero": missing + zero,
            "available": 1 - missing / width,
            "nonzero": 1 - zero / known,
        },
        index=data.index,
    )


def group_availability(data: pd.DataFrame, tree: Tree) -> pd.DataFrame:
    """Return units × groups: the share of the indicators below each group that is known."""
    known = data.notna()
    return pd.DataFrame({group: known[tree.leaves(group)].mean(axis=1) for group in tree.order})


def screen(data: pd.DataFrame, choice: Screen, tree: Tree) -> pd.DataFrame:
    """Decide which units are scored; nothing is taken away here.

    Returns:
        ``availability`` and ``few_data``, ``few_nonzero``, ``few_in`` (codes of dimensions with
        too little, ``|`` between), ``included`` and ``why`` not.

    Raises:
        TableError: a unit that is to be kept or left out does not exist.
    """
    table = availability(data)
    for unit in (*choice.include, *choice.exclude):
        if unit not in data.index:
            hint = nearest(unit, map(str, data.index))
            raise TableError(f'screen: no unit "{unit}" in the data{hint}')
    table["few_data"] = (table["available"] < choice.available) & (choice.rule != "zeros")
    table["few_nonzero"] = (table["nonzero"] < choice.nonzero) & (choice.rule != "missing")
    table["few_in"] = ""
    if choice.per_dimension > 0:
        dimensions = [g for g in tree.order if tree.level[g] == 1]
        table["few_in"] = _thin(group_availability(data, tree)[dimensions], choice.per_dimension)
    faults = {
        "left out": data.index.isin(choice.exclude),
        "few data": table["few_data"].to_numpy(bool),
        "few values that are not 0": table["few_nonzero"].to_numpy(bool),
        "few data in a dimension": (table["few_in"] != "").to_numpy(bool),
    }
    table["why"] = np.select(list(faults.values()), list(faults), "")
    table.loc[data.index.isin(choice.include), "why"] = ""
    table["included"] = table["why"] == ""
    return table


def _thin(shares: pd.DataFrame, least: float) -> list[str]:
    """Return for each unit the dimensions with a smaller share than ``least``."""
    thin = (shares < least).to_numpy()
    names = [str(c) for c in shares.columns]
    words = [""] * len(thin)
    for row in np.flatnonzero(thin.any(axis=1)).tolist():
        words[row] = "|".join(n for n, low in zip(names, thin[row], strict=True) if low)
    return words
