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
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from analysis.indicators.codebook import Codebook, Indicator
from analysis.quantities import Context, Mention
from analysis.quantities.units import compatible
from analysis.records import Kind, Qualifier

# 未发生因违法决策引发的群体性事件 speaks of the incidents, not of the decisions
ASPECTS = re.compile(r"个(?:大)?(?:方面|领域|环节|层面|类别|维度|批次)")
CAUSED = re.compile(r"[一]?[例起件]?[因由]")
EACH = re.compile(r"(?P<items>[^各]*[、和与][^各]*?)(?:分别)?各(?P<end>[^、]*)")
DONE = re.compile(r"(?:听取|研究|审议|学习|学法|开展|召开|组织|举办).*")
NONE: frozenset[str] = frozenset()
TOTAL = re.compile(r"[,、]?(?:共计|合计|总计|总共|一共|共)(?:评查|办理|办结|受理|审查)?(?:达|为)?")
TOWNS = re.compile(r"个(?:镇乡|镇街|街镇|团镇|镇|乡|街道|苏木)(?!村|干部|均)")
FIGURES = re.compile(r"\d[\d.,]*[\u4e00-\u9fff]?")
SHARE_OF = re.compile(r"占[^,。;占]*$")
FILLER = re.compile(
    r"[\s,、;:()\"“”的了已共全均各其中年和及与、分别]|受理|办理|办结|组织|开展|完成|新增|全年|今年|年内|依法|通过|进行|有效|实现|成功|率|按期|案件|事项|为|达|群众|各类|经济损失|企业|[全我本][县区市旗]|共计|合计|累计|各级|行政|工作"
)
EXACT_UNIT = 0.3  # for the codebook's own unit: of 5大类41项 the 41项 are the items
NEAR = 0.8  # least weight of the token that must stand in the figure's own clause
LEAST = 1.6  # least score of a match, about one two-character token in the own clause
CONNECTORS = re.compile(
    r"[\s,、;:()\"“”和及以并共为达到至超近的等了总均各已]|合计|共计|分别|先后|大约|约|计(?!划)"
)
PERIODS = re.compile(r"全年|今年以来|今年|年内|本年度?|当年|[全我][县市区旗]")
RISEN = re.compile(
    r"^(?:上升|增加|提高|下降|压缩|精简|减少|降低|增长|提升|压减|升|降|扩大|缩短)?(?:到|至|为)$"
)
RATE_NAME = re.compile(r"(?:按期|按时|群众|综合)?[\u4e00-\u9fff]{2}[率度]$")
AND = r"(?:[、和]|以及|及(?!格))"  # 参考率、及格率 are two
RATES = re.compile(
    rf"(?P<head>.*?)(?P<items>[^、和,]*(?:率|度|比例)(?:{AND}[^、和,]*(?:率|度|比例))+)(?P<end>.{{0,5}})$"
)


@lru_cache(maxsize=4096)
def _words(text: str) -> str:
    """Return what is left of a text without periods and connecting words."""
    return CONNECTORS.sub("", PERIODS.sub("", text)) if text else ""


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator found for a figure, with the phrase that named it and its score."""

    indicator: Indicator
    phrase: tuple[str, ...]
    score: float


class _Zones:
    """The words around a figure, from the nearest to the farthest.

    ``following`` are the measure word and the words after it: 个乡镇(街道).
    """

    def __init__(self, mention: Mention, context: Context, left: str, heading: str) -> None:
        if "占" in left and SHARE_OF.search(left):
            left += "占比"
        self.left, self.right, self.unit = left, context.right, mention.unit
        self.following = mention.unit + context.tail[:12]
        if TOWNS.match(self.following):
            self.right = f"乡镇|{self.right}"  # one word for all that stand at this level
        self.left_words = len(_words(left))
        self.alone = self.left_words <= 2 and len(_words(self.right)) < 2
        self.context, self.heading = context, heading
        self._weights: dict[str, float] = {}

    def near(self) -> str:
        """Return the words of which every token counts as standing beside the figure."""
        words = f"{self.left}|{self.right}"
        return f"{words}|{self.context.rest}" if self.alone and self.context.rest else words

    def begin_what_follows(self, token: str) -> bool:
        """Tell whether the measure word and the words after it begin with a token (个乡镇)."""
        return len(token) > len(self.unit) > 0 and self.following.startswith(token)

    def weight(self, token: str) -> float:
        """Return how near a token stands: 1.3 beside the number … 0.2 in the heading, 0 nowhere."""
        weight = self._weights.get(token)
        if weight is None:
            weight = self._weights[token] = self._weigh(token)
        return weight

    def _weigh(self, token: str) -> float:
        if self.begin_what_follows(token):
            return 1.25
        at = self.left.rfind(token)
        if at >= 0:
            gap = len(_words(self.left[at + len(token) :]))
            return 1.3 - min(gap, 12) * 0.04
        at = self.right.find(token)
        if at >= 0:
            return 1.1 - min(at, 20) * 0.015
        return next((weight for words, weight in self._farther() if token in words), 0.0)

    def _farther(self) -> Iterator[tuple[str, float]]:
        """Yield the zones beyond the figure's own words with their weight, nearest first."""
        yield self.unit, 0.6
        yield self.context.rest, 0.85 if self.alone else 0.75
        yield self.context.shared, 0.7
        for distance, clause in enumerate(self.context.clauses):
            yield clause, max(0.6 - 0.05 * distance, 0.35)
        yield self.context.parts, 0.3
        yield self.context.earlier, 0.25
        yield self.heading, 0.2


