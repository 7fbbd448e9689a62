"""What texts tell of progress: promises kept, problems closed, mechanisms adopted."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.tables.contracts_texts import ADOPTIONS, PROBLEMS, PROMISES
from analysis.texts import with_texts
from analysis.texts.mechanisms import Mechanism
from analysis.texts.progress import text_progress
from analysis.texts.reports import Corpus

MECHANISMS = tuple(
    Mechanism(code, code, code, dimension, ((code,),), None, from_year)
    for code, dimension, from_year in (
        ("hall", "D1", 2010), ("list", "D1", 2010), ("judge", "D4", 2010), ("later", "D4", 2030),
    )
)  # fmt: skip


def corpus(years: dict[str, list[int]]) -> Corpus:
    """A corpus of one sentence a report."""
    pairs = [(code, year) for code, span in years.items() for year in span]
    names = [f"{code}-{year}" for code, year in pairs]
    documents = pd.DataFrame(
        {
            "document_id": names,
            "status": "used",
            "county_code": [code for code, _ in pairs],
            "year": [year for _, year in pairs],
        }
    )
    sentences = pd.DataFrame({"document_id": names, "start": 0, "text": "。"})
    counties = pd.DataFrame({"county_code": list(years), "province": "江苏省"})
    return Corpus(documents, sentences, counties)


def rows(contract, *given: dict[str, object]) -> pd.DataFrame:
    """Rows of a contract, with something in every column that may not be empty."""
    plain = {"str": "", "int": 0, "float": 0.0, "bool": True}
    empty = {c: None if k.endswith("?") else plain[k] for c, k in contract.columns.items()}
    made = [empty | {"start": n} | row for n, row in enumerate(given)]
    return contract.check(pd.DataFrame(made, columns=list(contract.columns)))


@pytest.fixture
def told() -> pd.DataFrame:
    """Two counties: one with two years and all of it, one with one report."""
    promise = {"county_code": "990101", "year": 2021}
    tables = {
        "promises": rows(
            PROMISES,
            promise | {"state": "kept_with_evidence"},
            promise | {"state": "mentioned"},
            promise | {"state": "kept_with_evidence", "testable": False},
            promise | {"county_code": "990102", "state": None},
        ),
        "problems": rows(PROBLEMS, promise | {"state": "closed_with_evidence"}),
        "adoptions": rows(
            ADOPTIONS,
            {"county_code": "990101", "mechanism": "hall", "year": 2021},
            {"county_code": "990101", "mechanism": "judge", "year": 2022},
        ),
    }
    found = corpus({"990101": [2021, 2022], "990102": [2021]})
    table = text_progress(found, tables, MECHANISMS)
    return table.set_index(["county_code", "dimension", "source"])


def test_testable_promises_that_were_followed_are_counted(told: pd.DataFrame) -> None:
    kept = told.loc[("990101", "L", "promises")]
    assert (kept["of"], kept["count"], kept["share"]) == (2, 1, 0.5)
    assert kept["low"] < 0.5 < kept["high"]
    assert told.loc[("990101", "L", "problems"), "share"] == 1


def test_a_mechanism_of_the_first_report_is_no_progress(told: pd.DataFrame) -> None:
    of = told.xs("mechanisms", level="source")
    assert of.loc[("990101", "L"), ["of", "count"]].tolist() == [2, 1]
    assert of.loc[("990101", "D1"), ["of", "count"]].tolist() == [1, 0]
    assert of.loc[("990101", "D4"), ["of", "count"]].tolist() == [1, 1]


def test_what_cannot_be_known_is_no_zero(told: pd.DataFrame) -> None:
    assert told.loc[("990102", "L", "promises"), "state"] == "no later report"
    assert told.loc[("990102", "L", "problems"), "state"] == "none stated"
    keys = [(c, d) for c in ("990101", "990102") for d in ("D1", "D4", "L")]
    progress = pd.DataFrame(keys, columns=["county_code", "dimension"])
    wide = with_texts(progress, told.reset_index()).set_index(["county_code", "dimension"])
    assert wide.loc[("990101", "L"), "promises_kept"] == 0.5
    assert pd.isna(wide.loc[("990102", "L"), "promises_kept"])
    assert pd.isna(wide.loc[("990102", "L"), "mechanisms_adopted"])
    assert wide.loc[("990101", "D1"), "promises_kept_state"] == "not by dimension"
    assert wide.loc[("990101", "D4"), "mechanisms_adopted"] == 1
