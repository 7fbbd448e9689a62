"""Normalisation 无量纲化: natural units onto 0–100 (pure functions on one-dimensional arrays).

Missing values (NaN) stay missing and are ignored. Only ``goalposts`` keeps years comparable, since
its limits do not depend on the sample; the index uses it, the others serve display and sensitivity.
Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from analysis.errors import ConfigError

Floats = NDArray[np.float64]
MIDDLE = 50.0  # what a constant indicator is worth


def goalposts(values: ArrayLike, low: float, high: float) -> Floats:
    r"""Score values between two fixed limits in natural units.

    .. math:: 100 \cdot \frac{x - low}{high - low}, \quad\text{cut to } [0, 100]

    ``low`` is worth 0 and ``high`` 100; where less is better ``low`` is the larger number.

    Raises:
        ConfigError: both limits are the same.

    >>> goalposts([0, 2, 9], low=0, high=4).tolist()
    [0.0, 50.0, 100.0]
    >>> goalposts([0, 5, 40], low=20, high=0).tolist()
    [100.0, 75.0, 0.0]
    """
    if low == high:
        raise ConfigError(f"both goalposts are {low}; an indicator needs two different limits")
    x = np.asarray(values, float)
    result: Floats = np.clip(100 * (x - low) / (high - low), 0, 100) + 0.0  # never -0.0
    return result


def failure_goalposts(percent: ArrayLike, low: float, high: float) -> Floats:
    r"""Score a near-saturated rate by the log-odds of failure between two failing shares.

    With f = 100 - rate (per cent) and logit(f) = ln(f / (100 - f)),

    .. math:: 100 \cdot \frac{logit(low) - logit(f)}{logit(low) - logit(high)}

    so that halving the failures is worth the same everywhere. ``low`` and ``high`` are failing
    shares in per cent, ``low`` (worth 0) the larger.

    Source: Cox & Snell (1989), Analysis of Binary Data, 2.1; the project's rule 2.

    >>> failure_goalposts([90, 99, 99.9], low=10, high=0.1).round(1).tolist()
    [0.0, 50.9, 100.0]
    """
    failing = np.clip(100 - np.asarray(percent, float), 1e-9, 100 - 1e-9)
    limits = _logit(np.array([low, high]))
    return goalposts(_logit(failing), float(limits[0]), float(limits[1]))


def min_max(values: ArrayLike, direction: int = 1) -> Floats:
    """Score values between the sample's own minimum (0) and maximum (100).

    A constant indicator is worth 50 everywhere; ``direction=-1`` turns the order round.

    >>> min_max([1, 2, 5]).tolist(), min_max([3, 3]).tolist()
    ([0.0, 25.0, 100.0], [50.0, 50.0])
    """
    x: Floats = np.asarray(values, float) * float(np.sign(direction))
    if not np.isfinite(x).any():
        return x
    low, high = np.nanmin(x), np.nanmax(x)
    if low == high:
        return np.where(np.isnan(x), np.nan, MIDDLE)
    result: Floats = 100 * (x - low) / (high - low)
    return result


def z_score(values: ArrayLike, direction: int = 1) -> Floats:
    """Return the distance from the mean in standard deviations (n - 1); a constant gives 0.

    >>> z_score([1, 2, 3]).tolist(), z_score([3, 3], direction=-1).tolist()
    ([-1.0, 0.0, 1.0], [0.0, 0.0])
    """
    x: Floats = np.asarray(values, float) * float(np.sign(direction))
    known = x[np.isfinite(x)]
    if len(known) == 0:
        return x
    spread = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    if spread <= 1e-12 * max(1.0, float(np.abs(known).max())):
        return np.where(np.isnan(x), np.nan, 0.0)
    result: Floats = (x - known.mean()) / spread
    return result


def percentile_rank(values: ArrayLike, direction: int = 1) -> Floats:
    """Return 100 (rank - 1) / (n - 1), ties at their mean rank; a single value is worth 50.

    >>> percentile_rank([10, 30, 20]).tolist(), percentile_rank([4, 4]).tolist()
    ([0.0, 100.0, 50.0], [50.0, 50.0])
    """
    x: Floats = np.asarray(values, float) * float(np.sign(direction))
    known = np.isfinite(x)
    result = np.full(x.shape, np.nan)
    count = int(known.sum())
    if count == 1:
        result[known] = MIDDLE
    elif count > 1:
        result[known] = 100 * (rankdata(x[known]) - 1) / (count - 1)
    return result


def _logit(percent: Floats) -> Floats:
    result: Floats = np.log(percent / (100 - percent))
    return result
