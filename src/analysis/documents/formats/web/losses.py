"""Count the Chinese text in a page's source, to detect text lost by damage."""

from __future__ import annotations

import re

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
LEAST = 300  # signs; of fewer nothing can be told
LONG_COMMENT = 2_000  # characters; a comment as long as this has swallowed text
_ENDS = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))


def note_of_loss(source: str, kept: int) -> str:
    """Return a note where a third of the Chinese signs of a page is not in its lines, or "".

    Args:
        source: the page as it was decoded.
        kept: Chinese signs in the lines that were read of it.
    """
    held = chinese_signs(source)
    if held < LEAST or kept * 3 >= held * 2:
        return ""
    return f"{held - kept} of the {held} Chinese characters of the page are not in its text"


def chinese_signs(source: str) -> int:
    """Count the Chinese signs of a page outside of tags, scripts, styles and short comments.

    >>> chinese_signs("<p title='甲'>乙<!-- 丙 --><script>丁</script>戊")
    2
    """
    small, count, at = source.lower(), 0, 0
    last = {end: small.rfind(end) for end in (">", *(end for _, end in _ENDS))}
    while at < len(source):
        start = source.find("<", at)
        start = len(source) if start < 0 else start
        count += count_chinese(source[at:start])
        begin, end = next((e for e in _ENDS if small.startswith(e[0], start)), ("", ">"))
        # What has no end, by damage, is text: looking for one each time would take for ever.
        at = small.find(end, start + len(begin)) + len(end) if start < last[end] else start + 1
        if begin == "<!--" and at - start > LONG_COMMENT:
            count += count_chinese(source[start:at])
    return count


def count_chinese(text: str) -> int:
    """Count the Chinese signs of a text."""
    return sum(map(len, CHINESE.findall(text)))
