"""A researcher's own panel 自有面板: a CSV or XLSX of units × indicators, and its declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ReportError
from analysis.index import Declaration

YEAR = "year"


def load_own(
    root: Path, panel: str, declaration: str = "", year: int = 0
) -> tuple[pd.DataFrame, Declaration]:
    """Read a panel and its declaration.

    Args:
        root: folder that relative paths start from.
        panel: a CSV (UTF-8) or XLSX; the first column names the units, a column ``year`` is
            optional.
        declaration: a TOML file; beside the panel under its name (``my.toml``) if empty.
        year: of a panel with years; the latest if 0.

    Returns:
        One row per unit, named by its first column, and what is done with it.

    Raises:
        ReportError: the panel cannot be read, is of another format, has no such year, or names a
            unit twice.
        ConfigError: see ``Declaration.load``.
    """
    path = root / panel
    table = _read(path)
    units = str(table.columns[0])
    made = Declaration.load(root / declaration if declaration else path.with_suffix(".toml"))
    if YEAR in table.columns and YEAR not in made.columns():
        own = _years(table[YEAR], path.name)
        years = sorted(own.dropna().unique().tolist())
        if not years or (year and year not in years):
            raise ReportError(f"{path.name} has no year {year or ''}; there are {years}")
        table = table[own == (year or years[-1])].drop(columns=YEAR)
    nameless = table[units].isin(["", "nan"])
    if nameless.any():
        row = int(nameless.to_numpy().argmax())
        raise ReportError(f"{path.name}: a row has no {units} (the {row + 1}th of its year)")
    twice = table[units][table[units].duplicated()]
    if len(twice):
        raise ReportError(f"{path.name}: {units} {twice.iloc[0]} stands twice")
    return table.set_index(units), made


def _years(column: pd.Series[Any], name: str) -> pd.Series[Any]:
    """Return the years of a panel as numbers: 2022, "2022", "2022年", "2022年度".

    Raises:
        ReportError: a cell holds something else; names its row.
    """
    texts = column.astype("str").str.strip().where(column.notna())
    found = texts.str.extract(r"^(\d{4})(?:\.0)?(?:年度?)?$", expand=False)
    wrong = found.isna() & texts.notna()
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise ReportError(f"{name}: row {row + 2}: {texts.iloc[row]!r} is no year")
    return pd.to_numeric(found)


def _read(path: Path) -> pd.DataFrame:
    if path.suffix not in (".csv", ".xlsx"):
        raise ReportError(f"{path.name}: a panel is a .csv or .xlsx file")
    try:
        if path.suffix == ".xlsx":
            first = str(_excel(path).columns[0])
            table = _excel(path, {first: "str"})  # a code may begin with 0
        else:
            # A converter keeps "NA" and "null" as the names of units that they are.
            table = pd.read_csv(path, encoding="utf-8-sig", converters={0: str.strip})
    except OSError as error:
        raise ReportError(f"{path} cannot be read ({error.strerror or error})") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise ReportError(f"{path} cannot be read ({error})") from None
    if table.shape[1] < 2 or table.empty:
        raise ReportError(f"{path.name} has no rows, or no column beside the units")
    table[table.columns[0]] = table[table.columns[0]].astype("str")
    return table


def _excel(path: Path, types: dict[str, str] | None = None) -> pd.DataFrame:
    frame: pd.DataFrame = pd.read_excel(path, engine="calamine", dtype=types)
    return frame
