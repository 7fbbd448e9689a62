"""Form: which rules of the annual report are met, each with its place.

Source: 法治政府建设与责任落实督察工作规定 (2019) and provincial guides; ``config/form_rules.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from analysis.records import Role
from analysis.texts.followed.problems import find_problems
from analysis.texts.prose.clauses import Segment, Sentence, squeezed
from analysis.texts.prose.lacks import CAUSE

LEAST_MEASURES = 300  # characters of a part that tells of measures (form_rules F01)
LEAST_REPORT = 1500  # characters of a report in full (form_rules F10)
HEAD_SENTENCES = 6  # title, number and addressee stand in so many first ones
TAIL_SENTENCES = 4  # signature and date in so many last ones

_DUTY = re.compile(
    r"第一责任人|履行.{0,12}(?:职责|责任)|述法|亲自|带头|主持召开|批示|出庭|四个重要"
)
_JOINT = re.compile(
    r"党政(?:主要|“?一把手)|党委政府主要|[县区市旗州]委[、和]?[县区市旗州]?(?:人民)?政府主要|"
    r"[县区市旗]委[、,和].{0,8}政府(?:主要|党政主要)|主要负责人均|书记、[县区市旗]长"
)
_PARTY = re.compile(r"[县区市旗工党]委(?:主要(?:负责人|领导|负责同志)|书记)|党组织主要负责人")
_GOVERNMENT = re.compile(
    r"政府(?:党组)?(?:主要(?:负责人|领导|负责同志)|党组书记)|"
    r"(?<![县区市旗州市副局校院])(?:代)?[县区市旗]长(?!效|期|远)|行政主要负责人"
)
_OTHER = re.compile(r"其[他它]需?要?(?:需要|应当|应)?报告|需要报告的其[他它]|其[他它](?:情况|事项)")
_DATE = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日?$")
_ADDRESSEE = re.compile(
    r"^(?:[^,。:]{0,24}(?:委|政府|常委会|委员会|厅|局|办|领导小组)[、,和及]?){1,4}:$"
)
_REPORTED_TO = re.compile(r"(?:报送|呈报|抄报|抄送|上报|报).{0,20}(?:委|政府|人大|常委会|办公室)")
_ISSUER = re.compile(r"[委会]|政府|[县区市旗](?!委)")
_NAMED = re.compile(r"年度报告|情况(?:年度)?报告|工作总结|总结报告|情况的报告|工作报告|工作情况")
_IN_PART = re.compile(r"摘要|节选|摘编|(?:内容)?有删减|简版|\(略\)|此处略")
_PLANNED_YEAR = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]|"
    r"\d{1,2}[.、])?(20\d\d)年(?!.{0,8}(?:以来|印发|修订))"
)
PLAN_HEAD = 3  # the year that is planned stands in so many first sentences of the plan


class State(StrEnum):
    """Whether a rule is met."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "cannot be told"


@dataclass(frozen=True)
class Finding:
    """A rule with its state; ``place`` is the segment or sentence that shows it."""

    rule: str
    state: State
    note: str = ""
    place: Sentence | None = None


@dataclass(frozen=True)
class Form:
    """A report as the rules of form look at it."""

    year: int
    title: str
    published: date | None
    sentences: Sequence[Sentence] = field(repr=False)
    segments: Sequence[Segment] = field(repr=False)

    @cached_property
    def folded(self) -> list[str]:
        """The sentences without white space, half-width."""
        return [squeezed(s.text)[0] for s in self.sentences]

    @cached_property
    def signed(self) -> date | None:
        """The date under the report."""
        for said in reversed(self.folded[-TAIL_SENTENCES:]):
            found = _DATE.search(said)
            if found:
                return _date(*map(int, found.groups()))
        return None

    def of(self, role: Role) -> list[tuple[Sentence, str]]:
        """Return the sentences of a part, each with its folded text."""
        pairs = zip(self.sentences, self.folded, strict=True)
        return [(sentence, said) for sentence, said in pairs if sentence.role == role]

    def first(self, pattern: re.Pattern[str], role: Role | None = None) -> Sentence | None:
        """Return the first sentence that a pattern is found in."""
        for sentence, said in zip(self.sentences, self.folded, strict=True):
            if (role is None or sentence.role == role) and pattern.search(said):
                return sentence
        return None


def findings(form: Form) -> list[Finding]:
    """Return a finding for every rule, in the order of the rules."""
    return [rule(form) for rule in RULES]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _measures(form: Form) -> Finding:
    part = form.of(Role.MEASURES)
    size = sum(len(said) for _, said in part)
    if size < LEAST_MEASURES:
        return Finding("F01", State.NOT_MET, f"{size} characters")
    return Finding("F01", State.MET, f"{size} characters", part[0][0])


