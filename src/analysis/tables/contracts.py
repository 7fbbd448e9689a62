"""The registry of tables: each is declared once, and stages, store, export and pages follow it.

A table is a plain DataFrame; its contract says which columns it has, of which type, and which of
them are its key. A new table is one entry here.
"""

from __future__ import annotations

from typing import Any

from analysis.tables.measured import MEASURED
from analysis.tables.schema import Contract
from analysis.tables.told import TOLD

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
        "status": "str",  # used | listed | duplicate | unplaced
        "county_code": "str?",
        "county": "str?",
        "year": "int?",
        "level": "str",
        "title": "str",
        "issuers": "str",
        "published": "str?",
        "characters": "int",
        "quantities": "int",
        "roles": "str",  # roles of the top sections, '|' between
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
        "status": "str",  # used | listed | duplicate | unplaced | failed
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
        "status": "str",  # records.Status
        "reason": "str",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "before": "str",  # the sentence before the quote
        "after": "str",  # the sentence after the quote
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
        "kind": "str",  # rate | parts | change | bounds
        "indicator": "str",  # "" for a figure that stands for none
        "verdict": "str",  # agrees | disagrees | not checkable
        "printed": "float",
        "expected": "float?",
        "start": "int",
        "end": "int",
        "quote": "str",
        "against": "str",  # the other figures as start-end, ';' between
        "against_quotes": "str",  # their words, ' ; ' between
        "before": "str",  # the rest of the sentence; only where the verdict is disagrees
        "after": "str",
        "against_sentences": "str",  # theirs with the figure in 【】, a line each; likewise
        "note": "str",
    },
    ("document_id", "start", "end", "kind", "indicator"),
    made_by="ingest",
)

SENTENCES = _table(
    "sentences",
    {
        "county_code": "str",  # "" for texts of other levels
        "document_id": "str",
        "start": "int",
        "end": "int",
        "role": "str",  # records.Role
        "section": "str",  # heading of the innermost section of the first three levels
        "text": "str",
    },
    ("document_id", "start"),
    made_by="ingest",
    for_people=False,
)

LEDGER = _table(
    "ledger",
    {
        "document_id": "str",
        "kind": "str",  # used | aside | other | not_a_quantity, see check.ledger
        "detail": "str",  # dimension of a coded number, class of one that is no quantity
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
    {"county_code": "str", "county": "str", "province": "str", "prefecture": "str"},
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
        "state": "str",  # one of STATES
        "numerator": "float?",
        "denominator": "float?",
        "denominator_of": "str?",  # indicator that the denominator comes from
        "claim": "str?",  # claim class of a rate, see panel.claims
        "reason": "str",  # "" | computed | disagrees | … , see panel.denominate
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
        "change": "float?",  # missing across a break
        "broken_by": "str",  # what lies between the years: instruments, changes of the county
        "direction": "int",  # in the later year: more is better (1), worse (-1) or neither (0)
        "better": "int?",  # 1, -1 or 0; missing where it cannot be said
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
        "dimension": "str",  # D0 … D8, or L for the index
        "score": "float?",  # 0 – 100, missing where too little is observed
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
        "dimension": "str",  # D0 … D8, or L for the index
        "band_a": "float?",  # share of the draws in which the score lies in the band
        "band_b": "float?",
        "band_c": "float?",
        "band_d": "float?",
        "rank": "float?",  # of the score among those scored in the year; never without its interval
        "rank_median": "float?",  # of the draws of the level behind the figures
        "rank_low": "float?",  # the best end of the interval
        "rank_high": "float?",
        "top": "float?",  # share of those draws in which it is among the best of its year
    },
    ("county_code", "year", "dimension"),
)

MEDIANS = _table(
    "medians",
    {
        "year": "int",
        "dimension": "str",  # D0 … D8, or L for the index
        "median": "float?",  # of the scores; missing where no county has one
        "counties": "int",  # of the group in that year
    },
    ("year", "dimension"),
    shared_by_pages=True,
)

INDEX_AUDIT = _table(
    "index_audit",
    {
        "year": "int",  # whose index was examined
        "item": "int",  # of the ten parts of an audit
        "check": "str",  # of composite.audit_rules
        "subject": "str",  # the index, a dimension, an indicator, …
        "verdict": "str",  # pass | flag | fail
        "value": "float?",
        "threshold": "str",
        "n": "int",
        "by_construction": "bool",  # it cannot come out otherwise, by how the index is made
        "source": "str",
        "zh": "str",  # a sentence
        "en": "str",
    },
    ("check", "subject"),
)

CONSTRUCTS = _table(
    "constructs",
    {
        "county_code": "str",
        "year": "int",
        "construct": "str",  # R, F, B
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
        "measure": "str",  # see check.score
        "between": "str",  # program - coder 1 | coder 1 - coder 2 | …
        "dimension": "str",  # D0 … D8, or all
        "estimate": "float?",  # share or coefficient, at most 1
        "low": "float?",
        "high": "float?",
        "rows": "int",  # rows of the sample it rests on
        "effective": "float",  # rows of a simple random sample that would tell as much
        "sample": "str",  # id of the sample
        "reading": "str",  # start of the digest of the reading that was sampled
    },
    ("measure", "between", "dimension"),
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
        "program": "str",  # code, value and scope
        "coded": "str",
        "note": "str",
    },
    ("id", "coder"),
    made_by="check score",
)
