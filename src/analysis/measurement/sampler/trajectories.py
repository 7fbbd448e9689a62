"""Gibbs step for the courses of counties: year effects, levels, profiles, progress and noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.measurement.sampler.blocks import Absorbed, absorb, apply
from analysis.measurement.sampler.chain import MANY, SCALES, Floats, Layout, State
from analysis.measurement.sampler.rates import BEST_ACCEPTANCE, PATIENCE

BEST_TOGETHER = 0.25  # acceptance of a random walk in several dimensions (Roberts et al. 1997)
TOGETHER = 0.5  # chance that all variances are moved and not one of them
SLACK = 2.0  # shape of the inverse gamma prior of the provinces' variance
PROVINCE_SCALE = 0.01  # its mean: year effects of provinces differ by a tenth of what counties do
OWN = [name for name in SCALES if name != "province"]  # variances of a county's trajectories


@dataclass(frozen=True)
class Marginal:
    """What the figures say of the year effects with all trajectories marginalised.

    ``own`` are the deviations of dimensions marginalised (blocks of county × dimension), then
    ``common`` the trajectories of counties; ``log`` is the log posterior of the variances.
    """

    own: Absorbed
    common: Absorbed
    log: float


class Trajectories:
    """The step, with the lengths of the random walks of the variances."""

    def __init__(self, layout: Layout, rng: np.random.Generator) -> None:
        self.layout, self.rng = layout, rng
        self.reach_together = 0.5
        self.reach = dict.fromkeys(OWN, 1.0)

    def run(self, s: State, *, tune: bool) -> None:
        """Draw variances, year effects and trajectories, each marginal of those after it.

        All of it about the year effects as they stand.
        """
        layout, province = self.layout, self.layout.figures.province
        matrices, sides = self.information(s)
        effect = s.effect.copy()
        sides -= apply(matrices, np.repeat(effect[:, province], MANY, axis=1))
        found = self._draw_variances(s, matrices, sides, tune)
        self._draw_effects(s, found.common.precision, found.common.vectors)
        base = (s.effect - effect)[:, province]
        county = layout.by_county(found.own.precision)
        remaining = layout.by_county(found.own.vectors) - apply(county, base)
        base += found.common.draw_deviation(remaining, self.rng)
        wide = np.repeat(base, MANY, axis=1)
        wide += found.own.draw_deviation(sides - apply(matrices, wide), self.rng)
        wide += np.repeat(effect[:, province], MANY, axis=1)
        s.theta = wide.reshape(layout.times, layout.count, MANY)

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
        # Without any figure numpy counts in whole numbers, whatever the weights.
        sides = [np.bincount(layout.block, row, blocks).astype(float) for row in own]
        return matrices, np.stack(sides)

    def common_root(self, variance: dict[str, float]) -> Floats:
        """Return a root of the covariance of a county's common trajectory: G, S and r."""
        return self._root(variance["level"], variance["progress"], variance["shock"])

    def own_root(self, variance: dict[str, float]) -> Floats:
        """Return a root of the covariance of a dimension's deviation from it: D, S_d and w."""
        return self._root(variance["profile"], variance["dimension_progress"], variance["noise"])

    def _root(self, level: float, progress: float, noise: float) -> Floats:
        """Return the triangular root: T columns, where a line and noise beside it have T + 2."""
        basis = self.layout.basis
        scale = np.sqrt([level, progress])[: basis.shape[1]]
        parts = np.column_stack([basis * scale, np.sqrt(noise) * np.eye(self.layout.times)])
        return np.asarray(np.linalg.qr(parts.T)[1].T, float)

    def _draw_effects(self, s: State, matrices: Floats, sides: Floats) -> None:
        """Draw year effects of provinces: u_pt ~ N(m_t, v) around a common m_t ~ N(0, 1).

        ``sides`` are about the effects as they stand.
        """
        times, province = self.layout.times, self.layout.figures.province
        total, variance = s.effect.shape[1], s.variance["province"]
        spread = self.rng.standard_normal
        known = total / variance + 1
        s.trend = s.effect.sum(axis=1) / variance / known + spread(times) / np.sqrt(known)
        for p in range(total):
            own = province == p
            precision = matrices[:, :, own].sum(axis=2) + np.eye(times) / variance
            side = sides[:, own].sum(axis=1) + (s.trend - s.effect[:, p]) / variance
            root = np.linalg.cholesky(precision)
            s.effect[:, p] += np.linalg.solve(precision, side)
            s.effect[:, p] += np.linalg.solve(root.T, spread(times))
        squares = float(((s.effect - s.trend[:, None]) ** 2).sum())
        scale = PROVINCE_SCALE + squares / 2
        s.variance["province"] = float(scale / self.rng.gamma(SLACK + s.effect.size / 2))

    def _draw_variances(self, s: State, matrices: Floats, sides: Floats, tune: bool) -> Marginal:
        """Metropolis on the logarithms of the variances: of all together, or of one of them."""
        now = self._marginal(matrices, sides, s.variance)
        together = self.rng.random() < TOGETHER
        names = OWN if together else [OWN[self.rng.integers(len(OWN))]]
        reach = self.reach_together if together else self.reach[names[0]]
        walk = np.exp(self.rng.standard_normal(len(names)) * reach)
        moved = {name: s.variance[name] * float(f) for name, f in zip(names, walk, strict=True)}
        then = self._marginal(matrices, sides, s.variance | moved)
        taken = bool(np.log(self.rng.random()) < then.log - now.log)
        if tune and together:
            self.reach_together *= float(np.exp(PATIENCE * (taken - BEST_TOGETHER)))
        elif tune:
            self.reach[names[0]] *= float(np.exp(PATIENCE * (taken - BEST_ACCEPTANCE)))
        if not taken:
            return now
        s.variance = s.variance | moved
        return then

    def _marginal(self, matrices: Floats, sides: Floats, variance: dict[str, float]) -> Marginal:
        """Marginalise all trajectories.

        Drawn given the trajectories, a small variance would hold them near zero and they it.
        """
        own = absorb(matrices, sides, self.own_root(variance))
        county, light = self.layout.by_county(own.precision), self.layout.by_county(own.vectors)
        common = absorb(county, light, self.common_root(variance))
        log = own.gain + common.gain
        for name in OWN:  # half-normal standard deviation, as a density of the log variance
            log += np.log(variance[name]) / 2 - variance[name] / (2 * SCALES[name])
        return Marginal(own, common, float(log))
