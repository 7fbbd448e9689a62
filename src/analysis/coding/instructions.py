"""What the workbook says to coders, in Chinese and English."""

from __future__ import annotations

from analysis.records import Scope

OTHER, NONE = "other", "not_a_quantity"
COLUMNS = ("id", "county", "year", "file", "section", "sentence", "code", "value", "scope", "note")
HEADS = (
    "编号 id",
    "县区 county",
    "年份 year",
    "文件 file",
    "章节 section",
    "句子 sentence",
    "指标代码 code",
    "数值 value",
    "口径 scope",
    "备注 note",
)
WIDTHS = (7, 12, 7, 22, 24, 78, 28, 14, 14, 24)
FREE = 4  # the last columns are the coder's
INSTRUCTIONS, CODEBOOK, CODER = "说明 Instructions", "编码手册 Codebook", "编码员 Coder"
SAMPLE_MARK = "样本 Sample"

SPECIAL = (
    (OTHER, "是数量,但不属于任何指标", "a quantity, but of no indicator"),
    (
        NONE,
        "不是数量(日期、序号、文号、口号等)",
        "no quantity (date, ordinal, number of a paper, …)",
    ),
)
SCOPES = (
    (Scope.COUNTY_YEAR, "本县(市、区)当年", "the county, in the year reported on"),
    (Scope.CUMULATIVE, "累计(历年合计)", "a running total over years"),
    (Scope.PRIOR_YEAR, "上年或更早", "the year before, or earlier"),
    (Scope.CHANGE, "同比增减", "a change on another year"),
    (Scope.TARGET, "目标、计划、要求", "a target, plan or requirement"),
    (Scope.OTHER_LEVEL, "其他层级或单位(市、省、某乡镇、某部门)", "another level or body"),
)

TEXT: tuple[tuple[str, str], ...] = (
    (
        "请独立编码:编码完成前不要与另一位编码员讨论,也不要查看程序的结果。",
        "Code alone: do not talk to the other coder and do not look at the program's results until "
        "both are done.",
    ),
    (
        "每位编码员使用自己的一份副本,只填自己的工作表。每行一个数字,即句子里【】中的那个数字。",
        "Each coder works in a copy of this file and fills one sheet. Each row is one number: the "
        "one in 【】.",
    ),
    (
        "指标代码:从列表中选择(见“编码手册”)。是数量但不属于任何指标的填 other;"
        "不是数量的填 not_a_quantity。每行都要填。",
        "code: choose from the list (sheet Codebook); other for a quantity of no indicator, "
        "not_a_quantity for a date, ordinal and the like. Every row needs one.",
    ),
    (
        "数值:【】中数字的值,万、亿换算成个位,金额以元计,比率以百分数计(98.7% 填 98.7),"
        "下降填负数。只填属于指标的行;原文没有数值(如“多次”)则留空。",
        "value: of the number in 【】; 万 and 亿 multiplied out, amounts in 元, rates in per cent "
        "(98.7% is 98.7), a decline negative. Only for rows with an indicator; empty where the "
        "words give no value (多次).",
    ),
    (
        "口径:这个数字说的是谁、哪一年。只填属于指标的行。",
        "scope: whose figure it is and of which time. Only for rows with an indicator.",
    ),
    (
        "备注可不填。不要改动、删除或只对某几列排序前六列;文件名可以改。",
        "note may stay empty. Do not change, delete or sort apart the first six columns; the file "
        "may be renamed.",
    ),
    (
        "填好后由研究者运行 fazhi check score;程序的答案在 .key.json 文件里,不要交给编码员。",
        "The researcher then runs fazhi check score. The program's answers are in the .key.json "
        "file, which coders must not have.",
    ),
)


def coder_sheet(number: int) -> str:
    """Return the name of a coder's sheet.

    >>> coder_sheet(2)
    '编码员 Coder 2'
    """
    return f"{CODER} {number}"
