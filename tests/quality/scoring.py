"""Scores of what was read against what people marked.

``detection``: spans matched one to one by overlap. ``traps``: share of numbers marked as none that
were read as figures. ``value`` and ``scope``: right, given the span (scope on coded rows).
``facts``: unique (text, code, value) of the county and year. ``resolved``: one value per text and
code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.records import Extraction, Observation, Quantity, Scope, Status

from .annotated import TRAP, Annotated, Row

COUNTED = str(Scope.COUNTY_YEAR)
Fact = tuple[str, float]


@dataclass
class Tally:
    """Hits, what was read and what is there, and the shares that follow."""

    hits: int = 0
    read: int = 0
    there: int = 0

    def add(self, read: set[Fact], there: set[Fact]) -> None:
        """Count two sets of facts."""
        self.hits += len(read & there)
        self.read += len(read)
        self.there += len(there)

    @property
    def precision(self) -> float:
        """Share of what was read that is there."""
        return self.hits / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was read."""
        return self.hits / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / (self.read + self.there) if self.read + self.there else 1.0


@dataclass
class Scores:
    """Everything measured on some texts."""

    detection: Tally = field(default_factory=Tally)
    traps: Tally = field(default_factory=Tally)
    value: Tally = field(default_factory=Tally)
    scope: Tally = field(default_factory=Tally)
    facts: Tally = field(default_factory=Tally)
    resolved: Tally = field(default_factory=Tally)
    indicators: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def figures(self) -> dict[str, float]:
        """Return the headline figures; traps is a share that should be small."""
        return {
            "detection_f1": self.detection.f1,
            "traps": 1 - self.traps.recall,
            "value": self.value.recall,
            "scope": self.scope.recall,
            "facts_precision": self.facts.precision,
            "facts_recall": self.facts.recall,
            "facts_f1": self.facts.f1,
            "resolved_f1": self.resolved.f1,
        }


def score(pairs: Iterable[tuple[Annotated, Extraction]]) -> Scores:
    """Measure texts against what was extracted from them."""
    total = Scores()
    for annotated, extraction in pairs:
        _score_one(total, annotated, extraction)
    return total


def _score_one(total: Scores, annotated: Annotated, extraction: Extraction) -> None:
    marked = [r for r in annotated.rows if r.code != TRAP]
    read = [q for q in extraction.quantities if not q.reason]
    pairs = _matched(marked, read)
    spans = {(r.start, r.end) for r in marked}
    total.detection.hits += len({(r.start, r.end) for r, _ in pairs})
    total.detection.read += len(read)
    total.detection.there += len(spans)
    for row, quantity in pairs:
        total.value.there += 1
        total.value.hits += quantity.value is None or _same(row.value, quantity.value)
        if row.code != "other":
            total.scope.there += 1
            total.scope.hits += row.scope == str(quantity.scope)
    for row in annotated.rows:
        if row.code == TRAP and not any(s < row.end and row.start < e for s, e in spans):
            total.traps.there += 1
            total.traps.hits += not any(_overlap(row, q) for q in read)
    there, found = _facts(marked), _read_facts(extraction.observations)
    total.facts.add(found, there)
    for code in {code for code, _ in there | found}:
        total.indicators[code].add(
            {f for f in found if f[0] == code}, {f for f in there if f[0] == code}
        )
    total.resolved.add(*_resolved(marked, extraction.observations))


def _matched(rows: Sequence[Row], read: Sequence[Quantity]) -> list[tuple[Row, Quantity]]:
    """Pair each marked span with the read one that overlaps it most; each is used once."""
    shared = [
        (min(r.end, q.span.end) - max(r.start, q.span.start), -r.start, r, q)
        for r in rows
        for q in read
        if _overlap(r, q)
    ]
    pairs: list[tuple[Row, Quantity]] = []
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    taken: dict[tuple[int, int], tuple[int, int]] = {}
    for _, _, row, quantity in sorted(shared, key=lambda s: (-s[0], s[1])):
        place, span = (row.start, row.end), (quantity.span.start, quantity.span.end)
        if owner.setdefault(place, span) == span and taken.setdefault(span, place) == place:
            pairs.append((row, quantity))
    return pairs


def _overlap(row: Row, quantity: Quantity) -> bool:
    return row.start < quantity.span.end and quantity.span.start < row.end


def _same(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def _facts(rows: Iterable[Row]) -> set[Fact]:
    return {
        (r.code, round(r.value, 2))
        for r in rows
        if r.code != "other" and r.scope == COUNTED and r.value is not None
    }


def _kept(observations: Iterable[Observation]) -> list[Observation]:
    return [
        o
        for o in observations
        if o.scope is Scope.COUNTY_YEAR and o.status is not Status.REJECTED and o.value is not None
    ]


def _read_facts(observations: Iterable[Observation]) -> set[Fact]:
    return {(o.indicator, round(o.value or 0.0, 2)) for o in _kept(observations)}


def _resolved(
    rows: Sequence[Row], observations: Iterable[Observation]
) -> tuple[set[Fact], set[Fact]]:
    """Return the resolved facts and those marked; any of several marked values of a code counts."""
    marked: dict[str, list[float]] = defaultdict(list)
    for code, value in sorted(_facts(rows)):
        marked[code].append(value)
    read = {o.indicator: round(o.value or 0.0, 2) for o in observations if o.resolved}
    there = {(c, read[c] if read.get(c) in values else values[0]) for c, values in marked.items()}
    return set(read.items()), there


def weakest(scores: Scores, least: int = 2) -> list[tuple[str, Tally]]:
    """Return the indicators that stand in ``least`` texts or more, the lowest F1 first."""
    there: Mapping[str, Tally] = scores.indicators
    rows = [(c, t) for c, t in there.items() if t.there >= least and t.f1 < 1]
    return sorted(rows, key=lambda row: (row[1].f1, row[0]))


def kinds(corpus: Iterable[Annotated]) -> Counter[str]:
    """Count texts by kind."""
    return Counter(text.kind for text in corpus)
