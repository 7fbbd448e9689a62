"""Are there types, a continuum, or can it not be told? Two gates, a null distribution, and power.

Gate 1: classes must beat one class by a ΔBIC of ``DELTA_BIC``. Data that would show three even
types of the same spread with a chance of ``LIKELY`` at the level ``CHANCE`` of the null
distribution (one normal class, the same units with the same errors) need only exceed what that
share of it exceeds, and 0. Gate 2: every class must come back in resampled units with a Jaccard
similarity of ``STABLE``, and not dissolve when memberships are drawn from their probabilities.
Where one class stands, the chance to show types says whether there are none: if it is small, it
cannot be told.

Sources: Kass & Raftery 1995, JASA 90, 773–795 (ΔBIC); McLachlan 1987, Applied Statistics 36,
318–324 (null distribution by simulation); Hennig 2007, Computational Statistics & Data Analysis 52,
258–271 (clusterwise Jaccard, 0.75).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analysis.clusters.mixture import TIGHT, Mixtures, fit_classes, fit_one, refit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TYPES, CONTINUUM, UNKNOWN = "types", "continuum", "cannot be told"
MOST = 8  # classes tried
NULL_MOST = 4  # classes tried on simulated data: more are never claimed where four are not
DELTA_BIC = 6.0
CHANCE = 0.05
STABLE, DISSOLVED = 0.75, 0.5  # Jaccard: of a stable class, and under which one dissolves
FEWEST = 20  # units under which nothing is told
RESAMPLES = 100
DRAWS, LEAST_DRAWS = 200, 50  # simulated data sets for up to 300 units; fewer for more
# Chance of finding types from which on the lower gate holds: chosen between that of 60 counties
# with three years of dense reports, and of reports that print half as much.
LIKELY = 0.6
POWERFUL = 0.8  # chance of finding types from which on "none" may be said (Cohen 1988)
EVEN = 3  # types that are simulated to learn what would be found
LEFT_OUT = 200  # units left out one at a time, at most
SHOWN = 400  # units up to which the consensus matrix is kept, which grows with their square


@dataclass(frozen=True)
class Tested:
    """Gate 1: gains by number of classes, those of continua, what is needed, and its chance.

    ``power`` is the chance that three even types of the same true spread would exceed ``needed``.
    """

    delta_bic: Floats = field(default_factory=lambda: np.zeros(1))
    null: Floats = field(default_factory=lambda: np.zeros(0))
    needed: float = float("nan")
    chance: float = float("nan")
    power: float = float("nan")


@dataclass(frozen=True)
class Continuum:
    """One normal class with true variance ``spread``, its units' errors as in ``find_types``."""

    mean: float
    spread: float
    errors: Floats
    relative: float = 0.0


@dataclass(frozen=True)
class Stability:
    """Gate 2: Jaccard by class under resampling and under error, consensus, worst left-out ARI."""

    jaccard: Floats = field(default_factory=lambda: np.ones(1))
    drawn_jaccard: Floats = field(default_factory=lambda: np.ones(1))
    consensus: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    left_out: float = 1.0


@dataclass(frozen=True)
class Found:
    """What was found among n units.

    ``delta_bic`` of ``tested`` is by number of classes (index 0 is one class); with fewer than
    ``FEWEST`` units nothing is tested. ``rejected`` are numbers of classes that passed gate 1 and
    failed gate 2.
    """

    verdict: str
    mixture: Mixtures
    probabilities: Floats
    tested: Tested
    stability: Stability
    rejected: tuple[int, ...] = ()

    @property
    def classes(self) -> int:
        """Number of classes; one where there are no types."""
        return int(self.mixture.means.shape[1])

    @property
    def labels(self) -> Ints:
        """The most probable class of each unit, from 0."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.int64)

    @property
    def entropy(self) -> float:
        """Mean entropy of memberships as a share of its maximum; 0 is clear-cut."""
        if self.classes < 2:
            return 0.0
        p = np.clip(self.probabilities, 1e-12, 1)
        return float(-(p * np.log(p)).sum(axis=1).mean() / np.log(self.classes))


def find_types(values: Floats, errors: Floats, seed: int, relative: float = 0.0) -> Found:
    """Look for types among units known with error.

    Args:
        values: n, what the figures of each unit say.
        errors: n, finite variances of that.
        seed: of all simulations.
        relative: a further standard error, as a share of each value.
    """
    x, e = values[None], errors[None] + (relative * values[None]) ** 2
    one = fit_one(x, e)
    alone = Found(UNKNOWN, one, one.probabilities(x, e)[0], Tested(), Stability())
    if len(values) < FEWEST:
        return alone
    fits = {k: _best_family(x, e, k, _limit(one), seed) for k in range(2, MOST + 1)}
    continuum = Continuum(float(one.means[0, 0]), float(one.spread[0]), errors, relative)
    gains = simulated_gains(continuum, seed)
    tested = _test(one, [fit for fit, _ in fits.values()], gains, len(values))
    rejected: list[int] = []
    for k in np.argsort(-tested.delta_bic, kind="stable") + 1:
        if k > 1 and tested.delta_bic[k - 1] > tested.needed:
            mixture, equal = fits[int(k)]
            stability = _stability(x, e, mixture, _limit(one), equal=equal, seed=seed)
            if stability.jaccard.min() >= STABLE and stability.drawn_jaccard.min() >= DISSOLVED:
                shares = mixture.probabilities(x, e)[0]
                return Found(TYPES, mixture, shares, tested, stability, rejected=tuple(rejected))
            rejected.append(int(k))
    verdict = CONTINUUM if tested.power >= POWERFUL else UNKNOWN
    return replace(alone, verdict=verdict, tested=tested, rejected=tuple(rejected))


def _test(
    one: Mixtures, fits: Sequence[Mixtures], gains: tuple[Floats, Floats], units: int
) -> Tested:
    base = float(one.bic(units)[0])
    delta = np.array([0.0, *(base - float(fit.bic(units)[0]) for fit in fits)])
    null, even = gains
    needed, power = what_is_needed(null, even)
    chance = float((1 + (null >= delta.max()).sum()) / (1 + len(null)))
    return Tested(delta, null, needed, chance, power)


def what_is_needed(null: Floats, even: Floats) -> tuple[float, float]:
    """Return the ΔBIC that classes must exceed, and the chance that three even types do.

    Args:
        null: gains of simulated continua.
        even: gains of simulated types.
    """
    exceeded = float(np.clip(np.quantile(null, 1 - CHANCE), 0.0, DELTA_BIC))
    needed = exceeded if (even > exceeded).mean() >= LIKELY else DELTA_BIC
    return needed, float((even > needed).mean())


def simulated_gains(one: Continuum, seed: int) -> tuple[Floats, Floats]:
    """Return the best ΔBIC over numbers of classes in simulated continua, and in simulated types.

    The means of the three types lie even apart and explain all but half of ``TIGHT`` of the spread.
    """
    rng = np.random.default_rng([seed, 2])
    units = len(one.errors)
    draws = max(LEAST_DRAWS, min(DRAWS, DRAWS * 300 // units))
    noise = rng.standard_normal((2, draws, units))
    kind = rng.integers(EVEN, size=(draws, units)) - 1
    within = one.spread * TIGHT / 2
    apart = np.sqrt((one.spread - within) * 3 / 2)
    continua = one.mean + np.sqrt(one.spread) * noise[0]
    types = one.mean + apart * kind + np.sqrt(within) * noise[1]
    return _gain_of(one, continua, rng, seed), _gain_of(one, types, rng, seed)


def _gain_of(one: Continuum, true: Floats, rng: np.random.Generator, seed: int) -> Floats:
    """Observe true values with the units' own errors, and return the best ΔBIC of each data set."""
    error = np.sqrt(one.errors + (one.relative * true) ** 2)
    x = true + error * rng.standard_normal(true.shape)
    return best_gain(x, one.errors + (one.relative * x) ** 2, seed)


