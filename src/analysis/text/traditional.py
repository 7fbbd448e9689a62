"""Convert traditional to simplified characters, one for one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "traditional.tsv"
_ONLY_TRADITIONAL = re.compile(
    "[個條張類餘萬億場縣區鄉鎮機關議審國會與為這來時對發學經進說現實業務開長問題點當體總應將從動門後]"
)
SHARED = "於徵乾後製嶽鍾著瞭邨"  # in simplified names and texts too
SAMPLE = 4000  # characters that tell the script


def simplified(text: str) -> str:
    """Return a text in simplified characters, of the same length.

    >>> simplified("雪嶺縣人民政府關於2023年法治政府建設情況的報告")
    '雪岭县人民政府关于2023年法治政府建设情况的报告'
    """
    return to_simplified(text) if is_traditional(text[:SAMPLE]) or short(text) else text


def short(text: str) -> bool:
    """Tell a line such as a title that is traditional though it is too short to be sure."""
    if len(text) >= 100 or _signs().isdisjoint(text):
        return False
    return sum(c in _signs() for c in text) >= 2


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in traditional characters and not only sprinkled with them.

    >>> is_traditional("一個縣的條例"), is_traditional("全县受理案件87件,渻略")
    (True, False)
    """
    count = len(_ONLY_TRADITIONAL.findall(text))
    return count >= 3 and count * 50 > len(text)


def to_simplified(text: str) -> str:
    """Replace each traditional character by its simplified one, one for one."""
    return text.translate(_table())


@cache
def characters() -> dict[str, str]:
    """Return the simplified character of each traditional one.

    >>> characters()["稅"], characters().get("县")
    ('税', None)
    """
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


@cache
def _table() -> dict[int, str]:
    return str.maketrans(characters())


@cache
def _signs() -> frozenset[str]:
    """Characters that are traditional only; some of the table are used in simplified texts too."""
    return frozenset(characters()) - frozenset(characters().values()) - frozenset(SHARED)
