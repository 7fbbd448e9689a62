"""Stage 3: a document and the codebook give observations, each with its evidence."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator

from analysis.extraction.indicators.fits import Previous
from analysis.extraction.indicators.match import Match, Matcher
from analysis.extraction.indicators.naming import name_words
from analysis.extraction.indicators.resolve import Candidate, Place, resolve
from analysis.extraction.quantities import (
    Context,
    Mention,
    contexts,
    find_mentions,
    is_fall,
    own_level,
    scope_of,
)
from analysis.extraction.quantities.tables import outside, read_tables
from analysis.extraction.quantities.units import families
from analysis.records import (
    Document,
    Evidence,
    Extraction,
    Kind,
    Level,
    Normalised,
    Observation,
    Quantity,
    Role,
    Scope,
    Section,
    Span,
    Status,
)
from analysis.text.matching import normalise
from analysis.text.rules import Rule

SAID_OF_ALL = Rule(r"全年|全[县市区旗]|(?<!公)共(?=[\u4e00-\u9fff]{0,4}$)|合计|总计")
# 仍有4个乡镇未配备…, 少数单位参考率不足80%: what is said of some is not the county's figure
SOME = Rule(r"少数|个别|部分(?:单位|乡镇|部门|地方|干部)")
SELECTED = Rule(r"(?:选[取派定出]|抽[取选调]|遴选|择优)[^,。;、]{0,4}$")  # 选取4个单位现场述法
STILL = Rule(r"仍有|尚有|还有")
LESS = re.compile(r"(?:下降|减少|压降|压减)$")  # 频次下降20%: no level but a change
BODIES = frozenset({"body", "person"})
LACK = Rule(r"[\u4e00-\u9fff()]{0,8}(?:没有|尚未|未[配设建开完落纳])")


def extract(document: Document, matcher: Matcher) -> Extraction:
    """Read every number of a document and match it with the codebook.

    Every number is in ``quantities`` exactly once; those that stand for an indicator are in
    ``observations`` too, with the status the resolver gave them.
    """
    reader = Reader(document, matcher)
    verdicts = resolve(reader.candidates)
    observations = tuple(_observation(document, c, status, why) for c, status, why in verdicts)
    return Extraction(document, tuple(reader.quantities), observations)


class Reader:
    """Reads the figures of one document in their order; each may lean on the one before it."""

    def __init__(self, document: Document, matcher: Matcher) -> None:
        self._document, self._matcher = document, matcher
        self._copy, added = read_tables(normalise(document.text))
        copy = self._copy
        self._county = document.county or own_level(copy.text)
        self._borders = sorted({edge for s in document.sections for edge in (s.start, s.end)})
        self._section: Section | None = None
        self._until = 0  # where another section may hold
        self._sentence, self._end = -1, 0  # of the figure before
        self._previous = Previous()
        self._matches: list[Match] = []
        self.quantities: list[Quantity] = []
        self.candidates: list[Candidate] = []
        mentions = outside(find_mentions(copy.text), added)
        places = iter(contexts(copy.text, [m for m in mentions if not m.reason]))
        for mention in mentions:
            self._read(mention, None if mention.reason else next(places))

    def _read(self, mention: Mention, context: Context | None) -> None:
        section = self._section_at(self._copy.origin[mention.start])
        role = section.role if section else Role.PREAMBLE
        quantity = _quantity(self._document, self._copy, mention, context, role, self._county)
        self.quantities.append(quantity)
        if context is None or quantity.reason or _speaks_of_some(mention, context):
            return
        same = context.number == self._sentence
        heading = section.heading if section else ""
        matches = self._match(mention, context, quantity, heading, same=same)
        if matches:
            place = Place(
                number=len(self.quantities),
                sentence=context.number,
                between=self._copy.text[self._end : mention.start] if same else "",
                words=context.left,
                whole=_said_of_all(context),
                within=_within(context),
                role=role,
                heading=heading,
            )
            self.candidates += [Candidate(quantity, match, place) for match in matches]
        phrases = tuple([match.phrase for match in matches])
        self._previous = Previous(name_words(context, self._previous.words), phrases)
        self._matches, self._end, self._sentence = matches, mention.end, context.number

    def _section_at(self, position: int) -> Section | None:
        """Return a position's section; each position is at or after the one before."""
        if position >= self._until:
            at = bisect_right(self._borders, position)
            self._until = self._borders[at] if at < len(self._borders) else sys.maxsize
            self._section = self._document.section_at(position)
        return self._section

    def _match(
        self, mention: Mention, context: Context, quantity: Quantity, heading: str, *, same: bool
    ) -> list[Match]:
        if not same:
            self._previous = Previous()
        claim = self._copy.text[mention.start : mention.end] if mention.claim else ""
        matches = self._matcher.match(mention, context, self._previous, heading, claim)
        if not matches and same and _compares(quantity.scope):
            return self._matches  # 同比增长29.6%: of the figure before
        return matches


