"""Distinctive words of a county, type of counties, year or prefecture.

Words are found in the texts themselves: runs of characters that come often and whose neighbours
vary on both sides; the terms of the codebook and of the lexicon are words anyhow. Formulas of the
genre are left out first.

Sources: Monroe, Colaresi & Quinn 2008 (log-odds with informative Dirichlet prior); Jin &
Tanaka-Ishii 2006 (words by the entropy of their neighbours).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from analysis.tables.contracts_texts import WORDS
from analysis.texts.prose.clauses import squeezed

Counts = NDArray[Any]

SAMPLE = 20_000  # sentences that words are found in
LONGEST = 6  # characters of a word that is found
OFTEN = 6  # times that it must come in the sample
FREE = 1.5  # bits of entropy of its neighbours, on the side where they vary less
PRIOR = 500.0  # words that the prior is worth: Monroe et al. take about a speech
SHOWN = 15  # words of each group
LEAST = 3  # times that a shown word comes in its group
EDGES = frozenset(
    "的了是在和对为与及以等将并把被由从到其各个均已共不也还又而或该本一"
)  # no word's first or last
_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")


def find_words(sentences: Iterable[str], terms: Iterable[str] = ()) -> list[str]:
    """Return the words of a sample of folded sentences, and the terms.

    >>> said = ["推行扫码入企", "全面扫码入企后", "对扫码入企时", "由扫码入企中", "我扫码入企多"]
    >>> words = find_words(said * 2)
    >>> "扫码入企" in words, "码入" in words
    (True, False)
    """
    counts: Counter[str] = Counter()
    before: dict[str, Counter[str]] = defaultdict(Counter)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    runs = [run for said in islice(sentences, SAMPLE) for run in _RUN.findall(said)]
    for run in runs:
        counts.update(
            run[i : i + n] for n in range(2, LONGEST + 1) for i in range(len(run) - n + 1)
        )
    often = {word for word, count in counts.items() if count >= OFTEN}
    for run in runs:
        for n in range(2, LONGEST + 1):
            for i in range(len(run) - n + 1):
                word = run[i : i + n]
                if word in often:
                    before[word][run[i - 1] if i else "^"] += 1
                    after[word][run[i + n] if i + n < len(run) else "$"] += 1
    free = {
        w
        for w in often
        if not {w[0], w[-1]} & EDGES and min(_entropy(before[w]), _entropy(after[w])) >= FREE
    }
    return sorted(free | set(terms))


def _entropy(neighbours: Counter[str]) -> float:
    total = sum(neighbours.values())
    return -sum(c / total * math.log2(c / total) for c in neighbours.values())


class WordCounter:
    """Counts words; of words that overlap, the longer one that begins first counts."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self._finder = AhoCorasick(self.words, matchkind=MatchKind.LeftmostLongest)

    def counts(self, sentences: Iterable[str], left_out: Iterable[str] = ()) -> Counts:
        """Return how often each word comes; names that are left out part words."""
        text = "\n".join(squeezed(said)[0] for said in sentences)
        for name in left_out:
            text = text.replace(name, "\n")
        found = [number for number, _, _ in self._finder.find_matches_as_indexes(text)]
        return np.bincount(np.asarray(found, dtype=np.int64), minlength=len(self.words))


def log_odds(own: Counts, others: Counts, prior: Counts) -> Counts:
    """Return the z-score of each word's log-odds in a group against the others.

    δ = ln((y+α)/(n+α₀−y−α)) of the group less that of the others, over √(1/(y+α) + 1/(y'+α)).

    Args:
        own: counts in the group, by word.
        others: counts in all other groups.
        prior: α, pseudo-counts of each word.

    >>> z = log_odds(np.array([9, 1]), np.array([10, 90]), np.array([1.0, 1.0]))
    >>> bool(z[0] > 1.96), bool(z[1] < 0)
    (True, True)
    """
    mine, theirs = own + prior, others + prior
    delta = np.log(mine / (mine.sum() - mine)) - np.log(theirs / (theirs.sum() - theirs))
    return np.asarray(delta / np.sqrt(1 / mine + 1 / theirs))


def distinctive(
    counts: Mapping[str, Counts], groups: Mapping[str, Sequence[str]], words: Sequence[str]
) -> pd.DataFrame:
    """Return table WORDS: the most distinctive words of each group.

    Args:
        counts: report (document id) → counts by word.
        groups: by (county, type, year, prefecture) and group, a tab between → its reports.
        words: the words.
    """
    rows: list[dict[str, object]] = []
    total = sum(counts.values(), np.zeros(len(words), np.int64))
    prior = PRIOR * (total + 1) / (total + 1).sum()
    for name, reports in groups.items():
        own = sum((counts[r] for r in reports), np.zeros(len(words), np.int64))
        others = total - own
        if not own.sum() or not others.sum():
            continue
        z = log_odds(own, others, prior)
        best = [n for n in np.argsort(-z, kind="stable")[: 2 * SHOWN] if own[n] >= LEAST][:SHOWN]
        by, _, group = name.partition("\t")
        rows += [
            {
                "by": by,
                "group": group,
                "word": words[n],
                "z": float(z[n]),
                "count": int(own[n]),
                "others": int(others[n]),
            }
            for n in best
            if z[n] > 0
        ]
    return WORDS.check(pd.DataFrame(rows, columns=list(WORDS.columns)))
