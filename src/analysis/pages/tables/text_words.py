"""The words of two languages for what stage 7 finds: states, kinds, sources, reasons."""

from __future__ import annotations

from analysis.study import View

STATES: dict[str, tuple[str, str]] = {
    "kept_with_evidence": ("兑现，有依据", "kept, with evidence"),
    "reported_partly": ("报告了一部分", "reported in part"),
    "mentioned": ("提到，无结果", "mentioned without result"),
    "repeated_as_plan": ("再次列入计划", "planned again"),
    "not_mentioned": ("没有提到", "not mentioned"),
    "contradicted": ("没有做到", "contradicted"),
    "closed_with_evidence": ("解决，有依据", "closed, with evidence"),
    "worked_on": ("有所整改", "worked on"),
    "repeated_verbatim": ("原文重复", "repeated verbatim"),
    "repeated_in_other_words": ("换词重复", "repeated in other words"),
    "vanished": ("不再提及", "vanished"),
}
PROGRESS: dict[str, tuple[str, str]] = {
    "full": ("完全", "full"),
    "significant": ("显著", "significant"),
    "some": ("一些", "some"),
    "limited": ("有限", "limited"),
    "none": ("没有", "none"),
}
RULES: dict[str, tuple[str, str]] = {
    "number": ("数字", "number"),
    "coverage": ("全覆盖", "coverage"),
    "deadline": ("期限", "deadline"),
    "result": ("成果", "result"),
    "event": ("活动", "event"),
}
COVERED: dict[str, tuple[str, str]] = {
    "plan": ("下一年计划", "a plan"),
    "problems": ("存在问题", "problems"),
    "next report": ("下一年报告，可以追踪", "a report of the next year"),
}
KINDS: dict[str, tuple[str, str]] = {
    "copied figures": ("数字相同", "copied figures"),
    "template": ("套用句式", "template"),
    "same words": ("文字相同", "same words"),
}
SOURCES: dict[str, tuple[str, str]] = {
    "own": ("本县往年", "own earlier report"),
    "other": ("其他县区", "another county"),
    "upper": ("上级文件", "text of another level"),
}
DIRECTIONS: dict[str, tuple[str, str]] = {
    "taken": ("对方在先", "the other came first"),
    "given": ("本县在先", "this county came first"),
    "unknown": ("先后不明", "order not known"),
}
PARTS: dict[str, tuple[str, str]] = {
    "any": ("已有来源的合计", "with any earlier source"),
    "own": ("本县往年报告", "own earlier reports"),
    "other": ("其他县区报告", "other counties' reports"),
    "taken": ("其中对方在先", "of these, earlier ones"),
    "upper": ("上级文件", "texts of other levels"),
    "formula": ("多数县区共用的套语", "formulas of many counties"),
    "figures": ("数字也相同", "figures the same too"),
}
FORM_STATES: dict[str, tuple[str, str]] = {
    "met": ("符合", "met"),
    "not met": ("不符合", "not met"),
    "cannot be told": ("无法判断", "cannot be told"),
}
REASONS = {
    "no report of the next year": "没有下一年报告",
    "only in the next plan": "只见于下一年计划",
    "no passage holds half of its object": "没有说到其对象的语句",
    "; the nearest passage is shown": "，所列为最接近的语句",
    "; no word of it stands there": "，全文没有相关词语",
    "said not to be done": "写明没有做到",
    "in part, but": "部分做到，但",
    "under way": "正在进行",
    "said to be complete": "写明完成",
    "reported as a result": "写明成果",
    "reported with a number": "附有数字",
    "reported without the promised number": "没有写承诺的数字",
    "no number answers the promised one": "没有对应的数字",
    "spoken of without a result": "没有写结果",
    "no word of": "没有提到",
    "said of all": "写明全部",
    "it took place": "写明举办",
    "rose instead of falling": "不降反升",
    "limit, ": "上限，",
    "counted": "按所列计",
    "verdict of a reader": "读者判定",
    "the same sentence again": "同一句话",
    "words shared": "共有词语",
    "neither repeated nor worked on": "没有重复，也没有整改",
    "shown by": "依据",
    "worked on, with a number": "有整改，附数字",
    "worked on, without a number": "有整改，无数字",
    "both leaders described jointly": "两位主要负责人合并叙述",
    "not described": "没有叙述",
    "no cause is given": "没有写原因",
    "no part admits a problem": "没有写问题",
    "no part plans the next year": "没有写下一年安排",
    "no addressee": "没有报送对象",
    "the title lacks issuer or year": "标题缺主体或年度",
    "said to be an abstract": "写明是摘要",
    "optional": "可省",
    "no date": "没有日期",
    "characters": "字",
    "problems": "个问题",
    " for ": " ，承诺 ",
    ": ": "：",
}


def said(view: View, words: dict[str, tuple[str, str]], key: object) -> str:
    """Return a state or kind in the page's language; – where there is none."""
    if not isinstance(key, str):
        return "–"
    return words[key][0 if view.lang == "zh" else 1] if key in words else key


def reason(view: View, text: str) -> str:
    """Return a reason or note in the page's language.

    The tables hold English; what they quote of a report stays as it is.
    """
    if view.lang == "zh":
        for english, chinese in REASONS.items():
            text = text.replace(english, chinese)
    return text
