"""Metropolis steps for rates: the log-odds y behind n of N, alone and with what they hang on."""

from __future__ import annotations

import numpy as np

from analysis.measurement.sampler.chain import STRIDE, Bools, Floats, Layout, State
from analysis.measurement.sampler.item_parameters import log_prior

BEST_ACCEPTANCE = 0.44  # of a random walk in one dimension (Roberts & Rosenthal 2001)
Proposal = tuple[Floats, Floats, Floats, Floats]  # mean, loading and noise of items, y of rates

PATIENCE = 0.1  # how far one iteration of the warm-up tunes the length of a step


class RateSteps:
    """The steps, with the lengths of their random walks, which are tuned while warming up."""

    def __init__(self, layout: Layout, rng: np.random.Generator) -> None:
        self.layout, self.rng = layout, rng
        cells, at = layout.cells, layout.binomial
        self.successes, self.trials = cells.successes[at], cells.trials[at]
        self.item, self.block = cells.item[at], layout.block_at[at]
        self.per_item = np.maximum(np.bincount(self.item, minlength=layout.many_items), 1)
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
            y = s.y[self.layout.binomial]
            y, log = self._draw_each(s, y, tune)
            y, log = self._shift_pairs(s, y, log, tune)
            s.y[self.layout.binomial] = self._move_items(s, y, log, tune)

    def _likelihood(self, y: Floats) -> Floats:
        """Return n y - N log(1 + exp y); numpy's logaddexp takes four times as long."""
        softplus = np.log(1 + np.exp(-np.abs(y))) + np.maximum(y, 0)
        return np.asarray(self.successes * y - self.trials * softplus)

    def _draw_each(self, s: State, y: Floats, tune: bool) -> tuple[Floats, Floats]:
        """A jump to what n of N says under the rest of the model, then a random walk."""
        rng, many = self.rng, len(y)
        mean, precise = self.layout.predicted(s, self.layout.binomial), 1 / s.noise[self.item]
        precision = precise + self.weight
        centre = (mean * precise + self.empirical * self.weight) / precision
        step = 1 / np.sqrt(precision)
        log = self._likelihood(y)
        now = log - (y - mean) ** 2 * precise / 2
        for walk in (False, True):
            noise = rng.standard_normal(many)
            proposed = y + noise * self.reach * step if walk else centre + noise * step
            other = self._likelihood(proposed)
            then = other - (proposed - mean) ** 2 * precise / 2
            gain = then - now
            if not walk:
                gain += noise**2 / 2 - (y - centre) ** 2 * precision / 2
            taken = np.log(rng.random(many)) < gain
            y, log = np.where(taken, proposed, y), np.where(taken, other, log)
            now = np.where(taken, then, now)
        if tune:
            _tune(self.reach, taken)
        return y, log

    def _shift_pairs(self, s: State, y: Floats, log: Floats, tune: bool) -> tuple[Floats, Floats]:
        """A habit and the rates under it move together.

        Where an item has little noise its rates are tied to the habit and the habit to them; one at
        a time they would hardly move (Liu & Sabatti 2000, generalised Gibbs).
        """
        rng = self.rng
        own = s.habit_variance[self.layout.pair_item[self.pairs]]
        habit = s.habit[self.pairs]
        step = rng.standard_normal(len(habit)) * self.pair_reach
        step /= np.sqrt(self.pair_weight + 1 / own)
        moved = y + step[self.pair]
        other = self._likelihood(moved)
        total = np.bincount(self.pair, other - log, len(habit))
        total = total - ((habit + step) ** 2 - habit**2) / (2 * own)
        taken = np.log(rng.random(len(habit))) < total
        s.habit[self.pairs] += np.where(taken, step, 0.0)
        if tune:
            _tune(self.pair_reach, taken)
        taken = taken[self.pair]
        return np.where(taken, moved, y), np.where(taken, other, log)

    def _move_items(self, s: State, y: Floats, log: Floats, tune: bool) -> Floats:
        """A parameter of an item and all its rates move together.

        The rates keep their places relative to the item's line or to its spread, so that items
        whose rates lie near 100 % are not held by them (Yu & Meng 2011, interweaving).
        """
        layout, rng = self.layout, self.rng
        for number, move in enumerate((self._other_mean, self._other_loading, self._other_noise)):
            step = rng.standard_normal(layout.many_items) * self.item_reach[number]
            mu, loading, noise, moved = move(s, y, step)
            other = self._likelihood(moved)
            total = np.bincount(self.item, other - log, layout.many_items).astype(float)
            total += log_prior(layout, s, mu, loading, noise)
            total -= log_prior(layout, s, s.mu, s.loading, s.noise)
            taken = (np.log(rng.random(layout.many_items)) < total) & self.of_rates
            s.mu, s.loading = np.where(taken, mu, s.mu), np.where(taken, loading, s.loading)
            s.noise = np.where(taken, noise, s.noise)
            if tune:
                _tune(self.item_reach[number], taken)
            taken = taken[self.item]
            y, log = np.where(taken, moved, y), np.where(taken, other, log)
        return y

    def _other_mean(self, s: State, y: Floats, move: Floats) -> Proposal:
        return s.mu + move, s.loading, s.noise, y + move[self.item]

    def _other_loading(self, s: State, y: Floats, move: Floats) -> Proposal:
        """Turn the line of the item about the mean θ of its rates."""
        theta = s.theta.ravel()[self.block]
        centre = np.bincount(self.item, theta, len(move)) / self.per_item
        moved = y + move[self.item] * (theta - centre[self.item])
        return s.mu - move * centre, s.loading + move, s.noise, moved

    def _other_noise(self, s: State, y: Floats, move: Floats) -> Proposal:
        mean = self.layout.predicted(s, self.layout.binomial)
        moved = mean + (y - mean) * np.exp(move / 2)[self.item]
        return s.mu, s.loading, s.noise * np.exp(move), moved


def _tune(reach: Floats, taken: Bools) -> None:
    """Lengthen the steps that are taken too often, shorten the others."""
    reach *= np.exp(PATIENCE * (taken - BEST_ACCEPTANCE))
