"""Consequences of failed audit checks, in words."""

from __future__ import annotations

import pandas as pd

# Checks whose failure changes how the goalpost score may be read; the others describe its making.
CONSEQUENCES = {
    "missing": (
        "标杆得分所据的单元格太少，只作核对，比较用综合水平及其区间",
        "the goalpost score rests on too few figures: a cross-check only; compare levels instead",
    ),
    "mechanism": (
        "缺得多的县区得分不同，不能按得分排先后",
        "counties with more gaps score differently: do not rank counties by this score",
    ),
    "unit_coverage": (
        "多数县区数据不足三分之二，得分不作逐县比较",
        "most counties lack a third of the data: do not compare single counties by this score",
    ),
    "between": (
        "有的维度此消彼长，总分掩盖差别，须分维度看",
        "some dimensions run against each other: read them one by one, not the total",
    ),
    "alternative": (
        "换一种合理算法排名就变，名次不可引用",
        "another reasonable method gives other ranks: do not quote ranks",
    ),
    "holds_nominal": (
        "名次区间未能覆盖名义名次，名次不可引用",
        "the intervals do not cover the nominal ranks: do not quote ranks",
    ),
    "width": (
        "名次区间太宽，多数县区分不出先后",
        "intervals of ranks are too wide to order most counties",
    ),
    "length": (
        "得分随篇幅变化，须与报告篇幅并列解读",
        "the score rises or falls with the length of reports: read it beside the length",
    ),
    "reporting": (
        "得分随报告详略变化，须与报告强度并列解读",
        "the score rises or falls with how much is reported: read it beside R",
    ),
    "external": (
        "得分与外部指标相反，其效度存疑",
        "the score runs against outside measures: its validity is in doubt",
    ),
}


def consequences(audit: pd.DataFrame) -> pd.DataFrame:
    """Return what follows from checks that fail, one row a check: ``check``, ``fails``, zh, en.

    Args:
        audit: table INDEX_AUDIT.
    """
    failed = audit.loc[audit["verdict"] == "fail", "check"].value_counts()
    rows = [
        (check, int(failed[check]), zh, en)
        for check, (zh, en) in CONSEQUENCES.items()
        if check in failed.index
    ]
    return pd.DataFrame(rows, columns=["check", "fails", "zh", "en"])
