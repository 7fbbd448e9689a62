"""Names and sentences that are made to break a page: they are shown as words and do nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

from analysis.notebooks import render_notebook
from analysis.notebooks.overview import write_index
from analysis.notebooks.placement import Placement, with_links
from analysis.notebooks.site import Site, study_jobs
from analysis.notebooks.template import fill
from analysis.pages.comparison import comparison_page
from analysis.pages.county import county_page
from analysis.pages.elements import Html, download, page_title, show, table
from analysis.pages.indicator import indicator_page
from analysis.pages.report_text import report_texts
from analysis.study import Project, View, open_project
from analysis.tables.schema import harmless
from analysis.text.display import UNSEEN

NAMES = [
    "<script>alert(1)</script>县",
    '"><img src=x onerror=alert(1)>县',
    "{{7*7}}{% raw %}县",
    "\u202e甲乙丙县\u2066",
    "</style></title><svg onload=alert(1)>",
    "很" * 300 + "县",
    '=HYPERLINK("http://evil.test","x")县',
]
SENTENCE = '</blockquote><base href="//evil.test/"><form action="//evil.test">\u202e\x07受理'


@pytest.fixture(scope="module")
def hostile(study: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The study with hostile names of counties, sections, files and sentences."""
    root = tmp_path_factory.mktemp("hostile") / "p"
    shutil.copytree(study.root, root, ignore=shutil.ignore_patterns("reports", "raw"))
    project = open_project(root)
    store = project.store
    counties = store.read("counties")
    names = (NAMES * len(counties))[: len(counties)]
    store.write("counties", counties.assign(county=names, prefecture=NAMES[0], province=NAMES[4]))
    observations = store.read("observations")
    store.write("observations", observations.assign(before=SENTENCE, section=NAMES[1]))
    documents = store.read("documents")
    store.write("documents", documents.assign(file=NAMES[4], title=NAMES[0]))
    sentences = store.read("sentences")
    store.write("sentences", sentences.assign(section=NAMES[1]))
    return project


def page_of(parts: Any, lang: str) -> str:
    """A page as its notebook makes it: every table, picture and piece of HTML of its record."""
    shown = [page_title(parts.title, parts.lead, parts.finding)]
    held = [parts, parts.texts, getattr(parts, "groups", parts.texts)]
    for name, part in [entry for record in held for entry in vars(record).items()]:
        if isinstance(part, pd.DataFrame):
            shown.append(table(part, name))
        elif isinstance(part, Html):
            shown.append(part)
        elif hasattr(part, "figure"):
            shown.append(show(part, lang))
    outputs = [nbformat.v4.new_output("display_data", {"text/html": s.html}) for s in shown]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])
    return render_notebook(book, Path("page.ipynb"), lang, Placement("county/990101"))


def pages(project: Project, lang: str) -> Iterator[str]:
    view = View(project.root, project.processed, lang)
    yield page_of(county_page(view, "411526", 0), lang)
    yield page_of(comparison_page(view, 0), lang)
    place = Placement("text/1")
    for text in report_texts(view, "411526"):
        yield with_links(
            fill("plain.html.j2", lang, title=text.title, lead=text.lead, body=text.body,
                 place=place), place,
        )  # fmt: skip
    indicator = indicator_page(view, "reconsider_accepted")
    body = table(indicator.values, "x").html + show(indicator.picture, lang).html
    yield with_links(
        fill("plain.html.j2", lang, title=indicator.title, lead=indicator.lead, body=body,
             place=place), place,
    )  # fmt: skip
    site = Site(project, project.root / "reports", lang)
    yield write_index(site, study_jobs(site), {}).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_words_are_shown_and_do_nothing(hostile: Project, lang: str) -> None:
    for html in pages(hostile, lang):
        parsed = LexborHTMLParser(html)
        assert parsed.css("script, iframe, object, embed, base, form, img") == []
        assert len(parsed.css("head meta")) == len(parsed.css("meta"))
        assert len(parsed.css("title")) == 1
        for node in parsed.css("*"):
            assert not [name for name in node.attributes if name.startswith("on")], node.html
        hrefs = [a.attributes.get("href") or "" for a in parsed.css("a")]
        assert not [h for h in hrefs if re.match(r"(?i)\s*(?:https?:|//|javascript)", h)]
        assert UNSEEN.search(html) is None
        assert "49" not in re.findall(r"\{\{7\*7\}\}|49\{", html)


def test_a_long_name_is_cut_in_labels(hostile: Project) -> None:
    view = View(hostile.root, hostile.processed, "zh")
    assert max(map(len, view.counties.values())) <= 24
    figure = comparison_page(view, 0).intervals
    labels = figure.data.iloc[:, 0]
    assert max(map(len, labels)) <= 24


AWAY = [
    '<meta http-equiv="refresh" content="0;url=https://evil.test/">',
    '<base href="https://evil.test/">',
    '<form action="https://evil.test/"><input name="x"></form>',
    '<a href="javascript:alert(1)">x</a>',
    "<iframe src='https://evil.test/'></iframe>",
]


@pytest.mark.parametrize("html", AWAY)
@pytest.mark.parametrize("kind", ["text/html", "text/markdown"])
def test_what_a_notebook_of_ones_own_shows_cannot_lead_a_reader_away(html: str, kind: str) -> None:
    outputs = [nbformat.v4.new_output("display_data", {kind: html, "text/plain": "x"})]
    cells = [nbformat.v4.new_code_cell("", outputs=outputs), nbformat.v4.new_markdown_cell(html)]
    book = nbformat.v4.new_notebook(cells=cells)
    body = LexborHTMLParser(render_notebook(book, Path("mine.ipynb"))).css_first("main")
    assert body.css("meta, base, form, iframe") == []
    assert not [a for a in body.css("a") if (a.attributes.get("href") or "").startswith("java")]


@pytest.mark.parametrize("cell", ["=1+1", "＝1+1", "\n=1+1", " @x", "\t+1", "－1"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    frame = pd.DataFrame({"a": [cell, "ok"]})
    assert harmless(frame)["a"].str[0].tolist() == ["'", "o"]
    assert "%27" in download(frame, "x.csv", "data").html
