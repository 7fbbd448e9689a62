"""What must hold for any table: planted and random ones."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.errors import ConfigError, TableError
from analysis.index import Declaration, build_index
from analysis.index.methods.aggregate import (
    arithmetic,
    generalised,
    geometric,
    harmonic,
    mazziotta_pareto,
    mazziotta_pareto_z,
    median,
    minimum,
)
from analysis.index.methods.outrank import copeland, topsis
from analysis.index.methods.weights import critic, entropy, pca
from analysis.index.methods.weights_fit import benefit_of_the_doubt, favourable_weights, optimise

TABLES = arrays(
    float, st.tuples(st.integers(1, 12), st.just(4)), elements=st.integers(-50, 50).map(float)
)
SCORES = arrays(
    float, st.tuples(st.integers(2, 10), st.just(3)), elements=st.integers(1, 100).map(float)
)
HOLES = arrays(bool, (12, 4), elements=st.booleans())
SAMPLE_SCALES = ["min_max", "z_score", "robust_z", "rank", "borda", "percentile_rank"]
MEANS = ["arithmetic", "median", "minimum"]


def declared(direction: int = 1, **more: Any) -> Declaration:
    leaves = [
        {"code": c, "parent": "P" if c in "ab" else "Q", "direction": direction, "weight": w}
        for c, w in zip("abcd", (1, 2, 1, 3), strict=True)
    ]
    groups = [{"code": "L"}, {"code": "P", "parent": "L"}, {"code": "Q", "parent": "L"}]
    return Declaration.parse({"groups": groups, "indicators": leaves} | more)


def frame(x: np.ndarray, holes: np.ndarray | None = None) -> pd.DataFrame:
    if holes is not None:
        x = np.where(holes[: len(x)], np.nan, x)
    return pd.DataFrame(x, [f"u{n}" for n in range(len(x))], list("abcd"))


@settings(deadline=None, max_examples=25)
@pytest.mark.parametrize("scale", SAMPLE_SCALES)
@given(x=TABLES, factor=st.integers(1, 8), shift=st.integers(-100, 100))
def test_a_change_of_unit_changes_no_score(
    scale: str, x: np.ndarray, factor: int, shift: int
) -> None:
    made = declared(normalise={"method": scale})
    before, after = (build_index(frame(t), made).scores for t in (x, x * factor + shift))
    np.testing.assert_allclose(before, after, atol=1e-7)


@settings(deadline=None, max_examples=25)
@given(x=TABLES, holes=HOLES)
def test_reversing_every_direction_mirrors_the_scores(x: np.ndarray, holes: np.ndarray) -> None:
    data = frame(x, holes)
    up, down = (build_index(data, declared(d)).scores for d in (1, -1))
    np.testing.assert_allclose(up + down, np.where(up.isna(), np.nan, 100), atol=1e-9)


@settings(deadline=None, max_examples=25)
@given(x=TABLES, holes=HOLES, data=st.data())
def test_the_order_of_units_changes_nothing(x: np.ndarray, holes: np.ndarray, data: Any) -> None:
    table = frame(x, holes)
    mixed = table.iloc[data.draw(st.permutations(range(len(table))))]
    extra = {"impute": {"method": "mean"}, "treat": {"winsorise": 2}}
    for made in (declared(), declared(**extra), declared(aggregate={"method": "copeland"})):
        first, second = build_index(table, made).scores, build_index(mixed, made).scores
        np.testing.assert_allclose(first, second.loc[first.index], atol=1e-9)


@settings(deadline=None, max_examples=25)
@pytest.mark.parametrize("method", MEANS)
@given(x=TABLES)
def test_who_is_at_least_as_good_everywhere_does_not_rank_lower(method: str, x: np.ndarray) -> None:
    scores = build_index(frame(x), declared(aggregate={"method": method})).score.to_numpy()
    better = (x[:, None, :] >= x[None, :, :]).all(axis=2)
    assert (scores[:, None] - scores[None, :])[better].min() >= -1e-9


@settings(deadline=None, max_examples=25)
@given(x=TABLES, holes=HOLES)
def test_contributions_sum_to_the_score(x: np.ndarray, holes: np.ndarray) -> None:
    made = build_index(frame(x, holes), declared())
    for by in ("indicators", "dimensions"):
        total = made.contributions(by).sum(axis=1, skipna=False)
        np.testing.assert_allclose(total, made.score, atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(x=TABLES, holes=HOLES)
def test_no_score_is_missing_or_infinite_in_silence(x: np.ndarray, holes: np.ndarray) -> None:
    data = frame(x, holes)
    made = build_index(data, declared())
    assert not np.isinf(made.scores.to_numpy()).any()
    told = set(made.flags.loc[made.flags["step"] == "aggregate", ["code", "unit"]].itertuples(
        index=False, name=None
    ))  # fmt: skip
    gaps = made.scores.isna()
    assert told == {(g, u) for g in gaps for u in gaps.index[gaps[g]]}
    dull = {c for c in data if data[c].nunique() < 2}
    assert dull == set(made.flags.loc[made.flags["step"] == "normalise", "code"])


@given(SCORES)
def test_means_keep_their_order_and_stay_between_the_parts(x: np.ndarray) -> None:
    w = np.array([1.0, 2, 3])
    means = [minimum(x, w), harmonic(x, w), geometric(x, w), arithmetic(x, w)]
    means.append(generalised(x, w, power=2))
    for lower, higher in pairwise(means):
        assert (lower <= higher + 1e-9).all()
    assert (means[-1] <= x.max(axis=1) + 1e-9).all()
    middle = median(x, w)
    assert ((x.min(axis=1) <= middle) & (middle <= x.max(axis=1))).all()


@given(SCORES)
def test_the_penalty_of_imbalance_is_never_a_gift(x: np.ndarray) -> None:
    w = np.ones(3)
    assert (mazziotta_pareto(x, w) <= arithmetic(x, w) + 1e-9).all()
    assert (mazziotta_pareto(x, w, sign=1) >= arithmetic(x, w) - 1e-9).all()
    assert np.isfinite(mazziotta_pareto_z(x, w)).all()


@given(SCORES)
def test_weights_from_data_sum_to_one_and_are_not_negative(x: np.ndarray) -> None:
    for method in (entropy, critic, pca):
        try:
            found = method(x)
        except TableError:
            assert (np.ptp(x, axis=0) == 0).any() or len(np.unique(x, axis=0)) < 3
            continue
        assert found.sum() == pytest.approx(1)
        assert (found >= 0).all()


@given(SCORES)
def test_copeland_scores_sum_to_nothing(x: np.ndarray) -> None:
    assert copeland(x, [1, 2, 3]).sum() == 0


def test_weights_and_closeness_agree_with_another_package() -> None:
    from pymcdm import methods
    from pymcdm import weights as other

    rng = np.random.default_rng(8)
    x = rng.uniform(1, 9, (25, 5))
    np.testing.assert_allclose(entropy(x), other.entropy_weights(x), rtol=1e-12)
    np.testing.assert_allclose(critic(x), other.critic_weights(x), rtol=1e-12)
    from pymcdm.normalizations import vector_normalization

    w, kinds = rng.dirichlet(np.ones(5)), np.ones(5)
    theirs = methods.TOPSIS(vector_normalization)(x, w, kinds)
    np.testing.assert_allclose(topsis(x, w), theirs, rtol=1e-12)


def test_loadings_point_upward_whatever_the_data() -> None:
    rng = np.random.default_rng(1)
    level = rng.normal(size=(60, 1))
    x = level + 0.5 * rng.normal(size=(60, 4))
    for sign in (1, -1):
        assert (pca(sign * x) > 0.2).all()


def test_balanced_weights_reach_the_intended_influence() -> None:
    rng = np.random.default_rng(1)
    level = rng.normal(size=(200, 1))
    x = level + rng.normal(size=(200, 3)) * [0.3, 1.0, 2.0]
    assert optimise(x).gap < 1e-5
    aimed = optimise(x, [2, 1, 1])
    shares = aimed.correlations / aimed.correlations.sum()
    assert aimed.gap < 0.08
    assert shares[0] == shares.max()


def test_the_benefit_of_the_doubt_favours_every_unit() -> None:
    x = np.array([[9.0, 1, 1], [1, 9, 1], [1, 1, 9], [4, 4, 4], [1, 1, 1]])
    scores, weights = benefit_of_the_doubt(x)
    assert scores[:3] == pytest.approx(1)
    assert scores.max() <= 1 + 1e-9
    np.testing.assert_allclose((weights * x).sum(axis=1), scores)
    bound, _ = benefit_of_the_doubt(x, least=0.2, most=0.6)
    assert (bound <= scores + 1e-9).all()
    with pytest.raises(TableError, match="bounds"):
        benefit_of_the_doubt(x, least=0.5)


@pytest.mark.parametrize(
    "method",
    ["arithmetic", "median", "minimum", "copeland", "outranking", "benefit_of_the_doubt"],
)
def test_one_unit_has_a_score(method: str) -> None:
    made = build_index(frame(np.ones((1, 4))), declared(aggregate={"method": method}))
    assert np.isfinite(made.score).all()
    assert len(made.flags) == 4


def test_an_empty_column_is_flagged_and_left_out() -> None:
    x = np.arange(12.0).reshape(3, 4)
    x[:, 1] = np.nan
    made = build_index(frame(x), declared())
    assert made.score.tolist() == [0, 50, 100]
    assert "no unit has a value" in made.flags["what"].iloc[0]


def test_favourable_weights_are_those_found_by_hand() -> None:
    # 4a + b <= 1 and 2a + 3b <= 1 meet in (0.2, 0.2); C = (1, 2) is best at (0, 1/3), worth 2/3
    x = np.array([[4.0, 1.0], [2.0, 3.0], [1.0, 2.0]])
    free = favourable_weights(x)
    np.testing.assert_allclose(free, [[0.5, 0.5], [0.5, 0.5], [0, 1]], atol=1e-6)
    # with b at most three times a it is best at (1/11, 3/11), worth 7/11
    bound = favourable_weights(x, least=0.25)
    np.testing.assert_allclose(bound, [[0.5, 0.5], [0.5, 0.5], [0.25, 0.75]], atol=1e-6)
    np.testing.assert_allclose(favourable_weights(100 * x), free, atol=1e-6)


def test_favourable_weights_leave_out_what_a_unit_lacks() -> None:
    x = np.array([[4.0, np.nan, 1], [1, 3, np.nan], [np.nan, np.nan, np.nan], [2, 2, 2]])
    found = favourable_weights(x, least=0.2, most=0.6)
    assert (found[np.isnan(x)] == 0).all()
    np.testing.assert_allclose(found.sum(axis=1), [1, 1, 0, 1])
    assert (found[3] >= 0.2 - 1e-9).all()
    assert (found[:2].max(axis=1) <= 0.6 + 1e-9).all()
    with pytest.raises(TableError, match="bounds that can be met"):
        favourable_weights(x, least=0.4)


def test_an_index_with_weights_of_each_units_own() -> None:
    x = np.array([[4.0, 1.0, 1, 1], [2, 3, 1, 1], [1, 2, 1, 1]]) * 10
    scale = {"method": "none"}
    made = declared(normalise=scale, weights=PERSONAL | {"least": 0.25, "level": "indicators"})
    index = build_index(frame(x), made)
    assert index.scores["P"].tolist() == pytest.approx([25, 25, 17.5])
    np.testing.assert_allclose(index.unit_weights["P"][2], [0.25, 0.75], atol=1e-6)
    assert "L" not in index.unit_weights
    assert index.effective_weights()["a"] == pytest.approx(0.5 * (0.5 + 0.5 + 0.25) / 3)
    parts = index.contributions()
    assert parts.sum(axis=1).tolist() == pytest.approx(index.score.tolist())
    assert parts.iloc[2]["b"] == pytest.approx(0.5 * 0.75 * 20)


def test_weights_of_each_units_own_need_a_mean_and_bounds_that_fit() -> None:
    with pytest.raises(ConfigError, match="groups P: topsis has no weights of each unit's own"):
        declared(weights=PERSONAL, aggregate={"method": "topsis"})
    with pytest.raises(ConfigError, match=r"2 parts of P cannot each weigh 0\.6 to 1"):
        declared(weights=PERSONAL | {"least": 0.6})


@pytest.mark.parametrize(
    "weights",
    ["equal", "entropy", "critic", "pca", "balance", "information", "benefit_of_the_doubt"],
)
def test_weights_of_every_method_make_an_index(weights: str) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 1)) + rng.normal(size=(30, 4))
    made = build_index(frame(x), declared(weights={"method": weights}))
    assert np.isfinite(made.score).all()
    effective = made.effective_weights()
    assert effective[list("abcd")].sum() == pytest.approx(1)
    assert made.contributions().sum(axis=1).to_numpy() == pytest.approx(made.score.to_numpy())


def test_weights_that_cannot_be_had_name_their_group() -> None:
    with pytest.raises(TableError, match="weights of P: entropy"):
        build_index(frame(np.ones((4, 4))), declared(weights={"method": "entropy"}))


@pytest.mark.parametrize("scale", ["none", "fraction_of_max", "categories", "above_below_mean",
                                   "distance_to_reference", "distance_to_target"])  # fmt: skip
def test_every_scale_can_be_declared(scale: str) -> None:
    x = np.array([[1.0, 2, 1, 1], [4, 2.5, 2, 1.5], [2, 3, 3, 3]])
    made = declared()
    leaves = [i.model_dump() | {"target": 9.0} for i in made.indicators]
    choice = {"method": scale, "edges": [2, 3], "reference": "u2"}
    scores = build_index(frame(x), made.with_changes(indicators=leaves, normalise=choice))
    assert np.isfinite(scores.score).all()


def test_share_rules_and_group_methods_differ_by_group() -> None:
    data = frame(np.array([[1.0, np.nan, 3, 4], [2, 5, 1, 1], [3, 1, 2, 2]]))
    made = declared()
    groups = [
        {"code": "L", "aggregate": {"available": 1.0}},
        {"code": "P", "parent": "L", "aggregate": {"method": "minimum", "available": 0.6}},
        {"code": "Q", "parent": "L"},
    ]
    scores = build_index(data, made.with_changes(groups=groups)).scores
    assert scores["P"].isna().tolist() == [True, False, False]
    assert scores["L"].isna().tolist() == [True, False, False]
    assert scores.loc["u1", "P"] == 50


def test_contributions_of_other_means_are_refused() -> None:
    made = build_index(frame(np.eye(4)), declared(aggregate={"method": "median"}))
    with pytest.raises(TableError, match="do not add up"):
        made.contributions()


PERSONAL = {"method": "benefit_of_the_doubt"}
EVERY_WAY = [
    "arithmetic", "geometric", "harmonic", "generalised", "median", "minimum", "mazziotta_pareto",
    "mazziotta_pareto_z", "copeland", "outranking", "benefit_of_the_doubt", "topsis",
]  # fmt: skip


@pytest.mark.parametrize("method", EVERY_WAY)
@pytest.mark.parametrize("what", ["no units", "one unit", "nothing known", "all equal"])
def test_odd_tables_give_scores_flags_or_a_named_error(method: str, what: str) -> None:
    x = np.random.default_rng(0).normal(size=(6, 4))
    odd = {
        "no units": x[:0],
        "one unit": x[:1],
        "nothing known": x * np.nan,
        "all equal": x * 0 + 1,
    }
    data = frame(odd[what])
    steps = {"screen": {"available": 0}, "impute": {"method": "mean"}, "treat": {}}
    try:
        made = build_index(data, declared(aggregate={"method": method, "floor": 1}, **steps))
    except TableError as error:
        assert "group P: TOPSIS needs units that differ" in str(error)  # noqa: PT017
        assert method == "topsis"
        return
    missing = made.scores.isna().sum().sum()
    assert missing == (made.flags["step"] == "aggregate").sum()
    assert not np.isinf(made.scores.to_numpy()).any()


def test_units_may_be_counties_and_years() -> None:
    x = np.random.default_rng(0).normal(size=(6, 4))
    units = pd.MultiIndex.from_product([["x", "y"], [2021, 2022, 2023]], names=["county", "year"])
    data = pd.DataFrame(x, units, list("abcd"))
    made = build_index(data, declared(treat={}))
    assert made.ranks().index.equals(units)


def test_five_lines_make_an_index_of_ones_own_csv(tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text("code,a,b,c,d\nx,1,2,3,4\ny,4,3,2,1\n", encoding="utf-8")
    (tmp_path / "index.toml").write_text(
        "groups = [{ code = 'L' }]\n"
        "indicators = [{ code = 'a', parent = 'L' },"
        " { code = 'b', parent = 'L', direction = -1 }]\n",
        encoding="utf-8",
    )
    data = pd.read_csv(tmp_path / "my.csv", index_col="code")
    declaration = Declaration.load(tmp_path / "index.toml")
    index = build_index(data, declaration)
    assert index.scores["L"].to_dict() == {"x": 50, "y": 50}
