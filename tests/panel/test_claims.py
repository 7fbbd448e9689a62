from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.panel import beta_prior, claim_class, full_claim_bound, wilson, worth
from analysis.panel.rates import JEFFREYS

SIZES = st.integers(1, 20_000)


@given(SIZES)
def test_the_bound_of_a_full_claim_is_the_exact_binomial_one(n: int) -> None:
    assert full_claim_bound(n) == pytest.approx(stats.beta.ppf(0.05, n, 1))


def test_a_full_claim_on_more_cases_is_worth_more() -> None:
    assert (np.diff(worth(1.0, [37, 87, 231, 16200])) > 0).all()


def test_where_less_is_better_zero_is_the_full_claim() -> None:
    assert claim_class([0, 100], [40, 40], -1).tolist() == ["full_with_n", "partial_with_n"]


@given(SIZES, st.data(), st.floats(0.5, 0.99))
def test_wilson_holds_the_rate_and_stays_within_bounds(
    n: int, data: st.DataObject, confidence: float
) -> None:
    x = data.draw(st.integers(0, n))
    low, high = wilson(x, n, confidence)
    assert 0 <= low <= x / n + 1e-12
    assert x / n - 1e-12 <= high <= 1


def test_the_prior_recovers_the_planted_spread() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(50, 400, 3000)
    x = rng.binomial(n, rng.beta(8, 2, 3000))
    prior = beta_prior(x, n)
    assert prior.alpha == pytest.approx(8, rel=0.15)
    assert prior.beta == pytest.approx(2, rel=0.15)


def test_two_counties_give_no_mean_to_shrink_toward() -> None:
    assert beta_prior([1, 2], [10, 10]) == JEFFREYS


def test_equal_rates_are_pooled_without_a_division_by_zero() -> None:
    prior = beta_prior([50, 50, 50], [50, 50, 50])
    assert np.isfinite(prior).all()
