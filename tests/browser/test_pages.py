"""Every kind of page in a real browser: wide and narrow, light and dark, on screen and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import numpy as np
import pandas as pd
import pypdfium2
import pytest

from analysis.figures import indicator_years
from analysis.figures.grouped import Measure, group_spread
from analysis.notebooks import render_notebook
from analysis.pages.elements import show

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).parent / "axe" / "axe.min.js"
LANGS = ("zh", "en")
WIDTHS = (1280, 390, 320)
LEAST = 12  # px of any type at phone width
# Everything but AAA; the baseline is none of them on any page.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SEEN = """(() => {
  const cut = [], small = [];
  for (const text of document.querySelectorAll('svg text')) {
    const svg = text.ownerSVGElement, own = text.getBoundingClientRect();
    const whole = svg.getBoundingClientRect();
    if (!own.width) continue;
    const scale = whole.width / svg.viewBox.baseVal.width;
    const size = parseFloat(getComputedStyle(text).fontSize) * scale;
    if (size < LEAST) small.push([text.textContent, size]);
    if (own.left < whole.left - 1 || own.right > whole.right + 1 ||
        own.top < whole.top - 1 || own.bottom > whole.bottom + 1) cut.push(text.textContent);
  }
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const near = words.currentNode.parentElement;
    if (near.closest('svg, style') || !words.currentNode.textContent.trim()) continue;
    const size = parseFloat(getComputedStyle(near).fontSize);
    if (size < LEAST) small.push([words.currentNode.textContent, size]);
  }
  return {cut, small, wider: document.documentElement.scrollWidth - innerWidth,
          scripts: document.scripts.length};
})()""".replace("LEAST", str(LEAST))

CHECKED = """axe.run({runOnly: {type: 'tag', values: RULES}}).then(found =>
  found.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120)).slice(0, 3)]))
