"""The lines of an HTML page, each with the containers that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from analysis.documents.formats.limits import Budget
from analysis.errors import DocumentError
from analysis.text.fold import CJK

DROPPED = frozenset(
    [
        *("script", "style", "noscript", "template", "iframe", "select", "button", "svg", "head"),
        *("object", "textarea", "audio", "video", "map", "xml", "input", "nav", "-comment"),
    ]
)
BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr"),
        *("ul", "ucapcontent", "ucaptitle"),
    ]
)
CELLS = ("td", "th")
SENTENCE = re.compile(r"[。;\uff1b]")
BROKEN = re.compile(rf"(?<={CJK})[ \t]*[\r\n]\s*(?={CJK}|\d)|(?<=\d)[ \t]*[\r\n]\s*(?={CJK})")
UNSEEN = re.compile(r"[\u200b\ufeff]+")
FORMATTING = re.compile(
    r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s>/])", re.I
)
CAUTION = 20_000  # a page of so many tags is looked at before it is taken apart
COPIES = 2_000_000  # elements that a parser may make of tags that are never closed
CELL = 200  # a row with a longer cell lays out the page
HIDDEN = 300  # hidden text longer than this is a report that a script unfolds


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
    cells: int = 0  # depth in rows of data tables, where cells stay on one line

    def flush(self) -> None:
        """End the line."""
        if not self.parts:
            return
        text = tidy("".join(self.parts))
        self.parts.clear()
        if text:
            block = Block(text, tuple(self.path), self.linked)
            if self.linked * 2 <= len(text):
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


def check_tags(text: str, budget: Budget) -> None:
    """Refuse a page whose tags make a parser work without end, before it is taken apart.

    Formatting that is never closed is opened again in each block after it.

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


def _check_depth(text: str, budget: Budget) -> None:
    """Count how deep the containers of a large page go; paragraphs close themselves."""
    depth = 0
    for match in re.finditer(r"<(/?)(?:div|section|span|table|ul|ol|dl|form|center)\b", text, re.I):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > 4 * budget.limits.depth:  # pages forget to close some
            budget.check_depth(depth)


def walk(root: LexborNode, budget: Budget) -> Walk:
    """Go through the tree without recursion; return its lines.

    Raises:
        DocumentError: nested deeper than a page may be, or it takes too long.
    """
    state = Walk(budget)
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


def _visit(node: LexborNode, state: Walk) -> int:
    """Take what a node itself says; return what was entered, 0 where its children do not count."""
    tag = str(node.tag)
    if tag == "-text":
        piece = node.text_content
        if piece:
            state.parts.append(piece)
            if state.in_link:
                state.linked += len(piece.strip())
        return 0
    if tag in BLOCKS:
        return _enter(node, tag, state)
    if tag == "br":
        _break(state)
        return 0
    if tag in DROPPED:
        return 0
    state.in_link += tag == "a"
    return LINK if tag == "a" else PLAIN


PLAIN, LINK, BLOCK, ROW = 1, 2, 3, 4  # what was entered; 0 is nothing


def _break(state: Walk) -> None:
    if state.cells:
        state.parts.append(" ")
    else:
        state.flush()


def _enter(node: LexborNode, tag: str, state: Walk) -> int:
    """Go into a block; in rows of data tables the cells stay on one line."""
    attributes = node.attributes
    if "style" in attributes and _hidden(node, attributes["style"]):
        return 0
    if state.cells:
        state.parts.append(" | " if tag in CELLS and _is_later_cell(node) else " ")
        return PLAIN
    state.flush()
    state.path.append(len(state.tags))
    state.tags.append(tag)
    state.names.append(f"{attributes.get('id') or ''} {attributes.get('class') or ''}")
    if tag == "tr" and _is_data_row(node):
        state.cells = 1
        return ROW
    return BLOCK


def _leave(inside: int, state: Walk) -> None:
    if inside == LINK:
        state.in_link -= 1
    elif inside != PLAIN:
        state.cells = 0
        state.flush()
        state.path.pop()


def _is_later_cell(node: LexborNode) -> bool:
    """Tell a cell that is not the first one of its row."""
    before = node.prev
    while before is not None and before.tag not in CELLS:
        before = before.prev
    return before is not None


def _hidden(node: LexborNode, style: str | None) -> bool:
    words = (style or "").replace(" ", "").lower()
    return "display:none" in words and len(node.text()) < HIDDEN


def _is_data_row(row: LexborNode) -> bool:
    """Tell a row of data from a row that only lays out the page."""
    cells = [c for c in row.iter() if c.tag in CELLS]
    if len(cells) < 2 or any(len(cell.text()) >= CELL for cell in cells):
        return False
    return row.css_first("table, h1, h2, ul, hr") is None
