"""Phrases of the codebook that lie within another indicator's phrase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from analysis.extraction.indicators.codebook import Codebook, Indicator
from analysis.extraction.quantities.units import compatible

Phrase = tuple[str, ...]


class Within(NamedTuple):
    """A phrase that names a figure wherever the longer phrase of another indicator does."""

    code: str
    phrase: Phrase
    other: str
    longer: Phrase


def phrases_within(codebook: Codebook) -> Iterator[Within]:
    """Yield the phrases that lie within another indicator's, where both count in one unit.

    There the longer phrase names the figure by its greater score, and nothing else keeps the two
    apart: a word added to ``exclude`` or ``counts`` of the shorter makes it sure.
    """
    named = [(i, phrase) for i in codebook for phrase in i.phrases]
    by_part: dict[str, list[tuple[Indicator, Phrase]]] = {}
    for indicator, phrase in named:
        for part in {token[k : k + 2] for token in phrase for k in range(len(token) - 1)}:
            by_part.setdefault(part, []).append((indicator, phrase))
    for indicator, phrase in named:
        for other, longer in by_part.get(phrase[0][:2], ()):
            apart = other.code != indicator.code and _one_unit(indicator, other)
            if apart and _lies_within(phrase, longer):
                yield Within(indicator.code, phrase, other.code, longer)


def _lies_within(phrase: Phrase, longer: Phrase) -> bool:
    """Tell whether each token of a phrase stands in a token of the longer one."""
    return sum(map(len, phrase)) < sum(map(len, longer)) and all(
        any(token in word for word in longer) for token in phrase
    )


def _one_unit(a: Indicator, b: Indicator) -> bool:
    return a.kind == b.kind and compatible(a.unit, b.unit, a.also_units | b.also_units)
