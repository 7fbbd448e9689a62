"""What was read becomes tables: documents, their outcomes, observations with their sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis import tables
from analysis.counties import Counties
from analysis.documents.copies import settle
from analysis.indicators import Codebook, Finding, Verdict, audit
from analysis.records import Document, Extraction, Kind, Observation, Outcome, Span

SENTENCE_END = re.compile(r"[。!?!?\n]")
CONTEXT = 160  # most characters of the sentence kept on either side of a figure


@dataclass(frozen=True)
class Reading:
    """The tables of one reading of the raw folder."""

    documents: pd.DataFrame
    outcomes: pd.DataFrame
    observations: pd.DataFrame
    audit: pd.DataFrame
    counties: pd.DataFrame


def gather(
    extractions: Iterable[Extraction],
    failures: Iterable[Outcome],
    counties: Counties,
    codebook: Codebook,
) -> Reading:
    """Return the tables of a reading, and the audit of each report used.

    Only county reports whose county and year are settled are used, one for each county and year
    (``documents.copies`` says which). Nothing is dropped without a line in ``outcomes``.
    """
    found = sorted(extractions, key=lambda e: e.document.file)
    verdicts = settle([e.document for e in found], {e.document.file: _figures(e) for e in found})
    states = {file: (verdict.status, verdict.note) for file, verdict in verdicts.items()}
    best = {
        (e.document.county_code or "", e.document.year or 0): e
        for e in found
        if states[e.document.file][0] == "used"
    }
    documents = [_document_row(e, *states[e.document.file]) for e in found]
    observations = [
        row
        for e in found
        if states[e.document.file][0] == "used"
        for o in e.observations
        if (row := _observation_row(e.document, o))
    ]
    outcomes: list[dict[str, object]] = [
        {"file": e.document.file, "status": status, "message": note}
        for e in found
        for status, note in [states[e.document.file]]
    ]
    outcomes += [{"file": f.key, "status": "failed", "message": f.error} for f in failures]
    findings = [
        _finding_row(e.document, f)
        for e in sorted(best.values(), key=lambda e: e.document.file)
        for f in audit(e, codebook, _year_before(e.document, best))
    ]
    codes = sorted({e.document.county_code or "" for e in best.values()})
    return Reading(
        documents=_frame(tables.DOCUMENTS, documents).drop_duplicates("document_id"),
        outcomes=_frame(tables.OUTCOMES, outcomes).sort_values("file", ignore_index=True),
        observations=_frame(tables.OBSERVATIONS, observations),
        audit=_frame(tables.AUDIT, findings),
        counties=_frame(tables.COUNTIES, [_county_row(counties, code) for code in codes]),
    )


def _year_before(
    document: Document, best: Mapping[tuple[str, int], Extraction]
) -> dict[str, Observation]:
    """Return the resolved observations of the same county's report of the year before."""
    earlier = best.get((document.county_code or "", (document.year or 0) - 1))
    return {o.indicator: o for o in earlier.observations if o.resolved} if earlier else {}


def _finding_row(document: Document, f: Finding) -> dict[str, object]:
    told = f.verdict is Verdict.DISAGREES  # its sentences are kept, so that the reader can judge
    before, after = around(document.text, f.span) if told else ("", "")
    against = [_sentence(document.text, a) for a in f.against] if told else []
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


def _figures(extraction: Extraction) -> int:
    return sum(q.kind is not Kind.NOT_A_QUANTITY for q in extraction.quantities)


def _document_row(extraction: Extraction, status: str, note: str) -> dict[str, object]:
    d = extraction.document
    top = min((s.level for s in d.sections), default=1)
    roles = dict.fromkeys(str(s.role) for s in d.sections if s.level == top)
    return {
        "document_id": d.document_id,
        "file": d.file,
        "status": status,
        "county_code": d.county_code,
        "county": d.county,
        "year": d.year,
        "level": str(d.level),
        "title": d.title,
        "issuers": "、".join(d.issuers),
        "published": d.published,
        "characters": sum(not c.isspace() for c in d.text),
        "quantities": _figures(extraction),
        "roles": "|".join(roles),
        "note": note,
    }


def _observation_row(document: Document, o: Observation) -> dict[str, object]:
    span, text = o.evidence.span, document.text
    if text[span.start : span.end] != o.evidence.quote:
        return {}  # a figure that cannot be pointed at is not used
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


def _sentence(text: str, span: Span) -> str:
    """Return a figure's sentence in one line, the figure in 【】."""
    before, after = around(text, span)
    return " ".join(f"{before}【{span.quote(text)}】{after}".split())


def around(text: str, span: Span) -> tuple[str, str]:
    """Return what stands before and after a figure in its sentence, at most ``CONTEXT`` each.

    >>> around("上年好。全年受理87件,办结。", Span(8, 11))
    ('全年受理', ',办结。')
    """
    before = SENTENCE_END.split(text[max(0, span.start - CONTEXT) : span.start])[-1]
    after = text[span.end : span.end + CONTEXT]
    end = SENTENCE_END.search(after)
    return before.lstrip(), after[: end.end()].rstrip() if end else after


def _county_row(counties: Counties, code: str) -> dict[str, object]:
    county = counties.by_code(code)
    return {
        "county_code": code,
        "county": county.name,
        "province": county.province,
        "prefecture": county.prefecture,
    }


def _frame(contract: tables.Contract, rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(contract.columns))
