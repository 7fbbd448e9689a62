"""Planted answers of coders give exactly the scores they should, and faults are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import Result

from analysis.coding import Coder, Item, Key, read_coders, run, score
from analysis.coding.filled_workbook import Answer
from analysis.errors import ReportError
from analysis.extraction.indicators import load_codebook

CODEBOOK = load_codebook(Path(__file__).parents[2] / "config" / "indicators.csv")
Fazhi = Callable[..., Result]


def at(
    table: pd.DataFrame, measure: str, between: str = "program - coder 1", d: str = "all"
) -> Any:
    own = table[(table["measure"] == measure) & (table["between"] == between)]
    return own.set_index("dimension").loc[d]


def item(number: int, kind: str, code: str = "", *, population: int, drawn: int) -> Item:
    dimension = CODEBOOK[code].dimension if code else ""
    return Item(
        id=f"{number:04d}", county="潢川县", year=2022, file="f", section="", before="",
        quote="87件", after="", document_id="d", start=number, end=number + 3, kind=kind,
        dimension=dimension,
        stratum_year="", population=population, drawn=drawn, codes=(code,) if code else (),
        value=87.0 if code else None, unit="件", scope="county-year" if code else "",
    )  # fmt: skip


def hand_made() -> tuple[Key, dict[str, Answer]]:
    """Coded: 400 of D4-like, 10 drawn (8 right), 100 of another, 10 drawn (5 right); 1,000 others,
    10 drawn (1 stands for an indicator)."""
    one, two = "reconsider_accepted", "gov_exec_rol_topics"
    rows = [item(n, "used", one, population=400, drawn=10) for n in range(10)]
    rows += [item(n, "used", two, population=100, drawn=10) for n in range(10, 20)]
    rows += [item(n, "other", population=1000, drawn=10) for n in range(20, 30)]
    right = Answer(one, 87.0, "county-year", ""), Answer(two, 87.0, "county-year", "")
    answers = {r.id: right[0] for r in rows[:8]}
    answers |= {r.id: Answer("other", None, "", "") for r in rows[8:10]}
    answers |= {r.id: right[1] for r in rows[10:15]}
    answers |= {r.id: Answer("other", None, "", "") for r in rows[15:20]}
    answers |= {r.id: Answer("other", None, "", "") for r in rows[20:29]}
    answers[rows[29].id] = right[0]
    return Key(tuple(rows), 1, "reading"), answers


def test_shares_are_weighted_by_the_strata_they_stand_for() -> None:
    key, answers = hand_made()
    table = score([Coder("coder 1", "f", answers)], key, CODEBOOK)
    precision = at(table, "precision_code")
    assert precision["estimate"] == pytest.approx((400 * 0.8 + 100 * 0.5) / 500)
    assert precision["rows"] == 20
    assert precision["low"] < precision["estimate"] < precision["high"]
    d = CODEBOOK["reconsider_accepted"].dimension
    assert at(table, "precision_code", d=d)["estimate"] == pytest.approx(0.8)
    assert at(table, "precision_value")["estimate"] == 1  # of those whose code is right
    assert at(table, "precision_value")["rows"] == 13
    found, missed = 400 * 0.8 + 100 * 0.5, 1000 * 0.1
    assert at(table, "recall")["estimate"] == pytest.approx(found / (found + missed))
    assert at(table, "recall", d=d)["estimate"] == pytest.approx(320 / 420)
    assert (
        at(table, "recall")["low"] < at(table, "recall")["estimate"] < at(table, "recall")["high"]
    )
    same = (400 * 0.8 + 100 * 0.5 + 1000 * 0.9) / 1500
    assert at(table, "agreement")["estimate"] == pytest.approx(same)


def test_wrong_values_scopes_and_indicators_count_where_they_belong() -> None:
    key, answers = hand_made()
    answers["0000"] = Answer("reconsider_accepted", 88.0, "county-year", "")
    answers["0001"] = Answer("reconsider_accepted", 87.0, "target", "")
    answers["0002"] = Answer("reconsider_concluded", 87.0, "county-year", "")
    answers["0003"] = Answer("reconsider_accepted", None, "", "")  # neither was judged
    table = score([Coder("coder 1", "f", answers)], key, CODEBOOK)
    d = CODEBOOK["reconsider_accepted"].dimension
    assert at(table, "precision_code", d=d)["estimate"] == pytest.approx(7 / 10)
    assert at(table, "precision_value", d=d)["estimate"] == pytest.approx(5 / 6)
    assert at(table, "precision_scope", d=d)["estimate"] == pytest.approx(5 / 6)
    assert at(table, "precision_all", d=d)["estimate"] == pytest.approx(5 / 10)
    missed = 400 * 0.1 + 1000 * 0.1  # one read as another indicator is a miss of that one
    assert at(table, "recall")["estimate"] == pytest.approx(330 / (330 + missed))


def test_over_many_samples_the_scores_are_right_on_average_and_intervals_cover() -> None:
    """A known program: 90 % and 60 % right in two strata, 4 % of 2,000 others missed."""
    rng = np.random.default_rng(3)
    one, two = "reconsider_accepted", "gov_exec_rol_topics"
    truth = {"precision_code": (900 * 0.9 + 100 * 0.6) / 1000, "recall": 870 / (870 + 80)}
    seen: dict[str, list[float]] = {m: [] for m in truth}
    covered = dict.fromkeys(truth, 0)
    for _ in range(60):
        rows = [item(n, "used", one, population=900, drawn=40) for n in range(40)]
        rows += [item(n, "used", two, population=100, drawn=20) for n in range(40, 60)]
        rows += [item(n, "other", population=2000, drawn=80) for n in range(60, 140)]
        chances = [0.9] * 40 + [0.6] * 20 + [0.96] * 80
        right = rng.random(140) < chances
        answers = {}
        for row, fine in zip(rows, right, strict=True):
            if row.codes:
                said = Answer(row.codes[0] if fine else "other", 87.0, "county-year", "")
            else:
                said = Answer("other" if fine else one, None, "", "")
            answers[row.id] = said
        table = score([Coder("coder 1", "f", answers)], Key(tuple(rows), 1, ""), CODEBOOK)
        for measure, true in truth.items():
            got = at(table, measure)
            seen[measure].append(got["estimate"])
            covered[measure] += got["low"] <= true <= got["high"]
    for measure, true in truth.items():
        assert np.mean(seen[measure]) == pytest.approx(true, abs=0.02)
        assert covered[measure] >= 52  # of 60; 95 % intervals


def test_a_coder_who_says_what_the_program_said_gives_full_marks(coders: Any) -> None:
    scored = run.score_coders(coders.project, [coders.filled("f1.xlsx")], key_file=None)
    for measure in (*run.MEASURES, "agreement", "kappa", "alpha"):
        assert at(scored.table, measure)["estimate"] == pytest.approx(1)
    assert at(scored.table, "precision_code")["low"] < 0.97  # and the sample says how sure that is
    assert coders.project.store.read("coding_disagreements").empty
    assert scored.notes == ()


def wrong_on(ids: set[str], code: str) -> Callable[[Item], tuple[str, str, str, str]]:
    def fill(i: Item) -> tuple[str, str, str, str]:
        if i.id in ids:
            return (code, "", "", "我看是别的")
        value = "" if i.value is None else f"{i.value:,}"
        return (i.codes[0] if i.codes else i.kind, value if i.codes else "", i.scope, "")

    return fill


def test_two_coders_are_held_against_the_program_and_each_other(coders: Any, fazhi: Fazhi) -> None:
    coded = [i.id for i in coders.key.items if i.codes]
    first = coders.filled("f1.xlsx", wrong_on(set(coded[:6]), "other"), coder=1)
    second = coders.filled("f2.xlsx", wrong_on(set(coded[3:9]), "other"), coder=2)
    result = fazhi("check", "score", first, second, "--project", coders.project.root)
    assert result.exit_code == 0, result.output
    assert "coder 2: f2.xlsx, sheet 编码员 Coder 2" in result.output
    table = coders.project.store.read("coding_check")
    assert set(table["between"]) == {
        "program - coder 1", "program - coder 2", "coder 1 - coder 2",
    }  # fmt: skip
    assert at(table, "kappa", "coder 1 - coder 2")["estimate"] < 1
    lost = coders.project.store.read("coding_disagreements")
    assert lost.groupby("coder").size().to_dict() == {"coder 1": 6, "coder 2": 6}
    assert set(lost["coded"]) == {"other"}
    assert set(lost["note"]) == {"我看是别的"}
    said = json.loads((coders.project.processed / "coding_check.json").read_text(encoding="utf-8"))
    assert said["sample"] == coders.key.sample
    assert len(said["measures"]) == len(table)
    assert "check" in coders.project.store.manifest()  # pages that show it are renewed


def test_both_sheets_of_one_file_are_two_coders(coders: Any) -> None:
    sheets = coders.sheets()
    items = {i.id: i for i in coders.key.items}
    for number in (1, 2):
        rows = sheets[f"编码员 Coder {number}"]
        rows[1:] = [[*r[:6], items[r[0]].codes[0] if items[r[0]].codes else "other", "", "", ""]
                    for r in rows[1:]]  # fmt: skip
    path = coders.write("both.xlsx", sheets)
    found = read_coders([path], coders.key, [i.code for i in CODEBOOK])
    assert [c.name for c in found] == ["coder 1", "coder 2"]
    with pytest.raises(ReportError, match="more than two sheets are filled"):
        read_coders([path, coders.filled("f3.xlsx")], coders.key, [i.code for i in CODEBOOK])


def change(coders: Any, edit: Callable[[list[list[str]]], None], name: str = "f.xlsx") -> Path:
    filled = coders.filled("whole.xlsx")
    del filled
    items = {i.id: i for i in coders.key.items}
    sheets = coders.sheets()
    rows = sheets["编码员 Coder 1"]
    rows[1:] = [[*r[:6], *wrong_on(set(), "")(items[r[0]])] for r in rows[1:]]
    edit(rows)
    return coders.write(name, sheets)


def put(row: int, column: int, said: str) -> Callable[[list[list[str]]], None]:
    def edit(rows: list[list[str]]) -> None:
        rows[row][column] = said

    return edit


def swap(rows: list[list[str]]) -> None:
    rows[1][0], rows[2][0] = rows[2][0], rows[1][0]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (put(1, 6, "reconsider_acepted"), 'unknown code "reconsider_acepted"; did you mean "recon'),
        (put(1, 8, "county year"), 'unknown scope "county year"; did you mean "county-year"?'),
        (put(1, 7, "八十七"), 'value "八十七" is not a number'),
        (put(2, 0, "9999"), 'row 3: id "9999" is not of this sample'),
        (put(2, 0, "0001"), "row 3: id 0001 stands twice"),
        (swap, "the sentence is not that of id 0002; were columns sorted apart?"),
        (lambda rows: rows.pop(5), "1 rows of the sample are missing: 0005"),
        (put(3, 6, ""), "1 rows have no code: 0003; finish them, or --unfinished"),
        (put(0, 6, "code"), 'column 7 is headed "code", not "指标代码 code"'),
    ],
)
def test_a_fault_of_a_filled_sheet_is_named_with_its_row(
    coders: Any, edit: Callable[[list[list[str]]], None], said: str
) -> None:
    def clear(rows: list[list[str]]) -> None:
        edit(rows)
        if said.startswith("1 rows have no code"):
            rows[3][7:] = ["", "", ""]

    path = change(coders, clear)
    with pytest.raises(ReportError) as caught:
        run.score_coders(coders.project, [path], key_file=None)
    assert said in str(caught.value)
    assert "f.xlsx, sheet 编码员 Coder 1" in str(caught.value)


def test_several_faults_are_named_together(coders: Any) -> None:
    def edit(rows: list[list[str]]) -> None:
        rows[1][6], rows[2][6] = "othr", "x"

    with pytest.raises(ReportError) as caught:
        run.score_coders(coders.project, [change(coders, edit)], key_file=None)
    assert 'row 2 (id 0001): unknown code "othr"; did you mean "other"?' in str(caught.value)
    assert "row 3 (id 0002): unknown code" in str(caught.value)


def test_rows_may_be_sorted_and_values_written_as_people_write_them(coders: Any) -> None:
    def edit(rows: list[list[str]]) -> None:
        rows[1:] = sorted(rows[1:], key=lambda r: r[5])
        for row in rows[1:]:
            if row[7]:
                row[6], row[7] = f" {row[6].upper()} ", f"{row[7]} "
        rows.append([""] * 10)

    scored = run.score_coders(coders.project, [change(coders, edit)], key_file=None)
    assert at(scored.table, "precision_all")["estimate"] == 1


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("3,522", 3522),
        ("98.7%", 98.7),
        ("3.5万", 35000),
        ("1.2亿元", 1.2e8),
        ("-5", -5),
        ("87", 87),
    ],
)
def test_a_value_is_read_as_people_write_it(coders: Any, said: str, value: float) -> None:
    number = next(n for n, i in enumerate(coders.key.items, 1) if i.codes)
    path = change(coders, put(number, 7, said))
    (coder,) = read_coders([path], coders.key, [i.code for i in CODEBOOK])
    assert coder.answers[f"{number:04d}"].value == pytest.approx(value)


def test_an_unfinished_sheet_can_be_scored_and_says_what_is_not_in_it(coders: Any) -> None:
    others = {i.id for i in coders.key.items if not i.codes}

    def edit(rows: list[list[str]]) -> None:
        for row in rows[1:]:
            if row[0] in others:
                row[6:] = [""] * 4

    path = change(coders, edit)
    scored = run.score_coders(coders.project, [path], key_file=None, unfinished=True)
    assert at(scored.table, "precision_code")["estimate"] == 1
    assert any("coded no row of" in n and "not_a_quantity" in n for n in scored.notes)


def test_files_that_are_no_workbooks_of_the_sample_are_refused(coders: Any) -> None:
    def said(path: Path, **more: Any) -> str:
        with pytest.raises(ReportError) as caught:
            run.score_coders(coders.project, [path], key_file=more.get("key"))
        return str(caught.value)

    text = coders.folder / "notes.txt"
    text.write_text("no workbook", encoding="utf-8")
    assert "notes.txt is no workbook that can be read" in said(text)
    assert 'no sheet "说明 Instructions" (there are a)' in said(coders.write("a.xlsx", {"a": []}))
    sheets = coders.sheets()
    only = {n: rows for n, rows in sheets.items() if "Coder" not in n}
    assert 'no sheet "编码员 Coder 1"' in said(coders.write("b.xlsx", only))
    filled = coders.filled("f.xlsx")
    key = coders.workbook.with_suffix(".key.json")
    other = coders.folder / "other.key.json"
    other.write_text(key.read_text(encoding="utf-8").replace('"0001"', '"0x01"'), encoding="utf-8")
    assert "was changed after the sample was drawn" in said(filled, key=other)
    assert "is no key of a sample" in said(filled, key=text)
    key.unlink()
    other.unlink()
    assert "no key of the sample" in said(filled)
    assert "give its place with --key" in said(filled, key=key)


def test_a_check_of_an_earlier_reading_says_so(coders: Any) -> None:
    store = coders.project.store
    path = coders.filled("f.xlsx")
    store.record("ingest", "another digest", ["documents"])
    scored = run.score_coders(coders.project, [path], key_file=None)
    assert any("read anew after the sample was drawn" in n for n in scored.notes)
