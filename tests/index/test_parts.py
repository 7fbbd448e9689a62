from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.errors import ConfigError
from analysis.index import arithmetic, band, geometric
from analysis.index import given as given_weights
from analysis.index.methods.aggregate import shares
from analysis.tables.schema import BANDS, DIMENSIONS

SCORES = arrays(float, (6, 9), elements=st.floats(0, 100))
HIDDEN = arrays(bool, (6, 9))


@given(st.dictionaries(st.sampled_from(DIMENSIONS), st.floats(0.01, 100)))
def test_weights_sum_to_one(weights: dict[str, float]) -> None:
    assert given_weights(DIMENSIONS, weights).sum() == pytest.approx(1)
    assert given_weights(DIMENSIONS, {}).sum() == pytest.approx(1)


def test_wrong_weights_are_named() -> None:
    with pytest.raises(ConfigError, match='"D9"'):
        given_weights(DIMENSIONS, {"D9": 1})
    with pytest.raises(ConfigError, match="negative"):
        given_weights(DIMENSIONS, {"D1": -1})
    with pytest.raises(ConfigError, match="all weights are zero"):
        given_weights(["D1"], {"D1": 0})


@given(SCORES, HIDDEN)
def test_means_lie_between_the_scores_they_are_made_of(x: np.ndarray, hidden: np.ndarray) -> None:
    table = np.where(hidden, np.nan, x)
    weights = given_weights(DIMENSIONS, {})
    mean, product = arithmetic(table, weights), geometric(table, weights)
    known = ~hidden.all(axis=1)
    assert (np.isfinite(mean) == known).all()
    assert (mean[known] <= np.nanmax(table[known], axis=1) + 1e-9).all()
    assert (mean[known] >= np.nanmin(table[known], axis=1) - 1e-9).all()
    assert (product[known] <= arithmetic(np.maximum(table, 1), weights)[known] + 1e-9).all()
    np.testing.assert_allclose(shares(table, weights)[known].sum(axis=1), 1)


@given(SCORES, st.permutations(range(6)))
def test_permuting_counties_permutes_the_index(x: np.ndarray, order: list[int]) -> None:
    weights = given_weights(DIMENSIONS, {})
    np.testing.assert_array_equal(arithmetic(x[order], weights), arithmetic(x, weights)[order])


@given(arrays(float, 20, elements=st.floats(0, 100)))
def test_a_higher_score_never_has_a_worse_band(x: np.ndarray) -> None:
    letters = band(np.sort(x), (80, 65, 50))
    places = [BANDS.index(letter) for letter in letters]
    assert places == sorted(places, reverse=True)


def test_limits_of_bands_must_fall() -> None:
    with pytest.raises(ConfigError, match="falling"):
        band([1.0], (50, 65, 80))
