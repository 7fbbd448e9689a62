"""Aggregation 合成: scores of dimensions become one index (pure functions on matrices).

Missing scores (NaN) are left out and the weights of the others scaled to sum to 1 again, which
needs no assumption about the missing ones beyond that the index speaks of what was observed.
Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 7.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
FLOOR = 1.0  # a score of 0 would make every geometric mean 0


def shares(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the weights that really apply: units × parts, each row summing to 1 (0 where NaN)."""
    x = np.asarray(scores, float)
    applied = np.where(np.isfinite(x), np.asarray(weights, float), 0.0)
    total = applied.sum(axis=-1, keepdims=True)
    result: Floats = np.divide(applied, total, out=np.zeros_like(applied), where=total > 0)
    return result


def arithmetic(scores: ArrayLike, weights: ArrayLike) -> Floats:
    r"""Return weighted means; parts make up for each other in full.

    .. math:: \sum_j w_j x_j \Big/ \sum_j w_j

    Args:
        scores: … × parts, 0–100, NaN where missing.
        weights: one per part.

    >>> arithmetic([[80, 40], [80, float("nan")]], [0.5, 0.5]).tolist()
    [60.0, 80.0]
    """
    x = np.asarray(scores, float)
    total = (shares(x, weights) * np.nan_to_num(x)).sum(axis=-1)
    result: Floats = np.where(np.isfinite(x).any(axis=-1), total, np.nan)
    return result


def geometric(scores: ArrayLike, weights: ArrayLike) -> Floats:
    r"""Return weighted geometric means; a weak part is made up for only in part.

    .. math:: \exp \sum_j w_j \ln \max(x_j, 1) \Big/ \sum_j w_j

    >>> geometric([[80, 20]], [0.5, 0.5]).round(6).tolist()
    [40.0]
    """
    result: Floats = np.exp(
        arithmetic(np.log(np.maximum(np.asarray(scores, float), FLOOR)), weights)
    )
    return result