class Matcher:
    """The codebook's phrases, indexed by token; build it once and use it for many documents."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._entries = [(i, _plain(p)) for i in codebook for p in i.phrases]
        # The phrases of one token, and those of more by each token and another one of theirs.
        self._alone: dict[str, list[int]] = defaultdict(list)
        self._with: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._needs = [frozenset(phrase) for _, phrase in self._entries]
        for number, phrase in enumerate(self._needs):
            for token in phrase:
                partner = max(phrase - {token}, key=len, default="")
                place = self._with[token][partner] if partner else self._alone[token]
                place.append(number)
        self._partners = {token: frozenset(beside) for token, beside in self._with.items()}
        self._longer = frozenset(n for n, phrase in enumerate(self._needs) if len(phrase) > 2)
        self._most = [1.3 * sum(_length(t, 99) for t in p) + EXACT_UNIT for _, p in self._entries]
        order = sorted(range(len(self._entries)), key=lambda n: (-self._most[n], n))
        self._order = {number: place for place, number in enumerate(order)}
        self._tokens = sorted(frozenset().union(*self._needs))
        self._finder = AhoCorasick(self._tokens, implementation=Implementation.DFA)
        self._after_unit: dict[str, list[str]] = defaultdict(list)
        for token in self._tokens:
            self._after_unit[token[:2]].append(token)
        self._fitting: dict[tuple[object, ...], frozenset[int]] = {}
        # The words around figures of one sentence are largely the same.
        self._tokens_around = lru_cache(maxsize=64)(self._find_tokens_around)

    def match(
        self, mention: Mention, context: Context, previous_left: str, heading: str, claim: str = ""
    ) -> list[Match]:
        """Return the indicators a figure stands for; [] where there is none.

        ``previous_left`` are the words that named the figure before, ``claim`` the words of a
        claim such as 全覆盖. More than one comes back only where one number serves several
        (参考率、合格率均为100%).
        """
        found: list[Match] = []
        if (claim and CAUSED.match(context.right)) or ASPECTS.match(mention.unit + context.right):
            return found
        words = claim + context.right if claim else ""
        for left in heads(mention, context, previous_left):
            best = self._best(mention, _Zones(mention, context, left + words, heading))
            if best and all(best.indicator.code != f.indicator.code for f in found):
                found.append(best)
        own_noun = context.left.startswith("、") and len(_words(context.left)) >= 2
        shares = previous_left and context.shared and not mention.claim and not own_noun
        if not found and shares and len(_words(context.left)) <= 3:
            best = self._best(
                mention, _Zones(mention, context, previous_left + context.left, heading)
            )
            found = [best] if best else []
        return found

    def _best(self, mention: Mention, zones: _Zones) -> Match | None:
        best: Match | None = None
        rank = (0.0, 0)  # of equal scores the codebook's first
        found = self._named(zones) & self._fits(mention)
        for number in sorted(found, key=self._order.__getitem__):
            indicator, phrase = self._entries[number]
            if best and self._most[number] < best.score:
                break  # neither this nor any later phrase can score higher
            score = _score(phrase, zones, indicator.role == "denominator")
            score += EXACT_UNIT if score and mention.unit == indicator.unit else 0.0
            if score and indicator.role == "denominator" and phrase[0].startswith("个"):
                score = LEAST  # 6个乡镇: whatever else is said of the towns goes first
            better = score >= LEAST and (best is None or (score, -number) > rank)
            if better and not _ruled_out(indicator, zones):
                best, rank = Match(indicator, phrase, score), (score, -number)
        return best

    def _named(self, zones: _Zones) -> set[int]:
        """Return the phrases that stand around the figure, one token of them beside it."""
        near = self._find_tokens(zones.near())
        starting = self._after_unit.get(zones.following[:2], ())
        near.update(token for token in starting if zones.begin_what_follows(token))
        around = self._tokens_around(zones.context.whole, zones.context.earlier, zones.heading)
        around = around | near
        found: set[int] = set()
        for token in near:
            found.update(self._alone.get(token, ()))
            for partner in around & self._partners.get(token, NONE):
                found.update(self._with[token][partner])
        longer = found & self._longer
        return found - {n for n in longer if not around.issuperset(self._needs[n])}

    def _find_tokens(self, words: str) -> set[str]:
        found = self._finder.find_matches_as_indexes(words, overlapping=True)
        return {self._tokens[number] for number, _, _ in found}

    def _find_tokens_around(self, *places: str) -> frozenset[str]:
        return frozenset(self._find_tokens("|".join(places)))

    def _fits(self, mention: Mention) -> frozenset[int]:
        """Return the entries whose indicator can have the figure's unit and kind."""
        kinds = (id(mention.kind), id(mention.qualifier))  # an enum's own hash is slow
        key = (mention.unit, *kinds, mention.claim, mention.minimum)
        fitting = self._fitting.get(key)
        if fitting is None:
            numbers = enumerate(self._entries)
            fitting = frozenset(n for n, (i, _) in numbers if fits_unit(mention, i))
            self._fitting[key] = fitting
        return fitting


