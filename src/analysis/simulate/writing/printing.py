"""How a number is put into words: 万, 余, 近, two decimals or none, 两次."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from random import Random

from analysis.simulate.writing.style import Style

NUMERALS = "零一两三四五六七八九十"
COUNTED = ("次", "轮", "期", "场")  # units that take 两, 三 … in some counties
MONEY = {"万元": 10_000.0, "亿元": 100_000_000.0}


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it stands in the text, with its unit, and what it says."""

    text: str
    value: float
    form: str


def plain(value: float, decimals: int = 2) -> str:
    """Write a number without trailing zeros.

    >>> plain(98.50), plain(100.0), plain(0.5)
    ('98.5', '100', '0.5')
    """
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate(value: float, style: Style) -> str:
    """Write a rate with the county's decimals, rounded or truncated."""
    scale = 10**style.decimals
    exact = floor(value * scale + 1e-9) / scale if style.truncates else value
    return plain(exact, style.decimals)


def joined(number: str, unit: str, style: Style) -> str:
    """Put number and unit together; some templates leave spaces around the number."""
    return f" {number} {unit}" if style.spaced and unit != "%" else number + unit


def exact(value: float, unit: str, style: Style) -> Printed:
    """Print a value as it is."""
    if unit == "%":
        number = rate(value, style)
        return Printed(f"{number}%", float(number), "exact")
    if unit in MONEY:
        number = plain(value / MONEY[unit])
        return Printed(joined(number, unit, style), round(float(number) * MONEY[unit], 2), "exact")
    if style.chinese_numerals and unit in COUNTED and value in range(2, 11):
        return Printed(NUMERALS[int(value)] + unit, value, "exact")
    number = plain(value)
    return Printed(joined(number, unit, style), float(number), "exact")


def loose(value: float, unit: str, style: Style, rng: Random) -> Printed:
    """Print a value that need not be exact: in 万, or with 余, 多, 近, 约, 超."""
    factor = MONEY.get(unit, 1.0)
    size = value / factor
    if size < 30 or rng.random() > style.inexact:
        return _wan(value, unit, style) if style.uses_wan else exact(value, unit, style)
    step = 10 ** max(len(str(int(size))) - 2, 1)
    below, above = floor(size / step) * step, ceil(size / step) * step
    if size in (below, above):
        return exact(value, unit, style)
    word = rng.choices(("余", "多", "超", "近", "约", "以上"), (60, 10, 6, 10, 10, 4))[0]
    target = above if word == "近" else round(size / step) * step if word == "约" else below
    form = {"近": "about", "约": "about", "以上": "at_least"}.get(word, "over")
    return Printed(_worded(target, unit, word, style), target * factor, form)


def _worded(target: int, unit: str, word: str, style: Style) -> str:
    """Put the word of approximation where it belongs."""
    short = target >= 10_000 and unit not in MONEY and (style.uses_wan or target % 1000 == 0)
    number, scale = (plain(target / 10_000), "万") if short else (str(target), "")
    if word in ("近", "约", "超"):
        return word + joined(number, scale + unit, style)
    if word == "以上":
        return joined(number, scale + unit, style) + word
    return joined(number, scale + word + unit, style)


def _wan(value: float, unit: str, style: Style) -> Printed:
    """Print a large value in 万 or 亿 with two decimals."""
    scale, word = (100_000_000.0, "亿") if value >= 100_000_000 else (10_000.0, "万")
    if unit in MONEY:
        scale, word, unit = 100_000_000.0, "亿", "元"
    if value < scale:
        return exact(value, unit if word == "万" else "万元", style)
    number = plain(value / scale)
    value_said = round(float(number) * scale, 2)
    return Printed(joined(number, word + unit, style), value_said, "exact")


def at_least(value: float, style: Style) -> Printed:
    """Print a rate as a bound: 95%以上."""
    bound = floor(value) if value % 5 < 2.5 else floor(value / 5) * 5
    if value >= 100:
        return exact(value, "%", style)
    return Printed(f"{bound}%以上", float(bound), "at_least")


def change(now: float, before: float, unit: str, rng: Random) -> str:
    """Word the change from ``before`` to ``now``, in per cent or in points."""
    points = unit == "个百分点"
    up, down = rng.choice((("提高" if points else "增长", "下降"), ("上升", "下降")))
    moved = now - before if points else 100 * (now - before) / max(before, 1)
    number = plain(abs(moved), 1 if rng.random() < 0.5 else 2)
    return f"{up if moved > 0 else down}{number}{unit}" if float(number) else "基本持平"
