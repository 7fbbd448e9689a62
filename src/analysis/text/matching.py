"""A normalised copy of a text for matching, with offsets into the original."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from analysis.records import Normalised
from analysis.text.fold import fold, has_unseen, seen, without
from analysis.text.traditional import is_traditional, to_simplified

_WORD = r"\u4e00-\u9fff"
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_TONE = re.compile(rf"\([a-zü]{{0,5}}[{_TONES}][a-zü]{{0,5}}\)")
_BREAK = r"(?:(?<=\n)|[ \t]*\r?\n)(?:[ \t]*\r?\n)?"
# One leading class, so that the search jumps from one candidate to the next; each branch looks
# back over the character that the class took.
_DROPPED = (
    r"[ \t\r\n(](?:"
    rf"(?<=[{_WORD},。、;:%〇“”《》()\d][ \t])[ \t]?(?=[{_WORD}〇“”《》])"
    rf"|(?<=[{_WORD}〇][ \t])[ \t]?(?=[\d(,。、;:%])"
    r"|(?<=\d[ \t])(?=[.\d%,])|(?<=\d[.,][ \t])(?=\d)"
    rf"|(?<=[,、\d%.][ \t\r\n]){_BREAK}(?=[^\s(\d一二三四五六七八九十]|\d+[^\d.、])"
    rf"|(?<=\S[ \t\r\n]){_BREAK}[ \t]*(?=[,。、;:%)》”])"
    r"|(?<=\r)(?=\n)"
)
_ANY = re.compile(_DROPPED + ")")
_ANY_PINYIN = re.compile(rf"{_DROPPED}|(?<=\()[a-zü{_TONES}]{{1,7}}\))")
DIGITS = re.compile(r"(\d+)(.?)", re.S)
BORDER = "|"  # between the cells of a row
_SENTENCE_END = "。;:!?.…”)|"
_NEW_PARAGRAPH = re.compile(
    r"[ \t]|[一二三四五六七八九十]{1,3}[、是]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、]\D"
)


def normalise(text: str) -> Normalised:
    r"""Return the matching copy: half-width, simplified, without spaces and wraps inside sentences.

    Characters are only replaced one for one or dropped, so that each of the copy has its place in
    the source.

    >>> normalise("共受理 ８７ 件,\n办结 85 件。").text
    '共受理87件,办结85件。'
    """
    if has_unseen(text):
        shown = seen(text)
        copy = normalise(shown.text)
        return Normalised(copy.text, tuple(shown.origin[at] for at in copy.origin))
    folded = fold(text)
    if is_traditional(folded):
        folded = to_simplified(folded)
    pattern = _ANY_PINYIN if _TONE.search(folded) else _ANY
    gone = [
        m.span()
        for m in pattern.finditer(folded)
        if not (_parts_numbers(folded, m) or _parts_rows(folded, m))
    ]
    wraps = _hard_wraps(folded)
    return without(folded, _merge(sorted(gone + wraps)) if wraps else gone)


@lru_cache(maxsize=1)
def flowing(text: str) -> str:
    r"""Return a text with a space for each character of a break inside a sentence.

    >>> flowing("全年受理行政复议申请八十七件并且\n" * 4 + "全部办结。\n三、不足")[-15:]
    '七件并且 全部办结。\n三、不足'
    """
    wraps = _hard_wraps(fold(text))
    if not wraps:
        return text
    letters = list(text)
    for start, end in wraps:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def _parts_rows(text: str, match: re.Match[str]) -> bool:
    """Tell a break before or after a row of a table from one inside a sentence."""
    start, end = match.span()
    if "\n" not in match[0] and text[end - 1 : end] != "\n":
        return False
    before = text.rfind(BORDER, text.rfind("\n", 0, start) + 1, start)
    after = text.find("\n", end)
    return before >= 0 or text.find(BORDER, end, after if after >= 0 else len(text)) >= 0


def _parts_numbers(text: str, match: re.Match[str]) -> bool:
    """Tell a space between two numbers (cells of a row) from one inside a number (202 3年)."""
    start, end = match.span()
    if not (text[start].isspace() and text[start - 1].isdigit() and text[end : end + 1].isdigit()):
        return False
    left, right = (
        re.search(r"(.?)(\d+)$", text[max(0, start - 12) : start]),
        DIGITS.match(text, end),
    )
    if left is None or right is None:
        return True
    joined = left[2] + right[1]
    if re.match(r"(?:19|20)\d\d", joined) and len(joined) == 4 and right[2] == "年":
        return False
    return left[1].isspace() or right[2].isspace() or right[2] in "|" or len(joined) > 8


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged = [spans[0]]
    for start, end in spans[1:]:
        if start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _hard_wraps(text: str) -> list[tuple[int, int]]:
    """Return the breaks inside sentences of a text that is wrapped at a fixed width."""
    lines = [(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\r\n]+", text)]
    open_ends = sorted(len(n) for _, _, n in lines if len(n) >= 15 and n[-1] not in _SENTENCE_END)
    if len(open_ends) < 3:
        return []
    width = open_ends[len(open_ends) // 2]
    near = sum(1 for size in open_ends if abs(size - width) <= 4)
    longest = max(len(n) for _, _, n in lines)
    if near * 3 < len(open_ends) * 2 or longest > width * 1.5:
        return []
    found: list[tuple[int, int]] = []
    for (_, end, line), (start, _, after) in pairwise(lines):
        full = len(line) >= width - 4 and line[-1] not in _SENTENCE_END
        if full and not _NEW_PARAGRAPH.match(after) and "|" not in line + after:
            found.append((end, start))
    return found
