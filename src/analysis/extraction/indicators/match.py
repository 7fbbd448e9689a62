"""Match figures with indicators by the codebook's phrases.

A phrase is a set of tokens. Each token is looked for around the figure; a token counts more the
nearer it stands (own clause, neighbouring clause, sentence, sentence before, heading). A phrase
fits when all its tokens are found and one of them stands in the figure's own clause. Among the
fitting indicators with a compatible unit the best score wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import NamedTuple

from analysis.extraction.indicators.codebook import Codebook, Indicator
from analysis.extraction.indicators.fits import (
    Previous,
    Reading,
    fault,
    fits_unit,
    limit_of,
    told_of_each,
    who,
)
from analysis.extraction.indicators.frames.frame import Frame, read_frames
from analysis.extraction.indicators.frames.nearness import NEAR, Zones, content_words, naming_words
from analysis.extraction.indicators.frames.predicates import verbs_in
from analysis.extraction.indicators.naming import dealt_out, heads
from analysis.extraction.indicators.phrases import EXACT_UNIT, Phrase, PhraseIndex, phrase_of
from analysis.extraction.indicators.synonyms import Synonyms, spelt
from analysis.extraction.quantities import Context, Mention

# 5大类41项, 8个方面、32项: the categories of what is counted next; 3个环节: parts of a process
ASPECT = re.compile(  # 四个100%: a slogan
    r"个[“\"]?(?:\d|百分之百)|大?类(?:\d|人员|人群|主体|对象|群体)|"
    r"个(?:大|重点|主要)?(?:方面|领域|环节|层面|类别|维度|批次)|个大项"
    r"|大?类[\u4e00-\u9fff]{1,6}\d+[项个条件]"  # 20类主题场景405项
    r"|个(?:区县?|县市?区?|省份?|城市|地区|地市|州)(?!直|级|属|委|政府|域|块|定)"  # elsewhere
    r"|(?:大?类|个?(?:大)?(?:方面|类别|领域|板块|部分))[,、]?(?:共计?)?\d+\s?(?:项|个|条)"
)
# 未发生因违法决策引发的群体性事件 speaks of the incidents, not of the decisions
CAUSED = re.compile(r"[一]?[例起件]?[因由]")
BY_BODIES = 6.0  # score of a figure named by who does what: above what phrases reach
NEIGHBOUR, BEYOND_PART = 0.7, 0.3  # weights that words of another clause, another part reach
# What an unexplained character counts where words come from another sentence, part, clause.
UNEXPLAINED = ((0.25, 0.4), (BEYOND_PART, 0.25), (NEIGHBOUR, 0.15))
LAW = re.compile("法治|依法行政|依法治")
LEAST = 1.6  # least score of a match, about one two-character token in the own clause


NO_SYNONYMS: Synonyms = MappingProxyType({})


class Match(NamedTuple):
    """An indicator found for a figure, with the phrase that named it and its score."""

    indicator: Indicator
    phrase: tuple[str, ...]
    score: float
    limit: str = ""  # why the figure does not stand for the whole county and year
    complete: bool = False  # named by words of its own clause alone


class Matcher:
    """The codebook's phrases, indexed by token; build it once and use it for many documents."""

    def __init__(self, codebook: Codebook, synonyms: Synonyms = NO_SYNONYMS) -> None:
        self.codebook = codebook
        said = [
            (indicator, tokens)
            for indicator in codebook
            for written in indicator.phrases
            for tokens in spelt(written, synonyms)
        ]
        phrases = [phrase_of(*one, number) for number, one in enumerate(said)]
        # What can score most stands first, so that the search for the best can end early.
        self._phrases = sorted(phrases, key=lambda phrase: (-phrase.most, phrase.number))
        self._index = PhraseIndex(self._phrases)
        self._fitting: dict[tuple[object, ...], list[bool]] = {}
        self._counting_meetings = [i for i in codebook if i.acts]

    def match(
        self,
        mention: Mention,
        context: Context,
        previous: Previous,
        heading: str,
        claim: str = "",
    ) -> list[Match]:
        """Return the indicators a figure stands for; [] where there is none.

        ``previous`` is the figure before in the sentence, ``claim`` the words of a claim such as
        全覆盖. More than one comes back only where one number serves several
        (参考率、合格率均为100%).
        """
        follows = mention.unit + context.tail[:14]
        if (claim and CAUSED.match(context.right)) or ASPECT.match(follows):
            return []
        frames = read_frames(mention, context)
        if frames[0].of_times and not (mention.claim or mention.minimum):
            on_law = LAW.search(context.left) is not None
            named = [self._by_bodies(mention, frame, on_law=on_law) for frame in frames]
            by_body = [match for match in named if match]
            if by_body:
                return by_body
        fits = self._fits(mention)
        found: dict[str, Match] = {}
        for reading in readings(mention, context, frames[0], previous, (claim, heading)):
            best = self._best(reading, fits) if reading.own or not found else None
            if best:
                found.setdefault(best.indicator.code, best)
        return list(found.values())

    def _by_bodies(self, mention: Mention, frame: Frame, *, on_law: bool) -> Match | None:
        """Return the indicator that counts how often these bodies do this.

        A clause that says what it is on (``on_law``) is complete though its bodies stand before.
        """
        kind = who(frame.bodies)
        if not kind:
            return None
        for indicator in self._counting_meetings:
            named = kind in indicator.bodies and frame.act in indicator.acts
            if named and not told_of_each(mention, indicator):
                score = BY_BODIES if frame.source == "own clause" else BY_BODIES - 1
                return Match(
                    indicator,
                    (kind, frame.act),
                    score,
                    limit_of(frame, indicator),
                    complete=frame.source == "own clause" or (on_law and frame.act == "deliberate"),
                )
        return None

    def _best(self, reading: Reading, fits: Sequence[bool]) -> Match | None:
        best: Match | None = None
        rank = (0.0, 0)  # of equal scores the codebook's first
        phrases, words = self._index.find(reading.zones, fits)
        for phrase in phrases:
            if best and phrase.most < best.score:
                break  # neither this nor any later phrase can score higher
            score = _worth(phrase, reading.zones)
            if score < LEAST or (best and (score, -phrase.number) <= rank):
                continue
            near = reading.zones.tokens_near(phrase.tokens)
            if not fault(reading, phrase, near, words):
                best, rank = _match(phrase, near, score, reading), (score, -phrase.number)
        return _part_of(best, phrases, words, reading) if best and best.indicator.sum_of else best

    def considered(self, mention: Mention, reading: Reading) -> Iterator[tuple[Match, str]]:
        """Yield every match that phrases around a figure give, with what speaks against it."""
        return _considered(*self._index.find(reading.zones, self._fits(mention)), reading)

    def _fits(self, mention: Mention) -> list[bool]:
        """Tell for each phrase whether it can name a figure of this unit and kind."""
        kinds = (id(mention.kind), id(mention.qualifier))  # an enum's own hash is slow
        key = (mention.unit, *kinds, mention.claim, mention.minimum)
        fits = self._fitting.get(key)
        if fits is None:
            fitting = {i.code for i in self.codebook if fits_unit(mention, i)}
            fits = self._fitting[key] = [p.indicator.code in fitting for p in self._phrases]
        return fits


