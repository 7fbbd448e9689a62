"""The pages as a reader gets them: one file, no network, ordered, escaped, in one language."""

from __future__ import annotations

import base64
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.errors import ReportError
from analysis.notebooks import render, render_notebook, run_notebook
from analysis.pages.elements import page_title
from analysis.pages.report_text import report_texts
from analysis.study import Project, View

pytestmark = pytest.mark.slow

COUNTY = {"county": "411526", "year": "2022"}
# the calls of test_notebooks, from the end: two workers meet in the middle, each runs once
PAGES: list[tuple[str, str, dict[str, str]]] = [
    ("04-clusters", "zh", {}),
    ("03-index", "en", {"year": "2021"}),
    ("02-evidence", "zh", {"county": "潢川县", "year": "2022"}),
    ("01-documents", "en", {}),
    ("comparison", "zh", {"year": "2022"}),
    ("county", "en", {"county": "潢川县"}),
    ("county", "zh", COUNTY),
]
FIGURES = {"county": 1, "comparison": 4, "02-evidence": 1, "03-index": 1, "04-clusters": 1}
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda p: f"{p[0]}-{p[1]}", indirect=True)


class Page:
    """A rendered page with what it was made of."""

    def __init__(self, notebooks: Any, name: str, lang: str, parameters: dict[str, str]) -> None:
        self.name, self.lang = name, lang
        self.executed = notebooks.executed(name, lang, **parameters)
        self.html = notebooks.page(self.executed, lang)
        self.parsed = LexborHTMLParser(self.html)

    def css(self, query: str) -> list[Any]:
        return list(self.parsed.css(query))

    def text(self) -> str:
        assert self.parsed.body is not None
        return self.parsed.body.text()


@pytest.fixture
def page(request: pytest.FixtureRequest, notebooks: Any) -> Page:
    return Page(notebooks, *request.param)


@pytest.fixture
def county(notebooks: Any) -> Page:
    return Page(notebooks, "county", "zh", COUNTY)


@each_page
def test_a_page_is_one_file_that_asks_for_nothing(page: Page) -> None:
    pointed = re.findall(r"\b(?:src|href|srcset|action|data|poster)=[\"']([^\"']*)", page.html)
    assert [p for p in pointed if not p.startswith(("#", "data:"))] == []
    assert re.findall(r"url\((?!#|[\"']?#|data:)[^)]*\)", page.html) == []
    assert "@import" not in page.html
    assert page.css("script, iframe, object, embed, link, base, form") == []
    assert re.findall(r"\son[a-z]+=[\"']", page.html) == []
    outside = set(re.findall(r"https?://[^\s\"'<>]+", page.html))
    assert {u for u in outside if not u.startswith("http://www.w3.org/")} == set()


