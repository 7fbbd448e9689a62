"""Problems that a report admits, and what the next report says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from analysis.documents.outline.roles import ENDS_LACKS
from analysis.records import Role, Span
from analysis.texts.clauses import Clause, Segment
from analysis.texts.follow_up import NextReport
from analysis.texts.lexicon import features
from analysis.texts.matching import Passage
from analysis.texts.verbs import DONE, UNDERWAY, undone

LACK = re.compile(
    r"不(?!断|仅|但|低于|少于|高于|超过|得|同(?!步)|动产|再|予|法|含|等于|变|忘|懈|停|留|"
    r"论|管|漏|误|见面|利于|良|符合)"
    r"[\u4e00-\u9fff]{1,2}|"
    r"薄弱|欠缺|缺[乏少失位口]|短缺|匮乏|滞后|落后|陈旧|粗放|混乱|松懈|随意性?|脱离|"
    r"偏[低弱少慢大高软差]|较[低弱少慢差]|"
    r"有待(?:进一步)?[\u4e00-\u9fff]{2}|(?:仍|还)需[\u4e00-\u9fff]{2}|亟[待需]|差距|短板|弱项|"
    r"单一|空白|盲区|脱节|瓶颈|漏洞|"
    r"走过场|流于形式|形式主义|形式化|同质化|参差不齐|时有发生|难(?:以|度|题|点|落实|到位)|"
    r"困难|矛盾(?:较为)?突出|突出问题|紧张|"
    r"未(?:能|按|全|完|建|得|实|形成|真正|充分|有效|及时)|尚未|没有|"
    r"(?:持续|呈|逐年)(?:上升|增长|增加)|过[多高低长慢]|"
    r"忽视|弱化|拖欠|失信|推诿|缓慢|堵点|壁垒|断层|老化|流失|兼职|(?:依然|仍然|仍|还)?存在|现象"
)
CAUSE = re.compile(
    r"(?:主要|其|究其|分析)?原因(?:是|在于|为|主要)|由于|因为|受.{1,20}(?:影响|限制|制约|所限)|"
    r"源于|导致|归因于|根源在于|之所以|缘于|系因"
)
_OPENING = re.compile(
    r"^(?:过去(?:的)?一年|虽然|尽管|在(?:看到|肯定|总结)|(?:我们)?(?:也|同时)?清醒|对照|"
    r"与.{2,20}相比|总的来看|回顾)|"
    r"(?:主要)?(?:表现|体现)(?:为|在|如下)|"
    r"(?:存在|有)(?:以下|一些|如下|几个|不少|诸多)?(?:方面)?(?:的)?(?:问题|不足|短板|差距|"
    r"薄弱环节)(?:和不足|和短板)?[:：]?$"
)
_HEDGES = re.compile(
    r"还|仍然|仍|依然|尚|较为|比较|相对|有所|有待|一定程度上?|不同程度|个别|少数|部分|一些|"
    r"存在|现象|问题|进一步|亟待|需要?|不够|不足|不强|不高"
)
_SOLVED = re.compile(
    r"全部(?:整改|解决|清偿|清零|配齐|到位|化解|消除|完成|打通|销号|补齐|办结)|配齐|补齐|配足|"
    r"清零|清偿|销号|消除|全面(?:消除|解决|打通|完成)|"
    r"整改(?:到位|完毕|完成|率(?:达到?|为)?100%)|得到(?:彻底|根本|有效)?解决|彻底解决|全覆盖|"
    r"不再|已解决|解决了|实现零"
)
VERBATIM = 0.85  # alike in so much of their characters: the same sentence again
ALIKE = 0.45  # share of the weight of a problem's words that another wording of it holds
LIGHTEST = 1.0  # weight of a problem that says hardly anything
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
class Problem:
    """A shortcoming that a report admits.

    ``cause`` are the words that give its reason, ``parts`` the words of each of its clauses.
    """

    segment: Segment
    start: int
    end: int
    cause: str
    features: dict[str, float]
    parts: tuple[dict[str, float], ...]

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

    A segment of causes alone belongs to the problem before it.
    """
    found: list[Problem] = []
    for segment in segments:
        if segment.role != Role.PROBLEMS or (segment.heading and ENDS_LACKS.search(segment.text)):
            continue
        own = list(_of_segment(segment))
        cause = _cause(segment)
        if not own and cause and found:
            last = found[-1]
            found[-1] = replace(last, cause=cause)
        found += own
    return found