def readings(
    mention: Mention, context: Context, frame: Frame, previous: Previous, said: tuple[str, str]
) -> Iterator[Reading]:
    """Yield the words by which a figure can be named, its own before those of the figure before.

    ``said`` are the words of a claim (全覆盖, else "") and those of the heading.
    """
    (claim, heading), value = said, mention.value or 0.0
    item = dealt_out(context)
    if item is not None:  # the words of the other items of the list are not this figure's
        context, previous = context._replace(left=item, shared=""), Previous()
    words = claim + context.right if claim else ""
    done = verbs_in(context.right[:2]) if claim == "全覆盖" else frozenset()
    for left in heads(mention, context, previous.words):
        zones = Zones(mention, context, left + words, heading)
        yield Reading(zones, frame, previous, value, done_for_all=done)
    named = len(content_words(context.left))
    own_noun = context.left.startswith("、") and named >= 2
    shares = previous.words and context.shared and not mention.claim and not own_noun
    if shares and named <= 3:
        zones = Zones(mention, context, previous.words + context.left, heading)
        yield Reading(zones, frame, previous, value, own=False)


def _considered(
    phrases: Iterable[Phrase], words: set[str], reading: Reading
) -> Iterator[tuple[Match, str]]:
    for phrase in phrases:
        score = _worth(phrase, reading.zones)
        if score > 0:
            near = reading.zones.tokens_near(phrase.tokens)
            why = fault(reading, phrase, near, words)
            match = _match(phrase, near, score, reading)
            yield match, why or ("too far away" if score < LEAST else "")


