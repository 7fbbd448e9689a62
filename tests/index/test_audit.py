from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.index import (
    Declaration,
    Index,
    Variation,
    WeightNoise,
    build_index,
    monte_carlo,
    rank_reversals,
    sobol_sensitivity,
)
from analysis.index.audit.audit import audit_index
from analysis.index.audit.consequences import CONSEQUENCES, consequences
from analysis.index.audit.factor_analysis import (
    alpha_if_dropped,
    bartlett,
    correlation,
    cronbach,
    eigenvalues,
    influence,
    kmo,
    parallel_analysis,
)
from analysis.index.audit.findings import Findings
from analysis.index.audit.rules import OWN, RULES, VERDICTS


def test_a_limit_names_its_source_or_says_that_it_is_the_projects_own() -> None:
    named = re.compile(r"\b(19|20)\d\d\b|COINr|JRC|Handbook|R performance")
    for check, rule in RULES.items():
        assert OWN in rule.source or named.search(rule.source), check
    assert "[" not in "".join(rule.source for rule in RULES.values())


def one_factor(units: int = 80, noise: float = 0.6, parts: int = 6) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    level = rng.normal(size=(units, 1))
    x = level + noise * rng.normal(size=(units, parts))
    return pd.DataFrame(x, [f"u{n}" for n in range(units)], list("abcdef")[:parts])


def declared(**more: Any) -> Declaration:
    tree = {
        "groups": [{"code": "L"}, {"code": "P", "parent": "L"}, {"code": "Q", "parent": "L"}],
        "indicators": [{"code": c, "parent": "P" if c in "abc" else "Q"} for c in "abcdef"],
    }
    return Declaration.parse(tree | more)


@pytest.fixture(scope="module")
def good() -> tuple[Index, pd.DataFrame]:
    data = one_factor()
    return build_index(data, declared()), data


def verdicts(table: pd.DataFrame, check: str) -> dict[str, str]:
    rows = table[table["check"] == check]
    return dict(zip(rows["subject"], rows["verdict"], strict=True))


def test_every_rule_is_checked_or_flagged_as_not_tested(good: tuple[Index, pd.DataFrame]) -> None:
    index, data = good
    varied = Variation(replications=64, weights=WeightNoise())
    data = data.copy()
    data.iloc[0, 0] = 40.0
    data.iloc[3, 1] = np.nan
    index = build_index(
        data, declared(treat={}, impute={"method": "mean"}, screen={"exclude": ["u7"]})
    )
    side = pd.Series(np.arange(80.0), data.index)
    result = audit_index(
        index,
        data,
        robustness=monte_carlo(index, data, varied),
        sensitivity=sobol_sensitivity(index, data, varied, base=16),
        reversals=rank_reversals(index, data, ["u1", "u2"]),
        size=side.to_frame("people"),
        length=side,
        reporting=side,
        external=side.to_frame("outside"),
    )
    assert set(RULES) == set(result.table["check"])
    assert set(result.table["item"]) == set(range(1, 11))
    assert set(result.table["verdict"]) <= set(VERDICTS)
    assert result.table[["threshold", "source", "zh", "en"]].ne("").all(axis=None)


def test_nothing_that_was_not_tested_passes(good: tuple[Index, pd.DataFrame]) -> None:
    index, data = good
    table = audit_index(index, data).table
    untested = table[table["en"].str.contains("was not tested")]
    assert {
        "replications",
        "dominant_choice",
        "reversal",
        "length",
        "reporting",
        "external",
    } <= set(untested["check"])
    assert (untested["verdict"] == "flag").all()


def test_one_strong_factor_passes_the_checks_of_coherence(
    good: tuple[Index, pd.DataFrame],
) -> None:
    index, data = good
    table = audit_index(index, data).table
    for check in ("own_group", "alpha", "components", "explained", "kmo", "bartlett", "item_rest"):
        assert set(verdicts(table, check).values()) == {"pass"}, check


def test_a_reversed_item_is_named_and_fails() -> None:
    data = one_factor()
    data["b"] *= -1
    index = build_index(data, declared())
    table = audit_index(index, data).table
    assert verdicts(table, "item_rest")["b (P)"] == "fail"
    assert verdicts(table, "alpha_dropped")["b (P)"] == "flag"
    alpha = table[(table["check"] == "alpha") & (table["subject"] == "P")].iloc[0]
    assert alpha["verdict"] == "fail"
    assert "b" in alpha["zh"].split("negative:")[1]
    assert verdicts(table, "one_sign")["P"] == "flag"


def test_a_copied_indicator_is_redundant() -> None:
    data = one_factor()
    data["c"] = data["a"] + 1e-3 * data["b"]
    table = audit_index(build_index(data, declared()), data).table
    assert verdicts(table, "redundant")["c (P)"] == "flag"


