"""Contracts of the text tables: promises, problems, reuse, mechanisms, form, words."""

from __future__ import annotations

from analysis.tables.schema import Contract

PROMISES = Contract(
    "promises",
    {
        "county_code": "str",
        "year": "int",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "section": "str",
        "testable": "bool",
        "rule": "str",
        "number": "float?",
        "unit": "str",
        "deadline": "str",
        "state": "str?",
        "read_state": "str?",
        "reason": "str",
        "openly": "bool?",
        "found": "float?",
        "next_document_id": "str",
        "next_start": "int?",
        "next_end": "int?",
        "next_quote": "str",
        "ties": "str",
    },
    ("document_id", "start", "end"),
    made_by="texts",
    county_page=True,
    exported=True,
)

PROMISE_RATES = Contract(
    "promise_rates",
    {
        "county_code": "str",
        "against": "str",
        "state": "str",
        "promises": "int",
        "count": "int",
        "share": "float",
        "low": "float",
        "high": "float",
    },
    ("county_code", "against", "state"),
    made_by="texts",
    county_page=True,
    exported=True,
)

PROBLEMS = Contract(
    "problems",
    {
        "county_code": "str",
        "year": "int",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "section": "str",
        "cause": "str",
        "state": "str?",
        "progress": "str?",
        "reason": "str",
        "next_document_id": "str",
        "next_start": "int?",
        "next_end": "int?",
        "next_quote": "str",
    },
    ("document_id", "start", "end"),
    made_by="texts",
    county_page=True,
    exported=True,
)

REUSE = Contract(
    "reuse",
    {
        "county_code": "str",
        "year": "int",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "source": "str",
        "kind": "str",
        "likeness": "float",
        "direction": "str",
        "source_document_id": "str",
        "source_county": "str",
        "source_year": "int?",
        "source_start": "int",
        "source_end": "int",
        "source_quote": "str",
        "counties": "int",
    },
    ("document_id", "start", "source"),
    made_by="texts",
    county_page=True,
    exported=True,
)

REUSE_SHARES = Contract(
    "reuse_shares",
    {
        "county_code": "str",
        "year": "int",
        "part": "str",
        "share": "float",
    },
    ("county_code", "year", "part"),
    made_by="texts",
    county_page=True,
    exported=True,
)

OWN_TEXT = Contract(
    "own_text",
    {
        "county_code": "str",
        "year": "int",
        "score": "float?",  # the index L of all its words
        "own_score": "float?",  # of sentences that stood nowhere before
        "figures": "int",  # read as indicators
        "own_figures": "int",  # of them in such sentences
    },
    ("county_code", "year"),
    made_by="build",
    exported=True,
)

MECHANISMS = Contract(
    "mechanisms",
    {
        "county_code": "str",
        "year": "int",
        "mechanism": "str",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "since": "int?",
        "coverage": "float?",
    },
    ("county_code", "year", "mechanism"),
    made_by="texts",
    county_page=True,
    exported=True,
)

ADOPTIONS = Contract(
    "adoptions",
    {
        "county_code": "str",
        "mechanism": "str",
        "year": "int",
        "stated": "int",
        "at_latest": "bool",
        "earliness": "float?",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
    },
    ("county_code", "mechanism"),
    made_by="texts",
    county_page=True,
    exported=True,
)

TEXT_PROGRESS = Contract(
    "text_progress",
    {
        "county_code": "str",
        "dimension": "str",
        "source": "str",
        "state": "str",
        "of": "int",
        "count": "int",
        "share": "float?",
        "low": "float?",
        "high": "float?",
    },
    ("county_code", "dimension", "source"),
    made_by="texts",
    county_page=True,
    exported=True,
)

TEXT_COVERAGE = Contract(
    "text_coverage",
    {
        "year": "int",
        "kind": "str",
        "name": "str",
        "of": "int",
        "count": "int",
        "share": "float",
        "median": "float?",
    },
    ("year", "kind", "name"),
    made_by="texts",
    exported=True,
)

FORM = Contract(
    "form",
    {
        "county_code": "str",
        "year": "int",
        "rule": "str",
        "state": "str",
        "document_id": "str",
        "start": "int?",
        "end": "int?",
        "quote": "str",
        "note": "str",
    },
    ("county_code", "year", "rule"),
    made_by="texts",
    county_page=True,
    exported=True,
)

WORDS = Contract(
    "words",
    {
        "by": "str",
        "group": "str",
        "word": "str",
        "z": "float",
        "count": "int",
        "others": "int",
    },
    ("by", "group", "word"),
    made_by="texts",
    exported=True,
)

MEASURES = Contract(
    "measures",
    {
        "county_code": "str",
        "year": "int",
        "dimension": "str",
        "measures": "int",
        "unspecific": "int",
        "share": "float",
    },
    ("county_code", "year", "dimension"),
    made_by="texts",
    county_page=True,
    exported=True,
)

TOLD = (
    PROMISES,
    PROMISE_RATES,
    PROBLEMS,
    REUSE,
    REUSE_SHARES,
    OWN_TEXT,
    MECHANISMS,
    ADOPTIONS,
    TEXT_PROGRESS,
    TEXT_COVERAGE,
    FORM,
    WORDS,
    MEASURES,
)
