"""Tables of what only the texts tell: promises, problems, reuse, mechanisms, form, words."""

from __future__ import annotations

from analysis.tables.schema import Contract

PROMISES = Contract(
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

PROMISE_RATES = Contract(
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

PROBLEMS = Contract(
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

REUSE = Contract(
    "reuse",
    {
        "county_code": "str",
        "year": "int",
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "source": "str",  # upper | own | other
        "kind": "str",  # copied figures | template | same words
        "likeness": "float",  # share of letters in common order, figures and names masked
        "direction": "str",  # taken | given | unknown
        "source_document_id": "str",
        "source_county": "str",  # "" for texts of other levels
        "source_year": "int?",
        "source_start": "int",
        "source_end": "int",
        "source_quote": "str",
        "counties": "int",  # that have the sentence
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
        "part": "str",  # see texts.reuse.tables.PARTS
        "share": "float",  # of the letters in sentences that are long enough to be anybody's
    },
    ("county_code", "year", "part"),
    made_by="texts",
    county_page=True,
    exported=True,
)

MECHANISMS = Contract(
    "mechanisms",
    {
        "county_code": "str",
        "year": "int",  # of the report that says that it is there
        "mechanism": "str",  # code of config/mechanisms.csv
        "document_id": "str",
        "start": "int",
        "end": "int",
        "quote": "str",
        "since": "int?",  # the year that the statement itself gives
        "coverage": "float?",  # per cent
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
        "year": "int",  # in which it was begun, or first stated
        "stated": "int",  # the first report that says so
        "at_latest": "bool",  # it stands in the first report read, so it may be older
        "earliness": "float?",  # share of the province's others that came later or never
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
        "dimension": "str",  # L for all; mechanisms by dimension too
        "source": "str",  # promises | problems | mechanisms
        "state": "str",  # counted | none stated | no later report
        "of": "int",  # promises and problems that were followed, mechanisms still to be adopted
        "count": "int",  # of them kept, closed, adopted since the first report
        "share": "float?",
        "low": "float?",  # 90 % interval
        "high": "float?",
    },
    ("county_code", "dimension", "source"),
    made_by="texts",
    county_page=True,
    exported=True,
)

FORM = Contract(
    "form",
    {
        "county_code": "str",
        "year": "int",
        "rule": "str",  # of config/form_rules.csv
        "state": "str",  # met | not met | cannot be told
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
        "by": "str",  # county | type | year | prefecture
        "group": "str",
        "word": "str",
        "z": "float",  # log-odds against all other groups, over its standard error
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
        "dimension": "str",  # D0 … D8, or "" for all
        "measures": "int",  # segments that tell of measures
        "unspecific": "int",  # of them without number, date, place or body
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
    MECHANISMS,
    ADOPTIONS,
    TEXT_PROGRESS,
    FORM,
    WORDS,
    MEASURES,
)
