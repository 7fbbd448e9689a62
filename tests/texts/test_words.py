"""Distinctive words are found, formulas and names are not among them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.texts.words import WordCounter, distinctive, find_words, log_odds

COUNTS = st.lists(st.integers(0, 500), min_size=3, max_size=3)


def test_words_are_runs_whose_neighbours_vary() -> None:
    said = ["推行扫码入企", "全面扫码入企后", "对扫码入企时", "由扫码入企中", "我扫码入企多"] * 3
    words = find_words(said, ["法律顾问"])
    assert {"扫码入企", "法律顾问"} <= set(words)
    assert not {"码入", "扫码入", "码入企"} & set(words)


def test_the_longer_of_two_words_counts() -> None:
    counter = WordCounter(["执法", "综合执法"])
    assert counter.counts(["开展综合执法,规范执法。"]).tolist() == [1, 1]


def test_names_that_are_left_out_are_not_counted() -> None:
    counter = WordCounter(["云渡", "执法"])
    assert counter.counts(["云渡县执法"], ["云渡"]).tolist() == [0, 1]


def test_a_word_of_one_group_stands_out_in_it_only() -> None:
    words = ["渔业", "执法"]
    counts = {"a": np.array([30, 200]), "b": np.array([1, 200]), "c": np.array([0, 210])}
    groups = {f"county\t{name}": [name] for name in counts}
    table = distinctive(counts, groups, words)
    first = table[table["group"] == "a"].iloc[0]
    assert (first["word"], first["count"], first["others"]) == ("渔业", 30, 1)
    assert "渔业" not in table.loc[table["group"] != "a", "word"].tolist()


@given(COUNTS, COUNTS)
def test_the_score_changes_its_sign_with_the_sides(own: list[int], others: list[int]) -> None:
    prior = np.array([1.0, 2.0, 3.0])
    there = log_odds(np.array(own), np.array(others), prior)
    back = log_odds(np.array(others), np.array(own), prior)
    assert there == pytest.approx(-back)
