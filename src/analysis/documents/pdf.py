"""PDF files: characters and their boxes; reading order and paragraphs by geometry."""

from __future__ import annotations

import ctypes
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

from analysis.documents.draft import PAGE_NUMBER, Draft, find_furniture
from analysis.documents.words import CJK, fold
from analysis.errors import DocumentError

MAX_PAGES = 2000
MARGIN = 0.10  # headers, footers and page numbers stand in this part of the page
INDENT = 1.2  # a first line is moved in by at least so many character widths
FULL = 2.6  # a line that ends so many character widths before the edge is no full line
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


def read_pdf(data: bytes) -> Draft:
    """Return the text of a PDF in reading order.

    Raises:
        DocumentError: damaged, locked, too long, or without a usable text layer.
    """
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        what = "the PDF is locked by a password" if locked else "the PDF is damaged"
        raise DocumentError(f"{what}; ask for or download it again") from None
    try:
        if len(pdf) > MAX_PAGES:
            raise DocumentError(f"the PDF has {len(pdf)} pages, more than {MAX_PAGES}")
        pages = [_page(pdf, number) for number in range(len(pdf))]
        title = str(pdf.get_metadata_dict().get("Title") or "")
    except pdfium.PdfiumError:
        raise DocumentError("a page of the PDF is damaged; download it again") from None
    finally:
        pdf.close()
    _check("".join(g.char for glyphs, _, _ in pages for g in glyphs))
    lines = [_lines(glyphs) for glyphs, _, _ in pages]
    aside = _running(lines, [height for _, _, height in pages])
    columns = [
        c for page, (_, width, _) in zip(lines, pages, strict=True) for c in _columns(page, width)
    ]
    text = "\n".join(_paragraphs(columns))
    return Draft(
        text=text, furniture=find_furniture(text), aside=aside, titles=(title,) * bool(title)
    )


def _page(pdf: object, number: int) -> tuple[list[Glyph], float, float]:
    import pypdfium2.raw as raw

    page = pdf[number]  # type: ignore[index]
    textpage = page.get_textpage()
    box, handle = raw.FS_RECTF(), textpage.raw
    here = ctypes.byref(box)
    glyphs: list[Glyph] = []
    for i in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, i)
        if code <= 32 or code == 0xA0 or code == 0xFFFE:
            continue
        if raw.FPDFText_GetLooseCharBox(handle, i, here):
            left, right = sorted((box.left, box.right))
            bottom, top = sorted((box.bottom, box.top))
            glyphs.append(Glyph(chr(code), left, bottom, right, top))
    size = page.get_width(), page.get_height()
    textpage.close()
    page.close()
    return glyphs, *size


def _check(chars: str) -> None:
    if len(chars) < 10:
        raise DocumentError("the PDF has no text layer (a scan?); it needs OCR first")
    strange = sum(1 for c in chars if "\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c < " ")
    cjk = len(_SIGN.findall(chars))
    if strange * 5 > len(chars) or (cjk * 20 < len(chars) and len(chars) > 200):
        raise DocumentError(
            "the fonts of the PDF do not say which characters they draw; it needs OCR first"
        )


def _lines(glyphs: list[Glyph]) -> list[Line]:
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


def _running(pages: list[list[Line]], heights: list[float]) -> tuple[str, ...]:
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


def _columns(lines: list[Line], width: float) -> list[Column]:
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


def _paragraphs(columns: list[Column]) -> list[str]:
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
            open_end = line.right > column.right - FULL * line.size and " | " not in line.text
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
