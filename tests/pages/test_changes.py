"""Why no change is computed: counted for all, named for one county, worded in both languages."""

from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from analysis.pages.tables.changes import broken_changes, changes_lead, reason
from analysis.study import Project, View


@pytest.fixture(params=["zh", "en"])
def view(request: pytest.FixtureRequest, study: Project) -> View:
    return View(study.root, study.processed, request.param)


def test_every_change_that_is_not_computed_is_in_one_row_of_the_comparison(view: View) -> None:
    changes = view.table("changes")
    broken = changes[changes["broken_by"] != ""]
    assert len(broken)
    table = broken_changes(view)
    keys = broken.groupby(["year", "broken_by"])
    assert len(table) == keys.ngroups
    assert table.iloc[:, 2].tolist() == keys["indicator"].nunique().tolist()
    assert table.iloc[:, 3].tolist() == keys["county_code"].nunique().tolist()
    assert any("行政复议体制改革" in said.html for said in table.iloc[:, 1])


def test_a_county_names_the_indicators_and_counts_what_was_compared(view: View) -> None:
    changes = view.table("changes")
    code = str(changes.loc[changes["broken_by"] != "", "county_code"].iloc[0])
    own = changes[changes["county_code"] == code]
    named = " ".join(broken_changes(view, code).iloc[:, 2])
    for indicator in own.loc[own["broken_by"] != "", "indicator"]:
        assert view.indicator(indicator) in named
    said = LexborHTMLParser(changes_lead(view, code).html).text()
    done = own[own["broken_by"] == ""]
    worse, left = (done["better"] == -1).sum(), len(own) - len(done)
    numbers = [int(n) for n in re.findall(r"\d+", said)]
    assert numbers == [len(done), (done["better"] == 1).sum(), worse, left]


def test_reasons_are_worded_and_instruments_keep_their_name(view: View) -> None:
    said = reason(view, "行政复议法2023修订施行; 2024-03-01 merged: 旧县 → 新县")
    assert said == view.say(
        "行政复议法2023修订施行；2024-03-01 合并：旧县 → 新县",
        "行政复议法2023修订施行; 2024-03-01 merged: 旧县 → 新县",
    )
