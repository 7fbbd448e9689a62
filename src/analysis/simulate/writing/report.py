"""Composes a report: which topics it speaks of, in which skeleton, under which headings."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from analysis.simulate.planted import Planted
from analysis.simulate.truth import DIMENSIONS, CountyYear, Figure, Line, Report
from analysis.simulate.writing.outline import Outline
from analysis.simulate.writing.sentences import SentenceWriter
from analysis.simulate.writing.slots import Topic, data, topics
from analysis.simulate.writing.style import Style

FULL_DIGITS = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
HALF_MARKS = str.maketrans("，（）；：－＋", ",();:-+")
WITH_LEADERS = ("measures-first", "leaders-first")
PLANTED_IN = ("D1", "D3", "D5", "D6", "D7")  # dimensions that hold the measures of ``planted``
PART_OF = {"promise": "plan", "problem": "problems"}  # where planted things stand, else measures
JOINED = 0.2  # share of planted sentences that are run on in the one before
LED = frozenset({"study", "deliberate"})
THEMES = (
    ("加强组织领导，压实法治建设责任", ("D0",)),
    ("优化职能和服务，打造法治化营商环境", ("D1", "D8")),
    ("规范制度和决策，提升依法行政水平", ("D2", "D3")),
    ("规范执法和监督，促进权力规范运行", ("D4", "D7")),
    ("化解风险和纠纷，维护社会和谐稳定", ("D5", "D6")),
)
# where a borrowed paragraph goes; the numbers are those of data/boilerplate.toml
BORROWED = {
    "D0": (0, 1),
    "D1": (2,),
    "D4": (3,),
    "D6": (4, 5),
    "D7": (6,),
    "plan": (7,),
    "leaders": (8, 9),
}


class Composer:
    """Composes one report; lasting choices come from ``key``, the year's from ``rng``."""

    def __init__(
        self, truth: CountyYear, style: Style, key: str, rng: Random, planted: Planted
    ) -> None:
        self.truth = truth
        self.style = style
        self.key = key
        self.rng = rng
        self.planted = planted
        self.parts: set[str] = set()
        self.teller = SentenceWriter(truth, style, rng)
        self.prose = data("prose")
        self.outline = Outline(style)
        count = len(data("boilerplate")["paragraphs"])
        wanted = round(truth.latent.boilerplate * count)
        self.borrowed = set(self.habit("borrowed").sample(range(count), wanted))
        led = style.skeleton in WITH_LEADERS and self.habit("led").random() < 0.6
        self.led = LED if led else frozenset()  # topics told in the part on the leaders

    def habit(self, what: str) -> Random:
        """Return the generator of one lasting choice: the same every year."""
        return Random(f"{self.key}/{what}")

    def lines(self) -> tuple[Line, ...]:
        """Return the report's lines after the title."""
        opening = self.habit("opening").choice(self.prose["preamble"])
        self.outline.add("p", self.teller.word(opening))
        getattr(self, "_" + self.style.skeleton.replace("-", "_"))()
        end = self.habit("closing").choice(self.prose["closing"])
        if end:
            self.outline.add("p", end)
        return self.outline.lines()

    def _measures_first(self) -> None:
        self.outline.head(self._measures_heading())
        self._dimensions(DIMENSIONS)
        self._part("problems")
        self._part("leaders")
        self._part("plan")
        self._part("other")

    def _leaders_first(self) -> None:
        self._part("leaders")
        self.outline.head(self._measures_heading())
        self._dimensions(DIMENSIONS)
        self._part("problems")
        self._part("plan")
        if self.habit("other").random() < 0.5:
            self._part("other")

    def _outline(self) -> None:
        for dimension in DIMENSIONS:
            units = self._units(dimension)
            if units:
                self.outline.head(self._heading(dimension))
                self.outline.paragraphs(units)
                self._borrow(dimension)
        if self.habit("end").random() < 0.7:
            self._part("problems")
            self._part("plan")

    def _themes(self) -> None:
        for heading, dimensions in THEMES:
            self.outline.head(heading)
            for dimension in dimensions:
                self.outline.paragraphs(self._units(dimension))
                self._borrow(dimension)
        self._part("problems")
        self._part("plan")

    def _measures_heading(self) -> str:
        return (
            self.habit("measures")
            .choice(
                (
                    "推进法治政府建设的主要举措和成效",
                    "{y}年推进法治政府建设的主要举措和成效",
                    "主要做法和成效",
                    "{y}年法治政府建设工作情况",
                )
            )
            .replace("{y}", str(self.truth.year))
        )

    def _dimensions(self, dimensions: tuple[str, ...]) -> None:
        for dimension in dimensions:
            units = self._units(dimension)
            if units:
                self.outline.section(self._heading(dimension), units)
                self._borrow(dimension)

    def _heading(self, dimension: str) -> str:
        heading: str = self.habit(f"head-{dimension}").choice(self.prose[dimension]["heads"])
        return heading

    def _units(self, dimension: str) -> list[str]:
        """Return the pieces of text of a dimension: policy words followed by what was done."""
        mine = [t for t in topics() if t.dimension == dimension and t.name not in self.led]
        paragraphs = [text for topic in mine if (text := self._tell(topic))]
        latent = self.truth.latent
        wanted = 1 + 3.2 * self.style.verbose + 2.0 * latent.reporting + self.rng.random()
        fills = self._fills(dimension, max(round(wanted), len(paragraphs) // 2))
        if self.rng.random() < 0.6:
            paragraphs = self._with_trap(
                paragraphs, self.rng.choice(data("noise")[dimension]["traps"])
            )
        units = []
        for k in range(max(len(paragraphs), len(fills))):
            fill = fills[k] if k < len(fills) else self._connective()
            mark = ("。" if self.rng.random() < 0.75 else "，") if k < len(fills) else ""
            fact = paragraphs[k] if k < len(paragraphs) else ""
            units.append(f"{fill}{mark}{fact}。" if fact else f"{fill}。")
        if dimension in PLANTED_IN:
            measures = self._shuffled("measures")[PLANTED_IN.index(dimension) :: len(PLANTED_IN)]
            units += [f"{sentence}。" for sentence in measures]
        return units

    def _shuffled(self, part: str) -> list[str]:
        """Return what is planted in a part, in any order; two short sentences may be made one."""
        shuffled = list(getattr(self.planted, part))
        order = self.habit(f"planted-{part}-{self.truth.year}")
        order.shuffle(shuffled)
        joined: list[str] = []
        for sentence in shuffled:
            if joined and order.random() < JOINED and "，" not in joined[-1] + sentence:
                joined[-1] += f"，{sentence}"
            else:
                joined.append(sentence)
        return joined

    def _connective(self) -> str:
        word: str = self.rng.choice(self.prose["connect"]["words"])
        return word if self.style.items == "plain" else ""

    def _with_trap(self, paragraphs: list[str], trap: str) -> list[str]:
        trap_sentence = self.teller.word(trap)
        if not paragraphs:
            return [trap_sentence]
        at = self.rng.randrange(len(paragraphs))
        pair = (
            (paragraphs[at], trap_sentence)
            if self.rng.random() < 0.6
            else (trap_sentence, paragraphs[at])
        )
        return [*paragraphs[:at], "。".join(pair), *paragraphs[at + 1 :]]

    def _fills(self, part: str, wanted: int) -> list[str]:
        every = self.prose[part]["fill"]
        kept = self.habit(f"fill-{part}").sample(every, len(every))
        if self.rng.random() < 0.4:  # something new this year
            kept.insert(0, kept.pop(self.rng.randrange(len(kept))))
        return [self._word_lasting(text) for text in kept[:wanted]]

    def _word_lasting(self, text: str) -> str:
        """Word a sentence as the county always words it, now and then otherwise."""
        if self.rng.random() < 0.25:
            return self.teller.word(text)
        lasting = SentenceWriter(self.truth, self.style, self.habit(text))
        return lasting.word(text)

    def _tell(self, topic: Topic) -> str:
        habit = self.habit(f"{topic.dimension}.{topic.name}")
        mood, order = habit.random(), habit.sample(topic.sentences, len(topic.sentences))
        if self.rng.random() < 0.15:
            mood = self.rng.random()
        if self.rng.random() < 0.2:
            self.rng.shuffle(order)
        reporting = self.truth.latent.reporting
        if mood > topic.chance * (0.36 + 0.62 * reporting):
            return ""
        if self.rng.random() < 0.5:  # who can claim everything likes to say so
            order.sort(key=lambda sentence: not any(s.claim == "all" for s in sentence.slots))
        sentences: list[str] = []
        for sentence in order:
            again = 0.6 * reporting ** len(sentences)
            if self.teller.can_say(sentence) and (not sentences or self.rng.random() < again):
                sentences.append(self.teller.say(sentence))
            if len(sentences) == 3:
                break
        return self.rng.choice(("。", "；", "。")).join(sentences)

    def _part(self, name: str) -> None:
        """Write one of the parts that hold no achieved figures."""
        part: dict[str, Any] = self.prose[name]
        heading = self.teller.word(self.habit(f"head-{name}").choice(part["heads"]))
        wanted = 1 if name == "other" else 3 + round(3 * self.style.verbose + self.rng.random())
        units = [text.rstrip("。") + "。" for text in self._fills(name, wanted)]
        for fact in self.rng.sample(part.get("facts", []), min(2, len(part.get("facts", [])))):
            if self.rng.random() < 0.5:
                units.append(self.teller.word(fact) + "。")
        if name == "leaders":
            paragraphs = [self._tell(topic) for topic in topics() if topic.name in self.led]
            units += [f"{text}。" for text in paragraphs if text]
        if name in {"plan", "problems"}:
            units += [f"{sentence}。" for sentence in self._shuffled(name)]
        self.parts.add(name)
        self.outline.head(heading)
        self.outline.paragraphs(units)
        self._borrow(name)

    def _borrow(self, part: str) -> None:
        paragraphs = data("boilerplate")["paragraphs"]
        for number in BORROWED.get(part, ()):
            if number in self.borrowed:
                self.outline.add("p", self.teller.word(paragraphs[number]))


def compose(truth: CountyYear, style: Style, key: str, rng: Random, planted: Planted) -> Report:
    """Compose the report of one county-year."""
    composer = Composer(truth, style, key, rng, planted)
    body = composer.lines()
    title = composer.teller.word(style.title)
    published = _published(truth.year, rng)
    issuer = title.split("关于")[0] if "人民政府关于" in title else f"{truth.place.name}人民政府"
    lines = (*_head(truth, style, title, rng), *body, *_sign(issuer, published))
    ready = tuple(Line(line.kind, marks(line.text, style)) for line in lines)
    figures = tuple(_marked(f, style) for f in composer.teller.planted.values())
    wrong = tuple(_marked(f, style) for f in composer.teller.wrong)
    plants = tuple(
        replace(p, words=marks(p.words, style))
        for p in planted.plants
        if PART_OF.get(p.kind, "measures") in {"measures", *composer.parts}
    )
    parts = frozenset(composer.parts)
    return Report(marks(title, style), ready, figures, wrong, issuer, published, plants, parts)


def _head(truth: CountyYear, style: Style, title: str, rng: Random) -> list[Line]:
    place = truth.place
    lines = []
    if style.numbered:
        number = f"{place.stem[0]}政〔{truth.year + 1}〕{rng.randint(3, 40)}号"
        lines.append(Line("number", number))
    cut = title.find("关于") if "关于" in title[1:] else len(title) // 2
    pieces = [title[:cut], title[cut:]] if style.splits_title and cut > 0 else [title]
    lines += [Line("title", piece) for piece in pieces]
    if style.addressed:
        to = rng.choice((f"{place.prefecture}人民政府：", "市委、市政府：", "市委依法治市办："))
        lines.append(Line("address", to))
    return lines


def _sign(issuer: str, published: str) -> list[Line]:
    year, month, day = (int(piece) for piece in published.split("-"))
    return [Line("sign", issuer), Line("sign", f"{year}年{month}月{day}日")]


def _published(year: int, rng: Random) -> str:
    month = rng.choices((1, 2, 3, 4, 6), (30, 25, 30, 11, 4))[0]
    return f"{year + 1}-{month:02d}-{rng.randint(2, 28):02d}"


def marks(text: str, style: Style) -> str:
    """Put punctuation, dashes and digits into the county's widths."""
    text = text.replace("2021－2025", f"2021{style.dash}2025")
    if style.punctuation == "half":
        text = text.translate(HALF_MARKS)
    return text.translate(FULL_DIGITS) if style.digits == "full" else text


def _marked(figure: Figure, style: Style) -> Figure:
    printed = marks(figure.printed.replace("+", "\n"), style).replace("\n", "+")
    return Figure(figure.indicator, figure.value, figure.form, printed)
