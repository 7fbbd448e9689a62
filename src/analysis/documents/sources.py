"""``sources.csv``: where each file of ``data/raw/`` comes from."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, fields
from pathlib import Path

from analysis.errors import DocumentError, nearest

FILE = "sources.csv"


@dataclass(frozen=True, slots=True)
class Source:
    """One row of ``sources.csv``; an empty cell is "" (None for the year)."""

    file: str
    county_code: str = ""
    county: str = ""
    year: int | None = None
    url: str = ""
    accessed: str = ""
    sha256: str = ""
    licence: str = ""
    note: str = ""


COLUMNS = tuple(field.name for field in fields(Source))


def load_sources(raw_dir: Path) -> dict[str, Source]:
    """Read ``sources.csv`` of a folder; file name → row, {} where there is none.

    Raises:
        DocumentError: not a UTF-8 table, an unknown or missing column, a year that is none.
    """
    path = raw_dir / FILE
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
            columns = [c.strip() for c in reader.fieldnames or ()]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DocumentError(f"{path}: cannot be read as a UTF-8 CSV table ({error})") from None
    for column in columns:
        if column not in COLUMNS:
            raise DocumentError(f"{path}: unknown column {column!r}{nearest(column, COLUMNS)}")
    missing = [c for c in COLUMNS if c not in columns]
    if missing:
        raise DocumentError(f"{path}: column {', '.join(missing)} is missing")
    found: dict[str, Source] = {}
    for number, row in enumerate(rows, start=2):
        cells = {k.strip(): (v or "").strip() for k, v in row.items() if k}
        if not cells["file"]:
            raise DocumentError(f"{path}, line {number}: the column file is empty")
        if cells["file"] in found:
            raise DocumentError(f"{path}, line {number}: {cells['file']} is registered twice")
        found[cells["file"]] = Source(**{**cells, "year": _year(cells["year"], path, number)})  # type: ignore[arg-type]
    return found


def _year(cell: str, path: Path, number: int) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"(?:19|20)\d\d", cell):
        raise DocumentError(f"{path}, line {number}: {cell!r} is no year")
    return int(cell)
