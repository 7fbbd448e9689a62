"""Sentences of a report as segments and clauses, each with its place in the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from analysis.extraction.quantities import Mention, find_mentions
from analysis.records import Kind, Role, Span
from analysis.text.fold import fold
from analysis.text.traditional import simplified
from analysis.texts.prose.lexicon import features, words_held

_SEGMENT = re.compile(r"[^。;!?]+")
_COMMA = re.compile(r"(?<!\d)[,:]|[,:](?!\d)")
_STOPPED = re.compile(r"[。;!?,…]")
_PHASE = re.compile(r"[一二三四五]期(?=工程|项目|建设)")  # 二期工程 is no count
HEADING = 45  # most characters of a heading
_OPEN, _CLOSE = "“(《", "”)》"
_NUMERAL = "[一二三四五六七八九十]{1,3}"
MARKER = re.compile(
    rf"(?:第{_NUMERAL}[,、.]|{_NUMERAL}(?:是(?!{_NUMERAL}是)|、)|[(]{_NUMERAL}[)][、.]?|"
    r"[(]?\d{1,2}(?:[.、](?!\d)|[)])|[①-⑳]|首先,|其次,|再次,|此外,|同时,)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the store keeps it; ``start`` is its place in the document."""

    start: int
    role: str
    section: str
    text: str


@dataclass(frozen=True)
class Segment:
    """A piece of a sentence between full stops and semicolons, folded and without white space.

    ``origin`` holds the place in the document of each character, ``marker`` a number such as 一是
    that opened it; ``heading`` is True for a short line without a full stop.
    """

    text: str
    origin: tuple[int, ...]
    role: str
    section: str
    marker: str = ""
    heading: bool = False

    def span(self, start: int, end: int) -> Span:
        """Return where characters of the segment stand in the document."""
        return Span(self.origin[start], self.origin[end - 1] + 1)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The quantities of the segment, in order."""
        found = find_mentions(self.text)
        phases = {m.start() for m in _PHASE.finditer(self.text)}
        return tuple(
            m for m in found if m.kind is not Kind.NOT_A_QUANTITY and m.start not in phases
        )

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The pieces of the segment between commas."""
        return tuple(
            Clause(self, n, a, b) for n, (a, b) in enumerate(_clause_places(self.text)) if b > a
        )


@dataclass(frozen=True)
class Clause:
    """A clause of a segment: ``segment.text[start:end]``."""

    segment: Segment
    number: int
    start: int
    end: int
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.segment.text[self.start : self.end])

    @cached_property
    def features(self) -> dict[str, float]:
        """What the clause is about."""
        return features(self.text)

    @cached_property
    def held(self) -> frozenset[str]:
        """The words it can be asked for."""
        return words_held(self.text)

    @property
    def span(self) -> Span:
        """Its place in the document."""
        return self.segment.span(self.start, self.end)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The quantities in it."""
        inside = self.segment.mentions
        return tuple(m for m in inside if self.start <= m.start and m.end <= self.end)


def segments_of(sentences: Iterable[Sentence]) -> Iterator[Segment]:
    """Cut sentences into segments, folded; the number at the head of one is set apart."""
    for sentence in sentences:
        folded, origin = squeezed(sentence.text, sentence.start)
        heading = len(folded) <= HEADING and not _STOPPED.search(folded)
        for match in _SEGMENT.finditer(folded):
            marker = MARKER.match(match[0])
            start = match.start() + (marker.end() if marker else 0)
            if start < match.end():
                yield Segment(
                    folded[start : match.end()],
                    origin[start : match.end()],
                    sentence.role,
                    sentence.section,
                    marker[0] if marker else "",
                    heading,
                )


def squeezed(text: str, start: int = 0) -> tuple[str, tuple[int, ...]]:
    """Return a text folded, simplified and without white space, and the place of each character.

    >>> squeezed("受理 ８７ 件", 10)
    ('受理87件', (10, 11, 13, 14, 16))
    """
    words = text.split()
    if words == [text]:  # most sentences: nothing to leave out
        return fold(simplified(text)), tuple(range(start, start + len(text)))
    places = [start + n for n, c in enumerate(text) if not c.isspace()]
    return fold(simplified("".join(words))), tuple(places)


def reported(segments: Iterable[Segment]) -> list[Segment]:
    """Return the segments that tell what was done: all but those of problems and plans."""
    return [s for s in segments if s.role not in {Role.PROBLEMS, Role.PLAN}]


def _clause_places(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places between commas that stand in no bracket or quotation."""
    start, depth = 0, 0
    stops = {m.start() for m in _COMMA.finditer(text)}
    for n, c in enumerate(text):
        depth += (c in _OPEN) - (c in _CLOSE)
        if n in stops and depth <= 0:
            yield start, n
            start = n + 1
    yield start, len(text)
