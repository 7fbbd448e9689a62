from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.index import Declaration, build_index
from analysis.index.engine import steps
from analysis.index.engine.prepare import denominate, screen
from analysis.index.methods.impute import (
    Imputed,
    by_column,
    extreme,
    holdout_error,
    nearest_units,
    within_dimension,
)
from analysis.index.methods.impute_panel import over_time
from analysis.index.methods.options import Impute, Treat
from analysis.index.methods.treat import treat


def flat(codes: str = "ab", **more: Any) -> Declaration:
    leaves = [{"code": c, "parent": "L"} for c in codes]
    return Declaration.parse({"groups": [{"code": "L"}], "indicators": leaves} | more)


def holed(units: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(6)
    level = rng.normal(size=(units, 1))
    x = level + 0.3 * rng.normal(size=(units, 4))
    x[rng.random(x.shape) < 0.2] = np.nan
    return pd.DataFrame(x, columns=list("abcd"))


METHODS = {
    "mean": lambda t: by_column(t, "mean"),
    "median": lambda t: by_column(t, "median"),
    "nearest": lambda t: nearest_units(t, 3),
    "within": lambda t: within_dimension(t, {"L": list("abcd")}, dict.fromkeys("abcd", 1)),
}


@pytest.mark.parametrize("name", METHODS)
def test_imputing_marks_every_filled_cell_and_keeps_the_known(name: str) -> None:
    table = holed()
    made = METHODS[name](table)
    assert made.flags.equals(table.isna() & made.data.notna())
    known = table.notna().to_numpy()
    np.testing.assert_array_equal(made.data.to_numpy()[known], table.to_numpy()[known])


def test_hidden_cells_tell_good_methods_from_bad_ones() -> None:
    table = holed()
    errors = {n: holdout_error(table, m)["nrmse"].mean() for n, m in METHODS.items()}
    assert errors["nearest"] < 0.7 < errors["mean"]
    assert errors["within"] < 0.7
    assert 0.9 < errors["mean"] < 1.1  # the mean is off by one standard deviation


def test_a_method_that_changes_known_values_is_caught() -> None:
    table = holed()
    with pytest.raises(TableError, match="changed the known value of a of unit"):
        Imputed.of(table, table + 1)


def test_groups_without_values_stay_missing() -> None:
    table = pd.DataFrame({"x": [np.nan, np.nan, 3.0, 5.0, np.nan]})
    groups = pd.Series(["a", "a", "b", "b", None])
    made = by_column(table, "mean", groups)
    assert made.data["x"].isna().tolist() == [True, True, False, False, True]


def test_bounds_fill_with_the_worst_and_the_best_in_natural_units() -> None:
    table = pd.DataFrame({"loss": [5.0, np.nan]})
    worst, best = (extreme(table, {"loss": (20, 0)}, s).data["loss"][1] for s in ("worst", "best"))
    assert (worst, best) == (20, 0)


@pytest.mark.parametrize("method", ["latest", "linear", "constant"])
def test_panel_imputation_does_not_depend_on_the_order_of_rows(method: str) -> None:
    rng = np.random.default_rng(3)
    keys = pd.DataFrame([(u, y) for u in "abc" for y in range(2016, 2024)], columns=["u", "y"])
    table = pd.DataFrame(rng.normal(size=(24, 2)), columns=["p", "q"]).mask(
        rng.random((24, 2)) < 0.4
    )
    straight = over_time(table, keys["u"], keys["y"], method).data  # type: ignore[arg-type]
    order = rng.permutation(24)
    mixed = over_time(table.iloc[order], keys["u"].iloc[order], keys["y"].iloc[order], method)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(mixed.data.sort_index(), straight)


def test_a_unit_has_one_row_a_year() -> None:
    table = pd.DataFrame({"x": [1.0, 2.0]})
    with pytest.raises(TableError, match="two rows of 2020"):
        over_time(table, pd.Series(["a", "a"]), pd.Series([2020, 2020]))


def test_one_observation_is_enough_for_a_panel() -> None:
    table = pd.DataFrame({"x": [np.nan, 2.0, np.nan]})
    who, when = pd.Series(["a"] * 3), pd.Series([2020, 2021, 2022])
    assert over_time(table, who, when, "linear").data["x"].tolist() == [2, 2, 2]


def test_every_changed_cell_is_listed_with_what_it_was() -> None:
    x = np.r_[np.arange(40.0), 400.0]
    table = pd.DataFrame({"a": x, "b": np.arange(41.0)})
    made = treat(table, dict.fromkeys("ab", Treat()))
    assert made.changes.to_dict("records") == [
        {"indicator": "a", "unit": 40, "from": 400.0, "to": 39.0, "how": "winhi"}
    ]
    assert bool(made.shapes.loc["a", "passed_1"])
    assert made.data["b"].equals(table["b"])


def test_forced_winsorising_is_done_whatever_the_shape() -> None:
    table = pd.DataFrame({"a": np.arange(20.0)})
    made = treat(table, {"a": Treat(winsorise=1, force=True)})
    assert len(made.changes) == 1


def test_a_transformation_can_follow_the_winsorised_values() -> None:
    x = np.exp(np.linspace(0, 12, 40))
    both = [
        treat(pd.DataFrame({"a": x}), {"a": Treat.model_validate({"winsorise": 2, "on": on})}).data
        for on in ("original", "winsorised")
    ]
    assert both[0]["a"].iloc[-1] > both[0]["a"].iloc[-2]
    assert both[1]["a"].iloc[-1] == both[1]["a"].iloc[-2]


def test_an_indicator_can_have_its_own_treatment() -> None:
    x = np.r_[np.arange(40.0), 400.0]
    made = flat(treat={})
    leaves = [i.model_dump() for i in made.indicators]
    leaves[0]["treat"] = {"winsorise": 0, "transform": "none"}
    own = made.with_changes(indicators=leaves)
    table = pd.DataFrame({"a": x, "b": x})
    changed = steps.treat_outliers(table, own).changes["indicator"].unique()
    assert changed.tolist() == ["b"]


def test_a_negative_denominator_is_named_and_a_zero_leaves_a_gap() -> None:
    table = pd.DataFrame({"x": [1.0, 2.0]}, index=["u", "v"])
    below = pd.Series([0.0, 4.0], index=["u", "v"])
    assert denominate(table, {"x": below})["x"].tolist()[1] == 0.5
    assert np.isnan(denominate(table, {"x": below}).loc["u", "x"])
    with pytest.raises(TableError, match="indicator x: its denominator is negative for unit u"):
        denominate(table, {"x": below - 1})


def test_units_with_a_thin_dimension_are_left_out_with_the_reason() -> None:
    made = Declaration.parse(
        {
            "groups": [{"code": "L"}, {"code": "P", "parent": "L"}, {"code": "Q", "parent": "L"}],
            "indicators": [{"code": c, "parent": "P" if c in "ab" else "Q"} for c in "abcd"],
            "screen": {"available": 0.5, "per_dimension": 0.5, "include": ["z"]},
        }
    )
    nan = np.nan
    table = pd.DataFrame(
        [[1, 2, nan, nan], [1, nan, 3, 4], [nan, nan, nan, 1], [2, 1, 4, 3]],
        index=list("xyzw"),
        columns=list("abcd"),
        dtype=float,
    )
    assert made.screen is not None
    found = screen(table, made.screen, made.tree)
    assert found["why"].tolist() == ["few data in a dimension", "", "", ""]
    assert found.loc["x", "few_in"] == "Q"
    index = build_index(table, made)
    assert list(index.score.index) == ["y", "z", "w"]
    assert ("screen", "x") in set(index.flags[["step", "unit"]].itertuples(index=False, name=None))


def test_a_unit_that_is_not_there_cannot_be_kept() -> None:
    made = flat(screen={"include": ["u00"]})
    assert made.screen is not None
    with pytest.raises(TableError, match='no unit "u00" in the data; did you mean "u01"'):
        screen(pd.DataFrame({"a": [1.0], "b": [1.0]}, index=["u01"]), made.screen, made.tree)


def test_years_can_share_one_scale_or_have_their_own() -> None:
    table = pd.DataFrame({"a": [0, 1, 10, 11], "b": [0, 1, 10, 11], "year": [1, 1, 2, 2]})
    pooled = build_index(table, flat()).score
    apart = build_index(table, flat(normalise={"within": "year"})).score
    assert pooled.round(1).tolist() == [0, 9.1, 90.9, 100]
    assert apart.tolist() == [0, 100, 0, 100]


def test_imputation_by_groups_reads_the_column_of_the_data() -> None:
    table = pd.DataFrame({"a": [1, np.nan, 9], "b": [1, 2, 3], "kind": ["p", "p", "q"]})
    made = flat(impute={"method": "group_mean", "group": "kind"})
    index = build_index(table, made)
    assert index.prepared.tables["impute"].loc[1, "a"] == 1
    assert index.prepared.imputed.to_numpy().sum() == 1
    other = steps.impute(index.prepared.tables["raw"], table, made, Impute(method="median"))
    assert other.data.loc[1, "a"] == 5
