"""The levels of counties over several years, side by side; a year without a report stays empty."""

from __future__ import annotations

import pandas as pd

from analysis.pages.parts import county_link
from analysis.pages.selection import Selection
from analysis.pages.tables.progress import level_scores
from analysis.pages.tables.scores import word
from analysis.study import View


def levels_by_year(view: View, years: list[int], chosen: Selection) -> pd.DataFrame:
    """Return a row a county, a column a year: the level with its interval.

    It has no rows where there are more counties than a page lists.

    Args:
        view: the study.
        years: the columns, in order.
        chosen: the counties.
    """
    rows = chosen.of(level_scores(view))
    rows = rows[(rows["dimension"] == "L") & rows["year"].isin(years) & rows["score"].notna()]
    cells = {
        (row.county_code, row.year): f"{row.score:.0f}"
        + view.bracketed(f"{row.low:.0f}–{row.high:.0f}")
        for row in rows.itertuples()
    }
    codes = sorted(set(rows["county_code"])) if chosen.listed else []
    columns = {str(year): [cells.get((code, year)) for code in codes] for year in years}
    return pd.DataFrame({word(view, "county"): [county_link(view, c) for c in codes]} | columns)
