"""The grammar of printed figures: 约1.62万余件, 三十余场, 百分之九十八, 各3次, 九成以上."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from analysis.extraction.quantities import units
from analysis.extraction.quantities.mention import Mention
from analysis.extraction.quantities.non_quantities import NonQuantity
from analysis.records import Kind, Qualifier
from analysis.text.numerals import ARABIC, parse_number, parse_share

BEFORE = r"约|近|超过|超|逾|将近|不少于|不低于|至少|不足|接近|突破|均达到|均达|均为|各"
AFTER = r"以上|左右|以内|上下"
HAN = r"[零〇一二两三四五六七八九十百千]"
MORE = r"[余多]"

# A figure without the word before it; it begins at a character of _FIGURE_BEGINS.
FIGURE = re.compile(
    rf"(?:(?P<share>百分之(?:百|[{'零一二两三四五六七八九十'}百]+(?:点[零〇一二三四五六七八九]+)?)|"
    rf"{HAN}{{1,3}}分之{HAN}{{1,3}}|(?<!第)[一二两三四五六七八九](?:点[一二三四五六七八九])?成半?(?![立为果效本员功熟长就都人交品型语分]))"
    rf"|(?P<digits>(?<![\d.A-Za-z])(?:{ARABIC}))(?P<scale>(?P<m1>{MORE})?[百千]?(?P<m2>{MORE})?[万亿]{{0,2}}(?P<m3>{MORE})?)"
    rf"|(?P<han>(?<![第多每逐万])(?:{HAN}+(?:{MORE}?[万亿])?{HAN}*|[万亿](?={MORE}))(?P<m4>{MORE})?))"
    rf"\s?(?P<unit>个?百分点|万元|亿元|%|‰|{units.PATTERN})?"
    rf"(?P<post>{AFTER}|余(?=[,。;、]))?"
)
_FIGURE_BEGINS = re.compile(r"\d+|[零〇一二两三四五六七八九十百千万亿]+")
_BEFORE = re.compile(rf"(?:{BEFORE})\s?$")
# Chinese digits mean a figure only before these; 一个 and 一项 are articles, not figures.
HAN_UNITS = frozenset(
    re.split(
        r"\s+",
        "次 场 期 场次 批次 轮 批 届 件 宗 起 例 人 名 位 个 项 条 类 大类 家 户 支 处 所 份 册 "
        "卷 本 部 篇 台 辆 套 张 座 年 元 万元 亿元 人次 天 个月 件次 户次 家次 环境 方面 种 亩 "
        "工作日 个工作日 学时 课时",
    )
)
ARTICLE_UNITS = frozenset(
    re.split(
        r"\s+",
        "个 项 条 类 批 种 年 天 方面 家 名 位 人 部 处 所 张 件 套 支 户 座 本 大类 轮",
    )
)
LARGEST_BARE = 10_000_000


def find_figures(text: str, taken: Sequence[NonQuantity]) -> list[Mention]:
    """Return the figures beside the non-quantities: one that overlaps a non-quantity is none."""
    found: list[Mention] = []
    starts, end = [n.start for n in taken], 0
    for place in _FIGURE_BEGINS.finditer(text):
        at = place.start()
        before = bisect_right(starts, at) - 1
        if before >= 0:
            at = max(at, taken[before].end)
        if max(at, end) > at or at >= place.end():
            continue
        match = FIGURE.match(text, at)
        if match is None:
            continue
        mention = _figure(match, text)
        end = match.end()
        after = before + 1
        if mention and (after == len(taken) or starts[after] >= mention.end):
            found.append(mention)
    return found


def _figure(match: re.Match[str], text: str) -> Mention | None:
    share, digits, scale, han, unit = match.group("share", "digits", "scale", "han", "unit")
    unit = unit or ""
    said_before = _BEFORE.search(text, max(0, match.start() - 5), match.start())
    before = said_before[0].rstrip() if said_before else ""
    value: float | None
    if share:
        value, unit = parse_share(share), "%"
    elif digits:
        value = parse_number(digits + scale.translate(DROP_MORE) if scale else digits)
        if not unit and not _bare_figure(match, text, value):
            return None
    else:
        if not _han_figure(match, before, unit, text):
            return None
        value = parse_number("1" + han[0] if han[0] in "万亿" else han.translate(DROP_MORE))
    if value is None:
        return None
    value, unit, kind = scale_amount(value, unit)
    start = said_before.start() if said_before else match.start()
    least = before in AT_LEAST and kind is Kind.COUNT
    qualifier, each = _qualifier(match, before), before == "各"
    return Mention(start, match.end(), value, unit, qualifier, kind, each=each, minimum=least)


DROP_MORE = str.maketrans("", "", "余多")
AT_LEAST = frozenset({"不少于", "不低于", "至少"})
MORE_THAN = frozenset({"超过", "超", "逾", "突破"})
ABOUT = frozenset({"约", "近", "将近", "接近", "不足", "左右", "上下"})


def _bare_figure(match: re.Match[str], text: str, value: float | None) -> bool:
    """A number without a measure word counts only where a noun stands before and nothing after."""
    before = text[match.start() - 1] if match.start() else "\n"
    after = text[match.end()] if match.end() < len(text) else "。"
    scaled = any(c in "万亿余多" for c in match["scale"])
    noun = "\u4e00" <= before <= "\u9fff" and before not in "第年月日号和与或"
    return (
        noun
        and (after in ",。;、)(\n" or scaled)
        and (value or 0) <= LARGEST_BARE * (100 if scaled else 1)
    )


def _han_figure(match: re.Match[str], before: str, unit: str, text: str) -> bool:
    """Chinese digits are a figure when a measure word follows and they are no article or name."""
    word = match["han"]
    previous = text[match.start() - 1] if match.start() else "。"
    part_of_word = previous in "第每数几" or (
        len(word) == 1 and previous in "有某同任哪这那逐又唯统进单专"
    )
    if unit not in HAN_UNITS or part_of_word:
        more = match["m4"] or before == "逾"
        return bool(unit == "" and more and len(word) > 1 and word[-1] in "万亿余多")
    if word == "一" and unit in ARTICLE_UNITS:
        ends = text[match.end() : match.end() + 1] in {",", "。", ";", "、", ""}
        return ends and unit in {"件", "起", "宗", "项", "家"}  # 变更一件: a count, no article
    after = text[match.end() : match.end() + 1]
    return not (
        (unit == "部" and after in "门署队")
        or (unit == "类" and after == "型")
        or (unit == "人" and after in "民大")
    )


def scale_amount(value: float, unit: str) -> tuple[float, str, Kind]:
    """Return the value in base units, the base unit and what kind of figure it is.

    >>> scale_amount(115.68, "万元")
    (1156800.0, '元', <Kind.AMOUNT: 'amount'>)
    """
    if unit in units.MONEY:
        return round(value * units.MONEY[unit], 2), unit.lstrip("万亿"), Kind.AMOUNT
    if unit in {"%", "‰"}:
        return (value if unit == "%" else value / 10), "%", Kind.RATE
    if "百分点" in unit:
        return value, "个百分点", Kind.CHANGE
    return value, unit, Kind.COUNT


def _qualifier(match: re.Match[str], before: str) -> Qualifier:
    after = match["post"] or ""
    if before in MORE_THAN or after == "余" or any(match.group("m1", "m2", "m3", "m4")):
        return Qualifier.OVER
    if before in AT_LEAST or after == "以上":
        return Qualifier.AT_LEAST
    if before in ABOUT or after in ABOUT:
        return Qualifier.ABOUT
    return Qualifier.EXACT
