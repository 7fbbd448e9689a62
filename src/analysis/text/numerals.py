"""The one grammar of numerals: 3,026, 1亿2000万, 二十三, 三点五亿, 廿三, 两三百, 一千二百余.

A numeral is read whole or not at all: a run of numeral signs that the grammar cannot finish has
no value, because a part of it (the 2000万 of 1亿2000万) is another number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
SCALES = {"万亿": 10**12, "亿": 10**8, "万": 10**4}
PLAIN = str.maketrans(
    {
        "〇": "零",
        "○": "零",
        "·": ".",
        "廿": "二十",
        "卅": "三十",
        "卌": "四十",
        "'": ",",
        "’": ",",
        "貳": "二",
        "叄": "三",
        "陸": "六",
    }
    | dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True))
)
LONGEST = 40  # signs; the longest number below 10¹³ has 27

_ARABIC = r"\d+(?:[,'’]\d+)*(?:[.·]\d+)*(?:/\d+)*"
# 百分之, 百分点 and 千克 begin with signs that are no part of the number before them.
_SIGN = r"[零〇○一二两三四五六七八九十廿卅卌万亿]|百(?!分[点之])|千(?![克瓦])"
_POINT = r"(?<=[零〇○一二两三四五六七八九十百千])点(?=[零〇○一二三四五六七八九])"
_MORE = r"(?<=[\d十百千万亿])[余多]"
_FORMAL = r"[壹贰貳叁叄肆伍陆陸柒捌玖]"
RUN = re.compile(
    rf"{_FORMAL}[拾佰仟万亿](?:{_FORMAL}|[零拾佰仟万亿])*|(?:{_ARABIC}|{_SIGN}|{_POINT}|{_MORE})+"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PART = rf"{_NUMBER}|[一二两三四五六七八九]"
_SMALL = re.compile(
    rf"(?:(?P<thousands>{_PART})千)?(?:零?(?P<hundreds>{_PART})百)?"
    rf"(?:零?(?P<tens>{_PART})?(?P<ten>十))?(?P<zero>零?)(?P<ones>{_PART})?"
)
_COMMA = re.compile(r"\d+(?=,)")
_SOME = re.compile(r"[余多](?=[十百千万亿]*$)")
_TWO = re.compile("(?=([一二两三四五六七八九])([一二两三四五六七八九]))")
# 三五件 is three to five; in all other pairs the digits are neighbours.
_NEIGHBOURS = {(a, a + 1) for a in range(1, 9)} | {(3, 5)}


class Number(NamedTuple):
    """What a numeral says: one value, or the ends of a range; ``more`` where 余 or 多 follows."""

    low: Decimal
    high: Decimal
    more: bool = False


class Numeral(NamedTuple):
    """A run of numeral signs; ``number`` is None where it is not understood.

    ``arabic`` tells figures from Chinese numerals.
    """

    start: int
    end: int
    text: str
    number: Number | None
    arabic: bool


def numeral_at(text: str, at: int) -> Numeral | None:
    """Return the whole numeral that begins at a place, or None where none begins.

    >>> found = numeral_at("罚没1亿2000万元", 2)
    >>> found.text, int(found.number.low)
    ('1亿2000万', 120000000)
    """
    run = RUN.match(text, at)
    if run is None:
        return None
    digits, end = run[0], run.end()
    comma = _COMMA.match(digits) if "," in digits else None
    if comma and not _means_thousands(digits):
        digits, end = comma[0], at + comma.end()  # 受理87,85件办结: the comma parts two numbers
    return Numeral(at, end, digits, read_number(digits), digits[0].isdigit())


@lru_cache(maxsize=4096)  # a report says the same numerals again and again
def read_number(text: str) -> Number | None:
    """Return what a numeral says, or None where the grammar cannot finish it.

    >>> [int(read_number(t).low) for t in ("1万2千", "三点五亿", "一万五", "廿三", "3,026")]
    [12000, 350000000, 15000, 23, 3026]
    >>> read_number("两三百")
    Number(low=Decimal('200'), high=Decimal('300'), more=False)
    >>> [read_number(t) for t in ("1.5万3千", "12,34,567", "1/2", "1万5", "")]
    [None, None, None, None, None]
    """
    if not 0 < len(text) <= LONGEST:
        return None
    if text.isdecimal():  # most numerals are nothing but digits
        plain = Decimal(text)
        return Number(plain, plain)
    text = text.translate(PLAIN)
    digits = _SOME.sub("", text)
    more = digits != text
    if more and digits[:1] in ("百", "千", "万", "亿"):  # 百余件, 万余人次
        digits = "一" + digits
    pair = _neighbours(digits)
    if pair is None:
        value = _value(digits)
        return None if value is None else Number(value, value, more)
    low, high = (
        _value(digits[: pair + 1] + digits[pair + 2 :]),
        _value(digits[:pair] + digits[pair + 1 :]),
    )
    return None if low is None or high is None else Number(low, high, more)


def _means_thousands(text: str) -> bool:
    """Tell commas that part thousands, or are meant to (12,34,567), from those between numbers."""
    groups = re.split(r"[^\d,]", text, maxsplit=1)[0].split(",")
    return any(len(group) == 3 for group in groups[1:])


def _neighbours(text: str) -> int | None:
    """Return where two digits give a range (七八十, 两三万), None where none do."""
    places = [m.start() for m in _TWO.finditer(text) if (DIGITS[m[1]], DIGITS[m[2]]) in _NEIGHBOURS]
    if len(places) != 1:
        return None
    around = text[max(0, places[0] - 1) : places[0]] + text[places[0] + 2 : places[0] + 3]
    return None if any(sign in DIGITS or sign == "点" for sign in around) else places[0]


def _value(text: str) -> Decimal | None:
    """Return the value of a numeral by its scales: what stands before 亿 times 亿, and the rest."""
    for name, scale in SCALES.items():
        before, found, after = text.partition(name)
        if found:
            head, tail = _value(before), _below(after, scale)
            if head is None or tail is None or (after and _has_part(head)):
                return None
            return head * scale + tail
    whole, point, part = text.partition("点")
    if point:
        head = _value(whole)
        spelt = "".join(str(DIGITS.get(digit, "?")) for digit in part)
        return head + Decimal(f"0.{spelt}") if head is not None and spelt.isdigit() else None
    return _digits(text) if text and all(sign in DIGITS for sign in text) else _small(text)


def _below(text: str, scale: int) -> Decimal | None:
    """Return the value of what follows a scale or a step: it stays below it.

    一万五 is 15,000 and 三千二 is 3,200, because a digit that means ones has a 零 before it.
    1万5 would be 15,000 by that rule, but a slip for 1.5万 or 10,005 as well: it has no value.
    """
    if not text:
        return Decimal(0)
    plain = text.lstrip("零")
    if len(text) == 1:
        return Decimal(DIGITS[text] * max(1, scale // 10)) if DIGITS.get(text) else None
    value = _value(plain)
    return None if value is None or value >= scale or _has_part(value) else value


def _small(text: str) -> Decimal | None:
    """Return the value of a number of 千, 百, 十 and ones, in this order."""
    match = _SMALL.fullmatch(text)
    if match is None:
        return None
    tens = match["tens"] or ("1" if match["ten"] else None)
    steps = [(match["thousands"], 1000), (match["hundreds"], 100), (tens, 10)]
    parts = [(_number(part), step) for part, step in steps if part]
    ones = match["ones"] or ""
    if not parts:
        return _number(ones) if ones and not match["zero"] else None
    total, last = Decimal(0), None
    for value, step in parts:
        if last is not None and (value * step >= last or _has_part(total) or _has_part(value)):
            return None
        total, last = total + value * step, step
    below = _below(match["zero"] + ones, parts[-1][1])
    return None if below is None or (below and _has_part(total)) else total + below


def _number(text: str) -> Decimal:
    return Decimal(DIGITS[text] if text in DIGITS else text.replace(",", ""))


def _digits(text: str) -> Decimal | None:
    """Return the value of digits that stand for places: 二零二三, 一五六; not of 一二三 or 九八."""
    values = [DIGITS[sign] for sign in text]
    in_order = all(b == a + 1 for a, b in pairwise(values))
    pair = len(values) == 2 and 0 not in values
    if len(values) > 1 and (in_order or pair or not values[0]):
        return None
    return Decimal("".join(map(str, values)))


def _has_part(value: Decimal) -> bool:
    return value != int(value)
