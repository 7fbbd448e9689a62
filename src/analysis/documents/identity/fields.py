"""Metadata fields of a web page: 索引号, 发布机构, 名称 and the like."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from analysis.text.fold import fold

NAMES = {
    "title": ("信息名称", "文件名称", "公开名称", "名称", "标题", "文件标题"),
    "issuer": (
        "发布机构",
        "发布单位",
        "发文机关",
        "发文单位",
        "公开主体",
        "公开责任部门",
        "责任部门",
    ),
    "origin": ("信息来源", "文章来源", "稿件来源", "来源"),
    "published": ("发布日期", "发布时间", "公开日期", "公开时间"),
    "written": ("成文日期", "成文时间", "生成日期", "印发日期", "发文日期"),
    "index": ("索引号", "信息索引号", "索引码"),
    "number": ("发文字号", "文号", "文件编号"),
}
LABELS = {label: name for name, labels in NAMES.items() for label in labels}
_ANY = "|".join(sorted(LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"[\[【(·•*\s]*({_ANY})\s*[\]】)]?\s*:?")
_INLINE = re.compile(rf"(?:^|[\s\[【·•*])({_ANY})\s*[\]】]?\s*:\s*")
_END = re.compile(r"\s(?:[\u4e00-\u9fff]{2,8})\s*:|[\[【]|$")  # the next label, known or not
LONGEST = 120


def fields_of(lines: Iterable[str]) -> dict[str, str]:
    """Return what the lines of a site say, the first of each kind.

    >>> fields_of(["索引号 | 035-12 | 发布机构 | 雪岭县司法局", "来源:本站 字号:大"])
    {'index': '035-12', 'issuer': '雪岭县司法局', 'origin': '本站'}
    """
    found: dict[str, str] = {}
    for line in lines:
        for label, value in _pairs(fold(line)):
            if value and len(value) <= LONGEST:
                found.setdefault(LABELS[label], value)
    return found


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    cells = [cell.strip() for cell in line.split("|")]
    for cell, after in itertools.pairwise(cells):
        label = _LABEL.fullmatch(cell)
        if label and not _LABEL.fullmatch(after):
            yield label[1], after.strip(" []")
    for cell in cells:
        for match in _INLINE.finditer(cell[:400]):
            rest = cell[match.end() : match.end() + LONGEST + 20]
            end = _END.search(rest)
            yield match[1], rest[: end.start() if end else None].strip()
