"""The table rows of one document, made in the process that reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pyarrow as pa

from analysis.documents.copies import Candidate, candidate
from analysis.documents.likeness import Fingerprint, fingerprint
from analysis.extraction.arithmetic.within_report import audit
from analysis.extraction.indicators import Codebook
from analysis.extraction.ledger import ledger
from analysis.extraction.rows import (
    TAKEN_FROM,
    Row,
    document_row,
    figures_of,
    finding_row,
    number_row,
    observation_row,
    sentence_rows,
)
from analysis.records import Extraction
from analysis.tables.contracts import AUDIT, LEDGER, NUMBERS, OBSERVATIONS, SENTENCES
from analysis.tables.schema import Contract

TYPES = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}
FILE = "file"  # the column that says whose rows they are


@dataclass(frozen=True, slots=True)
class Report:
    """One document: what decides whether it is used, and its rows of six tables."""

    candidate: Candidate
    print: Fingerprint
    document: Row
    observations: pa.Table
    audit: pa.Table
    ledger: pa.Table
    numbers: pa.Table
    sentences: pa.Table


def report_of(extraction: Extraction, codebook: Codebook) -> Report:
    """Return what is kept of a document; only one with county and year has observations."""
    d = extraction.document
    judged = candidate(d, figures_of(extraction))
    observations: list[Row] = []
    findings: list[Row] = []
    if judged.placed:
        rows = (observation_row(d, o) for o in extraction.observations)
        observations = [row for row in rows if row]
        findings = [finding_row(d, f) for f in audit(extraction, codebook)]
    lines = ledger(extraction, codebook)
    numbers = {line.quantity.span: number_row(d, line) for line in lines} if judged.placed else {}
    counts = Counter((line.kind, line.detail) for line in lines)
    counted: list[Row] = [
        {"document_id": d.document_id, "kind": kind, "detail": detail, "count": count}
        for (kind, detail), count in sorted(counts.items())
    ]
    sentences = sentence_rows(d) if judged.placed or d.level in TAKEN_FROM else []
    return Report(
        judged,
        fingerprint(d.text),
        document_row(extraction),
        rows_table(OBSERVATIONS, observations, d.file),
        rows_table(AUDIT, findings, d.file),
        rows_table(LEDGER, counted, d.file),
        rows_table(NUMBERS, list(numbers.values()), d.file),
        rows_table(SENTENCES, sentences, d.file),
    )


def schema_of(contract: Contract) -> pa.Schema:
    """Return the columns of a contract, and that of the file, as Arrow knows them."""
    columns = [(name, TYPES[kind.rstrip("?")]) for name, kind in contract.columns.items()]
    return pa.schema([*columns, (FILE, pa.string())])


def rows_table(contract: Contract, rows: list[Row], file: str) -> pa.Table:
    """Return rows of a contract as a table with the file that they come from."""
    return pa.Table.from_pylist([row | {FILE: file} for row in rows], schema_of(contract))