def _plain(phrase: tuple[str, ...]) -> tuple[str, ...]:
    """Drop tokens that another token of the phrase contains: they say nothing more."""
    return tuple(t for t in phrase if not any(t != other and t in other for other in phrase))


def fits_unit(mention: Mention, indicator: Indicator) -> bool:
    """Tell whether a figure's unit and kind can be those of the indicator."""
    if indicator.kind == "flag" or (mention.minimum and mention.unit != indicator.unit == "学时"):
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


def _ruled_out(indicator: Indicator, zones: _Zones) -> bool:
    """Tell whether a word that the codebook excludes stands beside the figure.

    Few words of its own make a figure borrow its name from the clause before, so that clause
    counts too; ``.word`` speaks of the figure's own words only, ``^word`` of all before it.
    """
    if not indicator.exclude:
        return False
    own = f"{zones.left}|{zones.right}"
    clauses = zones.context.clauses
    near = f"{own}|{clauses[0]}" if zones.left_words <= 5 and clauses else own
    far = "|".join((near, zones.context.shared, *clauses))
    where = {".": own, "^": far}
    return any(word.lstrip(".^") in where.get(word[0], near) for word in indicator.exclude)


def _score(phrase: tuple[str, ...], zones: _Zones, denominator: bool) -> float:
    """Add up the tokens' weights; 0 where one is missing or none stands beside the figure.

    The last token of a phrase is its head: a phrase whose head stands farther away counts less.
    Where the other tokens come from another clause, words of the figure's own clause that the
    phrase does not explain speak against it (秒批秒办事项 is no 一件事 item). A denominator such as
    21个乡镇 gives way to what the sentence says of the towns.
    """
    total, nearest, farthest, weight = 0.0, 0.0, 9.9, 0.0
    for token in phrase:
        weight = zones.weight(token)
        if not weight:
            return 0.0
        nearest = weight if weight > nearest else nearest
        farthest = weight if weight < farthest else farthest
        total += weight * _length(token, 3 if denominator else 99 if weight >= NEAR else 2)
    if nearest < NEAR:
        return 0.0
    if weight < NEAR:
        total *= 0.75
    if farthest < 0.7:
        unexplained = FILLER.sub("", zones.left)
        for token in phrase:
            unexplained = unexplained.replace(token, "")
        total -= 0.15 * min(len(unexplained), 8)
    return total


@cache
def _length(token: str, most: int) -> float:
    return float(min(len(token), most) ** 0.8 + 0.02 * len(token))  # of two equals the longer


def heads(mention: Mention, context: Context, previous_left: str) -> list[str]:
    """Return the words that name the figure; several where one number serves several names.

    A figure without words of its own takes those of the figure before it; A、B分别为x、y gives
    each its own; A率、B率均为x gives both.
    """
    left = context.left
    listed = _listed(mention, context)
    if listed is not None:
        return [listed]
    several = EACH.fullmatch(left + ("各" if mention.each else ""))
    if several:
        *others, last = re.split(r"[、和与]", several["items"])
        done = DONE.search(last)
        end = (done[0] if done else "") + several["end"]
        return [*(item + end for item in others), last + several["end"]]
    if TOTAL.fullmatch(left) and (context.shared or context.clauses):
        return [FIGURES.sub("", context.shared or context.clauses[0])]
    if mention.unit == "%" and len(_words(left)) < 2 and SHARE_OF.search(context.shared):
        return [FIGURES.sub("", context.shared) + "占比"]
    if len(_words(left)) < 2 and not mention.claim:
        if previous_left and context.shared:
            return [previous_left]
        bare = len(_words(context.right)) < 2
        if bare and context.clauses:
            return [FIGURES.sub("", context.clauses[0]) + left]
    if RISEN.match(left) and previous_left:
        return [previous_left]
    rates = RATES.match(left) if mention.unit == "%" else None
    if rates:
        first, *others = re.split(AND, rates["items"])
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
