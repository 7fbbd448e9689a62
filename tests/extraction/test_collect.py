from pathlib import Path

import pandas as pd
import pytest

from analysis.counties import Counties
from analysis.extraction.collect import Gathering
from analysis.extraction.indicators import Matcher, extract, load_codebook
from analysis.records import Document, Level, Outcome, Role, Section
from analysis.tables import contracts

CODEBOOK = load_codebook(Path(__file__).parents[2] / "config" / "indicators.csv")
MATCHER = Matcher(CODEBOOK)


def read(file, text, year, county="411526"):
    sections = (Section(1, "一、", "主要举措和成效", 0, len(text), Role.MEASURES),)
    document = Document(
        f"{hash((file, text)) & (16**12 - 1):012x}",
        file,
        text,
        level=Level.COUNTY,
        county="潢川县",
        county_code=county,
        year=year,
        sections=sections,
    )
    return extract(document, MATCHER)


def gathered(*extractions, failures=()):
    gathering = Gathering(Counties.load(), CODEBOOK)
    for extraction in extractions:
        gathering.add(extraction)
    for outcome in failures:
        gathering.fail(outcome)
    return gathering.finish()


@pytest.mark.parametrize(
    ("printed", "verdict"), [("26.1%", "agrees"), ("26.0%", "agrees"), ("30%", "disagrees")]
)
def test_a_change_is_checked_against_the_report_of_the_year_before(printed, verdict):
    reading = gathered(
        read("b.txt", f"全年受理行政复议案件87件,同比增长{printed}。", 2023),
        read("a.txt", "全年受理行政复议案件69件。", 2022),
    )
    (change,) = reading.audit[reading.audit["kind"] == "change"].itertuples()
    assert (change.verdict, change.note) == (verdict, "against the report of the year before")
    assert change.expected == pytest.approx(26.087)


def test_without_the_year_before_a_change_stays_open():
    reading = gathered(read("b.txt", "全年受理行政复议案件87件,同比增长26.1%。", 2023))
    assert list(reading.audit["verdict"]) == ["not checkable"]


def test_an_inexact_figure_of_the_year_before_proves_nothing():
    reading = gathered(
        read("b.txt", "全年受理行政复议案件87件,同比增长30%。", 2023),
        read("a.txt", "全年受理行政复议案件60余件。", 2022),
    )
    assert list(reading.audit["verdict"]) == ["not checkable"]


def test_rows_of_a_copy_do_not_enter():
    text = "全年受理行政复议案件87件。调解矛盾纠纷3522起。"
    reading = gathered(
        read("a.txt", text, 2023), read("b.txt", text + "培训执法人员60人次。", 2023)
    )
    used = reading.documents.set_index("file")["status"]
    assert dict(used) == {"a.txt": "duplicate", "b.txt": "used"}
    kept = reading.documents.loc[reading.documents["file"] == "b.txt", "document_id"].item()
    assert set(reading.observations["document_id"]) == {kept}


def test_tables_do_not_depend_on_the_order_of_reading():
    some = [
        read(f"{year}.txt", f"全年受理行政复议案件{year - 1950}件。", year)
        for year in range(2015, 2024)
    ]
    forward, backward = gathered(*some), gathered(*reversed(some))
    pd.testing.assert_frame_equal(forward.observations, backward.observations)
    pd.testing.assert_frame_equal(forward.documents, backward.documents)


def test_nothing_read_gives_empty_tables_that_keep_their_contracts():
    reading = gathered(failures=[Outcome("x.pdf", "failed", error="no text")])
    assert list(reading.outcomes["status"]) == ["failed"]
    assert contracts.OBSERVATIONS.check(reading.observations).empty
    assert contracts.AUDIT.check(reading.audit).empty
