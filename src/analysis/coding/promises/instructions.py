"""What the workbook of promises says to coders, in Chinese and English."""

from __future__ import annotations

from analysis.coding.promises.sample import NO_PROMISE
from analysis.texts.followed.follow_up import Fate

COLUMNS = (
    ("编号 id", 7),
    ("县区 county", 12),
    ("年份 year", 7),
    ("文件 file", 24),
    ("章节 section", 22),
    ("计划分句 clause of the plan", 60),
    ("下一年报告 next report", 24),
    ("结果 state", 22),
    ("原文 words found", 50),
    ("备注 note", 24),
)
QUOTE, STATE = 5, 7  # columns of the clause and of the coder's answer

STATES = (
    (NO_PROMISE, "不是可核的承诺", "no report could show it kept or not"),
    (
        Fate.KEPT,
        "做到,有结果或数字",
        "done: a result is told, or the promised number is reached",
    ),
    (Fate.PARTLY, "部分做到或正在做", "done in part, or under way"),
    (Fate.MENTIONED, "提到,但没有结果", "spoken of without a result"),
    (Fate.REPEATED, "只在下一年计划里重复", "only repeated in the next plan"),
    (Fate.SILENT, "没有提到", "not mentioned"),
    (Fate.CONTRADICTED, "没有做到或相反", "said not to be done, or the contrary is told"),
)

TEXT = (
    (
        "请独立编码:完成前不要与另一位编码员讨论,也不要查看程序的结果。",
        "Code alone: do not talk to the other coder and do not look at the program's results.",
    ),
    (
        "每行是一份报告计划部分的一个分句。请打开“下一年报告”一列所写的文件,通读后从列表中选择结果。",
        "Each row is a clause of a report's plan. Open the file named under next report, read it, "
        "and choose the state from the list.",
    ),
    (
        "有数字的承诺看数字:达到为做到,未达到为部分做到,超过限额为相反。没有数字的承诺看有无结果。",
        "A promise with a number is judged by its number: reached is done, less is in part, a "
        "limit exceeded is the contrary. One without a number is judged by whether a result is "
        "told.",
    ),
    (
        "把所依据的原文抄在“原文”一列;备注可不填。不要改动前七列。",
        "Copy the words that decide into words found; note may stay empty. Do not change the "
        "first seven columns.",
    ),
)
