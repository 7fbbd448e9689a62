"""Read the workbooks that coders filled; every fault names file, sheet, row and what is valid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import python_calamine

from analysis.coding import instructions
from analysis.coding.key import Key
from analysis.coding.workbook import marked
from analysis.errors import ReportError, nearest

NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(万|亿)?元?[%％]?")
TIMES = {"": 1.0, "万": 1e4, "亿": 1e8}
NAMED = 6  # ids named in a message
Rows = list[list[object]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a coder said of one number; "" and None where nothing was said."""

    code: str
    value: float | None
    scope: str
    note: str


@dataclass(frozen=True)
class Coder:
    """One coder's sheet: its place, and the answers by id."""

    name: str
    place: str
    answers: dict[str, Answer]


def read_coders(
    files: Sequence[Path], key: Key, codes: Iterable[str], *, unfinished: bool = False
) -> list[Coder]:
    """Return the one or two filled sheets of one or two workbooks.

    Rows without a code are left out of the answers where ``unfinished`` is allowed.

    Raises:
        ReportError: a file is no workbook of this sample; no sheet or more than two are filled; a
            heading, id or sentence was changed, rows are missing, a code or scope is unknown, a
            value is no number, rows have no code. All faults of a sheet are named together.
    """
    valid = [instructions.OTHER, instructions.NONE, *codes]
    found: list[Coder] = []
    for file in files:
        for sheet, rows in coder_sheets(file, key.sample, len(instructions.COLUMNS)):
            place = f"{file.name}, sheet {sheet}"
            if any(_said(row) for row in rows[1:]):
                answers = _answers(place, rows, key, valid, unfinished)
                found.append(Coder(f"coder {len(found) + 1}", place, answers))
    if not found:
        raise ReportError(f"{', '.join(f.name for f in files)}: no row of any sheet is coded")
    if len(found) > 2:
        places = "; ".join(c.place for c in found)
        raise ReportError(f"more than two sheets are filled ({places}); give those of two coders")
    return found


def sample_of(file: Path) -> str:
    """Return the id of the sample that a workbook belongs to.

    Raises:
        ReportError: it cannot be read, or is no workbook of a sample.
    """
    book = _open(file)
    if instructions.INSTRUCTIONS not in book.sheet_names:
        there = ", ".join(book.sheet_names)
        raise ReportError(f'{file}: no sheet "{instructions.INSTRUCTIONS}" (there are {there})')
    for row in book.get_sheet_by_name(instructions.INSTRUCTIONS).to_python():
        for one, other in pairwise(row):
            if one == instructions.SAMPLE_MARK:
                return str(other).strip()
    raise ReportError(f'{file}: the row "{instructions.SAMPLE_MARK}" of the first sheet is gone')


def _open(file: Path) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_path(str(file))
    except (OSError, python_calamine.CalamineError) as error:
        raise ReportError(f"{file} is no workbook that can be read ({error})") from None


def coder_sheets(file: Path, expected: str, width: int) -> list[tuple[str, Rows]]:
    """Return the coders' sheets of a workbook, each with its rows of ``width`` cells of text.

    Raises:
        ReportError: it cannot be read, is of another sample than expected, or has no such sheet.
    """
    sample = sample_of(file)
    if sample != expected:
        raise ReportError(f"{file} is of the sample {sample}, the key of {expected}")
    book = _open(file)
    names = [n for n in book.sheet_names if n.startswith(instructions.CODER)]
    if not names:
        there = ", ".join(book.sheet_names)
        raise ReportError(f'{file}: no sheet "{instructions.coder_sheet(1)}" (there are {there})')
    return [(n, _text(book.get_sheet_by_name(n).to_python(), width)) for n in names]


def _text(rows: Sequence[Sequence[object]], width: int) -> Rows:
    """Return the cells as text, rows filled up; 2022.0 is 2022."""
    return [[_cell(c) for c in [*row, *[""] * width][:width]] for row in rows]


def _cell(value: object) -> str:
    whole = isinstance(value, float) and value == int(value)
    return normalize("NFKC", str(int(value)) if whole else str(value)).strip()  # type: ignore[call-overload]


def _said(row: Sequence[object]) -> bool:
    return any(row[-instructions.FREE :])


def _answers(
    place: str, rows: Rows, key: Key, valid: Sequence[str], unfinished: bool
) -> dict[str, Answer]:
    heads = [normalize("NFKC", h) for h in instructions.HEADS]
    for column, head in enumerate(heads):
        if rows[0][column] != head:
            message = f'column {column + 1} is headed "{rows[0][column]}", not "{head}"'
            raise ReportError(f"{place}: {message}; columns must stay as they were")
    items = {i.id: bare(marked(i)) for i in key.items}
    faults: list[str] = []
    found: dict[str, Answer] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        name, sentence = str(row[0]), str(row[5])
        wrong = _wrong_row(name, sentence, items, found)
        if wrong:
            faults.append(f"row {number}: {wrong}")
            continue
        answer, doubts = _answer(row, valid)
        faults += [f"row {number} (id {name}): {doubt}" for doubt in doubts]
        found[name] = answer
    gone = [i for i in items if i not in found]
    if gone:
        faults.append(f"{len(gone)} rows of the sample are missing: {_some(gone)}")
    blank = [i for i, a in found.items() if not a.code]
    if blank and not unfinished:
        faults.append(
            f"{len(blank)} rows have no code: {_some(blank)}; finish them, or --unfinished"
        )
    if faults:
        more = f"\n  … and {len(faults) - 20} more" if len(faults) > 20 else ""
        raise ReportError(f"{place}:\n  " + "\n  ".join(faults[:20]) + more)
    return {i: a for i, a in found.items() if a.code}


def _wrong_row(name: str, sentence: str, items: dict[str, str], found: dict[str, Answer]) -> str:
    """Say what is wrong with the place of a row, or ""."""
    if name not in items:
        return f'id "{name}" is not of this sample{nearest(name, items)}'
    if name in found:
        return f"id {name} stands twice"
    if bare(sentence) != items[name]:
        return f"the sentence is not that of id {name}; were columns sorted apart?"
    return ""


def bare(sentence: str) -> str:
    """Return a sentence without what a workbook or its programs change: widths and white space."""
    return re.sub(r"\s+|_x[0-9A-Fa-f]{4}_", "", normalize("NFKC", sentence))


def _answer(row: Sequence[object], valid: Sequence[str]) -> tuple[Answer, list[str]]:
    code, value, scope, note = (str(c) for c in row[-instructions.FREE :])
    faults: list[str] = []
    code, scope = code.lower(), scope.lower()
    if code and code not in valid:
        faults.append(f'unknown code "{code}"{nearest(code, valid)}')
    scopes = [str(s) for s, _, _ in instructions.SCOPES]
    if scope and scope not in scopes:
        faults.append(f'unknown scope "{scope}"{nearest(scope, scopes)}')
    number = NUMBER.fullmatch(re.sub(r"[,\s]", "", value))
    if value and not number:
        faults.append(f'value "{value}" is not a number')
    if not code and (value or scope):
        faults.append("a value or scope without a code")
    worth = float(number[1]) * TIMES[number[2] or ""] if number else None
    return Answer(code, worth, scope, note), faults


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
    return ", ".join(ids[:NAMED]) + more
