"""Levels against goalpost scores."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.measurement import cross_check


def table(name: str, values: np.ndarray, year: int = 2022) -> pd.DataFrame:
    codes = [f"{990101 + n}" for n in range(len(values))]
    return pd.DataFrame({"county_code": codes, "year": year, "dimension": "L", name: values})


def test_levels_and_scores_that_go_together_correlate() -> None:
    score = np.linspace(20, 80, 30)
    wiggle = np.where(np.arange(30) % 2, 0.5, -0.5)
    found = cross_check(table("median", score + 2 + wiggle), table("score", score)).iloc[0]
    assert (found["n"], found["levels"]) == (30, 30)
    assert found["r"] > 0.99
    assert found["low"] <= found["r"] <= found["high"]
    np.testing.assert_allclose([found["rank"], found["gap"]], [1, 2], atol=1e-9)


def test_counties_without_a_score_are_counted_and_few_are_not_correlated() -> None:
    score = np.linspace(20, 80, 30)
    score[7:] = np.nan
    found = cross_check(table("median", np.linspace(20, 80, 30)), table("score", score)).iloc[0]
    assert (found["n"], found["levels"]) == (7, 30)
    assert np.isnan(found["r"])
    assert found["gap"] == 0
