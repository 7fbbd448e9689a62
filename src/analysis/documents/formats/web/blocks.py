"""The lines of an HTML page, each with its enclosing containers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from analysis.documents.formats.limits import Budget
from analysis.documents.formats.web.rows import CELLS, Columns
from analysis.documents.formats.web.visibility import (
    AS_BLOCK,
    KEEPS_LINES,
    RAISED,
    Sheets,
    Shown,
    style_of,
)
from analysis.errors import DocumentError
from analysis.text.fold import CJK, raised

DROPPED = frozenset(
    [
        *("script", "style", "noscript", "template", "iframe", "select", "button", "head"),
        *("object", "audio", "video", "map", "xml", "input", "nav", "-comment", "desc", "defs"),
    ]
)
INLINE = frozenset(  # all other elements end a line: unknown ones are paragraphs of their site
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em"),
        *("font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s"),
        *("samp", "small", "span", "strike", "del", "strong", "sub", "sup", "time", "tt", "u"),
        *("var", "wbr", "svg", "g", "path", "text", "tspan", "math", "mrow", "mi", "mn", "mo"),
        *("mfrac", "msup", "msub", "semantics", "base", "link", "meta", "param", "embed"),
    ]
)
KEEP_LINES = frozenset(["pre", "textarea", "listing", "xmp", "plaintext"])
MARK = re.compile(
    r"\s*[\[(\u3014\u3010\uff08]?[\d*,\u2020\u2021\uff0c-]{1,6}[\])\u3015\u3011\uff09]?\s*"
)
SENTENCE = re.compile(r"[。;\uff1b]")
BROKEN = re.compile(rf"(?<={CJK})[ \t]*[\r\n]\s*(?={CJK}|\d)|(?<=\d)[ \t]*[\r\n]\s*(?={CJK})")
UNSEEN = re.compile(r"[\u200b\ufeff]+")
FORMATTING = re.compile(
    r"<(/?)(a|b|big|code|del|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s>/])", re.I
)
CAUTION = 20_000  # a page of so many tags is looked at before it is taken apart
COPIES = 2_000_000  # elements that a parser may make of tags that are never closed
PROSE = 60  # characters; a longer line with sentences is text even where all of it is a link
LONG_TAG = 4_000  # characters; tags of such length are counted out
ATTRIBUTES = 1_000  # of one tag; a parser compares each with all before it
TAG = re.compile(r"""<[a-zA-Z](?:[^"'>]++|"[^"]*+"|'[^']*+')*+""")
ATTRIBUTE = re.compile(r"""(?:"[^"]*"|'[^']*'|[\s/])+[^\s"'>/=]""")


@dataclass(slots=True)
class Block:
    """One line of the page with the containers it stands in."""

    text: str
    path: tuple[int, ...]
    linked: int
    weight: int = 0  # characters, if the block reads like sentences and not like a list of links


@dataclass(slots=True)
class Walk:
    """The state of one pass over the tree."""

    budget: Budget
    blocks: list[Block] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)  # container number → tag
    names: list[str] = field(default_factory=list)  # container number → id and classes
    path: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    in_link: int = 0
    sheets: Sheets = field(default_factory=Sheets)
    columns: Columns = field(default_factory=Columns)
    in_row: bool = False  # of a data table, where cells stay on one line
    keeping: int = 0  # depth in elements that keep the ends of lines
    href: str = ""  # of the last link
    white: int = 0  # characters printed in white

    def flush(self) -> None:
        """End the line."""
        if not self.parts:
            return
        text = tidy("".join(self.parts))
        self.parts.clear()
        if text:
            block = Block(text, tuple(self.path), self.linked)
            if self.linked * 2 <= len(text) or (len(text) >= PROSE and SENTENCE.search(text)):
                block.weight = len(text) if SENTENCE.search(text) else len(text) // 4
            self.blocks.append(block)
            if len(self.blocks) % 512 == 0:
                self.budget.check_time()
        self.linked = 0


def tidy(text: str) -> str:
    r"""Collapse white space as a browser does; a break inside Chinese text leaves no space.

    >>> tidy("  共办理 \r\n 案件\u3000 87 件 ")
    '共办理案件 87 件'
    """
    if "\n" in text or "\r" in text:
        text = BROKEN.sub("", text)
    if "\u200b" in text or "\ufeff" in text:
        text = UNSEEN.sub(" ", text)
    return " ".join(text.split())


def check_tags(text: str, budget: Budget) -> frozenset[str]:
    """Refuse a page whose tags make a parser work without end, before it is taken apart.

    Formatting that is never closed is opened again in each block after it; the names of such tags
    are returned.

    Raises:
        DocumentError: so many open tags that the page would grow beyond all measure.
    """
    tags = text.count("<")
    most = is_open = 0
    counts: dict[str, int] = {}
    for match in FORMATTING.finditer(text):
        name = match[2].lower()
        if not match[1]:
            counts[name] = counts.get(name, 0) + 1
            is_open += 1
            most = max(most, is_open)
        elif counts.get(name):
            counts[name] -= 1
            is_open -= 1
    if most * tags > COPIES and most > 100:
        raise DocumentError(f"the page leaves {most} tags of formatting open, more than 100")
    if tags > CAUTION:
        _check_depth(text, budget)
    _check_attributes(text)
    return frozenset(name for name, left in counts.items() if left)


def _check_attributes(text: str) -> None:
    for tag in TAG.finditer(text):
        if len(tag[0]) > LONG_TAG and len(ATTRIBUTE.findall(tag[0])) > ATTRIBUTES:
            raise DocumentError(f"a tag of the page has more than {ATTRIBUTES} attributes")


def _check_depth(text: str, budget: Budget) -> None:
    """Count how deep the containers of a large page go; paragraphs close themselves."""
    depth = 0
    for match in re.finditer(r"<(/?)(?:div|section|span|table|ul|ol|dl|form|center)\b", text, re.I):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > 4 * budget.limits.depth:  # pages forget to close some
            budget.check_depth(depth)


def walk(root: LexborNode, budget: Budget, sheets: Sheets | None = None) -> Walk:
    """Go through the tree without recursion; return its lines.

    Raises:
        DocumentError: nested deeper than a page may be, or it takes too long.
    """
    state = Walk(budget, sheets=sheets or Sheets())
    most = budget.limits.depth
    open_nodes: list[tuple[LexborNode, int]] = []
    node = root.child
    while True:
        while node is not None:
            inside = _visit(node, state)
            child = node.child if inside else None
            if child is not None:
                open_nodes.append((node, inside))
                if len(open_nodes) > most:
                    budget.check_depth(len(open_nodes))
                node = child
                continue
            if inside:
                _leave(inside, state)
            node = node.next
        if not open_nodes:
            break
        node, inside = open_nodes.pop()
        _leave(inside, state)
        node = node.next
    state.flush()
    return state


PLAIN, LINK, BLOCK, ROW, LINES = 1, 2, 4, 8, 16  # what was entered; 0 is nothing


def _visit(node: LexborNode, state: Walk) -> int:
    """Take what a node itself says; return what was entered, 0 where its children do not count."""
    tag = str(node.tag)
    if tag == "-text":
        _add(node.text_content or "", state)
        return 0
    if tag in DROPPED:
        return 0
    if tag == "br":
        _break(state)
        return 0
    style = style_of(node)
    look = state.sheets.look_of(node, style)
    if look in (Shown.HIDDEN, Shown.STRUCK):
        return 0
    if look is Shown.WHITE:
        state.white += len(node.text().strip())
    if tag == "sup" or RAISED.search(style):
        words = node.text()
        if MARK.fullmatch(words):
            state.parts.append(raised(words))
            return 0
    if (tag in INLINE or ":" in tag) and not AS_BLOCK.search(style):
        return _enter_link(node, state) if tag == "a" else PLAIN
    return _enter(node, tag, style, state)


def _add(piece: str, state: Walk) -> None:
    if state.in_link:
        state.linked += len(piece.strip())
    if state.keeping and not state.in_row:
        *lines, piece = (
            piece.splitlines() if piece[-1:] not in "\r\n" else [*piece.splitlines(), ""]
        )
        for line in lines:
            state.parts.append(line)
            state.flush()
    state.parts.append(piece)


def _enter_link(node: LexborNode, state: Walk) -> int:
    """Go into a link; an anchor, or one that is not closed and comes up again, is none."""
    href = node.attributes.get("href") or ""
    again = "a" in state.sheets.unclosed and href == state.href
    state.href = href
    if not href or again:
        return PLAIN
    state.in_link += 1
    return LINK


def _break(state: Walk) -> None:
    if state.in_row:
        state.parts.append(" ")
    else:
        state.flush()


def _enter(node: LexborNode, tag: str, style: str, state: Walk) -> int:
    """Go into a block; in rows of data tables the cells stay on one line."""
    if tag == "title" and node.parent is not None and node.parent.tag != "body":
        return 0  # of a drawing
    if state.in_row:
        state.parts.append(state.columns.cell(node) if tag in CELLS else " ")
        return PLAIN
    state.flush()
    attributes = node.attributes
    state.path.append(len(state.tags))
    state.tags.append(tag)
    state.names.append(f"{attributes.get('id') or ''} {attributes.get('class') or ''}")
    if tag == "table":
        state.columns = Columns()
    if tag == "tr":
        if state.columns.holds(node):
            state.columns.start()
            state.in_row = True
            return ROW
        state.columns.start()
        state.columns.end()
    if tag in KEEP_LINES or KEEPS_LINES.search(style):
        state.keeping += 1
        return BLOCK | LINES
    return BLOCK


def _leave(inside: int, state: Walk) -> None:
    if inside == LINK:
        state.in_link -= 1
    elif inside != PLAIN:
        if inside == ROW:
            state.columns.end()
            state.in_row = False
        state.keeping -= bool(inside & LINES)
        state.flush()
        state.path.pop()
