r"""Gibbs sampler of the measurement model.

.. math::
    n_{itj} \sim \mathrm{Binomial}(N_{itj}, \mathrm{expit}(y_{itj})), \quad
    y_{itj} = \mu_j + \lambda_j \theta_{it d(j)} + h_{ij} + e_{itj}, \quad \lambda_j \ge 0

    \theta_{itd} = u_{p(i)t} + G_i + S_i t + r_{it} + D_{id} + S_{id} t + w_{itd}

i county, t year, j item of dimension d, p province. u year effects of provinces around a common year
effect; G level, S yearly progress, D and S_d profile and progress of dimensions; r, w noise; h habit of
a county with an item. All but λ and the variances are Gaussian given y, so one step draws u, the
county's trajectories and the habits together, each marginal of what comes after it; item means and
loadings are drawn with the habits marginalised. Only y of rates needs Metropolis steps.

Sources: Rabe-Hesketh & Skrondal 2004, Generalized Latent Variable Modeling; Treier & Jackman 2008
(latent scale from mixed indicators); Liu 1994 (collapsed Gibbs).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from analysis.measurement.blocks import absorb, apply, draw_deviation, evidence_gain
from analysis.measurement.items import POOLS, Figures
from analysis.tables import DIMENSIONS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOADING = (0.5, 0.5)  # mean and standard deviation of a backed item's loading, before λ ≥ 0
FIRM = 3.0  # degrees of freedom with which an item's variances lean on its pool
BEST_ACCEPTANCE, BEST_TOGETHER = 0.44, 0.25  # in one and several dimensions (Roberts et al. 1997)
SLACK = 2.0  # shape of the inverse gamma priors of the trajectories' variances: no finite variance
SCALES = {"profile": 0.5, "progress": 0.02, "dimension_progress": 0.02, "shock": 0.02, "noise": 0.05, "province": 0.02}
POOL_SCALE = 0.2  # expected variance of a pool of items before any data


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
    variance: dict[str, float]  # of the trajectories, keys of SCALES
    pool_noise: Floats
    pool_habit: Floats


class Sampler:
    """Draws from the posterior of one set of figures; ``step`` moves the state on."""

    def __init__(self, figures: Figures, seed: tuple[int, ...]) -> None:
        self.figures = figures
        self.rng = np.random.default_rng(seed)
        cells, items = figures.cells, figures.items
        self.times, self.count = len(figures.years), figures.subjects
        self.year = figures.years - figures.years.mean()
        key, pair = np.unique(cells.subject * len(items) + cells.item, return_inverse=True)
        self.pair_subject, self.pair_item = np.divmod(key, len(items))
        self.place = cells.time * len(key) + pair  # of a cell in the T × pairs table
        self.pair = pair
        self.seen = np.bincount(self.place, minlength=self.times * len(key)).reshape(self.times, -1)
        self.seen = self.seen.astype(float)
        self.per_pair = self.seen.sum(axis=0)
        self.block = self.pair_subject * len(DIMENSIONS) + items.dimension[self.pair_item]
        self.binomial = np.flatnonzero(cells.trials > 0)
        self.rough = np.flatnonzero(cells.error > 0)
        self.basis = np.column_stack([np.ones(self.times), self.year])[:, : min(self.times, 2)]
        self.reach = np.full(len(self.binomial), 0.7)  # of the random walk, tuned while warming up
        of_rates = np.bincount(cells.item[self.binomial], minlength=len(items))
        self.rate_items = of_rates > 0
        rates = np.bincount(pair[self.binomial], minlength=len(key)) > 0
        self.rate_pairs = np.flatnonzero(rates)
        self.rate_pair = np.cumsum(rates)[pair[self.binomial]] - 1
        self.stride = np.full(len(self.rate_pairs), 1.5)  # of the shifts of pairs, likewise
        self.drift = np.full((3, len(items)), 0.3)  # of the moves of whole items, likewise
        self.pace = np.array([0.5, 1.0])  # of the variances, all together and one by one
        self.state = self._start()

    def _start(self) -> State:
        cells, items = self.figures.cells, self.figures.items
        spread = self.rng.standard_normal
        rate = np.log((cells.successes + 0.5) / (cells.trials - cells.successes + 0.5))
        y = np.where(cells.trials > 0, rate, cells.link)
        count = np.bincount(cells.item, minlength=len(items))
        total = np.bincount(cells.item, y, len(items))
        variance = {name: scale * float(np.exp(0.5 * spread())) for name, scale in SCALES.items()}
        return State(
            y=y,
            mu=np.where(count > 0, total / np.maximum(count, 1), items.mean),
            loading=np.where(items.bare, 0.1, 0.5) * np.exp(0.3 * spread(len(items))),
            noise=np.full(len(items), POOL_SCALE),
            habit_variance=np.full(len(items), POOL_SCALE),
            habit=np.zeros(len(self.pair_item)),
            theta=np.zeros((self.times, self.count, len(DIMENSIONS))),
            effect=np.zeros((self.times, len(self.figures.provinces))),
            variance=variance,
            pool_noise=np.full(len(POOLS), POOL_SCALE),
            pool_habit=np.full(len(POOLS), POOL_SCALE),
        )

    def step(self, tune: bool) -> None:
        """Move every part of the state once; ``tune`` adapts the random walk (warm-up only)."""
        self._draw_rates(tune)
        self._shift_pairs(tune)
        self._move_items(tune)
        self._draw_rough()
        self._draw_trajectories(tune)
        self._draw_items()
        self._draw_habits()
        self._draw_item_variances()

    def predicted(self) -> Floats:
        """Return the mean of y of every cell."""
        s, cells = self.state, self.figures.cells
        dimension = self.figures.items.dimension[cells.item]
        theta = s.theta[cells.time, cells.subject, dimension]
        return s.mu[cells.item] + s.loading[cells.item] * theta + s.habit[self.pair]

    def _draw_rates(self, tune: bool) -> None:
        """Metropolis: a jump to what n of N says under the prior, then a random walk."""
        at, cells, rng = self.binomial, self.figures.cells, self.rng
        n, total = cells.successes[at], cells.trials[at]
        mean, variance = self.predicted()[at], self.state.noise[cells.item[at]]
        y = self.state.y[at]

        def target(x: Floats) -> Floats:
            return np.asarray(n * x - total * np.logaddexp(0, x) - (x - mean) ** 2 / (2 * variance))

        own = np.log((n + 0.5) / (total - n + 0.5))
        weight = 1 / (1 / (n + 0.5) + 1 / (total - n + 0.5))
        precision = 1 / variance + weight
        centre = (mean / variance + own * weight) / precision
        now = target(y)
        proposed = centre + rng.standard_normal(len(y)) / np.sqrt(precision)
        then = target(proposed)
        gain = then - now + ((proposed - centre) ** 2 - (y - centre) ** 2) * precision / 2
        taken = np.log(rng.random(len(y))) < gain
        y, now = np.where(taken, proposed, y), np.where(taken, then, now)
        proposed = y + rng.standard_normal(len(y)) * self.reach / np.sqrt(precision)
        taken = np.log(rng.random(len(y))) < target(proposed) - now
        self.state.y[at] = np.where(taken, proposed, y)
        if tune:
            self.reach *= np.exp(0.1 * (taken - BEST_ACCEPTANCE))

    def _shift_pairs(self, tune: bool) -> None:
        """Metropolis: a habit and the rates under it move together.

        Where an item has little noise its rates are tied to the habit and the habit to them; one at
        a time they would hardly move (Liu & Sabatti 2000, generalised Gibbs).
        """
        s, cells, rng, at = self.state, self.figures.cells, self.rng, self.binomial
        n, total, y = cells.successes[at], cells.trials[at], s.y[at]
        own = s.habit_variance[self.pair_item[self.rate_pairs]]
        habit = s.habit[self.rate_pairs]
        weight = 1 / (1 / (n + 0.5) + 1 / (total - n + 0.5))
        precision = np.bincount(self.rate_pair, weight) + 1 / own
        step = rng.standard_normal(len(habit)) * self.stride / np.sqrt(precision)
        moved = y + step[self.rate_pair]
        gain = n * (moved - y) - total * (np.logaddexp(0, moved) - np.logaddexp(0, y))
        gain = np.bincount(self.rate_pair, gain) - ((habit + step) ** 2 - habit**2) / (2 * own)
        taken = np.log(rng.random(len(habit))) < gain
        step = np.where(taken, step, 0.0)
        s.habit[self.rate_pairs] += step
        s.y[at] += step[self.rate_pair]
        if tune:
            self.stride *= np.exp(0.1 * (taken - BEST_ACCEPTANCE))

    def _move_items(self, tune: bool) -> None:
        """Metropolis: a parameter of an item and all its rates move together.

        The rates keep their places relative to the item's line (mean, loading) or to its spread
        (noise), so that items whose rates are near 100 % are not held by them (Yu & Meng 2011,
        interweaving). Moves: mean; loading, about the mean θ; noise.
        """
        s, items, rng, at = self.state, self.figures.items, self.rng, self.binomial
        cells, many = self.figures.cells, len(self.figures.items)
        item = cells.item[at]
        theta = s.theta[cells.time[at], cells.subject[at], items.dimension[item]]
        centre = np.bincount(item, theta, many) / np.maximum(np.bincount(item, minlength=many), 1)
        n, total = cells.successes[at], cells.trials[at]
        for kind in range(3):
            step = rng.standard_normal(many) * self.drift[kind]
            mu, loading, noise = s.mu, s.loading, s.noise
            if kind == 0:
                mu = s.mu + step
                moved = s.y[at] + step[item]
            elif kind == 1:
                loading, mu = s.loading + step, s.mu - step * centre
                moved = s.y[at] + step[item] * (theta - centre[item])
            else:
                noise = s.noise * np.exp(step)
                mean = self.predicted()[at]
                moved = mean + (s.y[at] - mean) * np.exp(step / 2)[item]
            gain = n * (moved - s.y[at]) - total * (np.logaddexp(0, moved) - np.logaddexp(0, s.y[at]))
            gain = np.bincount(item, gain, many)
            gain += self._item_prior(mu, loading, noise) - self._item_prior(s.mu, s.loading, s.noise)
            taken = (np.log(rng.random(many)) < gain) & self.rate_items
            s.mu, s.loading = np.where(taken, mu, s.mu), np.where(taken, loading, s.loading)
            s.noise = np.where(taken, noise, s.noise)
            s.y[at] = np.where(taken[item], moved, s.y[at])
            if tune:
                self.drift[kind] *= np.exp(0.1 * (taken - BEST_ACCEPTANCE))

    def _item_prior(self, mu: Floats, loading: Floats, noise: Floats) -> Floats:
        """Return the log prior of items' means, loadings and log noises."""
        items, pool = self.figures.items, self.state.pool_noise[self.figures.items.pool]
        wanted = np.where(items.bare, 0.0, LOADING[0])
        found = -((mu - items.mean) ** 2) / (2 * items.spread**2)
        found -= (loading - wanted) ** 2 / (2 * LOADING[1] ** 2)
        found -= FIRM / 2 * (np.log(noise) + pool / noise)
        return np.where(loading > 0, found, -np.inf)

    def _draw_rough(self) -> None:
        """Draw the values behind figures that are printed with a known error."""
        at, cells = self.rough, self.figures.cells
        if not len(at):
            return
        variance = self.state.noise[cells.item[at]]
        precision = 1 / variance + 1 / cells.error[at]
        mean = (self.predicted()[at] / variance + cells.link[at] / cells.error[at]) / precision
        self.state.y[at] = mean + self.rng.standard_normal(len(at)) / np.sqrt(precision)

    def _table(self, values: Floats) -> Floats:
        """Return values of cells as years × pairs, 0 where there is none."""
        return np.bincount(self.place, values, self.seen.size).reshape(self.seen.shape)

    def _shared(self) -> tuple[Floats, Floats]:
        """Return, by pair, what the habit takes off the information of several years, and 1/noise."""
        noise, own = self.state.noise[self.pair_item], self.state.habit_variance[self.pair_item]
        return own / (noise + self.per_pair * own), 1 / noise

    def information(self) -> tuple[Floats, Floats]:
        """Return what the figures say of each θ_id: T × T × B precisions and T × B sides."""
        s, blocks = self.state, self.count * len(DIMENSIONS)
        shared, precise = self._shared()
        loading = s.loading[self.pair_item]
        rest = self._table(s.y - s.mu[self.figures.cells.item])
        weight = loading**2 * precise
        matrices = np.empty((self.times, self.times, blocks))
        for a in range(self.times):
            for b in range(a, self.times):
                both = (self.seen[a] * (a == b)) - shared * self.seen[a] * self.seen[b]
                matrices[a, b] = matrices[b, a] = np.bincount(self.block, weight * both, blocks)
        own = loading * precise * (rest - shared * rest.sum(axis=0) * self.seen)
        return matrices, np.stack([np.bincount(self.block, row, blocks) for row in own])

    def common_root(self) -> Floats:
        """Return a root of the covariance of a county's common trajectory: level, progress, shock."""
        return self._common_root(self.state.variance)

    def own_root(self) -> Floats:
        """Return a root of the covariance of a dimension's deviation from it."""
        return self._own_root(self.state.variance)

    def _common_root(self, variance: dict[str, float]) -> Floats:
        return self._root(1.0, variance["progress"], variance["shock"])

    def _own_root(self, variance: dict[str, float]) -> Floats:
        return self._root(variance["profile"], variance["dimension_progress"], variance["noise"])

    def _root(self, level: float, progress: float, noise: float) -> Floats:
        scale = np.sqrt([level, progress])[: self.basis.shape[1]]
        return np.column_stack([self.basis * scale, np.sqrt(noise) * np.eye(self.times)])

    def _draw_trajectories(self, tune: bool) -> None:
        s, rng, many = self.state, self.rng, len(DIMENSIONS)
        matrices, sides = self.information()
        self._draw_variances(matrices, sides, tune)
        own, common = self.own_root(), self.common_root()
        blocks, lights, inner = absorb(matrices, sides, own)
        county, light = self.by_county(blocks), self.by_county(lights)
        whole, whole_light, outer = absorb(county, light, common)
        s.effect = self._drawn_effects(whole, whole_light)
        base = s.effect[:, self.figures.province]
        base = base + draw_deviation(outer, common, light - apply(county, base), rng)
        wide = np.repeat(base, many, axis=1)
        deviation = draw_deviation(inner, own, sides - apply(matrices, wide), rng)
        s.theta = (wide + deviation).reshape(self.times, self.count, many)

    def _drawn_effects(self, matrices: Floats, sides: Floats) -> Floats:
        """Draw the year effects of provinces, around those of all: u_pt ~ N(m_t, v)."""
        s, rng, province = self.state, self.rng, self.figures.province
        total, variance = len(self.figures.provinces), s.variance["province"]
        spread = rng.standard_normal
        mean = s.effect.mean(axis=1) + spread(self.times) * np.sqrt(variance / total)
        found = np.empty((self.times, total))
        for p in range(total):
            own = province == p
            precision = matrices[:, :, own].sum(axis=2) + np.eye(self.times) / variance
            side = sides[:, own].sum(axis=1) + mean / variance
            root = np.linalg.cholesky(precision)
            found[:, p] = np.linalg.solve(precision, side) + np.linalg.solve(
                root.T, spread(self.times)
            )
        rest = ((found - mean[:, None]) ** 2).sum()
        s.variance["province"] = self._variance("province", rest, found.size)
        return found

    def _log_marginal(self, matrices: Floats, sides: Floats, variance: dict[str, float]) -> float:
        """Return the log posterior of the variances, all trajectories marginalised.

        Drawn given the trajectories, a small variance would hold them near zero and they it.
        """
        own, common = self._own_root(variance), self._common_root(variance)
        blocks, lights, inner = absorb(matrices, sides, own)
        gain = evidence_gain(sides, own, inner)
        county, light = self.by_county(blocks), self.by_county(lights)
        _, _, outer = absorb(county, light, common)
        gain += evidence_gain(light, common, outer)
        prior = sum(
            -SLACK * np.log(v) - (SLACK - 1) * SCALES[name] / v for name, v in variance.items()
        )
        return float(gain + prior)

    def _draw_variances(self, matrices: Floats, sides: Floats, tune: bool) -> None:
        """Metropolis on the logarithms of the variances of trajectories."""
        s, rng = self.state, self.rng
        names = [name for name in SCALES if name != "province"]
        wide = np.repeat(s.effect[:, self.figures.province], len(DIMENSIONS), axis=1)
        rest = sides - apply(matrices, wide)
        now = self._log_marginal(matrices, rest, {n: s.variance[n] for n in names})
        for chosen in (names, [names[rng.integers(len(names))]]):
            step = rng.standard_normal(len(chosen)) * self.pace[int(len(chosen) == 1)]
            proposed = {n: s.variance[n] for n in names}
            for name, move in zip(chosen, step, strict=True):
                proposed[name] *= float(np.exp(move))
            then = self._log_marginal(matrices, rest, proposed)
            taken = np.log(rng.random()) < then - now
            if taken:
                s.variance |= proposed
                now = then
            if tune:
                aim = BEST_ACCEPTANCE if len(chosen) == 1 else BEST_TOGETHER
                self.pace[int(len(chosen) == 1)] *= np.exp(0.1 * (taken - aim))

    def by_county(self, values: Floats) -> Floats:
        """Add what the dimensions of each county say."""
        shape = (*values.shape[:-1], self.count, len(DIMENSIONS))
        return np.asarray(values.reshape(shape).sum(axis=-1))

    def _variance(self, name: str, squares: float, count: int) -> float:
        """Draw a variance from its inverse gamma posterior; its prior mean is in SCALES."""
        scale = SCALES[name] * (SLACK - 1)
        return float((scale + squares / 2) / self.rng.gamma(SLACK + count / 2))

    def _draw_items(self) -> None:
        """Draw means and loadings of items, the habits marginalised."""
        s, items, rng = self.state, self.figures.items, self.rng
        shared, precise = self._shared()
        theta = s.theta[:, self.pair_subject, items.dimension[self.pair_item]] * self.seen
        y = self._table(s.y)
        sum_x, sum_y = theta.sum(axis=0), y.sum(axis=0)

        def add(values: Floats) -> Floats:
            return np.bincount(self.pair_item, precise * values, len(items))

        one = add(self.per_pair - shared * self.per_pair**2) + 1 / items.spread**2
        x = add(sum_x - shared * self.per_pair * sum_x)
        prior = np.where(items.bare, 0.0, LOADING[0])
        xx = add((theta**2).sum(axis=0) - shared * sum_x**2) + 1 / LOADING[1] ** 2
        side = add(sum_y - shared * self.per_pair * sum_y) + items.mean / items.spread**2
        xy = add((theta * y).sum(axis=0) - shared * sum_x * sum_y) + prior / LOADING[1] ** 2
        spread = np.sqrt(one / (one * xx - x**2))
        middle = (one * xy - x * side) / (one * xx - x**2)
        below = ndtr(-middle / spread)
        chance = below + rng.random(len(items)) * (1 - below)
        drawn = middle + spread * ndtri(np.clip(chance, 1e-12, 1 - 1e-12))
        s.loading = np.maximum(drawn, 1e-6)
        s.mu = (side - s.loading * x) / one + rng.standard_normal(len(items)) / np.sqrt(one)

    def _draw_habits(self) -> None:
        s = self.state
        rest = np.bincount(self.pair, s.y - self.predicted() + s.habit[self.pair], len(s.habit))
        noise, own = s.noise[self.pair_item], s.habit_variance[self.pair_item]
        precision = self.per_pair / noise + 1 / own
        s.habit = rest / noise / precision
        s.habit += self.rng.standard_normal(len(rest)) / np.sqrt(precision)

    def _draw_item_variances(self) -> None:
        s, items = self.state, self.figures.items
        item = self.figures.cells.item
        rest = np.bincount(item, (s.y - self.predicted()) ** 2, len(items))
        count = np.bincount(item, minlength=len(items))
        s.noise, s.pool_noise = self._pooled(rest, count, s.pool_noise)
        squares = np.bincount(self.pair_item, s.habit**2, len(items))
        pairs = np.bincount(self.pair_item, minlength=len(items))
        s.habit_variance, s.pool_habit = self._pooled(squares, pairs, s.pool_habit)

    def _pooled(self, squares: Floats, count: Ints, pools: Floats) -> tuple[Floats, Floats]:
        """Draw variances of items that lean on their pool, then the pools."""
        pool, rng = self.figures.items.pool, self.rng
        scale = FIRM / 2 * pools[pool] + squares / 2
        drawn = scale / rng.gamma(FIRM / 2 + count / 2)
        used = count > 0
        shape = 1 + FIRM / 2 * np.bincount(pool[used], minlength=len(POOLS))
        rate = 1 / POOL_SCALE + FIRM / 2 * np.bincount(pool[used], 1 / drawn[used], len(POOLS))
        return drawn, rng.gamma(shape) / rate
