"""HTML pages: the block that holds the report, its lines, and what the page says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.documents.draft import Draft, find_furniture, is_furniture
from analysis.documents.limits import Budget
from analysis.documents.words import CJK, about_report, fold, squeeze

DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "select",
        "button",
        "svg",
        "head",
        "object",
        "textarea",
        "audio",
        "video",
        "map",
        "xml",
        "input",
        "nav",
    ]
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "ucapcontent",
    ]
)
LEAVES = frozenset(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dd", "dt", "span"])
KNOWN = re.compile(
    r"^(?:zoom|fontzoom|ucap-?content|trs_u?editor|trs_paper_preview|view|vsb_content\w*|artibody|"
    r"article[-_]?(?:content|body|con|text)?|(?:news|con|txt|xxgk|zw|main|pages|detail|text|arc|info|neirong|"
    r"view|gk|bt|art|wz)[-_]?(?:content|con|txt|text|body|detail|main)\w*|content\w*|ivs_content)$",
    re.I,
)
SENTENCE = re.compile(r"[。;\uff1b]")
LOOSE = 0.05  # a container may leave out so much of the sentence text of its parent
KNOWN_SHARE = 0.85  # a container with a known name must hold so much of the page's
NOTED_SHARE = 0.60


@dataclass(slots=True)
class Block:
    """One line of the page with the containers it stands in."""

    text: str
    path: tuple[int, ...]
    linked: int

    @property
    def weight(self) -> int:
        """Characters, if the block reads like sentences and not like a list of links."""
        if self.linked * 2 > len(self.text):
            return 0
        if SENTENCE.search(self.text):
            return len(self.text)
        return len(self.text) // 4


@dataclass(slots=True)
class Walk:
    """The state of one pass over the tree."""

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
        if self.parts:
            text = tidy("".join(self.parts))
            if text:
                self.blocks.append(Block(text, tuple(self.path), self.linked))
            self.parts.clear()
        self.linked = 0


def read_html(text: str, budget: Budget | None = None) -> Draft:
    """Return the report of a page: title line, meta line, body; the rest goes to ``aside``."""
    tree = LexborHTMLParser(text)
    meta = _meta(tree)
    root = tree.body or tree.root
    walk = Walk()
    if root is not None:
        _walk(root, walk)
        walk.flush()
    inside, share = _main(walk)
    body = [b for b in inside if not _is_link_list(b)]
    kept = {id(b) for b in body}
    aside = [b.text for b in walk.blocks if id(b) not in kept]
    titles = _titles(tree, meta)
    lines = [b.text for b in body]
    head = [*_title_line(titles, lines), *_meta_line(aside, lines)]
    whole = "\n".join([*head, *lines])
    notes = (
        (f"the main block holds {share:.0%} of the sentences of the page",)
        if share < NOTED_SHARE
        else ()
    )
    return Draft(
        text=whole,
        furniture=find_furniture(whole),
        aside=tuple(line for line in aside if line not in head),
        titles=titles,
        published=meta.get("pubdate", ""),
        origin=meta.get("contentsource", ""),
        notes=notes,
    )


def tidy(text: str) -> str:
    r"""Collapse white space as a browser does; a break inside Chinese text leaves no space.

    >>> tidy("  共办理 \r\n 案件\u3000 87 件 ")
    '共办理案件 87 件'
    """
    text = re.sub(
        rf"(?<={CJK})[ \t]*[\r\n]\s*(?={CJK}|\d)|(?<=\d)[ \t]*[\r\n]\s*(?={CJK})", "", text
    )
    return re.sub(r"[\s\xa0\u200b\ufeff]+", " ", text).strip()


def _walk(node: LexborNode, walk: Walk) -> None:
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            piece = child.text_content
            if piece:
                walk.parts.append(piece)
                walk.linked += len(piece.strip()) if walk.in_link else 0
        elif tag == "br":
            if walk.cells:
                walk.parts.append(" ")
            else:
                walk.flush()
        elif tag in BLOCKS:
            _enter(child, str(tag), walk)
        elif tag not in DROPPED and tag != "-comment":
            walk.in_link += tag == "a"
            _walk(child, walk)
            walk.in_link -= tag == "a"
        child = child.next


def _enter(node: LexborNode, tag: str, walk: Walk) -> None:
    """Walk into a block; in rows of data tables the cells stay on one line."""
    if _hidden(node):
        return
    if walk.cells:
        walk.parts.append(" | " if _is_later_cell(node) else " ")
        _walk(node, walk)
        return
    walk.flush()
    attributes = node.attributes
    walk.path.append(len(walk.tags))
    walk.tags.append(tag)
    walk.names.append(f"{attributes.get('id') or ''} {attributes.get('class') or ''}")
    row = tag == "tr" and _is_data_row(node)
    walk.cells += row
    _walk(node, walk)
    walk.cells -= row
    walk.flush()
    walk.path.pop()


def _is_later_cell(node: LexborNode) -> bool:
    """Tell a cell that is not the first one of its row."""
    before = node.prev if node.tag in ("td", "th") else None
    while before is not None and before.tag not in ("td", "th"):
        before = before.prev
    return before is not None


def _hidden(node: LexborNode) -> bool:
    style = (node.attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style and len(node.text()) < 300


def _is_data_row(row: LexborNode) -> bool:
    """Tell a row of data from a row that only lays out the page."""
    cells = [c for c in row.iter() if c.tag in ("td", "th")]
    if len(cells) < 2:
        return False
    if any(cell.css_first("table, h1, h2, ul, hr") is not None for cell in cells):
        return False
    return all(len(cell.text()) < 200 for cell in cells)


def _main(walk: Walk) -> tuple[list[Block], float]:
    """Return the blocks of the container that holds the report, and its share of the sentences."""
    weights = [0] * len(walk.tags)
    sentences = 0
    for block in walk.blocks:
        weight = block.weight
        sentences += weight
        for container in block.path:
            weights[container] += weight
    best = _descend(walk, weights, sentences)
    if best is None:
        return walk.blocks, 1.0
    inside = [b for b in walk.blocks if best in b.path]
    return inside, weights[best] / max(1, sentences)


def _descend(walk: Walk, weights: list[int], sentences: int) -> int | None:
    """Go down to the smallest container that still holds nearly all sentences of its parent."""
    children: dict[int, set[int]] = {}
    tops: set[int] = set()
    for block in walk.blocks:
        for parent, child in zip(block.path, block.path[1:], strict=False):
            children.setdefault(parent, set()).add(child)
        tops.update(block.path[:1])
    best, whole, level = None, sentences, tops
    while level:
        top = max(level, key=lambda c: (weights[c], -c))
        share = weights[top] / max(1, whole)
        named = weights[top] >= KNOWN_SHARE * sentences and _known(walk.names[top])
        leaf = walk.tags[top] in LEAVES
        scattered = share < 1 - LOOSE and not named and (best is not None or share < 0.5)
        if leaf or scattered:
            break
        best, whole, level = top, weights[top], children.get(top, set())
    return best


def _known(names: str) -> bool:
    return any(KNOWN.match(name) for name in names.split())


def _is_link_list(block: Block) -> bool:
    if block.linked * 2 > len(block.text) and len(block.text) < 200:
        return True
    return is_furniture(block.text) and not re.search(r"20\d\d|来源", block.text)


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[name]"):
        name, content = node.attributes.get("name"), node.attributes.get("content")
        if name and content and content.strip():
            found.setdefault(name.lower(), content.strip())
    return found


def _titles(tree: LexborHTMLParser, meta: dict[str, str]) -> tuple[str, ...]:
    found = [meta.get("articletitle", "")]
    found += [tidy(node.text(separator=" ")) for node in tree.css("h1, h2")[:6]]
    name = tree.css_first("title")
    if name is not None:
        parts = re.split(r"\s*[-_—|–]+\s*", tidy(name.text()))
        found += [p for p in parts if about_report(p)] or parts[:1]
    return tuple(dict.fromkeys(t for t in found if t))


def _title_line(titles: tuple[str, ...], lines: list[str]) -> Iterator[str]:
    best = next((t for t in titles if about_report(t)), "")
    if best and squeeze(best) not in squeeze("".join(lines[:8])):
        yield best


def _meta_line(aside: list[str], lines: list[str]) -> Iterator[str]:
    """Give back the line of the page with date and source where the body does not hold it."""
    dated = re.compile(r"(?:发布|公开|更新|成文)?(?:时间|日期)\s*[:].{0,4}20\d\d|来源\s*[:]")
    if any(dated.search(fold(line)) for line in lines[:6]):
        return
    yield from [line for line in aside if dated.search(fold(line)) and len(line) < 200][:2]
