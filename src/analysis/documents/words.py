"""The words by which the genre is known: subjects, kinds of text, and small helpers on them."""

from __future__ import annotations

import re

CJK = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’]"
SUBJECT = re.compile(r"法治政府|依法行政|法治建设|法治\S{1,6}建设|建设法治|法治工作|法制工作")
KIND = re.compile(r"报告|总结|年报|情况|汇报")
_SPACE = re.compile(r"[\s\xa0\u3000\u200b\ufeff]+")
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x25CB: "〇", 0x25EF: "〇"}


def squeeze(text: str) -> str:
    """Drop all white space and make full-width signs half-width.

    >>> squeeze("2024 年,雪岭市")
    '2024年,雪岭市'
    """
    return _SPACE.sub("", text).translate(_WIDTH)


def about_report(title: str) -> bool:
    """Tell whether a title speaks of rule-of-law government.

    >>> about_report("潢川县2023年法治政府建设报告"), about_report("潢川县人民政府")
    (True, False)
    """
    return bool(SUBJECT.search(squeeze(title)))
