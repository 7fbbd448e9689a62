"""Export 导出: the panel for other programs – CSV, XLSX, Stata, and a Frictionless data package.

Text that a spreadsheet would run (beginning with ``= + - @``, tab or return) gets an apostrophe in
CSV and is written as text in XLSX; numbers stay numbers. Equal panels give equal bytes.

Source: Frictionless Data, Data Package v1 and Table Schema; OWASP, CSV Injection.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import TableError
from analysis.indicators.codebook import Codebook

KEY = ["county_code", "year"]
PARTS = ("long", "wide", "states", "denominators")
STAMP = datetime(2000, 1, 1, tzinfo=UTC)  # of files that must hold a time
TYPES = {"i": "integer", "u": "integer", "f": "number", "b": "boolean"}
STATA_NAME, STATA_LABEL = 32, 80  # longest name and label of a variable
CODEBOOK_COLUMNS = {
    "code": "indicator",
    "name_zh": "name_zh",
    "name_en": "name_en",
    "dimension": "dimension",
    "kind": "kind",
    "unit": "unit",
    "role": "role",
    "direction": "direction",
    "denominator": "denominator",
}


def tables(panel: pd.DataFrame, codebook: Codebook) -> dict[str, pd.DataFrame]:
    """Return the panel in four forms.

    ``long`` is table PANEL; ``wide`` (values), ``states`` and ``denominators`` have one row per
    county and year and one column per indicator, in the codebook's order.

    Raises:
        TableError: an indicator of the panel is not in the codebook.
    """
    order = [i.code for i in codebook]
    unknown = sorted(set(panel["indicator"]) - set(order))
    if unknown:
        raise TableError(f"export: indicator {unknown[0]} is not in the codebook")
    long = panel.reset_index(drop=True)
    columns = [c for c in order if c in set(panel["indicator"])]
    made = {"long": long}
    for name, column in (("wide", "value"), ("states", "state"), ("denominators", "denominator")):
        wide = long.pivot(index=KEY, columns="indicator", values=column)[columns]
        made[name] = wide.rename_axis(columns=None).reset_index()
    return made


def codebook_table(codebook: Codebook) -> pd.DataFrame:
    """Return the codebook as a table: what each column of the wide forms means."""
    rows = [{to: getattr(i, at) for at, to in CODEBOOK_COLUMNS.items()} for i in codebook]
    return pd.DataFrame(rows, columns=list(CODEBOOK_COLUMNS.values()))


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run; numbers stay numbers.

    >>> harmless(pd.DataFrame({"a": ["=1+1", "ok"], "b": [-1, 2]})).to_dict("list")
    {'a': ["'=1+1", 'ok'], 'b': [-1, 2]}
    """
    out = table.copy()
    for column in out.columns:
        if pd.api.types.is_string_dtype(out[column]) or out[column].dtype == object:
            text = out[column].map(_quoted)
            out[column] = text
    return out


def export_panel(panel: pd.DataFrame, codebook: Codebook, folder: Path) -> list[Path]:
    """Write every form into a folder and return the files, ``datapackage.json`` last.

    Raises:
        TableError: see ``tables``; two indicators would have one name in Stata.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made, words = tables(panel, codebook), codebook_table(codebook)
    files = []
    for name, table in {**made, "codebook": words}.items():
        path = folder / f"panel_{name}.csv"
        harmless(table).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
        files.append(path)
    files.append(_xlsx(folder / "panel.xlsx", {**made, "codebook": words}))
    files.append(_stata(folder / "panel.dta", made["wide"], codebook))
    package = folder / "datapackage.json"
    text = json.dumps(_package(files, {**made, "codebook": words}), ensure_ascii=False, indent=1)
    package.write_text(text + "\n", encoding="utf-8", newline="\n")
    return [*files, package]


def _quoted(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _xlsx(path: Path, sheets: Mapping[str, pd.DataFrame]) -> Path:
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), plain) as book:
        book.set_properties({"created": STAMP.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 2)
            sheet.write_row(0, 0, [str(c) for c in table.columns], bold)
            for column, (_, values) in enumerate(table.items()):
                _write_column(sheet, column, values)
    return path


def _write_column(sheet: Any, column: int, values: pd.Series[Any]) -> None:
    for row, value in enumerate(values.astype(object).tolist(), start=1):
        if pd.isna(value):
            continue
        if isinstance(value, str):
            sheet.write_string(row, column, value)
        else:
            sheet.write(row, column, value)


def _stata(path: Path, wide: pd.DataFrame, codebook: Codebook) -> Path:
    names = {str(c): _stata_name(str(c)) for c in wide.columns}
    if len(set(names.values())) < len(names):
        twice = sorted(n for n in names.values() if list(names.values()).count(n) > 1)
        raise TableError(f"export: two indicators are named {twice[0]} in Stata")
    labels = {"county_code": "行政区划代码", "year": "年份"}
    labels |= {names[i.code]: i.name_zh[:STATA_LABEL] for i in codebook if i.code in names}
    table = wide.rename(columns=names)
    table["county_code"] = table["county_code"].astype(object)
    table["year"] = table["year"].astype("int32")
    table.to_stata(
        path,
        write_index=False,
        version=118,
        variable_labels=labels,
        time_stamp=STAMP.replace(tzinfo=None),
        data_label="value of each indicator",
    )
    return path


def _stata_name(code: str) -> str:
    """Return a name Stata takes: letters, digits, underscores, at most 32, no digit first.

    >>> _stata_name("12345-calls")
    '_12345_calls'
    """
    clean = "".join(c if c.isalnum() and c.isascii() else "_" for c in code)
    return (f"_{clean}" if clean[:1].isdigit() else clean)[:STATA_NAME]


def _package(files: list[Path], made: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    resources = []
    for path in files:
        resource: dict[str, Any] = {
            "name": path.stem.replace("_", "-") + ("" if path.suffix == ".csv" else path.suffix),
            "path": path.name,
            "format": path.suffix[1:],
            "bytes": path.stat().st_size,
            "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        }
        name = path.stem.removeprefix("panel_")
        if path.suffix == ".csv":
            resource |= {"profile": "tabular-data-resource", "encoding": "utf-8"}
            resource["schema"] = _schema(name, made[name])
        resources.append(resource)
    return {
        "profile": "data-package",
        "name": "panel",
        "title": "County × year × indicator panel of annual rule-of-law-government reports",
        "description": "Figures are governments' statements about themselves.",
        "resources": resources,
    }


def _schema(name: str, table: pd.DataFrame) -> dict[str, Any]:
    keys = {"long": [*KEY, "indicator"], "codebook": ["indicator"]}.get(name, KEY)
    fields = [
        {"name": str(c), "type": TYPES.get(getattr(table[c].dtype, "kind", "O"), "string")}
        for c in table.columns
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": keys}
    if name == "long":
        to = {"resource": "panel-codebook", "fields": "indicator"}
        schema["foreignKeys"] = [{"fields": "indicator", "reference": to}]
    return schema
