"""Pages without their text (scripts, frames, pictures): what they hold and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser

from analysis.text.fold import fold, squeeze

SENTENCE = re.compile(r"[。;]")
TITLE_ONLY = 80  # characters beside the title; a text of no sentence and so few is none
SCRIPTED = 50  # Chinese signs in a script that are a text and no labels
SHORT = 300  # characters of a page that may be the cover of an attachment
ATTACHED = re.compile(r"\.(?:pdf|docx?|wps|rtf|ofd|zip|rar|xlsx?|tiff?|jpe?g|png)(?:$|[?#])", re.I)
_CHINESE = re.compile(r"[\u4e00-\u9fff]|\\u[4-9][0-9a-fA-F]{3}")


def is_missing(lines: Sequence[str], titles: Sequence[str]) -> bool:
    """Tell a page of which nothing but its title is left.

    >>> is_missing(["雪岭县2023年度报告", "字号:大 中 小"], ["雪岭县2023年度报告"])
    True
    """
    known = "".join(squeeze(title) for title in titles if not SENTENCE.search(fold(title)))
    size = 0
    for line in map(squeeze, lines):
        if line not in known:
            size += len(line)
            if size >= TITLE_ONLY or SENTENCE.search(line):
                return False
    return True


def in_its_place(tree: LexborHTMLParser) -> str:
    """Say what a page without text seems to hold, and what to do."""
    found = next(_kinds(tree), "nothing")
    return f"the page holds a title but no text; it seems to hold {found}"


def attachments(tree: LexborHTMLParser) -> list[str]:
    """Return the names of the files that a page links to."""
    links = (
        (node.attributes.get("href") or "", node.text().strip()) for node in tree.css("a[href]")
    )
    return list(dict.fromkeys(name or href for href, name in links if ATTACHED.search(href)))


def _kinds(tree: LexborHTMLParser) -> Iterator[str]:
    frames = [node.attributes.get("src") or "" for node in tree.css("frame, iframe")]
    if any(frames):
        yield f"a frame ({next(filter(None, frames))[:80]}); save the page that the frame shows"
    files = attachments(tree)
    if files:
        yield f"an attachment ({files[0][:80]}); download that and read it"
    if tree.css_first("embed, object"):
        yield "an embedded file; download that and read it"
    for name in ("template", "noscript"):
        if any(len(_CHINESE.findall(node.html or "")) > SCRIPTED for node in tree.css(name)):
            yield f"a text that is not shown ({name}); save the page from a browser"
    if any(len(_CHINESE.findall(node.text())) > SCRIPTED for node in tree.css("script")):
        yield "a text that a script fills in; save the page from a browser"
    if tree.css_first("body img"):
        yield "pictures of the text; save them and read them by OCR"
    if tree.css_first("script[src], script"):
        yield "a text that a script loads; save the page from a browser"
