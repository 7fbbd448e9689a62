r"""Finite mixtures on one scale, of units that are each known with an error of their own.

.. math:: x_i \sim \sum_k w_k \, N(m_k, \tau^2 + E_i)

x_i is what the figures of one county say of its progress, E_i how well they say it; a county of
which little is known weighs little, and nothing is filled. One spread τ for all classes, so that a
wide class is not taken for two. Many data sets of the same units are fitted at once (resampled
ones, simulated ones), so arrays are B × n.

Source: Bovy, Hogg & Roweis 2011, Annals of Applied Statistics 5, 1657–1677 (extreme deconvolution);
Celeux & Govaert 1995, Pattern Recognition 28, 781–793 (equal shares as the more parsimonious
model).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = 300  # of EM at most
STILL = 1e-3  # gain of the log likelihood at which EM stops
STARTS = 4  # means at even quantiles, the others at random units
TIGHT = 0.1  # of the true variance is left within types at most: they explain nine tenths of it
CACHED = 8_000  # units whose data sets are fitted at once
POINT = 1e-4  # least variance of a class, in squared points a year


@dataclass(frozen=True)
class Mixtures:
    """B fitted mixtures of k classes; classes are ordered, the highest mean first."""

    weights: Floats  # B × k
    means: Floats  # B × k
    spread: Floats  # B, τ²
    log_likelihood: Floats  # B
    parameters: int

    def bic(self, units: int) -> Floats:
        """Return the Bayesian information criterion of each; less is better (Schwarz 1978)."""
        return np.asarray(-2 * self.log_likelihood + self.parameters * np.log(units))

    def only(self, row: int) -> Mixtures:
        """Return one of them."""
        at = slice(row, row + 1)
        return Mixtures(
            self.weights[at], self.means[at], self.spread[at], self.log_likelihood[at],
            self.parameters,
        )  # fmt: skip

    def probabilities(self, values: Floats, errors: Floats) -> Floats:
        """Return membership probabilities of units, B × n × k."""
        shares = _expect(values, errors, self.weights, self.means, self.spread)[1]
        return np.moveaxis(shares, 0, -1)


def fit_one(values: Floats, errors: Floats) -> Mixtures:
    """Fit a single class to each data set: a continuum."""
    first = np.full((len(values), 1), 1.0)
    start = values.mean(axis=1, keepdims=True)
    limit = np.full(len(values), np.inf)
    return _climb(values, errors, (first, start, values.var(axis=1)), limit, equal=True)


def fit_classes(
    values: Floats, errors: Floats, classes: int, limit: Floats, *, equal: bool, seed: int = 0
) -> Mixtures:
    """Fit ``classes`` from several starts; the best of each data set is kept.

    Args:
        values: B × n.
        errors: B × n, variances.
        classes: how many.
        limit: B, the largest τ² that makes a type; see ``TIGHT``.
        equal: all classes are of one size (fewer parameters).
        seed: of the random starts.
    """
    rng = np.random.default_rng(seed)
    units = values.shape[1]
    best: Mixtures | None = None
    for number in range(STARTS):
        if number:
            chosen = rng.integers(units, size=(len(values), classes))
            means = np.take_along_axis(values, chosen, axis=1)
        else:
            means = np.quantile(values, (np.arange(classes) + 0.5) / classes, axis=1).T
        weights = np.full(means.shape, 1 / classes)
        spread = np.minimum(values.var(axis=1) / (2 * classes), limit)
        found = _climb(values, errors, (weights, means, spread), limit, equal=equal)
        best = found if best is None else _better(best, found)
    assert best is not None
    return best


def refit(
    values: Floats, errors: Floats, fitted: Mixtures, limit: Floats, *, equal: bool
) -> Mixtures:
    """Fit data sets near to one that is fitted (resampled), starting from it."""
    rows = len(values)
    begin = (
        np.repeat(fitted.weights, rows, axis=0),
        np.repeat(fitted.means, rows, axis=0),
        np.repeat(fitted.spread, rows),
    )
    return _climb(values, errors, begin, limit, equal=equal)


def _climb(
    x: Floats, error: Floats, begin: tuple[Floats, Floats, Floats], limit: Floats, *, equal: bool
) -> Mixtures:
    """EM for all data sets, as many at once as stay in the processor's cache."""
    size = max(1, CACHED // x.shape[1])
    weights, means, spread = begin
    parts = [
        _climb_few(x[at], error[at], (weights[at], means[at], spread[at]), limit[at], equal=equal)
        for at in (slice(first, first + size) for first in range(0, len(x), size))
    ]
    weights, means, spread, log = (np.concatenate(part) for part in zip(*parts, strict=True))
    return _ordered(weights, means, spread, log, equal=equal)


def _climb_few(
    x: Floats, error: Floats, begin: tuple[Floats, Floats, Floats], limit: Floats, *, equal: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    """EM; data sets that stand still are left out of further steps."""
    weights, means, spread = (a.copy() for a in begin)
    spread = np.maximum(spread, POINT)
    log = np.full(len(x), -np.inf)
    moving = np.arange(len(x))
    for _ in range(STEPS):
        found, share = _expect(x, error, weights[moving], means[moving], spread[moving])
        still = found - log[moving] < STILL
        log[moving] = found
        if still.any():
            moving, x, error, share = moving[~still], x[~still], error[~still], share[:, ~still]
        if not len(moving):
            break
        w, means[moving], s = _maximise(x, error, share, spread[moving])
        spread[moving] = np.clip(s, POINT, np.maximum(limit[moving], POINT))
        if not equal:
            weights[moving] = w
    return weights, means, spread, log


def _maximise(
    x: Floats, error: Floats, share: Floats, spread: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return weights and means, B × k, and τ², B, of shares k × B × n."""
    precision = 1 / (spread[:, None] + error)
    belief = share * precision
    means = (belief * x).sum(axis=2) / np.maximum(belief.sum(axis=2), 1e-300)
    gain = spread[:, None] * precision
    away = x - means[:, :, None]
    square = np.einsum("kbn,kbn,kbn->bn", share, away, away)
    left = (gain**2 * square + spread[:, None] * (1 - gain)).sum(axis=1)
    return np.maximum(share.mean(axis=2), 1e-12).T, means.T, left / x.shape[1]


def _expect(
    x: Floats, error: Floats, weights: Floats, means: Floats, spread: Floats
) -> tuple[Floats, Floats]:
    """Return log likelihoods, B, and membership probabilities, k × B × n.

    Classes come first in memory: sums over so few would otherwise take most of the time.
    """
    precision = 1 / (spread[:, None] + error)
    share = x - means.T[:, :, None]
    share *= share
    share *= -precision / 2
    share += np.log(weights).T[:, :, None]
    top = share.max(axis=0)
    share -= top
    np.exp(share, out=share)
    total = share.sum(axis=0)
    share /= total
    log = top + np.log(total) + np.log(precision / (2 * np.pi)) / 2
    return log.sum(axis=1), share


def _ordered(
    weights: Floats, means: Floats, spread: Floats, log: Floats, *, equal: bool
) -> Mixtures:
    order = np.argsort(-means, axis=1, kind="stable")
    weights, means = (np.take_along_axis(a, order, axis=1) for a in (weights, means))
    classes = means.shape[1]
    return Mixtures(weights, means, spread, log, classes + 1 + (classes - 1) * (not equal))


def _better(a: Mixtures, b: Mixtures) -> Mixtures:
    """Take the better of two fits for each data set."""
    won = b.log_likelihood > a.log_likelihood
    return Mixtures(
        np.where(won[:, None], b.weights, a.weights),
        np.where(won[:, None], b.means, a.means),
        np.where(won, b.spread, a.spread),
        np.where(won, b.log_likelihood, a.log_likelihood),
        a.parameters,
    )
