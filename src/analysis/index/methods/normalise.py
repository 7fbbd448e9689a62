"""Normalisation 无量纲化: natural units onto one scale (pure functions on one-dimensional arrays).

Missing values (NaN) stay missing and are ignored. ``direction=-1`` turns the order round before
anything else, where limits are not given in natural units. Only ``goalposts`` and
``distance_to_target`` with a fixed target keep years comparable, since their limits do not depend
on the sample; the index uses goalposts, the others serve display and sensitivity.

Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5; formulas as in
Becker, Caperna, Del Sorbo et al. (2022), COINr, JOSS 7(78), 4567.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ConfigError

Floats = NDArray[np.float64]
Ties = Literal["min", "average", "max"]


NORMAL = 1.4826  # median absolute deviation of a normal distribution, to its standard deviation
NORMAL_MEAN = 1.2533  # mean absolute deviation, likewise


def goalposts(
    values: ArrayLike, low: float, high: float, *, top: float = 100, cut: bool = True
) -> Floats:
    r"""Score values between two fixed limits in natural units.

    .. math:: top \cdot \frac{x - low}{high - low}, \quad\text{cut to } [0, top]

    ``low`` is worth 0 and ``high`` ``top``; where less is better ``low`` is the larger number.
    Without ``cut`` values beyond the limits score beyond them.

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
    scores: Floats = top * (x - low) / (high - low) + 0.0  # never -0.0
    return np.clip(scores, 0, top) + 0.0 if cut else scores


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


def min_max(values: ArrayLike, direction: int = 1, low: float = 0, high: float = 100) -> Floats:
    r"""Score values between the sample's own minimum (``low``) and maximum (``high``).

    .. math:: \frac{x - \min x}{\max x - \min x} (high - low) + low

    A constant indicator is worth the middle everywhere.

    >>> min_max([1, 2, 5]).tolist(), min_max([3, 3]).tolist()
    ([0.0, 25.0, 100.0], [50.0, 50.0])
    """
    x = _directed(values, direction)
    if not np.isfinite(x).any():
        return x
    least, most = np.nanmin(x), np.nanmax(x)
    if least == most:
        return np.where(np.isnan(x), np.nan, (low + high) / 2)
    result: Floats = (x - least) / (most - least) * (high - low) + low
    return result


def z_score(values: ArrayLike, direction: int = 1, mean: float = 0, spread: float = 1) -> Floats:
    r"""Return the distance from the mean in standard deviations (n - 1); a constant gives ``mean``.

    .. math:: \frac{x - \bar x}{s} \cdot spread + mean

    >>> z_score([1, 2, 3]).tolist(), z_score([3, 3], direction=-1).tolist()
    ([-1.0, 0.0, 1.0], [0.0, 0.0])
    """
    x = _directed(values, direction)
    known = x[np.isfinite(x)]
    if len(known) == 0:
        return x
    deviation = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    return _standard(x, float(known.mean()), deviation, mean, spread)


def robust_z(values: ArrayLike, direction: int = 1, mean: float = 0, spread: float = 1) -> Floats:
    r"""Return the distance from the median in units of the median absolute deviation.

    .. math:: \frac{x - \tilde x}{1.4826\, \mathrm{med} |x - \tilde x|} \cdot spread + mean

    Where more than half of the values are equal the mean absolute deviation (times 1.2533) takes
    the place of the median one; a constant gives ``mean``.

    Source: Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers, ASQC, ch. 3.

    >>> robust_z([1, 2, 3, 4, 100]).round(2).tolist()
    [-1.35, -0.67, 0.0, 0.67, 65.43]
    """
    x = _directed(values, direction)
    known = x[np.isfinite(x)]
    if len(known) == 0:
        return x
    middle = float(np.median(known))
    gaps = np.abs(known - middle)
    deviation = NORMAL * float(np.median(gaps)) or NORMAL_MEAN * float(gaps.mean())
    return _standard(x, middle, deviation, mean, spread)


def rank(values: ArrayLike, direction: int = 1, ties: Ties = "min") -> Floats:
    """Return ascending ranks: 1 is the worst; ties take the smallest, mean or largest rank.

    >>> rank([5, float("nan"), 2, 8, 2]).tolist()
    [3.0, nan, 1.0, 4.0, 1.0]
    """
    x = _directed(values, direction)
    known, result = np.isfinite(x), np.full(x.shape, np.nan)
    if known.any():
        from scipy.stats import rankdata  # dear to import, and few studies need it

        result[known] = rankdata(x[known], method=ties)
    return result


def borda(values: ArrayLike, direction: int = 1, ties: Ties = "min") -> Floats:
    """Return rank - 1, the number of units that are left behind.

    Source: de Borda (1784), Mémoire sur les élections au scrutin.

    >>> borda([10, 30, 20]).tolist()
    [0.0, 2.0, 1.0]
    """
    return rank(values, direction, ties) - 1


def percentile_rank(
    values: ArrayLike, direction: int = 1, ties: Ties = "average", top: float = 100
) -> Floats:
    """Return top (rank - 1) / (n - 1), n counting known values; a single one is worth the middle.

    >>> percentile_rank([10, 30, 20]).tolist(), percentile_rank([4, 4]).tolist()
    ([0.0, 100.0, 50.0], [50.0, 50.0])
    """
    place = borda(values, direction, ties)
    known = np.isfinite(place)
    count = int(known.sum())
    if count == 1:
        return np.where(known, top / 2, np.nan)
    result: Floats = top * place / max(count - 1, 1)
    return result


