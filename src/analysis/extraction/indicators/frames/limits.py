"""What keeps a figure from standing for the whole county and year: a part of the year, a group."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.extraction.indicators.frames.bodies import has_subject
from analysis.extraction.quantities import Context, Mention
from analysis.text.rules import Rule

WHOLE_COUNTY = re.compile(r"全[县市区旗]|合计|总计")
YEAR = re.compile("全年|今年|年内|本年")
WHOLE_YEAR = re.compile(r"全年|今年|年内|全[县市区旗]|共(?!同|享|治|建|和|产|青|计划)|合计|总计")
# Reports are written in December: what is counted up to the end of November stands for the year.
PART_OF_YEAR = Rule(
    r"[上下]半年|前[一二三]个?季度|[第一二三四]+季度(?![末开至])"
    r"|(?<!\d)(?:1?\d|[一元])月?(?:份)?[-—–~至到](?:[1-9]|10|[一二三四五六七八九十])月"
    r"|截[至止](?:目前)?(?:[1-9]|10)月|(?<!\d)\d{1,2}月份(?=[,共])|(?<![\d年至到—–-])\d{1,2}月$|(?:春节|国庆|两节|元旦|中秋)(?:前后|期间|前|假期)|汛期"
)
AVERAGE = Rule(r"平均每|每[个名件家户村镇]")
ADJUSTED = Rule(
    r"^(?:[\u4e00-\u9fff]{2,12}(?:部门|单位|局))?(?:[、共已]|全年|年内|今年|动态|优化|及时|适时)*"
    r"调整(?!为|至|到|后|公布|发布)"
)
INTO = Rule(
    r"^[\u4e00-\u9fff]{0,14}"
    r"(?:(?:整合|归并|合并|压[减缩]|精简|优化)(?:到|为|至|成|进)|(?:分解|细化)[为成])"
)
# 行政处罚类案件24件 in a list of kinds of cases: no penalty cases
KIND = Rule(
    r"(?P<who>民商?事|刑事|)(?<![种分各门两一二三四五六七八九十])类(?:案件|受理|新收)?$|(?<!等)(?<!等业务)(?<=[\u4e00-\u9fff]{2})领域$"
)
BY_KIND = Rule(
    r"在(?:乡镇|镇街|街镇|镇村|街道|村居|村|社区|部门)[^,。;]{0,4}层面[,:]"
    r"|(?:从|按|按照|就)(?!办理|处理|[^,]{0,6}(?:结果|数量|总[体量]|整体|情况|成效|数据|年报|统计))[^,。;]{0,14}"
    r"(?:看|分|划分|统计|来看|区分)[,:]|分[^,。;]{2,6}看[,:]"
)
GROUP = Rule(
    r"为[^,。;]{0,6}(?P<who>老年人|残疾人|农民工|未成年人|妇女|儿童|退役军人|军人军属|困难群[体众]|弱势群体|学生|职工)"
    r"[^,。;]{0,6}(?:办理|提供|免费|开展)"
)
CONCERNING = Rule(
    r"(?P<who>涉(?:疫|企|农|军|外|黑|毒|税|房|土|环|老|侨|未成年人|民营企业))[\u4e00-\u9fff]{0,3}(?:案件|纠纷|诉讼|复议)"
)
DEFENDANT = Rule(
    r"(?:[县市区旗](?:人民)?政府(?:本级|本身)?|以(?![^,。;为]*(?:行政机关|各|政府[及和、]|部门[及和、为]))[^,。;]{1,20}?)"
    r"(?:为|作为|作)(?:共同|单独)?被(?:告|申请人)"
)
# The sentence after 以县政府为被申请人的案件18件 speaks of them until another topic is named.
NEW_TOPIC = re.compile(r"全[县市区旗]|复议|诉讼|应诉|\n")
OFFICE = Rule(
    r"^[、]?(?:全年|今年|年内)?,?[县市区旗]?(?:公安|市场监管|市场监督管理|自然资源|生态环境|农业农村|交通运输|城市管理|城管|应急管理|卫生健康|卫健|"
    r"文化和旅游|文旅|人社|人力资源社会保障|水利|林业|住建|税务|烟草|消防)[\u4e00-\u9fff]{0,4}(?:局|部门|大队|支队|机关|领域)"
)
# 5件案件获评优秀, 3个案例入选: those that were chosen, not all there were
CHOSEN = Rule(
    r"^(?:[^,。;\d]{0,8}、\d+)?[^,。;\d]{0,24}?(?P<who>(?:获[^,。;\d]{0,8}授予|获评|获选|入选|被评为|被评选|获得?|荣获|被推选|被列为|被命名)[^,。;]{0,30})"
)
COURT = Rule(
    r"^[^,。;]{0,6}(?:法院|检察院|检察机关)(?!院长)[^,。;]{0,8}(?:受理|审结|办结|结案|执结|判决|审理|立案|起诉|批捕|批准|调解|开展|办理)"
)
# These concern only what the codebook counts of others: of all bodies, of governments.
ONE_OFFICE, OF_COURT, ONE_KIND = "one office", "a court's own", "one kind"
BARE = 4  # characters that a clause that is but a period may hold beside it
RULES = frozenset(
    {PART_OF_YEAR, AVERAGE, ADJUSTED, INTO, CHOSEN, KIND, BY_KIND, GROUP, CONCERNING, DEFENDANT}
    | {OFFICE, COURT}
)


class Limit(NamedTuple):
    """Why a figure does not stand for the whole.

    ``group`` is whom or what it is restricted to: an indicator of that group itself is free of it.
    """

    why: str
    words: str
    group: str = ""


def limits_of(mention: Mention, context: Context) -> tuple[Limit, ...]:
    """Return what restricts a figure, told by its own clause and the clause it leans on."""
    may = context.rules
    if may.isdisjoint(RULES) and "被" not in context.earlier:
        return ()
    own = context.shared + context.left
    found: list[tuple[str, re.Match[str] | None]] = []
    if PART_OF_YEAR in may:
        found.append(("part of the year", _part_of_year(context)))
    if AVERAGE in may and mention.unit != "%":
        found.append(("average", AVERAGE.search(own)))
    if ADJUSTED in may or INTO in may:
        found.append(("adjusted", ADJUSTED.match(context.left) or INTO.match(_rest(context))))
    if CHOSEN in may and mention.unit != "%":
        found.append(("those chosen", CHOSEN.match(context.tail)))
    if KIND in may or BY_KIND in may:
        found.append((ONE_KIND, KIND.search(context.left) or BY_KIND.search(context.part)))
    if GROUP in may or CONCERNING in may:
        found.append(("one group", GROUP.search(own) or CONCERNING.search(own)))
    if "被" in own or "被" in context.earlier:
        found.append(("one defendant", DEFENDANT.search(own) or _defendant_before(context)))
    if OFFICE in may or COURT in may:
        found += [(OF_COURT, COURT.match(own)), (ONE_OFFICE, _office(context))]
    return tuple(Limit(why, m[0], m.groupdict().get("who", "")) for why, m in found if m)


def _defendant_before(context: Context) -> re.Match[str] | None:
    said = NEW_TOPIC.search(context.sentence) or context.earlier.endswith("\n")
    return None if said else DEFENDANT.match(context.earlier)


def _office(context: Context) -> re.Match[str] | None:
    """Return the office or field that the sentence speaks of: 生态环境领域…,检查企业226家."""
    own = context.shared + context.left
    found = OFFICE.match(own)
    if found or not context.clauses or has_subject(own):
        return found
    if WHOLE_COUNTY.search(context.part):
        return None
    return OFFICE.match(context.clauses[-1])


def _rest(context: Context) -> str:
    return context.right + context.rest


def _part_of_year(context: Context) -> re.Match[str] | None:
    """Return a part of the year that the own clause names, or one before that speaks for it.

    A clause before speaks for the figure where it is but a period (1至6月,受理66件) or holds a
    figure itself, as long as no 全年 stands between.
    """
    words = context.shared + context.left
    for clause in (words, *context.clauses):
        whole = [m.end() for m in WHOLE_YEAR.finditer(clause)]
        found = PART_OF_YEAR.search(clause, whole[-1] if whole else 0)
        if found and (clause is words or _speaks_on(clause, found)):
            return found
        if whole:
            break
    before = context.clauses[0] if context.clauses else ""
    period = None if YEAR.search(words) else PART_OF_YEAR.search(before)  # 11月,全县共发生2起
    return period if period and len(before) - len(period[0]) <= BARE else None


def _speaks_on(clause: str, period: re.Match[str]) -> bool:
    return len(clause) - len(period[0]) <= BARE or any(c.isdigit() for c in clause[period.end() :])
