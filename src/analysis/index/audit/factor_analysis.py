"""Statistical coherence 统计一致性 of the parts of a group (units × parts; pure functions)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import TableError
from analysis.index.methods.statistics import Kind, correlations

Floats = NDArray[np.float64]
BOTH: tuple[Kind, Kind] = ("pearson", "spearman")


def cronbach(scores: ArrayLike) -> float:
    r"""Return Cronbach's alpha, from covariances that are pairwise complete.

    .. math:: \alpha = \frac{k^2 \, \overline{cov}_{i \ne j}}{\sum_{ij} cov_{ij}}

    NaN with fewer than two parts or units.

    Source: Cronbach (1951), Psychometrika 16, 297–334.

    >>> round(cronbach([[1, 2], [2, 3], [3, 5]]), 4)
    0.9474
    """
    table = pd.DataFrame(np.asarray(scores, float))
    if len(table) < 2:
        return float("nan")
    cov = table.cov().to_numpy()
    k = len(cov)
    if k < 2 or cov.sum() == 0:
        return float("nan")
    between = (cov.sum() - np.trace(cov)) / (k * (k - 1))
    return float(k**2 * between / cov.sum())


def alpha_if_dropped(scores: pd.DataFrame) -> pd.Series[float]:
    """Return the alpha of the others when each part in turn is left out (needs three parts).

    >>> table = pd.DataFrame({"a": [1, 2, 3], "b": [2, 3, 5], "c": [3, 1, 2]})
    >>> alpha_if_dropped(table).round(2).to_dict()
    {'a': -0.86, 'b': -2.0, 'c': 0.95}
    """
    return pd.Series({c: cronbach(scores.drop(columns=c)) for c in scores.columns}, dtype=float)


def item_rest(scores: pd.DataFrame) -> pd.Series[float]:
    """Return the correlation of each part with the mean of the others; negative ones misfit.

    >>> table = pd.DataFrame({"a": [1, 2, 3], "b": [2, 3, 5], "c": [3, 2, 1]})
    >>> [c for c, r in item_rest(table).items() if r < 0]
    ['c']
    """
    rest = {c: scores[c].corr(scores.drop(columns=c).mean(axis=1)) for c in scores.columns}
    return pd.Series(rest, dtype=float)


def eigenvalues(scores: ArrayLike) -> Floats:
    """Return the eigenvalues of the correlations, largest first; incomplete units are left out.

    Raises:
        TableError: under three complete units, or a constant part.

    >>> eigenvalues([[1, 2], [2, 4], [3, 6]]).round(6).tolist()
    [2.0, 0.0]
    """
    values: Floats = np.maximum(np.linalg.eigvalsh(_corr(scores))[::-1], 0.0)
    return values


def parallel_analysis(
    scores: ArrayLike, *, draws: int = 200, level: float = 0.95, seed: int = 20240401
) -> tuple[int, Floats, Floats]:
    """Return how many components stand out from noise, the eigenvalues, and those of noise.

    Noise is normal, of the same size; ``level`` is the quantile of its eigenvalues. Components
    count up to the first that does not exceed it.

    Source: Horn (1965), Psychometrika 30, 179–185; Glorfeld (1995) for the quantile.
    """
    x = np.asarray(scores, float)
    x = x[np.isfinite(x).all(axis=1)]
    found, rng = eigenvalues(x), np.random.default_rng(seed)
    noise = np.array([eigenvalues(rng.standard_normal(x.shape)) for _ in range(draws)])
    limit: Floats = np.quantile(noise, level, axis=0)
    below = np.flatnonzero(found <= limit)
    return int(below[0]) if len(below) else len(found), found, limit


def kmo(scores: ArrayLike) -> tuple[float, Floats]:
    r"""Return the Kaiser–Meyer–Olkin measure of sampling adequacy, overall and by part.

    .. math:: \frac{\sum_{i \ne j} r_{ij}^2}{\sum_{i \ne j} r_{ij}^2 + \sum_{i \ne j} q_{ij}^2}

    with q the partial correlations given all other parts.

    Raises:
        TableError: see ``eigenvalues``; or one part is a linear function of others.

    Source: Kaiser (1974), Psychometrika 39, 31–36.
    """
    r = _corr(scores)
    if np.linalg.cond(r) > 1e12:
        raise TableError("a part is a linear function of the others; KMO is not defined")
    inverse = np.linalg.inv(r)
    scale = np.sqrt(np.outer(np.diag(inverse), np.diag(inverse)))
    q, r2 = (inverse / scale) ** 2, r**2
    np.fill_diagonal(q, 0)
    np.fill_diagonal(r2, 0)
    by_part = r2.sum(axis=0) / (r2.sum(axis=0) + q.sum(axis=0))
    return float(r2.sum() / (r2.sum() + q.sum())), by_part


def bartlett(scores: ArrayLike) -> tuple[float, float]:
    r"""Return the statistic and p of Bartlett's test that all correlations are 0.

    .. math:: \chi^2 = -\Big(n - 1 - \frac{2k + 5}{6}\Big) \ln |R|, \quad df = k(k-1)/2

    Source: Bartlett (1951), Biometrika 38, 337–344.
    """
    from scipy.stats import chi2

    x = np.asarray(scores, float)
    n = int(np.isfinite(x).all(axis=1).sum())
    r = _corr(x)
    k = len(r)
    sign, logdet = np.linalg.slogdet(r)
    if sign <= 0:
        return float("inf"), 0.0
    value = -(n - 1 - (2 * k + 5) / 6) * float(logdet)
    return value, float(chi2.sf(value, k * (k - 1) / 2))


class Correlation(NamedTuple):
    """Pearson's r with its 95 % interval (Fisher's z), p (t test), Spearman's, and n."""

    r: float
    low: float
    high: float
    p: float
    spearman: float
    n: int

    @property
    def strength(self) -> tuple[float, float]:
        """The interval of its absolute value."""
        ends = abs(self.low), abs(self.high)
        return (0.0 if self.low < 0 < self.high else min(ends)), max(ends)


