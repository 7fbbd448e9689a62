"""Gibbs step for the courses of counties: year effects, levels, profiles, progress and noise."""

from __future__ import annotations

import numpy as np

from analysis.measurement.blocks import absorb, apply, draw_deviation, evidence_gain
from analysis.measurement.chain import MANY, SCALES, Floats, Layout, State
from analysis.measurement.rates import BEST_ACCEPTANCE, PATIENCE

BEST_TOGETHER = 0.25  # acceptance of a random walk in several dimensions (Roberts et al. 1997)
SLACK = 2.0  # shape of the inverse gamma prior of the provinces' variance
PROVINCE_SCALE = 0.01  # its mean: year effects of provinces differ by a tenth of what counties do
OWN = [name for name in SCALES if name != "province"]  # variances of a county's trajectories


class Trajectories:
    """The step, with the lengths of the random walks of the variances."""

    def __init__(self, layout: Layout, rng: np.random.Generator) -> None:
        self.layout, self.rng = layout, rng
        self.reach = np.array([0.5, 1.0])  # all variances together, and one by one

    def run(self, s: State, *, tune: bool) -> None:
        """Draw variances, year effects and trajectories, each marginal of those after it."""
        layout, rng = self.layout, self.rng
        matrices, sides = self.information(s)
        self._draw_variances(s, matrices, sides, tune)
        own, common = self.own_root(s.variance), self.common_root(s.variance)
        blocks, lights, inner = absorb(matrices, sides, own)
        county, light = layout.by_county(blocks), layout.by_county(lights)
        whole, whole_light, outer = absorb(county, light, common)
        self._draw_effects(s, whole, whole_light)
        base = s.effect[:, layout.figures.province]
        base = base + draw_deviation(outer, common, light - apply(county, base), rng)
        wide = np.repeat(base, MANY, axis=1)
        deviation = draw_deviation(inner, own, sides - apply(matrices, wide), rng)
        s.theta = (wide + deviation).reshape(layout.times, layout.count, MANY)

    def information(self, s: State) -> tuple[Floats, Floats]:
        """Return what the figures say of each θ_id: T × T × B precisions and T × B sides."""
        layout, seen = self.layout, self.layout.seen
        blocks, times = layout.count * MANY, layout.times
        shared, precise = layout.shared(s)
        loading = s.loading[layout.pair_item]
        rest = layout.table(s.y - s.mu[layout.cells.item])
        weight = loading**2 * precise
        matrices = np.empty((times, times, blocks))
        for a in range(times):
            for b in range(a, times):
                both = seen[a] * (a == b) - shared * seen[a] * seen[b]
                matrices[a, b] = matrices[b, a] = np.bincount(layout.block, weight * both, blocks)
        own = loading * precise * (rest - shared * rest.sum(axis=0) * seen)
        return matrices, np.stack([np.bincount(layout.block, row, blocks) for row in own])

    def common_root(self, variance: dict[str, float]) -> Floats:
        """Return a root of the covariance of a county's common trajectory: G, S and r."""
        return self._root(variance["level"], variance["progress"], variance["shock"])

    def own_root(self, variance: dict[str, float]) -> Floats:
        """Return a root of the covariance of a dimension's deviation from it: D, S_d and w."""
        return self._root(variance["profile"], variance["dimension_progress"], variance["noise"])

    def _root(self, level: float, progress: float, noise: float) -> Floats:
        basis = self.layout.basis
        scale = np.sqrt([level, progress])[: basis.shape[1]]
        return np.column_stack([basis * scale, np.sqrt(noise) * np.eye(self.layout.times)])

    def _draw_effects(self, s: State, matrices: Floats, sides: Floats) -> None:
        """Draw year effects of provinces: u_pt ~ N(m_t, v) around a common m_t ~ N(0, 1)."""
        times, province = self.layout.times, self.layout.figures.province
        total, variance = s.effect.shape[1], s.variance["province"]
        spread = self.rng.standard_normal
        known = total / variance + 1
        s.trend = s.effect.sum(axis=1) / variance / known + spread(times) / np.sqrt(known)
        for p in range(total):
            own = province == p
            precision = matrices[:, :, own].sum(axis=2) + np.eye(times) / variance
            side = sides[:, own].sum(axis=1) + s.trend / variance
            root = np.linalg.cholesky(precision)
            s.effect[:, p] = np.linalg.solve(precision, side)
            s.effect[:, p] += np.linalg.solve(root.T, spread(times))
        squares = float(((s.effect - s.trend[:, None]) ** 2).sum())
        scale = PROVINCE_SCALE + squares / 2
        s.variance["province"] = float(scale / self.rng.gamma(SLACK + s.effect.size / 2))

    def _draw_variances(self, s: State, matrices: Floats, sides: Floats, tune: bool) -> None:
        """Metropolis on the logarithms of the variances: all together, then one of them."""
        rng = self.rng
        wide = np.repeat(s.effect[:, self.layout.figures.province], MANY, axis=1)
        rest = sides - apply(matrices, wide)
        now = self._log_marginal(matrices, rest, s.variance)
        alone = [OWN[rng.integers(len(OWN))]]
        for kind, (names, aim) in enumerate([(OWN, BEST_TOGETHER), (alone, BEST_ACCEPTANCE)]):
            step = np.exp(rng.standard_normal(len(names)) * self.reach[kind])
            proposed = s.variance | {
                n: s.variance[n] * float(f) for n, f in zip(names, step, strict=True)
            }
            then = self._log_marginal(matrices, rest, proposed)
            taken = bool(np.log(rng.random()) < then - now)
            if taken:
                s.variance, now = proposed, then
            if tune:
                self.reach[kind] *= np.exp(PATIENCE * (taken - aim))

    def _log_marginal(self, matrices: Floats, sides: Floats, variance: dict[str, float]) -> float:
        """Return the log posterior of the variances, all trajectories marginalised.

        Drawn given the trajectories, a small variance would hold them near zero and they it.
        """
        own, common = self.own_root(variance), self.common_root(variance)
        blocks, lights, inner = absorb(matrices, sides, own)
        gain = evidence_gain(sides, own, inner)
        county, light = self.layout.by_county(blocks), self.layout.by_county(lights)
        _, _, outer = absorb(county, light, common)
        gain += evidence_gain(light, common, outer)
        for name in OWN:  # half-normal standard deviation, as a density of the log variance
            gain += np.log(variance[name]) / 2 - variance[name] / (2 * SCALES[name])
        return float(gain)


def shift_location(layout: Layout, s: State, rng: np.random.Generator) -> None:
    """Move all θ and, against it, the means of items with figures, which cancels in every figure.

    One at a time they would hardly move, and items without figures, which have only their prior and
    θ, would wander with them. Exact, as all that changes is Gaussian (Liu & Sabatti 2000).
    """
    items, seen = layout.items, layout.printed_items
    weight = np.where(seen, s.loading / items.spread**2, 0.0)
    precision = weight @ s.loading + layout.times
    middle = (weight @ (s.mu - items.mean) - s.trend.sum()) / precision
    shift = middle + rng.standard_normal() / np.sqrt(precision)
    s.theta += shift
    s.effect += shift
    s.trend += shift
    s.mu = np.where(seen, s.mu - s.loading * shift, s.mu)
