"""κ, α, shares and recall against published worked examples, exact cases and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.agreement import (
    Estimate,
    alpha_estimate,
    cohen_kappa,
    effective_size,
    found_share,
    kappa_estimate,
    krippendorff_alpha,
    share,
)
from analysis.panel import wilson

CODES = st.sampled_from("abc")
PAIRS = st.lists(st.tuples(CODES, CODES), min_size=2, max_size=40)


def units(*coders: str) -> list[list[str | None]]:
    """A line for each coder, a character for each unit; a dot is a missing code."""
    return [[None if c == "." else c for c in unit] for unit in zip(*coders, strict=True)]


@pytest.mark.parametrize(
    ("coders", "alpha"),
    [
        # Krippendorff 2011: (A) binary and (B) nominal, two observers; (C) four, codes missing
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
        # three coders, fifteen units, from the article in Wikipedia
        ((".....34121133.3", "1.213343.......", "..21344.21133.4"), 0.691),
    ],
)  # fmt: skip
def test_alpha_is_that_of_the_published_examples(coders: tuple[str, ...], alpha: float) -> None:
    assert krippendorff_alpha(units(*coders)) == pytest.approx(alpha, abs=0.0006)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # proportions .44 .07 .09 / .05 .20 .05 / .01 .03 .06 of 200: po = .70, pe = .41
        (((88, 14, 18), (10, 40, 10), (2, 6, 12)), 0.29 / 0.59),
        (((20, 5), (10, 15)), 0.4),  # po = .70, pe = .50
        (((75, 1, 4), (5, 4, 1), (0, 0, 10)), 0.676),  # Fleiss 1981, table 13.1: po = .89, pe = .66
        (((45, 15), (25, 15)), 0.1304),
        (((25, 35), (5, 35)), 0.2593),
    ],
)
def test_kappa_is_that_of_worked_tables(table: tuple[tuple[int, ...], ...], kappa: float) -> None:
    cells = [(i, j, n) for i, row in enumerate(table) for j, n in enumerate(row)]
    one = [str(i) for i, _, n in cells for _ in range(n)]
    other = [str(j) for _, j, n in cells for _ in range(n)]
    assert cohen_kappa(one, other) == pytest.approx(kappa, abs=0.0006)
    weights = np.array([float(n) for _, _, n in cells])  # the same table, a weight for each cell
    labels = [[str(c[side]) for c in cells] for side in (0, 1)]
    assert cohen_kappa(*labels, weights) == pytest.approx(cohen_kappa(one, other))


@given(PAIRS)
def test_both_coefficients_are_symmetric_and_at_most_one(pairs: list[tuple[str, str]]) -> None:
    one, other = [p[0] for p in pairs], [p[1] for p in pairs]
    for value, turned in (
        (cohen_kappa(one, other), cohen_kappa(other, one)),
        (krippendorff_alpha(pairs), krippendorff_alpha([p[::-1] for p in pairs])),
    ):
        assert np.isnan(value) == np.isnan(turned)
        assert np.isnan(value) or (value == pytest.approx(turned) and value <= 1 + 1e-9)


@given(PAIRS)
def test_names_of_codes_do_not_matter(pairs: list[tuple[str, str]]) -> None:
    renamed = [tuple({"a": "z", "b": "a", "c": "m"}[c] for c in p) for p in pairs]
    first, second = krippendorff_alpha(pairs), krippendorff_alpha(renamed)
    assert first == pytest.approx(second, nan_ok=True)


def test_full_agreement_is_one_and_one_code_alone_says_nothing() -> None:
    assert krippendorff_alpha(units("abab", "abab")) == pytest.approx(1)
    assert cohen_kappa("abab", "abab") == pytest.approx(1)
    assert np.isnan(krippendorff_alpha(units("aaaa", "aaaa")))
    assert np.isnan(cohen_kappa("aaaa", "aaaa"))


def test_intervals_by_bootstrap_hold_the_value_repeat_and_shrink_with_rows() -> None:
    one, other = list("aabbcc" * 5), list("aabbca" * 5)
    first = kappa_estimate(one, other, ["g"] * 30, np.ones(30), seed=1)
    assert first == kappa_estimate(one, other, ["g"] * 30, np.ones(30), seed=1)
    assert first.low < first.value < first.high
    larger = kappa_estimate(one * 10, other * 10, ["g"] * 300, np.ones(300), seed=1)
    assert larger.value == pytest.approx(first.value)
    assert larger.high - larger.low < 0.5 * (first.high - first.low)
    pairs = list(zip(one, other, strict=True))
    alpha = alpha_estimate(pairs, ["g"] * 30, seed=1)
    assert alpha.low < alpha.value < alpha.high


def test_a_share_of_equal_weights_is_wilsons_own() -> None:
    hits = np.arange(40) < 37
    low, high = wilson(37, 40, 0.95)
    for weight in (1.0, 12.5):
        found = share(hits, np.full(40, weight))
        assert found == pytest.approx((37 / 40, float(low), float(high), 40))


def test_a_share_is_weighted_by_what_each_row_stands_for() -> None:
    hits = np.array([True] * 10 + [False] * 10)
    weights = np.array([90.0] * 10 + [10.0] * 10)  # strata of 900 and 100, ten rows of each
    found = share(hits, weights)
    assert found.value == pytest.approx(0.9)
    assert found.effective == pytest.approx(1000**2 / (10 * 90**2 + 10 * 10**2))
    assert found.effective < 20
    assert np.isnan(share(np.zeros(0, bool), np.zeros(0)).value)


@given(st.lists(st.floats(0.1, 1000), min_size=1, max_size=30))
def test_unequal_weights_never_tell_more_than_equal_ones(weights: list[float]) -> None:
    assert effective_size(np.array(weights)) <= len(weights) * (1 + 1e-9)


def test_recall_says_how_much_could_be_missed_where_nothing_was() -> None:
    clean = share(np.zeros(80, bool), np.ones(80))
    found = Estimate(380, 360, 395, 100)
    missed = Estimate(0.0, 0.0, 5000 * clean.high, 80)
    recall = found_share(found, [missed])
    assert recall.value == recall.high == 1
    assert recall.low == pytest.approx(380 / (380 + 5000 * clean.high), abs=0.03)
    assert recall.low < 0.65


@pytest.mark.parametrize(("found", "missed"), [(0.95, 0.05), (0.9, 0.02), (0.97, 0.01)])
def test_the_interval_of_recall_covers_the_truth(found: float, missed: float) -> None:
    """3,000 coded numbers (100 drawn) and 5,000 uncoded ones (80 drawn), 600 times."""
    rng = np.random.default_rng(7)
    truth = 3000 * found / (3000 * found + 5000 * missed)
    covered = 0
    for _ in range(600):
        right = share(rng.random(100) < found, np.ones(100))
        lost = share(rng.random(80) < missed, np.ones(80))
        totals = [Estimate(*(n * x for x in e[:3]), e.effective)
                  for n, e in ((3000, right), (5000, lost))]  # fmt: skip
        recall = found_share(totals[0], totals[1:])
        covered += recall.low <= truth <= recall.high
    assert 0.92 <= covered / 600 <= 0.99
