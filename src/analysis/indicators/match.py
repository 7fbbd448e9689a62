"""Match figures with indicators by the codebook's phrases.

A phrase is a set of tokens. Each token is looked for around the figure; a token counts more the
nearer it stands (own clause, neighbouring clause, sentence, sentence before, heading). A phrase
fits when all its tokens are found and one of them stands in the figure's own clause. Among the
fitting indicators with a compatible unit the best score wins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from analysis.indicators.codebook import Codebook, Indicator
from analysis.quantities import Context, Mention
from analysis.quantities.units import compatible
from analysis.records import Kind, Qualifier

FILLER = re.compile(
    r"[\s,、;:()\"“”的了已共全均各其中年和及与、分别]|受理|办理|办结|组织|开展|完成|新增|全年|今年|年内|依法|通过|进行|有效|实现|成功|率|按期|案件|事项|为|达|群众|各类|经济损失|企业|[全我本][县区市旗]|共计|合计|累计|各级|行政|工作"
)
EXACT_UNIT = 0.3  # for the codebook's own unit: of 5大类41项 the 41项 are the items
NEAR = 0.8  # least weight of the token that must stand in the figure's own clause
LEAST = 1.6  # least score of a match, about one two-character token in the own clause
CONNECTORS = re.compile(r"[\s,、;:()\"“”和及以并共计合约为达到至超近的等了分别总均各先后已]")
PERIODS = re.compile(r"全年|今年以来|今年|年内|本年度?|当年|[全我][县市区旗]")
RISEN = re.compile(
    r"^(?:上升|增加|提高|下降|压缩|精简|减少|降低|增长|提升|压减|升|降|扩大|缩短)?(?:到|至|为)$"
)
RATE_NAME = re.compile(r"(?:按期|按时|群众|综合)?[\u4e00-\u9fff]{2}[率度]$")
RATES = re.compile(
    r"(?P<head>.*?)(?P<items>[^、和,]*(?:率|度|比例)(?:[、和及][^、和,]*(?:率|度|比例))+)(?P<end>.{0,5})$"
)


def _words(text: str) -> str:
    """Return what is left of a text without periods and connecting words."""
    return CONNECTORS.sub("", PERIODS.sub("", text))


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator found for a figure, with the phrase that named it and its score."""

    indicator: Indicator
    phrase: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Zones:
    """The words around a figure, from the nearest to the farthest."""

    left: str
    right: str
    rest: str
    shared: str
    unit: str
    following: str  # the measure word and the words after it: 个乡镇(街道)
    clauses: tuple[str, ...]
    parts: str
    earlier: str
    heading: str

    @property
    def own(self) -> str:
        return f"{self.left}|{self.right}|{self.following}"

    def window(self) -> str:
        return "|".join(
            (
                self.heading,
                self.earlier,
                self.parts,
                *self.clauses,
                self.shared,
                self.own,
                self.rest,
            )
        )


