"""Find every number of a normalised text, and claims that stand for one (全覆盖, 未发生)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.quantities import units
from analysis.quantities.classify import NonQuantity, find_non_quantities
from analysis.quantities.numerals import ARABIC, parse_number, parse_share
from analysis.records import Kind, Qualifier

BEFORE = r"约|近|超过|超|逾|将近|不少于|不低于|至少|不足|接近|突破|均达到|均达|均为|各"
AFTER = r"以上|左右|以内|上下"
HAN = r"[零〇一二两三四五六七八九十百千]"
MORE = r"[余多]"

FIGURE = re.compile(
    rf"(?P<pre>{BEFORE})?\s?"
    rf"(?:(?P<share>百分之(?:百|[{'零一二两三四五六七八九十'}百]+(?:点[零〇一二三四五六七八九]+)?)|"
    rf"{HAN}{{1,3}}分之{HAN}{{1,3}}|(?<!第)[一二两三四五六七八九](?:点[一二三四五六七八九])?成半?(?![立为果效本员功熟长就都人交品型语分]))"
    rf"|(?P<digits>(?<![\d.A-Za-z])(?:{ARABIC}))(?P<scale>(?P<m1>{MORE})?[百千]?(?P<m2>{MORE})?[万亿]{{0,2}}(?P<m3>{MORE})?)"
    rf"|(?P<han>(?<![第多每逐万])(?:{HAN}+(?:{MORE}?[万亿])?{HAN}*|[万亿](?={MORE}))(?P<m4>{MORE})?))"
    rf"\s?(?P<unit>个?百分点|万元|亿元|%|‰|{units.PATTERN})?"
    rf"(?P<post>{AFTER}|余(?=[,。;、]))?"
)
VAGUE = re.compile(
    r"(?P<v>多|数十|上百|数百|百余|无数)(?P<u>次|场次|场|期|项|个|人次)(?=[听提研召开组专强对作调深现赴带主部,。;、到赴就])"
)
ZERO = re.compile(
    r"未发生|未出现|无一(?=[败例起人件被])|没有发生|零发生|动态清零|清零|(?<![\u4e00-\u9fff])无(?=[^,。;、]{1,8}(?:案件|事故|诉讼|败诉|纠错))"
)
ALL = re.compile(
    r"全覆盖|(?:已|均已)?(?<!占)(?<!占到)全部(?=[\u4e00-\u9fff])(?:办结|办复|答复)?|(?<!平)均(?=已|在(?:法定|规定|承诺|期限)|按|按期|配|出庭|纳入|经|实现|通过|得到|依法|进行|完成|报|组建|聘|建立|设立)(?:纳入|出庭)?|百分百|应[\u4e00-\u9fff]尽[\u4e00-\u9fff]率"
)
AIM = re.compile(
    r"推进|推动|力争|加快|逐步|争取|努力|力求|着力|促进|有序|力促|探索|持续|加强|全面推行|大力"
)
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
LIST_MARK = re.compile(r"(?m)(?:^|(?<=[。;:]))\s*\(?\d{1,2}(?:[.、﹒)](?!\d)|\))")
LARGEST_BARE = 10_000_000


@dataclass(frozen=True, slots=True)
class Mention:
    """A number at ``start``–``end`` of the normalised text; ``reason`` is set on non-quantities."""

    start: int
    end: int
    value: float | None
    unit: str
    qualifier: Qualifier
    kind: Kind
    reason: str = ""
    claim: bool = False
    minimum: bool = False  # 不少于15人: what is asked of each, not what was counted


def find_mentions(text: str) -> list[Mention]:
    """Return all numbers and claims of a normalised text, in order, without overlaps.

    >>> [(m.value, m.unit, str(m.qualifier)) for m in find_mentions("受理1.62万余件,办结率100%。")]
    [(16200.0, '件', 'over'), (100.0, '%', 'exact')]
    >>> [m.reason for m in find_mentions("12345热线,“三项制度”")]
    ['hotline', 'policy name']
    """
    others = find_non_quantities(text)
    others += [NonQuantity(m.start(), m.end(), "list marker") for m in LIST_MARK.finditer(text)]
    taken = sorted(others, key=lambda n: (n.start, -n.end))
    figures = [m for m in _figures(text) if not _covered(m, taken)]
    spent = sorted([(m.start, m.end) for m in figures] + [(n.start, n.end) for n in taken])
    claims = [c for c in _claims(text) if not any(s < c.end and c.start < e for s, e in spent)]
    rest = [
        Mention(n.start, n.end, None, "", Qualifier.EXACT, Kind.NOT_A_QUANTITY, n.reason)
        for n in _without_overlap(taken)
        if any(
            ch.isdigit() or ch in "零〇○一二两双三四五六七八九十百千万"
            for ch in text[n.start : n.end]
        )
    ]
    return sorted(figures + claims + rest, key=lambda m: (m.start, m.end))


def _covered(mention: Mention, taken: list[NonQuantity]) -> bool:
    """A figure inside a non-quantity is none; one that only begins with it (2023年87件) is."""
    return any(n.start < mention.end and mention.start < n.end for n in taken)


def _without_overlap(places: list[NonQuantity]) -> Iterator[NonQuantity]:
    end = -1
    for place in places:
        if place.start >= end:
            yield place
            end = place.end


def _figures(text: str) -> Iterator[Mention]:
    for match in FIGURE.finditer(text):
        mention = _figure(match, text)
        if mention:
            yield mention


def _figure(match: re.Match[str], text: str) -> Mention | None:
    unit = match["unit"] or ""
    if match["share"]:
        value, unit = parse_share(match["share"]), "%"
    elif match["digits"]:
        scale = re.sub(MORE, "", match["scale"])
        value = parse_number(match["digits"] + scale)
        if not unit and not _bare_figure(match, text, value):
            return None
    else:
        if not _han_figure(match, unit, text):
            return None
        value = parse_number(
            "1" + match["han"][0]
            if match["han"][0] in "万亿"
            else match["han"].translate(DROP_MORE)
        )
    if value is None:
        return None
    value, unit, kind = scale_amount(value, unit)
    start, end = match.start(), match.end()
    while text[start] == " ":
        start += 1
    least = kind is Kind.COUNT and match["pre"] in {"不少于", "不低于", "至少"}
    return Mention(start, end, value, unit, _qualifier(match), kind, minimum=least)


DROP_MORE = str.maketrans("", "", "余多")


def _bare_figure(match: re.Match[str], text: str, value: float | None) -> bool:
    """A number without a measure word counts only where a noun stands before and nothing after."""
    before = text[match.start() - 1] if match.start() else "\n"
    after = text[match.end()] if match.end() < len(text) else "。"
    scaled = bool(re.search(r"[万亿余多]", match["scale"]))
    noun = "\u4e00" <= before <= "\u9fff" and before not in "第年月日号和与或"
    return (
        noun
        and (after in ",。;、)(\n" or scaled)
        and (value or 0) <= LARGEST_BARE * (100 if scaled else 1)
    )


def _han_figure(match: re.Match[str], unit: str, text: str) -> bool:
    """Chinese digits are a figure when a measure word follows and they are no article or name."""
    word = match["han"]
    if unit not in HAN_UNITS or (
        match.start() and text[match.start() - 1] in "第每数几有某同任哪这那逐又唯统进单专"
    ):
        return bool(
            unit == ""
            and (match["m4"] or match["pre"] == "逾")
            and len(word) > 1
            and word[-1] in "万亿余多"
        )
    if word == "一" and unit in ARTICLE_UNITS:
        return False
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


def _qualifier(match: re.Match[str]) -> Qualifier:
    before, after = match["pre"] or "", match["post"] or ""
    more = any(match[m] for m in ("m1", "m2", "m3", "m4")) or after == "余"
    if more or before in {"超过", "超", "逾", "突破"}:
        return Qualifier.OVER
    if before in {"不少于", "不低于", "至少"} or after == "以上":
        return Qualifier.AT_LEAST
    if before in {"约", "近", "将近", "接近", "不足"} or after in {"左右", "上下"}:
        return Qualifier.ABOUT
    return Qualifier.EXACT


def _claims(text: str) -> Iterator[Mention]:
    for match in VAGUE.finditer(text):
        yield Mention(
            match.start(), match.end(), None, match["u"], Qualifier.OVER, Kind.COUNT, claim=True
        )
    for match in ZERO.finditer(text):
        yield Mention(match.start(), match.end(), 0.0, "件", Qualifier.ZERO, Kind.COUNT, claim=True)
    for match in ALL.finditer(text):
        clause = re.split(r"[,。;、\n]", text[max(0, match.start() - 24) : match.start()])[-1]
        if not AIM.search(clause):
            yield Mention(
                match.start(), match.end(), 100.0, "%", Qualifier.ALL, Kind.RATE, claim=True
            )
