"""Moves along which no figure changes: the location and the scale of θ.

Figures see λ θ + μ, so θ may move against μ and stretch against λ. Only priors tell how far; one
parameter at a time such a direction is walked in steps as small as the figures are many. Moving all
of it at once is exact (Liu & Sabatti 2000, Biometrika 87, 353–369, generalised Gibbs).
"""

from __future__ import annotations

import numpy as np

from analysis.measurement.sampler.chain import SCALES, STRIDE, Floats, Layout, State
from analysis.measurement.sampler.item_parameters import loading_precision, wanted_loading
from analysis.measurement.sampler.rates import BEST_ACCEPTANCE, PATIENCE
from analysis.measurement.sampler.trajectories import OWN, PROVINCE_SCALE, SLACK


def shift_location(layout: Layout, s: State, rng: np.random.Generator) -> None:
    """Move all θ and, against it, the means of items with figures, which cancels in every figure.

    Items without figures, which have only their prior and θ, would wander with θ; now they do not.
    All that changes is Gaussian, so that the shift is drawn.
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


class Stretch:
    """θ, its variances and its year effects times c, loadings of items with figures by c."""

    def __init__(self, layout: Layout, rng: np.random.Generator) -> None:
        self.layout, self.rng, self.reach = layout, rng, STRIDE / 10

    def run(self, s: State, *, tune: bool) -> None:
        """Propose one factor c by a random walk of its logarithm."""
        step = float(self.rng.standard_normal()) * self.reach
        taken = bool(np.log(self.rng.random()) < self._gain(s, step))
        if taken:
            factor = np.exp(step)
            s.theta *= factor
            s.effect *= factor
            s.trend *= factor
            s.variance = {name: v * float(factor**2) for name, v in s.variance.items()}
            s.loading = np.where(self.layout.printed_items, s.loading / factor, s.loading)
        if tune:
            self.reach *= float(np.exp(PATIENCE * (taken - BEST_ACCEPTANCE)))

    def _gain(self, s: State, step: float) -> float:
        """Return what the log posterior gains, the volume that the move stretches included.

        Of θ and the provinces' effects given their variances, both cancel.
        """
        layout, square = self.layout, float(np.exp(2 * step))
        gain = layout.times * step - (square - 1) * float(s.trend @ s.trend) / 2
        seen = layout.printed_items
        loading, wanted = s.loading[seen], wanted_loading(layout)[seen]
        away: Floats = (loading * np.exp(-step) - wanted) ** 2 - (loading - wanted) ** 2
        gain -= seen.sum() * step + float(away @ loading_precision(layout)[seen]) / 2
        gain -= 2 * SLACK * step + PROVINCE_SCALE * (1 / square - 1) / s.variance["province"]
        for name in OWN:
            gain += step - (square - 1) * s.variance[name] / (2 * SCALES[name])
        return float(gain)
