from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StoreError, TableError
from analysis.files import digest_of, write_whole
from analysis.tables.contracts import CONTRACTS, OUTCOMES
from analysis.tables.store import Store

WRITER = """
import sys
from pathlib import Path
import pandas as pd
from analysis.tables.store import Store

store = Store(Path(sys.argv[1]))
tables = [
    pd.DataFrame({"file": [f"{n}.txt" for n in range(40_000)], "status": word, "message": word})
    for word in ("used", "listed")
]
store.write("outcomes", tables[0])
print("writing", flush=True)
while True:
    for table in tables:
        store.write("outcomes", table)
"""


def outcomes(*messages: str) -> pd.DataFrame:
    rows = [(f"{n}.txt", "failed", m) for n, m in enumerate(messages)]
    return pd.DataFrame(rows, columns=list(OUTCOMES.columns))


@pytest.mark.slow
def test_a_writer_killed_anywhere_leaves_a_whole_table(tmp_path: Path) -> None:
    for pause in (0.03, 0.11, 0.19):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        time.sleep(pause)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        table = Store(tmp_path).read("outcomes")
        people = pd.read_csv(tmp_path / "outcomes.csv", encoding="utf-8-sig")
        for frame in (table, people):
            assert len(frame) == 40_000
            assert frame["status"].nunique() == 1
    assert sorted(p.name for p in tmp_path.glob("*.parquet")) == ["outcomes.parquet"]
    assert sorted(p.name for p in tmp_path.glob("*.csv")) == ["outcomes.csv"]


def test_a_failed_write_leaves_the_old_table_and_no_litter(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("outcomes", outcomes("old"))
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    twice = pd.concat([outcomes("new"), outcomes("new")])
    with pytest.raises(TableError, match="duplicate key"):
        store.write("outcomes", twice)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(tmp_path / "tables").write("outcomes", outcomes("x"))
    with pytest.raises(StoreError, match="cannot be written"):
        write_whole(tmp_path / "tables" / "page.html", "x")


def test_the_csv_opens_in_a_spreadsheet_with_its_chinese_intact(tmp_path: Path) -> None:
    Store(tmp_path).write("outcomes", outcomes("没有采用,因为“重复”"))
    data = (tmp_path / "outcomes.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbffile,status,message\n")
    assert b"\r" not in data
    frame = pd.read_csv(tmp_path / "outcomes.csv", encoding="utf-8-sig")
    assert frame.at[0, "message"] == "没有采用,因为“重复”"


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_text_in_the_csv_only(
    tmp_path: Path, cell: str
) -> None:
    store = Store(tmp_path)
    store.write("outcomes", outcomes(cell))
    shown = pd.read_csv(tmp_path / "outcomes.csv", encoding="utf-8-sig").at[0, "message"]
    assert shown == "'" + cell.replace("\r", "\n")
    assert store.read("outcomes").at[0, "message"] == cell


def test_numbers_below_zero_stay_numbers_in_the_csv(tmp_path: Path) -> None:
    frame = pd.DataFrame({"year": [2021, 2022], "dimension": ["L", "L"], "median": [-0.25, 0.5]})
    frame["counties"] = [1, 2]
    Store(tmp_path).write("medians", frame)
    people = pd.read_csv(tmp_path / "medians.csv", encoding="utf-8-sig")
    pd.testing.assert_frame_equal(people, frame)


def test_an_unknown_table_names_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match='no table "documnets"; did you mean "documents"'):
        Store(tmp_path).read("documnets")
    with pytest.raises(StoreError, match="no table"):
        Store(tmp_path).write("score", outcomes())


def test_a_missing_table_tells_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run: fazhi ingest"):
        Store(tmp_path).read("documents")


def test_a_damaged_table_is_named_and_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "documents.parquet").write_bytes(b"PAR1 half a table")
    with pytest.raises(StoreError, match=r"documents\.parquet cannot be read .*fazhi ingest"):
        Store(tmp_path).read("documents")


