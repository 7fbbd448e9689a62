"""The role of a section (work, problems, plan), from its heading or first sentence."""

from __future__ import annotations

import re

from analysis.records import Role
from analysis.text.fold import squeeze

LACK = r"(?:问题|不足|短板|弱项|困难|差距|薄弱环节|薄弱之处|挑战)"
HAS_LACKS = re.compile(rf"存在(?:的|着|主要|一些|哪些|不少)?.{{0,14}}{LACK}|{LACK}.{{0,6}}原因")
ENDS_LACKS = re.compile(
    rf"{LACK}(?:(?:及|和|与|、|以及|并)?(?:其|产生|形成|存在|主要|的|之处|{LACK}|原因|分析|下一步.*|改进.*|整改.*|打算.*|努力.*|工作.*|\d+年.*))*(?:情况|方面)?$"
)
MENDED = re.compile(
    r"问题导向|解决|破解|整治|化解|治理|补齐|补强|针对|聚焦|紧盯|清理|整改|攻坚|应对|克服|查摆|民生问题|纾解"
)
NEXT = re.compile(
    r"下一?步|下一?阶段|下一年|下年|明年|来年|今后|努力方向|工作打算|工作思路|打算$|新一年"
)
AIMS = re.compile(r"(?:安排|计划|打算|思路|设想|展望|规划|要点|措施|举措|部署)(?:情况)?$")
TASKS = re.compile(r"安排|计划|打算|思路|设想|重点|任务|目标|展望|工作|举措|措施|方向|规划")
DONE = re.compile(r"开展|完成|落实|推进情况|进展|成效|总结|回顾|主要做法|取得|履行")
FIRST_PERSON = re.compile(
    r"第一责任人|(?:党政)?主要(?:负责人|负责同志|领导).{0,14}(?:履行|职责|述法)"
)
OTHER = re.compile(
    r"其[他它](?:需要|需|应|应当|须)?(?:报告|说明|汇报)?的?(?:重要)?(?:事项|情况|问题|工作)$|需要?(?:报告|说明)的(?:其[他它])?"
)
OPENING = re.compile(
    r"(?:在)?(?:看到|肯定|总结|取得).{0,14}(?:成绩|成效)|(?:虽然|尽管|过去)|(?:目前|当前|但|同时|对照|与此同时)?.{0,40}存在|"
    r"下一?步|下一?阶段|今后|新的一年|明年|来年|20\d\d\s*年"
)
SENTENCE_TURN = re.compile(
    r"(?<=[。;])\s*(?=下一?步|下一?阶段|新的一年|今后|明年|来年|20\d\d\s*年,.{0,24}?(?:将|要)|"
    r"[^。]{0,40}(?:还|仍|仍然|也|依然|但|主要)存在)"
)
ADMITTED = re.compile(
    rf"^[^。]{{0,80}}?(?:还|仍|仍然|也|依然|但|主要)(?:客观|不同程度地?)?存在(?:着)?[^。\d]{{0,24}}(?:{LACK}|薄弱)|"
    rf"^(?:当前|目前)?(?:工作(?:中)?)?存在的(?:主要)?(?:{LACK}|薄弱)"
)
INTENDED = re.compile(
    r"^(?:下一?步(?:工作)?|下一?阶段|新的一年|今后|明年|来年)(?=[,:中里内将要我全各区县市旗继])(?!.{0,6}(?:存在|问题))"
)
YEAR_INTENDED = re.compile(
    r"^(20\d\d)年(?:度)?,?[^。]{0,40}?(?:将|继续|重点(?:做好|抓好|推进)|工作(?:安排|打算|计划|思路))"
)


def role_of(heading: str, year: int | None, *, top: bool = True) -> Role | None:
    """Return the role that a heading names, or None where it is about the work itself.

    >>> role_of("2023年度法治政府建设存在的主要不足、原因", 2023).value
    'problems'
    >>> role_of("聚焦突出问题,开展专项整治", 2023) is None
    True

    Args:
        heading: the words of the heading without its number.
        year: the first year the report names; a heading of a later year is a plan.
        top: False for a sub-heading, which must speak plainly to differ from its part.
    """
    words = squeeze(heading)
    lacks = _lacks(words)
    if top and not lacks and OTHER.search(words):
        return Role.OTHER
    if top and FIRST_PERSON.search(words) and not lacks and not NEXT.search(words):
        return Role.LEADERS
    if lacks:
        ahead = NEXT.search(words)
        return Role.PLAN if ahead and ahead.start() < lacks.start() else Role.PROBLEMS
    return Role.PLAN if _plans(words, year, top=top) else None


def implied_role(words: str, year: int | None) -> Role | None:
    """Return the role of a part that begins with these words and has no heading.

    >>> implied_role("下一步,我县将继续深化改革。", 2023).value
    'plan'
    """
    words = squeeze(words[:160])
    if ADMITTED.search(words):
        return Role.PROBLEMS
    if INTENDED.search(words):
        return Role.PLAN
    dated = YEAR_INTENDED.search(words)
    return Role.PLAN if dated and year is not None and int(dated[1]) > year else None


def _lacks(words: str) -> re.Match[str] | None:
    found = HAS_LACKS.search(words) or ENDS_LACKS.search(words)
    return None if found and MENDED.search(words[: found.end()]) else found


def _plans(words: str, year: int | None, *, top: bool) -> bool:
    if re.search(r"下一?步|下一?阶段|明年|下一?年度?(?:的|工作|主要|安排|计划)", words):
        return True
    if not top:
        return False
    named = re.findall(r"20\d\d", re.sub(r"《[^》]*》", "", words))
    if named and year is not None and int(named[0]) > year:
        return bool(TASKS.search(words)) or len(words) < 20
    return bool(NEXT.search(words) or (AIMS.search(words) and not _own_work(words)))


def _own_work(words: str) -> bool:
    """Tell headings such as 主要举措 or 工作部署情况 from those of a plan."""
    return bool(DONE.search(words) or re.search(r"(?:举措|措施|部署|规划)(?:情况)?$", words))