def _problems(form: Form) -> Finding:
    found = find_problems(form.segments)
    if not found:
        return Finding("F02a", State.NOT_MET, "no part admits a problem")
    start = found[0].span.start
    place = next(s for s in reversed(form.sentences) if s.start <= start)
    return Finding("F02a", State.MET, f"{len(found)} problems", place)


def _causes(form: Form) -> Finding:
    for sentence, said in form.of(Role.PROBLEMS):
        if CAUSE.search(said):
            return Finding("F02b", State.MET, "", sentence)
    return Finding("F02b", State.NOT_MET, "no cause is given")


def _leader(rule: str, pattern: re.Pattern[str]) -> Callable[[Form], Finding]:
    """Return the rule that one of both leaders' duties are told of, by himself or jointly."""

    def check(form: Form) -> Finding:
        joint: Sentence | None = None
        for sentence, said in zip(form.sentences, form.folded, strict=True):
            if sentence.role in {Role.PLAN, Role.PROBLEMS}:
                continue
            if sentence.role != Role.LEADERS and not _DUTY.search(said):
                continue
            if pattern.search(said):
                return Finding(rule, State.MET, "", sentence)
            if joint is None and _JOINT.search(said):
                joint = sentence
        if joint:
            return Finding(rule, State.MET, "both leaders described jointly", joint)
        return Finding(rule, State.NOT_MET, "not described")

    return check


def _plan(form: Form) -> Finding:
    part = form.of(Role.PLAN)
    measures = [s for s, said in part if "," in said or "。" in said]
    if not measures:
        return Finding("F04", State.NOT_MET, "no part plans the next year")
    for sentence, said in part[:PLAN_HEAD]:
        named = _PLANNED_YEAR.search(said)
        if named and int(named[1]) <= form.year:
            return Finding("F04", State.NOT_MET, f"plans {named[1]}", sentence)
    return Finding("F04", State.MET, "", part[0][0])


def _other(form: Form) -> Finding:
    part = form.of(Role.OTHER)
    place = part[0][0] if part else form.first(_OTHER)
    if place is None:
        return Finding("F05", State.NOT_MET, "optional")
    return Finding("F05", State.MET, "", place)


def _by(rule: str, month: int, known: date | None, year: int) -> Finding:
    if known is None:
        return Finding(rule, State.UNKNOWN, "no date")
    met = known <= date(year + 1, month, 1)
    return Finding(rule, State.MET if met else State.NOT_MET, known.isoformat())


def _reported(form: Form) -> Finding:
    return _by("F06", 3, form.signed, form.year)


def _published(form: Form) -> Finding:
    late = form.signed is not None and form.signed > date(form.year + 1, 4, 1)
    if form.published is None and late:
        return _by("F07", 4, form.signed, form.year)  # not published before it was signed
    return _by("F07", 4, form.published, form.year)


def _addressed(form: Form) -> Finding:
    if not form.title:
        return Finding("F08", State.UNKNOWN, "no title")
    title = squeezed(form.title)[0]
    named = _ISSUER.search(title) and re.search(r"20\d\d|二[〇○零]", title)
    head = list(zip(form.sentences, form.folded, strict=True))[:HEAD_SENTENCES]
    tail = list(zip(form.sentences, form.folded, strict=True))[-TAIL_SENTENCES:]
    to = [s for s, said in head if _ADDRESSEE.search(said)]
    to += [s for s, said in tail if _REPORTED_TO.search(said)]
    if named and to:
        return Finding("F08", State.MET, "", to[0])
    lacks = "no addressee" if named else "the title lacks issuer or year"
    return Finding("F08", State.NOT_MET, lacks)


def _name(form: Form) -> Finding:
    if not form.title:
        return Finding("F09", State.UNKNOWN, "no title")
    met = _NAMED.search(squeezed(form.title)[0]) is not None
    return Finding("F09", State.MET if met else State.NOT_MET, form.title)


def _in_full(form: Form) -> Finding:
    size = sum(len(said) for said in form.folded)
    cut = form.first(_IN_PART) if size else None
    if cut is not None and _IN_PART.search(squeezed(form.title)[0] + form.folded[0]):
        return Finding("F10", State.NOT_MET, "said to be an abstract", cut)
    state = State.MET if size >= LEAST_REPORT else State.NOT_MET
    return Finding("F10", state, f"{size} characters")


def _year_after(form: Form) -> Finding:
    known = form.published or form.signed
    if known is None:
        return Finding("F11", State.UNKNOWN, "no date")
    state = State.MET if known.year == form.year + 1 else State.NOT_MET
    return Finding("F11", state, known.isoformat())


RULES: Iterable[Callable[[Form], Finding]] = (
    _measures,
    _problems,
    _causes,
    _leader("F03a", _PARTY),
    _leader("F03b", _GOVERNMENT),
    _plan,
    _other,
    _reported,
    _published,
    _addressed,
    _name,
    _in_full,
    _year_after,
)
