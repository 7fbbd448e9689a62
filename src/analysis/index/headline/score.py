"""Scores per dimension and the index L, with intervals, bands and contributions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analysis.config import IndexChoices, Study
from analysis.errors import TableError
from analysis.extraction.indicators.codebook import Codebook
from analysis.index.headline.bands import band
from analysis.index.headline.goalposts import Goalpost
from analysis.index.headline.level import level_cells
from analysis.index.headline.uncertainty import (
    band_chances,
    dimension_means,
    draw_behind,
    draw_scores,
    draw_silent,
    interval,
    membership,
    rank_figures,
)
from analysis.index.methods import aggregate
from analysis.index.methods.weights import given
from analysis.panel.missing import bounds
from analysis.tables.contracts import CHANCES, SCORES
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]

INDEX = "L"
AGGREGATIONS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "arithmetic": aggregate.arithmetic,
    "geometric": aggregate.geometric,
}


def score_dimensions(
    panel: pd.DataFrame, goalposts: Sequence[Goalpost], codebook: Codebook, study: Study
) -> pd.DataFrame:
    """Score every county-year on D0–D8 and the index L.

    A dimension is the mean of its scored level indicators, n/a under ``min_observed``; L is the
    weighted mean of the dimensions that have a score, n/a under ``min_dimensions``. No score is
    imputed or rounded. ``low`` and ``high`` are Monte-Carlo intervals at ``confidence`` of what
    the score would be if nothing were silent (``uncertainty``), widened to hold the score.
    The result does not depend on the order of rows, and equal seeds give equal bytes.

    Args:
        panel: table PANEL.
        goalposts: see ``goalposts.load_goalposts``.
        codebook: the indicators.
        study: ``[index]`` is used.

    Returns:
        Table SCORES. ``observed`` and ``expected`` count indicators with goalposts (required that
        year) for a dimension, dimensions for L.
    """
    return score_with_chances(panel, goalposts, codebook, study)[0]


def score_with_chances(
    panel: pd.DataFrame, goalposts: Sequence[Goalpost], codebook: Codebook, study: Study
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return table SCORES of ``score_dimensions``, and table CHANCES.

    Chances of bands are shares of the draws of scores. Ranks are those among the counties scored
    in the year: ``rank`` of the score, ``rank_median``, the interval ``rank_low`` (best) to
    ``rank_high`` and the chance of the best ``top`` of the levels behind the figures.
    """
    return _scores(panel, goalposts, codebook, study, study.index.replications)


def point_scores(
    panel: pd.DataFrame, goalposts: Sequence[Goalpost], codebook: Codebook, study: Study
) -> pd.DataFrame:
    """Return ``score_dimensions`` without intervals (``low`` = ``high`` = ``score``), fast."""
    return _scores(panel, goalposts, codebook, study, 0)[0]


