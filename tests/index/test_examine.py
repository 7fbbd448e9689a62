from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.config import Study
from analysis.errors import TableError
from analysis.extraction.indicators.codebook import Codebook
from analysis.index import Declaration, Goalpost, examine, score_dimensions
from analysis.index.headline.as_declaration import audit_headline, examine_headline
from analysis.index.robustness.variation import FACTORS
from analysis.tables.contracts import INDEX_AUDIT

Sample = Callable[..., pd.DataFrame]
Posts = tuple[Goalpost, ...]


def test_the_index_that_is_examined_is_the_headline(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample(list(np.linspace(0.1, 0.9, 20)), observed=0.5)
    scores = score_dimensions(panel, goalposts, codebook, study)
    found = examine_headline(panel, goalposts, codebook, study, scores)
    index = scores[scores["dimension"] == "L"].set_index("county_code")["score"].dropna()
    np.testing.assert_allclose(found.index.score.loc[index.index], index)
    assert len(found.index.score) == len(index)
    assert set(found.sensitivity.overall.index) == set(FACTORS)
    assert found.robustness.overall.loc["failed", "value"] == 0
    assert {"nominal", "D4"} <= set(found.removal.shift.index)


def test_the_audit_of_the_latest_year_is_a_table_and_json_and_the_same_each_time(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    early, late = (sample(list(np.linspace(0.1, 0.9, 12)), observed=0.7, seed=s) for s in (1, 2))
    panel = pd.concat([early.assign(year=2022), late], ignore_index=True)
    scores = score_dimensions(panel, goalposts, codebook, study)
    length = panel.groupby(["county_code", "year"])["value"].sum()
    table, text = audit_headline(panel, goalposts, codebook, study, scores, length=length)
    again = audit_headline(panel, goalposts, codebook, study, scores, length=length)
    assert (set(table["year"]), set(table["verdict"])) == ({2023}, {"pass", "flag", "fail"})
    assert list(table.columns) == list(INDEX_AUDIT.columns)
    assert table["value"].notna().mean() > 0.9
    whole = json.loads(text)
    assert whole["year"] == 2023
    assert sum(whole["counts"].values()) == len(table) == len(whole["checks"])
    assert again[1] == text


def test_too_little_to_examine_is_said(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample([0.4, 0.6])
    scores = score_dimensions(panel, goalposts, codebook, study)
    table, text = audit_headline(panel, goalposts, codebook, study, scores)
    assert table.empty
    assert "fewer than three units" in json.loads(text)["note"]


def test_any_table_can_be_examined_and_gaps_are_drawn_within_the_known_values() -> None:
    rng = np.random.default_rng(3)
    level = rng.normal(size=30)
    data = pd.DataFrame({c: level + rng.normal(size=30) for c in "abcd"})
    data["b"] = -data["b"]
    data = data.mask(rng.random(data.shape) < 0.2)
    leaves = [{"code": c, "parent": "P" if c in "ab" else "Q"} for c in "abcd"]
    leaves[1]["direction"] = -1
    groups = [{"code": "P", "parent": "L"}, {"code": "Q", "parent": "L"}, {"code": "L"}]
    made = Declaration.parse({"indicators": leaves, "groups": groups, "normalise": {"low": 1}})
    found = examine(data, made)
    assert set(found.sensitivity.overall.index) == {
        "aggregate", "weights", "leave_out", "measurement"
    }  # fmt: skip
    assert found.robustness.overall.loc["replications", "value"] == 1000
    with pytest.raises(TableError, match="fewer than three"):
        examine(data.iloc[:2], made)
