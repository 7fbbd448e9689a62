"""What notebooks call: tables, numbers, quotes, and the study they open."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

from analysis.errors import CountyError, ReportError
from analysis.pages.elements import Html, band, note, page_title, plain_number, quote, show, table
from analysis.study import Project, View


@pytest.fixture
def view(study: Project) -> View:
    return View(study.root, study.processed, "zh")


def cells(shown: Html) -> list[list[str]]:
    rows = LexborHTMLParser(shown.html).css("tr")
    return [[c.text(strip=True) for c in row.css("th, td")] for row in rows]


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (87.0, 1, "87"),
        (0.0, 1, "0"),
        (-3.0, 1, "-3"),
        (16_200.0, 1, "16,200"),
        (99.145, 1, "99.1"),
        (98.5, 2, "98.5"),
        (1_234_567.891, 2, "1,234,567.89"),
        (99.96, 1, "100"),
        (100.0, 0, "100"),
        (0.04, 1, "0"),
        (120.4, 0, "120"),
        (20.3, 0, "20"),
        (-0.04, 1, "0"),
    ],
)
def test_a_number_has_no_needless_decimals(value: float, digits: int, said: str) -> None:
    assert plain_number(value, digits) == said


def test_a_table_has_a_caption_and_heads_with_their_scope() -> None:
    frame = pd.DataFrame({"县区": ["潢川县", "昆山市"], "得分": [87.25, 90.0]})
    parsed = LexborHTMLParser(table(frame, "得分 & 等级").html)
    assert [c.text() for c in parsed.css("table > caption")] == ["得分 & 等级"]
    assert [h.attributes["scope"] for h in parsed.css("thead th")] == ["col", "col"]
    assert [h.text() for h in parsed.css("tbody th[scope=row]")] == ["潢川县", "昆山市"]
    assert [c.text() for c in parsed.css("tbody td.n")] == ["87.25", "90"]


def test_what_is_missing_is_a_dash_and_never_nan_or_zero() -> None:
    frame = pd.DataFrame(
        {
            "text": ["a", "b", "c"],
            "float": [1.5, float("nan"), 0.0],
            "integer": pd.array([1, None, 0], dtype="Int64"),
            "string": pd.array(["x", None, ""], dtype="str"),
            "object": [None, float("nan"), pd.NA],
        }
    )
    assert cells(table(frame, "missing"))[1:] == [
        ["a", "1.5", "1", "x", "–"],
        ["b", "–", "–", "–", "–"],
        ["c", "0", "0", "", "–"],
    ]


def test_years_are_not_written_with_a_thousands_comma() -> None:
    frame = pd.DataFrame({"county": ["a"], "year": [2023], "maybe": pd.array([2023], "Int64")})
    assert cells(table(frame, "years"))[1] == ["a", "2023", "2023"]


def test_text_is_escaped_wherever_it_stands() -> None:
    evil = '<script>alert("1")</script>&'
    frame = pd.DataFrame({evil: [evil], "html": [Html("<b>meant</b>")]})
    row = {"before": evil, "quote": evil, "after": evil, "section": evil}
    for shown in (table(frame, evil), quote(row), note(evil), page_title(evil, evil), band(evil)):
        assert "<script" not in shown.html
        assert "&lt;script&gt;" in shown.html
        assert evil in LexborHTMLParser(shown.html).text()
    assert "<b>meant</b>" in table(frame, evil).html


def test_a_table_without_rows_is_its_caption_and_a_dash() -> None:
    shown = table(pd.DataFrame({"县区": [], "得分": []}), "空")
    assert shown.html == "<p>空 –</p>"


def test_a_figure_that_cannot_be_drawn_says_so_in_the_pages_language() -> None:
    assert "依据不足" in show(None, "zh").html
    assert "Too little evidence" in show(None, "en").html


def test_a_quote_marks_the_figure_inside_its_sentence() -> None:
    row = {"before": "受理案件", "quote": "87件", "after": "。", "section": "(一)化解"}
    assert quote(row).html == (
        '<blockquote lang="zh"><bdi>受理案件<mark>87件</mark>。</bdi></blockquote>'
        '<span class="source">(一)化解</span>'
    )
    assert "source" not in quote(row | {"section": ""}).html


def test_a_county_is_found_by_name_code_or_number_and_the_nearest_is_named(view: View) -> None:
    assert view.county_code("潢川县") == view.county_code("411526") == "411526"
    assert view.county_code(411526) == "411526"  # what papermill makes of -p county 411526
    assert view.county_code("") == min(view.counties)
    with pytest.raises(CountyError, match='no report of "潢川" was read; did you mean "潢川县"'):
        view.county_code("潢川")
    with pytest.raises(CountyError, match="411526"):
        view.county_code(411256)


def test_the_latest_year_is_meant_where_none_is_given(view: View) -> None:
    assert (view.year(0), view.year(2021)) == (2022, 2021)
    with pytest.raises(ReportError, match=r"no report of 2020 was read; there are \[2021, 2022\]"):
        view.year(2020)


NOTEBOOK = """
import sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
sys.modules["__main__"] = shell.user_module
for cell in {cells!r}:
    done = shell.run_cell(cell, store_history=True)
    if done.error_in_exec:
        print("error:", done.error_in_exec, file=sys.stderr)
"""


def run_cells(project: Project, *sources: str) -> str:
    """Run cells one after another as a notebook does; what they printed as errors."""
    code = NOTEBOOK.format(cells=list(sources))
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=project.root, capture_output=True, text=True, check=True
    )
    return "\n".join(line for line in ran.stderr.splitlines() if line.startswith("error:"))


@pytest.mark.slow
def test_an_injected_stranger_is_refused_and_a_researchers_own_names_are_not(
    study: Project,
) -> None:
    opened = "from analysis import open_study\nstudy = open_study(year=year)"
    own = "top = 5\nmine = [1, 2]\nthreshold = 0.5"
    assert run_cells(study, "year = 0", opened, own, opened) == ""
    said = run_cells(study, "year = 0", "# Parameters\nyear = 2022\nyaer = 2021\n", opened)
    assert said == 'error: this notebook has no parameter "yaer"; did you mean "year"?'


def test_a_figure_that_a_line_of_its_file_parts_is_shown_in_one_piece() -> None:
    row = {"before": "热线群众满意度为", "quote": "96.\r\n7%", "after": "。", "section": ""}
    assert "<bdi>热线群众满意度为<mark>96.7%</mark>。</bdi>" in quote(row).html
