"""Where a number stands: its clause, what is left and right of it, and the sentence before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from analysis.extraction.quantities.mention import Mention
from analysis.text.sentences import SENTENCE_END

CLAUSE = re.compile(r"[,;。!?！？\n:]")
NUMBER = re.compile(r"\d[\d.,]*\s?[余多万亿]*")
# 71件人大代表建议和 before 70件政协委员提案: the noun is that of the number before
NOUN_AFTER = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff()“”\"]+[、和及与]")
# 45家单位 before 1932个服务事项, 12个执法领域 before 110项: no word stands between the numbers but
# the noun of the first
NOUN_BEFORE = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:单位|部门|领域|行业|乡镇|镇街|街镇|街道|社区|企业|主体|机构|窗口|律师|干部|人员)"
)
ASIDE = re.compile(r"\((?=[^)]*(?:\d|含|其中|较|占|比|包括))")
RIGHT_STOP = re.compile(r"[,。;:!?\n]")
# A title right before a number of copies is what is counted: 《通知书》21份
TITLE = re.compile(r"(?<=《)[^《》。\n]{1,80}(?=》(?!\d+余?[份件册本]))")
BLANK = "□"  # stands for each character of a title, whose words say nothing of a figure
# Words farther away say nothing of a figure; without these bounds a text without full stops would
# cost the square of its length.
BEFORE, AFTER, EARLIER = 400, 200, 300


class Context(NamedTuple):
    """The surroundings of one mention in the normalised text.

    ``left`` are the words of its own clause since the number before, ``shared`` those before that
    number; ``right`` the words up to the next number, ``rest`` those after the last number of the
    clause, which may speak of all of them (5次、6次研究法治工作);
    ``clauses`` the earlier clauses between the same semicolons, nearest first, ``parts`` what
    stands before that in the sentence; ``sentence`` everything of the sentence before the mention;
    ``earlier`` the sentence before; ``tail`` the rest of the sentence after it; ``whole`` all of
    the sentence. Titles in 《》 are blanked out in all of these; ``titles`` are those of the
    sentence. All are cut where the words stand farther away than ``BEFORE``, ``AFTER`` and
    ``EARLIER`` characters.
    """

    left: str
    shared: str
    right: str
    rest: str
    clauses: tuple[str, ...]
    parts: str
    sentence: str
    earlier: str
    tail: str
    whole: str
    titles: str


def contexts(text: str, mentions: Sequence[Mention]) -> list[Context]:
    """Return the context of each mention."""
    written, text = text, TITLE.sub(lambda m: BLANK * len(m[0]), text)
    ends = [m.end() for m in SENTENCE_END.finditer(text)]
    cuts = [m.end() for m in CLAUSE.finditer(text)]
    found: list[Context] = []
    next_figure = _next_figures(text, mentions)
    last_figure_end = 0
    for index, mention in enumerate(mentions):
        at = bisect_right(ends, mention.start)
        begins = ends[at - 1] if at else 0
        start = max(begins, mention.start - BEFORE)
        end = min(ends[at] if at < len(ends) else len(text), mention.end + AFTER)
        before = max(ends[at - 2] if at > 1 else 0, begins - EARLIER)
        cut_at = bisect_right(cuts, mention.start)
        cut = max(cuts[cut_at - 1] if cut_at else 0, start)
        follows = next_figure[index]
        left_start = max(cut, min(last_figure_end, mention.start))
        clause_rest = RIGHT_STOP.split(text[mention.end : min(end, mention.end + 40)], maxsplit=1)[
            0
        ]
        to_next = max(0, follows - mention.end)
        right = ASIDE.split(clause_rest[:to_next], maxsplit=1)[0]
        if to_next < len(clause_rest):  # the next item of a list, with a number of its own
            right = right.split("、", 1)[0]
        right = "" if right.startswith("中") else right  # 76处中已销号69处: of the next number
        part, _, before_part = _last_part(text[start:cut])
        own = text[left_start : mention.start]
        of_number_before = NOUN_AFTER.fullmatch(own) or NOUN_BEFORE.fullmatch(own)
        if of_number_before and left_start > cut and len(right) >= 2:
            left_start = mention.start
        found.append(
            Context(
                left=text[left_start : mention.start],
                shared=text[cut:left_start],
                right=right,
                rest=NUMBER.split(clause_rest[len(right) :])[-1],
                clauses=tuple(reversed([c for c in re.split(r"[,:]", part) if c])),
                parts=before_part,
                sentence=text[start : mention.start],
                earlier=text[before:begins],
                tail=text[mention.end : end],
                whole=text[start:end],
                titles="|".join(TITLE.findall(written[start:end]))
                if "《" in text[start:end]
                else "",
            )
        )
        if mention.reason == "" and not mention.claim:
            last_figure_end = mention.end
    return found


def _last_part(words: str) -> tuple[str, str, str]:
    """Cut the words of a sentence at their last semicolon: the part after it comes first."""
    before, mark, part = words.rpartition(";")
    return part, mark, before


def _next_figures(text: str, mentions: Sequence[Mention]) -> list[int]:
    """Return for each mention where the next figure begins (names with digits are passed over)."""
    starts, following = [0] * len(mentions), len(text)
    for index in range(len(mentions) - 1, -1, -1):
        starts[index] = following
        if not mentions[index].reason and not mentions[index].claim:
            following = mentions[index].start
    return starts
