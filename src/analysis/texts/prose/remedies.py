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
    """Return the kinds of lack that the words of a problem name.

    >>> kinds_lacking("法治意识淡薄") & kinds_remedied("开展普法宣讲") != frozenset()
    True
    """
    return frozenset(n for n, (lacking, _) in enumerate(_kinds()) if lacking.search(text))


def kinds_remedied(text: str) -> frozenset[int]:
    """Return the kinds of lack that a measure answers."""
    return frozenset(n for n, (_, remedy) in enumerate(_kinds()) if remedy.search(text))
