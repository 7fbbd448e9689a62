"""The section tree of a report: numbered and bare headings, and what each part is about."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.documents.draft import lines_of
from analysis.documents.roles import OPENING, SENTENCE_TURN, implied_role, role_of
from analysis.documents.words import fold, squeeze
from analysis.records import Role, Section, Span

NUMERAL = "[一二三四五六七八九十]{1,3}"
MARKERS = (
    (1, re.compile(rf"(?:第{NUMERAL}(?:部分|章)|{NUMERAL}\s*[、.,:])\s*")),
    (2, re.compile(rf"[(〔]?\s*{NUMERAL}\s*[)〕]\s*[、,.]?\s*")),
    (3, re.compile(r"\d{1,2}\s*(?:[.](?!\s*\d)|[、,])\s*")),
    (4, re.compile(r"[(]\s*\d{1,2}\s*[)]\s*|\d{1,2}[)]\s*|[①-⑳]\s*")),
)
INLINE = re.compile(
    rf"[一二三四五六七八九十第首其再另](?:(?<=第){NUMERAL}[,、]|(?<=[首其再])[先次],|(?<=一)方面,"
    rf"|(?<=另)一方面,|(?<=[一二三四五六七八九十])[一二三四五六七八九十]{{0,2}}是(?!{NUMERAL}是))"
)
BEFORE_INLINE = "。;:!\n"
FUSED = re.compile(rf"(?<=。)[ \t\u3000\xa0]*(?P<mark>[(](?P<l2>{NUMERAL})[)]|(?P<l1>{NUMERAL})、)")
WEAK = (",", ":")  # after a numeral these may also be plain punctuation
STOP = re.compile(r"[。;]")
CONTENTS = re.compile(r"(?:[….·]{3,}|\s{3,})\s*\d{1,3}$")
LONGEST_HEADING = 60
BARE = 40  # a line without number and full stop is a heading up to so many characters
PHRASE = 22  # … and the first sentence of a long paragraph up to so many
LONG = 50  # what follows a bare heading is a paragraph of at least so many


@dataclass(slots=True)
class Heading:
    """A heading found: where it stands, how deep, and what it says."""

    level: int
    marker: str
    words: str
    start: int
    said: int  # where the words stand
    role: Role | None = None


def find_sections(text: str, furniture: Iterable[Span] = ()) -> tuple[Section, ...]:
    """Return the sections of a report in their order.

    A section runs to the next heading of its level or above. Sub-sections take the role of their
    part, unless their own heading speaks of problems or plans.
    """
    source, text = text, fold(text)
    spans = list(furniture)
    lines = [(s, n) for s, n in lines_of(text) if not any(f.start <= s < f.end for f in spans)]
    year = _first_year(text)
    headings = _numbered(lines) or _bare(lines)
    end = spans[-1].start if spans and lines and spans[-1].start > lines[-1][0] else len(text)
    headings += _inline(text, lines)
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
        same = last and (last.marker, squeeze(last.words)) == (
            heading.marker,
            squeeze(heading.words),
        )
        if last and (last.start == heading.start or same):
            if same and heading.start - last.start <= len(last.marker + last.words) + 8:
                kept[-1] = heading
            continue
        kept.append(heading)
    return kept


def _numbered(lines: list[tuple[int, str]]) -> list[Heading]:
    found: list[Heading] = []
    for start, line in lines:
        if CONTENTS.search(line):
            continue
        marked = _markers(start, line)
        if marked and marked[0].marker[-1:] in WEAK and not _continues(marked[0], found):
            continue  # a wrapped line such as 统|一,加强
        found.extend(marked)
        found.extend(_fused(start, line, found))
    return found if any(h.level <= 3 for h in found) else []


def _continues(heading: Heading, before: list[Heading]) -> bool:
    last = next((h for h in reversed(before) if h.level <= heading.level), None)
    number = _number(heading.marker) if heading.level < 3 else _digits(heading.marker)
    same = last is not None and last.level == heading.level
    if not same or last is None:
        return number == 1
    return number == 1 + (_number(last.marker) if last.level < 3 else _digits(last.marker))


def _digits(marker: str) -> int:
    return int(re.sub(r"\D", "", marker) or 0)


def _markers(start: int, line: str) -> list[Heading]:
    """Read the marker of a line; (一)1. on one line are two headings."""
    for level, pattern in MARKERS:
        match = pattern.match(line)
        if match:
            rest = line[match.end() :]
            if not rest:
                return []
            inner = _markers(start + match.end(), rest) if level < 3 else []
            if inner:
                words, said = inner[0].words, inner[0].said
            else:
                words, said = _words(rest), start + match.end()
            return [Heading(level, match[0].strip(), words, start, said), *inner]
    return []


def _fused(start: int, line: str, before: list[Heading]) -> list[Heading]:
    """Find headings that run on inside a paragraph, where they continue the count."""
    found: list[Heading] = []
    for match in FUSED.finditer(line):
        level = 2 if match["l2"] else 1
        number = _number(match["l2"] or match["l1"])
        last = next((h for h in reversed(before + found) if h.level <= level), None)
        follows = last and last.level == level and _number(last.marker) + 1 == number
        opens = number == 1 and level == 2 and last and last.level == 1
        if follows or opens:
            words, at = _words(line[match.end() :]), start + match.start("mark")
            found.append(Heading(level, match["mark"], words, at, start + match.end()))
    return found


def _number(marker: str) -> int:
    digits = re.sub(r"[^一二三四五六七八九十]", "", marker)
    tens, ten, ones = digits.rpartition("十")
    value = "〇一二三四五六七八九".find(ones[:1]) if ones else 0
    return value + (10 * max(1, "〇一二三四五六七八九".find(tens[:1]) if tens else 1) if ten else 0)


def _words(rest: str) -> str:
    stop = STOP.search(rest)
    words = rest[: stop.start()] if stop else rest
    if len(words) > LONGEST_HEADING:
        cut = re.search(r"[,:。]", words[8:])
        words = (
            words[: 8 + cut.start()]
            if cut and cut.start() + 8 <= LONGEST_HEADING
            else words[:LONGEST_HEADING]
        )
    return words.rstrip()


def _bare(lines: list[tuple[int, str]]) -> list[Heading]:
    """Find headings without numbers: short lines before long paragraphs, or opening phrases."""
    body = _body(lines)
    found = [
        Heading(1, "", line, start, start)
        for (start, line), (_, after) in itertools.pairwise(body)
        if len(line) <= BARE
        and len(after) >= LONG
        and not re.search(r"[。;:!,]$|^20\d\d年\d", line)
    ]
    if len(found) >= 2:
        return found
    phrases = [
        Heading(1, "", match[0], start, start)
        for start, line in body
        if len(line) >= 2 * LONG and (match := re.match(rf"[^。,;:\d]{{4,{PHRASE}}}(?=。)", line))
    ]
    return phrases if len(phrases) >= 3 else []


def _body(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the lines from the first long paragraph on; titles and addressee stand before it."""
    for number, (_, line) in enumerate(lines):
        if len(line) >= LONG and "。" in line:
            return lines[number:]
    return []


