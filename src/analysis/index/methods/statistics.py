"""Statistics of indicators and ranks that the steps and the audit share (pure functions)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
CELLS = 1 << 19
Kind = Literal["pearson", "spearman", "kendall"]


def skewness(values: ArrayLike) -> float:
    r"""Return the adjusted skewness G1 of known values (Excel's SKEW); NaN under three or constant.

    .. math:: \frac{n}{(n-1)(n-2)} \sum \Big(\frac{x - \bar x}{s}\Big)^3

    Source: Joanes & Gill (1998), The Statistician 47, 183–189 (type 2).

    >>> round(skewness([3, 1, 4, 1.5, 9, 2.6]), 6)
    1.736179
    """
    return moments(values)[0]


def kurtosis(values: ArrayLike) -> float:
    r"""Return the adjusted excess kurtosis G2 (Excel's KURT); NaN under four or constant.

    .. math:: \frac{n(n+1)}{(n-1)(n-2)(n-3)} \sum \Big(\frac{x-\bar x}{s}\Big)^4
              - \frac{3(n-1)^2}{(n-2)(n-3)}

    Source: Joanes & Gill (1998), The Statistician 47, 183–189 (type 2).

    >>> round(kurtosis([3, 1, 4, 1.5, 9, 2.6]), 6)
    3.376427
    """
    return moments(values)[1]


def moments(values: ArrayLike) -> tuple[float, float]:
    """Return ``skewness`` and ``kurtosis`` together."""
    from scipy import stats

    x = np.asarray(values, float)
    x = x[np.isfinite(x)]
    n, nan = len(x), float("nan")
    if n < 3 or x.min() == x.max():
        return nan, nan
    found = float(stats.skew(x, bias=False))
    return found, float(stats.kurtosis(x, bias=False)) if n > 3 else nan


def ranks(scores: ArrayLike) -> Floats:
    """Return ranks along the last axis: 1 is the best, ties take the smallest, NaN stays NaN.

    >>> ranks([50, 80, float("nan"), 80]).tolist()
    [3.0, 1.0, nan, 1.0]
    """
    x = np.asarray(scores, float)
    if x.ndim == 1:
        return _ranked(x)
    result = np.empty(x.shape)
    step = max(1, CELLS // max(x.shape[-1], 1))
    for start in range(0, len(x), step):  # in blocks, which stay in the cache
        result[start : start + step] = _ranked(x[start : start + step])
    return result


def _ranked(x: Floats) -> Floats:
    flipped = np.where(np.isnan(x), np.inf, -x)
    order = np.argsort(flipped, axis=-1)
    ordered = np.take_along_axis(flipped, order, axis=-1)
    place = np.broadcast_to(np.arange(x.shape[-1]), x.shape).copy()
    place[..., 1:][ordered[..., 1:] == ordered[..., :-1]] = 0
    np.maximum.accumulate(place, axis=-1, out=place)
    result = np.empty(x.shape)
    np.put_along_axis(result, order, place + 1.0, axis=-1)
    result[np.isnan(x)] = np.nan
    return result


def correlations(left: pd.DataFrame, right: pd.DataFrame, kind: Kind = "pearson") -> pd.DataFrame:
    """Return the correlations of the columns of two tables, pairwise complete.

    A constant column has none (NaN).

    >>> table = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 1, 4, 3]})
    >>> round(float(correlations(table, table).loc["a", "b"]), 3)
    0.6
    """
    names = list(dict.fromkeys([*left.columns, *right.columns]))
    both = pd.concat(
        [left, right.loc[:, [c for c in right.columns if c not in left.columns]]], axis=1
    )
    return both[names].corr(method=kind).loc[list(left.columns), list(right.columns)]


def describe(data: pd.DataFrame) -> pd.DataFrame:
    """Return one row per indicator: range, moments, and counts of known, non-zero, unique values.

    ``same`` is how often the most frequent value stands; shares are of all units, ``share_nonzero``
    of the known ones.
    """
    return pd.DataFrame([_described(data[c]) for c in data.columns], index=list(data.columns))


def _described(column: pd.Series[float]) -> dict[str, float]:
    x = column.to_numpy(float)
    known = x[np.isfinite(x)]
    counts = np.unique(known, return_counts=True)[1]
    n, most = len(known), int(counts.max(initial=0))
    empty = n == 0
    return {
        "min": np.nan if empty else float(known.min()),
        "max": np.nan if empty else float(known.max()),
        "mean": np.nan if empty else float(known.mean()),
        "median": np.nan if empty else float(np.median(known)),
        "std": float(known.std(ddof=1)) if n > 1 else np.nan,
        "skewness": skewness(known),
        "kurtosis": kurtosis(known),
        "available": n,
        "nonzero": int((known != 0).sum()),
        "unique": len(counts),
        "same": most,
        "share_available": n / max(len(x), 1),
        "share_nonzero": np.nan if empty else float((known != 0).mean()),
        "share_unique": np.nan if empty else len(counts) / n,
        "share_same": np.nan if empty else most / n,
    }
