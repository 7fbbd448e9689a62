from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import StoreError, TableError
from analysis.extraction.indicators.codebook import Codebook
from analysis.panel import build_panel
from analysis.panel.export import KEY, export_panel, tables
from analysis.tables.contracts import CHANGES
from analysis.tables.schema import harmless

Make = Callable[..., pd.DataFrame]


@pytest.fixture
def panel(codebook: Codebook, documents: Make, observations: Make) -> pd.DataFrame:
    seen = observations(
        ("010101", 2023, "suits", 120.0, "exact"),
        ("010101", 2023, "lost", 12.0, "exact"),
        ("110102", 2023, "hearings", -3.0, "exact"),
    )
    return build_panel(seen, documents(("010101", 2023), ("110102", 2023)), codebook)


def test_every_form_is_written_and_reads_back(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path
) -> None:
    files = {p.name: p for p in export_panel(panel, codebook, tmp_path)}
    wide = pd.read_csv(files["panel_wide.csv"], dtype={"county_code": str})
    assert wide["county_code"].tolist() == ["010101", "110102"]
    assert list(wide.columns) == [*KEY, *(i.code for i in codebook)]
    assert wide.loc[0, "loss_rate"] == 10
    states = pd.read_csv(files["panel_states.csv"], dtype=str)
    assert states.loc[0, "suits"] == "reported"
    below = pd.read_csv(files["panel_denominators.csv"])
    assert below.loc[0, "loss_rate"] == 120
    stata = pd.read_stata(files["panel.dta"])
    assert stata.loc[0, "loss_rate"] == 10
    assert stata["county_code"].tolist() == ["010101", "110102"]
    with pd.read_stata(files["panel.dta"], iterator=True) as reader:
        assert reader.variable_labels()["loss_rate"] == codebook["loss_rate"].name_zh
    sheets = pd.read_excel(files["panel.xlsx"], sheet_name=None, engine="calamine")
    assert list(sheets) == ["long", "wide", "states", "denominators", "codebook"]
    assert sheets["wide"].loc[0, "suits"] == 120
    assert len(sheets["codebook"]) == len(list(codebook))


