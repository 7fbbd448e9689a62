"""Breaks 断点: changes of law across which a series does not compare, and turned directions.

``config/breaks.csv``: one row per instrument. ``indicators`` are codes or patterns (``*`` stands
for anything), ``|`` between; a row without any is for readers only. No change is computed from a
year before ``settled_year`` to a year from ``first_year`` on: an instrument of mid-year makes the
year itself a mixture, so that it compares neither with the year before nor with the one after.
``direction`` holds ``code=old>new``: from ``first_year`` on more of it is better (1), worse (-1) or
neither (0).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.config_tables import complain, read_rows
from analysis.errors import TableError, nearest
from analysis.extraction.indicators.codebook import Codebook
from analysis.panel.county_breaks import CountyBreaks
from analysis.tables.contracts import CHANGES

COLUMNS = (
    "date", "instrument", "series_affected", "effect_on_comparability", "indicators",
    "first_year", "settled_year", "direction", "status",
)  # fmt: skip
CHANGED = (
    "county_code", "indicator", "year_before", "year", "before", "after", "change", "broken_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Break:
    """One instrument; ``turns`` maps a code to its direction before and after."""

    date: str
    instrument: str
    indicators: frozenset[str]
    first_year: int
    settled_year: int
    turns: Mapping[str, tuple[int, int]]

    def parts(self, indicator: str, before: int, after: int) -> bool:
        """Tell whether two years of an indicator do not compare because of it."""
        touched = indicator in self.indicators
        return touched and before < self.settled_year and after >= self.first_year


def load_breaks(path: Path, codebook: Codebook) -> tuple[Break, ...]:
    """Read the breaks that touch series; rows without indicators are left out.

    Raises:
        ConfigError: naming every fault with its line: other columns, a code or pattern that
            matches nothing (with the nearest), years or directions that are none, or a direction
            that does not start from the one before.
    """
    rows = [(f"line {line}", row) for line, row in read_rows(path, COLUMNS)]
    faults: list[str] = []
    codes = [i.code for i in codebook]
    loaded = [_break(where, row, codes, faults) for where, row in rows if row["indicators"]]
    breaks = tuple(sorted((b for b in loaded if b), key=lambda b: (b.first_year, b.date)))
    faults += _turn_faults(breaks)
    complain(path, faults)
    return breaks


def broken_by(breaks: Iterable[Break], indicator: str, before: int, after: int) -> str:
    """Return the instruments between two years of an indicator; "" where they compare."""
    return "; ".join(b.instrument for b in breaks if b.parts(indicator, before, after))


def direction_in(breaks: Iterable[Break], codebook: Codebook, indicator: str, year: int) -> int:
    """Return whether more is better (1), worse (-1) or neither (0) in a year.

    The codebook's direction holds where no instrument turned it.

    Raises:
        TableError: the codebook does not know the indicator.
    """
    if indicator not in codebook:
        hint = nearest(indicator, [i.code for i in codebook])
        raise TableError(f'no indicator "{indicator}" in the codebook{hint}')
    found = codebook[indicator].direction
    for number, turn in enumerate(b for b in breaks if indicator in b.turns):
        old, new = turn.turns[indicator]
        if year >= turn.first_year:
            found = new
        elif number == 0:
            found = old
    return found


def yearly_changes(panel: pd.DataFrame, breaks: Sequence[Break]) -> pd.DataFrame:
    """Return the change of every indicator between a county's successive years.

    Years that do not follow each other are not compared, nor is a value that is missing; across a
    break ``change`` is NaN and ``broken_by`` says why.

    Args:
        panel: table PANEL.
        breaks: of ``load_breaks``.

    Returns:
        Columns ``CHANGED``; ``change`` is after less before in the indicator's own unit.
    """
    known = panel.loc[panel["value"].notna(), ["county_code", "indicator", "year", "value"]]
    later = known.assign(year_before=known["year"].astype(int) - 1)
    pairs = later.merge(
        known.rename(columns={"year": "year_before", "value": "before"}),
        on=["county_code", "indicator", "year_before"],
    ).rename(columns={"value": "after"})
    keys = list(zip(pairs["indicator"], pairs["year_before"], pairs["year"], strict=True))
    why = {key: broken_by(breaks, str(key[0]), int(key[1]), int(key[2])) for key in set(keys)}
    pairs["broken_by"] = [why[key] for key in keys]
    change = pairs["after"].to_numpy(float) - pairs["before"].to_numpy(float)
    pairs["change"] = np.where(pairs["broken_by"] == "", change, np.nan)
    order = ["county_code", "indicator", "year"]
    return pairs.sort_values(order, ignore_index=True)[list(CHANGED)]


def broken_between(breaks: Iterable[Break], years: Iterable[int]) -> frozenset[str]:
    """Return the indicators that some two of the years do not compare on."""
    every = sorted({int(y) for y in years})
    pairs = [(a, b) for a in every for b in every if a < b]
    return frozenset(
        code for b in breaks for code in b.indicators if any(b.parts(code, *p) for p in pairs)
    )


def change_table(
    panel: pd.DataFrame,
    breaks: Sequence[Break],
    codebook: Codebook,
    moved: CountyBreaks | None = None,
) -> pd.DataFrame:
    """Return ``yearly_changes`` as table CHANGES: with direction, and breaks of the county too.

    A county that was renamed, merged, split or moved between the two years does not compare
    either. ``better`` is 1, -1 or 0 by the direction of the later year; missing where there is no
    change to judge, or where more is neither better nor worse.

    Args:
        panel: table PANEL.
        breaks: of ``load_breaks``.
        codebook: the indicators.
        moved: dated changes of counties.
    """
    made = yearly_changes(panel, breaks)
    moved = moved or CountyBreaks()
    made["broken_by"] = [
        "; ".join(filter(None, [why, moved.between(code, before, after)]))
        for code, before, after, why in zip(
            made["county_code"], made["year_before"], made["year"], made["broken_by"], strict=True
        )
    ]
    made.loc[made["broken_by"] != "", "change"] = np.nan
    keys = list(zip(made["indicator"], made["year"], strict=True))
    toward = {k: direction_in(breaks, codebook, str(k[0]), int(k[1])) for k in set(keys)}
    made["direction"] = [toward[key] for key in keys]
    better = np.sign(made["change"]) * made["direction"]
    made["better"] = better.where(made["direction"] != 0).astype("Int64")
    return CHANGES.check(made)


def _break(
    where: str, row: Mapping[str, str], codes: Sequence[str], faults: list[str]
) -> Break | None:
    found: set[str] = set()
    for pattern in row["indicators"].split("|"):
        matched = {code for code in codes if fnmatchcase(code, pattern.strip())}
        if not matched:
            faults.append(f'{where}: "{pattern}" is no indicator{nearest(pattern, codes)}')
        found |= matched
    years = [row["first_year"].strip(), row["settled_year"].strip()]
    if not all(y.isdigit() for y in years) or years[0] > years[1]:
        faults.append(f"{where}: first_year and settled_year are {years}, no rising years")
        return None
    turns = _turns(where, row["direction"], codes, faults)
    return Break(
        row["date"], row["instrument"], frozenset(found), int(years[0]), int(years[1]), turns
    )


def _turns(
    where: str, text: str, codes: Sequence[str], faults: list[str]
) -> dict[str, tuple[int, int]]:
    turns: dict[str, tuple[int, int]] = {}
    for part in filter(None, (p.strip() for p in text.split("|"))):
        code, _, change = part.partition("=")
        old, _, new = change.partition(">")
        if code not in codes:
            faults.append(f'{where}: direction of "{code}", no indicator{nearest(code, codes)}')
        elif old not in ("-1", "0", "1") or new not in ("-1", "0", "1"):
            faults.append(f'{where}: direction "{part}" is not code=old>new with -1, 0 or 1')
        else:
            turns[code] = (int(old), int(new))
    return turns


def _turn_faults(breaks: Sequence[Break]) -> list[str]:
    last: dict[str, int] = {}
    faults = []
    for b in breaks:
        for code, (old, new) in b.turns.items():
            if last.get(code, old) != old:
                faults.append(
                    f"{b.instrument}: {code} turns from {old}, but it was {last[code]} since the "
                    "instrument before"
                )
            last[code] = new
    return faults
