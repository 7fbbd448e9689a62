"""Convert an extraction to table rows, each figure with its sentence."""

from __future__ import annotations

from analysis.counties import Counties
from analysis.counties.english import english_name
from analysis.extraction.arithmetic.within_report import NO_YEAR_BEFORE, Finding, Verdict
from analysis.extraction.ledger import Line
from analysis.records import Document, Extraction, Kind, Level, Observation, Role, Section, Span
from analysis.text.sentences import around, sentence_spans, unbroken

Row = dict[str, object]
DEEPEST = 3  # headings below this level are items of a paragraph
TAKEN_FROM = (Level.PREFECTURE, Level.PLAN, Level.OTHER)  # texts that county reports may take from


def document_row(extraction: Extraction) -> Row:
    """Return a row of DOCUMENTS; what becomes of the document is not yet known."""
    d = extraction.document
    top = min((s.level for s in d.sections), default=1)
    roles = dict.fromkeys(str(s.role) for s in d.sections if s.level == top)
    return {
        "document_id": d.document_id,
        "file": d.file,
        "status": "",
        "county_code": d.county_code,
        "county": d.county,
        "year": d.year,
        "level": str(d.level),
        "title": d.title,
        "issuers": "、".join(d.issuers),
        "published": d.published,
        "characters": sum(not c.isspace() for c in d.text),
        "quantities": figures_of(extraction),
        "roles": "|".join(roles),
        "note": "",
    }


def figures_of(extraction: Extraction) -> int:
    """Count the numbers that are quantities."""
    return sum(q.kind is not Kind.NOT_A_QUANTITY for q in extraction.quantities)


def observation_row(document: Document, o: Observation) -> Row:
    """Return a row of OBSERVATIONS, {} for a figure whose quote is not at its place."""
    span, text = o.evidence.span, document.text
    if text[span.start : span.end] != o.evidence.quote:
        return {}
    before, after = around(text, span)
    return {
        "county_code": document.county_code,
        "year": document.year,
        "indicator": o.indicator,
        "value": o.value,
        "unit": o.unit,
        "qualifier": str(o.qualifier),
        "scope": str(o.scope),
        "status": str(o.status),
        "reason": o.reason,
        "document_id": document.document_id,
        "start": span.start,
        "end": span.end,
        "quote": o.evidence.quote,
        "before": before,
        "after": after,
        "section": o.evidence.section,
        "role": str(document.role_at(span.start)),
    }


def sentence_rows(document: Document) -> list[Row]:
    """Return the rows of SENTENCES of a county report, or of a text that such may take from."""
    sections = _Sections(document)
    return [
        {
            "county_code": document.county_code if document.level is Level.COUNTY else "",
            "document_id": document.document_id,
            "start": span.start,
            "end": span.end,
            "role": str(role),
            "section": heading,
            "text": span.quote(document.text),
        }
        for span in sentence_spans(document.text)
        if not any(f.start <= span.start < f.end for f in document.furniture)
        for role, heading in [sections.at(span.start)]
    ]


def number_row(document: Document, line: Line) -> Row:
    """Return a row of NUMBERS: where a number of a county report stands, and what became of it."""
    return {
        "county_code": document.county_code,
        "document_id": document.document_id,
        "start": line.quantity.span.start,
        "end": line.quantity.span.end,
        "kind": line.kind,
        "detail": line.detail,
        "indicators": "|".join(line.codes),
    }


class _Sections:
    """The sections of a document, asked for one place after another."""

    def __init__(self, document: Document) -> None:
        self._coming = list(reversed(document.sections))
        self._open: list[Section] = []

    def at(self, place: int) -> tuple[Role, str]:
        """Return the role of the innermost section, and the heading that stands over it."""
        while self._coming and self._coming[-1].start <= place:
            self._open.append(self._coming.pop())
        self._open = [s for s in self._open if s.end > place]
        named = [s.heading for s in self._open if s.level <= DEEPEST and s.heading]
        role = self._open[-1].role if self._open else Role.PREAMBLE
        return role, named[-1] if named else ""


def finding_row(document: Document, f: Finding) -> Row:
    """Return a row of AUDIT."""
    open_yet = f.note == NO_YEAR_BEFORE  # see between.check_between_years
    kept = f.verdict is Verdict.DISAGREES or open_yet  # sentences are kept for the reader to judge
    before, after = around(document.text, f.span) if kept else ("", "")
    against = [_sentence(document.text, a) for a in f.against] if kept else []
    return {
        "county_code": document.county_code,
        "year": document.year,
        "document_id": document.document_id,
        "kind": f.kind,
        "indicator": f.indicator,
        "verdict": str(f.verdict),
        "printed": f.printed,
        "expected": f.expected,
        "start": f.span.start,
        "end": f.span.end,
        "quote": f.span.quote(document.text),
        "against": ";".join(f"{a.start}-{a.end}" for a in f.against),
        "against_quotes": " ; ".join(a.quote(document.text) for a in f.against),
        "before": before,
        "after": after,
        "against_sentences": "\n".join(against),
        "note": f.note,
    }


def county_row(counties: Counties, code: str, name: str) -> Row:
    """Return a row of COUNTIES; ``name`` tells the zones apart that have no official code."""
    county = counties.unit(code, name)
    return {
        "county_code": code,
        "county": county.name,
        "province": county.province,
        "prefecture": county.prefecture,
        "county_en": english_name(county.name),
        "province_en": english_name(county.province),
        "prefecture_en": english_name(county.prefecture),
    }


def _sentence(text: str, span: Span) -> str:
    """Return a figure's sentence in one line, the figure in 【】."""
    before, after = around(text, span)
    return unbroken(f"{before}【{span.quote(text)}】{after}")
