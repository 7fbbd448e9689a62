"""Who does it: the bodies that share a predicate, and what they do (study, deliberate, meet)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# Kinds of bodies, the longer names first: 政府党组理论学习中心组 is a study group, no party group.
KINDS = {
    "study_group": r"(?:理论学习)?中心组|(?<=[县市区旗]委)理论学习(?=会)",
    "committee": (
        r"(?:全面)?依法治[县市区旗州](?:委员会|工作领导小组|领导小组|委)(?:办公室|办)?|依法行政(?:工作)?领导小组"
        r"|依法治[县市区旗州]办(?:公室)?|法治(?:政府)?建设(?:工作)?领导小组"
        r"|(?:(?<=[、及和,])|^)(?:办公室(?:主任)?|(?:各|四个)?协调小组(?:联络员)?)(?=会议|全体|及|和|、)"
    ),
    "units": (
        r"(?:各级|各)(?:各?(?:部门|单位|乡镇|镇街|街镇|镇乡|街道|党委|党组|党组织|苏木镇?|镇))+(?:\(党组\)|\(党委\))?(?:领导班子)?"
        r"|(?<![县市区旗])党委\(党组\)(?:理论学习(?=中心组))?|[县市区旗]直(?:部门|单位|机关)(?=(?:组织|举办|开展|集[中体])[^,。;]*(?:学|讲))"
        r"|各级领导班子|(?:部门|镇街|乡镇|单位)(?=(?:组织|开展)?(?:会前|集[中体]|专题)?学法)|(?<![\u4e00-\u9fff]{2}[县市区旗])(?:乡镇|镇街|街镇|苏木镇?|部门|单位)(?:党委|党组)(?:\(党组\)|\(党委\))?"
        r"|各级领导干部|全[县市区旗]领导干部|(?:各|基层)?党支部"
        r"|全[县市区旗](?:上下|各地)?(?=(?:共计?|累计|先后)?(?:组织|开展|举办)[^,。;]{0,8}(?:学法|学习(?!培训|宣传|贯彻)|研学|研讨(?![会班])))"
    ),
    "adviser": r"法律顾问(?:团队?)?",
    "justice_bureau": r"司法局|司法行政(?:部门|机关)|法制办",
    "npc": r"人大(?:常委会|代表大会)|政协",
    "court": r"法院|检察院",
    "gov_exec": r"常务会议?|(?<=政府)常务(?=学法)",
    "standing": (
        r"(?<!人大)常委会(?:\(?扩大\)?)?(?:会议?(?!前))?|(?:[县市区旗]|党)委常委(?:\(?扩大\)?)?会议"
    ),
    "party_group": r"党组(?:书记)?(?:\(?扩大\)?(?=会))?(?:会议?)?",
    "executives": (
        r"[县市区旗]长办公会议?|政府全体会议"
        r"|四套班子(?:会议)?|党政联席会议?"
    ),
    "topic_meeting": r"法治(?:政府)?(?:建设)?(?:工作)?专题会议?|(?<![\u4e00-\u9fff])专题会议?",
    "leaders": (
        r"党政(?:主要)?(?:负责人|领导)|[县市区旗](?:委|政府)主要(?:负责人|领导|负责同志)"
        r"|领导班子|(?:党员)?领导干部|班子成员"
    ),
    "government": (
        r"[县市区旗]委、?[县市区旗]政府"
        r"|(?<![\u4e00-\u9fff])[县市区旗]政府(?=召开|组织|先后|主持)"
    ),
}
BODY = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in KINDS.items()))
# What follows the name of a body whose words are passed on: 学习县委常委会会议精神
JOINED = re.compile("[、和与及]")
PASSED_ON = re.compile(
    r"(?:会议?)?(?:精神|决定|决议|要求|部署(?!\d)|安排)"
    r"|(?:会议?)?(?:(?:19|20)\d\d年)?度?(?:重点)?(?:工作)?(?:要点|计划|规则|细则|方案|意见|清单|报告|办法)"
)
# 成立法治建设领导小组: what is founded does nothing yet
FOUNDED = re.compile(r"(?:成立|组建|设立|调整充实)[^,。;]{0,24}$")
COUNTED = re.compile(r"\d[余多]?[名位]$")  # 41名党政主要负责人 are counted, they do not act
ACTS = {
    "study": (
        r"学法(?!用法)|讲法(?!治)|学习研究(?=[^,。;\d]{0,6}(?:法[规律]|思想))|以案[释说]法|(?<!传达)学习(?!培训|宣传)|领学|研学|研读|会前学|[集专领]学|述学|研讨(?![会班])"
    ),
    "deliberate": r"听取|研究|审议|讨论|部署|汇报|(?<!第一)议题|议程|专题议|调度(?!会)",
    "attend": r"列席|旁听",
    "take_part": r"参加|出席|参与",
    "meet": r"召开|举行|开了|共开|会议$|会$",
    "other": (
        r"培训|轮训|讲座|宣讲|授课|法治课|督察|督查|检查|演练|讲堂|观摩|调研|接待|批示|宣传|报告会|辅导|测试|考试|竞赛"
    ),
}
ACT = re.compile("|".join(f"(?P<{act}>{words})" for act, words in ACTS.items()))
# 专题课程16场次: a course is what was held, whoever studies in it.
COURSE = re.compile(
    r"(?:课程|讲座|轮训|研修|(?:培训|专题|研讨|轮训|研修|主体)班次?|报告会|辅导课)[,、]?(?:共计?|达)?$"
)
# A clause that begins with the name of an office has a subject of its own.
OFFICE = re.compile(
    r"^(?:[、和及]|全年|今年|年内|先后)*(?:[\u4e00-\u9fff]{1,10}?"
    r"(?:局|办|中心|院|部门|组织部|宣传部|统战部|政法委|乡镇|镇街|街道|单位|大队|支队|党校|机关|村|社区)"
    r"|(?:部门|单位)?(?:主要领导|主要负责人|一把手|局长))"
    r"(?=[\u4e00-\u9fff])"
)


class Body(NamedTuple):
    """A body named in a text: its kind and where its name stands."""

    kind: str
    start: int
    end: int


@lru_cache(maxsize=1024)  # the clauses before are those of the figures before
def bodies_in(text: str) -> tuple[Body, ...]:
    """Return the bodies a text names, in order; of names that run into one another the last.

    >>> [b.kind for b in bodies_in("县委常委会会议、县政府党组理论学习中心组及县政府常务会议")]
    ['standing', 'study_group', 'gov_exec']
    >>> [b.kind for b in bodies_in("各级各部门理论学习中心组学习县委常委会会议精神")]
    ['units']
    """
    found: list[Body] = []
    for match in BODY.finditer(text):
        if PASSED_ON.match(text, match.end()) or (found and text[match.start() - 1] == "("):
            continue  # in brackets after a body it is the same meeting
        if COUNTED.search(text, max(0, match.start() - 4), match.start()):
            continue
        if FOUNDED.search(text, max(0, match.start() - 30), match.start()):
            continue
        kind, start = str(match.lastgroup), match.start()
        if found and found[-1].end == start:
            before = found.pop()
            kind, start = "units" if before.kind == "units" else kind, before.start
        found.append(Body(kind, start, match.end()))
    return tuple(found)


@lru_cache(maxsize=1024)
def acts_in(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return what is done in a text, in order: the act and where its word stands.

    >>> [act for act, _, _ in acts_in("县委理论学习中心组听取汇报")]
    ['deliberate', 'deliberate']
    """
    if COURSE.search(text):
        return (("other", len(text) - 1, len(text)),)
    found = [(str(m.lastgroup), m.start(), m.end()) for m in ACT.finditer(text)]
    names = bodies_in(text) if found else ()
    return tuple(f for f in found if not any(b.start < f[2] and f[1] < b.end for b in names))


def subjects_of(text: str, act: str) -> tuple[Body, ...]:
    """Return the bodies that do what a clause says: those before its verb, not its objects.

    >>> [b.kind for b in subjects_of("县委常委会会议听取县政府党组工作汇报", "deliberate")]
    ['standing']
    >>> [b.kind for b in subjects_of("法律顾问列席县政府常务会议", "attend")]
    ['adviser']
    """
    bodies = bodies_in(text)
    if not bodies:
        return ()
    done = [(start, end) for a, start, end in acts_in(text) if a == act]
    if act == "meet":
        held = tuple(b for b in bodies if done and b.start >= done[0][0])
        return held or bodies
    each = tuple(b for b in bodies if any(0 <= start - b.end <= 4 for start, _ in done))
    if len(each) > 1 and JOINED.search(
        text, each[0].end, each[-1].start
    ):  # 中心组集体学法、常务会议专题学法等24次: each has the verb beside it
        return each
    before = tuple(b for b in bodies if not done or b.end <= done[0][0])
    last = bodies[-1]
    closes = last.end == len(text) and act != "attend"
    return before or ((last,) if closes else ())


def has_subject(clause: str) -> bool:
    """Tell whether a clause names an office that its verb belongs to."""
    return OFFICE.match(clause) is not None
