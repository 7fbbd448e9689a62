"""Missing states 缺失状态: silence is not zero, and nothing is imputed.

States of a county, year and indicator (``tables.STATES``):

* ``reported`` – the document gives a figure, or its parts n and N;
* ``none`` – it says that there was none (a zero claim on a count);
* ``silent`` – it has the text in which the figure could stand, and the figure is not there;
* ``section_missing`` – it has headed parts, but not the one in which the figure could stand;
* ``not_required`` – the indicator did not exist yet in that year.

Source: Rubin (1976), Biometrika 63, 581–592, for why they must be kept apart; Manski (1989),
Journal of Human Resources 24, 343–360, for the bounds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import TableError, nearest
from analysis.records import Role
from analysis.tables.schema import STATES

Floats = NDArray[np.float64]

OBSERVED = ("reported", "none")
PRESCRIBED = {Role.LEADERS, Role.MEASURES, Role.PROBLEMS, Role.PLAN}
PLACES: dict[str, set[Role]] = {"D0": {Role.LEADERS, Role.MEASURES}}  # others: measures only
GROUPS = ("indicator", "county_code", "year", "dimension")


def has_place(roles: str, dimension: str) -> bool:
    """Tell whether a document has text in which an indicator of ``dimension`` could stand.

    A document without any prescribed heading is one running text: everything could stand in it.

    Args:
        roles: roles of the document's top sections, ``|`` between (``documents.roles``).
        dimension: D0 … D8.

    >>> has_place("leaders|plan", "D0"), has_place("leaders|plan", "D4"), has_place("", "D4")
    (True, False, True)
    """
    named = {Role(r) for r in roles.split("|") if r}
    if not named & PRESCRIBED:
        return True
    return bool(named & PLACES.get(dimension, {Role.MEASURES}))


def availability(panel: pd.DataFrame, by: str = "indicator") -> pd.DataFrame:
    """Count the states by indicator, county, year or dimension.

    Returns:
        One row per value of ``by``: it, a count per state, ``required`` (all but not_required)
        and ``share`` observed of those required (NaN where none is).

    Raises:
        TableError: ``by`` is none of the four.
    """
    if by not in GROUPS:
        raise TableError(f'availability by "{by}" is unknown{nearest(by, GROUPS)}')
    counts = pd.crosstab(panel[by], panel["state"]).reindex(columns=list(STATES), fill_value=0)
    table = counts.rename_axis(columns=None).reset_index()
    table["required"] = table[list(STATES)].sum(axis=1) - table["not_required"]
    seen = table[list(OBSERVED)].sum(axis=1)
    table["share"] = seen / table["required"].where(table["required"] > 0)
    return table


def bounds(scores: ArrayLike, required: ArrayLike) -> tuple[Floats, Floats]:
    """Return worst- and best-case means: every missing required score is 0, or 100.

    No assumption about why a figure is missing can lead outside these bounds.

    Args:
        scores: units × indicators, 0–100, NaN where missing.
        required: same shape, False where the indicator was not required.

    Returns:
        Two arrays, one value per unit; NaN where nothing was required.

    >>> low, high = bounds([[80.0, float("nan")]], [[True, True]])
    >>> low.tolist(), high.tolist()
    ([40.0], [90.0])
    """
    x, needed = np.asarray(scores, float), np.asarray(required, bool)
    count = needed.sum(axis=1).astype(float)
    count[count == 0] = np.nan
    worst = np.where(needed, np.nan_to_num(x, nan=0.0), 0.0).sum(axis=1) / count
    best = np.where(needed, np.nan_to_num(x, nan=100.0), 0.0).sum(axis=1) / count
    return worst, best
