r"""A report card 成绩单: counties graded by what can be told apart, with its error rate.

Two counties get different grades only where the posterior odds of their order are worth it: a pair
in the right order gains λ, one in the wrong order costs 1, so that a cut between i and j pays where

.. math:: P(L_i > L_j) > 1 / (1 + λ)

Counties are ordered by the mean chance to be above another one; the cuts that gain most in that
order are found by a dynamic programme. The discordance rate is the expected share of pairs, among
those with different grades, whose true order is the other way round.

Source: Kline, Rose & Walters 2024, American Economic Review 114, 2472–2525 (λ = 0.25: four to one).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORTH = 0.25
BLOCK = 256  # counties compared with all others at once


@dataclass(frozen=True)
class ReportCard:
    """Grades from 1 (best), and the share of graded-apart pairs that are the wrong way round."""

    grades: Ints
    discordance: float
    pairs_apart: float  # share of all pairs that get different grades


def chances_above(draws: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the chance of each county to be above each other: n × n, ties count half.

    Args:
        draws: S × n.
    """
    rows = np.ascontiguousarray(draws.T)
    count, units = draws.shape[0], draws.shape[1]
    found = np.empty((units, units), np.float32)
    for first in range(0, units, BLOCK):
        part = rows[first : first + BLOCK, None, :]
        for second in range(0, units, BLOCK):
            other = rows[None, second : second + BLOCK, :]
            above = np.count_nonzero(part > other, axis=2) + np.count_nonzero(part >= other, axis=2)
            found[first : first + BLOCK, second : second + BLOCK] = above / (2 * count)
    return found


def report_card(draws: NDArray[np.float32], worth: float = WORTH) -> ReportCard:
    """Grade the counties of one year.

    Args:
        draws: S × n, posterior draws of L.
        worth: λ, what a pair in the right order gains against what one in the wrong order costs.
    """
    above = chances_above(draws)
    order = np.argsort(-above.mean(axis=1), kind="stable")
    ranked = above[np.ix_(order, order)].astype(float)
    gain = worth * ranked - (1 - ranked)
    starts = _best_cuts(np.triu(gain, 1))
    grades = np.empty(len(order), np.int64)
    grades[order] = np.searchsorted(starts, np.arange(len(order)), side="right")
    return ReportCard(grades, *discordance(above, grades))


def discordance(above: NDArray[np.float32], grades: Ints) -> tuple[float, float]:
    """Return the discordance rate of grades (1 is best), and the share of pairs graded apart."""
    better = grades[:, None] < grades[None, :]
    apart = int(better.sum())
    pairs = len(grades) * (len(grades) - 1) / 2
    if not apart:
        return 0.0, 0.0
    return float((1 - above[better]).mean()), apart / pairs


def _best_cuts(gain: Floats) -> Ints:
    """Return where grades begin: the contiguous parts between which the gain is greatest.

    The gain between parts is all gain less that within them, so the parts with the least gain
    within are sought: least[b] = min over a of least[a] + within(a, b).
    """
    units = len(gain)
    total = np.zeros((units + 1, units + 1))
    total[1:, 1:] = gain.cumsum(axis=0).cumsum(axis=1)
    least, last = np.zeros(units + 1), np.zeros(units + 1, np.int64)
    diagonal = np.diagonal(total)
    for b in range(1, units + 1):
        a = np.arange(b)
        within = total[b, b] - total[a, b] - total[b, a] + diagonal[a]
        cost = least[a] + within
        last[b] = int(cost.argmin())
        least[b] = cost[last[b]]
    starts = []
    b = units
    while b:
        b = int(last[b])
        starts.append(b)
    return np.array(starts[::-1], np.int64)
