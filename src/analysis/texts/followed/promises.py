"""Promises of a plan section: clauses that the next report can show to be kept or not.

A clause is *testable* where it holds a number with its unit, a claim of all (全覆盖), a deadline
for a result, a result that is there afterwards or not (出台…办法, 设立…中心), or an event that
takes place or not (开展案卷评查). What never ends (持续推进, 进一步加强) is no promise, and neither
is a claim of credit for the past. Borderline cases: docs/methods.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.extraction.quantities import Mention
from analysis.records import Qualifier, Role, Span
from analysis.texts.prose.clauses import Clause, Segment
from analysis.texts.prose.lexicon import TELLING, features
from analysis.texts.prose.verbs import FUTURE, PAST, names_event, names_result, verb_groups

DEADLINE = re.compile(
    r"(?:到|于|在)?(?:20\d\d年|今年|明年|来年|年)(?:\d{1,2}月(?:\d{1,2}日)?|"
    r"[一二三四上下]+(?:半年|季度))?(?:份)?[底末中]?(?:之?前|以前|内|底|末)|"
    r"(?:上半年|下半年|[一二三四]季度|\d{1,2}月(?:底|末|份)?)(?:之?前|内|底)?|年底前?|年内"
)
_YEAR = re.compile(r"20\d\d(?=年)")
AT_MOST = re.compile(
    r"以内|以下|之内|不超过|不高于|不多于|控制在|(?<!不)低于|压[缩减]至|缩短至|降[至到]|减少到|减至"
)
PER_YEAR = {"周": 52, "月": 12, "季": 4, "半年": 2}
_EACH_TIME = re.compile(r"(?:每个?|按|逐)(周|月|季|半年)")
_HALVES = re.compile(r"上、?下半年(?:各|均|分别)")
_IN_LOTS = re.compile(r"分$")  # 分三批: how it is done, not how much
_EACH = re.compile(r"每(?:个|家|名|所|处|县|镇|乡|村|支)|各(?:配|建|设|乡镇|镇街|个)")
_WHERE = re.compile(
    r"^(?:在|面向|针对|聚焦|围绕)[^,]{2,24}?等?(?:重点)?(?:领域|方面|行业|系统|群体|人群|对象)"
)
_PLACES = re.compile(r"[在为对给向选](?:取|择)?\d+[个家户名所处]")
FALLS = re.compile(r"下降|减少|降低|压减(?!至)|降幅|缩减|精简")
SHARED = 0.35  # what the clause before says of the object counts so much in a clause without one
CONTEXT = 0.6  # … and at most so much of its own weight: it never suffices alone
FEW = 1.5  # weight under which a clause says too little of its object to stand alone
NAMES = 0.6  # weight from which on a word names a thing
SHORT = 5  # characters under which a clause is no statement


@dataclass(frozen=True)
class Promise:
    """A clause of a plan section, and what would show that it was kept.

    Attributes:
        clause: where it stands.
        start: first character of its own words in the segment; ``end`` the character after them.
        features: its object: words with their weight.
        verbs: kinds of doing, as ``verbs.GROUPS``.
        number: what was promised; of the kind ``all`` for a claim of all.
        at_most: the number is a limit.
        falls: the number is how much something is to fall.
        deadline: in its words; ``due`` is its year.
        rule: by which it is testable, or why it is not.
        testable: whether the next report could show it kept or not.
    """

    clause: Clause
    start: int
    end: int
    features: dict[str, float]
    verbs: frozenset[int]
    number: Mention | None
    at_most: bool
    falls: bool
    deadline: str
    due: int | None
    rule: str
    testable: bool

    @property
    def text(self) -> str:
        """Its words, folded."""
        return self.clause.segment.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Its place in the document."""
        return self.clause.segment.span(self.start, self.end)

    @property
    def needed(self) -> float | None:
        """The number of a whole year: 每季度1次 is four."""
        if self.number is None or self.number.value is None:
            return None
        return self.number.value * times_a_year(self.text)

    @property
    def each(self) -> bool:
        """True where the number is for each of several places."""
        return _EACH.search(self.text) is not None

    @property
    def head(self) -> str:
        """The last word of its object that names a thing, and not a doing."""
        last = next(reversed(self.features), "")
        return next((w for w, v in reversed(self.features.items()) if v >= NAMES), last)

    @property
    def counts_places(self) -> bool:
        """True where the number says where and not what: 在3个镇开展…, 为10个村聘请…."""
        return self.number is not None and _PLACES.match(self.text) is not None

    @property
    def claims_all(self) -> bool:
        """True where all of something is promised."""
        return self.number is not None and self.number.qualifier is Qualifier.ALL


