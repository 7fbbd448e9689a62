"""A page that is called settled comes out of the parser letter by letter."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.notebooks.settled import is_settled, settle

LEAVES = st.sampled_from([
    "x", " ", "\n", "  ", "\n ", "\t", "\f", "\v", "\xa0", "\x00", "'", '"', "&", "<", ">", "&lt;",
    "&amp;", "&gt;", "&quot;", "&nbsp;", "&#39;", "&amp;lt;", "amp;", "<!--x-->", "<![CDATA[x]]>",
    "<br/>", "<br>", "<hr/>", "<image/>", "<image></image>", "<use/>", "</p>", "<P>", "</br>",
    '<img alt="" src="x"/>', '<img src="x"/>', '<meta charset="utf-8"/>', '<meta charset="gbk"/>',
    '<meta content="text/html; charset=gbk"/>', "<style>a>b{}</style>", "<style> </style>",
    "<script>1<2</script>", "<textarea>\n</textarea>", "<title>&amp;</title>", "<!DOCTYPE html>",
])  # fmt: skip
NAMES = st.sampled_from(["p", "b", "td", "pre", "svg", "clipPath", "h2", "template", "rt", "a"])
ATTRIBUTES = st.sampled_from([
    "", ' a="1"', " a='1'", " a=1", " a", ' a="1" b="2"', ' b="1" a="2"', ' a="1" a="2"', ' A="1"',
    ' x="" x1=""', ' x1="" x=""', ' class="n"', ' class=""', ' class="a b"', ' class="a  b"',
    ' class=" a"', ' headers="a  b"', ' rel="a  b"', ' d="M 1 \n L"', ' a="&quot;"', ' a="<"',
    ' a="&amp;"', ' a="&"', ' viewBox="0"', ' xlink:href="#x"', ' class="jp-Notebook"', "  ",
])  # fmt: skip


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(NAMES, ATTRIBUTES, st.lists(inner, max_size=3))
    return parts.map(lambda p: f"<{p[0]}{p[1]}>{''.join(p[2])}</{p[0]}>")


HTML = st.lists(st.recursive(LEAVES, element, max_leaves=6), max_size=4).map("".join)


@settings(deadline=None, max_examples=400)
@given(HTML)
def test_what_is_called_settled_comes_out_of_the_parser_as_it_is(html: str) -> None:
    soup = BeautifulSoup(html, "html.parser")
    if is_settled(html):
        assert str(soup) == html
        assert not soup.select("img:not([alt])")
        assert not soup.select(".jp-Notebook")


@pytest.mark.parametrize(
    "html",
    ["<p>", "</p>", "<b><p></b></p>", "<p>1 < 2</p>", "<p>&nbsp;</p>", "<p>\n\n</p>", "<br>",
     '<img src="x"/>', '<p b="" a=""></p>', "<script></script>", '<div class="jp-Notebook"></div>'],
)  # fmt: skip
def test_what_would_be_changed_is_not_settled(html: str) -> None:
    assert not is_settled(html)


def test_only_a_whole_page_is_settled_and_gets_the_line_that_the_parser_adds() -> None:
    page = '<!DOCTYPE html>\n<html lang="en">\n<p>1 &lt; 2</p>\n</html>'
    assert settle(page) == str(BeautifulSoup(page, "html.parser"))
    assert settle("<p></p>") is None
    assert settle(page.replace("&lt;", "<")) is None
