"""How many counties move faster or slower, in one sentence, the same on every page."""

from __future__ import annotations

import pandas as pd

NAMED = (
    ("faster", "进展较快的 {} 个", "faster {}"),
    ("slower", "较慢的 {} 个", "slower {}"),
    ("as the others", "分不出快慢的 {} 个", "indistinguishable {}"),
    ("too little", "可比数字太少、不作判断的 {} 个", "with too few like figures {}"),
)


def calls_sentence(progress: pd.DataFrame, lang: str) -> str:
    """Return how many counties have each call; none that no county has.

    Args:
        progress: table PROGRESS.
        lang: ``zh`` or ``en``.
    """
    rows = progress[(progress["dimension"] == "L") & progress["change"].notna()]
    calls = rows["call"].value_counts()
    counts = [(zh, en, int(calls.get(call, 0))) for call, zh, en in NAMED]
    zh = "，".join(zh.format(n) for zh, _, n in counts if n)
    en = ", ".join(en.format(n) for _, en, n in counts if n)
    if not zh:
        zh, en = "没有两年以上的县区，不谈进展。", "No county has two years to compare."
    else:
        zh, en = (
            f"与同省其他县区相比，{zh}。",
            f"Compared with other counties of their province: {en}.",
        )
    return zh if lang == "zh" else en
