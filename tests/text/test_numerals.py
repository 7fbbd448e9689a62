import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text.numerals import parse_han, parse_number, parse_share

HAN = "零一二三四五六七八九"


def spell(number: int) -> str:
    """Write a number below ten thousand the way a person would."""
    if number == 0:
        return HAN[0]
    said, gap = "", False
    for unit, step in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, step)
        if digit:
            said += (HAN[0] if gap and said else "") + HAN[digit] + unit
            gap = False
        else:
            gap = True
    return said.replace("一十", "十", 1) if said.startswith("一十") else said


@given(st.integers(0, 9999))
def test_what_is_spelt_out_is_read_back(number):
    assert parse_han(spell(number)) == number


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_ten_thousands_are_read_back(high, low):
    said = f"{spell(high)}万" + ("零" if low < 1000 else "") + spell(low)
    assert parse_han(said) == high * 10_000 + low


@given(st.integers(0, 10**9))
def test_thousands_commas_do_not_change_a_value(number):
    assert parse_number(f"{number:,}") == number


@pytest.mark.parametrize(
    ("said", "value"),
    [("1.62万", 16200), ("57.95万", 579500), ("3亿", 3e8), ("一千二百", 1200), ("两", 2)],
)
def test_multiples_are_multiplied_out(said, value):
    assert parse_number(said) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("百分之百", 100),
        ("百分之九十八点五", 98.5),
        ("九成", 90),
        ("九成半", 95),
        ("三分之二", 66.666667),
    ],
)
def test_shares_are_per_cent(said, value):
    assert parse_share(said) == pytest.approx(value)
