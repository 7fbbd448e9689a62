"""Where a number stands: its clause, what is left and right of it, and the sentence before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.quantities.find import Mention

SENTENCE = re.compile(r"[。!?！？\n]")
CLAUSE = re.compile(r"[,;。!?！？\n:()]")
LEAD = re.compile(r"^[\s,、;:()\"“”]+|^(?:和|及|以及|并|共|共计|合计|分别|为|达到|达|约|等)+")
RIGHT_STOP = re.compile(r"[,。;、:()!?\n]")


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one mention in the normalised text.

    ``left`` and ``right`` are the words of its own clause up to the neighbouring numbers;
    ``clauses`` the earlier clauses of its sentence, nearest first; ``sentence`` everything of the
    sentence before the mention; ``earlier`` the sentence before that; ``tail`` the rest of the
    sentence after it.
    """

    left: str
    right: str
    clauses: tuple[str, ...]
    sentence: str
    earlier: str
    tail: str


def contexts(text: str, mentions: Sequence[Mention]) -> list[Context]:
    """Return the context of each mention."""
    ends = [m.end() for m in SENTENCE.finditer(text)]
    cuts = [m.end() for m in CLAUSE.finditer(text)]
    found: list[Context] = []
    last_figure_end = 0
    for index, mention in enumerate(mentions):
        at = bisect_right(ends, mention.start)
        start = ends[at - 1] if at else 0
        end = ends[at] if at < len(ends) else len(text)
        before = ends[at - 2] if at > 1 else 0
        cut_at = bisect_right(cuts, mention.start)
        cut = max(cuts[cut_at - 1] if cut_at else 0, start)
        follows = mentions[index + 1].start if index + 1 < len(mentions) else len(text)
        left = text[max(cut, min(last_figure_end, mention.start)) : mention.start]
        right = RIGHT_STOP.split(text[mention.end : min(follows, end, mention.end + 16)], maxsplit=1)[0]
        clauses = [c for c in re.split(r"[,;:()]", text[start : max(cut - 1, start)]) if c]
        found.append(
            Context(
                left=left,
                right=right,
                clauses=tuple(reversed(clauses)),
                sentence=text[start : mention.start],
                earlier=text[before:start],
                tail=text[mention.end : end],
            )
        )
        if mention.reason == "":
            last_figure_end = mention.end
    return found
