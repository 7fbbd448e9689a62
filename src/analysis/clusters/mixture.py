r"""Finite mixtures of units that are each known with an error of their own.

.. math:: x_i \sim \sum_k w_k \, N(m_k, \tau^2 I + E_i)

x_i is what the figures of one county say of its progress, E_i (diagonal) how well they say it. A
dimension on which a county is silent has an infinite error and carries nothing; nothing is filled.

Source: Bovy, Hogg & Roweis 2011, Annals of Applied Statistics 5, 1657–1677 (extreme deconvolution);
here with one spread τ for all classes, so that a wide class is not taken for two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = 500  # of EM at most
STILL = 1e-7  # relative gain of the log likelihood at which EM stops
STARTS = 6  # the first from quantiles, the others from random units
LEAST_SPREAD = 0.02  # of τ against the spread of all units: classes are never points


@dataclass(frozen=True)
class Mixture:
    """A fitted mixture: k classes in D dimensions, ordered by their mean over dimensions."""

    weights: Floats  # k
    means: Floats  # k × D
    spread: Floats  # D, variances within classes
    log_likelihood: float
    probabilities: Floats  # units × k
    parameters: int

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.weights)

    @property
    def labels(self) -> Ints:
        """The most probable class of each unit."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.int64)

    @property
    def bic(self) -> float:
        """Bayesian information criterion; less is better (Schwarz 1978)."""
        units = len(self.probabilities)
        return float(-2 * self.log_likelihood + self.parameters * np.log(units))


def fit_mixture(
    values: Floats, errors: Floats, classes: int, seed: int = 0, start: Mixture | None = None
) -> Mixture:
    """Fit by EM from several starts; the best log likelihood wins.

    Args:
        values: units × D; anything where the error is infinite.
        errors: units × D, variances.
        classes: how many.
        seed: of the random starts.
        start: a fitted mixture to start from alone (resampled data, where it is near).
    """
    rng = np.random.default_rng(seed)
    known = np.isfinite(errors)
    x = np.where(known, values, 0.0)
    information = np.where(known, 1.0, 0.0)
    scale = _spread(x, known)
    error = np.where(known, errors, 1.0)
    if start is not None:
        begins = [(start.weights, start.means, start.spread)]
    else:
        begins = _starts(x, known, scale, classes, rng)
    found = [_climb(x, error, information, scale, begin) for begin in begins]
    best = max(found, key=lambda f: f[3])
    return _ordered(*best)


def _spread(x: Floats, known: NDArray[np.bool_]) -> Floats:
    count = np.maximum(known.sum(axis=0), 1)
    mean = x.sum(axis=0) / count
    return np.asarray((np.where(known, x - mean, 0.0) ** 2).sum(axis=0) / count + 1e-12)


def _starts(
    x: Floats, known: NDArray[np.bool_], scale: Floats, classes: int, rng: np.random.Generator
) -> list[tuple[Floats, Floats, Floats]]:
    weights = np.full(classes, 1 / classes)
    mean = x.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, x, mean)
    standard = ((filled - mean) / np.sqrt(scale)).mean(axis=1)
    order = np.argsort(standard, kind="stable")
    parts = np.array_split(order, classes)
    begins = [np.stack([filled[p].mean(axis=0) for p in parts])]
    for _ in range(STARTS - 1 if classes > 1 else 0):
        begins.append(filled[rng.choice(len(x), classes, replace=len(x) < classes)])
    return [(weights, means, scale / (2 * classes)) for means in begins]


def _climb(
    x: Floats,
    error: Floats,
    information: Floats,
    scale: Floats,
    begin: tuple[Floats, Floats, Floats],
) -> tuple[Floats, Floats, Floats, float, Floats]:
    weights, means, spread = begin
    last = -np.inf
    for _ in range(STEPS):
        log, probabilities = _expect(x, error, information, weights, means, spread)
        if log - last < STILL * abs(log):
            break
        last = log
        gain = spread / (spread + error)  # n × D: how far a unit's own value is believed
        away = x[:, None, :] - means
        belief = probabilities[:, :, None] * information[:, None, :]
        weights = np.maximum(probabilities.mean(axis=0), 1e-12)
        weights = weights / weights.sum()
        total = np.maximum(belief.sum(axis=0), 1e-12)
        guess = means + gain[:, None, :] * away
        means = (belief * guess).sum(axis=0) / total
        rest = (belief * ((guess - means) ** 2 + (spread * (1 - gain))[:, None, :])).sum((0, 1))
        count = np.maximum(information.sum(axis=0), 1e-12)
        spread = np.maximum(rest / count, LEAST_SPREAD**2 * scale)
    return weights, means, spread, log, probabilities


def _expect(
    x: Floats, error: Floats, information: Floats, weights: Floats, means: Floats, spread: Floats
) -> tuple[float, Floats]:
    variance = spread + error
    away = (x[:, None, :] - means) ** 2 / variance[:, None, :]
    each = information[:, None, :] * (np.log(2 * np.pi * variance)[:, None, :] + away)
    joint = np.log(weights) - each.sum(axis=2) / 2
    top = joint.max(axis=1, keepdims=True)
    share = np.exp(joint - top)
    total = share.sum(axis=1, keepdims=True)
    return float((top + np.log(total)).sum()), share / total


def _ordered(
    weights: Floats, means: Floats, spread: Floats, log: float, probabilities: Floats
) -> Mixture:
    order = np.argsort(-means.mean(axis=1), kind="stable")
    classes, width = means.shape
    parameters = classes - 1 + classes * width + width
    return Mixture(weights[order], means[order], spread, log, probabilities[:, order], parameters)
