from __future__ import annotations

from pathlib import Path

import pytest

from analysis.config_tables import read_rows
from analysis.errors import ConfigError, CountyError

COLUMNS = ("code", "name", "year")
TEXT = "code,name,year\n411526,潢川县,2023\n,,\n330106,西湖区,2022\n"


def written(folder: Path, data: bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("潢川县", '" 潢川县 "').encode(),
    ],
)
def test_a_table_is_read_as_spreadsheets_save_it(tmp_path: Path, data: bytes) -> None:
    rows = read_rows(written(tmp_path, data), COLUMNS)
    assert [row.line for row in rows] == [2, 4]
    assert [row.cells["name"] for row in rows] == ["潢川县", "西湖区"]


def test_optional_columns_may_be_left_out_and_stand_in_any_order(tmp_path: Path) -> None:
    (row,) = read_rows(written(tmp_path, b"year,code,name\n2023,1,a\n"), COLUMNS, ["note"])
    assert row.cells == {"code": "1", "name": "a", "year": "2023", "note": ""}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"code,nmae,year\n", 'line 1: unknown column "nmae"; did you mean "name"'),
        (b"code,name\n", "line 1: missing column year"),
        (b"code,name,year,name\n", 'line 1: duplicate column "name"'),
        (b"code,name,year\n1,a\n", "line 2: 2 cells, the head has 3"),
        (b'code,name,year\n1,a,2023\n2,"b,2022\n3,c,2021\n', "line 4: unexpected end of data"),
        (b"", "line 1: missing column code, name, year"),
        (b"code,name,year\n\xff\xff\xff\xff\n", "neither UTF-8 nor GBK"),
    ],
)
def test_a_fault_names_file_line_and_column(tmp_path: Path, data: bytes, said: str) -> None:
    path = written(tmp_path, data)
    with pytest.raises(ConfigError) as caught:
        read_rows(path, COLUMNS)
    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)


def test_all_faulty_rows_are_told_together(tmp_path: Path) -> None:
    path = written(tmp_path, b"code,name,year\n1,a\n2,b,3,4\n")
    with pytest.raises(ConfigError, match=r"2 faults\n  line 2.*\n  line 3"):
        read_rows(path, COLUMNS)


def test_a_missing_file_is_named_with_the_error_that_the_caller_asks_for(tmp_path: Path) -> None:
    with pytest.raises(CountyError, match=r"table\.csv: cannot be read"):
        read_rows(tmp_path / "table.csv", COLUMNS, error=CountyError)
