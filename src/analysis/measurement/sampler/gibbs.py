r"""Gibbs sampler of the measurement model.

.. math::
    n_{itj} \sim \mathrm{Binomial}(N_{itj}, \mathrm{expit}(y_{itj})), \quad
    y_{itj} = \mu_j + \lambda_j \theta_{it d(j)} + h_{ij} + e_{itj}, \quad \lambda_j \ge 0

    \theta_{itd} = u_{p(i)t} + G_i + S_i t + r_{it} + D_{id} + S_{id} t + w_{itd}

i county, t year, j item of dimension d, p province. u year effects of provinces around a common
one; G level, S yearly progress, D and S_d profile and progress of dimensions; r, w noise; h habit
of a county with an item. All but λ and the variances are Gaussian given y, so one step draws u, the
trajectories and the habits together, each marginal of what comes after it; item means and loadings
are drawn with the habits marginalised, variances of trajectories with the trajectories. Only y of
rates needs Metropolis steps. The scale of θ is set by the prior of λ, its location by that of u;
both are moved as a whole (``invariances``).

Sources: Treier & Jackman 2008, American Journal of Political Science 52, 201–217 (one latent scale
from mixed indicators); Liu 1994, JASA 89, 958–966 (collapsed Gibbs).
"""

from __future__ import annotations

import numpy as np

from analysis.measurement.items import Figures
from analysis.measurement.sampler.chain import Layout
from analysis.measurement.sampler.invariances import Stretch, shift_location
from analysis.measurement.sampler.item_parameters import (
    draw_habits,
    draw_item_variances,
    draw_lines,
    draw_rough,
)
from analysis.measurement.sampler.rates import RateSteps
from analysis.measurement.sampler.trajectories import Trajectories


class Sampler:
    """Draws from the posterior of one set of figures; ``step`` moves the state on."""

    def __init__(self, figures: Figures, seed: tuple[int, ...]) -> None:
        self.rng = np.random.default_rng(seed)
        self.layout = Layout(figures)
        self.state = self.layout.start(self.rng)
        self.rates = RateSteps(self.layout, self.rng)
        self.trajectories = Trajectories(self.layout, self.rng)
        self.stretch = Stretch(self.layout, self.rng)

    def step(self, *, tune: bool = False) -> None:
        """Move every part of the state once; ``tune`` adapts the random walks (warm-up only)."""
        self.rates.run(self.state, tune=tune)
        draw_rough(self.layout, self.state, self.rng)
        self.trajectories.run(self.state, tune=tune)
        draw_lines(self.layout, self.state, self.rng)
        shift_location(self.layout, self.state, self.rng)
        self.stretch.run(self.state, tune=tune)
        draw_habits(self.layout, self.state, self.rng)
        draw_item_variances(self.layout, self.state, self.rng)
