"""Links between the pages of a study, and how a page is cited."""

from __future__ import annotations

from pathlib import Path

import nbformat
from selectolax.lexbor import LexborHTMLParser

from analysis.notebooks import render_notebook
from analysis.notebooks.placement import Placement, Stamp, in_order
from analysis.notebooks.template import css_string
from analysis.pages.elements import page_link, page_title

STAMP = Stamp("县区比较", "1.2.3", "abcdef123456", "2024-05-06")
BEFORE, AFTER = ("county/990101", "甲县"), ("county/990103", "丙县")


def page(place: Placement | None, lang: str = "zh", title: str = "乙县") -> LexborHTMLParser:
    shown = page_title(title, "读到两份报告。", ["水平 70 分。"]).html
    shown += page_link("text/5d41", "87件", "q12").html
    output = nbformat.v4.new_output("display_data", {"text/html": shown})
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])
    return LexborHTMLParser(render_notebook(book, Path("county.ipynb"), lang, place))


def test_a_page_leads_back_on_and_to_the_other_language() -> None:
    place = Placement("county/990102", STAMP, BEFORE, AFTER, other="en/county/990102.html")
    links = [(a.attributes["href"], a.text()) for a in page(place).css("nav.site a")]
    assert links == [
        ("../index.html", "返回目录"),
        ("../county/990101.html", "← 甲县"),
        ("../county/990103.html", "丙县 →"),
        ("../en/county/990102.html", "English"),
    ]


def test_a_name_is_a_link_only_where_its_page_is_there() -> None:
    def way(place: Placement | None) -> str | None:
        return next(a for a in page(place).css("a") if a.text() == "87件").attributes.get("href")

    assert way(Placement("county/990102", STAMP)) == "../text/5d41.html#q12"
    assert way(Placement("county/990102", STAMP, missing=frozenset({"text/5d41"}))) is None
    assert way(None) is None


def test_a_page_says_how_it_is_cited_with_version_digest_and_date() -> None:
    shown = page(Placement("county/990102", STAMP))
    for part in ("乙县", "县区比较", "1.2.3", "abcdef123456", "2024-05-06", "MIT"):
        assert part in shown.css_first("footer.share").text()
    bibtex = shown.css_first("footer.share pre").text()
    assert bibtex.startswith("@misc{fazhi-county-990102,")
    assert bibtex.count("{") == bibtex.count("}")
    described = shown.css_first('meta[name="description"]').attributes["content"]
    assert described == "读到两份报告。"


def test_a_page_that_lies_alone_has_no_ways_to_others() -> None:
    shown = page(None)
    assert shown.css("nav.site, footer.share") == []
    assert [li.text() for li in shown.css("ul.finding li")] == ["水平 70 分。"]


def test_a_page_of_a_batch_is_cited_and_links_no_page_of_the_study() -> None:
    shown = page(Placement("visits/north", STAMP, alone=True))
    assert shown.css("nav.site") == []
    assert "abcdef123456" in shown.css_first("footer.share").text()
    assert [a.attributes.get("href") for a in shown.css("footer.share a, main > a")] == [None]


def test_the_place_of_a_page_is_part_of_what_it_is_made_of_and_the_date_is_not() -> None:
    one = Placement("county/990102", STAMP, BEFORE)
    assert one.digest == Placement("county/990102", Stamp(), BEFORE).digest
    assert one.digest != Placement("county/990102", STAMP).digest


def test_neighbours_are_those_in_order() -> None:
    around = in_order(["a", "b", "c"], ["A", "B", "C"])
    assert around["a"] == ((), ("b", "B"))
    assert around["b"] == (("a", "A"), ("c", "C"))
    assert around["c"] == (("b", "B"), ())
    assert in_order(["a"], ["A"]) == {"a": ((), ())}
    assert in_order([], []) == {}


def test_a_hostile_title_stays_within_the_footer_of_the_sheet() -> None:
    title = '甲"}</style><script>alert(1)</script>\\'
    shown = page(Placement("county/1", STAMP), title=title)
    assert shown.css("script") == []
    style = shown.css("style")[0].text()
    assert style.count("{") == style.count("}") == 3
    assert '"' not in css_string(title)
    assert "<" not in css_string(title)