def _part_of(whole: Match, phrases: Iterable[Phrase], words: set[str], reading: Reading) -> Match:
    """Return the one part of a sum that the figure's own words name, else the whole.

    刑事法律援助案件57件 is a part of all legal aid cases; 民事、刑事 name both: the whole.
    """
    beside = reading.zones.left + reading.zones.right.partition("(")[0]
    own = [
        phrase
        for phrase in phrases
        if phrase.indicator.code in whole.indicator.sum_of
        and all(token in beside for token in phrase.tokens)
    ]
    named: dict[str, Match] = {}
    for match, against in _considered(own, words, reading):
        if not against:
            named.setdefault(match.indicator.code, match)
    return next(iter(named.values())) if len(named) == 1 else whole


def _match(phrase: Phrase, near: tuple[str, ...], score: float, reading: Reading) -> Match:
    limit = limit_of(reading.frame, phrase.indicator, phrase.tokens)
    return Match(phrase.indicator, phrase.tokens, score, limit, len(near) == len(phrase.tokens))


def _worth(phrase: Phrase, zones: Zones) -> float:
    """Return the score of a phrase for an indicator; 0 where it does not stand there."""
    score = _score(phrase, zones)
    if score and phrase.denominator and phrase.tokens[0].startswith("个"):
        return LEAST  # 6个乡镇: whatever else is said of the towns goes first
    return score + EXACT_UNIT if score and zones.unit == phrase.indicator.unit else score


def _score(phrase: Phrase, zones: Zones) -> float:
    """Add up the tokens' weights; 0 where one is missing or none stands beside the figure.

    The last token of a phrase is its head: a phrase whose head stands farther away counts less.
    Where the other tokens come from another clause, words of the figure's own clause that the
    phrase does not explain speak against it (秒批秒办事项 is no 一件事 item). A denominator such as
    21个乡镇 gives way to what the sentence says of the towns.
    """
    total, nearest, farthest, weight = 0.0, 0.0, 9.9, 0.0
    for token, near, far in phrase.weighed:
        weight = zones[token]
        if not weight:
            return 0.0
        nearest = weight if weight > nearest else nearest
        farthest = weight if weight < farthest else farthest
        total += weight * (near if weight >= NEAR else far)
    if nearest < NEAR:
        return 0.0
    if weight < NEAR:
        total *= 0.75
    if farthest < NEIGHBOUR:
        total -= _against(phrase.tokens, zones, farthest)
    return total


def _against(tokens: tuple[str, ...], zones: Zones, farthest: float) -> float:
    """Return what the words of a figure's own clause that a phrase does not explain count.

    The farther the rest of the phrase is borrowed from, the more they count; from beyond the
    figure's part of the sentence those after the number, too (新任命的11名国家工作人员宣誓).
    """
    cost = next(cost for weight, cost in UNEXPLAINED if farthest <= weight)
    follows = farthest <= BEYOND_PART and zones.right not in zones.left
    unexplained = naming_words(zones.left + zones.right if follows else zones.left)
    for token in tokens:
        unexplained = unexplained.replace(token, "")
    return cost * min(len(unexplained), 8)
