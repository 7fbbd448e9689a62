"""Whether a parser would leave a page as it is, told without parsing it.

nbconvert reads every page with BeautifulSoup and writes it again, only to add what our pages do
not lack; on figures of thousands of paths that takes most of the time. HTML in the form in which
BeautifulSoup writes it comes out of this letter by letter, so that it can be left out.
"""

from __future__ import annotations

import re

DOCTYPE = "<!DOCTYPE html>"
VOID = frozenset({
    "area", "base", "basefont", "bgsound", "br", "col", "command", "embed", "frame", "hr", "image",
    "img", "input", "isindex", "keygen", "link", "menuitem", "meta", "nextid", "param", "source",
    "spacer", "track", "wbr",
})  # fmt: skip
OWN_RULES = frozenset({
    "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "xmp",
})  # fmt: skip
LISTS = frozenset({
    "accept-charset", "accesskey", "archive", "dropzone", "for", "headers", "rel", "rev", "sandbox",
    "sizes",
})  # fmt: skip
ENTITY = "&(?:amp|lt|gt);"
VALUE = rf'[^"<&>\r]*(?:{ENTITY}[^"<&>\r]*)*'
ATTRIBUTES = rf'(?: [a-z][a-z0-9:_-]*="{VALUE}")*'
TOKEN = re.compile(
    rf"""<style{ATTRIBUTES}>(?:\s*[^<\s][^<]*)?</style>
    |<(?P<open>[a-z][a-z0-9]*)(?P<attributes>{ATTRIBUTES})(?P<slash>/?)>
    |</(?P<close>[a-z][a-z0-9]*)>
    |(?P<text>(?:[^<&>\r]|{ENTITY})+)""".replace("\n    ", "")
)
ATTRIBUTE = re.compile(r' ([a-z][a-z0-9:_-]*)="([^"]*)"')


def settle(html: str) -> str | None:
    r"""Return what nbconvert would make of a page, or None where that must be found by parsing.

    >>> settle('<!DOCTYPE html><p class="n">1 &lt; 2</p>')
    '<!DOCTYPE html>\n<p class="n">1 &lt; 2</p>'
    >>> settle("<!DOCTYPE html><p>1 < 2</p>") is None
    True
    """
    if not html.startswith(DOCTYPE):
        return None
    rest = html.removeprefix(DOCTYPE)
    return f"{DOCTYPE}\n{rest}" if is_settled(rest) else None


def is_settled(html: str) -> bool:
    """Tell whether HTML stands as BeautifulSoup would write it, and nbconvert has nothing to add.

    Elements are closed in order, names are small, attributes stand in the order of their names
    and values in double quotes, only ``&``, ``<`` and ``>`` are written as entities, and white
    space between elements is one character.
    """
    within: list[str] = []
    done = 0
    for token in TOKEN.finditer(html):
        if token.start() != done or not _fits(token, within):
            return False
        done = token.end()
    return done == len(html) and not within


def _fits(token: re.Match[str], within: list[str]) -> bool:
    kind = token.lastgroup
    if kind == "text":
        text = token["text"]
        return text in ("\n", " ") or bool(text.strip(" \t\n\f"))
    if kind == "close":
        return bool(within) and within.pop() == token["close"]
    if kind is None:
        return True
    name, attributes, slash = token.groups()[:3]
    if (name in VOID) != bool(slash) or name in OWN_RULES:
        return False
    if not slash:
        within.append(name)
    return _plain(name, attributes)


def _plain(name: str, attributes: str) -> bool:
    """Tell whether no value of a tag would be split into words, replaced or added."""
    pairs = ATTRIBUTE.findall(attributes)
    given = dict(pairs)
    if [key for key, _ in pairs] != sorted(given) or not LISTS.isdisjoint(given):
        return False
    if name == "img" and "alt" not in given:
        return False
    if name == "meta" and "charset" in attributes and given != {"charset": "utf-8"}:
        return False
    classes = given.get("class", "x")
    return bool(classes) and "jp-Notebook" not in classes and " ".join(classes.split()) == classes
