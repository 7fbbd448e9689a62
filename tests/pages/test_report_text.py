"""The text page of a report: all of it, every number marked, reachable from other pages."""

from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from analysis.pages.county import county_page
from analysis.pages.report_text import CLASSES, report_texts
from analysis.pages.story.texts import county_texts
from analysis.study import Project, View

CODE = "411526"


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture
def view(study: Project) -> View:
    return View(study.root, study.processed, "zh")


def test_a_text_page_holds_the_whole_report_in_order(view: View) -> None:
    pages = list(report_texts(view, CODE))
    assert len(pages) == 2
    for page, year in zip(pages, (2021, 2022), strict=True):
        raw = (view.root / "data" / "raw" / f"潢川县{year}.txt").read_text(encoding="utf-8")
        shown = LexborHTMLParser(page.body).css_first("article").text()
        assert squeezed(shown) == squeezed(raw)
        assert "<script" not in page.body


def test_every_number_is_marked_by_what_became_of_it(view: View) -> None:
    numbers = view.store.read("numbers", CODE)
    for page in report_texts(view, CODE):
        own = numbers[numbers["document_id"] == page.document_id]
        article = LexborHTMLParser(page.body).css_first("article")
        marked = {
            (node.attributes["id"], kind) for kind in CLASSES for node in article.css(f".{kind}")
        }
        assert marked == {(f"q{s}", k) for s, k in zip(own["start"], own["kind"], strict=True)}
        assert len(own) > 5


def test_a_number_that_was_set_aside_leads_to_its_reason_and_back(view: View) -> None:
    for page in report_texts(view, CODE):
        parsed = LexborHTMLParser(page.body)
        ids = [node.attributes["id"] for node in parsed.css("[id]")]
        assert len(ids) == len(set(ids))
        pointed = {a.attributes["href"] for a in parsed.css("a[href^='#']")}
        assert {p[1:] for p in pointed} <= set(ids)


def test_every_quote_of_a_countys_page_leads_to_a_place_of_its_text(view: View) -> None:
    texts = {f"text/{p.document_id}": p.body for p in report_texts(view, CODE)}
    page = county_page(view, CODE, 0)
    frames = [page.other, page.aside, page.drivers, page.texts.promises, page.texts.reuse_pairs]
    html = "".join(
        cell.html for f in frames for row in f.itertuples(index=False) for cell in row
        if hasattr(cell, "html")
    )  # fmt: skip
    html += page.evidence.html + page.panels.html
    named = re.findall(r'data-page="(text/\w+)#(q\d+)"', html)
    own = [(key, anchor) for key, anchor in named if key in texts]
    assert len(own) > 5
    for key, anchor in own:
        assert f'id="{anchor}"' in texts[key]


def test_a_reused_sentence_leads_to_both_texts(view: View) -> None:
    reuse = view.store.read("reuse")
    counties = reuse.loc[reuse["source_document_id"].notna(), ["county_code", "source_county"]]
    code, source = counties.iloc[0]
    year = int(reuse.loc[reuse["county_code"] == code, "year"].iloc[0])
    shown = county_texts(view, code, year).reuse_pairs
    pages = {f"text/{p.document_id}": p.body for c in set(counties.to_numpy().flat)
             for p in report_texts(view, c)}  # fmt: skip
    assert len(shown) > 0
    assert source in set(reuse["source_county"])
    for cell in shown.iloc[:, [1, 2]].to_numpy().flat:
        key, anchor = re.findall(r'data-page="(text/\w+)#(q\d+)"', cell.html)[0]
        assert f'id="{anchor}"' in pages[key]


def test_reasons_are_told_in_the_pages_language(study: Project) -> None:
    for lang, other in (("en", r"[\u4e00-\u9fff]"), ("zh", r"\b(scope|named by|says)\b")):
        page = county_page(View(study.root, study.processed, lang), CODE, 0)
        reasons = " ".join(str(cell) for cell in page.aside.iloc[:, 2])
        assert not re.search(other, reasons)
