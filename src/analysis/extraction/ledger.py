"""The ledger of a document 数字台账: every number is accounted for once, and the sum is right.

Kinds of numbers:

* ``used`` – read as an indicator of the county and year (resolved, part or repeated);
* ``aside`` – names an indicator, but of another scope (target, other level, running total, …);
* ``other`` – a quantity of no indicator, or one that a better candidate beat;
* ``not_a_quantity`` – date, ordinal, document number, …: ``detail`` names the class.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.extraction.indicators import Codebook
from analysis.records import Extraction, Observation, Quantity, Scope, Span, Status

USED = (Status.RESOLVED, Status.PART, Status.REPEATED)


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a document: its kind, what it was read as, and a detail.

    ``codes`` are the indicators it stands for; a few numbers name two. ``detail`` is the dimension
    of the first, or the class of a number that is no quantity.
    """

    quantity: Quantity
    kind: str
    codes: tuple[str, ...]
    detail: str


def ledger(extraction: Extraction, codebook: Codebook) -> list[Line]:
    """Return one line for every number of a document, in reading order.

    A number that names indicators of the county-year and others is ``used``; its codes are then
    those of the county-year.
    """
    dimensions = {i.code: i.dimension for i in codebook}
    by_span: dict[Span, list[Observation]] = {}
    for observation in extraction.observations:
        by_span.setdefault(observation.evidence.span, []).append(observation)
    return [_line(q, by_span.get(q.span, []), dimensions) for q in extraction.quantities]


def _line(q: Quantity, named: list[Observation], dimensions: dict[str, str]) -> Line:
    if q.reason:
        return Line(q, "not_a_quantity", (), q.reason)
    used = tuple(o.indicator for o in named if o.status in USED)
    aside = tuple(o.indicator for o in named if o.scope is not Scope.COUNTY_YEAR)
    if used:
        return Line(q, "used", used, dimensions[used[0]])
    if aside:
        return Line(q, "aside", aside, dimensions[aside[0]])
    return Line(q, "other", (), "")
