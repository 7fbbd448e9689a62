"""Turn an executed notebook into one self-contained page: no code, no network, no JavaScript."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.notebooks.placement import Placement, with_links
from analysis.notebooks.template import TEMPLATES, fill
from analysis.text.display import anchor
from analysis.wording import words

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

HEADING = re.compile(r"<h([23])([^>]*)>(.*?)</h\1>", re.S)
TITLE = re.compile(
    r'<h1 class="page-title">(.*?)</h1>(?:<p class="lead">(.*?)</p>)?'
    r'(?:<ul class="finding">.*?</ul>)?',
    re.S,
)
ID = re.compile(r"\sid=[\"']([^\"']+)")
LARGEST = re.compile(r"<h1([^>]*)>(.*?)</h1>", re.S)
LINKED = re.compile(
    r"""<img\b[^>]*?\bsrc=(?P<quote>["'])(?!data:)(?P<source>[^"'<>]*)(?P=quote)[^>]*>""", re.I
)
# What would lead a reader away from the page, or send what they do elsewhere.
LEADING_AWAY = re.compile(r"</?(?:meta|base|form|iframe|object|embed)\b[^>]*>", re.I)
SCRIPT_LINK = re.compile(r"""\bhref\s*=\s*(["']?)\s*(?:javascript|vbscript):[^"'>\s]*\1""", re.I)
OWN_LANGUAGE = ' lang="zh"'  # of quotes; a Chinese page has said it already
MAIN = '<main id="text">'


def render(notebook: Path, lang: str = "zh") -> str:
    """Return the page of an executed notebook in ``zh`` or ``en``, see ``render_notebook``."""
    import nbformat

    book = nbformat.read(str(notebook), as_version=4)  # type: ignore[no-untyped-call]
    return render_notebook(book, notebook, lang)


def render_notebook(
    book: NotebookNode, notebook: Path, lang: str = "zh", place: Placement | None = None
) -> str:
    """Return the page of an executed notebook that was read already.

    Cells tagged with the other language, and those tagged ``notebook-only``, are left out. The
    page's title is what the notebook showed with ``page_title``, else its first heading of level
    1, else ``name``; all other headings of that level become headings of level 2.
    """
    body = _staying(_without_links(export(book, lang, notebook.parent), words(lang)))
    body = body.replace(OWN_LANGUAGE, "") if lang == "zh" else body
    if not TITLE.search(body):
        body = _with_title(body, notebook.stem)
    title = TITLE.search(body)
    assert title
    before, after = body[: title.start()], body[title.end() :]
    smaller = r"<h2\1>\2</h2>"
    body = LARGEST.sub(smaller, before) + title[0] + LARGEST.sub(smaller, after)
    body = _with_contents(body, title[1], words(lang))
    return with_links(_placed(body, title, lang, place) if place else body, place)


def export(book: NotebookNode, lang: str, folder: Path = Path()) -> str:
    """Return what the template makes of a notebook.

    ``HTMLExporter`` would parse the page with BeautifulSoup and write it again, only to add what
    the template has: most of the time of a page with large figures.
    """
    from nbconvert.exporters import TemplateExporter

    resources: dict[str, Any] = {"fazhi": {"lang": lang, "words": words(lang)}}
    resources["metadata"] = {"path": str(folder)}
    html, _ = TemplateExporter.from_notebook_node(_exporter(lang), book, resources)
    return str(html)


@cache
def _exporter(lang: str) -> HTMLExporter:
    """Return the exporter of a language; its template is read once in a process."""
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    other = "en" if lang == "zh" else "zh"
    config = Config()
    config.TagRemovePreprocessor.remove_cell_tags = {other, "notebook-only", "parameters"}
    return HTMLExporter(  # type: ignore[no-untyped-call]
        config=config,
        template_name="fazhi",
        extra_template_basedirs=[str(TEMPLATES)],
        default_preprocessors=["nbconvert.preprocessors.TagRemovePreprocessor"],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        embed_images=True,
    )


def _without_links(body: str, shared_words: dict[str, str]) -> str:
    """Name pictures that are not in the page, which loads nothing, where they would stand."""

    def named(match: re.Match[str]) -> str:
        return f'<p class="notice">{escape(shared_words["not_embedded"])} {match["source"]}</p>'

    return LINKED.sub(named, body)


def _staying(body: str) -> str:
    """Take from what cells show the elements that lead away; the policy does not stop them all."""
    head, main, text = body.partition(MAIN)
    return head + main + SCRIPT_LINK.sub("", LEADING_AWAY.sub("", text))


def _with_title(body: str, name: str) -> str:
    """Make the first heading of level 1 the page's title, or put one over the text."""
    if LARGEST.search(body):
        return LARGEST.sub(r'<h1 class="page-title">\2</h1>', body, count=1)
    title = f'<h1 class="page-title">{escape(name, quote=False)}</h1>'
    return body.replace(MAIN, MAIN + title, 1)


def _placed(body: str, title: re.Match[str], lang: str, place: Placement) -> str:
    """Put the ways to other pages over the text, and how the page is cited under it."""
    named, lead = (_plain(part or "") for part in title.groups())
    above = fill("navigation.html.j2", lang, place=place)
    below = fill("sharing.html.j2", lang, place=place, title=named)
    preview = fill("preview.html.j2", lang, title=named, lead=lead, place=place)
    body = body.replace("</title>", f"</title>\n{preview}", 1)
    body = body.replace(MAIN, above + MAIN, 1)
    return "".join([*body.rpartition("</main>")[:1], below, *body.rpartition("</main>")[1:]])


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def _with_contents(body: str, title: str, shared_words: dict[str, str]) -> str:
    """Name the headings by their words, put title and table of contents into their places."""
    entries: list[str] = []
    taken = set(ID.findall(body))

    def named(match: re.Match[str]) -> str:
        text = re.sub(r"<[^>]+>", "", match[3]).strip()
        name = anchor(unescape(text), taken)
        taken.add(name)
        entries.append(f'<li class="l{match[1]}"><a href="#{name}">{text}</a></li>')
        return f'<h{match[1]} id="{name}">{match[3]}</h{match[1]}>'

    body = HEADING.sub(named, body)
    label = escape(shared_words["contents"])
    contents = f'<nav class="toc" aria-label="{label}"><ol>{"".join(entries)}</ol></nav>'
    plain = re.sub(r"<[^>]+>", "", title)
    body = body.replace("<title></title>", f"<title>{plain}</title>", 1)
    return TITLE.sub(lambda found: found[0] + contents, body, count=1)
