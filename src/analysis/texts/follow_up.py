"""What the next report says of a promise: six states, each with both quotes and the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.extraction.quantities import Mention
from analysis.records import Qualifier, Role
from analysis.texts.clauses import Clause, Segment, reported
from analysis.texts.matching import LIGHT, Index, Passage
from analysis.texts.promises import FALLS, Promise
from analysis.texts.verbs import DONE, UNDERWAY, undone, verb_groups

# Shares of an object's weight. On the invented cases of tests/texts, right passages hold 0.5 and
# more, passages on a neighbouring topic mostly under 0.45.
SPOKEN_OF = 0.5
CLOSE = 0.75  # candidates this near to the best one are read too
TIE = 0.02  # candidates this near to each other are named as ties
FULLY = 0.65  # so much of the object, done in the same way: it is the thing promised
CLEARLY = 0.15  # a plan must fit so much better than a mere mention to be a repetition

RISES = re.compile(r"上升|增长|增加|提高|升至|升高|反弹")
_BEFORE = re.compile(r"(?:由|从|较|(?<!同)(?<!环)比|原来的?|上年的?|去年的?)[^,。;0-9]{0,6}$")
_MONTH = re.compile(r"\d{1,2}月(?!底前|前)")
_SHORT = re.compile(
    r"差距|不足|未达|低于(?:目标|预期|计划)|距(?:离)?(?:目标|计划)|完成(?:年度)?目标(?:任务)?的"
)
_UNITS = (
    {"次", "场", "期", "场次", "场(次)", "期(次)", "批", "轮", "批次", "回", "届"},
    {"名", "人", "位", "人次", "人员"},
    {
        "户",
        "个",
        "家",
        "处",
        "所",
        "项",
        "座",
        "支",
        "件",
        "条",
        "部",
        "份",
        "类",
        "宗",
        "起",
        "套",
        "卷",
    },
    {"%", "个百分点"},
    {"天", "日", "工作日", "个工作日"},
)
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
        return best or Verdict(Fate.SILENT, "no passage holds half of its object")
    return best


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
    number = _answer(promise, passage)
    if promise.needed is not None and number is not None:
        verdict = _by_number(promise, passage, number)
        if verdict.fate is Fate.KEPT and missed and not promise.claims_all:
            return Verdict(Fate.PARTLY, f"in part, but {missed[0]}", passage, number.value)
        return verdict
    if missed:
        partly = DONE.search(text[: missed.start()]) and passage.segment.mentions
        fate = Fate.PARTLY if partly else Fate.CONTRADICTED
        return Verdict(fate, f"said not to be done: {missed[0]}", passage)
    counted = _counted(promise, passage)
    if counted is not None:
        fate = Fate.KEPT if counted >= (promise.needed or 0.0) else Fate.PARTLY
        return Verdict(fate, f"{counted:g} for {promise.needed:g}, counted", passage, counted)
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
    if promise.needed is not None:
        if (promise.needed == 1 or promise.counts_places) and done:
            return Verdict(Fate.KEPT, f"reported as a result: {done[0]}", passage)
        if done and promise.verbs & verb_groups(passage.text) and passage.score >= FULLY:
            return Verdict(Fate.PARTLY, "reported without the promised number", passage)
        return Verdict(Fate.MENTIONED, "no number answers the promised one", passage)
    if not any(promise.head in c.held for c in passage.clauses):
        return Verdict(Fate.MENTIONED, f"no word of {promise.head}", passage)
    if passage.segment.mentions and _beside(passage):
        return Verdict(Fate.KEPT, "reported with a number", passage)
    if done:
        return Verdict(Fate.KEPT, f"reported as a result: {done[0]}", passage)
    return Verdict(Fate.MENTIONED, "spoken of without a result", passage)


def _beside(passage: Passage) -> bool:
    """Tell whether a number stands in the passage or in the clause after it."""
    last = passage.clauses[-1]
    following = [c for c in passage.segment.clauses if c.start > last.start][:1]
    return any(c.mentions for c in (*passage.clauses, *following))


def _answer(promise: Promise, passage: Passage) -> Mention | None:
    """Return the number that answers the promised one.

    It has a unit of the same kind and stands in a clause that speaks of the object, or in one that
    goes on from such a clause without an object of its own.
    """
    asked = promise.number
    if asked is None:
        return None
    text = passage.segment.text
    said = [m for c in _speaking(promise, passage) for m in c.mentions if m.value is not None]
    same = [m for m in said if _same_unit(asked, m) and not _BEFORE.search(text[: m.start])]
    exact = [m for m in same if m.unit == asked.unit and m.qualifier is not Qualifier.ALL]
    ranked = sorted(exact or same, key=lambda m: -_doing_shared(promise, passage.segment, m))
    if not ranked and asked.unit == "%":
        ranked = [m for m in passage.segment.mentions if m.qualifier is Qualifier.ALL]
    return next(iter(ranked), None)


def _doing_shared(promise: Promise, segment: Segment, mention: Mention) -> int:
    """Count which of the first words of a number's clause, and those before it, are promised."""
    clause = next(c for c in segment.clauses if c.start <= mention.start < c.end)
    near = segment.text[max(0, mention.start - 2) : mention.start]
    return sum(len(w) == 2 and w in promise.text for w in (clause.text[:2], near))


def _counted(promise: Promise, passage: Passage) -> float | None:
    """Return a number that the passage does not give but shows.

    A share that n of N make (发现44个,整改38个), or how many times, by the months named.
    """
    if promise.number is None or promise.needed is None:
        return None
    if promise.number.unit == "%" and not promise.falls and not promise.claims_all:
        counts = [m for c in _speaking(promise, passage) for m in c.mentions if m.value]
        pair = sorted(counts, key=lambda m: m.start)[-2:]
        if len(pair) == 2 and pair[0].unit == pair[1].unit != "%":
            whole, part = pair[0].value or 0.0, pair[1].value or 0.0
            return 100 * part / whole if part <= whole else None
    months = _MONTH.findall(passage.text)
    return float(len(months)) if promise.number.unit in _UNITS[0] and len(months) > 1 else None


def _speaking(promise: Promise, passage: Passage) -> list[Clause]:
    """Return the clauses of the segment that speak of the object, those that say most first."""
    said: list[tuple[float, int, Clause]] = []
    before = 0.0
    for clause in passage.segment.clauses:
        weight = sum(v for w, v in promise.features.items() if w in clause.held)
        going_on = sum(clause.features.values()) < LIGHT
        if not weight and going_on:
            weight = before / 2
        before = weight
        if weight:
            said.append((-weight, clause.number, clause))
    return [clause for _, _, clause in sorted(said, key=lambda s: s[:2])]


def _same_unit(a: Mention, b: Mention) -> bool:
    if a.unit == b.unit:
        return True
    if Qualifier.ALL in {a.qualifier, b.qualifier}:
        return a.unit == b.unit or b.qualifier is Qualifier.ALL
    return any(a.unit in units and b.unit in units for units in _UNITS)


def _by_number(promise: Promise, passage: Passage, number: Mention) -> Verdict:
    needed, found = promise.needed or 0.0, number.value or 0.0
    if promise.each:
        needed *= _places(promise, passage, number)
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


def _places(promise: Promise, passage: Passage, number: Mention) -> float:
    """Return of how many places the passage speaks, where the number is for each of them."""
    others = [
        m.value
        for c in passage.clauses
        for m in c.mentions
        if m is not number and m.unit in {"个", "家", "所", "处"} and m.value
    ]
    return max(others, default=1.0)
