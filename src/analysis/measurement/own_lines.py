"""What a county's own figures say of its level and yearly change, not leaning on others.

Types are sought in it: the posterior of a county is drawn toward the mean of all, which a mixture
with known errors would undo a second time. Level and change are lines in θ with flat priors. A
change is put into points at the place where the county stands, by how many points its scores rise
with θ there. Caps do not bind in this: a cap judges a level, and a county at the cap of some
figures moves no less. In θ alone, changes near 100 % look large; in capped points they look small;
both spread classes of like change over their levels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from analysis.index.headline.goalposts import BINOMIAL, Goalpost
from analysis.measurement.blocks import absorb, both_sides
from analysis.measurement.estimand import Scorer
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]

FAINT = 1e-9  # precision below which a slope is not known at all


def own_lines(scorer: Scorer, values: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """Return level and yearly change of each county as its own figures say it, and variances.

    2 × subjects × (9 dimensions, all together): level in points from no zero in particular, change
    in points a year. A variance is infinite where no figures say it.

    Args:
        scorer: of the state.
        values: drawn cells on the link scale by the latest year's items, units × basket.
        scores: drawn scores, units × 10.
    """
    layout, courses, s = scorer.sampler.layout, scorer.sampler.trajectories, scorer.sampler.state
    matrices, sides = courses.information(s)
    year = np.sqrt(s.variance["noise"]) * np.eye(layout.times)
    own = _line(*absorb(matrices, sides, year)[:2], layout.basis)
    matrices, sides, _ = absorb(matrices, sides, courses.own_root(s.variance))
    county = layout.by_county(matrices), layout.by_county(sides)
    shock = np.sqrt(s.variance["shock"]) * np.eye(layout.times)
    common = _line(*absorb(*county, shock)[:2], layout.basis)
    shape = (2, layout.count, len(DIMENSIONS))
    value, precision = (
        np.concatenate([a.reshape(shape), b[:, :, None]], axis=2)
        for a, b in zip(own, common, strict=True)
    )
    everywhere = np.broadcast_to(_points_everywhere(scorer, scores), value.shape[1:])
    points = np.stack([everywhere, _points_in_place(scorer, values)])
    with np.errstate(divide="ignore", invalid="ignore"):
        return value * points, np.where(precision > 0, points**2 / precision, np.inf)


def _line(matrices: Floats, sides: Floats, basis: Floats) -> tuple[Floats, Floats]:
    """Return intercept and slope of each block (2 × B) and their precisions, both with flat priors.

    The precision is 0 where a block cannot say it; without slopes in the basis that of all slopes.
    """
    inner, right = both_sides(matrices, basis), np.tensordot(basis, sides, axes=(0, 0))
    values, precisions = np.zeros((2, sides.shape[1])), np.zeros((2, sides.shape[1]))
    many = basis.shape[1]
    for own, other in ((0, many - 1), (1, 0))[:many]:
        base = np.where((inner[other, other] > FAINT) & (own != other), inner[other, other], np.inf)
        precision = inner[own, own] - inner[0, many - 1] ** 2 / base
        side = right[own] - inner[0, many - 1] * right[other] / base
        known = precision > FAINT
        values[own] = np.where(known, side / np.where(known, precision, 1.0), 0.0)
        precisions[own] = np.where(known, precision, 0.0)
    return values, precisions


def _points_everywhere(scorer: Scorer, scores: Floats) -> Floats:
    """Return by how many points each score rises with its θ; 1 where there is only one unit."""
    theta = scorer.sampler.state.theta[scorer.time, scorer.subject]
    both = np.column_stack([theta, theta.mean(axis=1)])
    both = both - both.mean(axis=0)
    spread = (both**2).sum(axis=0)
    rise = (both * np.nan_to_num(scores)).sum(axis=0)
    return np.where(spread > 0, rise / np.where(spread > 0, spread, 1.0), 1.0)


def _points_in_place(scorer: Scorer, values: Floats) -> Floats:
    """Return by how many points scores rise with θ where each county stands: subjects × 10."""
    basket = scorer.basket
    steep = np.column_stack(
        [steepness(values[:, k], post) for k, post in enumerate(basket.goalposts)]
    )
    dimensions = (steep * scorer.sampler.state.loading[basket.item_now]) @ scorer.even
    level = dimensions @ scorer.weights / scorer.weights.sum()
    by_unit = np.column_stack([dimensions, level])
    count = scorer.sampler.layout.count
    total = np.stack([np.bincount(scorer.subject, row, count) for row in by_unit.T], axis=1)
    return np.asarray(total / np.bincount(scorer.subject, minlength=count)[:, None])


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
    upward = post.high > post.low
    most = np.log(max(post.high, post.low))
    amount = np.exp(np.minimum(link if upward else -link, most))
    return np.asarray(100 * amount / height)
