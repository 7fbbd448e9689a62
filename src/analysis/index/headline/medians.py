"""Reference values: the median of a group of counties on each dimension."""

from __future__ import annotations

import pandas as pd

from analysis.tables.contracts import MEDIANS


def medians(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the median score of a group of counties on each dimension and the index, by year.

    Only counties that print a figure of a dimension count for it: a level that rests on nothing of
    a county's own says what the others report, and not what is usual.

    Args:
        scores: table SCORES, of the group.

    Returns:
        Table MEDIANS; ``counties`` is the number behind each median, 0 where there is none.
    """
    key = ["year", "dimension"]
    own = scores["score"].where(scores["observed"] > 0)
    table = scores.assign(own=own).groupby(key, sort=True)["own"].agg(["median", "count"])
    return MEDIANS.check(table.reset_index().rename(columns={"count": "counties"}))