def contributions(scores: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return what each dimension adds to L: weight × score; they sum to L.

    Args:
        scores: table SCORES made with the same study and arithmetic aggregation.
        study: ``[index]`` weights.

    Returns:
        ``county_code``, ``year``, ``dimension``, ``weight`` (sums to 1 per county-year),
        ``score``, ``contribution``; only county-years that have an index.

    Raises:
        TableError: the study aggregates geometrically, where parts do not add up.
    """
    if study.index.aggregation != "arithmetic":
        raise TableError("contributions add up only with arithmetic aggregation")
    wide = scores.pivot(index=["county_code", "year"], columns="dimension", values="score")
    wide = wide[wide[INDEX].notna()][list(DIMENSIONS)]
    matrix = wide.to_numpy(float)
    weights = aggregate.shares(matrix, given(DIMENSIONS, study.index.weights))
    units, parts = np.nonzero(np.isfinite(matrix))
    keys = wide.index.to_frame(index=False).iloc[units].reset_index(drop=True)
    return keys.assign(
        dimension=np.array(DIMENSIONS, dtype=object)[parts],
        weight=weights[units, parts],
        score=matrix[units, parts],
        contribution=(weights * matrix)[units, parts],
    )


def level_bounds(
    panel: pd.DataFrame, goalposts: Sequence[Goalpost], codebook: Codebook, study: Study
) -> pd.DataFrame:
    """Return how far the silent level indicators could move each dimension and L.

    ``worst`` takes every required but unscored indicator at 0, ``best`` at 100 (Manski 1989).

    Returns:
        ``county_code``, ``year``, ``dimension`` (D0 … D8 and L), ``worst``, ``best``; NaN for a
        dimension without goalposts.
    """
    cells = level_cells(panel, goalposts, codebook, study)
    width = max(len(goalposts), 1)
    matrix = cells["score"].to_numpy(float).reshape(-1, width)
    required = cells["required"].to_numpy(bool).reshape(-1, width)
    places = [codebook[p.indicator].dimension for p in goalposts]
    weights = given(DIMENSIONS, study.index.weights)
    combine = AGGREGATIONS[study.index.aggregation]
    pairs = []
    for name in DIMENSIONS:
        member = np.array([p == name for p in places], dtype=bool)
        pairs.append(bounds(matrix[:, member], required[:, member]))
    sides = [np.column_stack([pair[side] for pair in pairs]) for side in (0, 1)]
    columns = [np.column_stack([s, combine(s, weights)]).ravel() for s in sides]
    return _keys(cells, width).assign(worst=columns[0], best=columns[1])


def _scores(
    panel: pd.DataFrame,
    goalposts: Sequence[Goalpost],
    codebook: Codebook,
    study: Study,
    replications: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    choices, width = study.index, max(len(goalposts), 1)
    cells = level_cells(panel, goalposts, codebook, study)
    if cells.empty:
        return SCORES.empty(), CHANCES.empty()
    dims = [codebook[p.indicator].dimension for p in goalposts]
    members = membership(dims, DIMENSIONS)
    matrix = cells["score"].to_numpy(float).reshape(-1, width)
    point = _with_index(
        dimension_means(matrix, np.ones(width), members, choices.min_observed), choices
    )
    draws, levels = point[None], point[None]
    if replications:
        draws, levels = _draws(cells, goalposts, dims, choices, replications)
    low, high = interval(draws, point, choices.confidence)
    required = cells["required"].to_numpy(float).reshape(-1, width)
    counts = [np.isfinite(matrix) @ members, required @ members]
    filled = [np.isfinite(point[:, :-1]).sum(axis=1), np.full(len(point), len(DIMENSIONS))]
    observed, expected = (np.column_stack([c, f]) for c, f in zip(counts, filled, strict=True))
    keys = _keys(cells, width)
    table = keys.assign(
        score=point.ravel(),
        low=low.ravel(),
        high=high.ravel(),
        band=band(point.ravel(), choices.bands),
        band_low=band(low.ravel(), choices.bands),
        band_high=band(high.ravel(), choices.bands),
        observed=observed.ravel().astype(int),
        expected=expected.ravel().astype(int),
    )
    return SCORES.check(table), _chances(keys, (draws, levels), point, choices)


def _draws(
    cells: pd.DataFrame,
    goalposts: Sequence[Goalpost],
    dims: Sequence[str],
    choices: IndexChoices,
    replications: int,
) -> tuple[Floats, Floats]:
    """Return replications × county-years × (dimensions and index): scores, and levels behind."""
    rng, width = np.random.default_rng(choices.seed), len(goalposts)
    other = np.random.default_rng([choices.seed, 1])
    members, equal = membership(dims, DIMENSIONS), np.ones(width)
    draws, behind = [], []
    with threadpool_limits(limits=1):  # small products; threads would only wait for each other
        for _ in range(replications):
            drawn = draw_scores(cells, goalposts, rng)
            scores = draw_silent(drawn, cells, dims, rng)
            weights = rng.gamma(choices.indicator_weight_shape, size=width)
            varied = _with_index(dimension_means(scores, weights, members, 1), choices)
            varied[:, :-1] = dimension_means(scores, equal, members, 1)
            draws.append(varied)
            levels = draw_behind(drawn, cells, dims, other)
            behind.append(_with_index(dimension_means(levels, equal, members, 1), choices))
    return np.stack(draws), np.stack(behind)


def _chances(
    keys: pd.DataFrame, draws: tuple[Floats, Floats], point: Floats, choices: IndexChoices
) -> pd.DataFrame:
    names = [column for column in CHANCES.columns if column not in keys]
    chance = band_chances(draws[0], point, choices.bands)
    years = keys["year"].to_numpy(int)[:: point.shape[1]]
    place = rank_figures(draws[1], point, years, top=choices.top, confidence=choices.confidence)
    figures = np.concatenate([chance, place], axis=-1).reshape(-1, len(names))
    return CHANCES.check(keys.assign(**dict(zip(names, figures.T, strict=True))))


def _with_index(means: Floats, choices: IndexChoices) -> Floats:
    index = AGGREGATIONS[choices.aggregation](means, given(DIMENSIONS, choices.weights))
    index[np.isfinite(means).sum(axis=1) < choices.min_dimensions] = np.nan
    return np.column_stack([means, index])


def _keys(cells: pd.DataFrame, width: int) -> pd.DataFrame:
    names = [*DIMENSIONS, INDEX]
    units = cells[["county_code", "year"]].iloc[::width]
    keys = units.loc[units.index.repeat(len(names))].reset_index(drop=True)
    return keys.assign(dimension=np.tile(np.array(names, dtype=object), len(units)))
