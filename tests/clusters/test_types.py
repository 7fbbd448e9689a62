"""Types among units known with error: found where planted, not where there is a continuum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.clusters import find_types
from analysis.clusters.mixture import fit_classes, fit_one
from analysis.clusters.naming import finding
from analysis.clusters.types import (
    CHANCE,
    CONTINUUM,
    DELTA_BIC,
    LIKELY,
    POWERFUL,
    TYPES,
    UNKNOWN,
    Found,
    what_is_needed,
)

ERROR = 1.0


def planted(means: tuple[float, ...], units: int, spread: float, seed: int):
    """Classes, values with error, and variances of the errors."""
    rng = np.random.default_rng(seed)
    classes = rng.integers(len(means), size=units)
    errors = np.full(units, ERROR**2) * rng.uniform(0.5, 1.5, units)
    true = np.array(means)[classes] + spread * rng.standard_normal(units)
    return classes, true + np.sqrt(errors) * rng.standard_normal(units), errors


@pytest.fixture(scope="module")
def three() -> tuple[np.ndarray, Found]:
    """Three types, five errors apart, of 100 units."""
    classes, values, errors = planted((-5, 0, 5), 100, 0.3, 1)
    return classes, find_types(values, errors, 1)


def test_three_planted_types_are_found_the_highest_first(three: tuple[np.ndarray, Found]) -> None:
    classes, found = three
    assert (found.verdict, found.classes) == (TYPES, 3)
    assert adjusted_rand_score(classes, found.labels) > 0.9
    assert found.mixture.means[0].tolist() == sorted(found.mixture.means[0], reverse=True)
    np.testing.assert_allclose(found.mixture.means[0], [5, 0, -5], atol=0.5)


def test_types_come_back_in_resampled_units(three: tuple[np.ndarray, Found]) -> None:
    _, found = three
    assert found.stability.jaccard.min() > 0.9
    assert found.stability.consensus.shape == (100, 100)
    same = found.labels[:, None] == found.labels
    assert (
        found.stability.consensus[same].mean() > 0.9 > 0.1 > found.stability.consensus[~same].mean()
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_one_wide_class_is_a_continuum(seed: int) -> None:
    _, values, errors = planted((0,), 100, 4.0, seed)
    found = find_types(values, errors, 1)
    assert (found.verdict, found.classes) == (CONTINUUM, 1)


def test_pure_error_holds_no_types() -> None:
    _, values, errors = planted((0,), 60, 0.0, 3)
    assert find_types(values, errors, 1).verdict == UNKNOWN


def test_with_errors_as_large_as_the_distance_it_cannot_be_told() -> None:
    _, values, errors = planted((-1.5, 0, 1.5), 60, 0.1, 2)
    found = find_types(values, errors, 1)
    assert found.verdict == UNKNOWN
    assert found.tested.power < POWERFUL
    assert found.tested.needed == DELTA_BIC


def test_of_few_units_nothing_is_told() -> None:
    _, values, errors = planted((-9, 9), 19, 0.1, 1)
    assert find_types(values, errors, 1).verdict == UNKNOWN


def test_the_same_seed_gives_the_same_answer() -> None:
    _, values, errors = planted((-4, 4), 40, 0.3, 1)
    one, other = (find_types(values, errors, 7) for _ in range(2))
    np.testing.assert_array_equal(one.probabilities, other.probabilities)
    np.testing.assert_array_equal(one.tested.null, other.tested.null)


def test_units_known_badly_do_not_pull_the_mean() -> None:
    values = np.array([[0.0, 0.2, -0.2, 30.0]])
    errors = np.array([[0.1, 0.1, 0.1, 900.0]])
    assert abs(fit_one(values, errors).means[0, 0]) < 1


def test_a_class_is_no_wider_than_its_limit() -> None:
    rng = np.random.default_rng(1)
    values, errors = rng.normal(0, 5, (1, 80)), np.full((1, 80), 0.01)
    fitted = fit_classes(values, errors, 2, np.array([0.5]), equal=True)
    assert fitted.spread[0] <= 0.5


def test_less_is_needed_only_where_types_would_be_found() -> None:
    null = np.linspace(-10, 5, 101)
    exceeded = np.quantile(null, 1 - CHANCE)
    assert what_is_needed(null, np.full(100, 5.0)) == (pytest.approx(exceeded), 1.0)
    needed, power = what_is_needed(null, np.linspace(-10, 10, 100))
    assert needed == DELTA_BIC
    assert power < LIKELY
    assert what_is_needed(null - 9, np.full(100, 9.0))[0] == 0
    assert what_is_needed(null + 20, np.full(100, 90.0))[0] == DELTA_BIC


def test_types_found_against_the_odds_are_said_to_be_a_lower_bound(
    three: tuple[np.ndarray, Found],
) -> None:
    _, found = three
    assert "at least" not in finding("progress", found, 100)[1]
    sparse = replace(found, tested=replace(found.tested, power=LIKELY - 0.1))
    zh, en = finding("progress", sparse, 100)
    assert "类数只是下限" in zh
    assert "at least so many" in en
