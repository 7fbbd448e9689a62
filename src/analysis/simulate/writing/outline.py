"""Numbers headings and paragraphs the way one county does."""

from __future__ import annotations

from analysis.simulate.truth import Line
from analysis.simulate.writing.style import Style

NUMBERS = "一二三四五六七八九十"


def numeral(n: int) -> str:
    """Write 1 to 19 as a heading does.

    >>> numeral(3), numeral(12)
    ('三', '十二')
    """
    return NUMBERS[n - 1] if n <= 10 else f"十{NUMBERS[n - 11]}"


class Outline:
    """Collects the lines of a report under running numbers."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self._lines: list[Line] = []
        self._top = 0
        self._second = 0

    def lines(self) -> tuple[Line, ...]:
        """Return what was collected."""
        return tuple(self._lines)

    def add(self, kind: str, text: str) -> None:
        """Add a line."""
        self._lines.append(Line(kind, text))

    def head(self, heading: str) -> None:
        """Begin a top section (一、 二、)."""
        self._top += 1
        self._second = 0
        self.add("h1", f"{numeral(self._top)}、{heading}")

    def section(self, heading: str, units: list[str]) -> None:
        """Add a second-level section; its heading is fused with its text, alone, or bare."""
        self._second += 1
        marked = f"（{numeral(self._second)}）{heading}"
        if self.style.heading == "fused":
            self._fused(marked + "。", units)
            return
        self.add("h2", heading if self.style.heading == "bare" else marked)
        self._body(units)

    def paragraphs(self, units: list[str]) -> None:
        """Add text directly under a top section."""
        self._body(units)

    def _fused(self, marked: str, units: list[str]) -> None:
        if self.style.items == "yi":
            self.add("p", marked + self._run(units))
            return
        self.add("p", marked + units[0])
        self._body(units[1:])

    def _body(self, units: list[str]) -> None:
        if self.style.items == "yi":
            self.add("p", self._run(units))
        elif self.style.items == "arabic":
            for number, unit in enumerate(units, 1):
                self.add("p", f"{number}.{unit}")
        else:
            for unit in units:
                self.add("p", unit)

    def _run(self, units: list[str]) -> str:
        """Run the units on in one paragraph (一是 … 二是 …)."""
        if len(units) == 1:
            return units[0]
        return "".join(f"{numeral(n)}是{unit}" for n, unit in enumerate(units, 1))
