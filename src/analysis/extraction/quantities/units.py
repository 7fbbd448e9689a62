"""Measure words: known units, equivalent units, scaling of amounts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

# Words of one family may stand for each other when a figure is matched with an indicator.
FAMILIES: dict[str, tuple[str, ...]] = {
    "case": ("件", "宗", "起", "例", "案", "件次", "桩", "单", "笔", "票"),
    "time": ("次", "场", "期", "场次", "批次", "班次", "轮", "批", "轮次", "趟", "节", "堂", "届"),
    "person": ("人", "名", "位", "人次", "多人", "人(次)"),
    "item": (
        "项",
        "个",
        "条",
        "种",
        "类",
        "大类",
        "小类",
        "大项",
        "小项",
        "方面",
        "大方面",
        "项次",
        "条次",
        "大",
    ),
    "body": ("个", "家", "户", "所", "处", "户次", "家次", "家(次)", "户(次)", "站", "座", "间"),
    "team": ("支", "队"),
    "paper": ("份", "册", "本", "卷", "件", "篇", "张", "幅", "部", "份次", "宗", "篇次"),
    "thing": ("台", "套", "个", "辆", "枚", "面", "架", "块"),
    "hour": ("学时", "个学时", "小时", "课时"),
    "workday": ("工作日", "个工作日", "天", "日"),
    "year": ("年", "个月", "周年"),
    "land": ("亩", "公里", "平方公里", "平方米", "公顷", "吨", "公斤", "千克", "立方米", "米"),
    "point": ("分", "位", "名次", "个百分点", "百分点"),
    "rate": ("%", "‰", "批次/千人"),
    "money": ("元", "万元", "亿元", "美元", "万美元"),
    "flag": ("",),
}
EXTRA = (
    "环境",
    "领域",
    "方面",
    "环节",
    "学员",
    "枚",
    "床",
    "档",
    "点",
    "座次",
    "课",
    "对",
    "组",
    "人/次",
    "门",
    "倍",
    "只",
    "章",
    "头",
    "株",
    "箱",
)

_DOUBLED = tuple(
    f"{a}({b})"
    for a in ("场", "期", "个", "件", "家", "户", "人", "批")
    for b in ("次", "批", "期")
)
WORDS = sorted(
    {w for words in FAMILIES.values() for w in words if w} | set(EXTRA) | set(_DOUBLED),
    key=lambda w: (-len(w), w),
)


def first_characters_apart(patterns: Iterable[str]) -> str:
    """Return an alternation that is faster to try, of patterns that begin with a plain character.

    Those of one first character keep their order; of others no two can match at one place.

    >>> first_characters_apart(["件次", "人", "件"])
    '件(?:次|)|人(?:)'
    """
    rests: dict[str, list[str]] = defaultdict(list)
    for pattern in patterns:
        rests[pattern[0]].append(pattern[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in rests.items())


PATTERN = first_characters_apart(map(re.escape, WORDS))  # longer words stand before shorter ones

_OF: dict[str, frozenset[str]] = {
    word: frozenset(f for f, words in FAMILIES.items() if word in words)
    for word in {w for words in FAMILIES.values() for w in words}
}
MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000, "万美元": 10_000, "美元": 1}


@cache
def families(unit: str) -> frozenset[str]:
    """Return the families a measure word belongs to.

    >>> sorted(families("宗")), sorted(families("场(次)"))
    (['case', 'paper'], ['time'])
    """
    plain = unit.split("(")[0] if "(" in unit and unit not in _OF else unit
    return _OF.get(plain, frozenset())


def compatible(printed: str, expected: str, also: frozenset[str] = frozenset()) -> bool:
    """Tell whether a figure printed in one unit can be an indicator counted in another.

    >>> compatible("宗", "件"), compatible("人次", "件"), compatible("名", "人")
    (True, False, True)
    """
    if printed == expected or printed in also:
        return True
    shared = families(printed) & families(expected)
    if expected == "件":  # a case or a document, but no leaflet
        shared -= frozenset() if printed == "份" else {"paper"}
    if expected == "个":  # a body, a place or an item, but no device or sign
        shared -= frozenset() if printed == "个" else {"thing"}
    return bool(shared)
