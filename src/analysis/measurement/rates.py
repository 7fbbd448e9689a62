"""Metropolis steps for rates: the log-odds y behind n of N, alone and with what they hang on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.measurement.chain import STRIDE, Bools, Floats, Layout, State
from analysis.measurement.item_parameters import log_prior

BEST_ACCEPTANCE = 0.44  # of a random walk in one dimension (Roberts & Rosenthal 2001)
PATIENCE = 0.1  # how far one iteration of the warm-up tunes the length of a step


class RateSteps:
    """The steps, with the lengths of their random walks, which are tuned while warming up."""

    def __init__(self, layout: Layout, rng: np.random.Generator) -> None:
        self.layout, self.rng = layout, rng
        cells, at = layout.cells, layout.binomial
        self.successes, self.trials = cells.successes[at], cells.trials[at]
        self.item = cells.item[at]
        self.empirical = np.log((self.successes + 0.5) / (self.trials - self.successes + 0.5))
        error = 1 / (self.successes + 0.5) + 1 / (self.trials - self.successes + 0.5)
        self.weight = 1 / error  # Haldane 1956, Anscombe 1956
        self.of_rates = np.bincount(self.item, minlength=layout.many_items) > 0
        pairs = np.bincount(layout.pair[at], minlength=layout.pairs) > 0
        self.pairs = np.flatnonzero(pairs)
        self.pair = np.cumsum(pairs)[layout.pair[at]] - 1
        self.pair_weight = np.bincount(self.pair, self.weight, len(self.pairs))
        self.reach = np.full(len(at), STRIDE)
        self.pair_reach = np.full(len(self.pairs), STRIDE)
        self.item_reach = np.full((3, layout.many_items), STRIDE)

    def run(self, s: State, *, tune: bool) -> None:
        """Move every rate once in each way."""
        if len(self.item):
            self._draw_each(s, tune)
            self._shift_pairs(s, tune)
            self._move_items(s, tune)

    def _likelihood(self, y: Floats) -> Floats:
        return np.asarray(self.successes * y - self.trials * np.logaddexp(0, y))

    def _draw_each(self, s: State, tune: bool) -> None:
        """A jump to what n of N says under the rest of the model, then a random walk."""
        at, rng = self.layout.binomial, self.rng
        mean, variance, y = self.layout.predicted(s)[at], s.noise[self.item], s.y[at]
        precision = 1 / variance + self.weight
        centre = (mean / variance + self.empirical * self.weight) / precision
        now = self._likelihood(y) - (y - mean) ** 2 / (2 * variance)
        proposed = centre + rng.standard_normal(len(y)) / np.sqrt(precision)
        then = self._likelihood(proposed) - (proposed - mean) ** 2 / (2 * variance)
        gain = then - now + ((proposed - centre) ** 2 - (y - centre) ** 2) * precision / 2
        taken = np.log(rng.random(len(y))) < gain
        y, now = np.where(taken, proposed, y), np.where(taken, then, now)
        proposed = y + rng.standard_normal(len(y)) * self.reach / np.sqrt(precision)
        then = self._likelihood(proposed) - (proposed - mean) ** 2 / (2 * variance)
        taken = np.log(rng.random(len(y))) < then - now
        s.y[at] = np.where(taken, proposed, y)
        if tune:
            _tune(self.reach, taken)

    def _shift_pairs(self, s: State, tune: bool) -> None:
        """A habit and the rates under it move together.

        Where an item has little noise its rates are tied to the habit and the habit to them; one at
        a time they would hardly move (Liu & Sabatti 2000, generalised Gibbs).
        """
        at, rng = self.layout.binomial, self.rng
        own = s.habit_variance[self.layout.pair_item[self.pairs]]
        habit = s.habit[self.pairs]
        step = rng.standard_normal(len(habit)) * self.pair_reach
        step /= np.sqrt(self.pair_weight + 1 / own)
        gain = self._likelihood(s.y[at] + step[self.pair]) - self._likelihood(s.y[at])
        total = np.bincount(self.pair, gain, len(habit))
        total = total - ((habit + step) ** 2 - habit**2) / (2 * own)
        taken = np.log(rng.random(len(habit))) < total
        step = np.where(taken, step, 0.0)
        s.habit[self.pairs] += step
        s.y[at] += step[self.pair]
        if tune:
            _tune(self.pair_reach, taken)

    def _move_items(self, s: State, tune: bool) -> None:
        """A parameter of an item and all its rates move together.

        The rates keep their places relative to the item's line or to its spread, so that items
        whose rates lie near 100 % are not held by them (Yu & Meng 2011, interweaving).
        """
        at, layout, rng = self.layout.binomial, self.layout, self.rng
        for number, (mu, loading, noise, moved) in enumerate(self._moves(s)):
            gain = self._likelihood(moved) - self._likelihood(s.y[at])
            total = np.bincount(self.item, gain, layout.many_items).astype(float)
            total += log_prior(layout, s, mu, loading, noise)
            total -= log_prior(layout, s, s.mu, s.loading, s.noise)
            taken = (np.log(rng.random(layout.many_items)) < total) & self.of_rates
            s.mu, s.loading = np.where(taken, mu, s.mu), np.where(taken, loading, s.loading)
            s.noise = np.where(taken, noise, s.noise)
            s.y[at] = np.where(taken[self.item], moved, s.y[at])
            if tune:
                _tune(self.item_reach[number], taken)

    def _moves(self, s: State) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
        """Yield proposals: another mean; another loading about the mean θ; another noise."""
        layout, at, many = self.layout, self.layout.binomial, self.layout.many_items
        cells, item = layout.cells, self.item

        def step(number: int) -> Floats:
            return np.asarray(self.rng.standard_normal(many) * self.item_reach[number])

        move = step(0)
        yield s.mu + move, s.loading, s.noise, s.y[at] + move[item]
        theta = s.theta[cells.time[at], cells.subject[at], layout.items.dimension[item]]
        centre = np.bincount(item, theta, many) / np.maximum(np.bincount(item, minlength=many), 1)
        move = step(1)
        moved = s.y[at] + move[item] * (theta - centre[item])
        yield s.mu - move * centre, s.loading + move, s.noise, moved
        move, mean = step(2), layout.predicted(s)[at]
        moved = mean + (s.y[at] - mean) * np.exp(move / 2)[item]
        yield s.mu, s.loading, s.noise * np.exp(move), moved


def _tune(reach: Floats, taken: Bools) -> None:
    """Lengthen the steps that are taken too often, shorten the others."""
    reach *= np.exp(PATIENCE * (taken - BEST_ACCEPTANCE))
