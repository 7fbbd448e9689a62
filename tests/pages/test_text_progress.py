"""What texts tell of progress, in words."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.pages.text_progress import text_progress_note
from analysis.study import Project, View
from analysis.tables.contracts_texts import TEXT_PROGRESS

ROWS = [
    ("411526", "L", "promises", "counted", 8, 6),
    ("411526", "L", "problems", "no later report", 0, 0),
    ("411526", "D1", "mechanisms", "counted", 3, 3),
    ("411526", "L", "mechanisms", "counted", 5, 2),
    ("411527", "L", "promises", "counted", 2, 0),
]


def told(study: Project, lang: str) -> View:
    """Return a view of a study whose texts tell ``ROWS``."""
    view = View(study.root, study.processed, lang)
    columns = ["county_code", "dimension", "source", "state", "of", "count"]
    table = TEXT_PROGRESS.check(
        pd.DataFrame(ROWS, columns=columns).reindex(columns=list(TEXT_PROGRESS.columns))
    )
    view._read["text_progress", ""] = table
    view._read["text_progress", "411526"] = table[table["county_code"] == "411526"]
    return view


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["可核承诺 8 项，兑现 6 项（75%，90% 区间 46% – 91%）", "没有能追踪的自述问题"]),
        ("en", ["of 8 testable promises followed 6 kept (75%,", "no admitted problems followed"]),
    ],
)
def test_a_county_is_told_its_counts_with_intervals_and_what_cannot_be_counted(
    study: Project, lang: str, words: list[str]
) -> None:
    said = text_progress_note(told(study, lang), "411526").html
    for word in words:
        assert word in said


def test_the_comparison_adds_the_counties_up(study: Project) -> None:
    assert "of 10 testable promises followed 6 kept" in text_progress_note(told(study, "en")).html