@each_page
def test_a_page_forbids_itself_everything_but_its_own_style(page: Page) -> None:
    (policy,) = page.css('meta[http-equiv="Content-Security-Policy"]')
    assert policy.attributes["content"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    assert page.css("meta[charset=utf-8]")
    assert len(page.html.encode()) < 1_500_000


@each_page
def test_a_page_says_its_language_and_caveat(page: Page) -> None:
    (html,) = page.css("html")
    assert html.attributes["lang"] == {"zh": "zh-CN", "en": "en"}[page.lang]
    (caveat,) = page.css("header p.caveat")
    assert {"zh": "未提及不等于零", "en": "silence is not zero"}[page.lang] in caveat.text()
    (lead,) = page.css("p.lead")
    assert {"zh": "示例数据", "en": "Demonstration data"}[page.lang] in lead.text()


@each_page
def test_headings_are_in_order_and_the_contents_list_them_all(page: Page) -> None:
    headings = page.css("h1, h2, h3, h4, h5, h6")
    levels = [int(h.tag[1]) for h in headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert max(levels) <= 3
    (title,) = page.css("title")
    assert title.text() == headings[0].text()
    links = page.css("nav.toc a")
    assert [a.text() for a in links] == [h.text() for h in headings[1:]]
    assert [a.attributes["href"] for a in links] == [f"#{h.attributes['id']}" for h in headings[1:]]


@each_page
def test_headings_and_figures_are_named_by_what_they_show_and_not_by_their_place(
    page: Page,
) -> None:
    for heading in page.css("h2, h3"):
        name = str(heading.attributes["id"])
        words = re.sub(r"[\W_]+", "-", heading.text().lower()).strip("-")
        assert name.startswith(words)
    names = [figure.attributes.get("id") or "" for figure in page.css("figure")]
    assert all(re.fullmatch(r"figure-[a-z]+", name) for name in names)


@each_page
def test_every_id_is_there_once_and_every_link_leads_somewhere(page: Page) -> None:
    ids = re.findall(r"\sid=\"([^\"]+)\"", page.html)
    assert len(ids) == len(set(ids))
    pointed = set(re.findall(r"(?:href=\"#|url\(#)([^\")]+)", page.html))
    assert pointed <= set(ids)


@each_page
def test_every_table_has_a_caption_and_scoped_heads(page: Page) -> None:
    tables = page.css("table")
    assert tables
    for table in tables:
        assert table.css_first("caption").text(strip=True)
        assert all(h.attributes.get("scope") in {"col", "row"} for h in table.css("th"))
        heads = table.css("thead th")
        assert all(h.text(strip=True) for h in heads)
        for row in table.css("tbody tr"):
            assert len(row.css("th, td")) == len(heads)
            assert len(row.css("th[scope=row]")) == 1


@each_page
def test_every_figure_has_words_for_those_who_do_not_see_it_and_its_data(page: Page) -> None:
    figures = page.css("figure")
    assert len(figures) >= FIGURES.get(page.name, 0)
    for figure in figures:
        svg = figure.css_first("svg")
        assert svg.attributes["role"] == "img"
        assert len(svg.attributes["aria-label"] or "") > 15
        assert figure.css_first("figcaption").text(strip=True)
        assert figure.css("details table tbody tr")
    assert page.css("img") == []


@each_page
def test_the_words_in_figures_are_text(page: Page) -> None:
    for figure in page.css("figure"):
        assert figure.css("svg text") != []
    assert "missing from" not in page.html  # matplotlib's warning about glyphs


@each_page
def test_no_code_and_no_stray_output_is_on_the_page(page: Page) -> None:
    assert page.css("pre") == []
    assert page.css(".input, .prompt, .jp-InputArea, .cell") == []
    text = page.text()
    for word in ("import ", "In [", "Out[", "open_study", "<analysis", "DataFrame", "None"):
        assert word not in text, word
    assert not re.search(r"(?<![A-Za-z])nan(?![a-z])", text)  # Henan, and nothing that is no number


@each_page
def test_a_page_speaks_one_language(page: Page) -> None:
    book = nbformat.read(page.executed, as_version=4)
    other = {"zh": "en", "en": "zh"}[page.lang]
    text = re.sub(r"\s+", "", page.text())
    for cell in book.cells:
        if cell.cell_type != "markdown":
            continue
        lines = [re.sub(r"^#+|\s+", "", line) for line in cell.source.splitlines() if line.strip()]
        tags = set(cell.metadata.tags)
        assert all((line in text) == (page.lang in tags) for line in lines), cell.source
        assert tags <= {page.lang, other, "notebook-only"}
    if page.lang == "en":
        for node in page.css("caption, figcaption, summary, thead th, nav a, h1, h2, h3"):
            named = re.sub(
                r"(?<=[a-z] )\([\u4e00-\u9fff]+\)", "", node.text()
            )  # Lingpu County (菱浦县)
            assert not re.search(r"[\u4e00-\u9fff]", named), named


@each_page
def test_a_chinese_page_has_full_width_punctuation_and_no_english_state(page: Page) -> None:
    if page.lang != "zh" or page.name.startswith(("03", "04")):
        return
    for node in page.css("blockquote, article, style, [lang=zh]:not(html)"):
        node.decompose()
    text = page.text()
    assert re.findall(r".{0,9}[\u4e00-\u9fff）][,;:][\u4e00-\u9fff（“].{0,9}", text) == []
    states = r"\b(?:used|listed|resolved|rejected|scope|other-level|cannot be told|named by)\b"
    assert re.findall(states, text) == []


def test_the_words_of_a_report_are_shown_and_never_run(county: Page, study: Project) -> None:
    assert county.css("script, b") == []
    view = View(study.root, study.processed, "zh")
    body = list(report_texts(view, "411526"))[-1].body
    assert "<script" not in body
    planted = "<b>全年</b>&lt;新&gt;&<script>alert(1)</script>办理法律援助案件46件。"
    assert planted in LexborHTMLParser(body).text()  # as it stands in the file, letter for letter


def test_every_number_carries_its_sentence_with_the_figure_marked(
    county: Page, study: Project
) -> None:
    rows = study.store.read("observations")
    own = rows[(rows["county_code"] == "411526") & (rows["year"] == 2022)]
    level = own["indicator"].map(lambda code: study.codebook[code].role) == "level"
    stands = own["status"].isin(["resolved", "part"])
    quoted = own[level | ~stands]  # the others lead to their sentence in the text of the report
    marks = [m.text() for m in county.css("blockquote mark")]
    assert not Counter(quoted["quote"]) - Counter(marks)  # texts mark words of their own too
    assert {"87件", "85件", "100%", "3522起"} <= set(own.loc[stands, "quote"])
    files = sorted((study.root / "data" / "raw").glob("潢川县20*.txt"))
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    evidence = [q for q in county.css("blockquote") if _mark_of(q) in set(own["quote"])]
    assert len(evidence) >= len(quoted)
    for quote in evidence:
        assert quote.text() in text  # before, figure and after, as they stand


def _mark_of(quote: LexborNode) -> str:
    mark = quote.css_first("mark")
    return mark.text() if mark else ""


def test_the_same_inputs_give_the_same_bytes_by_command_line_and_in_a_batch(
    county: Page, study: Project, tmp_path: Path
) -> None:
    again = tmp_path / "again.ipynb"
    parameters = {"county": "411526", "year": 2022, "processed": str(study.processed)}
    run_notebook(study.root / "notebooks" / "county.ipynb", again, parameters)
    assert render(again) == county.html


@each_page
def test_rendering_again_gives_the_same_bytes_and_leaves_the_notebook_as_it_is(page: Page) -> None:
    book = nbformat.read(page.executed, as_version=4)
    before = nbformat.writes(book)
    assert render_notebook(book, page.executed, page.lang) == page.html
    assert nbformat.writes(book) == before


def test_what_a_process_says_on_stderr_is_on_no_page() -> None:
    streams = [
        nbformat.v4.new_output("stream", name=name, text=f"said on {name}\n")
        for name in ("stdout", "stderr")
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=streams)])
    html = render_notebook(book, Path("mine.ipynb"))
    assert "said on stdout" in html
    assert "said on stderr" not in html


