"""What a claimed rate is worth: claim classes, bounds, intervals and shrinkage (pure functions).

Shapes: every function takes scalars or arrays of one shape and returns an array of that shape.
Rates are shares in [0, 1] here; the tables carry them in per cent.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Words = NDArray[np.object_]

CLAIMS = ("full_with_n", "full_without_n", "partial_with_n", "partial_without_n", "silent")
LEVEL = 0.95  # of the bound of a 100 % claim
MIN_COUNTIES = 3  # fewer counties give no mean to shrink toward


class Prior(NamedTuple):
    """A beta distribution of rates: mean ``alpha / (alpha + beta)``."""

    alpha: float
    beta: float


JEFFREYS = Prior(0.5, 0.5)


def claim_class(percent: ArrayLike, denominator: ArrayLike, direction: ArrayLike = 1) -> Words:
    """Sort rates into the claim classes of ``CLAIMS``.

    A full claim is 100 %, or 0 % where less is better. Only with N can a claim be checked: a full
    claim without N counts for reporting (R), never for level (L).

    Args:
        percent: rates in per cent, NaN where silent.
        denominator: N, NaN or 0 where it is not given.
        direction: -1 where less is better.

    Source: the project's rule 2; the classes follow METHOD rule 5.3.4.

    >>> claim_class([100, 100, 98.7, 98.7, float("nan")], [37, 0, 3522, float("nan"), 9]).tolist()
    ['full_with_n', 'full_without_n', 'partial_with_n', 'partial_without_n', 'silent']
    """
    p, n, sign = np.broadcast_arrays(
        np.asarray(percent, float), np.asarray(denominator, float), np.asarray(direction)
    )
    full = np.where(sign < 0, p <= 0, p >= 100)
    known = np.nan_to_num(n) > 0
    index = np.select([np.isnan(p), full & known, full, known], [4, 0, 1, 2], 3)
    words: Words = np.array(CLAIMS, dtype=object)[index]
    return words


def full_claim_bound(trials: ArrayLike, level: float = LEVEL) -> Floats:
    r"""Return what "all of n" proves: the one-sided lower bound of the rate.

    .. math:: p_L = (1 - level)^{1/n}

    the exact (Clopper–Pearson) bound for n successes in n trials; NaN where n is not positive.

    Source: Clopper & Pearson (1934), Biometrika 26, 404–413; Hanley & Lippman-Hand (1983), JAMA
    249, 1743–1745 ("if nothing goes wrong, is everything all right?").

    >>> (100 * full_claim_bound([37, 87, 103, 231, 16200])).round(2).tolist()
    [92.22, 96.62, 97.13, 98.71, 99.98]
    """
    n = np.asarray(trials, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n > 0, (1 - level) ** (1 / n), np.nan)


def worth(rate: ArrayLike, trials: ArrayLike) -> Floats:
    """Return the rate that a claim is taken at: never more than a full claim on the same n.

    ``min(rate, 0.05^(1/n))``. The cap binds on 100 % claims and on those just below, so that 87 of
    87 is never worth less than 86 of 87 (replacing only the 100 % would turn their order round).

    >>> worth([1.0, 86 / 87, 0.5], 87).round(4).tolist()
    [0.9662, 0.9662, 0.5]
    """
    result: Floats = np.minimum(np.asarray(rate, float), full_claim_bound(trials))
    return result


def wilson(
    successes: ArrayLike, trials: ArrayLike, confidence: float = 0.90
) -> tuple[Floats, Floats]:
    r"""Return the Wilson score interval of a rate.

    .. math:: \frac{p + z^2/2n \pm z\sqrt{p(1-p)/n + z^2/4n^2}}{1 + z^2/n}

    Source: Wilson (1927), JASA 22, 209–212; recommended by Brown, Cai & DasGupta (2001),
    Statistical Science 16, 101–133.

    >>> low, high = wilson(12, 103, 0.95)
    >>> round(float(low), 3), round(float(high), 3)
    (0.068, 0.193)
    """
    n = np.asarray(trials, float)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.asarray(successes, float) / n
        centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def beta_prior(successes: ArrayLike, trials: ArrayLike) -> Prior:
    r"""Fit the beta distribution of the counties' rates by moments.

    With pooled mean m, weighted variance s² and harmonic-type size ñ, the precision is
    M = (m(1-m) - s²) / (s² - m(1-m)/ñ), alpha = mM, beta = (1-m)M. Where the spread is no more
    than chance (M infinite) M is the pooled n; with under three counties it is Jeffreys' prior.

    Source: Kleinman (1973), JASA 68, 46–54; Gelman et al., Bayesian Data Analysis (2013), ch. 5.

    >>> prior = beta_prior([10, 20, 30], [100, 100, 100])
    >>> round(prior.alpha / (prior.alpha + prior.beta), 3)
    0.201
    """
    x, n = np.asarray(successes, float), np.asarray(trials, float)
    keep = np.isfinite(x) & (np.nan_to_num(n) > 0)
    x, n = x[keep], n[keep]
    if len(n) < MIN_COUNTIES:
        return JEFFREYS
    total = float(n.sum())
    mean = float((x.sum() + 0.5) / (total + 1))  # never 0 or 1
    spread = float((n * (x / n - mean) ** 2).sum() / total)
    chance = mean * (1 - mean)
    size = total / len(n)
    excess = spread - chance / size
    precision = (chance - spread) / excess if excess > 0 else total
    precision = min(max(precision, 1.0), total)
    return Prior(mean * precision, (1 - mean) * precision)
