"""Promises are drawn for coders, who read the next report, and their states are scored."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import python_calamine
import xlsxwriter

from analysis.coding import run
from analysis.coding.promises import PromiseItem, PromiseKey, draw, read_coders, read_key, score
from analysis.coding.promises.instructions import STATE, STATES
from analysis.errors import ReportError, StoreError, TableError
from analysis.study import Project

KEPT, PARTLY, NONE = "kept_with_evidence", "reported_partly", "no_promise"


def promise_rows(states: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "document_id": "a",
            "start": range(len(states)),
            "end": range(1, len(states) + 1),
            "year": 2022,
            "section": "下一步",
            "quote": [f"开展法治轮训{n}期" for n in range(len(states))],
            "testable": [state != NONE for state in states],
            "state": [KEPT if state == NONE else state for state in states],
            "next_document_id": "b",
        }
    )


DOCUMENTS = pd.DataFrame(
    {"document_id": ["a", "b"], "county": "云渡县", "file": ["2022.html", "2023.html"]}
)


def test_rare_states_are_drawn_as_often_as_frequent_ones_and_those_not_followed_never() -> None:
    table = promise_rows([KEPT] * 30 + [PARTLY] * 10 + [NONE] * 3 + [None] * 9)
    items = draw(table, DOCUMENTS, 19, 1)
    counts = {s: sum(i.state == s for i in items) for s in (KEPT, PARTLY, NONE)}
    assert counts == {KEPT: 8, PARTLY: 8, NONE: 3}
    assert {(i.file, i.next_file) for i in items} == {("2022.html", "2023.html")}
    assert items == draw(table, DOCUMENTS, 19, 1)
    assert items != draw(table, DOCUMENTS, 19, 2)


def test_without_a_next_report_there_is_nothing_to_draw() -> None:
    with pytest.raises(TableError, match="nothing to sample"):
        draw(promise_rows([None, None]), DOCUMENTS, 5, 1)


def test_a_sample_holds_a_row_of_each_state() -> None:
    with pytest.raises(TableError, match="smaller than its 3 states"):
        draw(promise_rows([KEPT, PARTLY, NONE]), DOCUMENTS, 2, 1)


@pytest.fixture(scope="module")
def workbook(study: Project, made_once: Callable[..., Path]) -> Path:
    """A sample of the study's promises; treat it as read-only."""

    def make(place: Path) -> None:
        run.draw_promises(study, place / "promises.xlsx", size=40, seed=3, coders=2)

    return made_once("sampled-promises", make) / "promises.xlsx"


def key_of(workbook: Path) -> PromiseKey:
    key = read_key(workbook.with_suffix(".key.json"))
    assert key is not None
    return key


def filled(workbook: Path, out: Path, fill: Callable[[PromiseItem], str]) -> Path:
    """A copy of the workbook in which the first coder has filled the sheet."""
    items = {i.id: i for i in key_of(workbook).items}
    book = python_calamine.CalamineWorkbook.from_path(str(workbook))
    with xlsxwriter.Workbook(str(out), {"strings_to_formulas": False}) as copy:
        for name in book.sheet_names:
            sheet = copy.add_worksheet(name)
            for number, row in enumerate(book.get_sheet_by_name(name).to_python()):
                cells = [str(c) for c in row]
                if name.endswith("1") and number:
                    cells[STATE] = fill(items[cells[0]])
                for column, said in enumerate(cells):
                    sheet.write_string(number, column, said)
    return out


def test_the_workbook_names_the_report_to_read_and_not_what_the_program_read(
    workbook: Path,
) -> None:
    book = python_calamine.CalamineWorkbook.from_path(str(workbook))
    rows = book.get_sheet_by_name("编码员 Coder 1").to_python()
    items = key_of(workbook).items
    assert [row[0] for row in rows[1:]] == [i.id for i in items]
    assert all(row[6] == i.next_file for row, i in zip(rows[1:], items, strict=True))
    assert not any(i.state in map(str, row) for row, i in zip(rows[1:], items, strict=True))


def test_coders_who_agree_with_the_program_give_full_marks(workbook: Path, tmp_path: Path) -> None:
    key = key_of(workbook)
    coder = read_coders([filled(workbook, tmp_path / "a.xlsx", lambda i: i.state)], key)
    table = score(coder, key).set_index(["measure", "dimension"])["estimate"]
    whole = [table[measure, "all"] for measure in ("macro_f1", "kappa", "agreement")]
    assert whole == pytest.approx([1, 1, 1])
    assert table["majority", "all"] < 0.5


def test_rows_count_by_how_many_promises_they_stand_for() -> None:
    base = PromiseItem("1", "云渡县", 2022, "a", "", "举办轮训", "b", KEPT, 90, 1)
    rare = replace(base, id="2", state=PARTLY, population=10)
    key = PromiseKey((base, rare), 1, "r")
    coder = [read_only({"1": KEPT, "2": KEPT})]
    table = score(coder, key).set_index(["measure", "dimension"])["estimate"]
    assert table["agreement", "all"] == pytest.approx(0.9)
    assert table["precision", PARTLY] == 0
    assert table["macro_f1", "all"] == pytest.approx(180 / 190)
    assert table["majority", "all"] == 1


def read_only(answers: dict[str, str]) -> Any:
    from analysis.coding.promises.filled import PromiseCoder

    return PromiseCoder("coder 1", "a.xlsx, sheet 1", answers)


def test_a_state_that_there_is_not_is_named_with_the_nearest_one(
    workbook: Path, tmp_path: Path
) -> None:
    book = filled(workbook, tmp_path / "a.xlsx", lambda i: "kept_with_evidense")
    with pytest.raises(ReportError, match='did you mean "kept_with_evidence"'):
        read_coders([book], key_of(workbook))


def test_unfinished_rows_are_a_fault_unless_they_are_allowed(
    workbook: Path, tmp_path: Path
) -> None:
    key = key_of(workbook)
    book = filled(workbook, tmp_path / "a.xlsx", lambda i: i.state if i.id == "0001" else "")
    with pytest.raises(ReportError, match=r"39 rows have no state.*--unfinished"):
        read_coders([book], key)
    (coder,) = read_coders([book], key, unfinished=True)
    assert list(coder.answers) == ["0001"]


def test_a_workbook_that_is_there_is_not_written_over(study: Project, workbook: Path) -> None:
    with pytest.raises(StoreError, match="is there already"):
        run.draw_promises(study, workbook, size=40, seed=3, coders=2)


def test_the_scores_are_kept_as_a_table_and_as_json(
    study: Project, workbook: Path, tmp_path: Path, folder: Path
) -> None:
    from analysis.study import open_project

    for name in (workbook.name, workbook.with_suffix(".key.json").name):
        (tmp_path / name).write_bytes((workbook.parent / name).read_bytes())
    book = filled(tmp_path / workbook.name, tmp_path / "a.xlsx", lambda i: i.state)
    project = open_project(folder)
    scored = run.score_coders(project, [book], key_file=None)
    assert any("macro_f1" in line for line in run.lines(scored.table))
    assert scored.notes == (
        "the reports were read anew after the sample was drawn; this is of the older reading",
    )
    said = json.loads((project.store.folder / "promise_check.json").read_text(encoding="utf-8"))
    assert said["sample"] == key_of(workbook).sample
    assert project.store.read("promise_check").equals(scored.table)


def test_every_state_of_the_program_is_one_that_coders_can_choose() -> None:
    from analysis.texts.followed.follow_up import Fate

    assert {str(s) for s, _, _ in STATES} == {str(f) for f in Fate} | {NONE}
