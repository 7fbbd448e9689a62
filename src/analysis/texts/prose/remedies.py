"""Kinds of lack, and what remedies each: weak awareness is taught, missing rules are issued."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

Kinds = tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


@cache
def _kinds() -> Kinds:
    """Read ``data/remedies.txt``: words of lacking and of remedy, for each kind of lack."""
    text = files("analysis.texts").joinpath("data/remedies.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        (_any_of(lacking), _any_of(remedy))
        for lacking, remedy in (line.split("|") for line in lines)
    )


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile("|".join(words.split()))


def kinds_lacking(text: str) -> frozenset[int]:
    """Return the kinds of lack that the words of a problem name, as places in the list.

    >>> remedies("开展普法宣讲", kinds_lacking("法治意识淡薄"))
    True
    """
    return frozenset(n for n, (lacking, _) in enumerate(_kinds()) if lacking.search(text))


def remedies(text: str, lacks: frozenset[int]) -> bool:
    """Tell whether a measure remedies one of some kinds of lack."""
    kinds = _kinds()
    return any(kinds[n][1].search(text) for n in lacks)
