"""The tables of stage 7, declared like all others: see ``contracts``."""

from __future__ import annotations

from analysis.tables.registry import declare

PROMISES = declare(
    "promises",
    {
        "county_code": "str",
        "year": "int",  # of the report that promises
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "section": "str",
        "testable": "bool",
        "rule": "str",  # number | coverage | deadline | result | event, or credit | general
        "number": "float?",  # of a whole year
        "unit": "str",
        "deadline": "str",
        "state": "str?",  # texts.follow_up.Fate; missing where there is no next report
        "read_state": "str?",  # before a reader's verdict
        "reason": "str",
        "openly": "bool?",  # a number is answered: the promise met, or what is missing admitted
        "found": "float?",  # the number that answers
        "next_document_id": "str",
        "next_start": "int?",
        "next_end": "int?",
        "next_quote": "str",
        "ties": "str",  # further passages that fit as well, ' ; ' between
    },
    ("document_id", "start", "end"),
    made_by="texts",
    county_page=True,
    exported=True,
)

PROMISE_RATES = declare(
    "promise_rates",
    {
        "county_code": "str",  # "" for all counties
        "against": "str",  # own: the county's next report; placebo: another county's
        "state": "str",  # texts.follow_up.Fate
        "promises": "int",  # testable ones that were followed
        "count": "int",  # of them in this state
        "share": "float",
        "low": "float",
        "high": "float",
    },
    ("county_code", "against", "state"),
    made_by="texts",
    county_page=True,
    exported=True,
)

PROBLEMS = declare(
    "problems",
    {
        "county_code": "str",
        "year": "int",  # of the report that admits it
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "section": "str",
        "cause": "str",  # its words; "" where none is given
        "state": "str?",  # texts.problems.Outcome; missing where there is no next report
        "progress": "str?",  # full | significant | some | limited | none
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
