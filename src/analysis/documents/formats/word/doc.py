"""Old Word files (.doc) and Kingsoft .wps: text pieces, tables as rows, no codes of fields."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import find_furniture
from analysis.documents.formats.limits import Budget
from analysis.documents.formats.word.lines import (
    CELL,
    INNER_CELL,
    INNER_ROW,
    PARAGRAPH,
    ROW,
    lines_of_word,
    raised_mark,
)
from analysis.documents.formats.word.properties import (
    INNER_CELL_END,
    INNER_ROW_END,
    RAISED,
    ROW_END,
    UNREAD,
    Marks,
    properties,
)
from analysis.errors import DocumentError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = 0xA5EC
WORD_97 = 0x00C1  # files of older versions keep their text in another way
LOCKED, TABLE_1 = 0x0100, 0x0200
AT_LENGTHS = 0x4C  # characters of text, footnotes, heads, macros, remarks, endnotes, boxes
AT_PLACES = 0x9A  # pairs of place and length of the tables in the table stream
RUNS, PARAGRAPHS, PIECES = 12, 13, 33
OTHERS = (
    ("EncryptedPackage", "the file is locked by a password; ask for or download it again"),
    ("Workbook", "this is an Excel workbook; save the report as .docx or PDF"),
    ("Book", "this is an Excel workbook; save the report as .docx or PDF"),
    ("PowerPoint Document", "this is a PowerPoint file; save the report as .docx or PDF"),
    ("__properties_version1.0", "this is an Outlook message; save its attachment"),
)
STRANGE = re.compile(
    r"[^\x07-\x7f\xa0-\xff\u2000-\u206f\u2100-\u26ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\ue007-\ue00d]"
)
DAMAGED = "the Word file (.doc or .wps) is damaged; save it as .docx or PDF"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text: its first character, where its bytes lie, and how wide they are."""

    first: int
    last: int
    byte: int
    width: int


def read_doc(data: bytes, budget: Budget | None = None) -> Draft:
    """Return the text of a binary Word or Kingsoft file: deletions dropped, rows as lines.

    Raises:
        DocumentError: damaged, locked, too old, or no Word file at all.
    """
    budget = budget or Budget()
    try:
        word, table = _streams(data)
        text = budget.check_text("".join(_stories(word, table, budget)))
        notes = tuple(_notes(text, word, table))
    except (OSError, struct.error, IndexError, ValueError, TypeError, OverflowError):
        raise DocumentError(DAMAGED) from None
    text = "\n".join(line for line in lines_of_word(text) if line.strip())
    return Draft(text=text, furniture=find_furniture(text), notes=notes)


def _notes(text: str, word: bytes, table: bytes) -> Iterator[str]:
    """Say where damage has cost text: pieces that are missing, or read at the wrong place."""
    pieces = _pieces(_place(word, table, PIECES))
    sizes = [(p.byte, (p.last - p.first) * p.width) for p in pieces]
    missing = sum(max(0, byte + size - max(byte, len(word))) for byte, size in sizes)
    whole = sum(size for _, size in sizes)
    if missing * 10 > whole:
        yield f"{missing} of {whole} bytes of text of the Word file are missing; it is cut off"
    strange = len(STRANGE.findall(text))
    if strange * 20 > len(text):
        yield f"{strange} characters of the Word file belong to no Chinese text; it may be damaged"


def _streams(data: bytes) -> tuple[bytes, bytes]:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as file:
        if not file.exists("WordDocument"):
            for name, description in OTHERS:
                if file.exists(name):
                    raise DocumentError(description)
            raise DocumentError("this OLE file holds no Word text; save it as .docx or PDF")
        word = file.openstream("WordDocument").read()
        magic, version = struct.unpack_from("<HH", word)
        (flags,) = struct.unpack_from("<H", word, 0x0A)
        if magic != WORD or version < WORD_97:
            raise DocumentError("this is a Word file of 1995 or older; save it as .docx or PDF")
        if flags & LOCKED:
            raise DocumentError("the file is locked by a password; ask for or download it again")
        name = "1Table" if flags & TABLE_1 else "0Table"
        return word, file.openstream(name).read()


def _place(word: bytes, table: bytes, number: int) -> bytes:
    start, size = struct.unpack_from("<II", word, AT_PLACES + 8 * number)
    return table[start : start + size]


def _pieces(clx: bytes) -> list[Piece]:
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 2:
        raise DocumentError(DAMAGED)
    (size,) = struct.unpack_from("<I", clx, at + 1)
    count = (size - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    found: list[Piece] = []
    for number in range(count):
        (place,) = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)
        narrow = bool(place & 0x40000000)
        byte = (place & 0x3FFFFFFF) // 2 if narrow else place & 0x3FFFFFFF
        found.append(Piece(bounds[number], bounds[number + 1], byte, 1 if narrow else 2))
    return found


def _stories(word: bytes, table: bytes, budget: Budget) -> Iterator[str]:
    """Yield the main text and then that of its text boxes; footnotes and heads are left out."""
    lengths = struct.unpack_from("<7I", word, AT_LENGTHS)
    pieces = _pieces(_place(word, table, PIECES))
    runs = Marks(properties(word, _place(word, table, RUNS), paragraphs=False))
    ends = Marks(properties(word, _place(word, table, PARAGRAPHS), paragraphs=True))
    boxes = sum(lengths[:6])
    for first, last in ((0, lengths[0]), (boxes, boxes + lengths[6])):
        for piece in pieces:
            budget.check_time()
            start, end = max(first, piece.first), min(last, piece.last)
            if start < end:
                byte = piece.byte + (start - piece.first) * piece.width
                yield _read(word, byte, (end - start) * piece.width, piece.width, (runs, ends))
        yield PARAGRAPH


def _read(word: bytes, byte: int, size: int, width: int, marks: tuple[Marks, Marks]) -> str:
    """Decode bytes that lie together, without what is not shown, with the ends of rows marked."""
    runs, ends = marks
    end = min(byte + size, len(word))
    kept: list[str] = []
    at = byte
    for start, stop in [*runs.having(byte, end, UNREAD | {RAISED}), (end, end)]:
        kept.append(_decoded(word, at, start, width, ends))
        if start < stop and not runs.at(start) & UNREAD:
            kept.append(raised_mark(_decoded(word, start, stop, width, ends)))
        at = max(at, stop)
    return "".join(kept)


def _decoded(word: bytes, start: int, end: int, width: int, ends: Marks) -> str:
    if start >= end:
        return ""
    text = word[start:end].decode("utf-16-le" if width == 2 else "cp1252", errors="replace")
    if len(text) * width != end - start:  # characters beyond the first plane take two places
        return text
    pieces: list[str] = []
    for at, char in enumerate(text):
        if char in (CELL, PARAGRAPH):
            on = ends.at(start + at * width)
            if char == CELL:
                char = ROW if ROW_END in on else CELL
            elif INNER_ROW_END in on or INNER_CELL_END in on:
                char = INNER_ROW if INNER_ROW_END in on else INNER_CELL
        pieces.append(char)
    return "".join(pieces)
