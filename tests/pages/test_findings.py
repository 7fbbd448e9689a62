"""What pages say first: made from the tables, and never more than their intervals hold."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from analysis.errors import CountyError, ReportError
from analysis.index.audit.sentence import audit_sentence
from analysis.pages.comparison import comparison_page
from analysis.pages.county import county_page
from analysis.pages.findings import comparison_finding, county_finding
from analysis.pages.parts import county_link
from analysis.pages.selection import select
from analysis.study import Project, View
from analysis.tables.contracts import INDEX_AUDIT, MEDIANS
from analysis.tables.contracts_measurement import FIGURE_SCORES, LEVELS, PROGRESS
from analysis.tables.schema import DIMENSIONS

CODE, YEAR = "411526", 2022


class Told(View):
    """A study whose tables are given."""

    def __init__(self, study: Project, lang: str, **tables: pd.DataFrame) -> None:
        super().__init__(study.root, study.processed, lang)
        self._read.update({(name, code): t for name, t in tables.items() for code in ("", CODE)})


def levels(low: float, high: float, *, printed: int = 3) -> pd.DataFrame:
    """A county's levels, the same interval for all dimensions."""
    row: dict[str, Any] = dict.fromkeys(LEVELS.columns)
    row |= {"county_code": CODE, "year": YEAR, "median": (low + high) / 2, "low": low, "high": high}
    row |= {"band": "B", "evidence": 0.5, "printed": printed, "expected": 5, "shift_one": -2.0}
    rows = [row | {"dimension": d} for d in (*DIMENSIONS, "L")]
    return LEVELS.check(pd.DataFrame(rows))


def medians(middle: float) -> pd.DataFrame:
    rows = [(YEAR, d, middle, 6) for d in (*DIMENSIONS, "L")]
    return MEDIANS.check(pd.DataFrame(rows, columns=["year", "dimension", "median", "counties"]))


def progress(low: float, high: float, call: str = "as the others") -> pd.DataFrame:
    row: dict[str, Any] = dict.fromkeys(PROGRESS.columns)
    row |= {"county_code": CODE, "dimension": "L", "first_year": 2021, "last_year": 2022}
    row |= {"change": (low + high) / 2, "low": low, "high": high, "call": call, "pairs": 4}
    return PROGRESS.check(pd.DataFrame([row]))


def finding(study: Project, lang: str = "zh", **tables: pd.DataFrame) -> str:
    given = {"levels": levels(70, 80), "medians": medians(75), "progress": progress(1, 2)}
    given |= {"figure_scores": FIGURE_SCORES.empty(), **tables}
    return "\n".join(county_finding(Told(study, lang, **given), CODE, YEAR))


@pytest.mark.parametrize(
    ("middle", "zh", "en"),
    [
        (60, "高于 6 个县区的中位数", "lies above the median of 6"),
        (90, "低于 6 个县区的中位数", "lies below the median of 6"),
        (75, "分不出高于还是低于 6 个县区的中位数", "cannot be distinguished from the median of 6"),
    ],
)
def test_a_county_lies_above_the_median_only_where_its_whole_interval_does(
    study: Project, middle: float, zh: str, en: str
) -> None:
    assert zh in finding(study, medians=medians(middle))
    assert en in finding(study, "en", medians=medians(middle))


def test_strongest_and_weakest_are_named_only_where_the_interval_leaves_the_median_out(
    study: Project,
) -> None:
    assert "没有一个维度能与中位数分开" in finding(study)
    both = medians(75)
    both.loc[both["dimension"] == "D4", "median"] = 50.0
    both.loc[both["dimension"] == "D6", "median"] = 95.0
    said = finding(study, "en", medians=both)
    assert re.search(r"Strongest on D4 .*median 50", said)
    assert re.search(r"Weakest on D6 .*median 95", said)
    assert "最强" not in finding(study, medians=both, levels=levels(70, 80, printed=0))


@pytest.mark.parametrize(
    ("change", "zh"),
    [
        (progress(0.5, 2), "超出了误差"),
        (progress(-0.5, 2), "没有超出误差"),
        (progress(1, 2, "too little"), "可比的数字只有 4 对，不判断变化"),
    ],
)
def test_a_change_is_more_than_noise_only_where_its_interval_leaves_out_zero(
    study: Project, change: pd.DataFrame, zh: str
) -> None:
    said = finding(study, progress=change)
    assert zh in said
    assert ("超出了误差" in said) == (zh == "超出了误差")


