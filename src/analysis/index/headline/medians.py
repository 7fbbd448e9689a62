"""What a county is compared with: the median of a group of counties on each dimension."""

from __future__ import annotations

import pandas as pd

from analysis.tables.contracts import MEDIANS


def medians(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the median score of a group of counties on each dimension and the index, by year.

    Args:
        scores: table SCORES, of the group; counties without a score do not count for the median.

    Returns:
        Table MEDIANS; ``counties`` is the size of the group in that year, with or without a score.
    """
    middle = scores.groupby(["year", "dimension"], sort=True)["score"].median().reset_index()
    sizes = scores.groupby("year")["county_code"].nunique()
    table = middle.rename(columns={"score": "median"}).assign(counties=middle["year"].map(sizes))
    return MEDIANS.check(table)
