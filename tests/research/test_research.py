"""What a researcher asks of a study in cells of their own, on the demo and on planted answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis.errors import ConfigError, ReportError, TableError
from analysis.research.draws import bootstrap_weights
from analysis.study import View

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def medians(view: View) -> pd.DataFrame:
    levels = view.table("levels")
    return levels.loc[levels["dimension"] == "L", ["county_code", "year", "median"]]


def test_every_figure_of_an_indicator_has_its_sentence_and_file(view: View) -> None:
    made = analysis.indicator(view, "reconsider_concluded")
    printed = made[made["state"] == "reported"]
    assert len(printed) > 10
    assert printed["quote"].str.contains(r"\d", regex=True).mean() > 0.9
    assert printed["file"].notna().all()
    assert not made.duplicated(["county_code", "year"]).any()


def test_silence_is_shown_only_where_it_is_asked_for_and_never_as_zero(view: View) -> None:
    made = analysis.indicator(view, "reconsider_concluded", states=True)
    silent = made[made["state"] == "silent"]
    assert len(silent)
    assert silent["value"].isna().all()
    assert set(analysis.indicator(view, "reconsider_concluded")["state"]) <= {"reported", "none"}


def test_a_misspelt_indicator_dimension_or_grouping_is_named_with_the_nearest(view: View) -> None:
    with pytest.raises(ReportError, match='did you mean "reconsider_concluded"'):
        analysis.indicator(view, "reconsider_conclude")
    with pytest.raises(ReportError, match='no dimension "D9"'):
        analysis.group_levels(view, dimension="D9")
    with pytest.raises(ReportError, match='did you mean "prefecture"'):
        analysis.group_levels(view, "prefectur")


def test_groups_hold_all_counties_and_their_means_lie_in_their_intervals(
    view: View, medians: pd.DataFrame
) -> None:
    made = analysis.group_levels(view)
    last = medians[medians["year"] == medians["year"].max()]
    assert made["counties"].sum() == len(last)
    assert made["mean"].is_monotonic_decreasing
    known = made[made["low"].notna()]
    assert (known["counties"] >= 3).all()
    assert ((known["low"] < known["mean"]) & (known["mean"] < known["high"])).all()


def test_a_planted_difference_between_groups_is_found_and_none_where_none_is(
    view: View, medians: pd.DataFrame
) -> None:
    last = medians[medians["year"] == medians["year"].max()].sort_values("median")
    codes = last["county_code"].tolist()
    halves = {c: "upper" if n >= len(codes) / 2 else "lower" for n, c in enumerate(codes)}
    apart = analysis.group_differences(view, halves)
    assert apart.loc[0, ["group", "other"]].tolist() == ["upper", "lower"]
    assert apart.loc[0, "low"] > 0
    assert apart.loc[0, "chance"] > 0.99
    turns = {c: "even" if n % 2 else "odd" for n, c in enumerate(codes)}
    alike = analysis.group_differences(view, turns)
    assert alike.loc[0, "low"] < 0 < alike.loc[0, "high"]


def test_two_counties_have_a_mean_and_no_interval(view: View, medians: pd.DataFrame) -> None:
    last = medians[medians["year"] == medians["year"].max()]
    made = analysis.group_levels(view, dict.fromkeys(last["county_code"][:2], "pair"))
    assert made["counties"].tolist() == [2]
    assert made["mean"].notna().all()
    assert made[["low", "high"]].isna().all(axis=None)


def test_a_covariate_made_of_the_level_goes_with_it_and_a_random_one_does_not(
    view: View, medians: pd.DataFrame
) -> None:
    rng = np.random.default_rng(5)
    spread = medians["median"].std()
    table = medians[["county_code", "year"]].assign(
        like=medians["median"] + rng.normal(0, 0.3 * spread, len(medians)),
        noise=rng.normal(size=len(medians)),
    )
    made = analysis.associations(view, table).set_index("covariate")
    assert made.loc["like", "low"] > 0.5
    assert made.loc["noise", "low"] < 0 < made.loc["noise", "high"]
    assert "cause" in made.attrs["caveat"]


def test_what_only_repeats_a_control_has_no_partial_correlation(
    view: View, medians: pd.DataFrame
) -> None:
    rng = np.random.default_rng(6)
    size = medians["median"] + rng.normal(0, 1, len(medians))
    table = medians[["county_code", "year"]].assign(
        size=size, copy=size + rng.normal(0, 4, len(medians))
    )
    made = analysis.associations(view, table, controls=["size"]).set_index("covariate")
    assert made.index.tolist() == ["copy"]
    assert made.loc["copy", "r"] > 0.5
    assert made.loc["copy", "partial_low"] < 0 < made.loc["copy", "partial_high"]


def test_a_table_of_counties_by_name_may_hold_more_than_were_read(view: View) -> None:
    names = [*dict.fromkeys(view.counties.values()), "无此县"]
    made = analysis.associations(view, pd.DataFrame({"county": names, "x": range(len(names))}))
    assert made.loc[0, "counties"] == len(names) - 1


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"name": ["a"]}, "no column county_code or county"),
        ({"county": ["无此县"], "x": [1]}, "no row is of a county"),
        ({"county_code": ["990101", "990101"], "x": [1, 2]}, "duplicate key"),
        ({"county_code": ["990101"], "x": ["many"]}, "column x is no number"),
    ],
)
def test_what_is_wrong_with_covariates_is_said(
    view: View, table: dict[str, list[object]], said: str
) -> None:
    with pytest.raises(TableError, match=said):
        analysis.associations(view, pd.DataFrame(table))


def test_equal_weights_give_the_study_s_own_level(view: View, medians: pd.DataFrame) -> None:
    made = analysis.reweighted(view, {})
    own = made.merge(medians, on=["county_code", "year"])
    assert np.allclose(own["level"], own["median"], atol=0.05)
    assert (made["shift"] == 0).all()


def test_all_weight_on_one_dimension_gives_that_dimension(view: View) -> None:
    names = list(analysis.reweighted(view, "equal").attrs["weights"])
    made = analysis.reweighted(view, {n: float(n == "D4") for n in names})
    levels = view.table("levels")
    own = levels[levels["dimension"] == "D4"].merge(made, on=["county_code", "year"])
    assert np.allclose(own["level"], own["median"], atol=0.05)
    assert made["shift"].sum() == pytest.approx(0, abs=len(made))


@pytest.mark.parametrize("method", ["entropy", "critic", "pca", "balance", "information"])
def test_weights_taken_from_the_data_sum_to_one(view: View, method: str) -> None:
    made = analysis.reweighted(view, method, aggregation="geometric")
    assert sum(made.attrs["weights"].values()) == pytest.approx(1)
    assert (made["low"] <= made["high"]).all()


def test_an_unknown_weighting_is_named(view: View) -> None:
    with pytest.raises(ConfigError, match='did you mean "entropy"'):
        analysis.reweighted(view, "entropie")


def test_a_level_without_an_indicator_moves_who_lives_by_it_and_keeps_its_scale(
    view: View, medians: pd.DataFrame
) -> None:
    made = analysis.without_indicators(view, ["reconsider_settled_rate"])
    own = made.merge(medians, on=["county_code", "year"])
    assert own["level"].corr(own["median"]) > 0.8
    assert (own["level"] - own["median"]).abs().max() > 0.1
    with pytest.raises(ConfigError, match="carries no level"):
        analysis.without_indicators(view, ["pufa_events"])


def test_all_years_of_a_county_weigh_alike_in_the_bootstrap() -> None:
    weights = bootstrap_weights(50, np.array([0, 0, 1, 2]), 3)
    assert np.allclose(weights.sum(axis=1), 1)
    assert np.allclose(weights[:, 0], weights[:, 1])
    assert not np.allclose(weights[:, 1], weights[:, 2])
