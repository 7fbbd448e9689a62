"""Fold characters one for one: half-width, common forms, no invisible ones."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from unicodedata import normalize

from analysis.records import Normalised
from analysis.text.traditional import to_simplified

CJK = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’]"
# Radicals of the supplement that have no compatibility form, and the signs they are equivalent to
# (EquivalentUnifiedIdeograph of the Unicode Character Database).
_RADICALS = (
    "⺁⺄⺅⺆⺇⺉⺊⺋⺌⺍⺎⺒⺓⺔⺕⺖⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺲⺶⺷⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅"
    "⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲"
)
_EQUIVALENT = (
    "厂乙亻冂几刂卜㔾小小兀巳幺彑彐忄扌攵旡日月歺民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罒羊羊耂肀聿肉臼艹艹艹虎衤覀西见"
    "角角讠贝足车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀"
)
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\v\f\x1c-\x1e\x85\u2028\u2029"
_LIKE = {"○": "〇", "◯": "〇", "−": "-", "‐": "-", "‑": "-", "٪": "%"}
_LIKE |= {"⼮": "川", "⾭": "青"}  # the fonts of simplified texts draw these and not 巛 and 靑
_LIKE |= dict.fromkeys("・‧･", "·")
# Full-width, vertical and small forms, Kangxi radicals, compatibility ideographs, plain digits.
_FORMS = (
    "\uff01-\uff5e\ufe10-\ufe19\ufe30-\ufe4f\ufe50-\ufe6b\u2f00-\u2fdf\uf900-\ufaff"
    "\U0002f800-\U0002fa1f\U0001d7ce-\U0001d7ff"
)
_FOLDED = re.compile(f"[{_FORMS}{_SPACES}{_LINE_ENDS}{''.join(_LIKE)}{_RADICALS}⺟⻳]")
_OFTEN = tuple(zip("，：；（）％", ",:;()%", strict=True))
# Marks of direction, joiners, variation selectors, soft hyphens: they draw nothing themselves.
_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
# A raised digit after a figure points to a note; after a letter it is part of a unit (m²).
_RAISED = r"(?<![A-Za-z⁰¹²³⁴-⁹])[⁰¹²³⁴-⁹]+|(?<=\d)[①-⑳](?=[\u4e00-\u9fff%])"
_GROUPED = r"(?<=\d)[\u2005-\u200a\u202f](?=\d)"  # a thin space groups digits and parts nothing
_UNSEEN = re.compile(f"[{_INVISIBLE}]+|{_RAISED}|{_GROUPED}")
# Every match of it begins with one of these; most texts hold none, and a set is found fast.
_MAYBE_UNSEEN = re.compile(f"[{_INVISIBLE}⁰¹²³⁴-⁹①-⑳\u2005-\u200a\u202f]")


def fold(text: str) -> str:
    r"""Replace signs by the common ones they look like, one for one, so that positions stay.

    Full-width signs become half-width, all spaces and ends of lines one kind each, Kangxi radicals
    and compatibility ideographs the ideographs.

    >>> fold("\uff08\u4e00\uff09\uff1a"), fold("⼆⼗⻔"), fold("一\u2028二")
    ('(一):', '二十门', '一\n二')
    """
    for full, half in _OFTEN:  # each is found much faster than by the pattern of all
        text = text.replace(full, half)
    return _FOLDED.sub(_common, text)  # few characters change: faster than str.translate


def squeeze(text: str) -> str:
    """Drop all white space and what nobody sees, and make full-width signs half-width.

    >>> squeeze("2024 年,雪\u200b岭市")
    '2024年,雪岭市'
    """
    joined = "".join(text.split())
    return fold(_UNSEEN.sub("", joined) if _MAYBE_UNSEEN.search(joined) else joined)


def seen(text: str) -> Normalised:
    """Return a text without what no reader sees or reads, with the way back to the source.

    >>> seen("12\u202c34\u00b9件").text
    '1234件'
    """
    gone = [m.span() for m in _UNSEEN.finditer(text)]
    return without(text, gone)


def without(text: str, gone: list[tuple[int, int]]) -> Normalised:
    """Return a text without some places, which are in order and apart."""
    if not gone:
        return Normalised(text, tuple(range(len(text) + 1)))
    starts = [0, *(end for _, end in gone)]
    ends = [*(start for start, _ in gone), len(text)]
    pieces = list(zip(starts, ends, strict=True))
    origin = tuple(chain.from_iterable(range(a, b) for a, b in pieces))
    return Normalised("".join([text[a:b] for a, b in pieces]), (*origin, len(text)))


def raised(mark: str) -> str:
    """Return a mark that is printed raised, as of a footnote, with digits that say so.

    >>> raised("[12]"), raised("*")
    ('¹²', '')
    """
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(sign)] for sign in fold(mark) if sign.isdecimal())


def has_unseen(text: str) -> bool:
    """Tell whether ``seen`` would drop anything."""
    return _MAYBE_UNSEEN.search(text) is not None and _UNSEEN.search(text) is not None


def _common(match: re.Match[str]) -> str:
    return _common_form(match[0])


@cache
def _common_form(sign: str) -> str:
    if sign in _RADICALS:
        return to_simplified(_EQUIVALENT[_RADICALS.index(sign)])
    if re.match(f"[{_SPACES}]", sign):
        return " "
    if re.match(f"[{_LINE_ENDS}]", sign):
        return "\n"
    form = _LIKE.get(sign) or normalize("NFKC", sign)
    if "\u2f00" <= sign <= "\u2fdf":
        form = to_simplified(form)
    return form if len(form) == 1 else sign
