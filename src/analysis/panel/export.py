"""Export 导出: the panel for other programs – CSV, XLSX, Stata, and a Frictionless data package.

Text that a spreadsheet would run (beginning with ``= + - @``, tab or return) gets an apostrophe in
CSV and is written as text in XLSX; numbers stay numbers. Equal panels give equal bytes.

Source: Frictionless Data, Data Package v1 and Table Schema; OWASP, CSV Injection.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import StoreError, TableError, nearest
from analysis.extraction.indicators.codebook import Codebook
from analysis.files import whole, write_whole
from analysis.tables.contracts import CONTRACTS
from analysis.tables.meanings import meaning
from analysis.tables.schema import harmless

KEY = ["county_code", "year"]
PARTS = ("long", "wide", "states", "denominators")
FORMATS = ("csv", "xlsx", "dta")
TEXT_IN_R = ("county_code", "document_id", "next_document_id", "source_document_id")  # not numbers
STATA = ("levels", "progress", "types", "scores")  # tables of numbers, beside the panel
# what the columns of a form or of joined tables are told by
OWNERS = dict.fromkeys(PARTS, ("panel",)) | {
    "scores": ("scores", "chances"),
    "progress": ("progress", "progress_texts"),
}
KEYS = {c.name: list(c.key) for c in CONTRACTS.values() if c.exported}
KEYS |= {"long": KEYS["panel"], "codebook": ["indicator"]}
XLSX_ROWS = 1_048_576
STAMP = datetime(2000, 1, 1, tzinfo=UTC)  # of files that must hold a time
TYPES = {"i": "integer", "u": "integer", "f": "number", "b": "boolean"}
STATA_RESERVED = frozenset(
    ("byte", "class", "double", "float", "if", "in", "int", "long", "using", "with")
)
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
    forms = {"long": long}
    for name, column in (("wide", "value"), ("states", "state"), ("denominators", "denominator")):
        wide = long.pivot(index=KEY, columns="indicator", values=column)[columns]
        forms[name] = wide.rename_axis(columns=None).reset_index()
    return forms


def codebook_table(codebook: Codebook) -> pd.DataFrame:
    """Return the codebook as a table: what each column of the wide forms means."""
    rows = [{to: getattr(i, at) for at, to in CODEBOOK_COLUMNS.items()} for i in codebook]
    return pd.DataFrame(rows, columns=list(CODEBOOK_COLUMNS.values()))


def export_panel(
    panel: pd.DataFrame,
    codebook: Codebook,
    folder: Path,
    *,
    more: Mapping[str, pd.DataFrame] | None = None,
    formats: Collection[str] = FORMATS,
) -> list[Path]:
    """Write every form into a folder and return the files, ``datapackage.json`` last.

    A file is there whole or not at all, and the data package only where all others are.

    Args:
        panel: table PANEL.
        codebook: the indicators.
        folder: made where it is not there.
        more: other tables by name, e.g. ``observations`` and ``scores``; ``scores`` also become a
            Stata file.
        formats: of ``FORMATS``.

    Raises:
        TableError: see ``tables``; an unknown format (with the nearest); two indicators would
            have one name in Stata; a table or a text is too long for XLSX.
        StoreError: a file cannot be written, e.g. because the disk is full.
    """
    for name in formats or [""]:
        if name not in FORMATS:
            raise TableError(f'export: no format "{name}"{nearest(name, FORMATS)}')
    exported = {**tables(panel, codebook), **(more or {}), "codebook": codebook_table(codebook)}
    if "counties" in exported:
        places = exported["counties"]
        names = dict(zip(places["county_code"], places["county"], strict=True))
        exported = {name: _with_names(table, names) for name, table in exported.items()}
    codes = {i.code: (i.name_en, i.name_zh) for i in codebook}
    package = folder / "datapackage.json"
    package.unlink(missing_ok=True)
    files: dict[Path, str] = {}  # and the table that a file holds, where it is one
    if "csv" in formats:
        files |= {_csv(folder / f"{_stem(name)}.csv", exported[name]): name for name in exported}
        files[_r_script(folder / "read.R", exported, codes)] = ""
    if "xlsx" in formats:
        files[_xlsx(folder / "panel.xlsx", exported)] = ""
    if "dta" in formats:
        labels = {i.code: i.name_zh for i in codebook}
        files[_stata(folder / "panel.dta", exported["wide"], labels)] = ""
        numbers = [name for name in STATA if name in exported]
        files |= {_stata(folder / f"{name}.dta", exported[name], {}): "" for name in numbers}
    text = json.dumps(_package(files, exported, codes), ensure_ascii=False, indent=1)
    write_whole(package, text + "\n")
    return [*files, package]


def _stem(name: str) -> str:
    return f"panel_{name}" if name in (*PARTS, "codebook") else name


def _csv(path: Path, table: pd.DataFrame) -> Path:
    with whole(path) as beside:
        harmless(table).to_csv(beside, index=False, encoding="utf-8-sig", lineterminator="\n")
    return path


def _xlsx(path: Path, sheets: Mapping[str, pd.DataFrame]) -> Path:
    from xlsxwriter.exceptions import FileCreateError

    try:
        with whole(path) as beside:
            _write_sheets(beside, sheets)
    except FileCreateError as error:
        raise StoreError(f"{path} cannot be written ({error})") from None
    return path


def _write_sheets(path: Path, sheets: Mapping[str, pd.DataFrame]) -> None:
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), plain) as book:
        book.set_properties({"created": STAMP.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for name, table in sheets.items():
            if len(table) >= XLSX_ROWS:
                raise TableError(
                    f"export: table {name} has {len(table):,} rows, XLSX holds {XLSX_ROWS - 1:,}; "
                    "leave xlsx out of the formats"
                )
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 2)
            sheet.write_row(0, 0, [str(c) for c in table.columns], bold)
            for column, (_, values) in enumerate(table.items()):
                _write_column(sheet, column, values, name)


def _write_column(sheet: Any, column: int, values: pd.Series[Any], name: str) -> None:
    for row, value in enumerate(values.astype(object).tolist(), start=1):
        if pd.isna(value):
            continue
        if isinstance(value, str):
            if sheet.write_string(row, column, value) < 0:
                raise TableError(
                    f"export: table {name}, row {row}: {values.name} is too long for XLSX; "
                    "leave xlsx out of the formats"
                )
        else:
            sheet.write(row, column, value)


def _r_script(
    path: Path, exported: Mapping[str, pd.DataFrame], codes: Mapping[str, tuple[str, str]]
) -> Path:
    """Write a script in base R that reads every table and labels its columns."""
    lines = ['# source("read.R", encoding = "UTF-8", chdir = TRUE)']
    for name, table in exported.items():
        text = ", ".join(f'{c} = "character"' for c in TEXT_IN_R if c in table)
        classes = f", colClasses = c({text})" if text else ""
        frame = _stem(name)
        lines.append(f'{frame} <- read.csv("{frame}.csv", fileEncoding = "UTF-8-BOM"{classes})')
        for column in map(str, table.columns):
            label = json.dumps((codes.get(column) or _said(name, column))[1], ensure_ascii=False)
            lines.append(f'attr({frame}[["{column}"]], "label") <- {label}')
    write_whole(path, "\n".join(lines) + "\n")
    return path


def _stata(path: Path, table: pd.DataFrame, labels: Mapping[str, str]) -> Path:
    names = {str(c): _stata_name(str(c)) for c in table.columns}
    if len(set(names.values())) < len(names):
        twice = sorted(n for n in names.values() if list(names.values()).count(n) > 1)
        raise TableError(f"export: two indicators are named {twice[0]} in Stata")
    stem = path.stem.replace("panel", "wide")
    known = {c: labels.get(c) or _said(stem, c)[1] for c in map(str, table.columns)}
    renamed = table.rename(columns=names)
    for column in renamed.columns:
        integer = pd.api.types.is_integer_dtype(renamed[column])
        if integer and renamed[column].notna().all():
            renamed[column] = renamed[column].astype("int32")
        elif integer or pd.api.types.is_float_dtype(renamed[column]):
            renamed[column] = renamed[column].astype("float64")
        else:
            renamed[column] = renamed[column].astype(object).where(renamed[column].notna(), "")
    with whole(path) as beside:
        renamed.to_stata(
            beside,
            write_index=False,
            version=118,
            variable_labels={
                names[c]: meaning_zh[:STATA_LABEL] for c, meaning_zh in known.items() if meaning_zh
            },
            time_stamp=STAMP.replace(tzinfo=None),
            data_label="figures of annual rule-of-law-government reports",
        )
    return path


def _said(table: str, column: str) -> tuple[str, str]:
    """Return what a column means in English and Chinese; nothing for one of an indicator."""
    for owner in OWNERS.get(table, (table,)):
        with suppress(KeyError):
            found = meaning(owner, column)
            return found.en, found.zh
    return "", ""


def _with_names(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Put the county's name beside its code, where it does not stand there."""
    if "county_code" not in table or "county" in table or not names:
        return table
    named = table.copy()
    at = table.columns.get_loc("county_code")
    named.insert(int(at) + 1, "county", table["county_code"].map(names).fillna(""))  # type: ignore[arg-type]
    return named


