"""The data dictionary: what each table and each of its columns means, in English and Chinese."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "columns.csv"
ALL = "*"  # a column that means the same in every table that says nothing of its own


@dataclass(frozen=True)
class Meaning:
    """What a column holds: its unit, the values it may have ("; " between), and the meaning."""

    unit: str
    values: str
    en: str
    zh: str


def meaning(table: str, column: str = "") -> Meaning:
    """Return the meaning of a column, or of the table itself for "".

    Raises:
        KeyError: the dictionary has no such entry.

    >>> meaning("levels", "median").unit
    'points 0 – 100'
    """
    known = entries()
    return known[table, column] if (table, column) in known else known[ALL, column]


@cache
def entries() -> dict[tuple[str, str], Meaning]:
    """Return all entries, by table and column."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            (row["table"], row["column"]): Meaning(row["unit"], row["values"], row["en"], row["zh"])
            for row in csv.DictReader(file)
        }
