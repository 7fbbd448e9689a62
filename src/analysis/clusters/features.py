"""What counties are clustered on: dimension scores in points, and the yearly change of the index.

All features are points on 0–100 (or points a year), so they are not standardised: a dimension on
which counties hardly differ should not be blown up to the weight of one on which they do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.config import ClusterChoices
from analysis.errors import TableError
from analysis.panel.county_breaks import CountyBreaks
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]

KEY = ["county_code", "year"]
INDEX = "L"
PROGRESS = "P"
LEAST = 2  # features a clustering needs
NEAR_FULL = 99.0  # per cent; a claim at or above counts as saturated


@dataclass(frozen=True)
class Features:
    """A complete matrix of county-years (sorted) × features, and how many were filled.

    ``change`` is the progress of each, NaN where it is not known, whether it is a feature or not.
    """

    units: pd.DataFrame
    names: tuple[str, ...]
    matrix: Floats
    filled: NDArray[np.int64]
    change: Floats


def saturated(panel: pd.DataFrame, share: float) -> tuple[str, ...]:
    """Return the rates on which more than ``share`` of the reporting county-years claim ≥ 99 %.

    They cannot tell counties apart and leave the clustering (drop their goalposts and score anew).
    Where less is better a loss rate of 1 % or under is the claim; ``claim`` tells full ones.

    Args:
        panel: table PANEL.
        share: e.g. 0.80.
    """
    rates = panel[panel["claim"].notna() & (panel["claim"] != "silent")]
    full = rates["claim"].isin(["full_with_n", "full_without_n"])
    near = full | (rates["value"] >= NEAR_FULL)
    part = near.groupby(rates["indicator"]).mean()
    return tuple(sorted(str(code) for code in part.index[part > share]))


def progress(scores: pd.DataFrame, breaks: CountyBreaks | None = None) -> pd.Series[float]:
    """Return each county's change of L between its first and last scored year, in points a year.

    Of a county that was merged, renamed or the like, only the years since then count. Counties
    with one scored year have none and are left out.

    Args:
        scores: table SCORES.
        breaks: changes of counties.
    """
    index = scores[(scores["dimension"] == INDEX) & scores["score"].notna()]
    index = index.sort_values(KEY)
    since = (broken_since(index, breaks) != "").groupby(index["county_code"]).cumsum()
    index = index[since == since.groupby(index["county_code"]).transform("max")]
    ends = index.groupby("county_code")[["year", "score"]].agg(["first", "last"])
    span = ends["year", "last"] - ends["year", "first"]
    change = (ends["score", "last"] - ends["score", "first"]) / span.where(span > 0)
    return change.dropna().astype(float).rename(PROGRESS)


def broken_since(rows: pd.DataFrame, breaks: CountyBreaks | None) -> pd.Series[str]:
    """Return what changed a county since the row of it before; rows are sorted by ``KEY``."""
    before = rows.groupby("county_code")["year"].shift(1)
    said = [
        breaks.between(str(code), int(last), int(year)) if breaks and last == last else ""
        for code, last, year in zip(rows["county_code"], before, rows["year"], strict=True)
    ]
    return pd.Series(said, rows.index, dtype=str)


def features(
    scores: pd.DataFrame, choices: ClusterChoices, breaks: CountyBreaks | None = None
) -> Features:
    """Return the matrix to cluster.

    Dimensions scored in at least ``dimension_share`` of the county-years are used. County-years
    with fewer than half of them are left out, not guessed. The gaps that remain are filled with
    the county-year's own mean plus what the dimension usually lies above or below the others
    (two-way additive fit), and their number is kept in ``filled``. Progress is added where it is
    wanted and known for the same share of county-years, its gaps filled with the mean.

    Raises:
        TableError: fewer than two dimensions are scored often enough; the two best are named.
    """
    wide = scores.pivot(index=KEY, columns="dimension", values="score").sort_index()
    level = wide.reindex(columns=list(DIMENSIONS)).astype(float)
    level = level[level.notna().any(axis=1)]
    names = _often(level, choices.dimension_share)
    level = level[names]
    level = level[level.notna().sum(axis=1) * 2 >= len(names)]
    matrix = level.to_numpy(float)
    filled = np.isnan(matrix).sum(axis=1)
    matrix = fill(matrix)
    units = level.index.to_frame(index=False)
    change = units["county_code"].map(progress(scores, breaks)).to_numpy(float)
    known = np.isfinite(change)
    if choices.progress and known.mean() >= choices.dimension_share:
        filled = filled + ~known
        matrix = np.column_stack([matrix, np.where(known, change, change[known].mean())])
        names = [*names, PROGRESS]
    return Features(units, tuple(names), matrix, filled.astype(np.int64), np.asarray(change, float))


def fill(matrix: ArrayLike) -> Floats:
    """Fill gaps with the row's mean deviation plus the column's mean.

    >>> fill([[60, 80], [50, float("nan")], [55, 75]]).round(1).tolist()
    [[60.0, 80.0], [50.0, 72.5], [55.0, 75.0]]
    """
    x = np.asarray(matrix, float)
    columns = np.nanmean(x, axis=0)
    rows = np.nanmean(x - columns, axis=1, keepdims=True)
    return np.where(np.isnan(x), columns + rows, x)


def _often(level: pd.DataFrame, share: float) -> list[str]:
    observed = level.notna().mean()
    names = [str(d) for d in level.columns if observed[d] >= share]
    if len(names) < LEAST or level.empty:
        best = observed.fillna(0).sort_values(ascending=False, kind="stable").head(LEAST)
        said = ", ".join(f"{d} {part:.0%}" for d, part in best.items())
        raise TableError(
            f"clustering needs {LEAST} dimensions scored in {share:.0%} of the county-years; "
            f"the best are {said}; lower dimension_share in [clusters]"
        )
    return names
