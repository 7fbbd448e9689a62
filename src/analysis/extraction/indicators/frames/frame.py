"""The frame of a figure: whose it is, what they do, what is counted, and what restricts it."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.extraction.indicators.frames.bodies import (
    Body,
    acts_in,
    bodies_in,
    has_subject,
    subjects_of,
)
from analysis.extraction.indicators.frames.limits import Limit, limits_of
from analysis.extraction.indicators.frames.nearness import content_words, naming_words
from analysis.extraction.indicators.frames.nouns import counted_nouns
from analysis.extraction.quantities import Context, Mention
from analysis.extraction.quantities.units import families

FIGURE = re.compile(r"[\d一二两三四五六七八九十]+余?(?:[次场期]|场次)")
EACH = re.compile(r"各(?![级类项部单乡镇街界地族方党])")  # 各听取汇报4次: of each of the bodies
FIRST = re.compile(r"[,。;]")
PARTS = re.compile(r"[,:]")
LISTED = re.compile(rf"(?:{FIGURE.pattern}(?:[、和及]|以及))+$")
FOLLOWING = re.compile(rf"(?:(?:[、和及]|以及){FIGURE.pattern})+")
# 现场调度会3次 after a committee's meetings: a meeting with a name of its own
NAMED_MEETING = re.compile(
    r"(?:推进|调度|座谈|动员|协调|联席|培训|评审|论证|听证|通报|点评|例)会议?$"
)
YEAR = re.compile(r"(?:19|20)\d\d年度?")
ON_LAW = re.compile(r"法|规章|复议|督察|执法")  # 研究重大事项: meetings as such
TOPICS = frozenset({"study", "deliberate"})
DIGIT = re.compile(r"\d|[一二两三四五六七八九十]+[余多]?[次场个项件部]")


class Frame(NamedTuple):
    """How the clause of a figure is built.

    ``bodies`` are the kinds of bodies that share the predicate ``act``; ``source`` says where they
    stand. Only of times and sessions (次, 场), where ``of_times`` is true, are they looked for.
    ``nouns`` are what is counted, where known nouns stand beside the number. ``limits`` say why the
    figure may not stand for the whole county and year.
    """

    bodies: frozenset[str]
    act: str
    source: str
    nouns: frozenset[str]
    limits: tuple[Limit, ...]
    of_times: bool


def read_frames(mention: Mention, context: Context) -> list[Frame]:
    """Return the frame of a figure; of 各3次 one for each body that it is said of."""
    nouns, limits = counted_nouns(mention, context), limits_of(mention, context)
    of_times = "time" in families(mention.unit)
    if not of_times and "议题" not in nouns:  # what bodies do names times, sessions and topics only
        return [Frame(frozenset(), "", "", nouns, limits, of_times=False)]
    bodies, act, source = _subject(context, _act(context))
    alone = _said_of_each(context)
    dealt = bodies if alone else _dealt_out(bodies, context)
    kinds = list(dict.fromkeys(body.kind for body in dealt))
    each = mention.each or alone or EACH.search(context.left)
    several = [[kind] for kind in kinds] if each and kinds else [kinds]
    return [Frame(frozenset(k), act, source, nouns, limits, of_times) for k in several]


def _said_of_each(context: Context) -> bool:
    """Tell 分别 before the only number of its clause: A、B分别学法4次 says 4 of each."""
    _, told, words = (context.shared + context.left).rpartition("分别")
    return bool(told) and not FIGURE.search(words + FIRST.split(context.tail, maxsplit=1)[0])


def _dealt_out(bodies: tuple[Body, ...], context: Context) -> tuple[Body, ...]:
    """Return the body that a number belongs to: A、B分别8次和15次 gives each its own.

    As many listed numbers as bodies are dealt out without 分别, too.
    """
    words = context.shared + context.left
    _, told, after = words.rpartition("分别")
    listed = LISTED.search(words)
    place = len(FIGURE.findall(after if told else listed[0] if listed else ""))
    following = FOLLOWING.match(context.tail)
    many = place + 1 + len(FIGURE.findall(following[0] if following else ""))
    dealt = len(bodies) > 1 and (place < len(bodies) if told else many == len(bodies))
    return (bodies[place],) if dealt else bodies


def _act(context: Context) -> str:
    """Return what the figure's own clause says is done; a meeting held may be held to study.

    The words before the number go first, then those after it (3次听取), then, where only a meeting
    was held, the clause after it (召开常委会3次,听取汇报).
    """
    own = _act_of(context.left)
    if own in {"", "meet"}:
        after = _act_of(context.right) or _act_of(context.rest)
        own = after if after not in {"", "meet"} else own
    if own in {"", "meet"} and context.shared:
        before = _act_of(context.shared)
        own = before if own == "" or before in TOPICS else own
    return _purpose(context) or own if own in {"", "meet"} else own


def _purpose(context: Context) -> str:
    """Return what the meetings of a figure were held for: 召开常委会3次,听取汇报.

    Not where a clause after it counts that by itself: 召开会议22次,坚持会前学法,学习法律8次.
    """
    _, *following = PARTS.split(context.tail + ",")
    purpose = _act_of(following[0][:12]) if following else ""
    on_law = purpose == "study" or ON_LAW.search(following[0]) if following else None
    if purpose not in TOPICS or not on_law or DIGIT.search(YEAR.sub("", following[0])):
        return ""
    counted = (part for part in following[1:] if FIGURE.search(part))
    return "" if any(_act_of(part) == purpose for part in counted) else purpose


def _act_of(words: str) -> str:
    """Return the act of a text: more than the holding of a meeting, of several topics the last.

    What stands in a list is no act: 召开中心组专题培训、常委会会议8次.
    """
    found = acts_in(words) if words else ()
    acts = [act for act, _, end in found if act != "other" or words[end : end + 1] != "、"]
    first = next((act for act in acts if act != "meet"), acts[0] if acts else "")
    return next(act for act in reversed(acts) if act in TOPICS) if first in TOPICS else first


def _subject(context: Context, act: str) -> tuple[tuple[Body, ...], str, str]:
    """Return the bodies of the figure, what they do, and where they stand."""
    near = (("own clause", context.left), ("own clause", context.right), ("shared", context.shared))
    for place, words in near:
        found = _owners(subjects_of(words, act), words, context)
        if found:
            if act in {"", "meet"}:
                act = _own_work(found, words) or act or _inherited_act(context)
            return found, act, place
        own = words is context.left and words
        if has_subject(words) or (own and _names_itself(context)):
            return (), act, ""
        if words is context.right and NAMED_MEETING.search(words):
            return (), "other", ""  # 常务会议研究,召开8次专项推进会
    found, act = _before(context, act) if act in {"", *TOPICS} else ((), act)
    return found, act, "clause before" if found else ""


def _before(context: Context, act: str) -> tuple[tuple[Body, ...], str]:
    """Return the bodies of a clause before and what they do; a clause with an office ends it."""
    for clause in (*context.clauses, context.parts.rpartition(",")[2]):
        found = subjects_of(clause, act or _act_of(clause))
        if found:
            return found, act or _act_of(clause)
        if has_subject(clause):
            break
    return (), act


def _owners(bodies: tuple[Body, ...], words: str, context: Context) -> tuple[Body, ...]:
    """Return whose group or meeting it is: 各部门党组…,理论学习中心组学法90场 is all units'."""
    if {body.kind for body in bodies} == {"government"}:
        return (*bodies, *bodies_in(context.right))  # 县政府召开6次政府常务会议
    alone = len(bodies) == 1 and bodies[0].kind == "study_group" and bodies[0].start == 0
    before = bodies_in(context.clauses[0]) if alone and context.clauses else ()
    return tuple(b for b in before if b.kind == "units") or bodies


def _own_work(bodies: tuple[Body, ...], words: str) -> str:
    """Return what bodies do by their names: 各级党委(党组)理论学习中心组90余场, 法治专题会3次."""
    if any("中心组" in words[b.start : b.end] for b in bodies):
        return "study"
    return "deliberate" if any(b.kind == "topic_meeting" for b in bodies) else ""


def _names_itself(context: Context) -> bool:
    """Tell whether the figure's own words name it and say nothing of what the bodies do.

    中心组学习9场、干部教育15场: the second figure has a name of its own.
    """
    if NAMED_MEETING.search(context.left):
        return True
    named = len(content_words(naming_words(context.left))) > 1
    return named and not any(map(_act_of, (context.left, context.right, context.rest)))


def _inherited_act(context: Context) -> str:
    """Return what the clauses before say is done: 研究法治工作,其中常委会6次."""
    places = (context.shared, *context.clauses)
    return next((act for act in map(_act_of, places) if act), "")
