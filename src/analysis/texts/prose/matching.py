"""Finds in a report the clauses that speak of the same thing; candidates are ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.records import Span
from analysis.texts.prose.clauses import Clause, Segment
from analysis.texts.prose.lexicon import TELLING
from analysis.texts.prose.verbs import verb_groups

REACH = 3  # neighbouring clauses of one segment that are read together
WIDER = 0.03  # what each further clause costs, so that the shortest words that say it win
LIGHT = 2.0  # a clause that says less of its own goes on from the one before it
SAME_VERB = 0.08  # what the same kind of doing adds
SAME_HEAD = 0.12  # … where it is done to the same thing: the last word of the object

BEST = 4  # candidates that are kept


@dataclass(frozen=True)
class Passage:
    """Neighbouring clauses of one segment."""

    clauses: tuple[Clause, ...]
    score: float

    @property
    def segment(self) -> Segment:
        """The segment they stand in."""
        return self.clauses[0].segment

    @property
    def text(self) -> str:
        """Their words, folded."""
        return self.segment.text[self.clauses[0].start : self.clauses[-1].end]

    @property
    def after(self) -> str:
        """The clause that follows them in their segment, where it goes on from them; folded."""
        following = [c for c in self.segment.clauses if c.start > self.clauses[-1].start][:1]
        return "".join(c.text for c in following if sum(c.features.values()) < LIGHT)

    @property
    def text_on(self) -> str:
        """Their words and those of the clause that follows them, a comma between."""
        return f"{self.text},{self.after}"

    @property
    def span(self) -> Span:
        """Their place in the document."""
        return self.segment.span(self.clauses[0].start, self.clauses[-1].end)


class Index:
    """The clauses of a report by the words they hold."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._clauses: list[Clause] = [c for s in segments for c in s.clauses]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, clause in enumerate(self._clauses):
            for word in clause.held:
                self._holding[word].append(place)

    def find(
        self, asked: Mapping[str, float], verbs: frozenset[int] = frozenset()
    ) -> list[Passage]:
        """Return the passages that hold most of the weight of ``asked``, best first.

        The score is the share of the weight, with a little added for the same kind of doing, a
        little more for doing it to the same thing, and taken for each further clause. Of
        passages that overlap the best one stays.
        """
        total = sum(asked.values())
        head = next(reversed(list(asked)), "")
        head = head if asked.get(head, 0.0) >= TELLING else ""
        if not any(w >= TELLING and word in self._holding for word, w in asked.items()):
            return []
        words: dict[int, set[str]] = defaultdict(set)
        for word in asked:
            for place in self._holding.get(word, ()):
                words[place].add(word)
        ranked = sorted(
            (p for place in words for p in self._from(place, words, asked, (total, head, verbs))),
            key=lambda p: (-p.score, p.span.start, p.span.end),
        )
        return _apart(ranked)

    def _from(
        self,
        place: int,
        words: Mapping[int, set[str]],
        asked: Mapping[str, float],
        wanted: tuple[float, str, frozenset[int]],
    ) -> Iterable[Passage]:
        """Yield the passages that begin at a clause and end at one with a word of its own."""
        total, head, verbs = wanted
        held: set[str] = set()
        first = self._clauses[place]
        for further in range(REACH):
            at = place + further
            if at >= len(self._clauses) or self._clauses[at].segment is not first.segment:
                return
            new = words.get(at, set()) - held
            held |= new
            if further and not new:
                continue
            said = tuple(self._clauses[place : at + 1])
            if not any(asked[w] >= TELLING for w in held):
                continue
            score = sum(asked[w] for w in held) / total - WIDER * further
            if verbs & verb_groups("".join(c.text for c in said)):
                score += SAME_VERB + (SAME_HEAD if head in held else 0.0)
            yield Passage(said, score)


def _apart(ranked: Sequence[Passage]) -> list[Passage]:
    kept: list[Passage] = []
    for passage in ranked:
        span = passage.span
        if all(span.end <= k.span.start or k.span.end <= span.start for k in kept):
            kept.append(passage)
        if len(kept) == BEST:
            break
    return kept
