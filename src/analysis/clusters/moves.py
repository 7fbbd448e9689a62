"""Moves of counties between clusters from one year to their next."""

from __future__ import annotations

import numpy as np
import pandas as pd


def moves(clusters: pd.DataFrame) -> pd.DataFrame:
    """Return one row per county and pair of its successive clustered years.

    Returns:
        ``county_code``, ``from_year``, ``to_year``, ``from_cluster``, ``to_cluster``, ``move``:
        ``up`` (to a higher level, i.e. a smaller number), ``down``, ``stay``, or ``broken`` where
        the county itself changed in between (``broken_by``), which is no move. Read a move with
        the silhouettes: a county on the border of two clusters moves easily.
    """
    table = clusters.sort_values(["county_code", "year"])
    later = table.groupby("county_code")[["year", "cluster", "broken_by"]].shift(-1)
    has = later["year"].notna().to_numpy()
    before, broken = table[has], (later["broken_by"] != "").to_numpy()[has]
    after = later.loc[has, ["year", "cluster"]].astype("int64")
    step = after["cluster"].to_numpy(int) - before["cluster"].to_numpy(int)
    return pd.DataFrame(
        {
            "county_code": before["county_code"].to_numpy(),
            "from_year": before["year"].to_numpy(int),
            "to_year": after["year"].to_numpy(int),
            "from_cluster": before["cluster"].to_numpy(int),
            "to_cluster": after["cluster"].to_numpy(int),
            "move": np.select([broken, step < 0, step > 0], ["broken", "up", "down"], "stay"),
        }
    )


def move_table(moved: pd.DataFrame) -> pd.DataFrame:
    """Count moves: one row per ``from_cluster``, one column per ``to_cluster``, all shown.

    Pairs of years across a change of the county are not counted.
    """
    moved = moved[moved["move"] != "broken"]
    every = sorted({*moved["from_cluster"], *moved["to_cluster"]})
    counts = pd.crosstab(moved["from_cluster"], moved["to_cluster"])
    return counts.reindex(index=every, columns=every, fill_value=0)
