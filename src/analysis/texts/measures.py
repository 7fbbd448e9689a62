"""Unspecific measures: statements of what was done that name no number, date, place or body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from analysis.records import Role
from analysis.texts.prose.clauses import Segment

SHORT = 8  # characters under which a segment tells of no measure
_SPECIFIC = re.compile(
    r"\d月|\d日|20\d\d年|[一二三四]季度|[上下]半年|《|“[^”]{2,12}(?:案|平台|系统|行动|工程|模式)”|"
    r"[\u4e00-\u9fff]{1,4}(?<![乡各个县城该])(?:镇|街道|苏木)(?![街村镇乡、(及和区])|"
    r"[\u4e00-\u9fff]{2,10}(?:局|法院|检察院|委员会|公司|大学|学院|律师事务所|中心|大队|"
    r"支队|司法所|派出所|调委会|协会)"
)
DIMENSIONS = {
    "D8": "数字|科技|信息化|智慧|互联网|大数据",
    "D5": "突发|应急|预防处置|安全生产",
    "D6": "矛盾|纠纷|调解|复议|法律服务|普法|法治宣传|信访|法治社会|应诉",
    "D7": "监督|制约|透明|公开|审计|问责",
    "D4": "执法",
    "D3": "决策|法律顾问",
    "D2": "制度建设|规范性文件|依法行政制度|立法|制度体系",
    "D1": "职能|营商|放管服|政务服务|审批|行政许可|市场|企业",
    "D0": "党|领导|组织|责任|学习|思想|队伍|能力|培训|统筹|示范|考核|机制|第一责任人",
}
"""What a heading speaks of; the first that fits counts, the more special ones stand first."""
_DIMENSIONS = {code: re.compile(words) for code, words in DIMENSIONS.items()}


def dimension_of(heading: str) -> str:
    """Return the dimension that a heading speaks of, or "".

    >>> dimension_of("加强党的领导,压实法治建设责任"), dimension_of("严格规范公正文明执法")
    ('D0', 'D4')
    """
    return next((code for code, words in _DIMENSIONS.items() if words.search(heading)), "")


def count_measures(segments: Iterable[Segment]) -> dict[str, Counter[str]]:
    """Count by dimension, and for all under "", the measures told and the unspecific ones."""
    found: dict[str, Counter[str]] = {}
    for segment in segments:
        if segment.role != Role.MEASURES or segment.heading or len(segment.text) < SHORT:
            continue
        kinds = ["measures"] if is_specific(segment) else ["measures", "unspecific"]
        for code in {"", dimension_of(segment.section)}:
            found.setdefault(code, Counter()).update(kinds)
    return found


def is_specific(segment: Segment) -> bool:
    """Tell whether a segment names a number, date, place, body or text."""
    return bool(segment.mentions) or _SPECIFIC.search(segment.text) is not None
