"""Find mentions of counties in running text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from analysis.counties.county import County, stem

PHRASE_START = re.compile(r"(?:^|[^\u4e00-\u9fff]|中共|\d年度?|关于)$")


class Mentions:
    """Looks for names from their last character back, the longest first."""

    def __init__(self, names: Mapping[str, list[County]]) -> None:
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in names:
            lengths[name[-1]].add(len(name))
        self._names = names
        self._lengths = {last: tuple(sorted(n, reverse=True)) for last, n in lengths.items()}
        self._endings = re.compile(f"[{''.join(map(re.escape, self._lengths))}]")

    def find(self, text: str) -> list[tuple[int, str]]:
        """Return where full names stand in a text, the longest at each place.

        Names of two characters hide in plain words (全县城区, 示范县): they count only at the start
        of a phrase or right after their prefecture.
        """
        found: list[tuple[int, str]] = []
        for match in self._endings.finditer(text):
            end = match.end()
            for length in self._lengths[match[0]]:
                name = text[max(0, end - length) : end]
                if name in self._names and self._plain(text, end - length, name):
                    while found and found[-1][0] >= end - length:
                        found.pop()
                    found.append((end - length, name))
                    break
        return found

    def _plain(self, text: str, start: int, name: str) -> bool:
        if len(name) > 2:
            return start >= 0
        before = text[max(0, start - 15) : start]
        if name[-1] != "区" and PHRASE_START.search(before):
            return start >= 0
        places = {stem(c.prefecture, c) for c in self._names[name]}
        places |= {c.prefecture for c in self._names[name]}
        return any(place and before.endswith(place) for place in places)
