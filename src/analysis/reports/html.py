"""Turn an executed notebook into one self-contained page: no code, no network, no JavaScript."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from analysis.errors import ReportError
from analysis.reports.words import words

TEMPLATES = Path(__file__).parent / "templates"
HEADING = re.compile(r"<h([23])([^>]*)>(.*?)</h\1>", re.S)
TITLE = re.compile(r'<h1 class="page-title">(.*?)</h1>(?:<p class="lead">.*?</p>)?', re.S)


def render(notebook: Path, lang: str = "zh") -> str:
    """Return the page of an executed notebook in ``zh`` or ``en``.

    Cells tagged with the other language, and those tagged ``notebook-only``, are left out. The
    page's title is what the notebook showed with ``page_title``.

    Raises:
        ReportError: the notebook shows no page title.
    """
    import nbformat
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    other = "en" if lang == "zh" else "zh"
    config = Config()
    config.TagRemovePreprocessor.remove_cell_tags = {other, "notebook-only", "parameters"}
    config.HTMLExporter.preprocessors = ["nbconvert.preprocessors.TagRemovePreprocessor"]
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        config=config,
        template_name="fazhi",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    book = nbformat.read(str(notebook), as_version=4)  # type: ignore[no-untyped-call]
    resources: dict[str, Any] = {"fazhi": {"lang": lang, "words": words(lang)}}
    body, _ = exporter.from_notebook_node(book, resources=resources)
    found = TITLE.search(body)
    if not found:
        raise ReportError(f"{notebook.name} shows no page title (call page_title)")
    return _with_contents(body, found[1], words(lang))


def _with_contents(body: str, title: str, said: dict[str, str]) -> str:
    """Number the headings, and put the title and the table of contents into their places."""
    entries: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        name = f"s{len(entries) + 1}"
        text = re.sub(r"<[^>]+>", "", match[3]).strip()
        entries.append(f'<li class="l{match[1]}"><a href="#{name}">{text}</a></li>')
        return f'<h{match[1]} id="{name}">{match[3]}</h{match[1]}>'

    body = HEADING.sub(numbered, body)
    label = escape(said["contents"])
    contents = f'<nav class="toc" aria-label="{label}"><ol>{"".join(entries)}</ol></nav>'
    plain = re.sub(r"<[^>]+>", "", title)
    body = body.replace("<!--title-->", plain, 1)
    return TITLE.sub(lambda found: found[0] + contents, body, count=1)
