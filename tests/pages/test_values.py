"""Numbers that pages show: as exact as the report says, and checked only where they can be."""

from __future__ import annotations

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

from analysis import figures
from analysis.pages.elements import Html, table
from analysis.pages.tables.arithmetic import checked_rates, unchecked_note
from analysis.pages.tables.values import figure_value
from analysis.study import Project, View
from analysis.tables.contracts import SCORES

NAMES = figures.Names({"411526": "潢川县"}, {})


def view(study: Project, lang: str = "zh") -> View:
    return View(study.root, study.processed, lang)


def text(shown: Html) -> str:
    body = LexborHTMLParser(shown.html).body
    assert body is not None
    return body.text().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "zh", "en"),
    [
        (96.0, "%", "at_least", "96 % 以上", "at least 96 %"),
        (6500.0, "人次", "over", "超 6,500 人次", "over 6,500 attendances"),
        (290.0, "场次", "about", "约 290 场次", "about 290"),
        (87.0, "件", "exact", "87 件", "87"),
        (float("nan"), "件", "range", "10至20件", "10至20件"),
    ],
)
def test_a_value_keeps_what_the_report_says_of_its_exactness(
    study: Project, value: float, unit: str, qualifier: str, zh: str, en: str
) -> None:
    row = {"value": value, "unit": unit, "qualifier": qualifier, "quote": "10至20件"}
    assert text(figure_value(view(study), row)) == zh
    assert text(figure_value(view(study, "en"), row)) == en


def test_a_table_keeps_the_decimals_that_its_numbers_were_rounded_to() -> None:
    frame = pd.DataFrame({"name": ["a"], "p": [0.003], "share": [0.35], "raw": [1 / 3]})
    (row,) = LexborHTMLParser(table(frame).html).css("tbody tr")
    assert [cell.text() for cell in row.css("td")] == ["0.003", "0.35", "0.3"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_only_a_rate_with_both_counts_is_said_to_agree(study: Project, lang: str) -> None:
    said = view(study, lang)
    audit = study.store.read("audit", "411526")
    rates = audit[audit["kind"] == "rate"]
    checked = rates[rates["verdict"] != "not checkable"]
    panel = study.store.read("panel", "411526")
    shown = checked_rates(said, "411526")
    assert len(shown) == len(checked) + int((panel["reason"] == "computed").sum())
    assert not any("nan" in str(cell) for row in shown.itertuples() for cell in row)
    left = len(rates) - len(checked)
    assert str(left) in unchecked_note(said, "411526").html


def test_one_year_is_not_spoken_of_as_two() -> None:
    row = {"county_code": "411526", "year": 2023, "dimension": "L", "score": 84.0, "low": 80.0}
    row |= {"high": 88.0, "band": "A", "band_low": "A", "band_high": "A", "observed": 3}
    scores = SCORES.check(pd.DataFrame([row | {"expected": 9}]))
    picture = figures.county_years(scores, NAMES, "411526")
    assert picture.alt.count("2023年") == 1
    assert "两年" not in picture.alt
    assert "only 2023" in figures.county_years(scores, NAMES, "411526", lang="en").alt
