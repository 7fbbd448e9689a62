"""Problems that a report admits, and what the next report says of them."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from analysis.documents.outline.roles import ENDS_LACKS
from analysis.records import Role, Span
from analysis.texts.followed.closing import solved
from analysis.texts.followed.follow_up import NextReport, nearest, with_nearest
from analysis.texts.prose.clauses import MARKER, Clause, Segment
from analysis.texts.prose.lacks import CAUSE, HEDGES, INTENDS, LACK, OPENING, SHORT_OF
from analysis.texts.prose.lexicon import UNKNOWN, features, words_held
from analysis.texts.prose.matching import Passage
from analysis.texts.prose.remedies import kinds_lacking, remedies
from analysis.texts.prose.verbs import DONE, PAST, UNDERWAY, undone

_TURN = re.compile(r"但是?|然而|不过|却")
_SETTING = re.compile(r"^在?[^,、“]{2,14}?(?:改革后|下放后|以来|过程中|工作中)")
"""Says when; what lacks comes after it."""
_QUOTED = re.compile("“[^”]*”?")
_PIECES = re.compile("[、和与及]|以及")
SHORTEST = 5  # characters under which a segment admits nothing
GONE = "neither repeated nor worked on"
VERBATIM = 0.85  # alike in so much of their characters: the same sentence again
ALIKE = 0.4  # share of the weight of a problem's words that another wording of it holds
NAMED = 2.0  # weight of a word that names one thing
TAIL = 4  # last characters of a problem, which say how it lacks
SETTING = 0.5  # times the weight of words of where and when
LIGHTEST = 1.0  # weight of a problem that says hardly anything
TELLS = 1.2  # weight from which on shared words say what a passage is about
WORKED = 0.45  # … that a passage on its being worked on holds: it speaks of the remedy


class Outcome(StrEnum):
    """What the next report says of a problem."""

    CLOSED = "closed_with_evidence"
    WORKED_ON = "worked_on"
    VERBATIM = "repeated_verbatim"
    REWORDED = "repeated_in_other_words"
    VANISHED = "vanished"


# The scale of the European Commission's rule of law reports for the follow-up of recommendations.
PROGRESS = ("full", "significant", "some", "limited", "none")


@dataclass(frozen=True)
class Topic:
    """What a problem, or a part of it, is about.

    ``words`` have weights; ``held`` are all words that it can be asked for.
    """

    words: dict[str, float]
    held: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Topic:
        """Read folded words; a turn in quotation marks alone is taken for a name."""
        turn = text.strip("“”")
        return cls(_lacks_what(turn) if turn == text else features(turn), words_held(turn))


@dataclass(frozen=True)
class Problem:
    """A shortcoming that a report admits.

    ``cause`` are the words that give its reason, ``topics`` what it is about as a whole and in
    each of its parts, ``said`` all that is said of it, folded.
    """

    segment: Segment
    start: int
    end: int
    cause: str
    topics: tuple[Topic, ...]
    said: str

    @property
    def words(self) -> dict[str, float]:
        """What it is about, with weights."""
        return self.topics[0].words if self.topics else {}

    @property
    def text(self) -> str:
        """Its words, folded."""
        return self.segment.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Its place in the document."""
        return self.segment.span(self.start, self.end)


@dataclass(frozen=True)
class Followed:
    """What became of a problem, where that is said, and why it counts as that."""

    outcome: Outcome
    progress: str
    reason: str
    passage: Passage | None = None


def find_problems(segments: Iterable[Segment]) -> list[Problem]:
    """Return the problems that a report's segments admit, in order.

    A sentence without a number tells more of the numbered one before it: 一是力量薄弱。全县仅3人。
    It is a problem of its own too. A sentence of causes alone belongs to the problem before it.
    """
    found: list[Problem] = []
    numbered: int | None = None  # place of the last numbered problem
    for segment in segments:
        if segment.role != Role.PROBLEMS or (segment.heading and ENDS_LACKS.search(segment.text)):
            continue
        own = list(_of_segment(segment))
        if segment.marker:
            numbered = len(found) if own else None
        elif own and numbered is not None:
            found[numbered] = _with_more(found[numbered], own)
        if not own and found and (cause := _cause(segment)):
            found[-1] = replace(found[-1], cause=cause)
        found += own
    return found


