"""The codebook's phrases, found by their tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from analysis.extraction.indicators.frames.nearness import Zones

Phrase = tuple[str, ...]


class Tokens:
    """Finds the tokens of all phrases in words, all at once."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._tokens = sorted({token for phrase in phrases for token in phrase})
        self._finder = AhoCorasick(
            self._tokens, implementation=Implementation.DFA, store_patterns=True
        )
        self._after_unit: dict[str, list[str]] = defaultdict(list)
        for token in self._tokens:
            self._after_unit[token[:2]].append(token)
        # The words around the figures of one sentence are the same.
        self._in_sentence = lru_cache(maxsize=64)(self._in_places)

    def beside(self, zones: Zones) -> set[str]:
        """Return the tokens that stand beside the figure."""
        near = self._of(zones.near())
        for token in self._after_unit.get(zones.following[:2], ()):
            if zones.begin_what_follows(token):
                near.add(token)
        return near

    def around(self, zones: Zones) -> frozenset[str]:
        """Return the tokens of the figure's sentence, the one before, and the heading."""
        c = zones.context
        return self._in_sentence(c.whole, c.titles, c.earlier, zones.heading)

    def _of(self, words: str) -> set[str]:
        return set(self._finder.find_matches_as_strings(words, overlapping=True))

    def _in_places(self, *places: str) -> frozenset[str]:
        return frozenset(self._of("|".join(places)))


class Index:
    """Some phrases by their tokens: those of one token, the others by pairs of theirs."""

    def __init__(self, phrases: Sequence[Phrase], numbers: Iterable[int]) -> None:
        self._alone: dict[str, list[int]] = defaultdict(list)
        self._with: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._longer: dict[int, frozenset[str]] = {}
        for number in numbers:
            phrase = frozenset(phrases[number])
            if len(phrase) > 2:
                self._longer[number] = phrase
            for token in phrase:
                partner = max(phrase - {token}, key=lambda t: (len(t), t), default="")
                place = self._with[token][partner] if partner else self._alone[token]
                place.append(number)
        self._partners = {token: frozenset(beside) for token, beside in self._with.items()}

    def find(self, beside: set[str], around: frozenset[str]) -> set[int]:
        """Return the phrases of which all tokens stand around the figure, one beside it."""
        everywhere = around | beside
        found: set[int] = set()
        for token in beside:
            alone = self._alone.get(token)
            if alone:
                found.update(alone)
            partners = self._partners.get(token)
            if partners:
                for partner in everywhere & partners:
                    found.update(self._with[token][partner])
        lacking = [n for n in found & self._longer.keys() if not everywhere >= self._longer[n]]
        return found.difference(lacking) if lacking else found
