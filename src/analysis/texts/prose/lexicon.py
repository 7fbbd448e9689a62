"""What a clause is about: its words with weights, words of one meaning taken for one."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

from ahocorasick_rs import AhoCorasick, MatchKind

# Of words that the list does not hold, every two neighbouring characters count. Most words have two
# characters, so a run of n holds about n/2; of its n-1 pairs the others join two words.
UNKNOWN = 0.9
TELLING = 0.4  # weight of a word that says what it is about; lighter ones stand everywhere
NAMED = 2.0  # times the weight of what stands in quotation marks: it is a name
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
_NAME = re.compile(r"“([^“”]{2,12})”")


@cache
def _words() -> tuple[AhoCorasick, AhoCorasick, tuple[tuple[str, float], ...]]:
    """Read ``data/words.txt``: what finds the longest words, or all, and what each means."""
    text = files("analysis.texts").joinpath("data/words.txt").read_text(encoding="utf-8")
    meanings: dict[str, tuple[str, float]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            weight, *words = line.split()
            for word in words:
                meanings.setdefault(word, (words[0], float(weight)))
    longest = AhoCorasick(list(meanings), matchkind=MatchKind.LeftmostLongest)
    return longest, AhoCorasick(list(meanings)), tuple(meanings.values())


def features(text: str, unknown: float = UNKNOWN) -> dict[str, float]:
    """Return the words of a folded clause by meaning, each with its weight; doing words have none.

    >>> features("组织执法骨干轮训") == features("举办行政执法人员培训班")
    True

    Args:
        text: the clause.
        unknown: weight of a word that the list does not hold.
    """
    found = _features(text, unknown)
    for name in _NAME.findall(text):
        pairs: dict[str, float] = {}
        _add_pairs(pairs, name, unknown)
        found |= {w: NAMED * found[w] for w in pairs if found.get(w, NAMED) <= unknown}
    return found


def _features(text: str, unknown: float) -> dict[str, float]:
    finder, _, meanings = _words()
    found: dict[str, float] = {}
    end = 0
    for number, start, stop in finder.find_matches_as_indexes(text):
        _add_pairs(found, text[end:start], unknown)
        meaning, weight = meanings[number]
        if weight:
            found[meaning] = weight
        end = stop
    _add_pairs(found, text[end:], unknown)
    return found


def _add_pairs(found: dict[str, float], text: str, unknown: float) -> None:
    for run in _RUN.findall(text):
        weight = unknown * len(run) / 2 / max(1, len(run) - 1)
        for a, b in pairwise(run):
            found[a + b] = max(weight, found.get(a + b, 0.0))


def words_held(text: str) -> frozenset[str]:
    """Return all that a clause can be asked for: words within words too, and all pairs.

    >>> {"法治督察", "督察"} <= words_held("开展法治督察")
    True
    """
    _, finder, meanings = _words()
    found = finder.find_matches_as_indexes(text, overlapping=True)
    known = {meanings[number][0] for number, _, _ in found if meanings[number][1]}
    pairs = {a + b for run in _RUN.findall(text) for a, b in pairwise(run)}
    return frozenset(known | pairs)