def _said_of_all(context: Context) -> bool:
    """Tell what is said of the whole year or county."""
    said = SAID_OF_ALL in context.rules and SAID_OF_ALL.search(context.shared + context.left)
    return bool(said)


def _within(context: Context) -> bool:
    """Tell a part of a figure before it: after 其中, in brackets, or of those that were chosen."""
    words = context.part
    in_brackets = words.rfind("(") > words.rfind(")")
    selected = SELECTED in context.rules and SELECTED.search(context.left)
    return "其中" in words or in_brackets or bool(selected)


def _compares(scope: Scope) -> bool:
    return scope is Scope.CHANGE or scope is Scope.PRIOR_YEAR


def _speaks_of_some(mention: Mention, context: Context) -> bool:
    """Tell whether a figure counts those that lack something; 尚有13件未审结 is a plain count."""
    if context.rules.isdisjoint((SOME, STILL, LACK)):
        return False
    words = context.shared + context.left
    bodies = not families(mention.unit).isdisjoint(BODIES)
    lacking = bodies and (STILL.search(words) or LACK.match(context.right))
    return bool(lacking or SOME.search(words))


def _quantity(
    document: Document,
    copy: Normalised,
    mention: Mention,
    context: Context | None,
    role: Role,
    county: str,
) -> Quantity:
    span = copy.span(mention.start, mention.end)
    reason, kind, scope, value = mention.reason, mention.kind, Scope.COUNTY_YEAR, None
    if not reason and document.furniture and _in_furniture(span, document):
        reason, kind = "page furniture", Kind.NOT_A_QUANTITY
    if context and not reason:
        scope = scope_of(mention, context, role, document.year, county)
        of_county = document.level is Level.COUNTY or document.level is Level.OTHER
        if scope is Scope.COUNTY_YEAR and not of_county:
            scope = Scope.OTHER_LEVEL
        value = _value(mention, context, scope)
    return Quantity(
        span,
        document.text[span.start : span.end],
        value,
        mention.unit,
        mention.qualifier,
        kind,
        scope,
        reason,
        mention.ends,
    )


def _in_furniture(span: Span, document: Document) -> bool:
    return any(place.start < span.end and span.start < place.end for place in document.furniture)


def _value(mention: Mention, context: Context, scope: Scope) -> float | None:
    """Return the figure's value; a decline is a negative change."""
    if mention.value is None:
        return None
    if scope is Scope.CHANGE:
        falls = is_fall(context)
    else:
        aim = scope is Scope.TARGET and mention.unit == "%"
        falls = aim and LESS.search(context.left) is not None
    return -abs(mention.value) if falls else mention.value


def _observation(document: Document, c: Candidate, status: Status, why: str) -> Observation:
    quantity, indicator = c.quantity, c.match.indicator
    named = f"named by {'+'.join(c.match.phrase)}"
    return Observation(
        document.county_code,
        document.year,
        indicator.code,
        quantity.value,
        indicator.unit if quantity.unit != "元" else "元",
        quantity.qualifier,
        quantity.scope,
        Evidence(document.document_id, quantity.span, quantity.text, c.place.heading),
        status,
        f"{named}; {why}" if why else named,
    )


def quantity_rows(extraction: Extraction) -> Iterator[dict[str, object]]:
    """Yield the rows of ``quantities.jsonl``: one per number and indicator, in reading order."""
    document = extraction.document
    by_span: dict[Span, list[Observation]] = {}
    for observation in extraction.observations:
        by_span.setdefault(observation.evidence.span, []).append(observation)
    for quantity in extraction.quantities:
        section = document.section_at(quantity.span.start)
        common: dict[str, object] = {
            "start": quantity.span.start,
            "end": quantity.span.end,
            "text": quantity.text,
            "value": quantity.value,
            "ends": quantity.ends,
            "unit": quantity.unit,
            "qualifier": str(quantity.qualifier),
            "scope": "not-a-quantity" if quantity.reason else str(quantity.scope),
        }
        place = section.marker + section.heading if section else ""
        observations = by_span.get(quantity.span, [])
        for o in observations:
            beaten = o.status is Status.REJECTED and o.scope is Scope.COUNTY_YEAR
            code, reason = (
                (o.indicator, o.reason)
                if not beaten
                else ("other", f"not {o.indicator}: {o.reason}")
            )
            yield common | {
                "code": code,
                "resolved": o.resolved,
                "reason": reason,
                "section": place,
            }
        if not observations:
            code = "not_a_quantity" if quantity.reason else "other"
            yield common | {
                "code": code,
                "resolved": False,
                "reason": quantity.reason,
                "section": place,
            }