class Matcher:
    """The codebook's phrases, indexed by token; build it once and use it for many documents."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._entries = [(i, _plain(p)) for i in codebook for p in i.phrases]
        entries_of: dict[str, list[int]] = defaultdict(list)
        for number, (_, phrase) in enumerate(self._entries):
            for token in set(phrase):
                entries_of[token].append(number)
        # By their first two characters, so that a window is asked only for tokens it can hold.
        self._by_start: dict[str, list[tuple[str, list[int]]]] = defaultdict(list)
        for token, entries in entries_of.items():
            self._by_start[token[:2]].append((token, entries))
        self._needs = [len(set(phrase)) for _, phrase in self._entries]
        self._present = lru_cache(maxsize=512)(self._find_present)

    def match(
        self, mention: Mention, context: Context, previous_left: str, heading: str, claim: str = ""
    ) -> list[Match]:
        """Return the indicators a figure stands for; [] where there is none.

        ``previous_left`` are the words that named the figure before, ``claim`` the words of a
        claim such as 全覆盖. More than one comes back only where one number serves several
        (参考率、合格率均为100%).
        """
        found: list[Match] = []
        words = claim + context.right if claim else ""
        for left in heads(mention, context, previous_left):
            best = self._best(mention, _zones(mention, context, left + words, heading))
            if best and all(best.indicator.code != f.indicator.code for f in found):
                found.append(best)
        if not found and previous_left and context.shared and not mention.claim:
            joined = _zones(mention, context, previous_left + context.left, heading)
            best = self._best(mention, joined) if len(_words(context.left)) <= 3 else None
            found = [best] if best else []
        return found

    def _best(self, mention: Mention, zones: _Zones) -> Match | None:
        best: Match | None = None
        for number in self._present(zones.window()):
            indicator, phrase = self._entries[number]
            if not fits_unit(mention, indicator) or _ruled_out(indicator, zones):
                continue
            score = _score(phrase, zones, indicator.role == "denominator")
            score += EXACT_UNIT if score and mention.unit == indicator.unit else 0.0
            if score >= LEAST and (best is None or score > best.score):
                best = Match(indicator, phrase, score)
        return best

    def _find_present(self, window: str) -> tuple[int, ...]:
        counts: dict[int, int] = defaultdict(int)
        starts = {window[i : i + 2] for i in range(len(window) - 1)} | set(window)
        for start in starts & self._by_start.keys():
            for token, entries in self._by_start[start]:
                if len(token) <= 2 or token in window:
                    for number in entries:
                        counts[number] += 1
        return tuple(sorted(n for n, c in counts.items() if c == self._needs[n]))


def _plain(phrase: tuple[str, ...]) -> tuple[str, ...]:
    """Drop tokens that another token of the phrase contains: they say nothing more."""
    return tuple(t for t in phrase if not any(t != other and t in other for other in phrase))


def fits_unit(mention: Mention, indicator: Indicator) -> bool:
    """Tell whether a figure's unit and kind can be those of the indicator."""
    if indicator.kind == "flag" or mention.minimum:
        return False
    if indicator.kind == "rate":
        return mention.unit in {"%", "个百分点"} or (
            mention.unit == "" and mention.kind is Kind.CHANGE
        )
    if mention.unit == "%" and not mention.claim:
        return False
    if mention.qualifier is Qualifier.ALL:
        return False
    if mention.qualifier is Qualifier.ZERO:
        return indicator.unit in {"件", "起", "卷"}
    if mention.unit == "":
        return indicator.unit in {"件", "起", "人次"}
    return compatible(mention.unit, indicator.unit, indicator.also_units)


def _zones(mention: Mention, context: Context, left: str, heading: str) -> _Zones:
    if re.search(r"占[^,。;占]*$", left):
        left += "占比"
    return _Zones(
        left=left,
        right=context.right,
        rest=context.rest,
        shared=context.shared,
        unit=mention.unit,
        following=mention.unit + context.tail[:12],
        clauses=context.clauses,
        parts=context.parts,
        earlier=context.earlier,
        heading=heading,
    )


def _ruled_out(indicator: Indicator, zones: _Zones) -> bool:
    """Tell whether a word beside the figure (with ^ anywhere before it in its sentence) forbids."""
    near = f"{zones.left}|{zones.right}"
    if len(_words(zones.left)) <= 5 and zones.clauses:
        near += f"|{zones.clauses[0]}"
    far = "|".join((near, zones.shared, *zones.clauses))
    return any(w[1:] in far if w[0] == "^" else w in near for w in indicator.exclude)


