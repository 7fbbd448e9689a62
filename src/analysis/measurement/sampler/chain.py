"""Where a chain stands, and the fixed layout of the figures that its steps work on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.measurement.items import POOLS, Figures
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MANY = len(DIMENSIONS)
# Squared scales of the half-normal priors of the trajectories' standard deviations, in units of θ,
# which the loadings set at half a log-odds. They may be as small as the data want (Gelman 2006,
# Bayesian Analysis 1, 515–534); counties that differ by one standard deviation in level then have
# odds that differ by a factor of 1.6, and progress of 0.3 a year carries one through the whole
# field in five years.
SCALES = {
    "level": 1.0,
    "profile": 0.25,
    "progress": 0.09,
    "dimension_progress": 0.09,
    "shock": 0.09,
    "noise": 0.09,
    "province": 0.01,
}
POOL_SCALE = 0.2  # variance of a pool of items before any data: odds differ by a factor of 1.6
STRIDE = 0.7  # of random walks before they are tuned, in standard deviations


@dataclass
class State:
    """One point of the chain. Shapes: J items, n counties, T years, 9 dimensions."""

    y: Floats  # cells
    mu: Floats  # J
    loading: Floats  # J
    noise: Floats  # J, variance of e
    habit_variance: Floats  # J
    habit: Floats  # pairs of county and item that have figures
    theta: Floats  # T × n × 9
    effect: Floats  # T × provinces
    trend: Floats  # T, around which they lie
    variance: dict[str, float]  # of the trajectories, keys of SCALES
    pool_noise: Floats
    pool_habit: Floats


class Layout:
    """Positions that do not change: pairs of county and item, blocks of county and dimension."""

    def __init__(self, figures: Figures) -> None:
        self.figures, self.items, self.cells = figures, figures.items, figures.cells
        self.times, self.count = len(figures.years), figures.subjects
        self.many_items = len(figures.items)
        self.year = figures.years - figures.years.mean()
        self.basis = np.column_stack([np.ones(self.times), self.year])[:, : min(self.times, 2)]
        key = self.cells.subject * self.many_items + self.cells.item
        found, self.pair = np.unique(key, return_inverse=True)
        self.pair_subject, self.pair_item = np.divmod(found, self.many_items)
        self.pairs = len(found)
        self.place = self.cells.time * self.pairs + self.pair  # of a cell in years × pairs
        self.seen = self.table(np.ones(len(key)))
        self.per_pair = self.seen.sum(axis=0)
        self.pair_dimension = self.items.dimension[self.pair_item]
        self.block = self.pair_subject * MANY + self.pair_dimension
        self.printed_items = np.bincount(self.cells.item, minlength=self.many_items) > 0
        where = (self.cells.time * self.count + self.cells.subject) * MANY
        self.block_at = where + self.items.dimension[self.cells.item]  # of a cell in θ
        printed = np.unique(self.cells.subject * self.times + self.cells.time)
        self.printed_years = np.bincount(printed // self.times, minlength=self.count)
        self.binomial = np.flatnonzero(self.cells.trials > 0)
        self.rough = np.flatnonzero(self.cells.error > 0)

    def table(self, values: Floats) -> Floats:
        """Return values of cells as years × pairs, 0 where there is none."""
        flat = np.bincount(self.place, values, self.times * self.pairs)
        return flat.reshape(self.times, self.pairs).astype(float)

    def by_item(self, values: Floats) -> Floats:
        """Add values of pairs by item."""
        return np.bincount(self.pair_item, values, self.many_items).astype(float)

    def by_county(self, values: Floats) -> Floats:
        """Add values of blocks (… × n 9) over the dimensions of each county."""
        parts = values.reshape(*values.shape[:-1], self.count, MANY)
        return np.asarray(parts @ np.ones(MANY))  # five times as fast as a sum over a short axis

    def predicted(self, s: State, at: Ints | None = None) -> Floats:
        """Return the mean of y of every cell, or of those ``at`` some positions."""
        item, block, pair = self.cells.item, self.block_at, self.pair
        if at is not None:
            item, block, pair = item[at], block[at], pair[at]
        theta = s.theta.ravel()[block]
        return np.asarray(s.mu[item] + s.loading[item] * theta + s.habit[pair])

    def shared(self, s: State) -> tuple[Floats, Floats]:
        """Return by pair the part that the habit has in several years, and 1/noise."""
        noise, own = s.noise[self.pair_item], s.habit_variance[self.pair_item]
        return own / (noise + self.per_pair * own), 1 / noise

    def start(self, rng: np.random.Generator) -> State:
        """Return a state to start from, different for every chain."""
        cells, items, spread = self.cells, self.items, rng.standard_normal
        rate = np.log((cells.successes + 0.5) / (cells.trials - cells.successes + 0.5))
        y = np.where(cells.trials > 0, rate, cells.link)
        count = np.bincount(cells.item, minlength=len(items))
        total = np.bincount(cells.item, y, len(items))
        return State(
            y=y,
            mu=np.where(count > 0, total / np.maximum(count, 1), items.mean),
            loading=np.where(items.bare, 0.1, 0.5) * np.exp(0.3 * spread(len(items))),
            noise=np.full(len(items), POOL_SCALE),
            habit_variance=np.full(len(items), POOL_SCALE),
            habit=np.zeros(self.pairs),
            theta=np.zeros((self.times, self.count, MANY)),
            effect=np.zeros((self.times, len(self.figures.provinces))),
            trend=np.zeros(self.times),
            variance={n: scale * float(np.exp(spread() - 1)) for n, scale in SCALES.items()},
            pool_noise=np.full(len(POOLS), POOL_SCALE),
            pool_habit=np.full(len(POOLS), POOL_SCALE),
        )
