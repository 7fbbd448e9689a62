"""Where characters stand on a page, and in which order they are read: columns, rows, paragraphs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

from analysis.documents.formats.furniture import PAGE_NUMBER
from analysis.text.fold import CJK, fold

MARGIN = 0.10  # headers, footers and page numbers stand in this part of the page
INDENT = 1.2  # a first line is moved in by at least so many character widths
FULL = 2.6  # a line that ends so many character widths before the edge is no full line
NARROW = 12.0  # lines of fewer widths are not broken by the edge of a column
CELL = 2.0  # a gap of so many widths parts two cells
_SIGN = re.compile(CJK)


@dataclass(slots=True)
class Glyph:
    """One character and its box (y grows upwards)."""

    char: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Line:
    """One line of glyphs."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@dataclass(slots=True)
class Column:
    """Lines that are read one after another, with their common edges."""

    lines: list[Line]
    left: float
    right: float


def lines_of_glyphs(glyphs: list[Glyph]) -> list[Line]:
    """Group glyphs that stand at one height, from top to bottom; every wide gap parts a line."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -(g.top + g.bottom)):
        middle, height = (glyph.top + glyph.bottom) / 2, glyph.top - glyph.bottom
        if rows:
            last = rows[-1][0]
            apart = (last.top + last.bottom) / 2 - middle
            if apart < 0.5 * max(height, last.top - last.bottom, 1.0):
                rows[-1].append(glyph)
                continue
        rows.append([glyph])
    return [line for row in rows for line in _split(sorted(row, key=lambda g: g.left))]


def _split(row: list[Glyph]) -> list[Line]:
    width = median([g.right - g.left for g in row if _SIGN.match(g.char)] or [8.0]) or 8.0
    parts: list[list[Glyph]] = [[row[0]]]
    for before, glyph in itertools.pairwise(row):
        if glyph.left - before.right > CELL * width:
            parts.append([glyph])
        else:
            parts[-1].append(glyph)
    return [_line(part, width) for part in parts]


def _line(glyphs: list[Glyph], width: float) -> Line:
    pieces = [glyphs[0].char]
    for before, glyph in itertools.pairwise(glyphs):
        gap = glyph.left - before.right
        both = before.char.isascii() and glyph.char.isascii()
        if gap > (0.2 if both else 0.6) * width:
            pieces.append(" ")
        pieces.append(glyph.char)
    return Line(
        "".join(pieces),
        glyphs[0].left,
        max(g.right for g in glyphs),
        max(g.top for g in glyphs),
        min(g.bottom for g in glyphs),
        width,
    )


def take_running(pages: list[list[Line]], heights: list[float]) -> tuple[str, ...]:
    """Take page numbers and running heads out of the pages; return what was taken."""
    edge: Counter[str] = Counter()
    for page, height in zip(pages, heights, strict=True):
        edge.update({_key(line.text) for line in page if _at_edge(line, height)})
    taken: list[str] = []
    for page, height in zip(pages, heights, strict=True):
        for line in list(page):
            repeated = edge[_key(line.text)] >= max(3, len(pages) // 2)
            if _at_edge(line, height) and (repeated or PAGE_NUMBER.match(fold(line.text))):
                page.remove(line)
                taken.append(line.text)
    return tuple(dict.fromkeys(taken))


def _key(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _at_edge(line: Line, height: float) -> bool:
    return line.bottom > (1 - MARGIN) * height or line.top < MARGIN * height


def columns_of(lines: list[Line], width: float) -> list[Column]:
    """Part a page at a gutter, where there is one; lines across it end what stands above."""
    if not lines:
        return []
    gutter = _gutter(lines, width)
    if gutter is None:
        return [_column(_rejoin(lines))]
    columns: list[Column] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.left < gutter < line.right:
            columns += [_column(part) for part in (left, right) if part]
            left, right = [], []
            columns.append(_column([line]))
        else:
            (left if line.right <= gutter else right).append(line)
    return columns + [_column(part) for part in (left, right) if part]


def _gutter(lines: list[Line], width: float) -> float | None:
    """Return the middle of a strip that hardly any line crosses, with full lines on both sides."""
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = width * step / 100
        left = [n for n in lines if n.right <= x]
        right = [n for n in lines if n.left >= x]
        crossing = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < 5 or crossing * 8 > len(lines):
            continue
        wide = min(median(n.right - n.left for n in side) for side in (left, right))
        if wide > 0.25 * width and (best is None or crossing < best[0]):
            best = (crossing, x)
    return best[1] if best else None


def _rejoin(lines: list[Line]) -> list[Line]:
    """Put the cells of one row of a table back on one line."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if (
            last
            and line.left >= last.right
            and abs(last.top + last.bottom - line.top - line.bottom) < last.size
        ):
            gap = " | " if line.left - last.right > CELL * last.size else ""
            joined[-1] = Line(
                last.text + gap + line.text, last.left, line.right, last.top, last.bottom, last.size
            )
        else:
            joined.append(line)
    return joined


def _column(lines: list[Line]) -> Column:
    size = median(line.size for line in lines)
    return Column(
        lines, _edge([n.left for n in lines], size, 1), _edge([n.right for n in lines], size, -1)
    )


def _edge(values: list[float], size: float, sign: int) -> float:
    """Return the outermost value that a fair part of the lines share."""
    ordered = sorted(values, key=lambda v: sign * v)
    for value in ordered:
        near = sum(1 for other in values if abs(other - value) <= size)
        if near >= max(2, len(values) // 5):
            return value
    return ordered[0]


def paragraphs_of(columns: list[Column]) -> list[str]:
    """Join lines; a new paragraph begins at an indent, after a short line or a wide gap."""
    texts: list[str] = []
    last: Line | None = None
    open_end = False
    pitch = _pitch(columns)
    for column in columns:
        for line in column.lines:
            indented = line.left - column.left > INDENT * line.size
            gap = (
                last is not None
                and last.bottom - line.bottom > 0
                and (last.bottom - line.bottom > 1.6 * pitch)
            )
            same_size = last is not None and abs(last.size - line.size) < 0.15 * line.size
            if last and open_end and not indented and not gap and same_size:
                texts[-1] += _seam(texts[-1], line.text) + line.text
            else:
                texts.append(line.text)
            full = line.right > column.right - FULL * line.size
            open_end = full and column.right - column.left > NARROW * line.size
            open_end = open_end and " | " not in line.text
            last = line
    return texts


def _pitch(columns: list[Column]) -> float:
    steps = [
        a.bottom - b.bottom for c in columns for a, b in zip(c.lines, c.lines[1:], strict=False)
    ]
    return median([s for s in steps if s > 0] or [1000.0])


def _seam(before: str, after: str) -> str:
    ascii_word = before[-1:].isascii() and after[:1].isascii()
    return " " if ascii_word and before[-1:].isalpha() and after[:1].isalpha() else ""
