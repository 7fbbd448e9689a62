"""Make text safe to show on a page: no control or bidirectional characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import chain, count

# Signs that turn the direction of a line, and control characters: a name or quote that holds one
# would change how the rest of the page reads.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
NO_WORD = re.compile(r"[\W_]+")
BRACKETS = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
LONGEST = 24  # characters of a name; official ones have at most 15
LONGEST_ENGLISH = 60  # letters of its English name; of official ones at most 53


def without_unseen(text: str) -> str:
    r"""Return text without control characters and those that turn its direction.

    >>> without_unseen("\u202e甲县\x07")
    '甲县'
    """
    return UNSEEN.sub("", text)


def anchor(text: str, taken: Container[str] = ()) -> str:
    """Return a name for a place of a page by the words that stand there, other than those taken.

    >>> anchor("1 Which indicators?"), anchor("改革进展"), anchor("Text", {"text"})
    ('1-which-indicators', '改革进展', 'text-2')
    """
    name = NO_WORD.sub("-", text).strip("-").lower() or "part"
    numbered = (f"{name}-{n}" for n in count(2))
    return next(n for n in chain((name,), numbered) if n not in taken)


def short_name(name: str, longest: int = LONGEST) -> str:
    r"""Return a name that fits into a label: in one line, of visible characters, not too long.

    >>> short_name("甲\u200b 县\t"), short_name("很" * 300)[-3:]
    ('甲 县', '很很…')
    """
    shown = "".join(c for c in without_unseen(name) if unicodedata.category(c) != "Cf")
    shown = " ".join(shown.split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def with_chinese_brackets(text: str) -> str:
    """Return text whose brackets around Chinese words are as wide as those.

    >>> with_chinese_brackets("审查(清理)件数"), with_chinese_brackets("θ (n)")
    ('审查（清理）件数', 'θ (n)')
    """
    return BRACKETS.sub(r"（\1）", text)


def both_names(english: str, name: str) -> str:
    """Return the English name of a place with its own in brackets, where they are two.

    >>> both_names("Huangchuan County", "潢川县"), both_names("X", "X")
    ('Huangchuan County (潢川县)', 'X')
    """
    own = short_name(name)
    return own if english == name else f"{short_name(english, LONGEST_ENGLISH)} ({own})"
