"""Detect text that a browser hides, strikes out, or shows in the page's own colour."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from selectolax.lexbor import LexborHTMLParser, LexborNode

HIDDEN = 300  # hidden text longer than this is a report that a script unfolds
STRUCK = 1_000  # struck text longer than this comes of a tag that is not closed
STYLES = 200_000  # characters of style sheets looked at
RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
SELECTOR = re.compile(r"^\s*[a-z]*\.([\w-]+)\s*$", re.I)
NOT_SHOWN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|font-size:0(?![.\d]*[1-9])|opacity:0(?![.\d]*[1-9]))"
)
LINE_THROUGH = re.compile(r"(?:^|;)text-decoration(?:-line)?:[^;]*line-through")
WHITE = re.compile(r"(?:^|;)color:(?:#fff(?:fff)?|white|rgba?\(255,255,255)(?![0-9a-f])")
BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:")
RAISED = re.compile(r"(?:^|;)vertical-align:super")
AS_BLOCK = re.compile(r"(?:^|;)display:(?:block|table|flex|grid|list-item)")
KEEPS_LINES = re.compile(r"(?:^|;)white-space:(?:pre|break-spaces)")
# Classes that the usual style sheets hide, where the sheet itself was not saved with the page.
HIDDEN_CLASSES = frozenset(
    ["hidden", "hide", "d-none", "sr-only", "visually-hidden", "visuallyhidden", "invisible"]
)
STRUCK_TAGS = frozenset(["s", "strike", "del"])


class Shown(Enum):
    """How a browser shows an element."""

    PLAIN = "plain"
    HIDDEN = "hidden"
    STRUCK = "struck"
    WHITE = "white"


@dataclass(frozen=True)
class Sheets:
    """The classes of a page that its own style sheets hide or strike out."""

    hidden: frozenset[str] = HIDDEN_CLASSES
    struck: frozenset[str] = frozenset()
    unclosed: frozenset[str] = field(default_factory=frozenset)  # tags that the page leaves open

    def look_of(self, node: LexborNode, style: str) -> Shown:
        """Return how an element is shown, from its tag, its classes and its own style."""
        attributes = node.attributes
        classes = (attributes.get("class") or "").split()
        tag = str(node.tag)
        hidden = NOT_SHOWN.search(style) or "hidden" in attributes
        if (hidden or any(c in self.hidden for c in classes)) and _is_short(node, HIDDEN):
            return Shown.HIDDEN
        crossed = tag in STRUCK_TAGS and tag not in self.unclosed
        crossed = (
            crossed or bool(LINE_THROUGH.search(style)) or any(c in self.struck for c in classes)
        )
        if crossed and _is_short(node, STRUCK):
            return Shown.STRUCK
        white = WHITE.search(style) and not BACKGROUND.search(style)
        return Shown.WHITE if white else Shown.PLAIN


def style_of(node: LexborNode) -> str:
    """Return the style of an element without spaces, in small letters."""
    return "".join((node.attributes.get("style") or "").split()).lower()


def sheets_of(tree: LexborHTMLParser, unclosed: frozenset[str]) -> Sheets:
    """Read the style sheets within a page for classes that hide or strike out."""
    css = "".join(node.text() for node in tree.css("style"))[:STYLES]
    hidden, struck = set(HIDDEN_CLASSES), set()
    for names, body in RULE.findall(css):
        style = "".join(body.split()).lower()
        found = {m[1] for m in map(SELECTOR.match, names.split(",")) if m}
        if NOT_SHOWN.search(style):
            hidden |= found
        if LINE_THROUGH.search(style):
            struck |= found
    return Sheets(frozenset(hidden), frozenset(struck), unclosed)


def _is_short(node: LexborNode, most: int) -> bool:
    return len(node.text()) < most
