from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ConfigError, TableError
from analysis.index import Declaration, build_index

TOML = """
title = "two dimensions"
[[groups]]
code = "L"
[[groups]]
code = "D1"
parent = "L"
[[groups]]
code = "D2"
parent = "L"
weight = 3
[[indicators]]
code = "a"
parent = "D1"
[[indicators]]
code = "b"
parent = "D1"
direction = -1
goalposts = [20, 0]
normalise = { method = "goalposts" }
[[indicators]]
code = "c"
parent = "D2"
[screen]
available = 0.5
[aggregate]
method = "geometric"
floor = 1
"""


def flat(**more: Any) -> dict[str, Any]:
    leaves = [{"code": c, "parent": "L"} for c in ("a", "b")]
    return {"groups": [{"code": "L"}], "indicators": leaves} | more


def test_a_declaration_is_read_from_a_file_hashed_and_replayed(tmp_path: Path) -> None:
    path = tmp_path / "index.toml"
    path.write_text(TOML, encoding="utf-8")
    made = Declaration.load(path)
    again = Declaration.parse(made.model_dump(mode="json"))
    assert made == again
    assert made.digest == again.digest
    assert made.with_changes(title="other").digest != made.digest
    data = pd.DataFrame({"a": [1, 2, 4], "b": [0, 10, 20], "c": [5.0, 6, 7]})
    pd.testing.assert_frame_equal(build_index(data, made).scores, build_index(data, again).scores)


def test_all_faults_are_told_together_with_row_code_and_nearest_name() -> None:
    wrong = {
        "groups": [{"code": "D1", "parent": "L"}, {"code": "L", "wieght": 1}, {"code": "D2"}],
        "indicators": [
            {"code": "a", "parent": "D9", "direction": 2},
            {"code": "a", "parent": "D1", "goalposts": [9, 1]},
            {"code": "b", "parent": "D1", "weight": -1},
        ],
        "normalise": {"method": "minmax"},
        "tret": {},
    }
    with pytest.raises(ConfigError) as caught:
        Declaration.parse(wrong, "index.toml")
    said = str(caught.value)
    for part in (
        "index.toml: ",
        'groups[1] L.wieght: unknown field; did you mean "weight"?',
        "indicators[0] a.direction",
        'indicators[0] a: parent "D9" is not a group; did you mean',
        'duplicate code "a"',
        "goalposts 9 to 1 run against direction 1",
        "indicators[2] b.weight",
        "not 'minmax'; did you mean \"min_max\"?",
        'tret: unknown field; did you mean "treat"?',
        "groups: exactly one must have no parent (the index), not 2 (L, D2)",
        "groups: D2 has no parts",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"impute": {"method": "group_mean"}}, "needs the column of groups"),
        ({"impute": {"method": "latest", "unit": "u"}}, "impute.time"),
        ({"normalise": {"method": "goalposts"}}, "indicators a: method goalposts needs goalposts"),
        ({"normalise": {"method": "distance_to_target"}}, "needs target"),
        ({"normalise": {"method": "categories"}}, "needs edges"),
        ({"aggregate": {"method": "geometric"}}, "set low (e.g. 1) or floor"),
        ({"aggregate": {"method": "generalised", "power": 0}}, "no power 0"),
        ({"steps": ["treat", "treat"]}, "stands twice"),
        ({"groups": [{"code": "L", "parent": "L"}]}, "its own ancestor"),
    ],
)
def test_what_a_method_lacks_is_said(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Declaration.parse(flat() | change)
    assert said in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Declaration.load(tmp_path / "none.toml")
    bad = tmp_path / "bad.toml"
    bad.write_text("=", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"bad\.toml"):
        Declaration.load(bad)


def test_all_faults_of_the_data_are_told_together() -> None:
    data = pd.DataFrame({"a": ["1", "x"], "bb": [1, np.inf]}, index=["u", "u"])
    with pytest.raises(TableError) as caught:
        build_index(data, Declaration.parse(flat()))
    for part in ('no column "b"; did you mean "bb"?', "duplicate unit u", "'x' is no"):
        assert part in str(caught.value)


def test_trees_may_be_of_any_and_of_uneven_depth() -> None:
    made = Declaration.parse(
        {
            "groups": [{"code": "L"}, {"code": "D", "parent": "L"}, {"code": "S", "parent": "D"}],
            "indicators": [
                {"code": "a", "parent": "S"},
                {"code": "b", "parent": "D"},
                {"code": "c", "parent": "L"},
            ],
        }
    )
    assert made.tree.order == ("S", "D", "L")
    assert made.tree.effective().round(4).to_dict() == {
        "a": 0.25, "b": 0.25, "c": 0.5, "L": 1.0, "D": 0.5, "S": 0.25
    }  # fmt: skip
    data = pd.DataFrame({"a": [0, 1], "b": [0, 1], "c": [1, 0]})
    assert build_index(data, made).score.tolist() == [50, 50]
