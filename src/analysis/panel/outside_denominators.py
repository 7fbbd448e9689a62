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

from analysis.errors import ConfigError, TableError, nearest
from analysis.extraction.indicators.codebook import Codebook

KEY = ["county_code", "year"]
PREFIX = "table:"
LONG = ("code", "year", "name", "value", "source")


def load_denominators(path: Path) -> pd.DataFrame:
    """Read a user's table of denominators.

    Raises:
        ConfigError: it cannot be read; naming every fault: key columns that lack, a value that is
            no number above 0, a county and year that stands twice.
    """
    try:
        table = pd.read_csv(path, dtype={"county_code": str}, encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    faults = [f"no column {c}" for c in KEY if c not in table.columns]
    if faults:
        raise ConfigError(f"{path}: {'; '.join(faults)}")
    for row in np.flatnonzero(table.duplicated(KEY).to_numpy()).tolist():
        faults.append(f"line {row + 2}: {_place(table, row)} stands twice")
    for column in (c for c in table.columns if c not in KEY):
        numbers = pd.to_numeric(table[column], errors="coerce")
        bad = (table[column].notna() & ~(numbers > 0)).to_numpy()
        for row in np.flatnonzero(bad).tolist():
            value = table[column].iloc[row]
            faults.append(f"line {row + 2}: {column} of {_place(table, row)} is {value!r}")
        table[column] = numbers
    if faults:
        raise ConfigError("\n  ".join([f"{path}: {len(faults)} faults", *faults]))
    return table


def load_long(path: Path) -> pd.DataFrame:
    """Read ``config/denominators.csv``: code, year, name, value, source; a row per figure.

    ``name`` is an indicator that others have as their denominator, e.g. ``population``, or any
    other size variable, which is then only tested.

    Returns:
        As ``load_denominators``; no rows where the file is not there.

    Raises:
        ConfigError: it cannot be read; naming every fault with its line: other columns, a year or
            a value that is none, a figure without a source or that stands twice.
    """
    if not path.is_file():
        return pd.DataFrame({"county_code": pd.Series(dtype=str), "year": pd.Series(dtype=int)})
    try:
        table = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}") from None
    if tuple(table.columns) != LONG:
        raise ConfigError(f"{path}: columns must be {', '.join(LONG)}")
    value = pd.to_numeric(table["value"], errors="coerce")
    checks = {
        "has no source": table["source"].str.strip() == "",
        "has no number above 0": ~(value > 0),
        "has no year": ~table["year"].str.fullmatch(r"\d{4}"),
        "stands twice": table.duplicated(["code", "year", "name"]),
    }
    faults = [
        f"line {row + 2}: {table['name'][row]} of county {table['code'][row]} {what}"
        for what, bad in checks.items()
        for row in np.flatnonzero(bad.to_numpy(bool)).tolist()
    ]
    if faults:
        raise ConfigError("\n  ".join([f"{path}: {len(faults)} faults", *faults]))
    made = table.assign(value=value, year=table["year"].astype(int))
    wide = made.pivot(index=["code", "year"], columns="name", values="value")
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
        A new panel; only cells with a value and without N of the report are filled.

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


def size_effects(values: pd.DataFrame, sizes: pd.DataFrame, limit: float = 0.7) -> pd.DataFrame:
    """Return how strongly indicators go with size variables; strong ones need a denominator.

    Args:
        values: units × indicators.
        sizes: units × size variables, with the same index.
        limit: absolute Pearson correlation from which an effect is flagged.

    Returns:
        One row per pair with a correlation: ``indicator``, ``size``, ``correlation``, ``n``,
        ``flag``.

    Source: OECD/JRC (2008), Handbook, step 2; limit as in COINr's get_denom_corr.

    >>> x = pd.DataFrame({"suits": [1.0, 2, 3, 4]})
    >>> size_effects(x, pd.DataFrame({"people": [10.0, 20, 30, 45]}))["flag"].tolist()
    [True]
    """
    rows = []
    for code in values.columns:
        for size in sizes.columns:
            both = pd.DataFrame({"x": values[code], "y": sizes[size]}).dropna()
            if len(both) < 3 or both.nunique().min() < 2:
                continue
            r = float(np.corrcoef(both["x"], both["y"])[0, 1])
            rows.append((str(code), str(size), r, len(both), abs(r) > limit))
    return pd.DataFrame(rows, columns=["indicator", "size", "correlation", "n", "flag"])


def _place(table: pd.DataFrame, row: int) -> str:
    return f"county {table['county_code'].iloc[row]}, {table['year'].iloc[row]}"
