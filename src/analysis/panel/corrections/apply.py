"""Confirmed corrections act on the observations; what was read stays beside what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.config_tables import complain
from analysis.errors import ConfigError, nearest
from analysis.extraction.indicators import Codebook
from analysis.panel.corrections.load import SILENT, Correction, confirmed, place
from analysis.records import Document, Qualifier, Scope, Span, Status
from analysis.tables.contracts import CORRECTIONS
from analysis.text.sentences import around

Row = dict[str, Any]
STANDING = (str(Status.RESOLVED), str(Status.PART))
PREFIX = "corrected: "


@dataclass(frozen=True)
class Report:
    """The used report of a county-year."""

    county_code: str
    year: int
    document_id: str
    file: str


def to_read(corrections: Sequence[Correction], documents: pd.DataFrame) -> set[str]:
    """Return the documents whose text :func:`correct` needs: those to which a figure is added.

    An entry about a report that was not read is left out here and named there.
    """
    found = set()
    for _, c in confirmed(corrections):
        if c.action == "add":
            with suppress(ConfigError):
                found.add(_report(c, documents).document_id)
    return found


def correct(
    corrections: Sequence[Correction],
    observations: pd.DataFrame,
    documents: pd.DataFrame,
    texts: Mapping[str, Document],
    codebook: Codebook,
    path: Path,
) -> pd.DataFrame:
    """Return table CORRECTIONS: the observations that differ from what was read.

    The figure that stood for the county-year is there as ``rejected``, the right one as
    ``resolved``; the reason of both begins with ``corrected:`` and gives what was and what is.

    Args:
        corrections: the file's entries; only confirmed ones act.
        observations: table OBSERVATIONS, as read.
        documents: table DOCUMENTS.
        texts: the documents of :func:`to_read`, by id.
        codebook: the indicators.
        path: the file, for messages.

    Raises:
        ConfigError: a county-year that was not read, a value other than expected, a quote that does
            not stand in the report, two corrections of one value; all are named together.
    """
    rows: list[Row] = []
    faults: list[str] = []
    first: dict[tuple[str, str], int] = {}
    for number, c in confirmed(corrections):
        try:
            report = _report(c, documents)
            before = first.setdefault((report.document_id, c.indicator), number)
            if before != number:
                raise ConfigError(f"correction {before} already changes this value")
            changed = _changed(c, report, observations, texts, codebook)
        except ConfigError as error:
            faults.append(f"{place(number, c)}: {error}")
            continue
        rows += [row | {"correction": number, "action": c.action} for row in changed]
    complain(path, faults)
    return CORRECTIONS.check(pd.DataFrame(rows, columns=list(CORRECTIONS.columns)))


def _report(c: Correction, documents: pd.DataFrame) -> Report:
    used = documents[documents["status"] == "used"]
    own = used[(used["county_code"] == c.county) | (used["county"] == c.county)]
    codes = sorted(set(own["county_code"]))
    if len(codes) > 1:
        raise ConfigError(f"{c.county} is ambiguous: {', '.join(codes)}; give the code")
    if not codes:
        hint = nearest(c.county, sorted({*used["county"], *used["county_code"]}))
        raise ConfigError(f'no report of "{c.county}" was read{hint}')
    found = own[own["year"] == c.year]
    if found.empty:
        years = ", ".join(str(y) for y in sorted(own["year"]))
        raise ConfigError(f"no report of {c.year} was read; there are those of {years}")
    row = found.iloc[0]
    return Report(row["county_code"], int(row["year"]), row["document_id"], row["file"])


def _changed(
    c: Correction,
    report: Report,
    observations: pd.DataFrame,
    texts: Mapping[str, Document],
    codebook: Codebook,
) -> list[Row]:
    own = observations[
        (observations["document_id"] == report.document_id)
        & (observations["indicator"] == c.indicator)
    ].to_dict("records")
    rows = [{str(k): v for k, v in row.items()} for row in own]
    standing = [r for r in rows if r["status"] in STANDING]
    was = _value(standing)
    _expected(c, was, rows)
    right = _right(c, report, rows, texts, codebook)
    note = f"{PREFIX}{_shown(was)} → {_shown(right['value'] if right else None)}: {c.reason}"
    who = ", ".join(str(w) for w in (c.author, c.date) if w)
    note = f"{note} ({who})" if who else note
    out = {"status": str(Status.REJECTED)}
    gone = [r | out | {"reason": "; ".join(w for w in (note, r["reason"]) if w)} for r in standing]
    stands = {"status": str(Status.RESOLVED), "scope": str(Scope.COUNTY_YEAR), "reason": note}
    return [*gone, right | stands] if right else gone


def _value(standing: Sequence[Row]) -> float | None:
    """Return the value that stands for the county-year, its parts added up; a zero claim is 0."""
    if not standing:
        return None
    return float(sum(0.0 if pd.isna(r["value"]) else r["value"] for r in standing))


def _expected(c: Correction, was: float | None, rows: Sequence[Row]) -> None:
    same = was is None if isinstance(c.expect, str) else was is not None and _same(was, c.expect)
    if same:
        return
    words = [f'"{r["quote"]}" at {r["start"]} ({r["status"]})' for r in rows]
    read = f"; read were {', '.join(words)}" if words else ""
    expected = c.expect if isinstance(c.expect, str) else _shown(c.expect)
    raise ConfigError(f"expects {expected}, found {_shown(was)}{read}")


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def _shown(value: float | None) -> str:
    return SILENT if value is None or pd.isna(value) else f"{value:,.10g}"


def _right(
    c: Correction,
    report: Report,
    rows: Sequence[Row],
    texts: Mapping[str, Document],
    codebook: Codebook,
) -> Row | None:
    """Return the observation that is right, or None where the county-year is to be silent."""
    if c.action == "set":
        first = next(r for r in rows if r["status"] == Status.RESOLVED)
        return first | {"value": c.value, "qualifier": str(Qualifier.EXACT)}
    if c.action == "choose":
        return _candidate(c, rows)
    if c.action == "add":
        return _added(c, report, rows, texts, codebook)
    return None


def _candidate(c: Correction, rows: Sequence[Row]) -> Row:
    others = [r for r in rows if r["status"] not in STANDING]
    listed = ", ".join(f'"{r["quote"]}" at {r["start"]}' for r in others) or "there are none"
    fit = [r for r in others if c.quote in {"", r["quote"]} and c.start in {None, r["start"]}]
    if len(fit) != 1:
        wanted = f'"{c.quote}"' if c.quote else f"the figure at {c.start}"
        many = "is no candidate" if not fit else "is more than one candidate; give start"
        raise ConfigError(f"{wanted} {many}: {listed}")
    if pd.isna(fit[0]["value"]):
        raise ConfigError(f'candidate "{fit[0]["quote"]}" has no value; use "set"')
    return fit[0]


def _added(
    c: Correction,
    report: Report,
    rows: Sequence[Row],
    texts: Mapping[str, Document],
    codebook: Codebook,
) -> Row:
    document = texts[report.document_id]
    span = _located(c, document)
    if any((r["start"], r["end"]) == (span.start, span.end) for r in rows):
        raise ConfigError(f'"{c.quote}" at {span.start} is a candidate already; use "choose"')
    before, after = around(document.text, span)
    section = document.section_at(span.start)
    return {
        "county_code": report.county_code,
        "year": report.year,
        "indicator": c.indicator,
        "value": c.value,
        "unit": codebook[c.indicator].unit,
        "qualifier": str(Qualifier.EXACT),
        "document_id": report.document_id,
        "start": span.start,
        "end": span.end,
        "quote": c.quote,
        "before": before,
        "after": after,
        "section": section.heading if section else "",
        "role": str(document.role_at(span.start)),
    }


def _located(c: Correction, document: Document) -> Span:
    """Return where the quote stands; every number points to its place, also an added one."""
    text, places = document.text, []
    at = text.find(c.quote)
    while at >= 0:
        places.append(at)
        at = text.find(c.quote, at + 1)
    fit = [at for at in places if c.start in {None, at}]
    if len(fit) == 1:
        return Span(fit[0], fit[0] + len(c.quote))
    if not places:
        raise ConfigError(f'"{c.quote}" does not stand in {document.file}')
    raise ConfigError(f'"{c.quote}" stands at {", ".join(map(str, places))}; give one as start')
