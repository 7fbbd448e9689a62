"""Which bytes of an old Word file are deleted or hidden, and which paragraph marks end a row."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator

PAGE = 512
OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes after a property, by its kind
DELETED, HIDDEN, OBJECT = 0x0800, 0x083C, 0x0856
ALWAYS_HIDDEN, STRUCK, STRUCK_TWICE, RAISED = 0x0818, 0x0837, 0x2A53, 0x2A48
UNREAD = frozenset((DELETED, HIDDEN, ALWAYS_HIDDEN, STRUCK, STRUCK_TWICE))
ROW_END, INNER_CELL_END, INNER_ROW_END = 0x2417, 0x244B, 0x244C

Runs = list[tuple[int, int, frozenset[int]]]  # bytes from, to, and the properties that are on


def properties(data: bytes, index: bytes, *, paragraphs: bool) -> Runs:
    """Return the runs of a file with the properties that are switched on in them.

    Args:
        data: the WordDocument stream.
        index: the table of its property pages (PlcfBteChpx or PlcfBtePapx).
        paragraphs: True for paragraphs, False for characters.

    Raises:
        struct.error: the table points out of the file.
    """
    count = (len(index) - 4) // 8
    found: Runs = []
    for (number,) in struct.iter_unpack("<I", index[4 * (count + 1) : 4 * (count + 1) + 4 * count]):
        at = (number & 0x3FFFFF) * PAGE
        page = data[at : at + PAGE]
        if len(page) == PAGE:
            found += _page(page, _paragraph if paragraphs else _run)
    return sorted(found, key=lambda run: run[0])


class Marks:
    """Looks up which properties hold at a byte of the file."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._starts = [start for start, _, _ in runs]

    def at(self, byte: int) -> frozenset[int]:
        """Return the properties of the run that holds a byte."""
        number = bisect_right(self._starts, byte) - 1
        if number < 0 or byte >= self._runs[number][1]:
            return frozenset()
        return self._runs[number][2]

    def having(self, start: int, end: int, wanted: frozenset[int]) -> Iterator[tuple[int, int]]:
        """Yield the parts of ``start:end`` in which one of the wanted properties is on."""
        number = max(0, bisect_right(self._starts, start) - 1)
        for first, last, on in self._runs[number:]:
            if first >= end:
                return
            if on & wanted and last > start:
                yield max(first, start), min(last, end)


def _page(
    page: bytes, read: Callable[[bytes, int], tuple[bytes, int]]
) -> Iterator[tuple[int, int, frozenset[int]]]:
    count = page[-1]
    size = 13 if read is _paragraph else 1
    bounds = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        at = page[4 * (count + 1) + number * size] * 2
        changes, _ = read(page, at) if at else (b"", 0)
        yield bounds[number], bounds[number + 1], _switched_on(changes)


def _run(page: bytes, at: int) -> tuple[bytes, int]:
    return page[at + 1 : at + 1 + page[at]], at


def _paragraph(page: bytes, at: int) -> tuple[bytes, int]:
    size, start = page[at] * 2 - 1, at + 1
    if page[at] == 0:
        size, start = page[at + 1] * 2, at + 2
    return page[start + 2 : start + size], at  # the first two bytes number the style


def _switched_on(changes: bytes) -> frozenset[int]:
    """Read a list of property changes (each a code and its operand)."""
    found: set[int] = set()
    at = 0
    while at + 2 < len(changes):
        code = changes[at] | changes[at + 1] << 8
        kind = code >> 13
        size = OPERAND.get(kind, 0) or changes[at + 2] + 1
        if code == 0xD608 and at + 4 <= len(changes):  # the shape of a table has a longer count
            size = (changes[at + 2] | changes[at + 3] << 8) + 1
        if kind <= 1 and changes[at + 2] & 1:
            found.add(code)
        at += 2 + size
    return frozenset(found)
