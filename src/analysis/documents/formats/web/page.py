"""HTML pages: the block that holds the report, its lines, and what the page says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import find_furniture, is_furniture
from analysis.documents.formats.limits import Budget
from analysis.documents.formats.web.blocks import Block, Walk, check_tags, tidy
from analysis.documents.formats.web.blocks import walk as walk_tree
from analysis.documents.formats.web.losses import count_chinese, note_of_loss
from analysis.documents.formats.web.missing import SHORT, attachments, in_its_place, is_missing
from analysis.documents.formats.web.visibility import sheets_of
from analysis.documents.identity.genre import about_report
from analysis.errors import DocumentError
from analysis.text.fold import fold, squeeze

LEAVES = frozenset(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dd", "dt", "span"])
KNOWN = re.compile(
    r"^(?:zoom|fontzoom|ucap-?content|trs_u?editor|trs_paper_preview|view|vsb_content\w*|artibody|"
    r"article[-_]?(?:content|body|con|text)?|(?:news|con|txt|xxgk|zw|main|pages|detail|text|arc|info|neirong|"
    r"view|gk|bt|art|wz)[-_]?(?:content|con|txt|text|body|detail|main)\w*|content\w*|ivs_content)$",
    re.I,
)
LOOSE = 0.05  # a container may leave out so much of the sentence text of its parent
KNOWN_SHARE = 0.85  # a container with a known name must hold so much of the page's
NOTED_SHARE = 0.60


def read_html(text: str, budget: Budget | None = None) -> Draft:
    """Return the report of a page: title line, meta line, body; the rest goes to ``aside``."""
    budget = budget or Budget()
    unclosed = check_tags(text, budget)
    tree = LexborHTMLParser(text)
    meta = _meta(tree)
    root = tree.body or tree.root
    sheets = sheets_of(tree, unclosed)
    walk = walk_tree(root, budget, sheets) if root is not None else Walk(budget)
    inside, share = _main(walk)
    # A page that is one link all through, as editors make by mistake, holds no lists of links.
    linked = sum(b.linked for b in inside) * 2 > sum(len(b.text) for b in inside)
    body = [b for b in inside if (linked or not _is_link_list(b)) and not _is_of_page(b)]
    kept = {id(b) for b in body}
    aside = [b.text for b in walk.blocks if id(b) not in kept]
    titles = _titles(tree, meta)
    lines = [b.text for b in body]
    head = [*_title_line(titles, lines), *_meta_line(aside, lines)]
    whole = "\n".join([*head, *lines])
    if is_missing(lines, (*titles, *head)):
        raise DocumentError(in_its_place(tree))
    return Draft(
        text=whole,
        furniture=find_furniture(whole),
        aside=tuple(line for line in aside if line not in head),
        titles=titles,
        published=meta.get("pubdate", ""),
        origin=meta.get("contentsource", ""),
        notes=tuple(_notes(text, tree, walk, whole, share)),
    )


def _notes(
    text: str, tree: LexborHTMLParser, walk: Walk, whole: str, share: float
) -> Iterator[str]:
    if share < NOTED_SHARE:
        yield f"the main block holds {share:.0%} of the sentences of the page"
    files = attachments(tree) if len(whole) < SHORT else []
    if files:
        yield f"the page is short and links to {files[0]}, which may be the report"
    if walk.white:
        yield f"{walk.white} characters are printed in white and may not be seen"
    if re.search(r"<html\b", text[:5000], re.I) and "</html" not in text[-5000:].lower():
        yield "the page ends before its end; it may be cut off"
    loss = note_of_loss(text, sum(count_chinese(block.text) for block in walk.blocks))
    if loss:
        yield loss


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
    return block.linked * 2 > len(block.text) and len(block.text) < 200


def _is_of_page(block: Block) -> bool:
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
