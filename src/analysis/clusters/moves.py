"""Moves of counties between clusters from one year to their next."""

from __future__ import annotations

import numpy as np
import pandas as pd


def moves(clusters: pd.DataFrame) -> pd.DataFrame:
    """Return one row per county and pair of its successive clustered years.

    Returns:
        ``county_code``, ``from_year``, ``to_year``, ``from_cluster``, ``to_cluster``, ``move``:
        ``up`` (to a higher level, i.e. a smaller number), ``down`` or ``stay``. Read a move with
        the silhouettes: a county on the border of two clusters moves easily.
    """
    table = clusters.sort_values(["county_code", "year"])
    later = table.groupby("county_code")[["year", "cluster"]].shift(-1)
    has = later["year"].notna().to_numpy()
    before, after = table[has], later[has].astype("int64")
    step = after["cluster"].to_numpy(int) - before["cluster"].to_numpy(int)
    return pd.DataFrame(
        {
            "county_code": before["county_code"].to_numpy(),
            "from_year": before["year"].to_numpy(int),
            "to_year": after["year"].to_numpy(int),
            "from_cluster": before["cluster"].to_numpy(int),
            "to_cluster": after["cluster"].to_numpy(int),
            "move": np.select([step < 0, step > 0], ["up", "down"], "stay"),
        }
    )


def move_table(moved: pd.DataFrame) -> pd.DataFrame:
    """Count moves: one row per ``from_cluster``, one column per ``to_cluster``, all shown."""
    every = sorted({*moved["from_cluster"], *moved["to_cluster"]})
    counts = pd.crosstab(moved["from_cluster"], moved["to_cluster"])
    return counts.reindex(index=every, columns=every, fill_value=0)
