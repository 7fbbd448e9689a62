"""Gibbs steps for what belongs to items: mean, loading, noise, habits."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.measurement.items import POOLS
from analysis.measurement.sampler.chain import POOL_SCALE, Floats, Ints, Layout, State

LOADING = 0.5  # mean of a backed item's loading: it sets the unit of θ; bare items have none
LOADING_SPREAD = 0.3, 0.5  # standard deviations of loadings, backed and bare, before λ ≥ 0
FIRM = 3.0  # degrees of freedom with which an item's variances lean on its pool
# No figure says more of a year than to a twentieth, however alike all counties' figures are:
# without a limit, an indicator that all claim in full would be known without any error.
LEAST_NOISE = 0.05**2
FAINT_LOADING = 1e-6  # loadings are positive, also in rounding


def wanted_loading(layout: Layout) -> Floats:
    """Return the prior mean of loadings: none for bare items, which may be talk."""
    return np.where(layout.items.bare, 0.0, LOADING)


def loading_precision(layout: Layout) -> Floats:
    """Return the prior precision of loadings."""
    backed, bare = LOADING_SPREAD
    return np.where(layout.items.bare, bare**-2, backed**-2)


def log_prior(layout: Layout, s: State, mu: Floats, loading: Floats, noise: Floats) -> Floats:
    """Return the log prior of items' means, loadings and log noises."""
    items, pool = layout.items, s.pool_noise[layout.items.pool]
    found = -((mu - items.mean) ** 2) / (2 * items.spread**2)
    found -= (loading - wanted_loading(layout)) ** 2 * loading_precision(layout) / 2
    found -= FIRM / 2 * (np.log(noise) + pool / noise)
    return np.where((loading > 0) & (noise >= LEAST_NOISE), found, -np.inf)


def draw_lines(layout: Layout, s: State, rng: np.random.Generator) -> None:
    """Draw means and loadings of items, the habits marginalised."""
    items, n = layout.items, layout.per_pair
    shared, precise = layout.shared(s)
    theta = s.theta[:, layout.pair_subject, layout.pair_dimension] * layout.seen
    y = layout.table(s.y)
    sum_x, sum_y = theta.sum(axis=0), y.sum(axis=0)
    one = layout.by_item(precise * (n - shared * n**2)) + 1 / items.spread**2
    x = layout.by_item(precise * (sum_x - shared * n * sum_x))
    xx = layout.by_item(precise * ((theta**2).sum(axis=0) - shared * sum_x**2))
    side = layout.by_item(precise * (sum_y - shared * n * sum_y)) + items.mean / items.spread**2
    xy = layout.by_item(precise * ((theta * y).sum(axis=0) - shared * sum_x * sum_y))
    xx += loading_precision(layout)
    xy += wanted_loading(layout) * loading_precision(layout)
    spread = np.sqrt(one / (one * xx - x**2))
    middle = (one * xy - x * side) / (one * xx - x**2)
    below = ndtr(-middle / spread)
    chance = below + rng.random(len(items)) * (1 - below)
    drawn = middle + spread * ndtri(np.clip(chance, 1e-12, 1 - 1e-12))
    s.loading = np.maximum(drawn, FAINT_LOADING)
    s.mu = (side - s.loading * x) / one + rng.standard_normal(len(items)) / np.sqrt(one)


def draw_habits(layout: Layout, s: State, rng: np.random.Generator) -> None:
    """Draw the lasting deviation of each county with each item it prints."""
    rest = s.y - layout.predicted(s) + s.habit[layout.pair]
    total = np.bincount(layout.pair, rest, layout.pairs)
    noise, own = s.noise[layout.pair_item], s.habit_variance[layout.pair_item]
    precision = layout.per_pair / noise + 1 / own
    spread = rng.standard_normal(layout.pairs) / np.sqrt(precision)
    s.habit = total / noise / precision + spread


def draw_rough(layout: Layout, s: State, rng: np.random.Generator) -> None:
    """Draw the values behind figures that are printed with a known error."""
    at, cells = layout.rough, layout.cells
    if len(at):
        variance, error = s.noise[cells.item[at]], cells.error[at]
        precision = 1 / variance + 1 / error
        mean = (layout.predicted(s)[at] / variance + cells.link[at] / error) / precision
        s.y[at] = mean + rng.standard_normal(len(at)) / np.sqrt(precision)


def draw_item_variances(layout: Layout, s: State, rng: np.random.Generator) -> None:
    """Draw the variances of noise and habits, which lean on those of their pool of items."""
    item, many = layout.cells.item, layout.many_items
    squares = np.bincount(item, (s.y - layout.predicted(s)) ** 2, many).astype(float)
    count = np.bincount(item, minlength=many)
    s.noise, s.pool_noise = _pooled(layout, squares, count, s.pool_noise, rng)
    pairs = np.bincount(layout.pair_item, minlength=many)
    squares = layout.by_item(s.habit**2)
    s.habit_variance, s.pool_habit = _pooled(layout, squares, pairs, s.pool_habit, rng)


def _pooled(
    layout: Layout, squares: Floats, count: Ints, pools: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw variances of items given their pools, then the pools given the items."""
    pool = layout.items.pool
    drawn = (FIRM / 2 * pools[pool] + squares / 2) / rng.gamma(FIRM / 2 + count / 2)
    drawn = np.maximum(drawn, LEAST_NOISE)
    used = count > 0
    shape = 1 + FIRM / 2 * np.bincount(pool[used], minlength=len(POOLS))
    inverse = np.bincount(pool[used], 1 / drawn[used], len(POOLS))
    return drawn, rng.gamma(shape) / (1 / POOL_SCALE + FIRM / 2 * inverse)
