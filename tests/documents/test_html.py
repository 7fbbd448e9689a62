"""The main text of pages in eight styles: every sentence and cell, and nothing of the site."""

import re

import pytest

from analysis.documents.formats.web.page import read_html
from analysis.documents.identity.metadata import find_metadata

STYLES = ["trs", "zoom", "union", "breaks", "xiumi", "ucap", "vsb", "unknown"]
SEEDS = range(8)


@pytest.fixture(scope="module")
def pages(neighbour):
    return neighbour("pages")


def body(draft):
    """The text without what is marked as the page's."""
    text = list(draft.text)
    for span in draft.furniture:
        text[span.start : span.end] = " " * (span.end - span.start)
    return "".join(text)


def test_the_styles_are_those_of_the_generator(pages):
    assert list(pages.STYLES) == STYLES


@pytest.mark.parametrize("style", STYLES)
def test_every_sentence_and_cell_of_a_page_is_read_and_no_word_of_the_site(pages, style):
    for seed in SEEDS:
        page = pages.build(style, seed)
        recall, precision, lost = pages.measure(page, body(read_html(page.html)))
        assert recall == 1.0
        assert precision >= 0.999
        assert lost == 0


@pytest.mark.parametrize("style", STYLES)
def test_words_of_the_site_are_kept_aside_and_not_lost(pages, style):
    for seed in SEEDS:
        page = pages.build(style, seed)
        draft = read_html(page.html)
        aside = "\n".join([*draft.aside, *(s.quote(draft.text) for s in draft.furniture)])
        shown = [words for words in page.foreign if words in page.html]
        assert shown
        assert [words for words in shown if words not in aside] == []
        assert [words for words in shown if words in draft.text] == []
        assert "位置" in aside
        assert "网站标识码" in aside
        assert "3522次" not in draft.text + aside  # of the script


@pytest.mark.parametrize("style", STYLES)
def test_title_year_and_date_come_out_of_every_style(pages, counties, style):
    for seed in SEEDS:
        page = pages.build(style, seed)
        found = find_metadata(read_html(page.html), counties)
        assert found.title == page.title
        assert (found.year, found.published) == (page.year, page.published)
        assert (found.county, found.level) == (page.place, "county")
        sources = {"trs": "page, agreed"}
        assert found.published_from == sources.get(style, "page, stated")


@pytest.mark.parametrize("style", ["zoom", "ucap"])
def test_the_table_of_a_site_is_read_as_metadata(pages, counties, style):
    page = pages.build(style, 3)
    fields = find_metadata(read_html(page.html), counties).fields
    assert fields["index"] == "035200009/2026-00012"
    assert fields["issuer"] == f"{page.place}司法局"
    assert (fields["title"], fields["published"]) == (page.title, page.published)


def test_meta_tags_alone_give_title_date_and_source(pages, counties):
    page = pages.build("trs", 1)
    html = re.sub(r"<h1>.*?</h1>|<div class='info'>.*?</div>|<title>.*?</title>", "", page.html)
    draft = read_html(html)
    found = find_metadata(draft, counties)
    assert (found.title, found.published, draft.origin) == (
        page.title,
        page.published,
        f"{page.place}司法局",
    )
    assert found.published_from == "meta, stated"


def test_the_name_in_the_table_of_a_site_is_a_title_where_there_is_no_other(counties):
    html = (
        "<html><table><tr><td>索引号</td><td>01/2024-1</td></tr><tr><td>名 称</td><td>x</td></tr>"
        "<tr><td>信息名称:</td><td>潢川县2023年法治政府建设年度报告</td></tr></table>"
        "<div id=zoom><p>2023年,全县受理案件87件,办结85件。</p><p>调解纠纷3522起。</p></div></html>"
    )
    found = find_metadata(read_html(html), counties)
    assert (found.title, found.county_code, found.year) == (
        "潢川县2023年法治政府建设年度报告",
        "411526",
        2023,
    )


def test_a_hidden_report_is_read_and_a_hidden_note_is_not():
    report = "<p>2023年,全县受理案件87件。</p>" * 40
    html = f"<html><body><div style='display:none'>{report}</div></body></html>"
    assert read_html(html).text.count("87件") == 40
    html = f"<html><body><div>{report}<p style='display: none'>旧稿99件。</p></div></body></html>"
    assert "99件" not in read_html(html).text


def test_a_page_without_any_container_is_read_whole():
    assert read_html(
        "<title>x</title>2023年,全县受理案件87件。<br>办结85件。"
    ).text.splitlines() == [
        "2023年,全县受理案件87件。",
        "办结85件。",
    ]