def times_a_year(text: str) -> int:
    """Return how often in a year a text says that something is done; 1 where it does not say.

    >>> times_a_year("每季度学法1次"), times_a_year("上下半年各评查一轮"), times_a_year("学法1次")
    (4, 2, 1)
    """
    every = _EACH_TIME.search(text)
    return PER_YEAR[every[1]] if every else 2 if _HALVES.search(text) else 1


def find_promises(segments: Iterable[Segment]) -> list[Promise]:
    """Return the promises of the plan's segments, in order, those that are not testable too."""
    return [p for s in segments if s.role == Role.PLAN for p in _of_segment(s)]


def _of_segment(segment: Segment) -> Iterator[Promise]:
    deadline, context = "", dict[str, float]()
    for clause in segment.clauses:
        named = DEADLINE.search(clause.text)
        deadline = named[0] if named else deadline
        for start, end in _parts(clause):
            text = segment.text[start:end]
            if len(text) < SHORT or DEADLINE.fullmatch(text):
                continue
            promise = _promise(clause, (start, end), deadline, context)
            if segment.heading and promise.number is None:
                continue  # 下一年度主要安排
            yield promise
            context = promise.features


def _parts(clause: Clause) -> list[tuple[int, int]]:
    """Cut a clause with several numbers where each has its own object: 站5个、室8个."""
    text = clause.segment.text
    cuts = [
        m.end
        for m in clause.mentions[:-1]
        if m.end < clause.end
        and (text[m.end] in "、" or text[m.end : m.end + 1] in {"和", "并", "及"})
    ]
    starts = [clause.start, *(c + 1 for c in cuts)]
    return list(zip(starts, [*cuts, clause.end], strict=True))


def _promise(
    clause: Clause, place: tuple[int, int], deadline: str, context: dict[str, float]
) -> Promise:
    start, end = place
    text = clause.segment.text[start:end]
    inside = [m for m in clause.mentions if start <= m.start and m.end <= end]
    told = [m for m in inside if not _IN_LOTS.search(text[: m.start - start])]
    exact = [m for m in told if m.qualifier is not Qualifier.ALL]
    number = next(iter(exact or told), None)
    rule, testable = _rule(text, number, deadline)
    own = _object_words(text, inside, start)
    if sum(own.values()) < FEW:
        own = _with_context(own, context)
    year = _YEAR.search(deadline)
    return Promise(
        clause=clause,
        start=start,
        end=end,
        features=own,
        verbs=verb_groups(text),
        number=number,
        at_most=AT_MOST.search(text) is not None,
        falls=FALLS.search(text) is not None and number is not None and number.unit == "%",
        deadline=deadline,
        due=int(year[0]) if year else None,
        rule=rule,
        testable=testable,
    )


def _with_context(own: dict[str, float], context: dict[str, float]) -> dict[str, float]:
    """Return the words of a clause, and what the clause before it says of its object."""
    share = SHARED
    if context and max(own.values(), default=0.0) >= TELLING:
        share = min(SHARED, CONTEXT * sum(own.values()) / sum(context.values()))
    return {w: share * v for w, v in context.items()} | own


def _rule(text: str, number: Mention | None, deadline: str) -> tuple[str, bool]:
    if PAST.search(text) and not FUTURE.search(text):
        return "credit", False
    if number is not None and number.qualifier is Qualifier.ALL:
        return "coverage", True
    if number is not None and number.value is not None:
        return "number", True
    if names_result(text):
        return ("deadline" if deadline else "result"), True
    if names_event(text):
        return ("deadline" if deadline else "event"), True
    return "general", False


def _object_words(text: str, numbers: Iterable[Mention], start: int) -> dict[str, float]:
    """Return the words of a promise without numbers and deadline; those of where count less."""
    for number in numbers:
        if number.qualifier is not Qualifier.ALL:
            blank = " " * (number.end - number.start)
            text = text[: number.start - start] + blank + text[number.end - start :]
    text = DEADLINE.sub(" ", text)
    where = _WHERE.match(text)
    if not where:
        return features(text)
    beside = {w: SHARED * v for w, v in features(where[0]).items()}
    return beside | features(text[where.end() :])
