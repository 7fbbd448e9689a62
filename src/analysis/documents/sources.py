"""``sources.csv``: the provenance of each file of ``data/raw/``."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path

from analysis.config_tables import read_rows
from analysis.errors import DocumentError

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
    found: dict[str, Source] = {}
    for number, cells in read_rows(path, COLUMNS, error=DocumentError):
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
