"""The audit of an index in one sentence, to stand beside every headline that it touches."""

from __future__ import annotations

import pandas as pd

from analysis.index.audit.consequences import consequences

TOLD = 3  # consequences in the sentence; the index page has all


def audit_sentence(audit: pd.DataFrame, lang: str) -> str:
    """Return how many checks fail, how much is missing, whether long reports score higher.

    And what follows from the checks that fail.

    Args:
        audit: table INDEX_AUDIT.
        lang: ``zh`` or ``en``.
    """
    zh, en = _no_audit() if audit.empty else _audited(audit)
    return zh if lang == "zh" else en


def _no_audit() -> tuple[str, str]:
    return "数据太少，指数没有经过审计。", "There is too little to audit the index."


def _audited(audit: pd.DataFrame) -> tuple[str, str]:
    open_ = audit[~audit["by_construction"]]  # those that could have come out otherwise
    fails, flags = (int((open_["verdict"] == verdict).sum()) for verdict in ("fail", "flag"))
    year = int(audit["year"].iloc[0])
    whole = audit[audit["subject"] == "index"].set_index("check")["value"]
    gaps, length = (float(whole.get(check, float("nan"))) for check in ("missing", "length"))
    zh = (
        f"标杆得分（用来核对水平）的审计（{year} 年）：{len(open_)} 项检验中 {fails} 项不合格，"
        f"{flags} 项需关注"
    )
    en = (
        f"Audit of the goalpost score, a cross-check of the level ({year}): of {len(open_)} checks "
        f"{fails} fail and {flags} are flagged"
    )
    if gaps == gaps:
        zh, en = f"{zh}；{gaps:.0%} 的单元格没有数字", f"{en}; {gaps:.0%} of the cells are empty"
    if length == length:
        zh = f"{zh}；得分与报告篇幅的相关系数（绝对值）为 {length:.2f}"
        en = f"{en}; the score goes with the length of the report at |r| = {length:.2f}"
    follows = consequences(audit)[:TOLD]
    if len(follows):
        zh, en = f"{zh}。因此：{'；'.join(follows['zh'])}", f"{en}. So {'; '.join(follows['en'])}"
    return f"{zh}。", f"{en}."
