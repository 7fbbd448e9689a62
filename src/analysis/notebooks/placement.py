"""A page's place among the pages of a study: neighbours, links, citation.

What notebooks show names other pages by their key (``elements.page_link``); only here, where it is
known which pages there are, does a name become a link. A page that is rendered alone has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.files import digest_of

NAMED = re.compile(r'<a data-page="([^"#]*)(#[^"]*)?">')
INDEX = "index"


@dataclass(frozen=True)
class Stamp:
    """What all pages of a study are cited with: its title, and what they were made from."""

    title: str = ""
    version: str = ""
    digest: str = ""  # of all that was read
    date: str = ""  # on which it was read


@dataclass(frozen=True)
class Placement:
    """The place of one page.

    Attributes:
        key: of the page: its path below the folder of all pages, without the ending.
        stamp: what it is cited with.
        before: key and label of the page before it; () if there is none.
        after: the same of the page after it.
        other: the page in the other language, from the folder of all pages; "" if there is none.
        missing: keys of the pages that are not there, and are named instead of linked.
        alone: whether the page lies apart from those of the study and links none of them.
    """

    key: str
    stamp: Stamp = field(default_factory=Stamp)
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    other: str = ""
    missing: frozenset[str] = frozenset()
    alone: bool = False

    @property
    def digest(self) -> str:
        """The digest of what the page shows of its place; the stamp says when it was made."""
        return digest_of(self.key, self.before, self.after, self.other, sorted(self.missing))

    def link(self, key: str, anchor: str = "") -> str:
        """Return the way from this page to another one; "" where that is missing, or this alone.

        >>> Placement("county/990101").link("text/5d41", "#q12")
        '../text/5d41.html#q12'
        """
        if self.alone or key in self.missing:
            return ""
        up = "../" * self.key.count("/")
        return f"{up}{key}.html{anchor}"

    @property
    def switch(self) -> str:
        """The way from this page to the other language; "" where it is not there."""
        return "../" * self.key.count("/") + self.other if self.other else ""


def with_links(html: str, place: Placement | None) -> str:
    """Turn the names of other pages into links; where the page lies alone they stay words.

    >>> with_links('<a data-page="county/990101">X</a>', Placement("index"))
    '<a href="county/990101.html">X</a>'
    >>> with_links('<a data-page="county/990101">X</a>', None)
    '<a>X</a>'
    """

    def linked(match: re.Match[str]) -> str:
        href = place.link(match[1], match[2] or "") if place else ""
        return f'<a href="{href}">' if href else "<a>"

    return NAMED.sub(linked, html)


def in_order(keys: Sequence[str], labels: Sequence[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return for each key what stands before and after it, as ``before`` and ``after``."""
    named = list(zip(keys, labels, strict=True))
    before, after = [(), *named][: len(named)], [*named[1:], ()][: len(named)]
    return dict(zip(keys, zip(before, after, strict=True), strict=True))
