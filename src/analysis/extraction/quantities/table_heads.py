"""Column and row heads of tables: year, target, region, unit."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.extraction.quantities import units

_TAIL = r"(?:数值|数|值|量|额|情况|实际|完成|指标|任务|末|底|年末)*"
UNIT = re.compile(
    rf"[(/\[]\s*(?:单位:)?(?P<unit>个?百分点|万元|亿元|%|‰|{units.PATTERN})\s*[)\]]?$"
)
CAPTION = re.compile(rf"\(?(?:计量)?单位[::]\s*(?P<unit>万元|亿元|%|{units.PATTERN})\)?\s*$")
IS_UNIT = re.compile(rf"个?百分点|万元|亿元|%|‰|{units.PATTERN}")
YEAR = re.compile(rf"(?P<year>(?:19|20)\d\d)\s*年?度?(?:1[-—~至]12月)?{_TAIL}")
PRIOR = re.compile(rf"(?:上年|去年|上一年|上期|同期)度?(?:同期)?{_TAIL}")
CURRENT = re.compile(rf"(?:本年|今年|当年|本期|全年|年度)度?{_TAIL}")
TARGET = re.compile(
    r"(?:年度|全年|本年|工作)?(?:目标|计划|任务|预期|考核)(?:值|数|任务|目标|指标)*"
)
PLAIN = re.compile(
    rf"(?:全年|年度|本年)?(?:实际|完成|实绩|达到|实现|数量|数值|数据|件数|人数|次数|结果){_TAIL}"
    r"|合计|总计|总数|[我本全][县区旗市](?:数值|数|值|情况|实际|完成|合计|总计)?"
)
ABOVE = re.compile(
    r"(?:全国|全省|省级?|全自治区|全州)?平均(?:值|水平|数)?|全国.*|全省.*|全自治区.*"
)
CITY = re.compile(r"全[市州盟].*|[市州](?:级|本级)?平均(?:值|水平)?")
CHANGE = re.compile(
    r"(?:同比|环比|较上年|比上年|与上年相比|较去年)?(?:增减|增长|增幅|增加|变化|升降|下降|减少|增速|涨幅)"
    r"(?:率|幅度|幅|情况|额|数|值|个百分点|百分点)*|同比"
)
PART = re.compile(r"第?[一二三四1-4]季度|[上下]半年|\d{1,2}月份?|\d{1,2}[-—~至]\d{1,2}月|小计")
TOTAL = re.compile(r"(?:全?[县区旗])?(?:合计|总计|共计|总数)|全[县区旗]")
TOWN = re.compile(r"[\u4e00-\u9fff]{1,8}(?:镇|乡|街道|苏木|办事处|社区|村)")


class Head(NamedTuple):
    """What a head says: words before and after the noun, the noun, and the unit.

    ``part`` is True for what is only a part of the year or of the county; ``words`` are its own.
    """

    before: str = ""
    noun: str = ""
    after: str = ""
    unit: str = ""
    part: bool = False
    words: str = ""


def head_of(words: str) -> Head:
    """Return what the words of a head say of a figure.

    >>> head_of("2022年").before, head_of("目标值").before, head_of("处罚案件(件)").unit
    ('2022年', '力争', '件')
    """
    found = UNIT.search(words)
    unit = found["unit"] if found else ""
    plain = words[: found.start()] if found else words
    year = YEAR.fullmatch(plain)
    if year:
        return Head(f"{year['year']}年", unit=unit, words=words)
    for pattern, head in _KINDS:
        if pattern.fullmatch(plain):
            return head._replace(unit=unit, words=words)
    if TOWN.fullmatch(plain):
        return Head(plain, unit=unit, words=words)
    return Head(noun=plain, unit=unit, words=words)


_KINDS = (
    (PRIOR, Head("上年同期")),
    (TARGET, Head("力争")),
    (CHANGE, Head(after="同比增长")),
    (TOTAL, Head("全县")),
    (PLAIN, Head()),
    (CURRENT, Head("今年")),
    (PART, Head(part=True)),
    (CITY, Head("全市")),
    (ABOVE, Head("全省平均")),
)
