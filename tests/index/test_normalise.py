from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.errors import ConfigError
from analysis.index.methods.normalise import (
    failure_goalposts,
    goalposts,
    min_max,
    percentile_rank,
    z_score,
)
from analysis.panel import bounds

VALUES = arrays(float, st.integers(1, 30), elements=st.integers(-1000, 1000).map(float))
METHODS = [min_max, z_score, percentile_rank]


@given(VALUES, st.floats(-100, 100), st.floats(-100, 100))
def test_goalposts_stay_between_0_and_100(x: np.ndarray, low: float, high: float) -> None:
    if abs(high - low) < 1e-6:
        return
    scores = goalposts(x, low, high)
    assert ((scores >= 0) & (scores <= 100)).all()
    np.testing.assert_allclose(scores + goalposts(x, high, low), 100, atol=1e-6)


def test_equal_goalposts_are_refused() -> None:
    with pytest.raises(ConfigError, match="both goalposts are 4"):
        goalposts([1], 4, 4)


@pytest.mark.parametrize("method", METHODS)
@given(x=VALUES)
def test_reversing_the_direction_reverses_the_order(method: object, x: np.ndarray) -> None:
    up, down = method(x), method(x, direction=-1)  # type: ignore[operator]
    np.testing.assert_allclose(up - up.mean(), -(down - down.mean()), atol=1e-8)


@pytest.mark.parametrize("method", METHODS)
@given(x=VALUES, scale=st.floats(0.1, 50), shift=st.floats(-50, 50))
def test_a_change_of_unit_changes_nothing(
    method: object, x: np.ndarray, scale: float, shift: float
) -> None:
    np.testing.assert_allclose(method(x * scale + shift), method(x), atol=1e-6)  # type: ignore[operator]


@pytest.mark.parametrize("method", METHODS)
def test_constant_indicators_give_no_nan_and_gaps_stay_gaps(method: object) -> None:
    result = method([7.0, np.nan, 7.0])  # type: ignore[operator]
    assert np.isfinite(result[[0, 2]]).all()
    assert np.isnan(result[1])
    assert np.isnan(method([np.nan, np.nan])).all()  # type: ignore[operator]
    assert np.isfinite(method([3.0])).all()  # type: ignore[operator]


def test_halving_failures_is_worth_the_same_everywhere() -> None:
    scores = failure_goalposts([96, 98, 99], low=20, high=0.2)
    assert np.diff(scores)[0] == pytest.approx(np.diff(scores)[1], rel=0.03)
    assert failure_goalposts([100], low=20, high=0.2) == 100


@given(arrays(float, (5, 4), elements=st.floats(0, 100)), arrays(bool, (5, 4)))
def test_bounds_hold_the_full_mean_whatever_is_missing(x: np.ndarray, hidden: np.ndarray) -> None:
    low, high = bounds(np.where(hidden, np.nan, x), np.ones_like(hidden))
    assert (low <= x.mean(axis=1) + 1e-9).all()
    assert (x.mean(axis=1) <= high + 1e-9).all()