def test_what_is_not_known_is_said_with_its_number(study: Project) -> None:
    assert "没有写的指标有 2 项" in finding(study)
    assert "没有写的指标有 5 项，没有一个维度有数字" in finding(
        study, levels=levels(70, 80, printed=0)
    )
    some = levels(70, 80)
    some.loc[some["dimension"] == "D2", "printed"] = 0
    assert "其中 D2" in finding(study, levels=some)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_finding_of_a_real_page_is_whole_and_in_one_language(study: Project, lang: str) -> None:
    view = View(study.root, study.processed, lang)
    for said in (county_page(view, "", 0).finding, comparison_page(view, 0).finding):
        assert len(said) >= 4
        text = "".join(said)
        assert "nan" not in text
        assert "None" not in text
        names = {*view.counties.values()}
        bare = re.sub("|".join(map(re.escape, names)), "", text)
        cjk = re.sub(r"[0-9.]+[\u4e00-\u9fff]+", "", bare)  # a figure keeps its own words
        assert bool(re.search(r"[\u4e00-\u9fff]", cjk)) == (lang == "zh")


def test_the_audit_is_told_with_its_failures_gaps_and_length() -> None:
    row = {"year": 2022, "item": 1, "threshold": "", "n": 0, "source": "", "zh": "", "en": ""}
    row |= {"by_construction": False}
    rows = [
        row | {"check": "missing", "subject": "index", "verdict": "fail", "value": 0.6},
        row | {"check": "length", "subject": "index", "verdict": "flag", "value": 0.5},
        row | {"check": "alpha", "subject": "D1", "verdict": "pass", "value": 0.9},
        row | {"check": "failed", "subject": "index", "verdict": "pass", "value": 0.0,
               "by_construction": True},
    ]  # fmt: skip
    said = audit_sentence(INDEX_AUDIT.check(pd.DataFrame(rows)), "en")
    assert said == (
        "Audit of the goalpost score, a cross-check of the level (2022): of 3 checks 1 fail and 1 "
        "are flagged; 60% of the cells are empty; the score goes with the length of the report at "
        "|r| = 0.50. So the goalpost score rests on too few figures: a cross-check only; compare "
        "levels instead."
    )
    assert "没有经过审计" in audit_sentence(INDEX_AUDIT.empty(), "zh")


def test_counties_without_a_report_of_the_year_are_named_and_never_left_out_silently(
    study: Project,
) -> None:
    view = View(study.root, study.processed, "zh")
    gone = view.table("levels")
    view._read["levels", ""] = gone[(gone["county_code"] != CODE) | (gone["year"] != YEAR)]
    page = comparison_page(view, YEAR)
    assert any("另有 1 个县区没有 2022 年的报告" in said for said in page.finding)
    assert ["潢川县" in cell.html for cell in page.absent.iloc[:, 0]] == [True]
    assert page.absent.iloc[0, 1] == "2021"


def test_the_levels_of_chosen_years_stand_side_by_side_and_a_missing_year_stays_empty(
    study: Project,
) -> None:
    view = View(study.root, study.processed, "zh")
    gone = view.table("levels")
    view._read["levels", ""] = gone[(gone["county_code"] != CODE) | (gone["year"] != YEAR)]
    page = comparison_page(view, 0, years=[YEAR, 2021])
    assert list(page.by_year.columns) == ["县区", "2021", "2022"]
    own = page.by_year[["潢川县" in cell.html for cell in page.by_year["县区"]]].iloc[0]
    assert re.fullmatch(r"\d+（\d+–\d+）", own["2021"])
    assert pd.isna(own["2022"])
    assert list(comparison_page(view, 0).by_year.columns)[1:] == [str(y) for y in view.years()]
    with pytest.raises(ReportError, match="no report of 1999"):
        comparison_page(view, 0, years=[2021, 1999])


def test_a_comparison_is_of_the_counties_that_are_asked_for(study: Project) -> None:
    view = View(study.root, study.processed, "en")
    levels = view.table("levels")
    other = levels.loc[(levels["year"] == YEAR) & (levels["county_code"] != CODE), "county_code"]
    two = comparison_page(view, YEAR, ["潢川县", str(other.iloc[0])])
    named = {cell.html for cell in two.scores.iloc[:, 0]}
    assert named == {county_link(view, code).html for code in (CODE, str(other.iloc[0]))}
    assert "chosen ones" in two.title
    place = view.table("counties").set_index("county_code").at[CODE, "prefecture"]
    assert list(select(view, prefecture=place).codes) == [CODE]
    with pytest.raises(CountyError, match='no report of prefecture "信阳" was read'):
        select(view, prefecture="信阳")
    with pytest.raises(CountyError, match="潢川县"):
        select(view, ["潢川"])


def test_the_finding_of_a_selection_counts_only_its_counties(study: Project) -> None:
    view = View(study.root, study.processed, "en")
    assert comparison_finding(view, YEAR, select(view, [CODE]))[0].startswith("1 counties")