def _with_more(problem: Problem, more: Sequence[Problem]) -> Problem:
    topics = tuple(topic for other in more for topic in other.topics)
    said = ",".join([problem.said, *(other.text for other in more)])
    return replace(problem, topics=problem.topics + topics, said=said)


def _of_segment(segment: Segment) -> Iterator[Problem]:
    """Yield the problem of a segment.

    What stands in the part on problems is one, also where none of its words says so, unless it
    tells of success.
    """
    told = _telling(segment)
    if not told:
        return
    start, end = told[0].start, told[-1].end
    marker = MARKER.match(segment.text[start:end])  # 主要表现为:一是
    start += marker.end() if marker else 0
    text = segment.text[start:end]
    if len(text) < SHORTEST or not (LACK.search(text) or _stated(segment, text)):
        return
    pieces = [piece for clause in told for piece in _PIECES.split(clause.text)]
    topics = (Topic.of(piece) for piece in [text, *pieces, *_QUOTED.findall(text)])
    told_of = tuple(t for t in topics if t.words)
    yield Problem(segment, start, end, _cause(segment), told_of, text)


def _telling(segment: Segment) -> list[Clause]:
    """Return the clauses between what leads up to a problem and its causes, or what is intended."""
    told: list[Clause] = []
    for clause in segment.clauses:
        if OPENING.search(clause.text):
            if not any(LACK.search(c.text) for c in told):
                told.clear()  # 一年来取得进展,但还存在不足: what stands before leads up to it too
            continue
        if CAUSE.search(clause.text) or INTENDS.search(clause.text):
            if told:
                break
            continue
        if _TURN.match(clause.text) and not any(LACK.search(c.text) for c in told):
            told.clear()  # what stands before 但 is granted, not admitted
        told.append(clause)
    if not told and segment.marker and not segment.heading:
        # 四是…还存在差距 sounds like a lead, but a numbered item leads up to nothing.
        told = [c for c in segment.clauses if LACK.search(c.text) and not CAUSE.search(c.text)]
    return told


def _stated(segment: Segment, text: str) -> bool:
    return not segment.heading and not PAST.search(text)


def _lacks_what(text: str) -> dict[str, float]:
    """Return what a problem is about, without the words that say that it is one.

    What lacks comes first and how it lacks last, often in a turn of speech of the writer's own.
    """
    if "“" in text:  # a turn of speech, seldom a name
        quoted = _QUOTED.findall(text)
        turns = [features(words.strip("“”"), UNKNOWN / 2) for words in quoted]
        return dict(ChainMap(_lacks_what(_QUOTED.sub(" ", text)), *turns))
    setting = _SETTING.match(text)
    if setting and len(text) > setting.end() + TAIL:
        beside = {w: SETTING * v for w, v in features(setting[0]).items()}
        return beside | _lacks_what(text[setting.end() :])
    plain = SHORT_OF.sub(" ", HEDGES.sub(" ", text)).strip()
    if len(plain) < 2 * TAIL:
        return features(plain)
    head = features(plain[:-TAIL])
    return {w: max(v, head.get(w, 0.0)) for w, v in features(plain, UNKNOWN / 2).items()}


def _cause(segment: Segment) -> str:
    found = CAUSE.search(segment.text)
    return segment.text[found.start() :] if found else ""


