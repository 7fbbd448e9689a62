"""Finds in a report the clauses that speak of the same thing; candidates are ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.records import Span
from analysis.texts.clauses import Clause, Segment
from analysis.texts.verbs import verb_groups

REACH = 3  # neighbouring clauses of one segment that are read together
WIDER = 0.03  # what each further clause costs, so that the shortest words that say it win
SAME_VERB = 0.08  # what the same kind of doing adds
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
        """What follows them in their segment, folded."""
        return self.segment.text[self.clauses[-1].end :]

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
            for word in clause.features:
                self._holding[word].append(place)

    def find(
        self, asked: Mapping[str, float], verbs: frozenset[int] = frozenset()
    ) -> list[Passage]:
        """Return the passages that hold most of the weight of ``asked``, best first.

        The score is the share of the weight, with a little added for the same kind of doing and
        taken for each further clause. Of passages that overlap the best one stays.
        """
        total = sum(asked.values())
        if not total:
            return []
        words: dict[int, set[str]] = defaultdict(set)
        for word in asked:
            for place in self._holding.get(word, ()):
                words[place].add(word)
        ranked = sorted(
            (p for place in words for p in self._from(place, words, asked, total, verbs)),
            key=lambda p: (-p.score, p.span.start, p.span.end),
        )
        return _apart(ranked)

    def _from(
        self,
        place: int,
        words: Mapping[int, set[str]],
        asked: Mapping[str, float],
        total: float,
        verbs: frozenset[int],
    ) -> Iterable[Passage]:
        """Yield the passages that begin at a clause and end at one with a word of its own."""
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
            score = sum(asked[w] for w in held) / total - WIDER * further
            if verbs and score > SAME_VERB and verbs & verb_groups("".join(c.text for c in said)):
                score += SAME_VERB
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
