"""Printed figures: a numeral, its unit and what makes it inexact (约1.62万余件, 九成五)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from analysis.extraction.quantities import units
from analysis.extraction.quantities.mention import Mention
from analysis.extraction.quantities.non_quantities import NonQuantity
from analysis.records import Kind, Qualifier
from analysis.text.numerals import DIGITS, Number, Numeral, numeral_at, read_number

NOT_UNDERSTOOD = "numeral not understood"
NO_UNIT = "no unit"

_HAN, _FORMAL = "零〇○一二两三四五六七八九十廿卅卌百千万亿", "壹贰叁肆伍陆柒捌玖"
# One leading class, so that the search jumps from one candidate to the next; each branch looks back
# over the sign that the class took. 一是, 二级 and (三) are so many that they are passed over here.
_FIGURE_BEGINS = re.compile(
    rf"[\d{_HAN}{_FORMAL}]"
    rf"(?:(?<=\d)\d*|(?<=[{_HAN}])[{_HAN}]*+(?![是级体带视)])"
    rf"|(?<=[{_FORMAL}])(?=[拾佰仟]))"
)
_BEFORE = re.compile(
    r"(?:约|近|超过|超|逾|将近|不少于|不低于|至少|不足|接近|突破|均达到|均达|均为|各)\s?$"
)
_UNIT = re.compile(
    rf"\s?(?P<unit>个?百分点|%|‰|{units.PATTERN})?(?P<post>以上|左右|以内|上下|余(?=[,。;、]))?"
)
_BODY = re.compile("单位|部门|乡镇|街道|镇街")  # 6单位: bodies are counted with and without 个
_SHARE = re.compile(r"(?P<base>[十百千万]|[二两三四五六七八九十]+|\d+)分之")
BASES = {"百": 100, "千": 1000, "万": 10_000}
_TENTHS = re.compile(
    r"成(?P<rest>半|[一二三四五六七八九](?![零〇一二两三四五六七八九十百千万亿]))?"
    r"(?![立为果效本员功熟长就都人交品型语分不绩套])"
)
_RISEN = re.compile(r"(?:增长|增加|上升|提高|提升|增)(?:了|约|近|超过?|逾)*$")
_TO = re.compile(r"——?|[-~〜–−至到]")
_FROM = re.compile(r"(?:[从由自较比]|提高|增加|上升|下降|减少)[^,。;]{0,12}$")  # 由10到20: a change
_MINUS = re.compile(r"(?:(?<![-–—~\d%A-Za-z)])[-−]|(?:(?<![\u4e00-\u9fff])|(?<=[为达至是]))负)$")
_SIGNS = frozenset("-−负")
_RATIO_BEGINS = frozenset(":∶ \t\n")
_RATIO = re.compile(r"\s?[:∶]\s?1(?![\d.])")  # 2.8:1 is 2.8 times
_RATIO_NAME = re.compile(r"比值?(?:约|达到?|为|是)*$")
_LISTED, _NEXT_IN_LIST = re.compile(r"\d[、和及]$"), re.compile(r"[和及]\d")
# A figure does not begin after these: A3 and 1.2 are codes, 第三 and 每一 are no counts.
_JOINED = re.compile(r"(?<=[\d.A-Za-z])\d|(?<=[第多每逐])\D")
_RATE = re.compile(r"(?:率|比例|占比)(?:均|已|都)?(?:达到?|为|至|是|在)?$")
# Chinese digits mean a figure only before these; 一个 and 一项 are articles, not figures.
HAN_UNITS = frozenset(
    re.split(
        r"\s+",
        "次 场 期 场次 批次 轮 批 届 件 宗 起 例 人 名 位 个 项 条 类 大类 家 户 支 处 所 份 册 "
        "卷 本 部 篇 台 辆 套 张 座 年 元 万元 亿元 人次 天 个月 件次 户次 家次 环境 方面 种 亩 "
        "工作日 个工作日 学时 课时 门 倍 大方面",
    )
)
ARTICLE_UNITS = frozenset(
    re.split(
        r"\s+",
        "个 项 条 类 批 种 年 天 方面 家 名 位 人 部 处 所 张 件 套 支 户 座 本 大类 轮 门",
    )
)
AT_LEAST = frozenset({"不少于", "不低于", "至少"})
MORE_THAN = frozenset({"超过", "超", "逾", "突破"})
ABOUT = frozenset({"约", "近", "将近", "接近", "不足", "左右", "上下"})
LARGEST_BARE = 10_000_000


class Printed(NamedTuple):
    """A figure as it is printed, from the first sign of its numeral to the word after its unit."""

    numeral: Numeral  # the first one of a range
    number: Number | None  # None where a numeral of it is not understood
    end: int
    unit: str
    post: str


def find_figures(text: str, taken: Sequence[NonQuantity]) -> list[Mention]:
    """Return the figures beside the non-quantities: one that overlaps a non-quantity is none.

    A numeral that is not understood is returned with a reason and without a value.
    """
    found: list[Mention] = []
    starts, end = [n.start for n in taken], 0
    for place in _FIGURE_BEGINS.finditer(text):
        before = bisect_right(starts, place.start()) - 1
        mark = taken[before] if before >= 0 else None
        at = max(place.start(), mark.end if mark else 0)
        begins = mark is not None and mark.end == at and mark.reason == "list marker"
        if end > at or at >= place.end() or (_JOINED.match(text, at) and not begins):
            continue
        until = starts[before + 1] if before + 1 < len(taken) else len(text)
        printed = _printed(text, at, until)
        if printed is None:
            continue
        end = printed.end
        mention = _mention(printed, text)
        if mention and mention.end <= until:
            found.append(mention)
    return found


def _printed(text: str, at: int, until: int) -> Printed | None:
    numeral = numeral_at(text, at)
    share = None
    if numeral is None or text.startswith("分之", numeral.end):
        share = _SHARE.match(text, at)
    if share:
        return _share(text, at, share)
    if numeral is None:
        return None
    number, end = numeral.number, numeral.end
    tenths = _TENTHS.match(text, end) if text.startswith("成", end) else None
    if tenths and number and number.high <= 10 and "成" not in text[at - 1 : at]:
        return _after(text, numeral, _of_ten(number, tenths["rest"]), tenths.end(), "%")
    ratio = _RATIO.match(text, end) if text[end : end + 1] in _RATIO_BEGINS else None
    if ratio and numeral.arabic:
        return Printed(numeral, number, ratio.end(), "倍", "")
    one = _after(text, numeral, number, end)
    if one.unit == "倍" and one.number and _RISEN.search(text, max(0, at - 8), at):
        hundred = _times(one.number, Decimal(100))
        return one._replace(number=hundred, unit="%")  # 增长一倍 is a rise by 100 %
    return _range(text, one, until) or one


def _share(text: str, at: int, share: re.Match[str]) -> Printed | None:
    """Read 百分之九十八点五, 百分之98.5, 千分之三, 四分之三."""
    above = numeral_at(text, share.end())
    base = read_number(share["base"])
    below = BASES.get(share["base"]) or (base.low if base else 0)
    if above is None or not below:
        return None
    hundred = Number(Decimal(100), Decimal(100))
    number = hundred if above.text == "百" and below == 100 else above.number
    per_cent = number and _times(number, Decimal(100) / below)
    numeral = Numeral(at, above.end, text[at : above.end], number, text[at].isdigit())
    return _after(text, numeral, per_cent, above.end, "%")


def _of_ten(number: Number, rest: str | None) -> Number:
    """Return a number of tenths in per cent: 九成, 九成半, 九成五, 两三成."""
    more = Decimal(5) if rest == "半" else Decimal(DIGITS[rest] if rest else 0)
    return Number(number.low * 10 + more, number.high * 10 + more, number.more)


def _times(number: Number, factor: Decimal) -> Number:
    return Number(number.low * factor, number.high * factor, number.more)


def _after(text: str, numeral: Numeral, number: Number | None, end: int, unit: str = "") -> Printed:
    """Add the unit of a numeral, where it has none yet, and the word after it."""
    match = _UNIT.match(text, end)
    if not unit and numeral.arabic and _BODY.match(text, end):
        return Printed(numeral, number, end, "个", "")
    if match is None or (unit and match["unit"]):
        return Printed(numeral, number, end, unit, "")
    return Printed(numeral, number, match.end(), unit or match["unit"] or "", match["post"] or "")


def _range(text: str, one: Printed, until: int) -> Printed | None:
    """Read a second figure that ends a range with the first: 10-20件, 85%~90%, 500—600万元."""
    to = _TO.match(text, one.end)
    if to is None or one.post or (one.unit and one.unit not in ("%", "元") and to[0] not in "至到"):
        return None
    numeral = numeral_at(text, to.end())
    if numeral is None or numeral.arabic != one.numeral.arabic or numeral.end > until:
        return None
    other = _after(text, numeral, numeral.number, numeral.end)
    if not other.unit or one.unit not in ("", other.unit):
        return None
    if to[0] in "至到" and _FROM.search(text, max(0, one.numeral.start - 16), one.numeral.start):
        return None
    number = _ends(one, other)
    return Printed(one.numeral, number, other.end, other.unit, other.post)


def _ends(one: Printed, other: Printed) -> Number | None:
    """Return both ends; 5-20万 begins at 5万."""
    if one.number is None or other.number is None:
        return None
    low, high = one.number.low, other.number.high
    scale = re.search(r"[万亿]+$", other.numeral.text)
    if scale and not one.unit and one.numeral.text[-1] not in "万亿":
        times = (read_number("1" + scale[0]) or other.number).low
        low *= times if low * times < high else 1
    return Number(low, high, other.number.more) if low < high else None


def _mention(printed: Printed, text: str) -> Mention | None:
    numeral, number, unit = printed.numeral, printed.number, printed.unit
    if number is None:
        refused = numeral.arabic or (unit in HAN_UNITS and numeral.text.strip("百千万亿"))
        return _not_read(numeral.start, printed.end, NOT_UNDERSTOOD) if refused else None
    said_before = _BEFORE.search(text, max(0, numeral.start - 5), numeral.start)
    before = said_before[0].rstrip() if said_before else ""
    if not numeral.arabic and unit != "%" and not _is_han_figure(printed, number, before, text):
        return None
    if numeral.arabic and not unit:
        if not _is_bare_figure(printed, number, text):
            return None
        if _RATIO_NAME.search(text, max(0, numeral.start - 4), numeral.start):
            return _measured(numeral.start, printed._replace(unit="倍"), number, "")
        if number.low % 1 or _RATE.search(text, max(0, numeral.start - 8), numeral.start):
            return _not_read(numeral.start, printed.end, NO_UNIT)
    signed = not before and text[numeral.start - 1 : numeral.start] in _SIGNS
    minus = _MINUS.search(text, numeral.start - 1, numeral.start) if signed else None
    if minus:
        number = Number(-number.high, -number.low, number.more)
    sign = said_before or minus
    start = sign.start() if sign else numeral.start
    return _measured(start, printed, number, before)


def _measured(start: int, printed: Printed, number: Number, before: str) -> Mention:
    low, unit, kind = scale_amount(number.low, printed.unit)
    one = number.high is number.low
    high = low if one else scale_amount(number.high, printed.unit)[0]
    least = before in AT_LEAST and kind is Kind.COUNT
    return Mention(
        start,
        printed.end,
        low if low == high else None,
        unit,
        _qualifier(printed, number, before) if low == high else Qualifier.RANGE,
        Kind.CHANGE if low < 0 else kind,  # no stock and no rate is below zero
        each=before == "各",
        minimum=least,
        ends=None if low == high else (low, high),
    )


def _not_read(start: int, end: int, reason: str) -> Mention:
    return Mention(start, end, None, "", Qualifier.EXACT, Kind.NOT_A_QUANTITY, reason)


def _is_bare_figure(printed: Printed, number: Number, text: str) -> bool:
    """A number without a measure word counts only where a noun stands before and nothing after."""
    start = printed.numeral.start
    before = text[start - 1] if start else "\n"
    after = text[printed.end] if printed.end < len(text) else "。"
    scaled = any(c in "万亿余多" for c in printed.numeral.text)
    noun = "\u4e00" <= before <= "\u9fff" and before not in "第年月日号和与或"
    listed = _LISTED.search(text, max(0, start - 2), start) is not None  # 112、68和37项
    ends = after in ",。;、)(\n" or _NEXT_IN_LIST.match(text, printed.end) is not None
    most = LARGEST_BARE * (100 if scaled else 1)
    return (noun or listed) and (ends or scaled) and number.high <= most


def _is_han_figure(printed: Printed, number: Number, before: str, text: str) -> bool:
    """Chinese digits are a figure when a measure word follows and they are no article or name."""
    word, unit, end = printed.numeral.text, printed.unit, printed.end
    previous = text[printed.numeral.start - 1] if printed.numeral.start else "。"
    part_of_word = previous in "第每数几" or (
        len(word) == 1 and previous in "有某同任哪这那逐又唯统进单专"
    )
    if unit not in HAN_UNITS or part_of_word:
        more = number.more or before == "逾"
        return bool(unit == "" and more and len(word) > 1 and word[-1] in "万亿余多")
    after = text[end : end + 1]
    if word == "一" and unit in ARTICLE_UNITS:
        ends = after in {",", "。", ";", "、", ""}
        return ends and unit in {"件", "起", "宗", "项", "家"}  # 变更一件: a count, no article
    return not (
        (unit == "部" and after in "门署队")
        or (unit == "类" and after == "型")
        or (unit == "人" and after in "民大")
    )


def scale_amount(value: Decimal, unit: str) -> tuple[float, str, Kind]:
    """Return the value in base units, the base unit and what kind of figure it is.

    >>> scale_amount(Decimal("115.68"), "万元")
    (1156800.0, '元', <Kind.AMOUNT: 'amount'>)
    """
    if unit in units.MONEY:
        return float(value * units.MONEY[unit]), unit.lstrip("万亿"), Kind.AMOUNT
    if unit in {"%", "‰"}:
        return float(value if unit == "%" else value / 10), "%", Kind.RATE
    if "百分点" in unit:
        return float(value), "个百分点", Kind.CHANGE
    return float(value), unit, Kind.COUNT


def _qualifier(printed: Printed, number: Number, before: str) -> Qualifier:
    if not (before or printed.post or number.more):
        return Qualifier.EXACT
    if before in MORE_THAN or printed.post == "余" or number.more:
        return Qualifier.OVER
    if before in AT_LEAST or printed.post == "以上":
        return Qualifier.AT_LEAST
    if before in ABOUT or printed.post in ABOUT:
        return Qualifier.ABOUT
    return Qualifier.EXACT