def test_an_index_that_follows_the_length_of_the_text_fails(
    good: tuple[Index, pd.DataFrame],
) -> None:
    index, data = good
    table = audit_index(index, data, length=index.score * 100).table
    assert verdicts(table, "length")["index"] == "fail"


def test_gaps_and_constants_are_found() -> None:
    data = one_factor()
    data.loc[data.index[:50], "a"] = np.nan
    data["e"] = 1.0
    result = audit_index(build_index(data, declared()), data)
    assert verdicts(result.table, "indicator_coverage")["a"] == "fail"
    assert verdicts(result.table, "same")["e"] == "flag"


def test_the_json_holds_the_same_and_is_plain(good: tuple[Index, pd.DataFrame]) -> None:
    index, data = good
    result = audit_index(index, data)
    whole = json.loads(result.to_json())
    assert whole["declaration"] == index.declaration.digest
    assert whole["counts"] == result.counts()
    assert len(whole["checks"]) == len(result.table) == sum(result.counts().values())
    assert "NaN" not in result.to_json()


def test_alpha_is_the_usual_one() -> None:
    x = one_factor().to_numpy()
    k, total = x.shape[1], x.sum(axis=1).var(ddof=1)
    usual = k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / total)
    assert cronbach(x) == pytest.approx(usual)
    assert np.isnan(cronbach(x[:, :1]))
    assert (alpha_if_dropped(one_factor()) < cronbach(x)).all()


def test_parallel_analysis_counts_planted_factors() -> None:
    rng = np.random.default_rng(2)
    factors = rng.normal(size=(300, 2))
    x = np.hstack([factors[:, [0]] + 0.5 * rng.normal(size=(300, 4)),
                   factors[:, [1]] + 0.5 * rng.normal(size=(300, 4))])  # fmt: skip
    assert parallel_analysis(x)[0] == 2
    assert parallel_analysis(rng.normal(size=(300, 6)))[0] == 0
    assert eigenvalues(x).sum() == pytest.approx(8)


def test_kmo_and_bartlett_tell_structure_from_noise() -> None:
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(200, 5))
    assert kmo(one_factor())[0] > 0.8
    assert kmo(noise)[0] < 0.6
    assert bartlett(one_factor())[1] < 1e-6
    assert bartlett(noise)[1] > 0.001
    with pytest.raises(TableError, match="linear function"):
        kmo(np.column_stack([noise, noise[:, 0] + noise[:, 1]]))
    with pytest.raises(TableError, match="no constant part"):
        eigenvalues(np.ones((5, 2)))


def test_correlations_have_intervals_that_hold_them() -> None:
    data = one_factor()
    found = correlation(data["a"], data["b"])
    assert found.low < found.r < found.high
    assert found.n == 80
    assert np.isnan(correlation([1, 1, 1], [1, 2, 3]).r)
    shares = influence(data, data.mean(axis=1))
    assert shares.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("value", "n", "interval", "verdict"),
    [
        (-0.2, 14, (-0.6, 0.4), "flag"),  # so few units tell nothing
        (-0.2, 60, (-0.4, 0.1), "flag"),  # the interval holds both verdicts
        (-0.5, 60, (-0.7, -0.3), "fail"),
    ],
)
def test_a_correlation_is_judged_by_its_interval(
    value: float, n: int, interval: tuple[float, float], verdict: str
) -> None:
    found = Findings()
    found.add("between", "D0 × D1", value, n, interval=interval)
    (row,) = found.rows
    assert row["verdict"] == verdict
    assert ("cannot be told" in row["en"]) == (verdict == "flag")


def test_a_check_that_cannot_fail_is_marked_as_such(good: tuple[Index, pd.DataFrame]) -> None:
    index, data = good
    table = audit_index(index, data, certain=("fixed_limits",)).table.set_index("check")
    marked = table.index[table["by_construction"]]
    assert set(marked) == {"fixed_limits", "replayable"}
    assert table.loc["fixed_limits", "en"].endswith("by construction.")


def test_of_few_units_no_correlation_fails(good: tuple[Index, pd.DataFrame]) -> None:
    index, data = good
    few = data.index[:19]
    length = (index.score * 100).where(index.score.index.isin(few))
    row = audit_index(index, data, length=length).table.set_index("check").loc["length"]
    assert (row["verdict"], row["n"]) == ("flag", 19)
    assert "cannot be told" in row["en"]


def test_what_fails_has_a_consequence_for_the_reader(good: tuple[Index, pd.DataFrame]) -> None:
    index, data = good
    assert consequences(audit_index(index, data).table).empty
    found = consequences(audit_index(index, data, length=index.score * 100).table)
    assert found[["check", "fails"]].to_numpy().tolist() == [["length", 1]]
    assert set(CONSEQUENCES) <= set(RULES)
