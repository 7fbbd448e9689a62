"""The level under other weights, methods or indicators, with the shifts of ranks."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ConfigError, nearest
from analysis.index import load_goalposts
from analysis.index.engine.group_score import combine, weights_by
from analysis.index.methods.aggregate import FLOOR
from analysis.index.methods.options import Aggregate, Aggregation, Weighting
from analysis.index.methods.weights import given
from analysis.measurement import load_comparability, sample_posterior
from analysis.measurement.levels import COLUMNS
from analysis.research.draws import LevelDraws, level_draws
from analysis.study import View
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]


def reweighted(
    study: View,
    weights: Mapping[str, float] | Weighting = "equal",
    *,
    aggregation: Aggregation = "arithmetic",
    year: int = 0,
) -> pd.DataFrame:
    """Return the level under other weights of the dimensions or another mean, and who moves by it.

    Every draw of the dimensions is combined anew, so the new level has an interval too. Means that
    need scores above 0 take those below 1 as 1.

    Args:
        study: see ``open_study``.
        weights: dimension → weight (those not named weigh 1), or a method that takes them from the
            median levels: ``equal``, ``entropy``, ``critic``, ``pca``, ``balance``,
            ``information``.
        aggregation: how dimensions become one score, see the methods of the index.
        year: the latest if 0.

    Returns:
        county_code, county, year, level, low, high, rank (median), rank_low, rank_high,
        rank_before (median rank of the study's own L), shift (places gained);
        ``attrs["weights"]`` are the weights used.

    Raises:
        ConfigError: an unknown dimension or method, a negative weight.
        TableError: the method is not defined for these scores.
    """
    drawn = level_draws(study).in_year(study.year(year))
    dimensions = drawn.values[:, :, : len(DIMENSIONS)].astype(float)
    required = np.isfinite(dimensions[0]).any(axis=0)
    names = [d for d, used in zip(DIMENSIONS, required, strict=True) if used]
    dimensions = dimensions[:, :, required]
    if isinstance(weights, str):
        found = weights_by(weights, np.median(dimensions, axis=0), given(names, {}))
    else:
        found = given(names, weights)
    choice = Aggregate(method=aggregation, floor=FLOOR)
    new = np.stack([combine(draw, found, choice) for draw in dimensions])
    compared = _compared(drawn, new)
    compared.attrs["weights"] = dict(zip(names, found.tolist(), strict=True))
    return compared


def without_indicators(study: View, dropped: Collection[str], *, year: int = 0) -> pd.DataFrame:
    """Return the level measured again without some indicators, and who moves by it.

    The whole measurement model is fitted again: seconds for dozens of counties.

    Args:
        study: see ``open_study``.
        dropped: codes of indicators that carry level.
        year: the latest if 0.

    Returns:
        As ``reweighted``.

    Raises:
        ConfigError: an indicator that carries no level, with the nearest that does.
        ConvergenceError: the chains do not agree.
    """
    goalposts = load_goalposts(study.config / "goalposts.csv", study.codebook)
    known = [post.indicator for post in goalposts]
    for code in dropped:
        if code not in known:
            raise ConfigError(f'"{code}" carries no level{nearest(code, known)}')
    kept = [post for post in goalposts if post.indicator not in dropped]
    within = load_comparability(study.config, study.store, study.codebook)
    panel = study.table("panel")
    posterior = sample_posterior(panel, kept, study.codebook, study.study, within)
    before = level_draws(study).in_year(study.year(year))
    chosen = (posterior.figures.units["year"] == study.year(year)).to_numpy()
    return _compared(before, posterior.level[:, chosen, COLUMNS.index("L")].astype(float))


def _compared(drawn: LevelDraws, new: Floats) -> pd.DataFrame:
    """Return level and rank by new draws (draws × county-years), beside the study's own."""
    low, median, high = drawn.interval(new)
    rank_low, rank, rank_high = drawn.interval(_ranks(new))
    before = drawn.interval(_ranks(drawn.of("L")))[1]
    compared = drawn.units[["county_code", "county", "year"]].assign(
        level=median, low=low, high=high, rank=rank, rank_low=rank_low, rank_high=rank_high
    )
    compared = compared.assign(rank_before=before, shift=before - rank)
    return compared.sort_values("level", ascending=False, ignore_index=True)


def _ranks(draws: Floats) -> Floats:
    """Return the rank of each county-year in each draw, 1 for the highest."""
    order = (-draws).argsort(axis=1, kind="stable")
    return order.argsort(axis=1, kind="stable").astype(float) + 1
