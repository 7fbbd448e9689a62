"""Of the reports of each year it is told how many have which part, a successor, a mechanism."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.tables.contracts_texts import ADOPTIONS, MECHANISMS
from analysis.texts.coverage import text_coverage
from analysis.texts.reports import Corpus


@pytest.fixture
def covered() -> pd.DataFrame:
    """Two counties: one reports for two years, the other for the first one only."""
    reports = [("990101", 2021), ("990101", 2022), ("990102", 2021)]
    names = [f"{code}-{year}" for code, year in reports]
    told = {"county_code": [c for c, _ in reports], "year": [y for _, y in reports]}
    documents = pd.DataFrame({"document_id": names, "status": "used"} | told)
    said = [(names[0], "problems"), (names[0], "plan"), (names[1], "measures"), (names[2], "plan")]
    sentences = pd.DataFrame(said, columns=["document_id", "role"]).assign(start=0, text="。")
    counties = pd.DataFrame({"county_code": ["990101", "990102"], "province": "江苏省"})
    place = {"document_id": "", "start": 0, "end": 0, "quote": ""}
    began = {"county_code": "990101", "mechanism": "hall", "year": 2021}
    own = {"stated": 2021, "at_latest": True, "earliness": None}
    stated = [began | place | {"since": None, "coverage": share} for share in (80.0,)]
    tables = {
        "adoptions": ADOPTIONS.check(pd.DataFrame([began | own | place])),
        "mechanisms": MECHANISMS.check(pd.DataFrame(stated)),
    }
    corpus = Corpus(documents, sentences, counties)
    table = text_coverage(corpus, sentences, tables, ["hall", "list"])
    return table.set_index(["year", "name"])


def test_parts_and_successors_are_counted_of_the_reports_of_each_year(
    covered: pd.DataFrame,
) -> None:
    counts = covered[["of", "count"]]
    assert counts.loc[(2021, "plan")].tolist() == [2, 2]
    assert counts.loc[(2021, "problems")].tolist() == [2, 1]
    assert counts.loc[(2021, "next report")].tolist() == [2, 1]
    assert counts.loc[(2022, "next report")].tolist() == [1, 0]


def test_a_mechanism_is_there_also_in_years_whose_report_is_silent_on_it(
    covered: pd.DataFrame,
) -> None:
    assert covered.loc[(2021, "hall"), "share"] == 0.5
    assert covered.loc[(2022, "hall"), "share"] == 1
    assert covered.loc[(2022, "list"), "share"] == 0


def test_the_coverage_that_reports_state_is_their_median(covered: pd.DataFrame) -> None:
    assert covered.loc[(2021, "hall"), "median"] == 80
    assert pd.isna(covered.loc[(2022, "hall"), "median"])
