"""What a clause is about: its words with weights, words of one meaning taken for one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

# Of words that the list does not hold, every two neighbouring characters count, a little less than
# a word that names a kind of thing: they may be two halves of different words.
UNKNOWN = 0.7
NAMED = 2.0  # times the weight of what stands in quotation marks: it is a name
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
_NAME = re.compile(r"“([^“”]{2,12})”")


@cache
def _words() -> tuple[AhoCorasick, tuple[tuple[str, float], ...]]:
    """Read ``data/words.txt``: what finds the words, and for each its meaning and weight."""
    text = files("analysis.texts").joinpath("data/words.txt").read_text(encoding="utf-8")
    meanings: dict[str, tuple[str, float]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            weight, *words = line.split()
            for word in words:
                meanings.setdefault(word, (words[0], float(weight)))
    return AhoCorasick(list(meanings), matchkind=MatchKind.LeftmostLongest), tuple(
        meanings.values()
    )


def features(text: str) -> dict[str, float]:
    """Return the words of a folded clause by meaning, each with its weight; doing words have none.

    >>> features("组织执法骨干轮训") == features("举办行政执法人员培训班") | {"队伍": 1.0}
    True
    """
    found = _features(text)
    for name in _NAME.findall(text):
        found |= {w: NAMED * v for w, v in _features(name).items() if v == UNKNOWN}
    return found


def _features(text: str) -> dict[str, float]:
    finder, meanings = _words()
    found: dict[str, float] = {}
    end = 0
    for number, start, stop in finder.find_matches_as_indexes(text):
        _add_pairs(found, text[end:start])
        meaning, weight = meanings[number]
        if weight:
            found[meaning] = weight
        end = stop
    _add_pairs(found, text[end:])
    return found


def _add_pairs(found: dict[str, float], text: str) -> None:
    for run in _RUN.findall(text):
        for a, b in itertools.pairwise(run):
            found[a + b] = UNKNOWN


def overlap(asked: Mapping[str, float], there: Mapping[str, float]) -> float:
    """Return the share of the weight of ``asked`` that ``there`` holds, from 0 to 1.

    >>> overlap({"培训": 1.0, "执法": 0.3}, {"培训": 1.0})
    0.7692307692307692
    """
    total = sum(asked.values())
    return sum(w for word, w in asked.items() if word in there) / total if total else 0.0
