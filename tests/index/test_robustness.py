from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ConfigError, TableError
from analysis.index import (
    Declaration,
    Index,
    Variation,
    WeightNoise,
    build_index,
    monte_carlo,
    rank_reversals,
    remove_parts,
    sobol_sensitivity,
)
from analysis.index.engine.build import aggregate, prepared
from analysis.index.engine.vectorised import index_scores
from analysis.index.methods.options import Aggregate, Impute, Normalise, Treat
from analysis.index.methods.statistics import ranks
from analysis.index.robustness import sobol
from analysis.index.robustness.replicate import replicate
from analysis.index.robustness.variation import from_unit, plan, sample

RNG = np.random.default_rng(3)


def table(units: int = 30, holes: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(11)
    level = rng.normal(size=(units, 1))
    x = 50 + 10 * (level + 0.7 * rng.normal(size=(units, 5)))
    x[rng.random(x.shape) < holes] = np.nan
    names = [f"u{n:02d}" for n in range(units)]
    return pd.DataFrame(x, names, list("abcde"))


def declaration(**more: Any) -> Declaration:
    return Declaration.parse(
        {
            "groups": [{"code": "L"}, {"code": "P", "parent": "L"}, {"code": "Q", "parent": "L"}],
            "indicators": [{"code": c, "parent": "P"} for c in "abc"]
            + [{"code": c, "parent": "Q"} for c in "de"],
            "normalise": {"low": 1},
        }
        | more
    )


def both(**more: Any) -> tuple[Index, pd.DataFrame]:
    data = table()
    return build_index(data, declaration(**more)), data


ALL = Variation(
    replications=200,
    treat=(Treat(), Treat(winsorise=1)),
    normalise=(Normalise(low=1), Normalise(method="percentile_rank")),
    aggregate=((Aggregate(),), (Aggregate(method="geometric", floor=1),)),
    weights=WeightNoise(),
)


def test_a_replication_is_what_building_with_its_parameters_gives() -> None:
    index, data = both()
    made = plan(index, data, ALL)
    parameters = sample(made)
    done = replicate(made, parameters)
    for number in (0, 7, 42):
        row = parameters.iloc[number]
        again = prepared(
            data,
            index.declaration,
            treat=ALL.treat[row["treat"]],
            normalise=ALL.normalise[row["normalise"]],
        )
        drawn = dict(zip(made.nodes, made.weights[row["weights"]], strict=True))
        codes = {n.code: n for n in index.declaration.indicators}
        changed = index.declaration.with_changes(
            aggregate=[a.model_dump() for a in ALL.aggregate[row["aggregate"]]],
            indicators=[n.model_dump() | {"weight": drawn[c]} for c, n in codes.items()],
            groups=[g.model_dump() | {"weight": drawn[g.code]} for g in index.declaration.groups],
        )
        np.testing.assert_allclose(aggregate(again, changed).score, done.scores[number])


@pytest.mark.parametrize(
    "method",
    ["median", "minimum", "mazziotta_pareto", "mazziotta_pareto_z", "topsis", "copeland",
     "outranking", "benefit_of_the_doubt", "harmonic", "geometric", "arithmetic"],
)  # fmt: skip
@pytest.mark.parametrize("holes", [0.0, 0.2])
def test_the_batch_agrees_with_one_by_one_for_every_method(method: str, holes: float) -> None:
    data = table(12, holes)
    made = declaration(aggregate={"method": method, "available": 0.5, "floor": 1})
    index = build_index(data, made)
    columns = {c: v.to_numpy() for c, v in index.prepared.normalised.items()}
    weights = {n: np.full(3, w) for n, w in index.weights.items()}
    choices = {g: made.aggregation(g) for g in made.tree.order}
    batch = index_scores(columns, made.tree, weights, choices)
    assert batch.failed == {}
    for row in batch.scores:
        np.testing.assert_allclose(row, index.score)


@pytest.mark.parametrize("method", ["arithmetic", "geometric", "median"])
@pytest.mark.parametrize("holes", [0.0, 0.2])
def test_weights_of_each_units_own_are_kept_when_other_choices_vary(
    method: str, holes: float
) -> None:
    data = table(12, holes)
    own = {"method": "benefit_of_the_doubt", "least": 0.1}
    made = declaration(aggregate={"method": method, "floor": 1}, weights=own)
    index = build_index(data, made)
    columns = {c: v.to_numpy() for c, v in index.prepared.normalised.items()}
    weights = {n: np.full(3, w) for n, w in index.weights.items()}
    choices = {g: made.aggregation(g) for g in made.tree.order}
    batch = index_scores(columns, made.tree, weights, choices, index.unit_weights)
    for row in batch.scores:
        np.testing.assert_allclose(row, index.score)
    found = monte_carlo(index, data, Variation(replications=20, weights=WeightNoise())).units
    assert (found["low"] <= found["high"]).all()
    assert np.allclose(remove_parts(index).scores["nominal"], index.score)


def test_units_have_ordered_intervals_and_chances_that_sum_to_one() -> None:
    index, data = both()
    result = monte_carlo(index, data, ALL.model_copy(update={"bands": (70.0, 40.0)}))
    units = result.units
    assert (units["low"] <= units["median"]).all()
    assert (units["median"] <= units["high"]).all()
    np.testing.assert_allclose(units[["band_1", "band_2", "band_3"]].sum(axis=1), 1)
    assert units["top"].sum() == pytest.approx(3, abs=0.05)
    assert result.overall.loc["replications", "value"] == 200
    assert (result.overall["error"].dropna() >= 0).all()


def test_equal_seeds_give_equal_results_and_other_seeds_do_not() -> None:
    index, data = both()
    first, again = (monte_carlo(index, data, ALL).replications for _ in range(2))
    np.testing.assert_array_equal(first.scores, again.scores)
    other = monte_carlo(index, data, ALL.model_copy(update={"seed": 5})).replications
    assert not np.array_equal(first.scores, other.scores)


def test_parameters_and_status_of_every_replication_are_kept() -> None:
    index, data = both()
    done = monte_carlo(index, data, ALL).replications
    assert len(done.parameters) == len(done.status) == 200
    assert list(done.parameters) == ["treat", "normalise", "aggregate", "weights"]
    assert (done.status == "ok").all()


def test_imputation_and_bounds_can_be_varied() -> None:
    data = table(20, 0.2)
    index = build_index(data, declaration())
    ways = tuple(Impute(method=m) for m in ("none", "mean", "nearest", "worst", "best"))
    result = monte_carlo(index, data, Variation(replications=100, impute=ways))
    holed, whole = data.isna().any(axis=1), data.notna().all(axis=1)
    width = result.units["score_high"] - result.units["score_low"]
    assert width[holed].mean() > width[whole].mean()


@pytest.mark.parametrize("leave_out", ["one", "bootstrap"])
def test_indicators_can_be_left_out(leave_out: str) -> None:
    index, data = both()
    made = Variation.model_validate({"replications": 100, "leave_out": leave_out})
    result = monte_carlo(index, data, made)
    assert result.overall.loc["mean_width", "value"] > 0


def test_one_left_out_is_the_removal_of_one() -> None:
    index, data = both()
    made = plan(index, data, Variation(replications=5, leave_out="one"))
    done = replicate(made, sample(made))
    removed = remove_parts(index).scores.drop(columns="nominal")
    order = made.index.declaration.names()
    for row, place in zip(done.scores, done.parameters["leave_out"], strict=True):
        np.testing.assert_allclose(row, removed[order[place]])


@pytest.mark.parametrize("kind", ["share", "dirichlet"])
def test_drawn_weights_keep_to_their_rule(kind: str) -> None:
    index, data = both()
    noise = WeightNoise.model_validate({"kind": kind})
    made = plan(index, data, Variation(replications=400, weights=noise))
    drawn = pd.DataFrame(made.weights, columns=list(made.nodes))
    if kind == "share":
        assert drawn.drop(columns="L").to_numpy().min() >= 0.75
        assert drawn.to_numpy().max() <= 1.25
    else:
        np.testing.assert_allclose(drawn[list("abc")].sum(axis=1), 1)
        np.testing.assert_allclose(drawn[list("abc")].mean(), 1 / 3, atol=0.02)


def test_measurement_errors_widen_the_intervals_of_the_units_that_have_them() -> None:
    index, data = both()
    errors = pd.DataFrame(0.0, data.index, data.columns)
    errors.iloc[5] = 8.0
    result = monte_carlo(index, data, Variation(replications=60), errors=errors)
    width = result.units["high"] - result.units["low"]
    assert width.iloc[5] > width.drop(index="u05").max()

    def draw(rng: np.random.Generator) -> pd.DataFrame:
        return data + rng.normal(size=data.shape)

    assert (
        monte_carlo(index, data, Variation(replications=20), draw=draw).overall.loc[
            "failed", "value"
        ]
        == 0
    )


def test_what_cannot_be_varied_is_refused() -> None:
    index, data = both()
    with pytest.raises(ConfigError, match="nothing is varied"):
        monte_carlo(index, data, Variation())
    empty = data * np.nan
    with pytest.raises(TableError, match="no unit has a score"):
        monte_carlo(build_index(empty, declaration()), empty, Variation(weights=WeightNoise()))
    with pytest.raises(ConfigError, match="must fall"):
        monte_carlo(index, data, Variation(bands=(10, 20), weights=WeightNoise()))
    scales = (Normalise(method="z_score"),)
    with pytest.raises(ConfigError, match="one scale"):
        monte_carlo(index, data, Variation(bands=(20,), normalise=scales))
    with pytest.raises(ConfigError, match="unknown columns z"):
        monte_carlo(index, data, Variation(), errors=pd.DataFrame({"z": 1.0}, data.index))


@pytest.mark.parametrize(
    ("declared", "varied", "said"),
    [
        ({"steps": []}, {"treat": [{}, {"winsorise": 1}]}, "does not do the step treat"),
        ({"steps": ["treat"]}, {"impute": [{"method": "mean"}]}, "does not do the step impute"),
        (
            {"groups": [{"code": "L"}], "indicators": [{"code": "a", "parent": "L"}]},
            {"weights": {"level": "groups"}},
            "no level of groups",
        ),
        (
            {
                "indicators": [{"code": "a", "parent": "L", "normalise": {}}],
                "groups": [{"code": "L"}],
            },
            {"normalise": [{"method": "z_score"}]},
            "every part has its own normalise",
        ),
    ],
)
def test_an_alternative_without_effect_is_an_error_not_a_silence(
    declared: dict[str, Any], varied: dict[str, Any], said: str
) -> None:
    index, data = both(**declared)
    with pytest.raises(ConfigError, match=said):
        monte_carlo(index, data, Variation.model_validate(varied))


def test_the_same_point_means_the_same_choice_in_every_sample() -> None:
    index, data = both()
    made = plan(index, data, ALL)
    points = np.array([[0.0, 0.49, 0.5, 0.999], [0.51, 0.99, 0.0, 0.0]])
    alone = pd.concat([from_unit(made, p[None]) for p in points], ignore_index=True)
    pd.testing.assert_frame_equal(from_unit(made, points), alone)


def test_the_ishigami_function_has_its_known_indices() -> None:
    x = -np.pi + 2 * np.pi * sobol.design(3, 4096)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = sobol.bootstrap(y - y.mean(), list("abc"))
    np.testing.assert_allclose(found["first"], [0.3139, 0.4424, 0], atol=0.02)
    np.testing.assert_allclose(found["total"], [0.5576, 0.4424, 0.2437], atol=0.02)
    assert (found["total_low"] <= [0.5576, 0.4424, 0.2437]).all()
    assert (found["total_high"] >= [0.5576, 0.4424, 0.2437]).all()
    with pytest.raises(ConfigError, match="power of two"):
        sobol.design(3, 100)


def test_an_inactive_choice_has_no_sensitivity() -> None:
    index, data = both()
    twice = (Treat(skewness=9), Treat(skewness=8))  # neither changes anything here
    varied = Variation(replications=64, treat=twice, weights=WeightNoise(size=0.5))
    found = sobol_sensitivity(index, data, varied, base=64)
    assert found.overall.loc["treat", "total"] == 0
    assert found.overall.loc["weights", "total"] == pytest.approx(1, abs=0.3)
    assert (found.units["total_treat"] == 0).all()


def test_dropping_a_unit_turns_no_order_with_fixed_limits_but_can_with_ranks() -> None:
    data = table(30)
    posts = [
        {"code": c, "parent": "P" if c in "abc" else "Q", "goalposts": [0, 100]} for c in "abcde"
    ]
    fixed = declaration(indicators=posts, normalise={"method": "goalposts"})
    assert (rank_reversals(build_index(data, fixed), data)["pairs"] == 0).all()
    borda = declaration(normalise={"method": "borda"})
    assert rank_reversals(build_index(data, borda), data)["pairs"].sum() > 0


def test_ranks_are_one_for_the_best_with_the_smallest_for_ties() -> None:
    assert ranks([[3, 3, 1], [1, np.nan, 2]]).tolist()[0] == [1, 1, 3]


def test_a_mean_that_is_not_defined_names_its_group() -> None:
    data = table(6)
    data["a"] -= 1000
    made = declaration(
        normalise={"method": "none"}, aggregate={"method": "geometric", "floor": None}
    )
    with pytest.raises(TableError, match="above 0"):
        build_index(data, made)