def distance_to_reference(
    values: ArrayLike, reference: int, direction: int = 1, *, cap: bool = False
) -> Floats:
    r"""Score values against one unit: it is worth 1, the worst one 0.

    .. math:: 1 - \frac{x_{ref} - x}{x_{ref} - \min x}

    Args:
        values: of all units.
        reference: position of the unit.
        direction: -1 where less is better.
        cap: cut to at most 1.

    Raises:
        ConfigError: there is no such unit, it has no value, or it is itself the worst.

    >>> distance_to_reference([3, 1, 4, 9], 2, cap=True).round(3).tolist()
    [0.667, 0.0, 1.0, 1.0]
    """
    x = _directed(values, direction)
    if not -len(x) <= reference < len(x):
        raise ConfigError(f"reference unit {reference} is not one of {len(x)} units")
    if not np.isfinite(x).any():
        return x
    if not np.isfinite(x[reference]):
        raise ConfigError(f"reference unit {reference} has no value")
    least = np.nanmin(x)
    if x[reference] == least:
        raise ConfigError(f"reference unit {reference} is the worst; no distance can be taken")
    result: Floats = 1 - (x[reference] - x) / (x[reference] - least)
    return np.minimum(result, 1) if cap else result


def distance_to_target(
    values: ArrayLike, target: float, direction: int = 1, *, cap: bool = False
) -> Floats:
    r"""Score values by the way from the worst one to a target in natural units.

    .. math:: \frac{x - \min x}{t - \min x}, \quad\text{or where less is better }
              \frac{\max x - x}{\max x - t}

    Raises:
        ConfigError: the target is the worst value, so that there is no way to go.

    >>> distance_to_target([3, 1, 4, 9], 6).round(3).tolist()
    [0.4, 0.0, 0.6, 1.6]
    >>> distance_to_target([3, 1, 4, 9], 2, direction=-1, cap=True).round(3).tolist()
    [0.857, 1.0, 0.714, 0.0]
    """
    x = np.asarray(values, float)
    if not np.isfinite(x).any():
        return x
    worst = float(np.nanmin(x) if direction > 0 else np.nanmax(x))
    if worst == target:
        raise ConfigError(f"the target {target:g} is the worst value; no distance can be taken")
    result: Floats = (x - worst) / (target - worst) + 0.0
    return np.minimum(result, 1) if cap else result


def fraction_of_max(values: ArrayLike, direction: int = 1) -> Floats:
    """Return x / max, or min / x where less is better.

    Raises:
        ConfigError: a value is negative, or one is 0 where it would be a divisor.

    >>> fraction_of_max([1, 2, 4]).tolist(), fraction_of_max([1, 2, 4], direction=-1).tolist()
    ([0.25, 0.5, 1.0], [1.0, 0.5, 0.25])
    """
    x = np.asarray(values, float)
    known = x[np.isfinite(x)]
    if len(known) == 0:
        return x
    if known.min() < 0 or known.max() == 0 or (direction < 0 and known.min() == 0):
        raise ConfigError(f"a fraction of the best needs values above 0, not {known.min():g}")
    result = x / known.max() if direction > 0 else known.min() / x
    return np.asarray(result, float)


def categories(values: ArrayLike, edges: ArrayLike, direction: int = 1) -> Floats:
    """Return the class of each value, 0 below the first edge; an edge belongs to the class above.

    With ``direction=-1`` the classes are counted from the other end.

    >>> categories([5, 10, 25, float("nan")], [10, 20]).tolist()
    [0.0, 1.0, 2.0, nan]
    """
    x, limits = np.asarray(values, float), np.sort(np.asarray(edges, float))
    place = np.searchsorted(limits, x, side="right").astype(float)
    place = place if direction > 0 else len(limits) - place
    return np.where(np.isnan(x), np.nan, place)


def above_below_mean(values: ArrayLike, direction: int = 1, band: float = 0.2) -> Floats:
    """Return 1, 0 or -1: above, near or below the mean by more than ``band`` of its size.

    >>> above_below_mean([50, 95, 105, 150]).tolist()
    [-1.0, 0.0, 0.0, 1.0]
    """
    x = np.asarray(values, float)
    if not np.isfinite(x).any():
        return x
    gap = x - np.nanmean(x)
    far = np.abs(gap) > band * abs(np.nanmean(x))
    return np.where(np.isnan(x), np.nan, np.where(far, np.sign(gap), 0.0) * np.sign(direction))


def _directed(values: ArrayLike, direction: int) -> Floats:
    result: Floats = np.asarray(values, float) * float(np.sign(direction))
    return result


def _standard(x: Floats, centre: float, deviation: float, mean: float, spread: float) -> Floats:
    known = x[np.isfinite(x)]
    if deviation <= 1e-12 * max(1.0, float(np.abs(known).max())):
        return np.where(np.isnan(x), np.nan, mean)
    result: Floats = (x - centre) / deviation * spread + mean
    return result


def _logit(percent: Floats) -> Floats:
    result: Floats = np.log(percent / (100 - percent))
    return result