def test_the_bytes_are_utf_8_with_a_mark_and_the_same_each_time(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path
) -> None:
    first = export_panel(panel, codebook, tmp_path / "a")
    again = export_panel(
        panel.sample(frac=1, random_state=1).sort_index(), codebook, tmp_path / "b"
    )
    assert first[0].read_bytes().startswith(b"\xef\xbb\xbf")
    for one, two in zip(first, again, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name


def test_the_data_package_describes_every_file(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path
) -> None:
    files = export_panel(panel, codebook, tmp_path)
    package = json.loads(files[-1].read_text(encoding="utf-8"))
    assert [r["path"] for r in package["resources"]] == [p.name for p in files[:-1]]
    names = [r["name"] for r in package["resources"]]
    assert len(set(names)) == len(names)
    assert all(n == n.lower() and "_" not in n for n in names)
    for resource, path in zip(package["resources"], files, strict=False):
        assert resource["bytes"] == path.stat().st_size
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        if path.suffix == ".csv":
            schema = resource["schema"]
            header = pd.read_csv(path, nrows=0).columns.tolist()
            assert [f["name"] for f in schema["fields"]] == header
            assert set(schema["primaryKey"]) <= set(header)
    long = package["resources"][0]["schema"]
    types = {f["name"]: f["type"] for f in long["fields"]}
    assert (types["county_code"], types["year"], types["value"]) == ("string", "integer", "number")


def test_changes_go_with_the_panel_as_sheet_and_file_with_a_schema(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path
) -> None:
    changes = CHANGES.check(
        pd.DataFrame(
            {
                "county_code": ["010101"],
                "indicator": ["suits"],
                "year_before": [2023],
                "year": [2024],
                "before": [120.0],
                "after": [240.0],
                "change": [float("nan")],
                "broken_by": ["行政复议法2023修订施行"],
                "direction": [0],
                "better": pd.Series([None], dtype="Int64"),
            }
        )
    )
    files = export_panel(panel, codebook, tmp_path, more={"changes": changes})
    package = json.loads(files[-1].read_text(encoding="utf-8"))
    schema = next(r["schema"] for r in package["resources"] if r["path"] == "changes.csv")
    assert schema["primaryKey"] == ["county_code", "indicator", "year"]
    assert schema["foreignKeys"][0]["reference"]["resource"] == "panel-codebook"
    types = {f["name"]: f["type"] for f in schema["fields"]}
    assert (types["change"], types["better"], types["broken_by"]) == ("number", "integer", "string")
    sheet = pd.read_excel(tmp_path / "panel.xlsx", sheet_name="changes", engine="calamine")
    assert sheet.loc[0, "broken_by"] == "行政复议法2023修订施行"
    assert pd.isna(sheet.loc[0, "change"])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_harmless_and_numbers_stay_numbers(
    start: str,
) -> None:
    table = pd.DataFrame({"text": [f"{start}1", "a=b", None], "number": [-1.5, 2.0, 3.0]})
    made = harmless(table)
    kept = start.replace("\r", "\n")  # a bare return would break the row
    assert made["text"].tolist()[:2] == [f"'{kept}1", "a=b"]
    assert made["number"].tolist() == [-1.5, 2.0, 3.0]


def test_negative_numbers_are_written_as_numbers(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path
) -> None:
    files = {p.name: p for p in export_panel(panel, codebook, tmp_path)}
    assert ",-3.0," in files["panel_wide.csv"].read_text(encoding="utf-8-sig")


def test_an_indicator_that_is_not_in_the_codebook_is_named(
    panel: pd.DataFrame, codebook: Codebook
) -> None:
    panel.loc[0, "indicator"] = "unknown"
    with pytest.raises(TableError, match="indicator unknown is not in the codebook"):
        tables(panel, codebook)


def test_other_tables_go_with_the_panel_and_only_the_formats_asked_for_are_written(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path
) -> None:
    scores = pd.DataFrame(
        {"county_code": ["010101"], "year": [2023], "dimension": ["L"], "score": [71.5]}
    ).assign(band=pd.Series([None], dtype="str"))
    files = export_panel(panel, codebook, tmp_path, more={"scores": scores}, formats=["dta"])
    assert [p.name for p in files] == ["panel.dta", "scores.dta", "datapackage.json"]
    back = pd.read_stata(tmp_path / "scores.dta")
    assert back.loc[0].tolist() == ["010101", 2023, "L", 71.5, ""]
    with pytest.raises(TableError, match='no format "xls"; did you mean "xlsx"'):
        export_panel(panel, codebook, tmp_path, formats=["xls"])


def test_what_xlsx_cannot_hold_is_an_error_that_names_the_table(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path
) -> None:
    long = pd.DataFrame({"quote": ["字" * 40_000]})
    with pytest.raises(TableError, match="table observations, row 1: quote is too long for XLSX"):
        export_panel(panel, codebook, tmp_path, more={"observations": long}, formats=["xlsx"])


def test_every_exported_column_is_told_and_every_table_names_its_counties(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path
) -> None:
    counties = pd.DataFrame({"county_code": ["010101", "110102"], "county": ["甲县", "乙区"]})
    counties = counties.assign(province="丙省", prefecture="丁市")
    *_, package = export_panel(panel, codebook, tmp_path, more={"counties": counties})
    for resource in json.loads(package.read_text(encoding="utf-8"))["resources"]:
        for field in resource.get("schema", {}).get("fields", ()):
            assert field["title"], (resource["name"], field["name"])
            assert field["description"], (resource["name"], field["name"])
    long = pd.read_csv(tmp_path / "panel_long.csv", dtype=str)
    assert set(long["county"]) == {"甲县", "乙区"}
    with pd.io.stata.StataReader(tmp_path / "panel.dta") as stata:
        labels = stata.variable_labels()
    assert labels["county_code"] == "六位行政区划代码，没有代码的地方用编号"
    assert all(labels.values())


def test_a_script_reads_and_labels_every_table_in_r(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path
) -> None:
    export_panel(panel, codebook, tmp_path, formats=["csv"])
    script = (tmp_path / "read.R").read_text(encoding="utf-8")
    for table in tmp_path.glob("*.csv"):
        columns = pd.read_csv(table, nrows=0, encoding="utf-8-sig").columns
        assert f'{table.stem} <- read.csv("{table.name}"' in script
        assert all(f'attr({table.stem}[["{c}"]], "label") <- "' in script for c in columns)
    assert 'county_code = "character"' in script


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Make longer files fail as on a full disk."""
    import resource

    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX's")
@pytest.mark.parametrize(
    ("format_", "file"), [("csv", "panel_long.csv"), ("xlsx", "panel.xlsx"), ("dta", "panel.dta")]
)
def test_a_full_disk_is_told_with_the_file_and_leaves_no_half_of_it(
    panel: pd.DataFrame, codebook: Codebook, tmp_path: Path, format_: str, file: str
) -> None:
    export_panel(panel, codebook, tmp_path, formats=[format_])
    (tmp_path / file).unlink()
    with files_of_at_most(200), pytest.raises(StoreError, match=file.replace(".", r"\.")):
        export_panel(panel, codebook, tmp_path, formats=[format_])
    left = {p.name for p in tmp_path.iterdir()}
    assert file not in left
    assert "datapackage.json" not in left
    assert not [name for name in left if name.startswith(".")]
