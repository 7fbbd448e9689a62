"""The section tree of a report: numbered and bare headings, and what each part is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.documents.formats.furniture import lines_of
from analysis.documents.outline.headings import LOOK, Heading, bare, heading_words, inline, numbered
from analysis.documents.outline.roles import OPENING, SENTENCE_TURN, implied_role, role_of
from analysis.records import Role, Section, Span
from analysis.text.fold import fold, squeeze
from analysis.text.traditional import simplified


def find_sections(text: str, furniture: Iterable[Span] = ()) -> tuple[Section, ...]:
    """Return the sections of a report in their order.

    A section runs to the next heading of its level or above. Sub-sections take the role of their
    part, unless their own heading speaks of problems or plans.
    """
    source, text = text, fold(simplified(text))
    spans = list(furniture)
    lines = [(s, n) for s, n in lines_of(text) if not any(f.start <= s < f.end for f in spans)]
    year = _first_year(text)
    headings = numbered(lines) or bare(lines)
    end = spans[-1].start if spans and lines and spans[-1].start > lines[-1][0] else len(text)
    headings += inline(text, lines)
    headings = _sorted(headings)
    headings = _with_implied(headings, lines, year)
    return _close(source, headings, end, year)


def _first_year(text: str) -> int | None:
    found = re.search(
        r"(20[0-3]\d)\s*年", re.sub(r"《[^》]*》", lambda m: " " * len(m[0]), text[:3000])
    )
    return int(found[1]) if found else None


def _sorted(headings: list[Heading]) -> list[Heading]:
    """Order by place; of two headings at one place, or printed twice, the first stays."""
    kept: list[Heading] = []
    for heading in sorted(headings, key=lambda h: (h.start, h.level)):
        last = kept[-1] if kept else None
        same = (
            last is not None
            and last.marker == heading.marker
            and squeeze(last.words) == squeeze(heading.words)
        )
        if last and (last.start == heading.start or same):
            if same and heading.start - last.start <= len(last.marker + last.words) + 8:
                kept[-1] = heading
            continue
        kept.append(heading)
    return kept


class Sweep:
    """Goes through the headings from top to bottom and knows in which part it stands."""

    def __init__(self, headings: list[Heading], year: int | None) -> None:
        self._headings = headings
        self._year = year
        self._next = 0
        self._stack: list[tuple[int, Role]] = []
        self._top: int | None = None  # the highest level of numbered headings so far
        self._after: list[Heading | None] = [None] * (len(headings) + 1)
        for number in range(len(headings) - 1, -1, -1):
            heading = headings[number]
            self._after[number] = heading if heading.level <= 3 else self._after[number + 1]
        self.role = Role.PREAMBLE
        self.start = -1

    def go_to(self, place: int) -> None:
        """Go past every heading that stands before ``place`` or at it."""
        while self._next < len(self._headings) and self._headings[self._next].start <= place:
            heading = self._headings[self._next]
            if heading.level <= 3 and heading.start < place:
                self._top = min(heading.level, self._top or heading.level)
            self.enter(heading)
            self._next += 1

    def enter(self, heading: Heading) -> None:
        """Stand in the part of a heading."""
        while self._stack and self._stack[-1][0] >= heading.level:
            self._stack.pop()
        self.role = _role(heading, self._stack[-1][1] if self._stack else None, self._year)
        self._stack.append((heading.level, self.role))
        self.start = heading.start

    def level(self) -> int:
        """Return the level of a part that begins here.

        It is the top level, unless the count of a part around it goes on after it.
        """
        after = self._after[self._next]
        if after is None or self._top is None:
            return 1
        return 1 if after.level <= self._top else after.level + 1


def _with_implied(
    headings: list[Heading], lines: list[tuple[int, str]], year: int | None
) -> list[Heading]:
    """Add the parts that begin without a heading (存在的问题…, 下一步,…)."""
    late = lines[len(lines) // 2][0] if len(lines) > 4 else 0
    sweep = Sweep(headings, year)
    added: list[Heading] = []
    for start, line in lines:
        for place, words in _openings(start, line, late):
            role = implied_role(words, year)
            if role is None:
                continue
            sweep.go_to(place)
            if sweep.start == place or sweep.role == role:
                continue
            added.append(Heading(sweep.level(), "", heading_words(words), place, place, role))
            sweep.enter(added[-1])
    return _sorted(headings + added) if added else headings


def _openings(start: int, line: str, late: int) -> list[tuple[int, str]]:
    found = [(start, line[:LOOK])] if OPENING.match(line) else []
    if start >= late or len(line) > 600:
        found += [
            (start + m.start(), line[m.start() : m.start() + LOOK])
            for m in SENTENCE_TURN.finditer(line)
        ]
    return found


def _role(heading: Heading, parent: Role | None, year: int | None) -> Role:
    if heading.role is not None:
        return heading.role
    own = role_of(heading.words, year, top=parent is None) if heading.level < 4 else None
    if parent is None:
        return own or Role.MEASURES
    return own if own in (Role.PROBLEMS, Role.PLAN) else parent


def _close(source: str, headings: list[Heading], end: int, year: int | None) -> tuple[Section, ...]:
    """Give every heading its end and its role."""
    sections: list[Section] = []
    stack: list[tuple[int, Role]] = []
    stops = _stops(headings, end)
    for heading, stop in zip(headings, stops, strict=True):
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        role = _role(heading, stack[-1][1] if stack else None, year)
        stack.append((heading.level, role))
        sections.append(
            Section(
                heading.level,
                source[heading.start : heading.start + len(heading.marker)],
                source[heading.said : heading.said + len(heading.words)].strip(),
                heading.start,
                stop,
                role,
            )
        )
    return tuple(sections)


def _stops(headings: list[Heading], end: int) -> list[int]:
    """Return where each heading's section ends: at the next heading of its level or above."""
    stops = [end] * len(headings)
    open_ones: list[int] = []
    for number, heading in enumerate(headings):
        while open_ones and headings[open_ones[-1]].level >= heading.level:
            stops[open_ones.pop()] = heading.start
        open_ones.append(number)
    return stops
