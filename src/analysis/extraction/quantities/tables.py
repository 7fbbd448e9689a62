"""Figures in tables, each read as a sentence made of its row and column heads.

行政处罚案件 | 999件 | 1234件 below 指标 | 2022年 | 2023年 says 2022年行政处罚案件999件, and so on:
what finds scopes and indicators in sentences then finds them in tables. The words of the heads are
put before each figure in the matching copy; every sign of the table itself stays there once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from typing import NamedTuple

from analysis.extraction.quantities.mention import Mention
from analysis.extraction.quantities.table_heads import CAPTION, IS_UNIT, Head, head_of
from analysis.records import Normalised
from analysis.text.numerals import numeral_at

BORDER = "|"
FEWEST_ROWS = 2
MOST_HEADS = 3  # rows of heads
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_FIGURE = re.compile(r"(?:约|近|超|逾|超过)?(?P<sign>[-−+])?(?=[\d零一二两三四五六七八九十百千])")
_AFTER = re.compile(r"\s*(?P<unit>.{0,5}?)(?:以上|左右|余)?\s*")
_ROW_NUMBERS = re.compile(r"序号|编号|行次|栏次")
_YEARS = re.compile(r"年度?|年份|时间")


class Cell(NamedTuple):
    """One cell: where it stands in the copy, its words, and whether they are a figure."""

    start: int
    end: int
    words: str
    figure: bool


@dataclass
class Laid:
    """A matching copy in the making: its signs, their places, and which were put in."""

    source: Normalised
    pieces: list[str] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    added: list[tuple[int, int]] = field(default_factory=list)

    def keep(self, start: int, end: int) -> None:
        """Take a part of the copy as it is."""
        self.pieces.append(self.source.text[start:end])
        self.origin += self.source.origin[start:end]

    def put(self, words: str, at: int) -> None:
        """Put in words that stand for none of the source but for its sign at ``at``."""
        if words:
            size = len(self.origin)
            self.added.append((size, size + len(words)))
            self.pieces.append(words)
            self.origin += [self.source.origin[at]] * len(words)

    def copy(self) -> Normalised:
        """Return the copy."""
        return Normalised("".join(self.pieces), (*self.origin, self.source.origin[-1]))


def read_tables(copy: Normalised) -> tuple[Normalised, list[tuple[int, int]]]:
    """Return a matching copy with its tables as sentences, and the places of the words put in."""
    if BORDER not in copy.text:
        return copy, []
    laid = Laid(copy)
    end = 0
    for rows, unit in _tables(copy.text):
        laid.keep(end, rows[0][0].start)
        _lay(rows, unit, laid)
        end = rows[-1][-1].end
    laid.keep(end, len(copy.text))
    return laid.copy(), laid.added


def outside(mentions: Sequence[Mention], added: Sequence[tuple[int, int]]) -> list[Mention]:
    """Return the mentions that do not lie in words that were put in."""
    starts = [start for start, _ in added]
    kept = []
    for mention in mentions:
        at = bisect_right(starts, mention.start) - 1
        if at < 0 or mention.end > added[at][1]:
            kept.append(mention)
    return kept


def _tables(text: str) -> Iterator[tuple[list[list[Cell]], str]]:
    """Yield the rows of each table with the unit that the line before it names for all."""
    lines = [m.span() for m in re.finditer(r"[^\n]+", text)]
    before = (0, 0)
    for in_table, group in groupby(lines, key=lambda line: BORDER in text[slice(*line)]):
        spans = list(group)
        if in_table and len(spans) >= FEWEST_ROWS:
            caption = CAPTION.search(text[slice(*before)].strip())
            yield [_cells(text, *span) for span in spans], caption["unit"] if caption else ""
        before = spans[-1]


def _cells(text: str, start: int, end: int) -> list[Cell]:
    cells: list[Cell] = []
    for piece in text[start:end].split(BORDER):
        words = piece.strip()
        at = start + len(piece) - len(piece.lstrip())
        cells.append(Cell(at, at + len(words), words, _is_figure(words)))
        start += len(piece) + 1
    return cells


def _is_figure(words: str) -> bool:
    """Tell a cell that holds a number and nothing else, with or without its unit."""
    sign = _FIGURE.match(words) if not _YEAR.fullmatch(words) or words.isdigit() else None
    numeral = numeral_at(words, sign.end()) if sign else None
    if numeral is None:
        return False
    after = _AFTER.fullmatch(words, numeral.end)
    unit = after["unit"] if after else "?"
    return bool(IS_UNIT.fullmatch(unit) or (not unit and numeral.arabic))


def _lay(rows: list[list[Cell]], unit: str, laid: Laid) -> None:
    """Write the rows of a table: heads as they are, figures as sentences."""
    count = _head_rows(rows)
    heads = _column_heads(rows[:count])
    body = rows[count:]
    units = _unit_column(body) if heads else None
    for number, row in enumerate(rows):
        if number:
            laid.keep(rows[number - 1][-1].end, row[0].start)
        if number < count or not heads:
            laid.keep(row[0].start, row[-1].end)
        else:
            _lay_row(row, heads, units, unit, laid)


def _head_rows(rows: list[list[Cell]]) -> int:
    """Count the rows before the first one that holds a figure."""
    for number, row in enumerate(rows[: MOST_HEADS + 1]):
        years = number == 0 and all(_YEAR.fullmatch(c.words) for c in row if c.figure)
        if any(cell.figure for cell in row) and not years:
            return number
    return 0


def _column_heads(rows: Sequence[Sequence[Cell]]) -> list[Head]:
    """Return what stands above each column; a head goes on over the empty cells after it."""
    words: list[list[str]] = []
    for number, row in enumerate(rows):
        line = [cell.words for cell in row]
        if number + 1 < len(rows):
            for column in range(1, len(line)):
                line[column] = line[column] or line[column - 1]
        words.append(line)
    return [
        _joined([head_of(text) for text in column if text])
        for column in zip_longest(*words, fillvalue="")
    ]


def _joined(heads: Sequence[Head]) -> Head:
    """Return the heads of one column, or of a column and a row, as one."""
    return Head(
        "".join(sorted((h.before for h in heads), key=lambda words: not words[:4].isdigit())),
        "".join(head.noun for head in heads),
        "".join(head.after for head in heads),
        next((head.unit for head in heads if head.unit), ""),
        any(head.part for head in heads),
        "".join(head.words for head in heads),
    )


def _unit_column(body: Sequence[Sequence[Cell]]) -> int | None:
    """Return the column whose cells are units."""
    counts = Counter(
        column for row in body for column, cell in enumerate(row) if IS_UNIT.fullmatch(cell.words)
    )
    column, often = counts.most_common(1)[0] if counts else (0, 0)
    return column if often * 2 > len(body) else None


def _lay_row(row: list[Cell], heads: list[Head], units: int | None, unit: str, laid: Laid) -> None:
    numbers = [n for n, head in enumerate(heads) if _ROW_NUMBERS.search(head.words)]
    figures = [
        n
        for n, cell in enumerate(row[: len(heads)])
        if cell.figure and n not in numbers and not _YEARS.fullmatch(heads[n].words)
    ]
    unit_words = row[units].words if units is not None and units < len(row) else ""
    stub = _joined(
        [
            head_of(cell.words)
            for column, cell in enumerate(row)
            if cell.words and column not in (*figures, *numbers, units)
        ]
    )
    whole = {n: _joined([stub, heads[n]]) for n in figures}
    same = Counter(whole[n][:3] for n in figures)
    for number, cell in enumerate(row):
        if number:
            laid.put("。", cell.start - 1)
        if number in figures:
            head = whole[number]
            blurred = head.part or same[head[:3]] > 1
            shown = Head(head.before) if blurred else head
            laid.put(_before(shown, cell.words), cell.start)
            laid.keep(cell.start, cell.end)
            if cell.words[-1:].isdigit():
                laid.put(head.unit or unit_words or unit, cell.end - 1)
        else:
            laid.keep(cell.start, cell.end)
    laid.put("。", row[-1].end - 1)


def _before(head: Head, figure: str) -> str:
    """Return the words of a sentence up to its figure, never so that two numbers touch."""
    words = head.before + head.noun + head.after
    return f"{words}为" if words and (words[-1].isdigit() or figure[0] in "-−+") else words
