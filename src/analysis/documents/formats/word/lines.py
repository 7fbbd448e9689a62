"""Lines of Word text, in which marks stand for paragraphs, cells and rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.text.fold import raised

FIELD, RESULT, FIELD_END = "\x13", "\x14", "\x15"
CELL, PARAGRAPH, PAGE_END, BREAK = "\x07", "\r", "\x0c", "\n"
ROW, INNER_CELL, INNER_ROW = "\ue00c", "\ue007", "\ue00d"  # what readers put for marks of rows
SIGNS = {"\t": " ", "\x1e": "-", INNER_CELL: " | ", INNER_ROW: " "}
MARK = re.compile(r"[\[(\u3014\uff08]?[\d*,\u2020\u2021\uff0c-]{1,6}[\])\u3015\uff09]?")
LONGEST_CODE = 2_000  # characters of the code of a field
LONG_CELL = 200  # a cell with a longer line lays out text


def lines_of_word(text: str) -> Iterator[str]:
    r"""Yield paragraphs, and rows with their cells parted by " | ".

    >>> list(lines_of_word("一、工作\r受理\x07办结\x07\ue00c87\x0785\x07\ue00c"))
    ['一、工作', '受理 | 办结', '87 | 85']
    """
    cells: list[list[str]] = []
    cell: list[str] = []
    line: list[str] = []
    for char in results(text.replace("\x0b", BREAK).replace("\x0e", BREAK)):
        if char not in (PARAGRAPH, PAGE_END, BREAK, CELL, ROW):
            line.append(SIGNS.get(char, char if char >= " " else ""))
            continue
        cell.append("".join(line))
        line = []
        if char == CELL:
            cells.append(cell)
            cell = []
        elif char == ROW:
            yield from row(cells)
            cells, cell = [], []
        elif char != BREAK and not cells:
            yield from (text.strip() for text in cell)
            cell = []
    yield from row([*cells, [*cell, "".join(line)]])


def row(cells: list[list[str]]) -> Iterator[str]:
    """Yield one line for a row, or the paragraphs of a row that only lays out long text."""
    cells = [[line for line in cell if line.strip()] for cell in cells]
    if len(cells) < 2 or any(len(line) > LONG_CELL for cell in cells for line in cell):
        yield from (line.strip() for cell in cells for line in cell)
    else:
        yield " | ".join(" ".join(" ".join(cell).strip(" |").split()) for cell in cells)


def raised_mark(words: str) -> str:
    """Return raised text: a mark of a note with digits that say so, any other text as it is.

    >>> raised_mark("[1]"), raised_mark("上标文字")
    ('¹', '上标文字')
    """
    return raised(words) if MARK.fullmatch(words.strip()) else words


def results(text: str) -> Iterator[str]:
    r"""Yield the characters outside of fields, and of fields what they show, not their codes.

    >>> "".join(results("第\x13 PAGE \x143\x15页"))
    '第3页'
    """
    if FIELD not in text:
        yield from text
        return
    codes: list[bool] = []  # of the fields that are open: True while in their code
    held: list[str] = []  # what is not shown
    for char in text:
        if char == FIELD:
            codes.append(True)
        elif char == RESULT and codes:
            codes[-1] = False
        elif char == FIELD_END and codes:
            codes.pop()
        elif not any(codes):
            yield char
            held.clear()
        else:
            held.append(char)
            if len(held) > LONGEST_CODE:  # no code of a field, but text after a stray mark
                yield from held
                held.clear()
                codes.clear()
    if any(codes):
        yield from held
