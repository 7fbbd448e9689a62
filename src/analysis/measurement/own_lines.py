"""What a county's own figures say of its level and yearly change, not leaning on others.

Types are sought in it: the posterior of a county is drawn toward the mean of all by a normal prior,
and a mixture would draw it a second time. Given the other parameters prior and posterior are
normal, so the prior can be taken out again: precisions subtract (Gelman et al. 2013, Bayesian Data
Analysis, 2.5).

A change in θ is put into points at the place where the county stands, by how many points its scores
rise with θ there. Caps do not bind in this: a cap judges a level, and a county at the cap of some
figures moves no less. In θ alone, changes near 100 % look large; in capped points they look small;
both spread classes of like change over their levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from analysis.index.headline.goalposts import BINOMIAL, Goalpost
from analysis.measurement.estimand import Scorer
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]

# Further standard error of a change, as a share of it: what a unit of θ is worth where a county
# stands is not what it is worth all along its way. Fitted to squared errors in worlds of
# benchmarks/measurement.py with other seeds than those that it reports on.
ROUGH_SCALE = 0.16
# Share of the prior variance that figures must take away to count: draws alone take away less.
LEAST_SAID = 0.05


@dataclass(frozen=True)
class Lines:
    """Level and yearly change of n counties in one draw; all arrays are 2 × n, ``prior`` is 2.

    ``own`` is what sets a county apart from its province's ``trend``; ``prior`` the variance that
    it has before any figure. All are in points at the mean place of counties, since θ has no unit
    of its own: one draw stretches it, the next shrinks it. ``points`` is by which factor a unit is
    worth more at a county's own place.
    """

    own: Floats
    trend: Floats
    prior: Floats
    points: Floats


def drawn_lines(scorer: Scorer, values: Floats, scores: Floats) -> Lines:
    """Return the lines of the state, means over dimensions.

    Args:
        scorer: of the state.
        values: drawn cells on the link scale by the latest year's items, units × basket.
        scores: drawn scores, units × 10.
    """
    layout, s = scorer.sampler.layout, scorer.sampler.state
    line = np.linalg.pinv(layout.basis)  # (1 or 2) × T: mean and least-squares slope
    trend = line @ s.effect[:, layout.figures.province]
    own = line @ s.theta.mean(axis=2) - trend
    many, v = len(DIMENSIONS), s.variance
    slopes = [v["level"] + v["profile"] / many, v["progress"] + v["dimension_progress"] / many]
    noise = (line**2).sum(axis=1) * (v["shock"] + v["noise"] / many)
    points = np.stack([np.full(own.shape[1], _points_everywhere(scorer, scores))] * len(line))
    points[1:] = _points_in_place(scorer, values)
    prior = np.array(slopes[: len(line)]) + noise
    unit = points.mean(axis=1)
    scale = unit[:, None]
    return Lines(own * scale, trend * scale, prior * unit**2, points / scale)


def without_prior(draws: Sequence[Lines], years: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return level (points from the mean) and change (points a year), and variances of the errors.

    2 × n each; a variance is infinite where the county's figures do not say it.

    Args:
        draws: of all chains.
        years: n, in how many years each prints a usable figure.
    """
    own = np.stack([d.own for d in draws])
    prior = np.mean([d.prior for d in draws], axis=0)[:, None]
    points = np.mean([d.points for d in draws], axis=0)
    trend = np.mean([d.trend for d in draws], axis=0)
    left = own.var(axis=0) / prior  # share of the prior variance
    said = (left < 1 - LEAST_SAID) & (years > np.arange(len(left))[:, None])
    weight = np.where(said, 1 - left, 1.0)
    value, error = np.zeros((2, own.shape[2])), np.full((2, own.shape[2]), np.inf)
    value[: len(said)] = points * (trend + own.mean(axis=0) / weight)
    error[: len(said)] = np.where(said, points**2 * prior * left / weight, np.inf)
    value[0] -= value[0].mean()  # θ has no zero of its own
    return value, error


def _points_everywhere(scorer: Scorer, scores: Floats) -> float:
    """Return by how many points L rises with mean θ; 1 where there is only one unit."""
    theta = scorer.sampler.state.theta[scorer.time, scorer.subject].mean(axis=1)
    theta = theta - theta.mean()
    spread = float(theta @ theta)
    return float(theta @ scores[:, -1]) / spread if spread > 0 else 1.0


def _points_in_place(scorer: Scorer, values: Floats) -> Floats:
    """Return by how many points L rises with θ where each county stands."""
    basket = scorer.basket
    steep = np.column_stack(
        [steepness(values[:, k], post) for k, post in enumerate(basket.goalposts)]
    )
    dimensions = (steep * scorer.sampler.state.loading[basket.item_now]) @ scorer.even
    rise = dimensions @ scorer.weights / scorer.weights.sum()
    count = scorer.sampler.layout.count
    return np.bincount(scorer.subject, rise, count) / np.bincount(scorer.subject, minlength=count)


def steepness(link: Floats, post: Goalpost) -> Floats:
    """Return by how many points a score rises with its value on the link scale, without its caps.

    A count or an amount beyond its goalposts rises as at the nearer one, since on the scale of
    counts it would otherwise be worth the more the farther it is beyond what is asked.

    >>> post = Goalpost("x", 50, 100, "rate", "", "")
    >>> steepness(np.array([0.0]), post).tolist()
    [50.0]
    """
    if post.basis == "failure":
        ends = logit(np.array([post.low, post.high]) / 100)
        return np.full(len(link), 100 / abs(ends[0] - ends[1]))
    height = abs(post.high - post.low)
    if post.basis in BINOMIAL:
        return np.asarray(100 * 100 * expit(link) * expit(-link) / height)
    most = np.log(max(post.high, post.low))
    amount = np.exp(np.minimum(link if post.high > post.low else -link, most))
    return np.asarray(100 * amount / height)
