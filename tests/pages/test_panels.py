"""Small multiples of a county's indicators: what each shows, and where it leads."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from analysis.pages.panels import indicator_panels
from analysis.study import Project, View

CODE = "411526"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_level_indicator_has_a_panel_that_can_be_linked_to(study: Project, lang: str) -> None:
    view = View(study.root, study.processed, lang)
    rows = view.table("observations", CODE)
    rows = rows[rows["status"] == "resolved"]
    level = {i.code for i in view.codebook if i.role == "level"} & set(rows["indicator"])
    parsed = LexborHTMLParser(indicator_panels(view, CODE).html)
    panels = {str(p.attributes["id"]): p for p in parsed.css(".panels > li")}
    assert set(panels) == level
    for code, panel in panels.items():
        years = sorted(rows.loc[rows["indicator"] == code, "year"])
        assert [int(li.text().split()[0]) for li in panel.css("li > ul > li")] == years
        assert view.indicator(code) in panel.text()


def test_a_figure_of_a_panel_keeps_its_qualifier_and_leads_to_its_sentence(study: Project) -> None:
    view = View(study.root, study.processed, "zh")
    rows = view.table("observations", CODE)
    rows = rows[(rows["status"] == "resolved") & rows["indicator"].isin(
        [i.code for i in view.codebook if i.role == "level"])]  # fmt: skip
    html = indicator_panels(view, CODE).html
    for document, start in zip(rows["document_id"], rows["start"], strict=True):
        assert f'data-page="text/{document}#q{start}"' in html
    qualified = rows[rows["qualifier"] == "at least"]
    assert html.count("以上") >= len(qualified)
