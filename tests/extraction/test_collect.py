from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.counties import Counties
from analysis.extraction.collect import collect
from analysis.extraction.indicators import Matcher, extract, load_codebook
from analysis.extraction.parts import Parts
from analysis.extraction.report import report_of
from analysis.records import Document, Level, Outcome, Role, Section
from analysis.tables import contracts

CODEBOOK = load_codebook(Path(__file__).parents[2] / "config" / "indicators.csv")
MATCHER = Matcher(CODEBOOK)
LARGE = {
    "observations": contracts.OBSERVATIONS,
    "audit": contracts.AUDIT,
    "ledger": contracts.LEDGER,
    "numbers": contracts.NUMBERS,
}


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


@pytest.fixture
def gathered(tmp_path):
    """Puts extractions into parts, in order, and returns the tables of the reading."""

    def gathered(*extractions, failures=()):
        parts = Parts(tmp_path / "parts", "key")
        parts.remove()
        for extraction in extractions:
            report = report_of(extraction, CODEBOOK)
            parts.add(report.candidate.file, "digest", [report])
        for outcome in failures:
            parts.add(outcome.key, "digest", [outcome])
        parts.flush()
        reading = collect(parts, Counties.load(), [])
        whole = {
            name: pd.concat([*getattr(reading, name)(), contract.empty()], ignore_index=True)
            for name, contract in LARGE.items()
        }
        return SimpleNamespace(documents=reading.documents, outcomes=reading.outcomes, **whole)

    return gathered


@pytest.mark.parametrize(
    ("printed", "verdict"), [("26.1%", "agrees"), ("26.0%", "agrees"), ("30%", "disagrees")]
)
def test_a_change_is_checked_against_the_report_of_the_year_before(gathered, printed, verdict):
    reading = gathered(
        read("b.txt", f"全年受理行政复议案件87件,同比增长{printed}。", 2023),
        read("a.txt", "全年受理行政复议案件69件。", 2022),
    )
    (change,) = reading.audit[reading.audit["kind"] == "change"].itertuples()
    assert (change.verdict, change.note) == (verdict, "against the report of the year before")
    assert change.expected == pytest.approx(26.087)


def test_without_the_year_before_a_change_stays_open(gathered):
    reading = gathered(read("b.txt", "全年受理行政复议案件87件,同比增长26.1%。", 2023))
    assert list(reading.audit["verdict"]) == ["not checkable"]


def test_an_inexact_figure_of_the_year_before_proves_nothing(gathered):
    reading = gathered(
        read("b.txt", "全年受理行政复议案件87件,同比增长30%。", 2023),
        read("a.txt", "全年受理行政复议案件60余件。", 2022),
    )
    assert list(reading.audit["verdict"]) == ["not checkable"]


def test_rows_of_a_copy_do_not_enter(gathered):
    text = "全年受理行政复议案件87件。调解矛盾纠纷3522起。"
    reading = gathered(
        read("a.txt", text, 2023), read("b.txt", text + "培训执法人员60人次。", 2023)
    )
    used = reading.documents.set_index("file")["status"]
    assert dict(used) == {"a.txt": "duplicate", "b.txt": "used"}
    kept = reading.documents.loc[reading.documents["file"] == "b.txt", "document_id"].item()
    assert set(reading.observations["document_id"]) == {kept}


def test_tables_do_not_depend_on_the_order_of_reading(gathered):
    some = [
        read(f"{year}.txt", f"全年受理行政复议案件{year - 1950}件。", year)
        for year in range(2015, 2024)
    ]
    forward, backward = gathered(*some), gathered(*reversed(some))
    pd.testing.assert_frame_equal(forward.observations, backward.observations)
    pd.testing.assert_frame_equal(forward.documents, backward.documents)


def test_nothing_read_gives_empty_tables_that_keep_their_contracts(gathered):
    reading = gathered(failures=[Outcome("x.pdf", "failed", error="no text")])
    assert list(reading.outcomes["status"]) == ["failed"]
    assert contracts.OBSERVATIONS.check(reading.observations).empty
    assert contracts.AUDIT.check(reading.audit).empty


def test_large_tables_come_some_counties_at_a_time_and_are_the_same(gathered, monkeypatch):
    some = [
        read(f"{n}.txt", f"全年受理行政复议案件{50 + n}件。", 2023, county=f"41152{n}")
        for n in range(2, 9)
    ]
    at_once = gathered(*some)
    monkeypatch.setattr("analysis.extraction.collect.ROWS", 2)
    monkeypatch.setattr("analysis.extraction.parts.SIZE", 2)
    pd.testing.assert_frame_equal(gathered(*some).observations, at_once.observations)


def test_a_reading_goes_on_after_its_last_whole_part(tmp_path):
    reports = [
        report_of(read(f"{n}.txt", f"全年受理行政复议案件{50 + n}件。", 2010 + n), CODEBOOK)
        for n in range(5)
    ]
    parts = Parts(tmp_path, "key")
    for report in reports[:3]:
        parts.add(report.candidate.file, "digest", [report])
    parts.flush()
    parts.add("3.txt", "digest", [reports[3]])  # killed before its part is whole
    again = Parts(tmp_path, "key")
    assert [again.holds(f"{n}.txt", "digest") for n in range(4)] == [True, True, True, False]
    assert not again.holds("0.txt", "another digest")
    again.add("0.txt", "another digest", [reports[0]])
    for report in reports[3:]:
        again.add(report.candidate.file, "digest", [report])
    again.flush()
    files = collect(again, Counties.load(), []).documents["file"]
    assert list(files) == [f"{n}.txt" for n in range(5)]
    assert not Parts(tmp_path, "another key").read


def test_a_file_that_was_refused_for_time_is_read_again(tmp_path):
    parts = Parts(tmp_path, "key")
    parts.add("a.pdf", "digest", [Outcome("a.pdf", "failed", error="time", again=True)])
    parts.add("b.pdf", "digest", [Outcome("b.pdf", "failed", error="damaged")])
    parts.flush()
    again = Parts(tmp_path, "key")
    assert (again.holds("a.pdf", "digest"), again.holds("b.pdf", "digest")) == (False, True)


def test_files_with_equal_bytes_are_one_document_of_the_ledger(gathered):
    one = read("a.txt", "受理行政复议案件87件。", 2023)
    other = replace(one, document=replace(one.document, file="b.txt"))
    reading = gathered(one, other)
    assert reading.ledger["count"].sum() == 1
    assert list(reading.outcomes["status"]) == ["used", "duplicate"]
