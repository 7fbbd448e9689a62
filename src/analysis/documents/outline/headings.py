"""Headings of a report: numbered in any of the genre's ways, bare, or running on in a paragraph."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from analysis.records import Role

NUMERAL = "[一二三四五六七八九十]{1,3}"
MARKERS = (
    (
        1,
        re.compile(
            rf"(?:第{NUMERAL}(?:部分|章)|{NUMERAL}\s*[、.,:](?!{NUMERAL}[类级期批季产楼号组审档]))\s*"
        ),
    ),
    (2, re.compile(rf"[(〔]?\s*{NUMERAL}\s*[)〕]\s*[、,.]?\s*")),
    (3, re.compile(r"\d{1,2}\s*(?:[.](?!\s*\d)|[、,])\s*")),
    (4, re.compile(r"[(]\s*\d{1,2}\s*[)]\s*|\d{1,2}[)]\s*|[①-⑳]\s*")),
)
INLINE = re.compile(
    rf"[一二三四五六七八九十第首其再另](?:(?<=第){NUMERAL}[,、]|(?<=[首其再])[先次],|(?<=一)方面,"
    rf"|(?<=另)一方面,|(?<=[一二三四五六七八九十])[一二三四五六七八九十]{{0,2}}是(?!{NUMERAL}是))"
)
BEFORE_INLINE = "。;:!\n"
FUSED = re.compile(
    rf"(?<=[。:;])[ \t\u3000\xa0]*(?P<mark>[(](?P<l2>{NUMERAL})[)]|(?P<l1>{NUMERAL})、)"
    r"|(?<=[\u4e00-\u9fff])(?P<first>[(]一[)])"  # right after the words of the part it opens
)
WEAK = (",", ":")  # after a numeral these may also be plain punctuation
STOP = re.compile(r"[。;]")
CONTENTS = re.compile(r"(?:[….·]{3,}|\s{3,})\s*\d{1,3}$")
LONGEST_HEADING = 60
LOOK = 200  # characters of a line that are looked at for a heading or an opening
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


class Trail:
    """The last heading of each level or above, while headings are found one after another."""

    def __init__(self) -> None:
        self._last: list[Heading | None] = [None] * 5

    def add(self, heading: Heading) -> None:
        """Go on past a heading."""
        for level in range(heading.level, len(self._last)):
            self._last[level] = heading

    def at(self, level: int) -> Heading | None:
        """Return the last heading of this level or above."""
        return self._last[level]


def numbered(lines: list[tuple[int, str]]) -> list[Heading]:
    """Return the headings with numbers, in any of the ways of ``MARKERS``; [] where all is bare."""
    found: list[Heading] = []
    trail = Trail()
    for start, line in lines:
        if CONTENTS.search(line[-60:]):
            continue
        marked = _markers(start, line)
        if marked and marked[0].marker[-1:] in WEAK and not _continues(marked[0], trail):
            continue  # a wrapped line such as 统|一,加强
        for heading in marked:
            trail.add(heading)
        found.extend(marked)
        found.extend(_fused(start, line, trail))
    return found if any(h.level <= 3 for h in found) else []


def _continues(heading: Heading, trail: Trail) -> bool:
    last = trail.at(heading.level)
    number = _number(heading.marker) if heading.level < 3 else _digits(heading.marker)
    if last is None or last.level != heading.level:
        return number == 1
    return number == 1 + (_number(last.marker) if last.level < 3 else _digits(last.marker))


def _digits(marker: str) -> int:
    return int(re.sub(r"\D", "", marker) or 0)


def _markers(start: int, line: str, above: int = 0) -> list[Heading]:
    """Read the marker of a line below a level; (一)1. on one line are two headings."""
    for level, pattern in MARKERS[above:]:
        match = pattern.match(line)
        if match:
            rest = line[match.end() :]
            if not rest:
                return []
            inner = _markers(start + match.end(), rest, level)
            if inner:
                words, words_start = inner[0].words, inner[0].said
            else:
                words, words_start = heading_words(rest), start + match.end()
            return [Heading(level, match[0].strip(), words, start, words_start), *inner]
    return []


def _fused(start: int, line: str, trail: Trail) -> list[Heading]:
    """Find headings that run on inside a paragraph, where they continue the count."""
    found: list[Heading] = []
    for match in FUSED.finditer(line):
        mark = match["mark"] or match["first"]
        level = 1 if match["l1"] else 2
        at = start + match.end() - len(mark)
        if not _goes_on(level, _number(mark), trail, at):
            continue
        words = heading_words(line[match.end() : match.end() + LOOK])
        found.append(Heading(level, mark, words, at, start + match.end()))
        trail.add(found[-1])
    return found


def _goes_on(level: int, number: int, trail: Trail, at: int) -> bool:
    """Tell whether a number inside a paragraph goes on with the count, or opens a new one."""
    last = trail.at(level)
    if last and last.level == level:
        return _number(last.marker) + 1 == number
    opens = number == 1 and (last is not None or level == 1)
    return opens and (last is None or at - last.start <= LONGEST_HEADING)


def _number(marker: str) -> int:
    digits = re.sub(r"[^一二三四五六七八九十]", "", marker)
    tens, ten, ones = digits.rpartition("十")
    value = "〇一二三四五六七八九".find(ones[:1]) if ones else 0
    return value + (10 * max(1, "〇一二三四五六七八九".find(tens[:1]) if tens else 1) if ten else 0)


def heading_words(rest: str) -> str:
    """Return the words of a heading: up to its first stop, or as much as a heading can hold."""
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


def bare(lines: list[tuple[int, str]]) -> list[Heading]:
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


def inline(text: str, lines: list[tuple[int, str]]) -> list[Heading]:
    """Find 一是 … 二是 … and the like."""
    first = lines[0][0] if lines else 0
    found: list[Heading] = []
    for match in INLINE.finditer(text, first):
        before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t")
        if before and before[-1] not in BEFORE_INLINE:
            continue
        words = heading_words(text[match.end() : match.end() + LOOK].split("\n")[0])
        found.append(Heading(4, match[0], words, match.start(), match.end()))
    return found
