"""Moves along which no figure changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import invgamma, multivariate_normal, norm

from analysis.extraction.indicators.codebook import load_codebook
from analysis.index import load_goalposts
from analysis.measurement.items import Comparability, prepare_figures
from analysis.measurement.sampler.chain import MANY, SCALES, State
from analysis.measurement.sampler.gibbs import Sampler
from analysis.measurement.sampler.invariances import Stretch, shift_location
from analysis.measurement.sampler.item_parameters import loading_precision, wanted_loading
from analysis.measurement.sampler.trajectories import OWN, PROVINCE_SCALE, SLACK

CONFIG = Path(__file__).parents[2] / "config"
PRINTED = ("appearance_rate", "audit_fix_rate", "npc_reply_rate", "casefile_pass_rate")


@pytest.fixture
def sampler(make_panel: Callable[..., pd.DataFrame]) -> Sampler:
    """Two counties, three years, after some steps."""
    codebook = load_codebook(CONFIG / "indicators.csv")
    rng = np.random.default_rng(5)
    shape = (2, 3, len(PRINTED))
    panel = make_panel(codebook, PRINTED, rng.uniform(0.6, 0.9, shape), np.ones(shape, bool))
    posts = load_goalposts(CONFIG / "goalposts.csv", codebook)
    made = Sampler(prepare_figures(panel, posts, codebook, Comparability()), (1,))
    for _ in range(20):
        made.step(tune=True)
    return made


def log_prior(sampler: Sampler, s: State) -> float:
    """Return the log prior of all that the stretch changes; variances by their logarithms."""
    layout, paths = sampler.layout, sampler.trajectories
    seen, v = layout.printed_items, s.variance
    scale = loading_precision(layout)[seen] ** -0.5
    total = norm.logpdf(s.loading[seen], wanted_loading(layout)[seen], scale).sum()
    total += norm.logpdf(s.trend).sum()
    total += norm.logpdf(s.effect, s.trend[:, None], np.sqrt(v["province"])).sum()
    total += invgamma.logpdf(v["province"], SLACK, scale=PROVINCE_SCALE) + np.log(v["province"])
    for name in OWN:
        total += np.log(v[name]) / 2 + norm.logpdf(np.sqrt(v[name]), 0, np.sqrt(SCALES[name]))
    own, common = paths.own_root(v), paths.common_root(v)
    spread = np.kron(np.eye(MANY), own @ own.T) + np.kron(np.ones((MANY, MANY)), common @ common.T)
    for county, province in enumerate(layout.figures.province):
        away = (s.theta[:, county] - s.effect[:, province, None]).T.ravel()
        total += multivariate_normal.logpdf(away, np.zeros(len(away)), spread)
    return float(total)


def test_a_stretch_is_taken_by_the_posterior_and_its_volume(sampler: Sampler) -> None:
    s = sampler.state
    before, count = log_prior(sampler, s), s.theta.size + s.effect.size + s.trend.size
    seen = sampler.layout.printed_items
    expected = sampler.stretch._gain(s, 0.2)
    factor = np.exp(0.2)
    for part in (s.theta, s.effect, s.trend):
        part *= factor
    s.variance = {name: value * factor**2 for name, value in s.variance.items()}
    s.loading = np.where(seen, s.loading / factor, s.loading)
    volume = 0.2 * (count - seen.sum())
    assert log_prior(sampler, s) - before + volume == pytest.approx(expected, abs=1e-6)


def test_no_figure_moves_with_location_or_scale(sampler: Sampler) -> None:
    layout, s = sampler.layout, sampler.state
    before, theta = layout.predicted(s), s.theta.copy()
    stretch = Stretch(layout, sampler.rng)
    for _ in range(50):
        stretch.run(s, tune=True)
        shift_location(layout, s, sampler.rng)
    np.testing.assert_allclose(layout.predicted(s), before, atol=1e-8)
    assert np.abs(s.theta / theta - 1).min() > 0
