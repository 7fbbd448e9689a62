"""Read the workbooks of promises that coders filled; every fault names file, sheet and row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.coding.filled_workbook import bare, coder_sheets
from analysis.coding.promises import instructions
from analysis.coding.promises.sample import PromiseKey
from analysis.errors import ReportError, nearest


@dataclass(frozen=True)
class PromiseCoder:
    """One coder's sheet: its place, and the states by id."""

    name: str
    place: str
    answers: dict[str, str]


def read_coders(
    files: Sequence[Path], key: PromiseKey, *, unfinished: bool = False
) -> list[PromiseCoder]:
    """Return the one or two filled sheets of one or two workbooks.

    Raises:
        ReportError: a file is no workbook of this sample, no sheet or more than two are filled, a
            row was changed or is missing, a state is unknown, or rows have none and ``unfinished``
            is not allowed. All faults of a sheet are named together.
    """
    found: list[PromiseCoder] = []
    for file in files:
        for sheet, rows in coder_sheets(file, key.sample, len(instructions.COLUMNS)):
            place = f"{file.name}, sheet {sheet}"
            if any(row[instructions.STATE] for row in rows[1:]):
                answers = _answers(place, rows[1:], key, unfinished)
                found.append(PromiseCoder(f"coder {len(found) + 1}", place, answers))
    if not 1 <= len(found) <= 2:
        raise ReportError(f"{len(found)} sheets are filled; give those of one or two coders")
    return found


def _answers(
    place: str, rows: Sequence[Sequence[object]], key: PromiseKey, unfinished: bool
) -> dict[str, str]:
    quotes = {i.id: bare(i.quote) for i in key.items}
    states = [str(state) for state, _, _ in instructions.STATES]
    faults: list[str] = []
    found: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        if not any(row):
            continue
        name, state = str(row[0]), str(row[instructions.STATE]).lower()
        if quotes.get(name) != bare(str(row[instructions.QUOTE])):
            faults.append(f'row {number}: id "{name}" does not go with its clause')
        elif state and state not in states:
            faults.append(f'row {number}: unknown state "{state}"{nearest(state, states)}')
        found[name] = state
    blank = [name for name in quotes if not found.get(name)]
    if blank and not unfinished:
        faults.append(f"{len(blank)} rows have no state, the first is {blank[0]}; or --unfinished")
    if faults:
        raise ReportError(f"{place}:\n  " + "\n  ".join(faults[:20]))
    return {name: state for name, state in found.items() if state}
