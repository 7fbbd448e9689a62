"""Notebook 03's page: the headline's index and one of a researcher's own panel."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

from analysis.errors import ConfigError, ReportError
from analysis.figures import Picture
from analysis.pages.elements import Html
from analysis.pages.story.index import index_page
from analysis.pages.story.own_panel import load_own
from analysis.study import Project, View

PICTURES = ("availability", "spread", "correlations", "intervals", "sobol", "removal")
DECLARATION = """
title = "Quality of life"
treat = {}
groups = [
  { code = "people", parent = "life", name_zh = "人", name_en = "People" },
  { code = "place", parent = "life" },
  { code = "life" },
]
indicators = [
  { code = "schools", parent = "people", name_zh = "学校", name_en = "Schools" },
  { code = "doctors", parent = "people" },
  { code = "smoke", parent = "place", direction = -1 },
  { code = "parks", parent = "place" },
]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    rng = np.random.default_rng(5)
    level = rng.normal(size=20)
    values = {c: 50 + 10 * level + 8 * rng.normal(size=20) for c in ("schools", "doctors", "parks")}
    values["smoke"] = 50 - 10 * level + 8 * rng.normal(size=20)
    late = pd.DataFrame({"town": [f"{n:02d}" for n in range(20)], "year": 2023} | values)
    late.loc[3, "parks"] = np.nan
    early = late.assign(year=2022, parks=1.0)
    pd.concat([early, late]).to_csv(tmp_path / "my.csv", index=False)
    pd.concat([early, late]).to_excel(tmp_path / "my.xlsx", index=False, engine="xlsxwriter")
    (tmp_path / "my.toml").write_text(DECLARATION, encoding="utf-8")
    return tmp_path


def rows(shown: Html) -> list[list[str]]:
    found = LexborHTMLParser(shown.html).css("tr")
    return [[c.text(strip=True) for c in row.css("th, td")] for row in found]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_the_headline_has_every_step(study: Project, lang: str) -> None:
    page = index_page(View(study.root, study.processed, lang), 0)
    assert all(isinstance(getattr(page, name), Picture) for name in PICTURES[:4])
    for name in ("goalposts", "contributions", "bounds", "ranks", "verdicts", "audit"):
        assert isinstance(getattr(page, name), Html), name


@pytest.mark.parametrize(("lang", "column"), [("zh", "reason_zh"), ("en", "reason")])
def test_goalposts_give_their_reasons_in_the_language_of_the_page(
    study: Project, lang: str, column: str
) -> None:
    given = pd.read_csv(study.root / "config" / "goalposts.csv")[column]
    shown = rows(index_page(View(study.root, study.processed, lang), 0).goalposts)
    assert [row[-1] for row in shown[1:]] == given.tolist()


def test_findings_of_the_audit_name_indicators_and_counties(study: Project) -> None:
    view = View(study.root, study.processed, "en")
    said = " ".join(row[0] for row in rows(index_page(view, 0).audit))
    failed = view.table("index_audit").query("verdict == 'fail' and check == 'indicator_coverage'")
    codes = failed["subject"].head(3).tolist()
    assert codes
    assert all(view.indicator(code) in said for code in codes)
    assert not re.search(r"\b99\d{4}\b", said)
    assert not any(f"{i.code}:" in said for i in view.codebook)


def test_ranks_stand_with_their_interval_and_that_of_varied_choices(study: Project) -> None:
    view = View(study.root, study.processed, "en")
    year = view.years()[-1]
    chances = view.table("chances").query("dimension == 'L' and year == @year")
    known = chances.dropna(subset=["rank"]).set_index("county_code")
    shown = rows(index_page(view, year).ranks)[1:]
    assert {r[0] for r in shown} == {view.counties[c] for c in known.index}
    spans = {view.counties[c]: f"{low:.0f} – {high:.0f}" for c, low, high in
             zip(known.index, known["rank_low"], known["rank_high"], strict=True)}  # fmt: skip
    for name, _, own, varied, _ in shown:
        assert own == spans[name]
        assert re.fullmatch(r"\d+ – \d+", varied)


@pytest.mark.parametrize("file", ["my.csv", "my.xlsx"])
def test_a_panel_of_ones_own_needs_no_reports(own: Path, study: Project, file: str) -> None:
    page = index_page(View(study.root, own / "none", "en"), 0, str(own / file))
    assert page.title == "03 Quality of life"
    assert all(isinstance(getattr(page, name), Picture) for name in (*PICTURES, "bands"))
    assert "Schools" in page.goalposts.html
    assert len(page.intervals.data) == 20
    assert page.intervals.data["Unit"].str.fullmatch(r"\d\d").all()
    assert "pass" in page.verdicts.html
    bounds = {r[0]: (float(r[1]), float(r[2])) for r in rows(page.bounds)[1:]}
    assert [unit for unit, (worst, best) in bounds.items() if worst < best] == ["03"]
    assert len(rows(page.ranks)) == 21


def test_a_year_is_chosen_the_latest_where_none_is_asked_for(own: Path) -> None:
    late, made = load_own(own, "my.csv")
    early, _ = load_own(own, "my.csv", "my.toml", 2022)
    assert list(late.columns) == ["schools", "doctors", "parks", "smoke"]
    assert (len(late), len(made.indicators)) == (20, 4)
    assert (early["parks"] == 1).all()


def test_what_is_wrong_with_a_panel_is_said(own: Path) -> None:
    with pytest.raises(ReportError, match=r"no year 2019; there are \[2022, 2023\]"):
        load_own(own, "my.csv", "", 2019)
    with pytest.raises(ReportError, match=r"gone\.csv cannot be read"):
        load_own(own, "gone.csv", "my.toml")
    with pytest.raises(ReportError, match=r"a panel is a \.csv or \.xlsx file"):
        load_own(own, "my.dta")
    with pytest.raises(ConfigError, match=r"other\.toml: cannot be read"):
        load_own(own, "my.csv", "other.toml")
    table = pd.read_csv(own / "my.csv", dtype={"town": str})
    table.assign(year=2023).to_csv(own / "my.csv", index=False)
    with pytest.raises(ReportError, match="town 00 stands twice"):
        load_own(own, "my.csv")
