"""The noun that a figure counts, after it (215项履职事项) or before it (监测点28家)."""

from __future__ import annotations

import re

from analysis.extraction.indicators.frames.predicates import verbs_in
from analysis.extraction.quantities import Context, Mention
from analysis.extraction.quantities.units import first_characters_apart

NOUNS = (
    "履职事项|检查事项|备案事项|许可事项|服务事项|证明事项|权力事项|执法事项|处罚事项|审批事项|职权事项|职权|窗口办理事项|便民事项|民生实事|事项"
    "|监测点|联系点|观测点|服务点|示范点|监督点|调解室|工作室|司法所|工作站|服务站"
    "|法律顾问|法律明白人|调解员|监督员|特邀监督员|网格员|联络员|志愿者|专家|律师"
    "|责任清单|权责清单|履职清单|清单|制度|机制|措施|举措|流程|指南|环节|材料|证照|设备|终端|系统|平台|窗口"
    "|应用|场景|督察组|督查组|检查组|工作组|督察小组|督查小组|检查小组|工作小组|领导小组|专班|分局|申请|奖项|荣誉|经验|案例|课题|点位|场所|网点|阵地|专区|专窗|驿站|专项行动|行业|领域|方面|部门(?<![多跨各]部门)|单位|企业|市场主体|经营主体|村\\(社区\\)|村\\(居\\)|行政村|村|社区|乡镇|镇街|街道|学校"
    "|积案|风险点|风险|案件|案卷|合同协议|合同|协议|规范性文件草案|规范性文件|政府文件|文件|草案|决策|方案|批复|纪要|议题|涉法事务|事务|办件|意见|建议|提案|隐患|问题|线索|诉求|资料|手册"
)
NOUN = re.compile(first_characters_apart(NOUNS.split("|")))
NOUN_END = re.compile(rf"(?:{NOUN.pattern})$")
TAIL_WORDS = (
    "“|”|共|共计|合计|累计|等|各类|总数|数量|设置|设立|开设|达|达到|约|分别|各|为|有|已|至|到|超|近"
    "|审查|审核|合法性审查|合法性审核"
)
TAIL = re.compile(f"(?:{TAIL_WORDS})+$")
TAIL_ENDS = frozenset(word[-1] for word in TAIL_WORDS.split("|"))
JOINED = re.compile(r"[、和与]|以及|及")
AFTER = re.compile(rf"(?:[\u4e00-\u9fff“”]{{0,4}}?)(?P<noun>{NOUN.pattern})")
# A clause has one of these between its subject and its last noun: 86项事项免提交证照
PREDICATE = re.compile(r"覆盖|[免凭被已均]|实现|提供|成为|达到|配[备有]|设[立有]|进驻|签订|聘用")
PHRASE = re.compile(r"[\u4e00-\u9fff]{2,12}(?=[,。;、:()\n]|$)")
PLACES = frozenset("点站室所员")  # names of posts are one word with whose they are
TIMES = frozenset("次场期轮") | {"场次", "批次", "班次", "人次", "%", "元"}


def counted_nouns(mention: Mention, context: Context) -> frozenset[str]:
    """Return the nouns that share the number: 文件、合同210件 counts both; empty where unknown.

    A noun right after the measure word goes first; times, persons' turns and rates count none.
    """
    if mention.unit in TIMES or mention.claim:
        return frozenset()
    found: list[str] = []
    for item in JOINED.split(context.right) if context.right else ():
        after = AFTER.match(item)
        if after:
            noun, end = _head(item, after)
            found.append(noun)
        if not after or end < len(item):
            break
    if found:
        return frozenset(found)
    left = context.left
    if left.endswith("等") and len(context.right) > 1:
        return frozenset()  # 开办企业等26个标准“一件事”: examples of what follows
    before = TAIL.sub("", left) if left[-1:] in TAIL_ENDS else left
    if not NOUN_END.search(before):
        return frozenset()
    for item in reversed(JOINED.split(before)):
        last = NOUN_END.search(item)
        if not last:
            break
        found.append(last[0])
    return frozenset(found)


def noun_phrase(context: Context) -> str:
    """Return the noun phrase right after the number; "" where a clause or none follows.

    Its head is its end: 10个企业联系点 are points and no enterprises. Words that do not end with a
    known noun are a clause: 9个部门法律顾问全部选聘到位.
    """
    found = PHRASE.match(context.tail)
    if not found or not NOUN_END.search(found[0]):
        return ""
    return "" if verbs_in(found[0]) or PREDICATE.search(found[0]) else found[0]


def _head(words: str, first: re.Match[str]) -> tuple[str, int]:
    """Return the last of the known nouns that follow one another without a gap, and its end.

    Before a verb the first is counted: 29个单位权责清单调整 are units, but 10个企业联系点 points.
    """
    noun, end = first["noun"], first.end()
    while following := NOUN.match(words, end):
        if following.end() < len(words) and following[0][-1] not in PLACES:
            break
        noun, end = following[0], following.end()
    return noun, end
