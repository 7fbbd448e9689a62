"""Finds in a report the clauses that speak of the same thing; candidates are ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.records import Span
from analysis.texts.prose.clauses import Clause, Segment
from analysis.texts.prose.lexicon import TELLING
from analysis.texts.prose.remedies import remedies
from analysis.texts.prose.verbs import verb_groups

REACH = 3  # neighbouring clauses of one segment that are read together
WIDER = 0.03  # what each further clause costs, so that the shortest words that say it win
LIGHT = 2.0  # a clause that says less of its own goes on from the one before it
SAME_VERB = 0.08  # what the same kind of doing adds
SAME_HEAD = 0.12  # … where it is done to the same thing: the last word of the object
REMEDY = 0.2  # … where it remedies what is lacking

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

    def on(self, words: Mapping[str, float]) -> str:
        """Return their words and those of what follows, as long as it goes on from them.

        A clause does where it holds some of the words, or says little of its own. A sentence that
        opens with a topic is about it to its end.
        """
        end = self.clauses[-1].end
        if self.clauses[0].start == 0:
            return self.segment.text
        for clause in self.segment.clauses:
            if clause.start > end:
                own = sum(clause.features.values())
                if own >= LIGHT and not any(words.get(w, 0.0) >= TELLING for w in clause.held):
                    break
                end = clause.end
        return self.segment.text[self.clauses[0].start : end]

    def weight(self, words: Mapping[str, float]) -> float:
        """Return the weight of those of some words that they hold."""
        held = frozenset[str]().union(*(c.held for c in self.clauses))
        return sum(w for word, w in words.items() if word in held)


class Index:
    """The clauses of a report by the words they hold."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._clauses: list[Clause] = [c for s in segments for c in s.clauses]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, clause in enumerate(self._clauses):
            for word in clause.held:
                self._holding[word].append(place)

    def find(
        self,
        words: Mapping[str, float],
        verbs: frozenset[int] = frozenset(),
        lacks: frozenset[int] = frozenset(),
    ) -> list[Passage]:
        """Return the passages that hold most of the weight of ``words``, best first.

        The score is the share of the weight, with a little added for the same kind of doing, a
        little more for doing it to the same thing, or for a remedy of what is lacking, and taken
        for each further clause. Of passages that overlap the best one stays.

        Args:
            words: what they should be about.
            verbs: kinds of doing (``verb_groups``).
            lacks: kinds of lack (``kinds_lacking``).
        """
        here = {word: weight for word, weight in words.items() if word in self._holding}
        # Where only light words are here, the heaviest must do.
        telling = min(TELLING, max(here.values(), default=0.0))
        asked = Asked(words, telling, verbs, lacks)
        held: dict[int, set[str]] = defaultdict(set)
        for word in here:
            for place in self._holding[word]:
                held[place].add(word)
        ranked = sorted(
            (passage for place in held for passage in self._from(place, held, asked)),
            key=lambda p: (-p.score, p.span.start, p.span.end),
        )
        return _apart(ranked)

    def _from(self, place: int, words: Mapping[int, set[str]], asked: Asked) -> Iterable[Passage]:
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
            if any(asked.words[w] >= asked.telling for w in held):
                yield Passage(said, asked.score(held, said) - WIDER * further)


class Asked:
    """What passages are looked for, and how well one fits."""

    def __init__(
        self,
        words: Mapping[str, float],
        telling: float,
        verbs: frozenset[int],
        lacks: frozenset[int],
    ) -> None:
        self.words, self.telling = words, telling
        self._verbs, self._lacks = verbs, lacks
        self._total = sum(words.values())
        last = next(reversed(list(words)), "")
        self._head = last if words.get(last, 0.0) >= TELLING else ""

    def score(self, held: set[str], said: tuple[Clause, ...]) -> float:
        """Return how well clauses fit that hold some of the words."""
        share = sum(self.words[w] for w in held) / self._total
        text = "".join(c.text for c in said)
        if self._verbs & verb_groups(text):
            share += SAME_VERB + (SAME_HEAD if self._head in held else 0.0)
        if self._lacks and remedies(Passage(said, share).text_on, self._lacks):
            share += REMEDY
        return share


def _apart(ranked: Sequence[Passage]) -> list[Passage]:
    kept: list[Passage] = []
    for passage in ranked:
        span = passage.span
        if all(span.end <= k.span.start or k.span.end <= span.start for k in kept):
            kept.append(passage)
        if len(kept) == BEST:
            break
    return kept
