"""The number of a report that answers a promised one."""

from __future__ import annotations

import re

from analysis.extraction.quantities import Mention
from analysis.extraction.quantities.units import families
from analysis.records import Qualifier
from analysis.texts.followed.promises import Promise, times_a_year
from analysis.texts.prose.clauses import Clause, Segment
from analysis.texts.prose.matching import LIGHT, Passage

# Not what was reached, but where it started from or what was allowed.
_BEFORE = re.compile(
    r"(?:由|从|较|(?<![同环占])比(?![例重率])|原来的?|上年的?|去年的?|核定|编制|应配|应建|目标|计划)"
    r"[^,。;0-9]{0,6}$"
)
_MONTH = re.compile(r"\d{1,2}月(?!底前|前)")
CLEAR = 0.6  # share of the object under which only measure words of one family are trusted
_AMONG = re.compile(r"中[^,;]{0,4}$")  # 9个司法所中7个
_THINGS = frozenset({"case", "item", "body", "team", "paper", "thing"})
"""Families of measure words that count things; writers choose among them freely."""


def answer(promise: Promise, passage: Passage) -> Mention | None:
    """Return the number that answers the promised one.

    It has a unit of the same kind and stands in a clause that speaks of the object, or in one that
    goes on from such a clause without an object of its own.
    """
    asked = promise.number
    if asked is None:
        return None
    text = passage.segment.text
    said = [m for c in _speaking(promise, passage) for m in c.mentions if m.value is not None]
    same = [m for m in said if _same_unit(asked, m) and not _BEFORE.search(text[: m.start])]
    exact = [m for m in same if m.unit == asked.unit and m.qualifier is not Qualifier.ALL]
    if passage.score < CLEAR and asked.qualifier is not Qualifier.ALL:
        same = [m for m in same if families(m.unit) & families(asked.unit)]
    ranked = sorted(exact or same, key=lambda m: -_doing_shared(promise, passage.segment, m))
    if not ranked and asked.unit == "%":
        ranked = [m for m in passage.segment.mentions if m.qualifier is Qualifier.ALL]
    return next(iter(ranked), None)


def clause_of(segment: Segment, mention: Mention) -> Clause:
    """Return the clause of a segment in which a number stands."""
    return next(c for c in segment.clauses if c.start <= mention.start < c.end)


def _doing_shared(promise: Promise, segment: Segment, mention: Mention) -> int:
    """Count which of the first words of a number's clause, and those before it, are promised."""
    clause = clause_of(segment, mention)
    near = segment.text[max(0, mention.start - 2) : mention.start]
    return sum(len(w) == 2 and w in promise.text for w in (clause.text[:2], near))


def counted(promise: Promise, passage: Passage) -> float | None:
    """Return a number that the passage does not give but shows.

    A share that n of N make (发现44个,整改38个), or how many times, by the months named.
    """
    if promise.number is None or promise.needed is None:
        return None
    if promise.number.unit == "%" and not promise.falls:
        counts = [m for c in _speaking(promise, passage) for m in c.mentions if m.value]
        pair = sorted(counts, key=lambda m: m.start)[-2:]
        between = passage.segment.text[pair[0].end : pair[-1].start] if pair else ""
        if promise.claims_all and not _AMONG.search(between):
            return None
        if len(pair) == 2 and pair[0].unit == pair[1].unit != "%":
            whole, part = pair[0].value or 0.0, pair[1].value or 0.0
            return 100 * part / whole if part <= whole else None
    if "time" not in families(promise.number.unit):
        return None
    times = max(len(_MONTH.findall(passage.text)), times_a_year(passage.text))
    return float(times) if times > 1 else None


def _speaking(promise: Promise, passage: Passage) -> list[Clause]:
    """Return the clauses of the segment that speak of the object, those that say most first."""
    said: list[tuple[float, int, Clause]] = []
    before = 0.0
    for clause in passage.segment.clauses:
        weight = sum(v for w, v in promise.features.items() if w in clause.held)
        going_on = sum(clause.features.values()) < LIGHT
        if not weight and going_on:
            weight = before / 2
        before = weight
        if weight:
            said.append((-weight, clause.number, clause))
    return [clause for _, _, clause in sorted(said, key=lambda s: s[:2])]


def _same_unit(a: Mention, b: Mention) -> bool:
    if a.unit == b.unit:
        return True
    if Qualifier.ALL in {a.qualifier, b.qualifier}:
        return b.qualifier is Qualifier.ALL
    return bool(_counts(a.unit) & _counts(b.unit))


def _counts(unit: str) -> frozenset[str]:
    """Return what a measure word counts; all kinds of things are one."""
    found = families(unit) - {"point"} | ({"rate"} if unit == "个百分点" else set())
    return frozenset("thing" if f in _THINGS else f for f in found)


def places(promise: Promise, passage: Passage, number: Mention) -> float:
    """Return of how many places the passage speaks, where the number is for each of them."""
    others = [
        m.value
        for c in passage.clauses
        for m in c.mentions
        if m is not number and m.unit in {"个", "家", "所", "处"} and m.value
    ]
    return max(others, default=1.0)
