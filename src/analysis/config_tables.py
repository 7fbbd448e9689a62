"""The tables that people edit: one reader for all of them, with one wording for each fault.

Spreadsheets save CSV with commas, semicolons or tabs, in UTF-8 with or without a mark or in the
Chinese Windows encoding. All of that is read; what is not a table, or not this one, is an error
that names file, line and column.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import ConfigError, FazhiError, nearest

DELIMITERS = ",;\t"


class Row(NamedTuple):
    """One row: the line of the file that it ends on, and its cells by column, stripped."""

    line: int
    cells: dict[str, str]


def read_rows(
    path: Path,
    columns: Sequence[str],
    optional: Collection[str] | None = (),
    *,
    error: type[FazhiError] = ConfigError,
) -> list[Row]:
    """Read a table with a head; rows without any text are left out.

    Args:
        path: the file.
        columns: the columns it must have, in any order.
        optional: further columns it may have; their cells are "" where they are not there. With
            None it may have any, as tables that people keep for themselves do.
        error: raised for a fault.

    Raises:
        FazhiError: of the class ``error``. The file cannot be read or is no table; a column is
            missing, unknown (with the nearest known one) or there twice; rows have too few or too
            many cells, or a quotation mark is never closed. All faults of rows are told together.
    """
    text = _decoded(path, error)
    delimiter = _delimiter(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as fault:
        raise error(f"{path}, line {reader.line_num}: {fault}") from None
    _check_header(path, header, columns, optional, error)
    faults = [
        f"line {line}: {len(row)} cells, the head has {len(header)}"
        for line, row in rows
        if len(row) != len(header)
    ]
    complain(path, faults, error)
    absent = dict.fromkeys(optional or (), "")
    return [
        Row(line, absent | {c: cell.strip() for c, cell in zip(header, row, strict=True)})
        for line, row in rows
    ]


def read_entries(path: Path, name: str) -> tuple[list[Any], list[str]]:
    """Read the ``[[name]]`` entries of a TOML file, and a fault for each other key.

    Raises:
        ConfigError: the file is not TOML, or the name stands in single brackets.
    """
    if not path.is_file():
        return [], []
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    faults = [f"unknown key {key}{nearest(key, [name])}" for key in data if key != name]
    entries = data.get(name, [])
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: write [[{name}]], with two brackets, before each entry")
    return entries, faults


def complain(path: Path, faults: Sequence[str], error: type[FazhiError] = ConfigError) -> None:
    """Raise all faults of a file in one error; nothing happens where there are none.

    Raises:
        FazhiError: of the class ``error``.
    """
    if len(faults) == 1:
        raise error(f"{path}: {faults[0]}")
    if faults:
        raise error("\n  ".join([f"{path}: {len(faults)} faults", *faults]))


def _decoded(path: Path, error: type[FazhiError]) -> str:
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise error(f"{path}: cannot be read ({fault.strerror})") from None
    # UTF-8 first: text in it is hardly ever valid GB18030 by chance the other way round.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise error(f"{path}: neither UTF-8 nor GBK; save it as CSV UTF-8")


def _delimiter(text: str, columns: Collection[str]) -> str:
    """Return the delimiter with which the head names most of the columns."""
    head = text.split("\n", 1)[0]
    found = {d: len({c.strip() for c in head.split(d)} & set(columns)) for d in DELIMITERS}
    return max(DELIMITERS, key=lambda d: found[d])


def _check_header(
    path: Path,
    header: Sequence[str],
    columns: Sequence[str],
    optional: Collection[str] | None,
    error: type[FazhiError],
) -> None:
    known = [*columns, *(optional or ())]
    unknown = [c for c in header if c not in known]
    if unknown and (optional is not None or set(columns) - set(header)):
        hint = nearest(unknown[0], [c for c in known if c not in header])
        raise error(f'{path}, line 1: unknown column "{unknown[0]}"{hint}')
    missing = [c for c in columns if c not in header]
    if missing:
        raise error(f"{path}, line 1: missing column {', '.join(missing)}")
    twice = [c for c in known if header.count(c) > 1]
    if twice:
        raise error(f'{path}, line 1: duplicate column "{twice[0]}"')
