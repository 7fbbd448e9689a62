"""Near-duplicate detection: the share of one text's clauses found in another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zlib import crc32

from analysis.text.matching import normalise as matching_copy
from analysis.text.traditional import is_traditional

SHORTEST = 8  # characters of a clause that says anything
SAME = 0.6  # share of the clauses of the shorter text that two copies have in common
SAME_FIGURES = 0.6  # … and of its clauses with figures; reports of two years share only words
WIDELY_USED = 40  # a clause of so many documents is a phrase of the genre and finds no copies
FEWEST = 4  # clauses of a text that can be compared
_CLAUSE = re.compile(r"[,。;:、!?|\n]")
_DROPPED = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9.%]+")
_FIGURE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d年)\d")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The clauses of a text, and those of them that hold figures, as numbers."""

    clauses: frozenset[int]
    figures: frozenset[int]


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a text; width, script, quotes and spaces do not count.

    >>> one = fingerprint("全县共受理“行政复议”案件87件,")
    >>> likeness(one, fingerprint("前言从略。全县共受理行政复议案件 ８７ 件。"))
    1.0
    """
    clauses: set[int] = set()
    figures: set[int] = set()
    for clause in _CLAUSE.split(matching_copy(text).text):
        words = _DROPPED.sub("", clause)
        if len(words) >= SHORTEST:
            number = crc32(words.encode())
            clauses.add(number)
            if _FIGURE.search(words):
                figures.add(number)
    return Fingerprint(frozenset(clauses), frozenset(figures))


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """Return the share of the clauses of the shorter text that the other one holds."""
    return _share(one.clauses, other.clauses)


def same_text(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell two copies of one text, whole or in part, from two texts of one skeleton.

    Copies may have lost a part, quotes, or words to another script; their figures stay.
    """
    if min(len(one.clauses), len(other.clauses)) < FEWEST:
        return one.clauses == other.clauses
    if likeness(one, other) < SAME:
        return False
    if min(len(one.figures), len(other.figures)) == 0:
        return likeness(one, other) > 0.9
    return _share(one.figures, other.figures) >= SAME_FIGURES


def copies_of(
    texts: Mapping[str, Fingerprint], among: Collection[str], prints: Mapping[str, Fingerprint]
) -> dict[str, tuple[str, ...]]:
    """Return for each text the keys of its copies among others; the cost grows with the text only.

    Args:
        texts: what is looked for, by key.
        among: the keys of the texts in which it is looked for.
        prints: their fingerprints; each is looked at once, and again where a copy may be.
    """
    wanted = frozenset[int]().union(*(print_.clauses for print_ in texts.values()))
    index: dict[int, list[str]] = defaultdict(list)
    for key in among:
        for clause in prints[key].clauses & wanted:
            index[clause].append(key)
    found: dict[str, tuple[str, ...]] = {}
    for key, print_ in texts.items():
        counts: dict[str, int] = defaultdict(int)
        for clause in print_.clauses:
            holders = index.get(clause, ())
            if len(holders) <= WIDELY_USED:
                for other in holders:
                    counts[other] += 1
        near = sorted(counts, key=lambda k: (-counts[k], k))[:WIDELY_USED]
        found[key] = tuple(k for k in near if k != key and same_text(print_, prints[k]))
    return found


def traditional(text: str) -> bool:
    """Tell a copy in traditional characters; the simplified one is the original."""
    return is_traditional(text[:4000])


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
