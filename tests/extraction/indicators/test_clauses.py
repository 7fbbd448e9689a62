"""What a figure is of is told by its own clause: who does what, what is counted, what limits it.

``clauses.txt`` holds invented sentences by kind; a mark [SURFACE=CODE] says what a figure is read
as, [SURFACE=CODE@SCOPE] with another scope than the county's year, [SURFACE=*] that it is not
judged.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.extraction.indicators import explain, extract, phrases_within, quantity_rows
from analysis.records import Document, Level, Scope

MARK = re.compile(r"\[([^\]=]*)=([^\]]*)\]")
LINES = (Path(__file__).parent / "clauses.txt").read_text(encoding="utf-8").splitlines()
SENTENCES = [line for line in LINES if not line.startswith("#")]
COUNTED = str(Scope.COUNTY_YEAR)


def unmarked(line):
    """The plain sentence, and where each mark stands in it with what it says."""
    plain, marks, at = "", [], 0
    for mark in MARK.finditer(line):
        plain += line[at : mark.start()] + mark[1]
        marks.append((len(plain) - len(mark[1]), len(plain), mark[2]))
        at = mark.end()
    return plain + line[at:], marks


def read(text, matcher):
    document = Document("", "", text, level=Level.COUNTY, county="平江县", year=2024)
    return list(quantity_rows(extract(document, matcher)))


def told(rows, start, end, code):
    """The code and scope of what was read at a place; parts and repetitions count as read."""
    here = [r for r in rows if r["start"] < end and start < r["end"]]
    kept = [r for r in here if r["resolved"] or re.search("part|again", str(r["reason"]))]
    aside = [r for r in here if r["code"] == code and r["scope"] != COUNTED]
    found = next((r for r in (*kept, *aside) if r["code"] != "other"), None)
    return (found["code"], found["scope"]) if found else ("other", COUNTED)  # any scope


@pytest.mark.parametrize("line", SENTENCES)
def test_each_figure_is_read_as_what_its_clause_says(line, matcher):
    text, marks = unmarked(line)
    rows = read(text, matcher)
    for start, end, said in marks:
        code, _, scope = said.partition("@")
        if code != "*":
            assert told(rows, start, end, code) == (code, scope or COUNTED), text[start:end]


def test_figures_without_a_mark_stand_for_nothing(matcher):
    for line in SENTENCES:
        text, marks = unmarked(line)
        for row in read(text, matcher):
            places = [(s, e) for s, e, _ in marks if row["start"] < e and s < row["end"]]
            assert places or not (row["resolved"] and row["scope"] == COUNTED), row["text"]


def test_a_sentence_is_explained_by_its_frame_and_its_candidates(matcher):
    said = "\n".join(
        explain("县委常委会会议、县政府常务会议研究法治工作6次,平均每镇调解88件。", matcher)
    )
    assert "6次: rol_topics_total, resolved" in said
    assert "gov_exec+standing (several, own clause), act deliberate" in said
    assert "average" in said


def test_phrases_within_those_of_another_indicator_are_listed(matcher):
    pairs = {(found.code, found.other) for found in phrases_within(matcher.codebook)}
    assert ("hazards_found", "major_hazards_found") in pairs
    assert all(code != other for code, other in pairs)


def test_one_number_said_of_bodies_severally_belongs_to_each(matcher):
    rows = read("县委常委会会议、县政府常务会议分别听取法治工作汇报4次。", matcher)
    assert {(r["code"], r["value"]) for r in rows} == {
        ("party_rol_topics", 4),
        ("gov_exec_rol_topics", 4),
    }