""".replace("RULES", str(RULES))


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


def pages(site: Path, lang: str) -> Iterator[Path]:
    """One page of each kind; of text and indicator the longest."""
    folder = site if lang == "zh" else site / "en"
    yield from (folder / "index.html", folder / "comparison.html", folder / "indicators.html")
    yield from sorted((folder / "county").glob("*.html"))  # one poor in figures, one rich
    yield from sorted((folder / "story").glob("*.html"))
    for kind in ("text", "indicator"):
        yield max((folder / kind).glob("*.html"), key=lambda path: (path.stat().st_size, path.name))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_every_window_and_ask_for_nothing(
    tab: Any, site: Path, lang: str, width: int
) -> None:
    for page in pages(site, lang):
        tab.open(page, width=width)
        seen = tab.evaluate(SEEN)
        assert seen["wider"] <= 0, page
        assert (seen["cut"], seen["small"]) == ([], []), page
        assert (seen["scripts"], tab.asked) == (0, []), page


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, True)])
def test_axe_finds_nothing_on_any_page(
    tab: Any, site: Path, lang: str, width: int, dark: bool
) -> None:
    tab.call("Page.setBypassCSP", enabled=True)  # axe is a script
    for page in pages(site, lang):
        tab.open(page, width=width, dark=dark)
        tab.evaluate(axe())
        assert tab.evaluate(CHECKED) == [], page
    tab.call("Page.setBypassCSP", enabled=False)


@pytest.mark.parametrize("counties", [261, 2850])
def test_index_and_comparison_of_hundreds_and_of_thousands_fit_every_window(
    tab: Any, large_site: Any, counties: int
) -> None:
    folder = large_site(counties)
    for page in (folder / "index.html", folder / "comparison.html"):
        for width in WIDTHS:
            tab.open(page, width=width)
            seen = tab.evaluate(SEEN)
            assert seen["wider"] <= 0, page
            assert (seen["cut"], seen["small"]) == ([], []), page
            assert (seen["scripts"], tab.asked) == (0, []), page
    assert (folder / "index.html").stat().st_size <= 300_000
    assert (folder / "comparison.html").stat().st_size <= 400_000
    tab.call("Page.setBypassCSP", enabled=True)
    tab.open(folder / "comparison.html", width=1280)
    tab.evaluate(axe())
    assert tab.evaluate(CHECKED) == []
    tab.call("Page.setBypassCSP", enabled=False)


def test_the_test_would_notice_a_request_a_cut_label_and_small_type(
    tab: Any, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    url = "https://fonts.example.invalid/font.css"
    svg = '<svg viewBox="0 0 100 20" width="100"><text x="90" y="10" font-size="9">outside</text>'
    page.write_text(f'<link rel="stylesheet" href="{url}"><p>x</p>{svg}</svg>', encoding="utf-8")
    tab.open(page)
    seen = tab.evaluate(SEEN)
    assert (tab.asked, seen["cut"]) == ([url], ["outside"])
    assert [text for text, _ in seen["small"]] == ["outside"]


@pytest.mark.parametrize(("number", "places"), [(24, 4), (261, 21), (2850, 31)])
def test_figures_of_a_few_of_hundreds_and_of_thousands_keep_every_label(
    tab: Any, tmp_path: Path, number: int, places: int
) -> None:
    codes = [f"{410000 + i}" for i in range(number)]
    values = pd.Series(np.linspace(35, 95, number), index=codes)
    groups = pd.Series([f"长名字的第{i % places}自治州" for i in range(number)], index=codes)
    measure = Measure(
        "各地综合水平", "综合水平 L", ((80.0, "A"), (65.0, "B"), (50.0, "C")), (-2, 102)
    )
    shown = [show(group_spread(values, groups, measure))]
    yearly = pd.DataFrame({"year": 2023, "value": values.to_numpy()})
    shown.append(show(indicator_years(yearly, "复议纠错率", "%", lang="zh")))
    outputs = [nbformat.v4.new_output("display_data", {"text/html": s.html}) for s in shown]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])
    page = tmp_path / "page.html"
    page.write_text(render_notebook(book, tmp_path / "page.ipynb"), encoding="utf-8")
    for width in WIDTHS:
        tab.open(page, width=width)
        seen = tab.evaluate(SEEN)
        assert (seen["cut"], seen["small"]) == ([], [])
        assert seen["wider"] <= 0
    said = tab.evaluate("document.querySelector('svg').textContent")
    assert all(f"长名字的第{i}自治州" in said for i in range(places))


@pytest.mark.parametrize("lang", LANGS)
def test_on_paper_every_sheet_is_used_and_says_what_it_is_of(
    tab: Any, site: Path, lang: str
) -> None:
    for page in (p for p in pages(site, lang) if p.stem in {"411526", "comparison"}):
        tab.open(page)
        title = tab.evaluate("document.title")
        sheets = pypdfium2.PdfDocument(BytesIO(tab.pdf()))
        for number, sheet in enumerate(sheets, start=1):
            width, height = sheet.get_size()
            assert (round(width), round(height)) == (595, 842)
            text = sheet.get_textpage().get_text_bounded()
            assert f"{number} / {len(sheets)}" in text
            assert title[:6] in text.replace("\\r\\n", "")


def test_every_link_between_pages_leads_to_a_page_and_a_place(tab: Any, site: Path) -> None:
    for page in pages(site, "zh"):
        tab.open(page)
        links = tab.evaluate("[...document.links].map(a => a.href)")
        for link in {href for href in links if href.startswith("file:")}:
            path, _, anchor = unquote(link.removeprefix("file://")).partition("#")
            assert Path(path).is_file(), link
            if anchor:
                assert f'id="{anchor}"' in Path(path).read_text(encoding="utf-8"), link


def test_a_quote_leads_to_its_number_in_the_text_by_keyboard(tab: Any, site: Path) -> None:
    tab.open(site / "county/411526.html")
    href = tab.evaluate("document.querySelector('blockquote a').href")
    words = tab.evaluate("document.querySelector('blockquote a').textContent")
    tab.evaluate("document.querySelector('blockquote a').closest('details').firstChild.focus()")
    for kind in ("keyDown", "keyUp"):  # opens what is folded
        tab.call("Input.dispatchKeyEvent", type=kind, key="Enter", text="\r")
    tab.evaluate("document.querySelector('blockquote a').focus()")
    assert tab.evaluate("document.activeElement.href") == href
    path, _, anchor = href.removeprefix("file://").partition("#")
    tab.open(Path(path))
    assert tab.evaluate(f"document.getElementById('{anchor}').textContent") == words


def test_the_other_language_is_one_link_away(tab: Any, site: Path) -> None:
    tab.open(site / "en/county/411526.html")
    href = tab.evaluate("document.querySelector('nav.site a[hreflang]').href")
    assert href == (site / "county/411526.html").as_uri()
