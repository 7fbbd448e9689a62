"""Which words name a figure: its own, those of a figure before it, or each of several names."""

from __future__ import annotations

import re

from analysis.extraction.indicators.frames.nearness import SHARE_OF, content_words
from analysis.extraction.indicators.frames.nouns import NOUN_END
from analysis.extraction.indicators.frames.predicates import verbs_in
from analysis.extraction.quantities import BLANK, Context, Mention
from analysis.text.rules import Rule

EACH = Rule(
    r"(?P<items>[^各]*[、和与][^各]*?)(?:分别)?各(?![级类项种部单乡镇街界地族方党])(?P<end>[^、]*)"
)
DONE = re.compile(r"(?:听取|研究|审议|学习|学法|开展|召开|组织|举办).*")
TOTAL = Rule(r"[,、]?(?:共计|合计|总计|总共|一共|共)(?:评查|办理|办结|受理|审查)?(?:达|为)?")
AFTER_TITLE = Rule(r"》\((?:共计?|合计|含|包括)?$")  # 《许可事项清单》(共215项)
FIGURES = re.compile(r"\d[\d.,]*[\u4e00-\u9fff]?")
RISEN = Rule(
    r"^(?:上升|增加|提高|下降|压缩|精简|减少|降低|增长|提升|压减|升|降|扩大|缩短)?(?:到|至|为)$"
)
LONGEST = 120  # characters before a number that can name it
RATE_NAME = re.compile(r"(?:按期|按时|群众|综合)?[\u4e00-\u9fff]{2}[率度]$")
AND = r"(?:[、和]|以及|及(?!格))"  # 参考率、及格率 are two
# 目录化管理、文件审查率、出庭率均达100%: the first item has no rate
NO_RATE = re.compile(r"^[^,]*(?:管理|公[示开]|制度|机制|改革|建设)、")
RATES = Rule(
    rf"(?P<head>.*?)(?P<items>[^、和,]*(?:率|度|比例)(?:{AND}[^、和,]*(?:率|度|比例))+)(?P<end>.{{0,5}})$"
)


def heads(mention: Mention, context: Context, previous_left: str) -> list[str]:
    """Return the words that name the figure; several where one number serves several names.

    A figure without words of its own takes those of the figure before it; A率、B率均为x gives both.
    """
    left, may = context.left[-LONGEST:], context.rules
    several = EACH.fullmatch(left + ("各" if mention.each else "")) if EACH in may else None
    if several:
        *others, last = re.split(r"[、和与]", several["items"])
        done = DONE.search(last)
        end = (done[0] if done else "") + several["end"]
        return [*(item + end for item in others), last + several["end"]]
    titled = AFTER_TITLE.search(left) if AFTER_TITLE in may else None
    if titled and context.titles:
        return [context.titles.rpartition("|")[2]]
    own_noun = len(content_words(context.right)) >= 4  # 10类共计7332项行政权力事项
    total = TOTAL in may and TOTAL.fullmatch(left) and not own_noun
    if total and (context.shared or context.clauses):
        said = context.shared or context.clauses[0]
        counted = context.titles if BLANK in said else ""  # 制定《…清单》,共计132部
        return [FIGURES.sub("", said) + counted]
    if mention.unit == "%" and len(content_words(left)) < 2 and SHARE_OF.search(context.shared):
        return [FIGURES.sub("", context.shared) + "占比"]
    if len(content_words(left)) < 2 and not mention.claim:
        if previous_left and context.shared:
            return [previous_left]
        bare = len(content_words(context.right)) < 2
        if bare and context.clauses:
            return [FIGURES.sub("", context.clauses[0]) + left]
    if previous_left and RISEN in may and RISEN.match(left):
        return [previous_left]
    rates = RATES.match(left) if mention.unit == "%" and RATES in may else None
    if rates:
        first, *others = re.split(AND, rates["items"])
        head = NO_RATE.sub("", rates["head"])
        topic = head + RATE_NAME.sub("", first)
        return [head + first, *(topic + item for item in others)]
    return [left]


def name_words(context: Context, previous_words: str) -> str:
    """Return the words that the next figures can take over from one: its own or those it took.

    分别为 has no name in it: of 作出批示,分别为13次、17次 the clause before is taken over.
    """
    if context.left.startswith("分别") and not content_words(context.left) and context.clauses:
        return FIGURES.sub("", context.clauses[0])
    return context.left if context.left.strip("、,和及 ") else previous_words


def dealt_out(context: Context) -> str | None:
    """Return the item of A、B和C分别为x、y和z that belongs to this number."""
    sentence = context.sentence
    at = sentence.rfind("分别")
    if at < 0 or re.search(r"[,。;]", sentence[at:]):
        return None
    head = re.split(r"[,。;:]", sentence[:at])[-1]
    items = [i for i in re.split(r"[、和与]|以及|及", head) if i]
    place = len(re.findall(r"[、和]", sentence[at:]))
    if len(items) < 2 or place >= len(items):
        return None
    last = items[-1]
    short = len(items[place]) <= 4 and place < len(items) - 1
    shared = last[len(items[place]) :] if short else ""
    if verbs_in(shared):  # 基本履职、配合履职、上级部门收回事项: the others share but the noun
        noun = NOUN_END.search(last)
        shared = noun[0] if noun else ""
    before = re.sub(r"[\u4e00-\u9fff]{2}$", "", items[0]) if place else ""
    done = re.split(r"\d", sentence[at + 2 :], maxsplit=1)[0]  # 分别作出批示6次、8次
    return (before[:8] if len(items[0]) > 6 else "") + items[place] + shared + done
