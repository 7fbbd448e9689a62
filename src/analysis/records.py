"""The frozen records that the text stages hand to each other (no pandas, no I/O).

Those that a report has hundreds of are tuples: a frozen dataclass takes three times as long.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

DIMENSIONS = ("D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8")


class Level(StrEnum):
    """What kind of text a document is; only ``COUNTY`` reports enter the panel."""

    COUNTY = "county"
    TOWNSHIP = "township"
    DEPARTMENT = "department"
    PREFECTURE = "prefecture"
    PLAN = "plan"
    NEWS = "news"
    OTHER = "other"


class Role(StrEnum):
    """What a section of the report is about (督察工作规定 prescribes five parts)."""

    PREAMBLE = "preamble"
    LEADERS = "leaders"  # 第一责任人职责
    MEASURES = "measures"  # 主要举措和成效
    PROBLEMS = "problems"  # 不足和原因
    PLAN = "plan"  # 下一年安排
    OTHER = "other"  # 其他需要报告的情况


class Qualifier(StrEnum):
    """How exact a figure says it is."""

    EXACT = "exact"
    OVER = "over"
    ABOUT = "about"
    AT_LEAST = "at_least"
    ZERO = "zero"
    ALL = "all"
    RANGE = "range"


class Kind(StrEnum):
    """What a number measures; ``NOT_A_QUANTITY`` numbers carry their class as ``reason``."""

    COUNT = "count"
    RATE = "rate"
    AMOUNT = "amount"
    CHANGE = "change"
    NOT_A_QUANTITY = "not_a_quantity"


class Scope(StrEnum):
    """Whose figure it is and of which time."""

    COUNTY_YEAR = "county-year"
    CUMULATIVE = "cumulative"
    PRIOR_YEAR = "prior-year"
    CHANGE = "change"
    TARGET = "target"
    OTHER_LEVEL = "other-level"


class Status(StrEnum):
    """What became of an observation when the candidates of one indicator were compared."""

    RESOLVED = "resolved"  # stands for the county-year
    PART = "part"  # one of the parts that were added up
    REPEATED = "repeated"  # says the same again
    REJECTED = "rejected"  # another candidate was better, or the scope is not the county-year


class Span(NamedTuple):
    """A half-open range of code points in ``Document.text``."""

    start: int
    end: int

    def quote(self, text: str) -> str:
        """Return the words the span points at.

        >>> Span(2, 5).quote("受理87件案件")
        '87件'
        """
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly inside.

        >>> Span(0, 10).contains(Span(3, 10))
        True
        """
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Normalised:
    """A copy of a text made for matching, with the way back.

    ``origin[i]`` is the position in the source of character ``i`` of ``text``; it has one entry
    more than ``text``, the length of the source.
    """

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the source span of ``text[start:end]``.

        >>> Normalised("87件", (0, 2, 3, 4)).span(0, 2)
        Span(start=0, end=3)
        """
        return Span(
            self.origin[start], self.origin[end - 1] + 1 if end > start else self.origin[start]
        )

    def position(self, source: int) -> int:
        """Return the first position whose source is at or after ``source``."""
        at = bisect_right(self.origin, source) - 1
        return at if at >= 0 and self.origin[at] == source else at + 1


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a document; it runs to the next heading of its level or above."""

    level: int
    marker: str
    heading: str
    start: int
    end: int
    role: Role

    @property
    def span(self) -> Span:
        """The range from the marker to the end of the section."""
        return Span(self.start, self.end)


def _start_of(section: Section) -> int:
    return section.start


@dataclass(frozen=True, slots=True)
class Document:
    """One file read: its text, what it is, and whose it is.

    ``county_code`` and ``year`` are None where they could not be settled; ``notes`` then says why.
    ``furniture`` are spans of ``text`` that belong to the page and not to the report (breadcrumb,
    meta line, footer); ``aside`` are texts of the page that were left out of ``text``.
    """

    document_id: str
    file: str
    text: str
    level: Level = Level.OTHER
    title: str = ""
    county_code: str | None = None
    county: str | None = None
    year: int | None = None
    issuers: tuple[str, ...] = ()
    published: str | None = None
    published_from: str = ""  # page, meta, url or text, and agreed, stated, derived or doubtful
    source: str = ""
    sections: tuple[Section, ...] = ()  # in order of their start
    furniture: tuple[Span, ...] = ()
    aside: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def section_at(self, position: int) -> Section | None:
        """Return the innermost section that holds ``position``."""
        last = bisect_right(self.sections, position, key=_start_of)
        for section in reversed(self.sections[:last]):  # of nested ones the innermost starts last
            if position < section.end:
                return section
        return None

    def role_at(self, position: int) -> Role:
        """Return the role of the innermost section that holds ``position``."""
        section = self.section_at(position)
        return section.role if section else Role.PREAMBLE


class Quantity(NamedTuple):
    """A number found in a text.

    ``value`` has 万 and 亿 multiplied out, amounts in 元, rates in per cent; it is None for words
    like 多次 and for a range (10-20件, 两三件), whose ``ends`` are kept. ``reason`` names the class
    of a number that is no quantity (date, ordinal, …).
    """

    span: Span
    text: str
    value: float | None
    unit: str
    qualifier: Qualifier
    kind: Kind
    scope: Scope
    reason: str = ""
    ends: tuple[float, float] | None = None


class Evidence(NamedTuple):
    """Where a figure stands: ``document.text[span.start:span.end] == quote``."""

    document_id: str
    span: Span
    quote: str
    section: str


class Observation(NamedTuple):
    """One figure read as one indicator of the codebook."""

    county_code: str | None
    year: int | None
    indicator: str
    value: float | None
    unit: str
    qualifier: Qualifier
    scope: Scope
    evidence: Evidence
    status: Status
    reason: str

    @property
    def resolved(self) -> bool:
        """True on the one observation that stands for the county, year and indicator."""
        return self.status is Status.RESOLVED


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read from one document: every number, and the observations made of them."""

    document: Document
    quantities: tuple[Quantity, ...]
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: ``read``, ``rendered``, ``unchanged``, ``skipped`` or ``failed``.

    ``again`` is True for a failure that another try may mend.
    """

    key: str
    status: str
    path: str = ""
    error: str = ""
    seconds: float = 0.0
    again: bool = False

    @property
    def failed(self) -> bool:
        """True where something went wrong."""
        return self.status == "failed"


def count_by_status(outcomes: Iterator[Outcome] | list[Outcome]) -> dict[str, int]:
    """Count outcomes by status, in the order in which the statuses first came.

    >>> count_by_status([Outcome("a", "read"), Outcome("b", "failed"), Outcome("c", "read")])
    {'read': 2, 'failed': 1}
    """
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.status] = counts.get(outcome.status, 0) + 1
    return counts