def correlation(left: ArrayLike, right: ArrayLike) -> Correlation:
    """Return the correlation of two series over the units that have both; NaN where undefined.

    Source: Fisher (1921), Metron 1, 3–32.

    >>> round(correlation([1, 2, 3, 4, 5], [1, 2, 3, 5, 4]).r, 3)
    0.9
    """
    from scipy.stats import norm, t

    both = pd.DataFrame({"x": np.asarray(left, float), "y": np.asarray(right, float)}).dropna()
    n, nan = len(both), float("nan")
    if n < 3 or both.nunique().min() < 2:
        return Correlation(nan, nan, nan, nan, nan, n)
    x, y = both[["x"]], both[["y"]]
    r, rho = (correlations(x, y, kind).to_numpy().item() for kind in BOTH)
    inside = min(max(r, -1 + 1e-15), 1 - 1e-15)
    value = abs(inside) * np.sqrt((n - 2) / (1 - inside**2))
    half = float(norm.ppf(0.975)) / np.sqrt(n - 3) if n > 3 else np.inf
    low, high = np.tanh(np.arctanh(inside) - half), np.tanh(np.arctanh(inside) + half)
    return Correlation(r, float(low), float(high), float(2 * t.sf(value, n - 2)), rho, n)


def influence(scores: pd.DataFrame, index: pd.Series[float]) -> pd.Series[float]:
    r"""Return each part's share of influence on the index: r² over the sum of all r².

    The squared correlation is the linear main effect, :math:`V(E(y|x_j))/V(y)`, what fixing the
    part would take from the variance of the index. Compare with the intended weights.

    Source: Paruolo, Saisana & Saltelli (2013), JRSS-A 176, 609–634.
    """
    square = scores.corrwith(index) ** 2
    return square / square.sum()


def _corr(scores: ArrayLike) -> Floats:
    x = np.asarray(scores, float)
    x = x[np.isfinite(x).all(axis=1)]
    if len(x) < 3 or (np.ptp(x, axis=0) == 0).any():
        raise TableError("correlations need three complete units and no constant part")
    return np.atleast_2d(np.corrcoef(x.T))
