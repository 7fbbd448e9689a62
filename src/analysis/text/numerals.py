"""Numerals as official Chinese prose writes them: 3,026, 1.62万, 二十三, 百分之九十八, 九成."""

from __future__ import annotations

import re

DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
MULTIPLES = {"万": 10_000, "亿": 100_000_000}

HAN = "零〇一二两三四五六七八九十百千万亿"
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


def parse_han(text: str) -> float | None:
    """Return the value of a numeral in Chinese characters, or None where it is not one.

    >>> [parse_han(t) for t in ("二十三", "一千二百", "十五万", "三万五千", "二〇二三", "一百零六")]
    [23.0, 1200.0, 150000.0, 35000.0, 2023.0, 106.0]
    >>> parse_han("百千万") is None
    True
    """
    if not text or any(c not in HAN + "○" for c in text):
        return None
    if all(c in DIGITS for c in text):
        return float("".join(str(DIGITS[c]) for c in text))
    for unit in ("亿", "万"):
        head, found, tail = text.partition(unit)
        if found:
            big, small = parse_han(head), parse_han(tail.lstrip("零〇")) if tail else 0.0
            return None if big is None or small is None else big * MULTIPLES[unit] + small
    return _parse_below_ten_thousand(text)


def _parse_below_ten_thousand(text: str) -> float | None:
    total, digit, last = 0, None, 10_000
    for c in text:
        if c in TENS:
            step = TENS[c]
            if step >= last or (digit is None and c != "十"):
                return None
            total, digit, last = total + (1 if digit is None else digit) * step, None, step
        else:
            if digit not in (None, 0):
                return None
            digit = DIGITS[c]
    return float(total + (digit or 0))


def parse_arabic(text: str) -> float:
    """Return the value of digits with thousands commas.

    >>> parse_arabic("3,026"), parse_arabic("115.68")
    (3026.0, 115.68)
    """
    return float(text.replace(",", ""))


def parse_number(text: str) -> float | None:
    """Return the value of digits or Chinese numerals, 万 and 亿 multiplied out.

    >>> [parse_number(t) for t in ("1.62万", "3亿", "二十三", "1,542", "十", "5千")]
    [16200.0, 300000000.0, 23.0, 1542.0, 10.0, 5000.0]
    """
    mixed = re.fullmatch(rf"({ARABIC})([千百]?)([万亿]*)", text)
    if not mixed:
        return parse_han(text)
    value = parse_arabic(mixed[1]) * (TENS[mixed[2]] if mixed[2] else 1)
    for unit in mixed[3]:
        value *= MULTIPLES[unit]
    return round(value, 6)


def parse_share(text: str) -> float | None:
    """Return a share in per cent: 百分之九十八, 三分之二, 九成, 九成半.

    >>> [parse_share(t) for t in ("百分之百", "百分之九十八点五", "九成", "四分之三")]
    [100.0, 98.5, 90.0, 75.0]
    """
    if text.startswith("百分之"):
        whole, _, part = text[3:].partition("点")
        value = parse_number(whole) if whole != "百" else 100.0
        decimals = "".join(str(DIGITS[c]) for c in part)
        return None if value is None else value + (float(f"0.{decimals}") if decimals else 0.0)
    if "分之" in text:
        below, above = (parse_number(t) for t in text.split("分之", 1))
        return None if not below or above is None else round(100 * above / below, 6)
    tenths = parse_number(text.split("成")[0])
    return None if tenths is None else tenths * 10 + (5 if text.endswith("半") else 0)
