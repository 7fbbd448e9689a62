from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.extraction.quantities import find_mentions
from analysis.text.numerals import read_number

HAN = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
BELOW = st.integers(0, 10**12)


def parse_number(said):
    found = read_number(said)
    return found.low if found and found.low == found.high else None


def spell(number):
    """Write a number the way a person would, with a 零 for every gap."""
    for scale, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        if number >= scale:
            high, low = divmod(number, scale)
            gap = "零" if 0 < low < scale // 10 else ""
            return spell(high) + name + (gap + spell_after(low) if low else "")
    return spell_small(number)


def spell_after(number):
    said = spell(number)
    return f"一{said}" if said.startswith("十") else said


def spell_small(number):
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


def mixed(number):
    """Write a number with digits between its scales: 1亿零345万6789."""
    for scale, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        if number >= scale:
            high, low = divmod(number, scale)
            gap = "零" if 0 < low < scale // 10 else ""
            return mixed(high) + name + (gap + mixed(low) if low else "")
    return str(number)


def in_scale(number):
    """Write a number as a decimal of its largest scale: 1.0345亿."""
    for scale, name, places in ((10**12, "万亿", 12), (10**8, "亿", 8), (10**4, "万", 4)):
        if number >= scale:
            whole, part = divmod(number, scale)
            digits = f"{part:0{places}d}".rstrip("0")
            return f"{whole}.{digits}{name}" if digits else f"{whole}{name}"
    return str(number)


def han_decimal(number):
    whole, point, part = in_scale(number).partition(".")
    digits = part.rstrip("万亿")
    if not point:
        return spell(number)
    return spell(int(whole)) + "点" + "".join(HAN[int(d)] for d in digits) + part[len(digits) :]


STYLES = {
    "digits": str,
    "thousands": lambda n: f"{n:,}",
    "han": spell,
    "formal": lambda n: spell(n).translate(FORMAL),
    "mixed": mixed,
    "in scale": in_scale,
    "han decimal": han_decimal,
}


@pytest.mark.parametrize("style", STYLES)
@given(number=BELOW)
def test_a_number_reads_back_in_every_style(style, number):
    assert parse_number(STYLES[style](number)) == number


@pytest.mark.parametrize("style", ["digits", "thousands", "han", "mixed", "in scale"])
@given(number=st.integers(2, 10**7 - 1))
def test_a_printed_count_is_found_whole_or_not_at_all(style, number):
    text = f"全年共办理{STYLES[style](number)}件。"
    found = [m.value for m in find_mentions(text) if not m.reason]
    assert found == [number]


@given(number=st.integers(1, 999), ending=st.sampled_from(["余", "多"]))
def test_more_after_a_number_is_kept_as_such(number, ending):
    said = spell(number * 10)
    found = read_number(f"{said}{ending}万")
    assert found is not None
    assert (found.low, found.high, found.more) == (number * 100_000,) * 2 + (True,)


@given(st.text(alphabet="0123456789,.·/零〇一二两三五九十廿百千万亿点余多壹拾佰", max_size=30))
def test_any_run_of_signs_is_a_number_or_refused(text):
    found = read_number(text)
    assert found is None or found.low <= found.high


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1亿零500万", 105_000_000),
        ("350万5千", 3_505_000),
        ("1万2345", 12_345),
        ("3千5百", 3_500),
        ("一亿三百万", 103_000_000),
        ("十二亿五千万", 1_250_000_000),
        ("一百二十三点五万", 1_235_000),
        ("廿三", 23),
        ("卌五", 45),
        ("1’234", 1234),
        ("1'234", 1234),
        ("卅", 30),
        ("98·5", Decimal("98.5")),
        ("二〇二三", 2023),
    ],
)
def test_numerals_of_mixed_signs_have_one_value(said, value):
    assert parse_number(said) == value


@pytest.mark.parametrize(
    ("said", "value"), [("一万五", 15_000), ("三千二", 3_200), ("两亿三", 230_000_000)]
)
def test_a_last_digit_without_a_zero_counts_the_next_lower_place(said, value):
    assert parse_number(said) == value


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("两三", (2, 3)),
        ("七八", (7, 8)),
        ("三五", (3, 5)),
        ("两三万", (20_000, 30_000)),
        ("十七八", (17, 18)),
        ("三四十", (30, 40)),
        ("一百二三十", (120, 130)),
    ],
)
def test_two_neighbouring_digits_are_a_range(said, ends):
    found = read_number(said)
    assert found is not None
    assert (found.low, found.high) == ends
    assert parse_number(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "12,34,567",
        "1/2",
        "1.5万3千",
        "1亿2亿",
        "1万5",
        "3千5",
        "一二三",
        "九八",
        "百",
        "千万",
        "1.2.3",
    ],
)
def test_what_cannot_be_finished_has_no_value(said):
    assert read_number(said) is None