def _inline(text: str, lines: list[tuple[int, str]]) -> list[Heading]:
    """Find 一是 … 二是 … and the like."""
    first = lines[0][0] if lines else 0
    found: list[Heading] = []
    for match in INLINE.finditer(text, first):
        before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t")
        if before and before[-1] not in BEFORE_INLINE:
            continue
        words = _words(text[match.end() : match.end() + 120].split("\n")[0])
        found.append(Heading(4, match[0], words, match.start(), match.end()))
    return found


def _with_implied(
    headings: list[Heading], lines: list[tuple[int, str]], year: int | None
) -> list[Heading]:
    """Add the parts that begin without a heading (存在的问题…, 下一步,…)."""
    late = lines[len(lines) // 2][0] if len(lines) > 4 else 0
    added: list[Heading] = []
    for start, line in lines:
        for place, words in _openings(start, line, late):
            role = implied_role(words, year)
            if role is None:
                continue
            here = [h for h in headings + added if h.start <= place]
            if any(h.start == place for h in here) or _role_at(here, year) == role:
                continue
            level = _level_for(place, headings)
            added.append(Heading(level, "", _words(line[place - start :]), place, place, role))
            added.sort(key=lambda h: h.start)
    return _sorted(headings + added)


def _openings(start: int, line: str, late: int) -> list[tuple[int, str]]:
    found = [(start, line)] if OPENING.match(line) else []
    if start >= late or len(line) > 600:
        found += [(start + m.start(), line[m.start() :]) for m in SENTENCE_TURN.finditer(line)]
    return found


def _level_for(place: int, headings: list[Heading]) -> int:
    """A part is of the top level, unless the count of a part around it goes on after it."""
    before = [h for h in headings if h.start < place and h.level <= 3]
    after = next((h for h in headings if h.start > place and h.level <= 3), None)
    if after is None or not before:
        return 1
    top = min(h.level for h in headings)
    return 1 if after.level <= top else after.level + 1


def _role_at(headings: list[Heading], year: int | None) -> Role:
    """Return the role of the part that is open after ``headings``."""
    role = Role.PREAMBLE
    stack: list[tuple[int, Role]] = []
    for heading in sorted(headings, key=lambda h: h.start):
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        role = _role(heading, stack[-1][1] if stack else None, year)
        stack.append((heading.level, role))
    return role


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
