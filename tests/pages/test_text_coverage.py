"""What the reports of each year cover, as a table with a column a year."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.pages.tables.texts import text_coverage
from analysis.study import Project, View
from analysis.tables.contracts_texts import TEXT_COVERAGE

ROWS = [
    (2022, "part", "plan", 9, 8, None),
    (2022, "mechanism", "legal_adviser", 9, 3, 87.5),
    (2023, "part", "plan", 7, 7, None),
    (2023, "mechanism", "legal_adviser", 7, 5, None),
]


@pytest.mark.parametrize(
    ("lang", "plan", "stated"), [("zh", "下一年计划", "3 / 9；88%"), ("en", "a plan", "3 / 9; 88%")]
)
def test_counts_stand_by_year_with_the_coverage_that_reports_state(
    study: Project, lang: str, plan: str, stated: str
) -> None:
    view = View(study.root, study.processed, lang)
    columns = ["year", "kind", "name", "of", "count", "median"]
    rows = pd.DataFrame(ROWS, columns=columns)
    table = rows.assign(share=rows["count"] / rows["of"])[list(TEXT_COVERAGE.columns)]
    view._read["text_coverage", ""] = TEXT_COVERAGE.check(table)
    shown = text_coverage(view).set_index(text_coverage(view).columns[0])
    assert shown.loc[plan].tolist() == ["8 / 9", "7 / 7"]
    assert shown.iloc[1].tolist() == [stated, "5 / 7"]
