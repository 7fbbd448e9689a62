"""The context of a number: its clause, the words around it, the sentence before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from analysis.extraction.quantities.mention import Mention
from analysis.text.rules import Rule, possible_rules
from analysis.text.sentences import SENTENCE_ENDS

CLAUSE = re.compile(rf"[,;:{SENTENCE_ENDS}]")
NUMBER = re.compile(r"\d[\d.,]*\s?[余多万亿]*")
# 71件人大代表建议和 before 70件政协委员提案: the noun is that of the number before
NOUN_AFTER = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff()“”\"]+[、和及与]")
# 45家单位 before 1932个服务事项, 12个执法领域 before 110项: no word stands between the numbers but
# the noun of the first
NOUN_BEFORE = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:单位|部门|领域|行业|乡镇|镇街|街镇|街道|社区|企业|主体|机构|窗口|律师|干部|人员)"
)
ASIDE = re.compile(r"\((?=[^)]*(?:\d|含|其中|较|占|比|包括))")
# 全年结案(包括上年结转)68件: what brackets explain names no figure after them
EXPLAINED = re.compile(r"\((?:包括|含|不含|不包括|除)[^()\d]*\)")
RIGHT_STOP = re.compile(r"[,。;:!?\n]")
# A title right before a number of copies is what is counted: 《通知书》21份
TITLE = re.compile(r"(?<=《)[^《》。\n]{1,80}(?=》(?!\d+余?[份件册本]))")
LONGEST_TITLE = 82  # with what ends it
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
    stands before that in the sentence; ``part`` what stands before the mention since the last
    semicolon, ``sentence`` everything of the sentence before the mention;
    ``earlier`` the sentence before; ``tail`` the rest of the sentence after it; ``whole`` all of
    the sentence. Titles in 《》 are blanked out in all of these; ``titles`` are those of the
    sentence. All are cut where the words stand farther away than ``BEFORE``, ``AFTER`` and
    ``EARLIER`` characters. ``rules`` are those that can match within the sentence.
    """

    left: str
    shared: str
    right: str
    rest: str
    clauses: tuple[str, ...]
    parts: str
    part: str
    sentence: str
    earlier: str
    tail: str
    whole: str
    titles: str
    rules: frozenset[Rule]
    number: int  # of its sentence in the text


class Sentence(NamedTuple):
    """What the figures of one sentence share."""

    start: int
    end: int
    text: str
    earlier: str
    rules: frozenset[Rule]
    number: int


def contexts(text: str, mentions: Sequence[Mention]) -> list[Context]:
    """Return the context of each mention."""
    surroundings = _Surroundings(text)
    following = _next_figures(text, mentions)
    found: list[Context] = []
    last_figure_end = 0
    for mention, follows in zip(mentions, following, strict=True):
        found.append(surroundings.of(mention, last_figure_end, follows))
        if mention.reason == "" and not mention.claim:
            last_figure_end = mention.end
    return found


class _Surroundings:
    """A text with its titles blanked out, and where its sentences and clauses end."""

    def __init__(self, text: str) -> None:
        self._written = text
        self._text = TITLE.sub(lambda m: BLANK * len(m[0]), text) if "《" in text else text
        self._cuts = [m.end() for m in CLAUSE.finditer(self._text)]
        self._ends = [end for end in self._cuts if self._text[end - 1] in SENTENCE_ENDS]
        self._sentences: dict[int, Sentence] = {}  # those that hold a figure

    def of(self, mention: Mention, last_end: int, follows: int) -> Context:
        """Return a mention's context, between the figures that end and begin around it."""
        text, sentence = self._text, self._sentence_at(mention.start)
        start = max(sentence.start, mention.start - BEFORE)
        end = min(sentence.end, mention.end + AFTER)
        at = bisect_right(self._cuts, mention.start)
        cut = max(self._cuts[at - 1] if at else 0, start)
        right, rest = _after(text[mention.end : min(end, mention.end + 40)], follows - mention.end)
        left_start = max(cut, min(last_end, mention.start))
        if left_start > cut and len(right) >= 2 and _of_before(text[left_start : mention.start]):
            left_start = mention.start
        left = text[left_start : mention.start]
        part, _, before_part = _last_part(text[start:cut])
        uncut = (start, end) == (sentence.start, sentence.end)
        titled = "《" in sentence.text
        return Context(
            EXPLAINED.sub("", left) if "(" in left else left,
            text[cut:left_start],
            right,
            rest,
            tuple(filter(None, reversed(part.replace(":", ",").split(",")))),
            before_part,
            part + text[cut : mention.start],
            text[start : mention.start],
            sentence.earlier,
            text[mention.end : end],
            sentence.text if uncut else text[start:end],
            self._titles(start, mention.end + len(right)) if titled else "",
            sentence.rules,
            sentence.number,
        )

    def _titles(self, start: int, end: int) -> str:
        """Return the titles that begin before a place; those after it say nothing of a figure."""
        found = TITLE.finditer(self._written, start, end + LONGEST_TITLE)
        return "|".join(m[0] for m in found if m.start() < end)

    def _sentence_at(self, place: int) -> Sentence:
        at = bisect_right(self._ends, place)
        sentence = self._sentences.get(at)
        if sentence is None:
            ends, text = self._ends, self._text
            before, start = ends[at - 2] if at > 1 else 0, ends[at - 1] if at else 0
            end = ends[at] if at < len(ends) else len(text)
            words = text[start:end]
            earlier = text[max(before, start - EARLIER) : start]
            sentence = Sentence(start, end, words, earlier, possible_rules(words), at)
            self._sentences[at] = sentence
        return sentence


def _after(words: str, to_next: int) -> tuple[str, str]:
    """Return the figure's own words after it, and those after the last number of the clause."""
    clause = RIGHT_STOP.split(words, maxsplit=1)[0]
    to_next = max(0, to_next)
    own = ASIDE.split(clause, maxsplit=1)[0] if "(" in clause else clause
    right = own[:to_next]
    if to_next < len(clause):  # the next item of a list, with a number of its own
        right = right.split("、", 1)[0]
    right = "" if right.startswith("中") else right  # 76处中已销号69处: of the next number
    rest = clause[len(right) :]
    return right, NUMBER.split(rest)[-1] if rest else ""


def _of_before(words: str) -> bool:
    """Tell whether words between two figures are the noun of the first."""
    return bool(NOUN_AFTER.fullmatch(words) or NOUN_BEFORE.fullmatch(words))


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
