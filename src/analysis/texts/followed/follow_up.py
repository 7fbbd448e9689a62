"""What the next report says of a promise: six states, each with both quotes and the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.extraction.quantities import Mention
from analysis.records import Qualifier, Role
from analysis.texts.followed.answers import answer, clause_of, counted, places
from analysis.texts.followed.promises import FALLS, Promise, times_a_year
from analysis.texts.prose.clauses import Segment, reported
from analysis.texts.prose.matching import Index, Passage
from analysis.texts.prose.verbs import DONE, UNDERWAY, names_event, undone, verb_groups

# Shares of an object's weight. On the invented cases of tests/texts, right passages hold 0.5 and
# more, passages on a neighbouring topic mostly under 0.45.
SPOKEN_OF = 0.5
CLOSE = 0.75  # candidates this near to the best one are read too
TIE = 0.02  # candidates this near to each other are named as ties
FULLY = 0.65  # so much of the object, done in the same way: it is the thing promised
WHOLLY = 0.8  # so much of it: its last word need not stand there
CLEARLY = 0.15  # a plan must fit so much better than a mere mention to be a repetition

NOT_HALF = "no passage holds half of its object"
RISES = re.compile(r"上升|增长|增加|提高|升至|升高|反弹")
_SHORT = re.compile(
    r"差距|不足|未达|低于(?:目标|预期|计划)|距(?:离)?(?:目标|计划)|完成(?:年度)?目标(?:任务)?的"
)
_OF_ALL = re.compile(r"均|都[已可有]|全部|所有|每个|逐[一个家户]|全覆盖|应\w尽\w")
_COMPLETE = re.compile(r"超额完成|圆满完成|按期完成|全面完成|如期完成|全部完成|目标任务完成")


class Fate(StrEnum):
    """What became of a promise, from best to worst known."""

    KEPT = "kept_with_evidence"
    PARTLY = "reported_partly"
    MENTIONED = "mentioned"
    REPEATED = "repeated_as_plan"
    SILENT = "not_mentioned"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class Verdict:
    """What became of a promise, where that is said, and why it counts as that.

    ``found`` is the number that answers the promised one; ``ties`` are further passages that fit
    as well.
    """

    fate: Fate
    reason: str
    passage: Passage | None = None
    found: float | None = None
    ties: tuple[Passage, ...] = ()

    @property
    def openly(self) -> bool:
        """True where a promised number is answered: as met, or as missed and said to be missed."""
        if self.fate is Fate.KEPT:
            return self.found is not None
        said = self.passage.text_on if self.passage else ""
        return self.found is not None and bool(undone(said) or _SHORT.search(said))


@dataclass(frozen=True)
class NextReport:
    """The report of the next year, ready to be searched."""

    done: Index
    problems: Index
    plan: Index

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> NextReport:
        """Index the segments of a report by what they are: done, problems, plan."""
        return cls(
            Index(reported(segments)),
            Index(s for s in segments if s.role == Role.PROBLEMS),
            Index(s for s in segments if s.role == Role.PLAN),
        )


def follow(promise: Promise, report: NextReport) -> Verdict:
    """Return what the next report says of a promise."""
    found = _spoken_of(report.done.find(promise.features, promise.verbs))
    judged = [_judge(promise, passage) for passage in found]
    admitted = _admitted(promise, report)
    best = _best(judged)
    if admitted and (best is None or best.fate is Fate.MENTIONED):
        return admitted
    planned = report.plan.find(promise.features, promise.verbs)[:1]
    again = planned[0] if planned and planned[0].score >= SPOKEN_OF else None
    if best is None or (
        best.fate is Fate.MENTIONED
        and again
        and best.passage
        and again.score >= best.passage.score + CLEARLY
    ):
        if again:
            return Verdict(Fate.REPEATED, "only in the next plan", again)
        near = nearest(promise.features, report)
        return best or Verdict(Fate.SILENT, with_nearest(NOT_HALF, near), near)
    return best


def nearest(asked: dict[str, float], report: NextReport) -> Passage | None:
    """Return the passage that holds most of what is asked for, however little that is."""
    found = [
        p for part in (report.done, report.plan, report.problems) for p in part.find(asked)[:1]
    ]
    return max(found, key=lambda p: p.score, default=None)


def with_nearest(reason: str, near: Passage | None) -> str:
    """Return the reason of a silence, and whether a passage comes near it at all."""
    return f"{reason}; {'the nearest passage is shown' if near else 'no word of it stands there'}"


def _spoken_of(passages: list[Passage]) -> list[Passage]:
    best = max((p.score for p in passages), default=0.0)
    return [p for p in passages if p.score >= max(SPOKEN_OF, CLOSE * best)]


def _best(judged: list[Verdict]) -> Verdict | None:
    """Return the strongest finding; a thing done in part and left undone in part is partly done."""
    fates = {v.fate for v in judged}
    order = [Fate.KEPT, Fate.PARTLY, Fate.CONTRADICTED, Fate.MENTIONED]
    top = next((f for f in order if f in fates), None)
    if top is None:
        return None
    chosen = [v for v in judged if v.fate is top]
    first = chosen[0]
    near = [
        v.passage
        for v in chosen[1:]
        if v.passage and first.passage and first.passage.score - v.passage.score <= TIE
    ]
    return Verdict(first.fate, first.reason, first.passage, first.found, tuple(near))


def _admitted(promise: Promise, report: NextReport) -> Verdict | None:
    """Return the admission, among the problems, that it was not done."""
    for passage in _spoken_of(report.problems.find(promise.features)):
        missed = undone(passage.text_on)
        if missed:
            return Verdict(Fate.CONTRADICTED, f"said not to be done: {missed[0]}", passage)
    return None


def _judge(promise: Promise, passage: Passage) -> Verdict:
    """Read one passage of what was done."""
    text = passage.text
    missed = undone(passage.text_on)
    number = answer(promise, passage)
    if promise.needed is not None and number is not None:
        verdict = _by_number(promise, passage, number)
        if verdict.fate is Fate.KEPT and missed and not promise.claims_all:
            return Verdict(Fate.PARTLY, f"in part, but {missed[0]}", passage, number.value)
        return verdict
    if missed:
        partly = DONE.search(text[: missed.start()]) and passage.segment.mentions
        fate = Fate.PARTLY if partly else Fate.CONTRADICTED
        return Verdict(fate, f"said not to be done: {missed[0]}", passage)
    shown = counted(promise, passage)
    if shown is not None:
        fate = Fate.KEPT if shown >= (promise.needed or 0.0) else Fate.PARTLY
        return Verdict(fate, f"{shown:g} for {promise.needed:g}, counted", passage, shown)
    under_way = _under_way(promise, text)
    if under_way:
        return Verdict(Fate.PARTLY, f"under way: {under_way}", passage)
    return _without_number(promise, passage)


def _under_way(promise: Promise, text: str) -> str:
    """Return the words that say it is under way, where the promise is not of that itself."""
    found = UNDERWAY.search(text)
    return found[0] if found and found[0] not in promise.text else ""


def _without_number(promise: Promise, passage: Passage) -> Verdict:
    done = DONE.search(passage.text)
    closed = _COMPLETE.search(passage.text_on)
    if closed:
        return Verdict(Fate.KEPT, f"said to be complete: {closed[0]}", passage)
    if promise.claims_all and _OF_ALL.search(passage.text):
        return Verdict(Fate.KEPT, "said of all", passage)
    if promise.needed is not None:
        if (promise.needed == 1 or promise.counts_places) and done:
            return Verdict(Fate.KEPT, f"reported as a result: {done[0]}", passage)
        if promise.needed == 1 and _held(promise, passage):
            return Verdict(Fate.KEPT, "it took place", passage)
        if done and promise.verbs & verb_groups(passage.text) and passage.score >= FULLY:
            return Verdict(Fate.PARTLY, "reported without the promised number", passage)
        return Verdict(Fate.MENTIONED, "no number answers the promised one", passage)
    if passage.score < WHOLLY and not any(promise.head in c.held for c in passage.clauses):
        return Verdict(Fate.MENTIONED, f"no word of {promise.head}", passage)
    if passage.segment.mentions and _beside(passage):
        return Verdict(Fate.KEPT, "reported with a number", passage)
    if done:
        return Verdict(Fate.KEPT, f"reported as a result: {done[0]}", passage)
    return Verdict(Fate.MENTIONED, "spoken of without a result", passage)


def _held(promise: Promise, passage: Passage) -> bool:
    """Tell whether the event that is promised once is reported as one that took place."""
    return names_event(promise.text) and names_event(passage.text) and passage.score >= FULLY


def _beside(passage: Passage) -> bool:
    """Tell whether a number stands in the passage or in the clause after it."""
    last = passage.clauses[-1]
    following = [c for c in passage.segment.clauses if c.start > last.start][:1]
    return any(c.mentions for c in (*passage.clauses, *following))


def _by_number(promise: Promise, passage: Passage, number: Mention) -> Verdict:
    needed = promise.needed or 0.0
    found = (number.value or 0.0) * times_a_year(clause_of(passage.segment, number).text)
    if promise.each:
        needed *= places(promise, passage, number)
    said = f"{found:g} for {needed:g}"
    if promise.falls:
        return _by_fall(promise, passage, number, said)
    if number.qualifier is Qualifier.ALL and promise.number and promise.number.unit != "%":
        return Verdict(Fate.KEPT, "said of all", passage)
    if promise.at_most:
        fate = Fate.KEPT if found <= needed else Fate.CONTRADICTED
        return Verdict(fate, f"limit, {said}", passage, found)
    if found >= needed:
        return Verdict(Fate.KEPT, said, passage, found)
    fate = Fate.PARTLY if found > 0 else Fate.CONTRADICTED
    return Verdict(fate, said, passage, found)


def _by_fall(promise: Promise, passage: Passage, number: Mention, said: str) -> Verdict:
    before = passage.segment.text[max(0, number.start - 12) : number.start]
    if RISES.search(before) and not FALLS.search(before):
        return Verdict(Fate.CONTRADICTED, "rose instead of falling", passage, number.value)
    enough = (number.value or 0.0) >= (promise.needed or 0.0)
    return Verdict(Fate.KEPT if enough else Fate.PARTLY, said, passage, number.value)
