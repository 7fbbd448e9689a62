"""The name of a rate that is written out: 合格比例 and 合格的占 are the 合格率."""

from __future__ import annotations

import re

from analysis.extraction.quantities import Context
from analysis.text.rules import Rule

NAME = Rule(
    r"(?P<what>[\u4e00-\u9fff]{2})(?:的|者)?(?:所占)?(?:比例|占比|比重|占)"
    r"(?:[^,。;占]{0,6}的)?(?:[已均约为达到至是了升提高稳定在]|总[数量])*$"
)
# What was done with 98.6%的工单: the last of these in the clause after the number.
DONE = re.compile(
    r"办结|办毕|办理完[毕结]|整改|销号|入驻|进驻|合格|达标|持证|出庭|到庭|满意|办复|答复|网办|审结|履行|覆盖|好评"
)
OF = re.compile(r"(?:以上)?(?:的|已|均|都|被)")
SAME = {"办毕": "办结", "办理完毕": "办结", "办理完结": "办结", "达标": "合格", "到庭": "出庭"}


def rate_name(left: str, context: Context) -> str:
    """Return the usual name of the rate that words around a percentage describe, else "".

    Args:
        left: the words before the number.
        context: the surroundings of the number.
    """
    said = NAME.search(left) if NAME in context.rules else None
    if said:
        return _rate(said["what"])
    told = OF.match(context.right) or DONE.match(context.right)
    done = DONE.findall(context.right) if told else []
    return _rate(done[-1]) if done else ""


def _rate(word: str) -> str:
    return SAME.get(word, word) + "率"