OUTPUTS = [
    {"text/html": "<table border=1><tr><td CLASS='a  b'>1 < 2 &nbsp;</table>", "text/plain": "x"},
    {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"},
    {"image/svg+xml": '<svg viewBox="0 0 1 1"><path d="M 0 0"/></svg>'},
    {"text/markdown": 'It\'s *so* & "quoted"', "text/plain": "x"},
    {"text/plain": "'a' < \"b\" & c"},
]


def notebook_of(*markdown: str) -> Any:
    """A notebook of a user's own, with outputs of every kind."""
    cells = [nbformat.v4.new_markdown_cell(text) for text in markdown]
    shown = [nbformat.v4.new_output("display_data", data) for data in OUTPUTS]
    shown.append(nbformat.v4.new_output("stream", text="it's \x1b[31mred\x1b[0m\n\n"))
    cells.append(nbformat.v4.new_code_cell("1", outputs=shown))
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_outputs_of_every_kind_are_on_the_page(lang: str) -> None:
    book = notebook_of('# Mine\n\nIt\'s a "test" of `a < b`.', "```python\nx = 'a'\n```")
    page = LexborHTMLParser(render_notebook(book, Path("mine.ipynb"), lang))
    assert page.css_first("table td").text().startswith("1 < 2")
    assert page.css_first("img").attributes["src"] == "data:image/png;base64,iVBORw0KGgo="
    assert page.css_first("svg path").attributes["d"] == "M 0 0"
    assert page.css_first("em").text() == "so"
    said = [pre.text() for pre in page.css("pre")]
    assert "'a' < \"b\" & c" in said
    assert any("red" in text for text in said)


@pytest.mark.parametrize(
    ("markdown", "title", "contents"),
    [
        (["Text.", "# My *own* page\n\nMore.", "# Another\n\n## Below"], "My own page",
         ["Another", "Below"]),
        (["## Only a second level"], "my-notes", ["Only a second level"]),
        ([], "my-notes", []),
        (["# A < B & C"], "A < B & C", []),
    ],
)  # fmt: skip
def test_a_notebook_that_shows_no_title_is_a_page_with_one(
    markdown: list[str], title: str, contents: list[str]
) -> None:
    page = LexborHTMLParser(render_notebook(notebook_of(*markdown), Path("my-notes.ipynb")))
    (heading,) = page.css("h1")
    assert heading.text() == title
    assert [t.text() for t in page.css("title")] == [title]
    assert [a.text() for a in page.css("nav.toc a")] == contents
    assert page.css("h1.page-title + nav.toc")


def test_beside_the_title_that_was_shown_there_is_no_other_of_its_level() -> None:
    book = notebook_of("# A heading of my own")
    book.cells[-1].outputs[0].data["text/html"] = page_title("The title", "The lead.").html
    page = LexborHTMLParser(render_notebook(book, Path("my-notes.ipynb")))
    assert [h.text() for h in page.css("h1")] == ["The title"]
    assert [h.text() for h in page.css("h2")] == ["A heading of my own"]


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_pictures_of_markdown_are_put_into_the_page_or_named(tmp_path: Path) -> None:
    (tmp_path / "near.png").write_bytes(base64.b64decode(PIXEL))
    text = (
        "# 我的\n\n![a](attachment:pic.png) ![b](near.png) ![c](gone.png) ![d](https://x.cn/e.png)"
    )
    book = notebook_of(text)
    book.cells[0]["attachments"] = {"pic.png": {"image/png": PIXEL}}
    html = render_notebook(book, tmp_path / "my-notes.ipynb")
    assert html.count(f"data:image/png;base64,{PIXEL}") == 2
    notices = [node.text() for node in LexborHTMLParser(html).css(".notice")]
    assert [notice.split()[-1] for notice in notices] == ["gone.png", "https://x.cn/e.png"]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"image/jpeg": "QUJD", "text/plain": "<Image>"}, "data:image/jpeg;base64,QUJD"),
        ({"image/gif": "QUJD", "text/plain": "<Image>"}, "data:image/gif;base64,QUJD"),
        ({"text/latex": "$x<1$", "text/plain": "<Latex>"}, "$x&lt;1$"),
        ({"application/json": {"a": 1}, "text/plain": "<JSON>"}, "{&#34;a&#34;: 1}"),
        ({"application/pdf": "QUJD"}, "application/pdf"),
    ],
)
def test_outputs_of_every_kind_are_shown_or_named(data: dict[str, Any], shown: str) -> None:
    book = notebook_of("# 我的")
    output = nbformat.v4.new_output("display_data", data=data)
    book.cells.append(nbformat.v4.new_code_cell("1", outputs=[output]))
    html = render_notebook(book, Path("my-notes.ipynb"))
    assert shown in html or shown.replace("&#34;", "&quot;") in html
    assert "&lt;Image&gt;" not in html


def test_a_notebook_of_another_language_is_refused_by_the_name_of_its_kernel(
    tmp_path: Path,
) -> None:
    book = notebook_of("# 我的")
    book.metadata["kernelspec"] = {"name": "ir", "display_name": "R 4.4", "language": "R"}
    nbformat.write(book, tmp_path / "r.ipynb")
    with pytest.raises(ReportError, match=r"R 4\.4"):
        run_notebook(tmp_path / "r.ipynb", tmp_path / "out.ipynb", {})