def _stata_name(code: str) -> str:
    """Return a name Stata takes: letters, digits, underscores, at most 32, no digit first.

    >>> _stata_name("12345-calls"), _stata_name("class")
    ('_12345_calls', '_class')
    """
    clean = "".join(c if c.isalnum() and c.isascii() else "_" for c in code)
    barred = clean[:1].isdigit() or clean in STATA_RESERVED
    return (f"_{clean}" if barred else clean)[:STATA_NAME]


def _package(
    files: Mapping[Path, str],
    exported: Mapping[str, pd.DataFrame],
    codes: Mapping[str, tuple[str, str]],
) -> dict[str, Any]:
    resources = []
    for path, name in files.items():
        resource: dict[str, Any] = {
            "name": path.stem.replace("_", "-")
            + ("" if path.suffix == ".csv" else path.suffix.lower()),
            "path": path.name,
            "format": path.suffix[1:].lower(),
            "bytes": path.stat().st_size,
            "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        }
        if name:
            resource |= {"profile": "tabular-data-resource", "encoding": "utf-8"}
            resource["schema"] = _schema(name, exported[name], codes)
        resources.append(resource)
    return {
        "profile": "data-package",
        "name": "panel",
        "title": "County × year × indicator panel of annual rule-of-law-government reports",
        "description": "Figures are governments' statements about themselves.",
        "resources": resources,
    }


def _schema(name: str, table: pd.DataFrame, codes: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    keys = KEYS.get(name, KEY)
    fields = []
    for column in map(str, table.columns):
        kind = TYPES.get(getattr(table[column].dtype, "kind", "O"), "string")
        en, zh = codes[column] if column in codes else _said(name, column)
        fields.append({"name": column, "type": kind, "title": zh, "description": en})
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": keys}
    if name in ("long", "changes"):
        to = {"resource": "panel-codebook", "fields": "indicator"}
        schema["foreignKeys"] = [{"fields": "indicator", "reference": to}]
    return schema
