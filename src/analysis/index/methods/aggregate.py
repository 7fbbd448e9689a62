"""Aggregation 合成: scores of parts become one (pure functions on arrays, parts last).

``scores`` is … × parts and ``weights`` one per part, or an array that broadcasts against
``scores``. Missing scores (NaN) are left out and the weights of the others scaled to sum to 1
again, which needs no assumption about the missing ones beyond that the index speaks of what was
observed; where all are missing the result is NaN. Methods that compare units with each other
(TOPSIS, Copeland) are in ``outrank``.

Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 7; formulas as in
Becker, Caperna, Del Sorbo et al. (2022), COINr, JOSS 7(78), 4567.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import TableError

Floats = NDArray[np.float64]
FLOOR = 1.0  # a score of 0 would make every geometric mean 0
MPI_MEAN, MPI_SPREAD = 100.0, 10.0  # scale on which Mazziotta & Pareto standardise


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
    applied = shares(x, weights)
    total = (applied * np.nan_to_num(x)).sum(axis=-1)
    result: Floats = np.where(applied.any(axis=-1), total, np.nan)
    return result


def geometric(scores: ArrayLike, weights: ArrayLike, *, floor: float | None = FLOOR) -> Floats:
    r"""Return weighted geometric means; a weak part is made up for only in part.

    .. math:: \exp \sum_j w_j \ln \max(x_j, floor) \Big/ \sum_j w_j

    Raises:
        TableError: without a ``floor``, a score is not above 0.

    >>> geometric([[80, 20]], [0.5, 0.5]).round(6).tolist()
    [40.0]
    """
    x = np.asarray(scores, float)
    x = _positive(x, "geometric") if floor is None else np.maximum(x, floor)
    result: Floats = np.exp(arithmetic(np.log(x), weights))
    return result


def harmonic(scores: ArrayLike, weights: ArrayLike) -> Floats:
    r"""Return weighted harmonic means, which a weak part pulls down most.

    .. math:: \sum_j w_j \Big/ \sum_j (w_j / x_j)

    Raises:
        TableError: a score is not above 0.

    >>> harmonic([[60, 20]], [0.5, 0.5]).round(6).tolist()
    [30.0]
    """
    result: Floats = 1 / arithmetic(1 / _positive(np.asarray(scores, float), "harmonic"), weights)
    return result


def generalised(scores: ArrayLike, weights: ArrayLike, *, power: float) -> Floats:
    r"""Return weighted power means: ``power`` 1 is arithmetic, -1 harmonic, near 0 geometric.

    .. math:: \Big(\sum_j w_j x_j^p \Big/ \sum_j w_j\Big)^{1/p}

    Raises:
        TableError: ``power`` is 0, or a score is not above 0 (below 0 for positive powers).

    >>> generalised([[60, 20]], [0.5, 0.5], power=2).round(4).tolist()
    [44.7214]
    """
    if power == 0:
        raise TableError("the generalised mean has no power 0; use the geometric mean")
    x = np.asarray(scores, float)
    if power < 0:
        x = _positive(x, "generalised")
    elif (x < 0).any():
        raise TableError(f"the generalised mean needs scores of at least 0, not {np.nanmin(x):g}")
    result: Floats = arithmetic(x**power, weights) ** (1 / power)
    return result


def median(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """Return weighted medians: half of the weight lies on either side.

    Where exactly half lies below, it is the middle between the two neighbours.

    >>> median([[1, 2, 10]], [1, 1, 1]).tolist(), median([[1, 2, 10]], [1, 1, 2]).tolist()
    ([2.0], [6.0])
    """
    x = np.asarray(scores, float)
    applied = shares(x, weights)
    order = np.argsort(np.where(np.isnan(x), np.inf, x), axis=-1, kind="stable")
    values = np.take_along_axis(np.where(np.isnan(x), np.inf, x), order, axis=-1)
    reached = np.take_along_axis(applied, order, axis=-1).cumsum(axis=-1)
    low = np.argmax(reached >= 0.5 - 1e-12, axis=-1)[..., None]
    high = np.argmax(reached > 0.5 + 1e-12, axis=-1)[..., None]
    below, above = (np.take_along_axis(values, i, axis=-1)[..., 0] for i in (low, high))
    result: Floats = (below + above) / 2
    return np.where(applied.any(axis=-1), result, np.nan)


def minimum(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the lowest score of the parts with a weight: nothing makes up for it.

    >>> minimum([[80, 40, float("nan")]], [1, 1, 1]).tolist()
    [40.0]
    """
    x = np.asarray(scores, float)
    applied = shares(x, weights)
    least = np.where(applied > 0, x, np.inf).min(axis=-1)
    result: Floats = np.where(applied.any(axis=-1), least, np.nan)
    return result


def mazziotta_pareto(scores: ArrayLike, weights: ArrayLike, *, sign: int = -1) -> Floats:
    r"""Return the adjusted Mazziotta–Pareto index AMPI: the mean less a penalty for imbalance.

    .. math:: M_i \pm S_i \cdot cv_i, \quad cv_i = S_i / M_i

    over parts that already stand on one positive scale (by goalposts or min-max, e.g. 70–130), so
    that it compares over time. S is the standard deviation of the parts with divisor n.

    Args:
        scores: … × parts.
        weights: one per part (equal in the source).
        sign: -1 where more is better, so that imbalance is punished; +1 where less is better.

    Raises:
        TableError: a mean is not above 0.

    Source: Mazziotta & Pareto (2016), Social Indicators Research 127, 983–1003.

    >>> mazziotta_pareto([[100, 100], [120, 80]], [1, 1]).tolist()
    [100.0, 96.0]
    """
    mean = arithmetic(scores, weights)
    _positive(mean, "Mazziotta-Pareto")
    gaps = np.asarray(scores, float) - mean[..., None]
    result: Floats = mean + np.sign(sign) * arithmetic(gaps**2, weights) / mean
    return result


def mazziotta_pareto_z(scores: ArrayLike, weights: ArrayLike, *, sign: int = -1) -> Floats:
    """Return the Mazziotta–Pareto index MPI: AMPI over parts standardised to 100 ± 10 (divisor n).

    Source: Mazziotta & Pareto (2013), Rivista Italiana di Economia 67(1), 67–80; De Muro,
    Mazziotta & Pareto (2011), Social Indicators Research 104, 1–18.

    >>> mazziotta_pareto_z([[1, 3], [3, 1]], [1, 1]).round(2).tolist()
    [99.0, 99.0]
    """
    x = np.asarray(scores, float)
    known = np.isfinite(x)
    count = np.maximum(known.sum(axis=-2, keepdims=True), 1)
    gaps = x - np.where(known, x, 0).sum(axis=-2, keepdims=True) / count
    spread = np.sqrt(np.where(known, gaps**2, 0).sum(axis=-2, keepdims=True) / count)
    spread = np.where(spread > 1e-12 * np.abs(x).max(initial=1, where=known), spread, np.inf)
    return mazziotta_pareto(MPI_MEAN + MPI_SPREAD * gaps / spread, weights, sign=sign)


def _positive(x: Floats, mean: str) -> Floats:
    if (x <= 0).any():
        raise TableError(f"the {mean} mean needs scores above 0, not {np.nanmin(x):g}")
    return x
