"""Rows of data tables: which columns their cells stand in, where cells span rows and columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

CELLS = ("td", "th")
BETWEEN = " | "
CELL = 200  # a row with a longer cell lays out the page
MOST_SPANNED = 50  # columns or rows; more is a fault of the page


@dataclass(slots=True)
class Columns:
    """The columns of a table that cells of earlier rows reach into, and the place in this row."""

    taken: list[int] = field(default_factory=list)  # column → rows that a cell above still takes
    at: int = 0
    first: bool = True
    gap: int = 0  # columns that the last cell spans beside its own

    def holds(self, row: LexborNode) -> bool:
        """Tell a row of data from a row that only lays out the page."""
        cells = [c for c in row.iter() if c.tag in CELLS]
        reached = sum(rows > 0 for rows in self.taken)
        if len(cells) + reached < 2 or any(len(cell.text()) >= CELL for cell in cells):
            return False
        return row.css_first("table, h1, h2, ul, hr") is None

    def start(self) -> None:
        """Begin a row."""
        self.at, self.first, self.gap = 0, True, 0

    def cell(self, node: LexborNode) -> str:
        """Return what stands before a cell: a mark for each border since the last one."""
        start = self.at
        while self.at < len(self.taken) and self.taken[self.at]:
            self.taken[self.at] -= 1
            self.at += 1
        borders = self.at - start + self.gap + (not self.first)
        broad, high = _span(node, "colspan"), _span(node, "rowspan")
        for column in range(self.at, self.at + broad):
            self.taken += [0] * (column + 1 - len(self.taken))
            self.taken[column] = high - 1
        self.at += broad
        self.first, self.gap = False, broad - 1
        return BETWEEN * borders or " "

    def end(self) -> None:
        """Finish a row: cells above may reach past its last cell."""
        for column in range(self.at, len(self.taken)):
            self.taken[column] = max(0, self.taken[column] - 1)


def _span(node: LexborNode, name: str) -> int:
    declared = node.attributes.get(name) or ""
    return min(int(declared), MOST_SPANNED) if re.fullmatch(r"[1-9]\d?", declared) else 1