def follow_problem(problem: Problem, report: NextReport, later: Sequence[Problem]) -> Followed:
    """Return what the next report says of a problem.

    Args:
        problem: the one admitted.
        report: the next report.
        later: the problems that it admits.
    """
    again = _again(problem, later)
    remedy = _remedy(problem, report)
    if again and again.outcome is Outcome.VERBATIM:
        return _with_progress(again, remedy)
    if remedy and remedy.outcome is Outcome.CLOSED and not again:
        return remedy
    if again:
        return _with_progress(again, remedy)
    near = nearest(problem.words, report)
    return remedy or Followed(Outcome.VANISHED, "none", with_nearest(GONE, near), near)


def _again(problem: Problem, later: Sequence[Problem]) -> Followed | None:
    best, share = None, 0.0
    for other in later:
        if _same(problem.text, other.text):
            place = _passage(other)
            return Followed(Outcome.VERBATIM, "none", "the same sentence again", place)
        words = max((_shared(a, b) for a in problem.topics for b in other.topics), default=0.0)
        if words > share:
            best, share = other, words
    if best is None or share < ALIKE:
        return None
    return Followed(Outcome.REWORDED, "none", f"words shared: {share:.2f}", _passage(best))


def _shared(a: Topic, b: Topic) -> float:
    """Return the weight that two topics share, of the heavier one's."""
    both = max(_held(a, b), _held(b, a))
    less, more = sorted((sum(a.words.values()), sum(b.words.values())))
    of_all = both / max(more, LIGHTEST)
    # Where the shorter one names one thing and the longer one names it too, half is enough.
    return max(of_all, both / less / 2) if both >= NAMED else of_all


def _held(asked: Topic, other: Topic) -> float:
    return sum(w for word, w in asked.words.items() if word in other.held)


def _same(text: str, other: str) -> bool:
    """Tell whether a sentence stands again, or most of it, as it was."""
    most = text in other or (other in text and 2 * len(other) >= len(text))
    return most or _alike(text, other) >= VERBATIM


def _alike(a: str, b: str) -> float:
    if min(len(a), len(b)) < VERBATIM / 2 * max(len(a), len(b)):
        return 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _passage(problem: Problem) -> Passage:
    inside = [c for c in problem.segment.clauses if problem.start <= c.start < problem.end]
    return Passage(tuple(inside), 1.0)


def _remedy(problem: Problem, report: NextReport) -> Followed | None:
    """Return the passage of what was done that answers the problem best."""
    lacks = kinds_lacking(problem.said)
    asked = [t.words for t in problem.topics if sum(t.words.values()) >= UNKNOWN]
    judged = [
        _judge(problem, about, passage)
        for about in asked
        for passage in report.done.find(about, lacks=lacks)
        if _answers(passage, about, lacks)
    ]
    closed = next((f for f in judged if f.outcome is Outcome.CLOSED), None)
    return closed or next(iter(judged), None)


def _answers(passage: Passage, words: dict[str, float], lacks: frozenset[int]) -> bool:
    """Tell whether a passage speaks of a problem: in enough words, or of the remedy in fewer."""
    least = UNKNOWN if not lacks or remedies(passage.text_on, lacks) else TELLS
    return passage.score >= WORKED and passage.weight(words) >= least


def _judge(problem: Problem, about: dict[str, float], passage: Passage) -> Followed:
    text = passage.text_on
    closed = solved(problem.said, about, passage)
    if closed and not undone(text) and not UNDERWAY.search(text):
        return Followed(Outcome.CLOSED, "full", f"shown by: {closed}", passage)
    if passage.segment.mentions and DONE.search(text):
        return Followed(Outcome.WORKED_ON, "significant", "worked on, with a number", passage)
    return Followed(Outcome.WORKED_ON, "some", "worked on, without a number", passage)


def _with_progress(again: Followed, remedy: Followed | None) -> Followed:
    """A problem that is still there, though worked on, has made limited progress."""
    progress = "limited" if remedy else "none"
    return Followed(again.outcome, progress, again.reason, again.passage)
