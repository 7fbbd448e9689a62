"""Match figures with indicators by the codebook's phrases.

A phrase is a set of tokens. Each token is looked for around the figure; a token counts more the
nearer it stands (own clause, neighbouring clause, sentence, sentence before, heading). A phrase
fits when all its tokens are found and one of them stands in the figure's own clause. Among the
fitting indicators with a compatible unit the best score wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from analysis.extraction.indicators.codebook import Codebook, Indicator
from analysis.extraction.indicators.naming import heads
from analysis.extraction.indicators.nearness import Zones, content_words
from analysis.extraction.indicators.phrases import Index, Tokens
from analysis.extraction.quantities import Context, Mention
from analysis.extraction.quantities.units import compatible
from analysis.records import Kind, Qualifier

ASPECTS = re.compile(r"个(?:大)?(?:方面|领域|环节|层面|类别|维度|批次)")
# 未发生因违法决策引发的群体性事件 speaks of the incidents, not of the decisions
CAUSED = re.compile(r"[一]?[例起件]?[因由]")
FILLER = re.compile(
    r"[\s,、;:()\"“”的了已共全均各其中年和及与、分别]|受理|办理|办结|组织|开展|完成|新增|全年|今年|年内|依法|通过|进行|有效|实现|成功|率|按期|案件|事项|为|达|群众|各类|经济损失|企业|[全我本][县区市旗]|共计|合计|累计|各级|行政|工作"
)
EXACT_UNIT = 0.3  # for the codebook's own unit: of 5大类41项 the 41项 are the items
NEAR = 0.8  # least weight of the token that must stand in the figure's own clause
LEAST = 1.6  # least score of a match, about one two-character token in the own clause


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator found for a figure, with the phrase that named it and its score."""

    indicator: Indicator
    phrase: tuple[str, ...]
    score: float


class Matcher:
    """The codebook's phrases, indexed by token; build it once and use it for many documents."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._indicators = [i for i in codebook for _ in i.phrases]
        self._phrases = [_plain(phrase) for i in codebook for phrase in i.phrases]
        self._tokens = Tokens(self._phrases)
        self._most = [1.3 * sum(_length(t, 99) for t in p) + EXACT_UNIT for p in self._phrases]
        order = sorted(range(len(self._phrases)), key=lambda n: (-self._most[n], n))
        self._order = {number: place for place, number in enumerate(order)}
        self._indexes: dict[tuple[object, ...], Index] = {}

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
            best = self._best(mention, Zones(mention, context, left + words, heading))
            if best and all(best.indicator.code != f.indicator.code for f in found):
                found.append(best)
        own_noun = context.left.startswith("、") and len(content_words(context.left)) >= 2
        shares = previous_left and context.shared and not mention.claim and not own_noun
        if not found and shares and len(content_words(context.left)) <= 3:
            best = self._best(
                mention, Zones(mention, context, previous_left + context.left, heading)
            )
            found = [best] if best else []
        return found

    def _best(self, mention: Mention, zones: Zones) -> Match | None:
        best: Match | None = None
        rank = (0.0, 0)  # of equal scores the codebook's first
        beside, around = self._tokens.beside(zones), self._tokens.around(zones)
        found = self._index(mention).find(beside, around)
        for number in sorted(found, key=self._order.__getitem__):
            indicator, phrase = self._indicators[number], self._phrases[number]
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

    def _index(self, mention: Mention) -> Index:
        """Return the index of the phrases that can name a figure of this unit and kind."""
        kinds = (id(mention.kind), id(mention.qualifier))  # an enum's own hash is slow
        key = (mention.unit, *kinds, mention.claim, mention.minimum)
        index = self._indexes.get(key)
        if index is None:
            fitting = {i.code for i in self.codebook if fits_unit(mention, i)}
            numbers = (n for n, i in enumerate(self._indicators) if i.code in fitting)
            index = self._indexes[key] = Index(self._phrases, numbers)
        return index


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


def _ruled_out(indicator: Indicator, zones: Zones) -> bool:
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


def _score(phrase: tuple[str, ...], zones: Zones, denominator: bool) -> float:
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
