"""The registry of tables: each is declared once; stages, store, export and pages use it.

A table is a plain DataFrame; its contract says which columns it has, of which type, and which of
them are its key. A new table is one entry here, and the meanings of its columns in
``data/columns.csv``.
"""

from __future__ import annotations

from typing import Any

from analysis.tables.contracts_measurement import MEASURED
from analysis.tables.contracts_texts import TOLD
from analysis.tables.schema import Contract

CONTRACTS: dict[str, Contract] = {c.name: c for c in (*MEASURED, *TOLD)}


def made_by(verb: str) -> list[str]:
    """Return the names of the tables that a verb writes.

    >>> made_by("ingest")[:3]
    ['documents', 'outcomes', 'observations']
    """
    return [c.name for c in CONTRACTS.values() if c.made_by == verb]


def _table(name: str, columns: dict[str, str], key: tuple[str, ...], **more: Any) -> Contract:
    CONTRACTS[name] = Contract(name, columns, key, **more)
    return CONTRACTS[name]


DOCUMENTS = _table(
    "documents",
    {
        "document_id": "str",
        "file": "str",
        "status": "str",
        "county_code": "str?",
        "county": "str?",
        "year": "int?",
        "level": "str",
        "title": "str",
        "issuers": "str",
        "published": "str?",
        "characters": "int",
        "quantities": "int",
        "roles": "str",
        "note": "str",
    },
    ("document_id",),
    made_by="ingest",
    county_page=True,
)

OUTCOMES = _table(
    "outcomes",
    {
        "file": "str",
        "status": "str",
        "message": "str",
    },
    ("file",),
    made_by="ingest",
)

OBSERVATIONS = _table(
    "observations",
    {
        "county_code": "str",
        "year": "int",
        "indicator": "str",
        "value": "float?",
        "unit": "str",
        "qualifier": "str",
        "scope": "str",
        "status": "str",
        "reason": "str",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "before": "str",
        "after": "str",
        "section": "str",
        "role": "str",
    },
    ("document_id", "start", "end", "indicator"),
    made_by="ingest",
    county_page=True,
    exported=True,
)

AUDIT = _table(
    "audit",
    {
        "county_code": "str",
        "year": "int",
        "document_id": "str",
        "kind": "str",
        "indicator": "str",
        "verdict": "str",
        "printed": "float",
        "expected": "float?",
        "start": "int",
        "end": "int",
        "quote": "str",
        "against": "str",
        "against_quotes": "str",
        "before": "str",
        "after": "str",
        "against_sentences": "str",
        "note": "str",
    },
    ("document_id", "start", "end", "kind", "indicator"),
    made_by="ingest",
    county_page=True,
)

SENTENCES = _table(
    "sentences",
    {
        "county_code": "str",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "role": "str",
        "section": "str",
        "text": "str",
    },
    ("document_id", "start"),
    made_by="ingest",
    for_people=False,
)

NUMBERS = _table(
    "numbers",
    {
        "county_code": "str",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "kind": "str",
        "detail": "str",
        "indicators": "str",
    },
    ("document_id", "start", "end"),
    made_by="ingest",
    for_people=False,
)

LEDGER = _table(
    "ledger",
    {
        "document_id": "str",
        "kind": "str",
        "detail": "str",
        "count": "int",
    },
    ("document_id", "kind", "detail"),
    made_by="ingest",
)

CORRECTIONS = _table(
    "corrections",
    OBSERVATIONS.columns | {"correction": "int", "action": "str"},  # its number in the file
    ("document_id", "start", "end", "indicator", "status"),
    county_page=True,
)

COUNTIES = _table(
    "counties",
    {
        "county_code": "str",
        "county": "str",
        "province": "str",
        "prefecture": "str",
        "county_en": "str",
        "province_en": "str",
        "prefecture_en": "str",
    },
    ("county_code",),
    made_by="ingest",
    shared_by_pages=True,
    exported=True,
)

PANEL = _table(
    "panel",
    {
        "county_code": "str",
        "year": "int",
        "indicator": "str",
        "dimension": "str",
        "value": "float?",
        "qualifier": "str?",
        "state": "str",
        "numerator": "float?",
        "denominator": "float?",
        "denominator_of": "str?",
        "claim": "str?",
        "reason": "str",
    },
    ("county_code", "year", "indicator"),
    county_page=True,
    exported=True,
)

CHANGES = _table(
    "changes",
    {
        "county_code": "str",
        "indicator": "str",
        "year_before": "int",
        "year": "int",
        "before": "float",
        "after": "float",
        "change": "float?",
        "broken_by": "str",
        "direction": "int",
        "better": "int?",
    },
    ("county_code", "indicator", "year"),
    county_page=True,
    exported=True,
)

SCORES = _table(
    "scores",
    {
        "county_code": "str",
        "year": "int",
        "dimension": "str",
        "score": "float?",
        "low": "float?",
        "high": "float?",
        "band": "str?",
        "band_low": "str?",
        "band_high": "str?",
        "observed": "int",
        "expected": "int",
    },
    ("county_code", "year", "dimension"),
    county_page=True,
    exported=True,
)

CHANCES = _table(
    "chances",
    {
        "county_code": "str",
        "year": "int",
        "dimension": "str",
        "band_a": "float?",
        "band_b": "float?",
        "band_c": "float?",
        "band_d": "float?",
        "rank": "float?",
        "rank_median": "float?",
        "rank_low": "float?",
        "rank_high": "float?",
        "top": "float?",
    },
    ("county_code", "year", "dimension"),
)

MEDIANS = _table(
    "medians",
    {
        "year": "int",
        "dimension": "str",
        "median": "float?",
        "counties": "int",
    },
    ("year", "dimension"),
    shared_by_pages=True,
)

INDEX_AUDIT = _table(
    "index_audit",
    {
        "year": "int",
        "item": "int",
        "check": "str",
        "subject": "str",
        "verdict": "str",
        "value": "float?",
        "threshold": "str",
        "n": "int",
        "by_construction": "bool",
        "source": "str",
        "zh": "str",
        "en": "str",
    },
    ("check", "subject"),
    shared_by_pages=True,
)

CONSTRUCTS = _table(
    "constructs",
    {
        "county_code": "str",
        "year": "int",
        "construct": "str",
        "part": "str",
        "value": "float?",
    },
    ("county_code", "year", "construct", "part"),
    county_page=True,
)

SLICES = _table("slices", {"county_code": "str", "digest": "str"}, ("county_code",))

CODING_CHECK = _table(
    "coding_check",
    {
        "measure": "str",
        "between": "str",
        "dimension": "str",
        "estimate": "float?",
        "low": "float?",
        "high": "float?",
        "rows": "int",
        "effective": "float",
        "sample": "str",
        "reading": "str",
    },
    ("measure", "between", "dimension"),
    made_by="check score",
)

PROMISE_CHECK = _table(
    "promise_check",
    dict(CODING_CHECK.columns),
    CODING_CHECK.key,
    made_by="check score",
)

CODING_DISAGREEMENTS = _table(
    "coding_disagreements",
    {
        "id": "str",
        "coder": "str",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "before": "str",
        "quote": "str",
        "after": "str",
        "section": "str",
        "program": "str",
        "coded": "str",
        "note": "str",
    },
    ("id", "coder"),
    made_by="check score",
)