def test_a_damaged_manifest_only_means_that_nothing_is_fresh(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("outcomes", outcomes("x"))
    store.record("ingest", "digest", ["outcomes"])
    assert store.fresh("ingest", "digest")
    assert not store.fresh("ingest", "another digest")
    (tmp_path / "manifest.json").write_text('{"ingest": ', encoding="utf-8")
    assert not store.fresh("ingest", "digest")
    (tmp_path / "manifest.json").write_text("[]", encoding="utf-8")
    assert not store.fresh("ingest", "digest")


def test_a_digest_knows_content_and_name_but_neither_place_nor_order(tmp_path: Path) -> None:
    for place, names in (("one", ("a", "b")), ("two", ("b", "a"))):
        (tmp_path / place / "raw").mkdir(parents=True)
        for name in names:
            (tmp_path / place / "raw" / name).write_text(name, encoding="utf-8")
    one, two = (digest_of(tmp_path / place / "raw") for place in ("one", "two"))
    assert one == two
    (tmp_path / "two" / "raw" / "a").rename(tmp_path / "two" / "raw" / "c")
    assert digest_of(tmp_path / "two" / "raw") != one
    (tmp_path / "one" / "raw" / "a").write_text("changed", encoding="utf-8")
    assert digest_of(tmp_path / "one" / "raw") != one


def constructs(rows: int, counties: int) -> pd.DataFrame:
    """Rows of some counties in no order; one county has most of them."""
    rng = np.random.default_rng(7)
    code = np.minimum(rng.integers(0, 2 * counties, rows), counties - 1)
    frame = pd.DataFrame({"county_code": [f"{410000 + c}" for c in code]})
    frame["year"], frame["construct"] = 2023, "R"
    frame["part"] = [f"part {n}" for n in range(rows)]
    values = np.where(rng.random(rows) < 0.1, np.nan, rng.random(rows))
    return CONTRACTS["constructs"].check(frame.assign(value=values))


@pytest.mark.parametrize("rows", [0, 1, 40, 25_000])
def test_the_rows_of_a_county_are_those_of_the_whole_table(tmp_path: Path, rows: int) -> None:
    store, made = Store(tmp_path), constructs(rows, 9)
    store.write("constructs", made)
    whole = store.read("constructs")
    pd.testing.assert_frame_equal(
        whole.sort_values("part", ignore_index=True), made.sort_values("part", ignore_index=True)
    )
    for code in [*sorted(set(made["county_code"])), "410004x", "4", "999999"]:
        own = store.read("constructs", code)
        expected = made[made["county_code"] == code].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, expected)  # and in the order they were given


def test_rows_without_a_county_are_kept_and_belong_to_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    row = {
        "status": "used",
        "level": "county",
        "title": "t",
        "issuers": "",
        "roles": "",
        "note": "",
    }
    frame = pd.DataFrame([row | {"document_id": f"{n}", "file": f"{n}.txt"} for n in range(6)])
    frame = frame.assign(characters=1, quantities=1, year=2023, published=None, county="x")
    frame["county_code"] = [None, "410002", None, "410001", None, "410002"]
    store.write("documents", frame)
    assert store.read("documents")["document_id"].tolist() == ["3", "1", "5", "0", "2", "4"]
    assert store.read("documents", "410002")["document_id"].tolist() == ["1", "5"]
    empty = frame.assign(county_code=None)
    store.write("documents", empty)
    assert store.read("documents", "410002").empty


def test_a_table_that_is_not_of_counties_has_no_rows_of_one(tmp_path: Path) -> None:
    Store(tmp_path).write("outcomes", outcomes("x"))
    with pytest.raises(StoreError, match="outcomes is not one of counties"):
        Store(tmp_path).read("outcomes", "410001")


def test_a_file_that_something_else_wrote_is_checked(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("outcomes", outcomes("a", "b"))
    frame = pd.read_parquet(tmp_path / "outcomes.parquet")
    frame.to_parquet(tmp_path / "outcomes.parquet", index=False)
    pd.testing.assert_frame_equal(store.read("outcomes"), frame)
    frame.assign(file="the same").to_parquet(tmp_path / "outcomes.parquet", index=False)
    with pytest.raises(TableError, match="duplicate key"):
        store.read("outcomes")


def test_a_table_read_is_typed_as_its_contract_says(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name, contract in CONTRACTS.items():
        store.write(name, contract.empty())
        pd.testing.assert_frame_equal(store.read(name), contract.empty())


def test_a_step_is_not_fresh_where_one_of_its_tables_was_altered(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("outcomes", outcomes("x"))
    store.record("ingest", "digest", ["outcomes"])
    assert store.fresh("ingest", "digest")
    (tmp_path / "outcomes.parquet").write_bytes(b"something else")
    assert not store.fresh("ingest", "digest")
    assert store.changed("ingest") == ["outcomes.parquet"]