def _of_segment(segment: Segment) -> Iterator[Problem]:
    """Yield the problem of a segment: from its first clause that lacks something to its last."""
    lacking = [c for c in segment.clauses if LACK.search(c.text) and not _OPENING.search(c.text)]
    telling = [c for c in lacking if not CAUSE.search(c.text)]
    if not telling:
        return
    first, last = telling[0], telling[-1]
    start = _with_subject(segment, first)
    text = segment.text[start : last.end]
    parts = tuple(_lacks_what(c.text) for c in telling)
    yield Problem(segment, start, last.end, _cause(segment), _lacks_what(text), parts)


def _lacks_what(text: str) -> dict[str, float]:
    """Return what a problem is about, without the words that say that it is one."""
    return features(LACK.sub(" ", _HEDGES.sub(" ", text)))


def _with_subject(segment: Segment, first: Clause) -> int:
    """Return where a problem begins; a short clause before it is its subject."""
    before = [c for c in segment.clauses if c.end < first.start]
    subject = before[-1] if before else None
    if subject and not _OPENING.search(subject.text) and len(first.text) < 8:
        return subject.start
    return first.start


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
    return remedy or Followed(Outcome.VANISHED, "none", "neither repeated nor worked on")


def _again(problem: Problem, later: Sequence[Problem]) -> Followed | None:
    best, share = None, 0.0
    for other in later:
        if _alike(problem.text, other.text) >= VERBATIM or problem.text in other.text:
            place = _passage(other)
            return Followed(Outcome.VERBATIM, "none", "the same sentence again", place)
        words = max(
            _shared(a, b)
            for a in (problem.features, *problem.parts)
            for b in (other.features, *other.parts)
        )
        if words > share:
            best, share = other, words
    if best is None or share < ALIKE:
        return None
    return Followed(Outcome.REWORDED, "none", f"words shared: {share:.2f}", _passage(best))


def _shared(a: dict[str, float], b: dict[str, float]) -> float:
    """Return the weight that two problems share, of the heavier one's."""
    both = sum(w for word, w in a.items() if word in b)
    return both / max(sum(a.values()), sum(b.values()), LIGHTEST)


def _alike(a: str, b: str) -> float:
    if min(len(a), len(b)) < VERBATIM / 2 * max(len(a), len(b)):
        return 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _passage(problem: Problem) -> Passage:
    inside = [c for c in problem.segment.clauses if problem.start <= c.start < problem.end]
    return Passage(tuple(inside), 1.0)


def _remedy(problem: Problem, report: NextReport) -> Followed | None:
    """Return the passage of what was done that answers the problem best."""
    asked = [problem.features, *problem.parts]
    found = [p for words in asked for p in report.done.find(words) if p.score >= WORKED]
    judged = [_judge(p) for p in found]
    closed = next((f for f in judged if f.outcome is Outcome.CLOSED), None)
    return closed or next(iter(judged), None)


def _judge(passage: Passage) -> Followed:
    text = passage.segment.text
    solved = _SOLVED.search(text)
    if solved and not undone(text) and not UNDERWAY.search(text):
        return Followed(Outcome.CLOSED, "full", f"said to be solved: {solved[0]}", passage)
    if passage.segment.mentions and DONE.search(text):
        return Followed(Outcome.WORKED_ON, "significant", "worked on, with a number", passage)
    return Followed(Outcome.WORKED_ON, "some", "worked on, without a number", passage)


def _with_progress(again: Followed, remedy: Followed | None) -> Followed:
    """A problem that is still there, though worked on, has made limited progress."""
    progress = "limited" if remedy else "none"
    return Followed(again.outcome, progress, again.reason, again.passage)
