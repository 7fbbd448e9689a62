"""The words around a figure, and how near a token of a phrase stands to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from analysis.extraction.indicators.frames.rates import rate_name
from analysis.extraction.quantities import Context, Mention
from analysis.records import Qualifier
from analysis.text.rules import Rule

TOWNS = re.compile(r"个(?:镇乡|镇街|街镇|团镇|镇|乡|街道|苏木)(?!村|干部|均)")
OBJECT = Rule(r"(?:对|就|围绕|针对)[^,。;\d]{2,80}?(?=作出|作了|提出|给予)")
STOP = re.compile(r"[,。;\n]")
SHARE_OF = re.compile(r"占[^,。;占]*$")
CONNECTORS = re.compile(
    r"[\s,、;:()\"“”和及以并共为达到至超近的等了总均各已]|合计|共计|分别|先后|大约|约|计(?!划)"
)
PERIODS = re.compile(r"全年|今年以来|今年|年内|本年度?|当年|[全我][县市区旗]")
# Words that name nothing by themselves, whatever figure they stand beside.
FILLER = re.compile(
    r"[\s,、;:()\"“”的了已共全均各其中年和及与、分别]|受理|办理|办结|组织|开展|完成|新增|实际|安排|结果分别|决定|全年|今年|年内|依法|通过|进行|有效|实现|成功|率|按期|案件|事项|为|达|群众|各类|经济损失|企业|[全我本][县区市旗]|共计|合计|累计|各级|行政|工作|按期|及时|按(?:照)?规定|向|[市县区旗](?:人民)?政府|[市县区旗]?人大常委会|村\(社区\)|实体运行|其中|涉及|有关|方面|[县市区旗]委|书记|[县市区旗]长|主要领导|主要负责人|(?:19|20)\d\d年度?"
)

NEAR = 0.8  # least weight of the token that must stand in the figure's own clause


# The same few words are asked for again and again while one figure is read, and by its neighbours.
@lru_cache(maxsize=4096)
def content_words(text: str) -> str:
    """Return what is left of a text without periods and connecting words."""
    return CONNECTORS.sub("", PERIODS.sub("", text)) if text else ""


@lru_cache(maxsize=4096)
def naming_words(text: str) -> str:
    """Return what is left of a text without the words that name nothing by themselves."""
    return FILLER.sub("", text)


class Zones(dict[str, float]):
    """The words around a figure, from the nearest to the farthest, and how near tokens stand.

    ``zones[token]`` is 1.3 beside the number … 0.2 in the heading, 0 nowhere; it is worked out when
    it is first asked for. ``following`` are the measure word and the words after it: 个乡镇(街道).
    """

    __slots__ = (
        "_beyond", "alone", "context", "following", "heading", "left", "left_words", "none_of",
        "right", "unit",
    )  # fmt: skip

    def __init__(self, mention: Mention, context: Context, left: str, heading: str) -> None:
        super().__init__()
        rate = rate_name(left, context) if mention.unit == "%" and not mention.claim else ""
        if "占" in left and SHARE_OF.search(left):
            left += "占比"
        left += rate
        self.left, self.right, self.unit = left, context.right, mention.unit
        self.following = mention.unit + context.tail[:12]
        if self.following.startswith("个") and TOWNS.match(self.following):
            self.right = f"乡镇|{self.right}"  # one word for all that stand at this level
        object_of = OBJECT.match(context.tail) if OBJECT in context.rules else None
        if object_of:  # 20余次对涉企检查作出批示: the verb after the object names it
            self.right = STOP.split(context.tail[object_of.end() :], maxsplit=1)[0]
        none = mention.claim and mention.qualifier is Qualifier.ZERO
        self.none_of = context.right if none else ""  # what did not happen
        self.left_words = len(content_words(left))
        self.alone = self.left_words <= 2 and len(content_words(self.right)) < 2
        self.context, self.heading = context, heading
        self._beyond: list[tuple[str, float]] | None = None

    def near(self) -> str:
        """Return the words of which every token counts as standing beside the figure."""
        words = f"{self.left}|{self.right}"
        return f"{words}|{self.context.rest}" if self.alone and self.context.rest else words

    def begin_what_follows(self, token: str) -> bool:
        """Tell whether the measure word and the words after it begin with a token (个乡镇)."""
        return self.following.startswith(token) and len(token) > len(self.unit) > 0

    def tokens_near(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        """Return the tokens of a phrase that stand in the figure's own clause."""
        return tuple([t for t in tokens if self[t] >= NEAR or t == self.unit])

    def __missing__(self, token: str) -> float:
        if self.begin_what_follows(token):
            weight = 1.25
        elif token.startswith("个"):  # 个乡镇: nothing but what follows the number
            weight = 0.0
        elif (at := self.left.rfind(token)) >= 0:
            gap = len(content_words(self.left[at + len(token) :]))
            weight = 1.3 - min(gap, 12) * 0.04
        elif (at := self.right.find(token)) >= 0:
            weight = 1.1 - min(at, 20) * 0.015
        else:
            weight = self._beyond_clause(token)
        self[token] = weight
        return weight

    def _beyond_clause(self, token: str) -> float:
        if self._beyond is None:
            self._beyond = list(self._farther())
        for words, weight in self._beyond:
            if token in words:
                return weight
        return 0.0

    def _farther(self) -> Iterator[tuple[str, float]]:
        """Yield the zones beyond the figure's own words with their weight, nearest first."""
        yield self.unit, 0.6
        yield self.context.rest, 0.85 if self.alone else 0.75
        yield self.context.shared, 0.7
        for distance, clause in enumerate(self.context.clauses):
            yield clause, max(0.6 - 0.05 * distance, 0.35)
        yield self.context.titles, 0.3
        yield self.context.parts, 0.3
        yield self.context.earlier, 0.25
        yield self.heading, 0.2
