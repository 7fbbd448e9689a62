"""Report cards: who is above whom, and grades that are apart only where the order is sure."""

from __future__ import annotations

import numpy as np

from analysis.measurement.grades import BLOCK, BYTE, chances_above, report_card


def test_chances_are_shares_of_draws_and_ties_count_half() -> None:
    rng = np.random.default_rng(2)
    draws = rng.normal(size=(BYTE + 5, BLOCK + 3)).round(1).astype(np.float32)
    found = chances_above(draws)
    for one, other in ((0, 1), (1, 0), (7, BLOCK + 2), (BLOCK + 2, 7), (BLOCK + 1, BLOCK)):
        above = (draws[:, one] > draws[:, other]).mean()
        tied = (draws[:, one] == draws[:, other]).mean()
        np.testing.assert_allclose(found[one, other], above + tied / 2, atol=1e-6)
    np.testing.assert_allclose(np.diag(found), 0.5)


def test_counties_far_apart_get_grades_in_their_order() -> None:
    level = np.array([1.0, 9.0, 5.0, 5.0])
    draws = (level + 0.3 * np.random.default_rng(3).normal(size=(200, 4))).astype(np.float32)
    card = report_card(chances_above(draws))
    assert card.grades.tolist() == [3, 1, 2, 2]
    assert card.discordance < 0.01


def test_counties_that_cannot_be_told_apart_get_one_grade() -> None:
    draws = np.random.default_rng(3).normal(size=(200, 6)).astype(np.float32)
    assert report_card(chances_above(draws)).grades.tolist() == [1] * 6
