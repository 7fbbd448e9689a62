"""Aggregation by comparing units 比较型合成: outranking, Copeland, TOPSIS (units × parts)."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import TableError

Floats = NDArray[np.float64]
MissingPairs = Literal["compared", "half"]
TOLERANCE = 1e-9
CELLS = 1 << 17


def outranking(
    scores: ArrayLike,
    weights: ArrayLike,
    *,
    missing: MissingPairs = "compared",
    tolerance: float = TOLERANCE,
) -> Floats:
    r"""Return how much weight says that unit i is at least as good as unit j.

    .. math:: o_{ij} = \sum_k w_k \big([x_{ik} > x_{jk}] + \tfrac12 [x_{ik} = x_{jk}]\big)

    so that :math:`o_{ij} + o_{ji} = 1`, whatever the order of the units; the diagonal is 0.

    Args:
        scores: units × parts, NaN where missing.
        weights: one per part.
        missing: a part that one of the two lacks is left out and the others' weights scaled up
            (``compared``), or counts half for each (``half``). A pair without any common part is
            a tie, 0.5.
        tolerance: scores that differ by no more are equal.

    Source: Munda & Nardo (2009), Applied Economics 41, 1513–1523.

    >>> outranking([[1, 3], [2, 2]], [1, 2]).round(3).tolist()
    [[0.0, 0.667], [0.333, 0.0]]
    """
    x, w = np.asarray(scores, float), np.asarray(weights, float)
    w = w / w.sum()
    won, known = np.zeros((len(x), len(x))), np.isfinite(x).astype(float)
    step = max(1, CELLS // max(len(x), 1))
    for start in range(0, len(x), step):  # in blocks, which stay in the cache
        rows = slice(start, start + step)
        for column, weight in zip(x.T, w, strict=True):
            gap = column[rows, None] - column[None, :]
            points = (gap > tolerance).astype(np.int8) + (gap >= -tolerance)  # 2, 1 or 0
            won[rows] += weight / 2 * points
    compared = (known * w) @ known.T
    if missing == "half":
        result: Floats = won + (1 - compared) / 2
    else:
        result = np.full_like(won, 0.5)
        np.divide(won, compared, out=result, where=compared > 0)
    np.fill_diagonal(result, 0.0)
    return result


def copeland(
    scores: ArrayLike,
    weights: ArrayLike,
    *,
    missing: MissingPairs = "compared",
    tolerance: float = TOLERANCE,
) -> Floats:
    """Return Copeland scores: units outranked less units outranked by; an even pair counts 0.

    Args:
        scores: units × parts.
        weights: one per part.
        missing: see ``outranking``.
        tolerance: also how near to a half the weight of an even pair lies.

    Source: Copeland (1951); Saari & Merlin (1996), Economic Theory 8, 51–76.

    >>> copeland([[1, 3, 2], [2, 2, 3], [3, 1, 1]], [1, 1, 1]).tolist()
    [0.0, 2.0, -2.0]
    """
    margin = outranking(scores, weights, missing=missing, tolerance=tolerance) - 0.5
    verdict = np.where(np.abs(margin) <= tolerance, 0.0, np.sign(margin))
    np.fill_diagonal(verdict, 0.0)
    result: Floats = verdict.sum(axis=1)
    return np.where(np.isfinite(np.asarray(scores, float)).any(axis=1), result, np.nan)


def topsis(scores: ArrayLike, weights: ArrayLike) -> Floats:
    r"""Return closeness to the ideal unit, 0–1 (TOPSIS 优劣解距离法).

    Every part is divided by its Euclidean length and weighted; with d⁺ and d⁻ the distances to the
    best and the worst value of every part,

    .. math:: d^-_i / (d^+_i + d^-_i)

    All parts must already have one direction. A unit that lacks a part is scored on the others; one
    that lacks all that differ is NaN.

    Raises:
        TableError: all units are equal, so that there is no ideal one.

    Source: Hwang & Yoon (1981), Multiple Attribute Decision Making, ch. 3.

    >>> topsis([[1, 9], [2, 9], [3, 9]], [1, 1]).tolist()
    [0.0, 0.5, 1.0]
    """
    x, w = np.asarray(scores, float), np.asarray(weights, float)
    known = np.isfinite(x)
    length = np.sqrt(np.where(known, x**2, 0).sum(axis=0))
    v = (w / w.sum()) * x / np.where(length > 0, length, 1)
    best = np.where(known, v, -np.inf).max(axis=0, initial=-np.inf)
    worst = np.where(known, v, np.inf).min(axis=0, initial=np.inf)
    near, far = (np.sqrt(np.where(known, (v - e) ** 2, 0).sum(axis=1)) for e in (worst, best))
    if len(x) > 0 and not (near + far).any():
        raise TableError("TOPSIS needs units that differ; all of them are equal")
    result = np.full(len(x), np.nan)
    np.divide(near, near + far, out=result, where=near + far > 0)
    return result
