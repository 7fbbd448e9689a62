"""Table contracts: columns, types and key, checked at each read and write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import TableError
from analysis.records import DIMENSIONS as DIMENSIONS

STATES = ("reported", "none", "silent", "section_missing", "not_required")
PLAIN: dict[str, Any] = {"str": "str", "int": "int64", "float": "float64", "bool": "bool"}
NULLABLE: dict[str, Any] = PLAIN | {"int": "Int64", "bool": "boolean"}
BANDS = ("A", "B", "C", "D")  # best first


@dataclass(frozen=True)
class Contract:
    """What a table must look like, who makes it and who shows it.

    Attributes:
        name: of the table and its files.
        columns: name → ``str``, ``int``, ``float`` or ``bool``; a ``?`` allows missing values.
        key: the columns that tell its rows apart.
        made_by: what writes it: ``ingest``, ``build``, ``texts`` or ``check score``.
        county_page: a county's page shows its own rows of it, and is rendered again when they
            change; ``shared_by_pages``: it shows rows of all counties.
        exported: ``fazhi export`` writes it.
        for_people: it is also written as CSV.
    """

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    made_by: str = "build"
    county_page: bool = False
    shared_by_pages: bool = False
    exported: bool = False
    for_people: bool = True

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``frame`` with the contract's columns, in order and typed.

        Raises:
            TableError: a column is missing or surplus, a value has the wrong type or is missing,
                or the key is not unique.
        """
        self._check_names(frame)
        typed = pd.DataFrame({c: self._column(frame, c, t) for c, t in self.columns.items()})
        twice = typed.duplicated(list(self.key))
        if twice.any():
            where = typed.loc[twice, list(self.key)].iloc[0].to_dict()
            raise TableError(f"table {self.name}: duplicate key {where}")
        return typed.reset_index(drop=True)

    def empty(self) -> pd.DataFrame:
        """Return a table of this contract without rows."""
        return self.check(pd.DataFrame(columns=list(self.columns)))

    def _check_names(self, frame: pd.DataFrame) -> None:
        missing = [c for c in self.columns if c not in frame.columns]
        surplus = [str(c) for c in frame.columns if c not in self.columns]
        if missing or surplus:
            messages = [f"lacks {', '.join(missing)}"] if missing else []
            messages += [f"does not know {', '.join(surplus)}"] if surplus else []
            raise TableError(f"table {self.name}: {'; '.join(messages)}")

    def _column(self, frame: pd.DataFrame, column: str, kind: str) -> pd.Series[Any]:
        base, optional = kind.rstrip("?"), kind.endswith("?")
        values = frame[column].reset_index(drop=True)
        if not optional and values.isna().any():
            row = int(values.isna().to_numpy().argmax())
            raise TableError(f"table {self.name}: column {column} has no value in row {row}")
        try:
            return values.astype((NULLABLE if optional else PLAIN)[base])
        except (TypeError, ValueError) as error:
            where = f"table {self.name}: column {column}"
            raise TableError(f"{where} is not {kind} ({error})") from None


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run; no bare return stays in a cell.

    Full-width signs count too, and signs behind white space. Numbers stay numbers.

    Source: OWASP, CSV Injection.

    >>> harmless(pd.DataFrame({"a": ["=1+1", "ok"], "b": [-1, 2]})).to_dict("list")
    {'a': ["'=1+1", 'ok'], 'b': [-1, 2]}
    """
    out = table.copy()
    for column in (c for c in out.columns if out[c].dtype == object or _is_text(out[c])):
        texts = out[column].map(lambda value: isinstance(value, str)).to_numpy(bool)
        if texts.any():
            quoted = out[column][texts].astype("str")
            quoted = quoted.str.replace(r"^(?=\s*[=+\-@＝＋－＠]|[\t\r])", "'", regex=True)
            quoted = quoted.str.replace(r"\r\n?", "\n", regex=True)
            out.loc[texts, column] = quoted.to_numpy(object)
    return out


def _is_text(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_string_dtype(column))
