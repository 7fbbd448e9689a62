"""Reading order of a PDF page: columns, rows and paragraphs from character positions."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from statistics import median

from analysis.documents.formats.furniture import PAGE_NUMBER
from analysis.text.fold import CJK, fold, raised

MARGIN = 0.10  # headers, footers and page numbers stand in this part of the page
INDENT = 1.2  # a first line is moved in by at least so many character widths
FULL = 2.6  # a line that ends so many character widths before the edge is no full line
NARROW = 12.0  # lines of fewer widths are not broken by the edge of a column
CELL = 2.0  # a gap of so many widths parts two cells
STRIP = 0.8  # widths of the narrowest gutter; editors leave one character or more
SPACED = 1.2  # letters of a line may be spaced out by so many widths
FEWEST_GAPS = 6  # of fewer nothing can be told
RAISED_SIZE, RAISED_BY = 0.8, 0.2  # of the usual height: smaller and higher is a mark of a note
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


def lines_of_glyphs(glyphs: list[Glyph], width: float = 0.0) -> list[Line]:
    """Group glyphs that stand at one height, from top to bottom; every wide gap parts a line.

    Args:
        glyphs: the characters of a page.
        width: that of the page; where it is given, a gutter between two columns parts lines too.
    """
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
    ordered = [_with_marks(sorted(row, key=lambda g: g.left)) for row in rows]
    gutter = _gutter_between(ordered, width)
    return [line for row in ordered for line in _split(row, gutter)]


def _with_marks(row: list[Glyph]) -> list[Glyph]:
    """Return a row in which raised digits, of notes, are signs of their own."""
    usual = median(g.top - g.bottom for g in row)
    base = median(g.bottom for g in row)
    return [
        Glyph(raised(g.char), g.left, g.bottom, g.right, g.top)
        if g.char.isdecimal()
        and g.top - g.bottom < RAISED_SIZE * usual
        and g.bottom > base + RAISED_BY * usual
        else g
        for g in row
    ]


def _gutter_between(rows: list[list[Glyph]], width: float) -> float | None:
    """Return the middle of an empty strip, a character wide, between two columns of text.

    Characters of one column stand in a grid too, but with nothing between them.
    """
    sizes = [g.right - g.left for row in rows for g in row if _SIGN.match(g.char)]
    if not width or not sizes:
        return None
    least = STRIP * median(sizes)
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = width * step / 100
        sides = [_beside(row, x) for row in rows]
        apart = [s for s in sides if s is None or s[1] - s[0] >= least]
        parted = [s for s in apart if s is not None]
        crossing = len(sides) - len(apart)
        if len(parted) < 5 or crossing * 8 > len(sides):
            continue
        x = median((left + right) / 2 for left, right in parted)
        if best is None or crossing < best[0]:
            best = (crossing, x)
    return best[1] if best else None


def _beside(row: list[Glyph], x: float) -> tuple[float, float] | None:
    """Return where the text before and after a place ends and begins; None where one is missing."""
    at = bisect_left(row, x, key=lambda g: (g.left + g.right) / 2)
    return (row[at - 1].right, row[at].left) if 0 < at < len(row) else None


def _split(row: list[Glyph], gutter: float | None = None) -> list[Line]:
    width = median([g.right - g.left for g in row if _SIGN.match(g.char)] or [8.0]) or 8.0
    usual = _usual_gap(row, width)
    parts: list[list[Glyph]] = [[row[0]]]
    for before, glyph in itertools.pairwise(row):
        gap = glyph.left - before.right
        across = gutter is not None and before.right <= gutter <= glyph.left
        if gap > CELL * width + usual or (across and gap >= STRIP * width):
            parts.append([glyph])
        else:
            parts[-1].append(glyph)
    return [_line(part, width, usual) for part in parts]


def _usual_gap(row: list[Glyph], width: float) -> float:
    """Return the gap that stands between most characters of a line that is spaced out."""
    gaps = [max(0.0, b.left - a.right) for a, b in itertools.pairwise(row)]
    near = [gap for gap in gaps if gap < SPACED * width]
    return median(near) if len(near) >= FEWEST_GAPS and 2 * len(near) > len(gaps) else 0.0


def _line(glyphs: list[Glyph], width: float, usual: float) -> Line:
    pieces = [glyphs[0].char]
    for before, glyph in itertools.pairwise(glyphs):
        gap = glyph.left - before.right - usual
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
    taken = _take_numbers(pages)
    for page, height in zip(pages, heights, strict=True):
        for line in list(page):
            repeated = edge[_key(line.text)] >= max(3, len(pages) // 2)
            if _at_edge(line, height) and (repeated or PAGE_NUMBER.match(fold(line.text))):
                page.remove(line)
                taken.append(line.text)
    return tuple(dict.fromkeys(taken))


def _take_numbers(pages: list[list[Line]]) -> list[str]:
    """Take the first or last lines that count the pages, however far from the edge they stand."""
    taken: list[str] = []
    for outermost in (min, max):
        ends = [outermost(page, key=lambda n: n.bottom) if page else None for page in pages]
        counted = [(at, line, _page_number(line)) for at, line in enumerate(ends) if line]
        starts = Counter(number - at for at, _, number in counted if number is not None)
        start, often = starts.most_common(1)[0] if starts else (0, 0)
        if often < max(3, len(pages) // 2):
            continue
        for at, line, number in counted:
            if number is not None and number - at == start:
                pages[at].remove(line)
                taken.append(line.text)
    return taken


def _page_number(line: Line) -> int | None:
    words = fold(line.text)
    found = re.search(r"\d+", words) if PAGE_NUMBER.match(words) else None
    return int(found[0]) if found else None


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
