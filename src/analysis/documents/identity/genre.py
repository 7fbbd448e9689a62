"""Words that identify the genre: subjects and kinds of document."""

from __future__ import annotations

import re

from analysis.text.fold import squeeze

SUBJECT = re.compile(r"法治政府|依法行政|法治建设|法治\S{1,6}建设|建设法治|法治工作|法制工作")
KIND = re.compile(r"报告|总结|年报|情况|汇报")


def about_report(title: str) -> bool:
    """Tell whether a title speaks of rule-of-law government.

    >>> about_report("潢川县2023年法治政府建设报告"), about_report("潢川县人民政府")
    (True, False)
    """
    return bool(SUBJECT.search(squeeze(title)))
