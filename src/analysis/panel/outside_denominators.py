"""Outside denominators 外部分母: population, market entities, … by county and year, optional.

The report's own N always comes first (``denominate``). A user's table fills only cells that have
no N, and the panel says so: ``denominator_of`` is ``table:NAME``. Columns of the table:
``county_code``, ``year``, and one per denominator.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.config_tables import complain, read_rows
from analysis.errors import TableError, nearest
from analysis.extraction.indicators.codebook import Codebook

KEY = ["county_code", "year"]
PREFIX = "table:"
LONG = ("code", "year", "name", "value", "source")


def load_long(path: Path) -> pd.DataFrame:
    """Read ``config/denominators.csv``: code, year, name, value, source; a row per figure.

    ``name`` is an indicator that others have as their denominator, e.g. ``population``, or any
    other size variable, which is then only tested.

    Returns:
        One row per county and year, one column per name; no rows without the file.

    Raises:
        ConfigError: it cannot be read; naming every fault with its line: other columns, a year or
            a value that is none, a figure without a source or that stands twice.
    """
    if not path.is_file():
        return pd.DataFrame({"county_code": pd.Series(dtype=str), "year": pd.Series(dtype=int)})
    rows = read_rows(path, LONG)
    lines = [row.line for row in rows]
    table = pd.DataFrame([row.cells for row in rows], columns=list(LONG), dtype=str)
    value = pd.to_numeric(table["value"], errors="coerce")
    checks = {
        "has no source": table["source"].str.strip() == "",
        "has no number above 0": ~(value > 0),
        "has no year": ~table["year"].str.fullmatch(r"\d{4}"),
        "is a duplicate": table.duplicated(["code", "year", "name"]),
    }
    faults = [
        f"line {lines[row]}: {table['name'][row]} of county {table['code'][row]} {what}"
        for what, bad in checks.items()
        for row in np.flatnonzero(bad.to_numpy(bool)).tolist()
    ]
    complain(path, faults)
    parsed = table.assign(value=value, year=table["year"].astype(int))
    wide = parsed.pivot(index=["code", "year"], columns="name", values="value")
    return wide.rename_axis(columns=None).reset_index().rename(columns={"code": "county_code"})


def uses_of(table: pd.DataFrame, codebook: Codebook) -> dict[str, str]:
    """Return the counts whose denominator in the codebook is a column of the table.

    Rates are left out: their N must be that of the report.
    """
    known = [i for i in codebook if i.kind != "rate" and i.denominator in table.columns]
    return {i.code: str(i.denominator) for i in known}


def with_denominators(
    panel: pd.DataFrame, table: pd.DataFrame, uses: Mapping[str, str]
) -> pd.DataFrame:
    """Fill missing denominators of a panel from a user's table.

    Args:
        panel: table PANEL.
        table: of ``load_denominators``.
        uses: column of the table for each indicator, e.g. ``{"litigation_cases": "population"}``.

    Returns:
        A new panel, or the same where nothing is used; only cells with a value and without N of
        the report are filled.

    Raises:
        TableError: an indicator or a column does not exist (with the nearest).
    """
    columns = [str(c) for c in table.columns if c not in KEY]
    codes = panel["indicator"].unique().tolist()
    for code, column in uses.items():
        if code not in codes:
            raise TableError(f'no indicator "{code}" in the panel{nearest(code, codes)}')
        if column not in columns:
            raise TableError(f'no denominator "{column}" in the table{nearest(column, columns)}')
    if not uses:
        return panel
    out = panel.copy()
    found = pd.MultiIndex.from_frame(table[KEY])
    place = found.get_indexer(pd.MultiIndex.from_frame(panel[KEY]))
    for code, column in uses.items():
        outside = np.where(place >= 0, table[column].to_numpy(float)[place], np.nan)
        open_cell = (
            (panel["indicator"] == code)
            & panel["value"].notna()
            & panel["denominator"].isna()
            & np.isfinite(outside)
        ).to_numpy(bool)
        out.loc[open_cell, "denominator"] = outside[open_cell]
        out.loc[open_cell, "denominator_of"] = PREFIX + column
    return out


def _place(table: pd.DataFrame, row: int) -> str:
    return f"county {table['county_code'].iloc[row]}, {table['year'].iloc[row]}"
