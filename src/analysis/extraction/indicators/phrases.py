"""The codebook's phrases, found by their tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from analysis.extraction.indicators.codebook import Indicator
from analysis.extraction.indicators.frames.nearness import Zones
from analysis.extraction.indicators.frames.predicates import verbs_in

EXACT_UNIT = 0.3  # for the codebook's own unit: of 5大类41项 the 41项 are the items
MARKS = ".^《"  # before a word of the codebook's column exclude
WHOLE_TOKEN = 99  # characters: more than a token has


class Weighed(NamedTuple):
    """A token and what its length is worth where it stands near, and where farther away."""

    token: str
    near: float
    far: float


class Excluded(NamedTuple):
    """The words that rule an indicator out where they stand beside the figure, or elsewhere.

    In the codebook ``.word`` speaks of the figure's own words only, ``^word`` of all before it,
    ``《word`` of the titles.
    """

    near: tuple[str, ...]
    own: tuple[str, ...]
    before: tuple[str, ...]
    titles: tuple[str, ...]
    words: frozenset[str]  # all of them


class Phrase(NamedTuple):
    """One wording of an indicator, with what is the same for every figure that it may name."""

    indicator: Indicator
    tokens: tuple[str, ...]
    weighed: tuple[Weighed, ...]
    verbs: tuple[tuple[str, frozenset[str]], ...]  # its tokens that are verbs
    excluded: Excluded
    denominator: bool  # but counted: 21个乡镇 gives way to what is said of the towns
    most: float  # no figure gives it a higher score
    number: int  # in the codebook


def phrase_of(indicator: Indicator, said: tuple[str, ...], number: int) -> Phrase:
    """Prepare one wording; tokens that another token of it contains say nothing more."""
    tokens = tuple(t for t in said if not any(t != other and t in other for other in said))
    denominator = indicator.role == "denominator"
    near, far = (3, 3) if denominator else (WHOLE_TOKEN, 2)
    return Phrase(
        indicator,
        tokens,
        weighed=tuple(Weighed(t, _length(t, near), _length(t, far)) for t in tokens),
        verbs=tuple((t, verbs_in(t)) for t in tokens if verbs_in(t)),
        excluded=_excluded(indicator.exclude),
        denominator=denominator,
        most=1.3 * sum(_length(token, WHOLE_TOKEN) for token in tokens) + EXACT_UNIT,
        number=number,
    )


@cache
def _excluded(words: tuple[str, ...]) -> Excluded:
    def marked(mark: str) -> tuple[str, ...]:
        return tuple(word.lstrip(MARKS) for word in words if word[0] == mark)

    near = tuple(word for word in words if word[0] not in MARKS)
    everywhere = frozenset(word.lstrip(MARKS) for word in words)
    return Excluded(near, marked("."), marked("^"), marked("《"), everywhere)


@cache
def _length(token: str, most: int) -> float:
    return float(min(len(token), most) ** 0.8 + 0.02 * len(token))  # of two equals the longer


Entry = tuple[int, frozenset[str], Phrase]  # its place in the order, its tokens, itself


class PhraseIndex:
    """Finds the phrases of which all tokens stand around a figure, and one beside it."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        # A phrase is looked for where its longest token stands, which few sentences have.
        self._by_longest: dict[str, list[tuple[str, frozenset[str], Entry]]] = defaultdict(list)
        self._after_unit: dict[str, list[str]] = defaultdict(list)
        for number, phrase in enumerate(phrases):
            own = sorted(set(phrase.tokens), key=lambda token: (-len(token), token))
            entry = number, frozenset(own), phrase
            self._by_longest[own[0]].append((own[:2][-1], frozenset(own[2:]), entry))
        tokens = {token for phrase in phrases for token in phrase.tokens}
        for token in sorted(tokens):
            self._after_unit[token[:2]].append(token)
        excluded = {word for phrase in phrases for word in phrase.excluded.words}
        # The automaton that is smaller is the faster one here: it stays in the processor's cache.
        self._finder = AhoCorasick(
            sorted(tokens | excluded),
            implementation=Implementation.ContiguousNFA,
            store_patterns=True,
        )
        # The words around the figures of one sentence are the same.
        self._in_sentence = lru_cache(maxsize=64)(self._complete_in)

    def find(self, zones: Zones, fits: Sequence[bool]) -> tuple[list[Phrase], set[str]]:
        """Return the phrases that may name a figure, and the words that stand around it.

        The phrases are in order, and of those that fit its unit. The words are all tokens and words
        of the column ``exclude`` that there are around the figure.
        """
        beside, context = self._beside(zones), zones.context
        if not beside:
            return [], beside
        words, complete = self._in_sentence(
            context.whole, context.titles, context.earlier, zones.heading
        )
        if not beside <= words:  # words of the figure before, or of a list that is dealt out
            words = words | beside
            complete = self._complete(words)
        found = [p for n, own, p in complete if fits[n] and not own.isdisjoint(beside)]
        return found, words

    def _beside(self, zones: Zones) -> set[str]:
        """Return the tokens that stand beside the figure."""
        near = self._tokens_of(zones.near())
        for token in self._after_unit.get(zones.following[:2], ()):
            if zones.begin_what_follows(token):
                near.add(token)
        return near

    def _complete_in(self, *places: str) -> tuple[set[str], list[Entry]]:
        around = self._tokens_of("|".join(places))
        return around, self._complete(around)

    def _complete(self, tokens: set[str]) -> list[Entry]:
        """Return, in order, the phrases of which all tokens are there."""
        found = [
            entry
            for longest in tokens
            for other, others, entry in self._by_longest.get(longest, ())
            if other in tokens and (not others or others <= tokens)
        ]
        return sorted(found)

    def _tokens_of(self, words: str) -> set[str]:
        return set(self._finder.find_matches_as_strings(words, overlapping=True))