def best_gain(x: Floats, e: Floats, seed: int) -> Floats:
    """Return the best ΔBIC over 2 … NULL_MOST classes of each data set, B."""
    one = fit_one(x, e)
    units, limit = x.shape[1], _limit(one)
    base = one.bic(units)
    gains = []
    for k in range(2, NULL_MOST + 1):
        for equal in (True, False):
            fitted = fit_classes(x, e, k, limit, equal=equal, seed=seed)
            gains.append(base - fitted.bic(units))
    return np.asarray(np.max(gains, axis=0))


def _limit(one: Mixtures) -> Floats:
    return np.asarray(TIGHT * one.spread)


def _best_family(x: Floats, e: Floats, k: int, limit: Floats, seed: int) -> tuple[Mixtures, bool]:
    """Fit classes of equal and of free sizes; return the better by BIC, and whether equal."""
    fits = [(fit_classes(x, e, k, limit, equal=eq, seed=seed), eq) for eq in (True, False)]
    return min(fits, key=lambda fit: float(fit[0].bic(x.shape[1])[0]))


def _stability(
    x: Floats, e: Floats, mixture: Mixtures, limit: Floats, *, equal: bool, seed: int
) -> Stability:
    rng = np.random.default_rng([seed, 4])
    units = x.shape[1]
    shares = mixture.probabilities(x, e)[0]
    labels, classes = shares.argmax(axis=1), shares.shape[1]
    rows = rng.integers(units, size=(RESAMPLES, units))
    again = refit(x[0][rows], e[0][rows], mixture, np.repeat(limit, RESAMPLES), equal=equal)
    told = again.probabilities(
        np.repeat(x, RESAMPLES, axis=0), np.repeat(e, RESAMPLES, axis=0)
    ).argmax(axis=2)
    drawn = (rng.random((RESAMPLES, units, 1)) > shares.cumsum(axis=1)[None, :, :-1]).sum(axis=2)
    resampled = np.array([_jaccard(labels, t, classes) for t in told]).mean(axis=0)
    under_error = np.array([_jaccard(labels, d, classes) for d in drawn]).mean(axis=0)
    shown = told if units <= SHOWN else told[:, :0]
    consensus = np.mean([t[:, None] == t for t in shown], axis=0)
    left_out = _left_out(x, e, mixture, limit, labels, equal=equal)
    return Stability(resampled, under_error, consensus, left_out)


def _left_out(
    x: Floats, e: Floats, mixture: Mixtures, limit: Floats, labels: Ints, *, equal: bool
) -> float:
    """Return the least ARI of the labels with those found when one unit is left out."""
    from sklearn.metrics import adjusted_rand_score

    units = x.shape[1]
    left = np.linspace(0, units - 1, min(units, LEFT_OUT)).astype(int)
    rows = np.array([np.delete(np.arange(units), i) for i in left])
    again = refit(x[0][rows], e[0][rows], mixture, np.repeat(limit, len(left)), equal=equal)
    told = again.probabilities(x[0][rows], e[0][rows]).argmax(axis=2)
    return min(float(adjusted_rand_score(labels[r], t)) for r, t in zip(rows, told, strict=True))


def _jaccard(labels: Ints, others: Ints, classes: int) -> Floats:
    """Return for each class the similarity of the most similar class of the others."""
    own, other = (np.eye(classes, dtype=bool)[a] for a in (labels, others))
    both = own.T.astype(float) @ other
    either = own.sum(axis=0)[:, None] + other.sum(axis=0) - both
    return np.asarray((both / np.maximum(either, 1)).max(axis=1))
