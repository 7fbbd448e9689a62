"""The arithmetic audit: does what a report prints agree with what else it prints?

Each printed rate is recomputed from its counts, parts are added up to their total, changes on the
year before are checked against both years, and values are held against the codebook's bounds.
Nothing is corrected or dropped here: a finding points at both places, and the reader judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.extraction.arithmetic.rounding import (
    Range,
    count_range,
    share_agrees,
    share_of,
    share_range,
)
from analysis.extraction.indicators.codebook import Codebook
from analysis.extraction.quantities.units import compatible
from analysis.records import (
    Document,
    Extraction,
    Kind,
    Observation,
    Qualifier,
    Quantity,
    Scope,
    Span,
    Status,
)

INEXACT = frozenset({Qualifier.OVER, Qualifier.ABOUT, Qualifier.AT_LEAST})
NO_YEAR_BEFORE = "the year before is not printed"
STOP = re.compile(r"[。;；\n]")
PARTS_FOLLOW = re.compile(r"其中|分别为|分别是|包括|含")
CLOSED = re.compile(r"[^(（]*[)）]")


class Verdict(StrEnum):
    """What the audit says of a printed figure."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NOT_CHECKABLE = "not checkable"

    @property
    def rank(self) -> int:
        """Its place among findings on one figure: a disagreement first, an open one last."""
        return (Verdict.DISAGREES, Verdict.AGREES, Verdict.NOT_CHECKABLE).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One printed figure held against others of the report.

    ``kind`` is ``rate``, ``parts``, ``change`` or ``bounds``; ``expected`` is what the other
    figures give; ``against`` are the places of these. ``indicator`` is "" for a figure that stands
    for none.
    """

    kind: str
    indicator: str
    verdict: Verdict
    printed: float
    expected: float | None
    span: Span
    against: tuple[Span, ...]
    note: str


def audit(extraction: Extraction, codebook: Codebook) -> list[Finding]:
    """Return the findings of one report, in reading order.

    Args:
        extraction: what was read from the report.
        codebook: says which counts make a rate, which figures add up, and the bounds.
    """
    resolved = {o.indicator: o for o in extraction.observations if o.resolved}
    findings = [
        *_rates(extraction, resolved, codebook),
        *_sums(resolved, codebook),
        *_listed_parts(extraction),
        *_changes(extraction),
        *_bounds(resolved, codebook),
    ]
    return _once_each(findings)


def _once_each(findings: Iterable[Finding]) -> list[Finding]:
    """Return one finding for a figure, kind and indicator: what says more goes first."""
    most_telling = sorted(findings, key=lambda f: (f.span, f.kind, f.indicator, f.verdict.rank))
    kept: dict[tuple[Span, str, str], Finding] = {}
    for f in most_telling:
        kept.setdefault((f.span, f.kind, f.indicator), f)
    return list(kept.values())


def _rates(
    extraction: Extraction, resolved: Mapping[str, Observation], codebook: Codebook
) -> Iterator[Finding]:
    printed: set[tuple[str, float]] = set()
    for o in extraction.observations:
        counted = o.status in {Status.RESOLVED, Status.REPEATED}
        if not counted or o.unit != "%" or o.value is None or (o.indicator, o.value) in printed:
            continue
        printed.add((o.indicator, o.value))
        parts = codebook[o.indicator].ratio_of
        if parts is None:
            yield _open(o, "rate", "the codebook names no counts of it")
            continue
        n, total = (resolved.get(code) for code in parts)
        yield _rate(o, n, total, parts)


def _rate(
    o: Observation, n: Observation | None, total: Observation | None, codes: tuple[str, str]
) -> Finding:
    lacking = [c for c, found in zip(codes, (n, total), strict=True) if found is None]
    if n is None or total is None:
        return _open(o, "rate", f"the report does not print {' and '.join(lacking)}")
    against = (n.evidence.span, total.evidence.span)
    if Qualifier.AT_LEAST in (n.qualifier, total.qualifier):
        return _open(o, "rate", "its counts have no upper end", against)
    if not n.value or not total.value:
        return _open(o, "rate", "a count of it is none", against)
    exact, printed = 100 * n.value / total.value, o.value or 0.0
    possible = share_of(_count_range(n), _count_range(total))
    agrees = share_range(printed, o.evidence.quote, o.qualifier).meets(possible)
    return Finding(
        "rate",
        o.indicator,
        _verdict(agrees),
        printed,
        round(exact, 4),
        o.evidence.span,
        against,
        f"{n.evidence.quote} of {total.evidence.quote}",
    )


def _count_range(o: Observation) -> Range:
    return count_range(o.value or 0.0, o.evidence.quote, o.qualifier)


def _sums(resolved: Mapping[str, Observation], codebook: Codebook) -> Iterator[Finding]:
    """Add up the indicators that the codebook says make another; a report may name only some."""
    for code, total in resolved.items():
        parts = [resolved[c] for c in codebook[code].sum_of if c in resolved]
        if not parts or total.value is None:
            continue
        yield _parts(
            code,
            total.value,
            total.qualifier,
            total.evidence.span,
            [(p.value or 0.0, p.qualifier, p.evidence.span) for p in parts],
        )


def _listed_parts(extraction: Extraction) -> Iterator[Finding]:
    """Add up what follows 其中, 分别为 or 包括 after a count, in units that count the same."""
    document, quantities = extraction.document, extraction.quantities
    codes = {o.evidence.span: o.indicator for o in extraction.observations}
    for number, total in enumerate(quantities):
        if not _countable(total):
            continue
        parts = _parts_after(document, quantities, number)
        if parts:
            yield _parts(
                codes.get(total.span, ""),
                total.value or 0.0,
                total.qualifier,
                total.span,
                [(q.value or 0.0, q.qualifier, q.span) for q in parts],
            )


def _parts_after(document: Document, quantities: Sequence[Quantity], number: int) -> list[Quantity]:
    total = quantities[number]
    parts: list[Quantity] = []
    end = total.span.end
    for q in quantities[number + 1 :]:
        between = document.text[end : q.span.start]
        if STOP.search(between) or (not parts and not PARTS_FOLLOW.search(between)):
            break
        if not parts and CLOSED.match(between):  # 801宗(含结转96宗),其中…: parts of the 801
            break
        if parts and PARTS_FOLLOW.search(between):
            break
        if not q.reason:
            if not _countable(q) or q.scope is not total.scope or q.unit != total.unit:
                break
            parts.append(q)
        end = q.span.end
    return parts


def _countable(q: Quantity) -> bool:
    return (
        q.kind in {Kind.COUNT, Kind.AMOUNT} and q.value is not None and not q.reason and q.value > 0
    )


def _parts(
    code: str,
    printed: float,
    qualifier: Qualifier,
    span: Span,
    parts: Sequence[tuple[float, Qualifier, Span]],
) -> Finding:
    whole = round(sum(value for value, _, _ in parts), 4)
    against = tuple(place for _, _, place in parts)
    exact = qualifier not in INEXACT and all(q not in INEXACT for _, q, _ in parts)
    if exact and abs(whole - printed) < 1e-6:
        verdict, note = Verdict.AGREES, f"{len(parts)} parts"
    elif exact and whole > printed:
        verdict, note = Verdict.DISAGREES, f"{len(parts)} parts"
    else:
        why = "only some parts may be named" if exact else "not all of it is exact"
        verdict, note = Verdict.NOT_CHECKABLE, f"{len(parts)} parts; {why}"
    return Finding("parts", code, verdict, printed, whole, span, against, note)


def _changes(extraction: Extraction) -> Iterator[Finding]:
    """Check 同比增长x% against the figure that rose and what is printed of the year before."""
    text = extraction.document.text
    named = {o.evidence.span: o for o in extraction.observations if o.scope is Scope.COUNTY_YEAR}
    now: Quantity | None = None
    earlier: Quantity | None = None
    end = 0
    for q in extraction.quantities:
        if STOP.search(text[end : q.span.start]):
            now = earlier = None
        end = q.span.end
        if q.reason or q.value is None:
            continue
        if q.scope is Scope.PRIOR_YEAR:
            earlier = q
        elif q.scope is Scope.COUNTY_YEAR and q.unit != "%":
            now = q
        elif q.scope is Scope.CHANGE and q.unit == "%" and now is not None:
            yield _change(q, now, earlier, named.get(now.span))


def _change(
    q: Quantity, now: Quantity, earlier: Quantity | None, named: Observation | None
) -> Finding:
    code = named.indicator if named else ""
    old: float | None = None
    against: tuple[Span, ...] = (now.span,)
    note = NO_YEAR_BEFORE
    if earlier is not None and compatible(earlier.unit, now.unit):
        old, against, note = earlier.value, (now.span, earlier.span), "both years printed here"
    if not old or now.value is None or now.qualifier in INEXACT:
        note = "the figure is not exact" if old and now.qualifier in INEXACT else note
        return Finding(
            "change", code, Verdict.NOT_CHECKABLE, q.value or 0.0, None, q.span, against, note
        )
    exact = 100 * (now.value / old - 1)
    agrees = share_agrees(q.value or 0.0, q.text, q.qualifier, exact)
    return Finding(
        "change", code, _verdict(agrees), q.value or 0.0, round(exact, 4), q.span, against, note
    )


def _bounds(resolved: Mapping[str, Observation], codebook: Codebook) -> Iterator[Finding]:
    """Name the values no county is likely to have; those within the bounds are not listed."""
    for code, o in resolved.items():
        indicator = codebook[code]
        if o.value is not None and not indicator.least <= o.value <= indicator.most:
            bound = indicator.most if o.value > indicator.most else indicator.least
            note = f"expected {indicator.least:g} to {indicator.most:g}"
            yield Finding(
                "bounds", code, Verdict.DISAGREES, o.value, bound, o.evidence.span, (), note
            )


def _open(o: Observation, kind: str, note: str, against: tuple[Span, ...] = ()) -> Finding:
    return Finding(
        kind,
        o.indicator,
        Verdict.NOT_CHECKABLE,
        o.value or 0.0,
        None,
        o.evidence.span,
        against,
        note,
    )


def _verdict(agrees: bool) -> Verdict:
    return Verdict.AGREES if agrees else Verdict.DISAGREES