def _score(phrase: tuple[str, ...], zones: _Zones, denominator: bool) -> float:
    """Add up the tokens' weights; 0 where one is missing or none stands beside the figure.

    The last token of a phrase is its head: a phrase whose head stands farther away counts less.
    Where the other tokens come from another clause, words of the figure's own clause that the
    phrase does not explain speak against it (秒批秒办事项 is no 一件事 item). A denominator such as
    21个乡镇 gives way to what the sentence says of the towns.
    """
    weights = [_weight(token, zones) for token in phrase]
    if not all(weights) or max(weights) < NEAR:
        return 0.0
    total = sum(
        w * _length(t, 3 if denominator else 99 if w >= NEAR else 2)
        for w, t in zip(weights, phrase, strict=True)
    )
    if weights[-1] < NEAR:
        total *= 0.75
    if min(weights) < 0.7:
        unexplained = FILLER.sub("", zones.left)
        for token in phrase:
            unexplained = unexplained.replace(token, "")
        total -= 0.15 * min(len(unexplained), 8)
    return total


def _length(token: str, most: int) -> float:
    return float(min(len(token), most) ** 0.8 + 0.02 * len(token))  # of two equals the longer


def _weight(token: str, zones: _Zones) -> float:
    """Return how near a token stands: 1.3 beside the number … 0.2 in the heading, 0 nowhere."""
    if len(token) > len(zones.unit) > 0 and zones.following.startswith(token):
        return 1.25
    at = zones.left.rfind(token)
    if at >= 0:
        gap = len(_words(zones.left[at + len(token) :]))
        return 1.3 - min(gap, 12) * 0.04
    at = zones.right.find(token)
    if at >= 0:
        return 1.1 - min(at, 20) * 0.015
    return next((weight for words, weight in _farther(zones) if token in words), 0.0)


def _farther(zones: _Zones) -> Iterator[tuple[str, float]]:
    """Yield the zones beyond the figure's own words with their weight, nearest first."""
    yield zones.unit, 0.6
    alone = len(_words(zones.left)) <= 2 and len(_words(zones.right)) < 2
    yield zones.rest, 0.85 if alone else 0.75
    yield zones.shared, 0.7
    for distance, clause in enumerate(zones.clauses):
        yield clause, max(0.6 - 0.05 * distance, 0.35)
    yield zones.parts, 0.3
    yield zones.earlier, 0.25
    yield zones.heading, 0.2


def heads(mention: Mention, context: Context, previous_left: str) -> list[str]:
    """Return the words that name the figure; several where one number serves several names.

    A figure without words of its own takes those of the figure before it; A、B分别为x、y gives
    each its own; A率、B率均为x gives both.
    """
    left = context.left
    listed = _listed(mention, context)
    if listed is not None:
        return [listed]
    if len(_words(left)) < 2 and not mention.claim:
        if previous_left and context.shared:
            return [previous_left]
        bare = len(_words(context.right)) < 2
        if bare and context.clauses and not re.search(r"\d", context.clauses[0]):
            return [context.clauses[0] + left]
    if RISEN.match(left) and previous_left:
        return [previous_left]
    rates = RATES.match(left) if mention.unit == "%" else None
    if rates:
        first, *others = re.split(r"[、和及]", rates["items"])
        topic = rates["head"] + RATE_NAME.sub("", first)
        return [rates["head"] + first, *(topic + item for item in others)]
    return [left]


def _listed(mention: Mention, context: Context) -> str | None:
    """Return the item of A、B和C分别为x、y和z that belongs to this number."""
    sentence = context.sentence
    at = sentence.rfind("分别")
    if at < 0 or re.search(r"[,。;]", sentence[at:]):
        return None
    head = re.split(r"[,。;:]", sentence[:at])[-1]
    items = [i for i in re.split(r"[、和与]|以及|及", head) if i]
    place = len(re.findall(r"[、和]", sentence[at:]))
    if len(items) < 2 or place >= len(items):
        return None
    last = items[-1]
    shared = last[2:] if len(items[place]) <= 3 and place < len(items) - 1 else ""
    before = re.sub(r"[\u4e00-\u9fff]{2}$", "", items[0]) if place else ""
    return (before[:8] if len(items[0]) > 6 else "") + items[place] + shared
