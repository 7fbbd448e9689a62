"""Rules: patterns that are tried only in sentences that hold a word which each match of them holds.

Of the many things that words around a figure may say, a sentence says few. One pass over it with an
Aho-Corasick automaton tells which rules can apply at all, so that a rule more costs nothing where
it does not. The words are taken from the patterns themselves.

Source: the prefilter of FilteredRE2 (R. Cox, "Regular Expression Matching in the Wild", 2010).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

# The only reader of patterns there is: what was the module sre_parse until Python 3.11.
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick

MOST_SPELT = 64  # words that a part of a pattern is spelt out into
_REPEATED = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_RULES: list[Rule] = []


class Rule:
    """A compiled pattern that ``possible_rules`` knows of."""

    __slots__ = ("finditer", "fullmatch", "match", "pattern", "search")

    def __init__(self, pattern: str) -> None:
        compiled = re.compile(pattern)
        self.pattern = pattern
        self.match, self.fullmatch = compiled.match, compiled.fullmatch
        self.search, self.finditer = compiled.search, compiled.finditer
        _RULES.append(self)


def possible_rules(sentence: str) -> frozenset[Rule]:
    """Return the rules that can match within a sentence: all others match in no part of it."""
    return _finder(len(_RULES)).possible(sentence)


def needed_words(pattern: str) -> frozenset[str]:
    """Return words of which each match of a pattern holds one; none where that cannot be told.

    >>> sorted(needed_words("每(?:年|季度)[^,]{0,9}不少于|力争"))
    ['不少于', '力争']
    >>> sorted(needed_words("全[县市]|(?<!参加)全省")), needed_words("[^,]*")
    (['全县', '全市', '全省'], frozenset())
    """
    return _needed(parser.parse(pattern))


class _Finder:
    """All rules by the words they need."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        by_word: dict[str, set[Rule]] = {}
        always = set()
        for rule in rules:
            words = needed_words(rule.pattern)
            for word in words:
                by_word.setdefault(word, set()).add(rule)
            if not words:
                always.add(rule)
        self._by_word = {word: frozenset(found) for word, found in by_word.items()}
        self._always = frozenset(always)
        self._words = AhoCorasick(list(by_word), store_patterns=True)

    def possible(self, sentence: str) -> frozenset[Rule]:
        found = set(self._words.find_matches_as_strings(sentence, overlapping=True))
        return self._always.union(*[self._by_word[word] for word in found])


@lru_cache(maxsize=1)
def _finder(count: int) -> _Finder:
    """Return the finder of the first rules; it is made anew where modules brought more."""
    return _Finder(_RULES[:count])


def _needed(tree: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """Return the words of one part of a sequence, of that with the longest: these are rarer."""
    options: list[frozenset[str]] = []
    spelt = {""}
    for node in tree:
        words = _spelt(*node)
        if words and len(words) * len(spelt) <= MOST_SPELT:
            spelt = {"".join(both) for both in product(spelt, words)}
            continue
        options += [frozenset(spelt), words or _needed_by(*node)]
        spelt = {""}
    options.append(frozenset(spelt))
    telling = [words for words in options if words and "" not in words]
    return max(telling, key=_rarity, default=frozenset())


def _rarity(words: frozenset[str]) -> tuple[int, float]:
    return min(map(len, words)), sum(map(len, words)) / len(words)


def _spelt(op: Any, value: Any) -> frozenset[str]:
    """Return all words that a node can match where they can be told, else none."""
    match str(op):
        case "LITERAL":
            return frozenset({chr(value)})
        case "IN" if all(str(kind) == "LITERAL" for kind, _ in value):
            return frozenset(chr(sign) for _, sign in value)
        case "SUBPATTERN":
            return _spelt_through(value[3])
        case "BRANCH":
            each = [_spelt_through(branch) for branch in value[1]]
            return frozenset().union(*each) if all(each) else frozenset()
    return frozenset()


def _spelt_through(tree: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    each = [_spelt(*node) for node in tree]
    words = frozenset(map("".join, product(*each))) if all(each) else frozenset()
    return words if len(words) <= MOST_SPELT else frozenset()


def _needed_by(op: Any, value: Any) -> frozenset[str]:
    """Return the words of a node that is no plain word."""
    match str(op):
        case "SUBPATTERN":
            return _needed(value[3])
        case "ASSERT":
            return _needed(value[1])  # it looks ahead or back within the sentence
        case "BRANCH":
            each = [_needed(branch) for branch in value[1]]
            return frozenset().union(*each) if all(each) else frozenset()
        case repeated if repeated in _REPEATED and value[0] > 0:
            return _needed(value[2])
    return frozenset()
