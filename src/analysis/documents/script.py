"""Texts in traditional characters, read as if they were simplified, one character for one."""

from __future__ import annotations

from functools import cache

from analysis.documents.normalise import SIMPLIFIED, TRADITIONAL, is_traditional

SAMPLE = 4000  # characters that tell the script


def simplified(text: str) -> str:
    """Return a text in simplified characters, of the same length.

    >>> simplified("雪嶺縣人民政府關於2023年法治政府建設情況的報告")
    '雪岭县人民政府关于2023年法治政府建设情况的报告'
    """
    return text.translate(_table()) if is_traditional(text[:SAMPLE]) or short(text) else text


def short(text: str) -> bool:
    """Tell a line such as a title that is traditional though it is too short to be sure."""
    return len(text) < 100 and sum(c in _signs() for c in text) >= 2


@cache
def _table() -> dict[int, int]:
    return dict(zip(map(ord, TRADITIONAL), map(ord, SIMPLIFIED), strict=True))


@cache
def _signs() -> frozenset[str]:
    """Characters that are traditional only; some of the table are used in simplified texts too."""
    return frozenset(TRADITIONAL) - frozenset(SIMPLIFIED) - frozenset("於徵乾後製嶽鍾")
