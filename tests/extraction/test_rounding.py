from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.extraction.arithmetic.rounding import (
    count_range,
    share_agrees,
    share_of,
    share_range,
)
from analysis.records import Qualifier

EXACT = Qualifier.EXACT


@given(n=st.integers(1, 5000), more=st.integers(0, 5000), places=st.integers(0, 3))
def test_a_share_rounded_or_cut_off_always_agrees(n: int, more: int, places: int) -> None:
    exact = 100 * n / (n + more)
    for printed in (round(exact, places), int(exact * 10**places) / 10**places):
        quote = f"{printed:.{places}f}%"
        assert share_agrees(printed, quote, EXACT, exact)
        assert not share_agrees(printed + 2 * 10**-places, quote, EXACT, exact)


def test_the_printed_zeros_count() -> None:
    assert not share_agrees(97.0, "97.0%", EXACT, 100 * 180 / 187)
    assert share_agrees(97.0, "97%", EXACT, 100 * 180 / 187)
    assert not share_agrees(96.3, "96.30%", EXACT, 100 * 180 / 187)


@pytest.mark.parametrize(
    ("value", "quote", "qualifier", "low", "high"),
    [
        (187, "187件", EXACT, 187, 187),
        (120, "120余件", Qualifier.OVER, 120, 130),
        (300, "约300件", Qualifier.ABOUT, 200, 400),
        (14000, "1.4万余件", Qualifier.OVER, 14000, 15000),
        (32000, "3.2万件", EXACT, 31000, 33000),
        (500, "500件以上", Qualifier.AT_LEAST, 500, math.inf),
        (120, "一百二十余件", Qualifier.OVER, 120, 130),
    ],
)
def test_a_count_may_stand_for_what_its_digits_leave_open(
    value: float, quote: str, qualifier: Qualifier, low: float, high: float
) -> None:
    assert count_range(value, quote, qualifier) == (low, high)


def test_a_rate_of_rounded_counts_is_no_accusation() -> None:
    done = count_range(14000, "1.4万余件", Qualifier.OVER)
    all_of_them = count_range(13986, "13986件", EXACT)
    assert share_range(100, "100%", EXACT).meets(share_of(done, all_of_them))
    assert not share_range(80, "80%", EXACT).meets(share_of(done, all_of_them))
