"""Match figures with indicators by the codebook's phrases.

A phrase is a set of tokens. Each token is looked for around the figure; a token counts more the
nearer it stands (own clause, neighbouring clause, sentence, sentence before, heading). A phrase
fits when all its tokens are found and one of them stands in the figure's own clause. Among the
fitting indicators with a compatible unit the best score wins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from analysis.indicators.codebook import Codebook, Indicator
from analysis.quantities import Context, Mention
from analysis.quantities.units import compatible
from analysis.records import Kind, Qualifier

NEAR = 0.8  # least weight of the token that must stand in the figure's own clause
LEAST = 1.6  # least score of a match, about one two-character token in the own clause
CONNECTORS = re.compile(r"[\s,、;:()\"“”和及以并共计合约为达到至超近的等了分别总均各先后已]")
LISTED = re.compile(r"(?P<items>[^,。;:]+?)(?P<mark>分别|各)(?:为|是|达到?|有|完成|占)*[^\d一二三四五六七八九十百%]{0,6}$")
RATES = re.compile(r"(?P<head>.*?)(?P<items>[^、和,]*(?:率|度|比例)(?:[、和及][^、和,]*(?:率|度|比例))+)(?P<end>.{0,5})$")


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator found for a figure, with the phrase that named it and its score."""

    indicator: Indicator
    phrase: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Zones:
    left: str
    right: str
    following: str  # measure word and the words after it, not cut at brackets
    clauses: tuple[str, ...]
    earlier: str
    heading: str

    @property
    def own(self) -> str:
        return self.left + "|" + self.right


class Matcher:
    """The codebook's phrases, indexed by token; build it once and use it for many documents."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._entries = [(i, p) for i in codebook for p in i.phrases]
        self._by_token: dict[str, list[int]] = defaultdict(list)
        for number, (_, phrase) in enumerate(self._entries):
            for token in set(phrase):
                self._by_token[token].append(number)
        self._needs = [len(set(phrase)) for _, phrase in self._entries]
        self._present = lru_cache(maxsize=512)(self._find_present)

    def match(
        self, mention: Mention, context: Context, previous_left: str, heading: str, text: str
    ) -> list[Match]:
        """Return the indicators a figure stands for, best first; [] where there is none.

        More than one comes back only where one number serves several (参考率、合格率均为100%).
        """
        found: list[Match] = []
        for left in heads(mention, context, previous_left):
            best = self._best(mention, self._zones(mention, context, left, heading, text))
            if best and all(best.indicator.code != f.indicator.code for f in found):
                found.append(best)
        return found

    def _zones(
        self, mention: Mention, context: Context, left: str, heading: str, text: str
    ) -> _Zones:
        own = text[mention.start : mention.end] if mention.claim else ""
        following = mention.unit + context.tail[:12]
        return _Zones(left + own, context.right, following, context.clauses, context.earlier, heading)

    def _best(self, mention: Mention, zones: _Zones) -> Match | None:
        window = "|".join((zones.heading, zones.earlier, *zones.clauses, zones.own, zones.following))
        best: Match | None = None
        for number in self._present(window):
            indicator, phrase = self._entries[number]
            if not fits_unit(mention, indicator) or _ruled_out(indicator, zones):
                continue
            score = _score(phrase, zones)
            if score >= LEAST and (best is None or score > best.score):
                best = Match(indicator, phrase, score)
        return best

    def _find_present(self, window: str) -> tuple[int, ...]:
        counts: dict[int, int] = defaultdict(int)
        for token, entries in self._by_token.items():
            if token in window:
                for number in entries:
                    counts[number] += 1
        return tuple(n for n, c in counts.items() if c == self._needs[n])


def fits_unit(mention: Mention, indicator: Indicator) -> bool:
    """Tell whether a figure's unit and kind can be those of the indicator."""
    if indicator.kind == "flag":
        return False
    if indicator.kind == "rate":
        return mention.unit in {"%", "个百分点"} or (mention.unit == "" and mention.kind is Kind.CHANGE)
    if mention.unit == "%" and not mention.claim:
        return False
    if mention.qualifier is Qualifier.ALL:
        return False
    if mention.qualifier is Qualifier.ZERO:
        return indicator.unit in {"件", "起", "卷"}
    if mention.unit == "":
        return indicator.unit in {"件", "起", "人次"}
    return compatible(mention.unit, indicator.unit, indicator.also_units)


def _ruled_out(indicator: Indicator, zones: _Zones) -> bool:
    own = zones.own
    return any(word in own for word in indicator.exclude)


def _score(phrase: tuple[str, ...], zones: _Zones) -> float:
    total, near = 0.0, False
    for token in phrase:
        weight = _weight(token, zones)
        if weight == 0:
            return 0.0
        near = near or weight >= NEAR
        total += weight * len(token) ** 0.8
    return total if near else 0.0


def _weight(token: str, zones: _Zones) -> float:
    """Return how near a token stands: 1.3 beside the number … 0.2 in the heading, 0 nowhere."""
    if zones.following.startswith(token):
        return 1.4
    at = zones.left.rfind(token)
    if at >= 0:
        gap = len(CONNECTORS.sub("", zones.left[at + len(token) :]))
        return 1.3 - min(gap, 10) * 0.04
    at = zones.right.find(token)
    if at >= 0:
        return 1.15 - min(at, 10) * 0.03
    for distance, clause in enumerate(zones.clauses):
        if token in clause:
            return max(0.6 - 0.05 * distance, 0.35)
    if token in zones.earlier:
        return 0.25
    return 0.2 if token in zones.heading else 0.0


def heads(mention: Mention, context: Context, previous_left: str) -> list[str]:
    """Return the words that name the figure; several where one number serves several names.

    A figure without words of its own takes those of the figure before it; A、B分别为x、y gives
    each its own; A率、B率均为x gives both.
    """
    left = context.left
    listed = _listed(mention, context)
    if listed is not None:
        return [listed]
    if len(CONNECTORS.sub("", left)) < 2 and not mention.claim:
        return [previous_left if left.strip() in {"", "、"} and previous_left else left]
    rates = RATES.match(left) if mention.unit == "%" else None
    if rates:
        items = re.split(r"[、和及]", rates["items"])
        return [rates["head"] + item if n == 0 else item for n, item in enumerate(items)]
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
