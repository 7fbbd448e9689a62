"""Fills sentences with the figures of one county-year and keeps account of what was printed."""

from __future__ import annotations

import re
from random import Random

from analysis.simulate.model import rules
from analysis.simulate.names import towns
from analysis.simulate.truth import CountyYear, Figure
from analysis.simulate.writing import printing
from analysis.simulate.writing.slots import CHOICE, SLOT, Sentence, Slot
from analysis.simulate.writing.style import Style

REPEATABLE = frozenset({"admin_towns", "admin_villages"})  # stock words that may stand twice
BEFORE = re.compile(r"\{#prev\.([a-z_]+)\|")
ABOVE = re.compile("全市|市委|市政府")
WRONG = 0.03  # share of complete n/N/rate sentences whose rate does not follow from the counts


class SentenceWriter:
    """Writes sentences for one county-year; ``planted`` holds what they say, by indicator."""

    def __init__(self, truth: CountyYear, style: Style, rng: Random) -> None:
        self.truth = truth
        self.style = style
        self.rng = rng
        self.planted: dict[str, Figure] = {}
        self.wrong: list[Figure] = []

    def can_say(self, sentence: Sentence) -> bool:
        """Tell whether every claim holds and no figure would be said twice."""
        known = sentence.codes & self.planted.keys()
        if known - REPEATABLE or known == sentence.codes:
            return False
        return self._grew(sentence.text) and all(self._holds(s) for s in sentence.slots)

    def _grew(self, text: str) -> bool:
        """Tell whether a comparison with last year's figure is worth making, and true."""
        for code in BEFORE.findall(text):
            now, before = self.truth.figures[code], self.truth.previous[code]
            if now == before or ("增加到" in text and now < before):
                return False
        return True

    def _holds(self, slot: Slot) -> bool:
        values = [self.truth.figures[code] for code in slot.codes]
        if slot.claim:
            return values[0] >= 99.95 if slot.claim == "all" else values[0] == 0
        if len(values) == 1:
            return True
        if slot.mode == "+":
            return 80 <= min(values) < 100
        return values[0] == values[1]

    def say(self, sentence: Sentence) -> str:
        """Return the sentence with all slots filled."""
        wrong = self._spoilt(sentence)
        filled = {slot.source: self._plant(slot, wrong) for slot in sentence.slots}
        return self.word(sentence.text, filled)

    def word(self, text: str, filled: dict[str, str] | None = None) -> str:
        """Choose wordings and fill the slots that plant nothing."""
        known = filled or {}
        if self.truth.place.rank == "市":  # to a 市 the one above is known by its name
            text = ABOVE.sub(lambda m: self.truth.place.prefecture + m[0][1:].strip("市"), text)
        text = CHOICE.sub(lambda m: self.rng.choice(m[1].split("/")), text)
        text = SLOT.sub(lambda m: known.get(m[1]) or self._other(m[1]), text)
        return text.replace("◇", self.truth.place.rank).replace("◆", self.truth.place.town)

    def _spoilt(self, sentence: Sentence) -> str:
        """Return the rate to be printed wrongly, or "": only beside the counts it is made of."""
        ratios = [
            r.code for r in rules() if r.model == "ratio" and sentence.codes >= {r.code, *r.of}
        ]
        return ratios[0] if ratios and self.rng.random() < WRONG else ""

    def _plant(self, slot: Slot, wrong: str) -> str:
        if slot.claim:
            return self._keep(slot.codes, 100.0 if slot.claim == "all" else 0.0, slot)
        if slot.part:
            return self._part(slot)
        value = min(self.truth.figures[code] for code in slot.codes)
        if slot.codes[0] == wrong:
            value = self._misprint(slot.codes[0], value)
        if slot.mode == "+" and (len(slot.codes) > 1 or self.rng.random() < 0.5):
            printed = printing.at_least(value, self.style)
        elif slot.mode == "~":
            printed = printing.loose(value, slot.unit, self.style, self.rng)
        else:
            printed = printing.exact(value, slot.unit, self.style)
        form = "share" if slot.mode == "s" else printed.form
        for code in slot.codes:
            self.planted.setdefault(code, Figure(code, printed.value, form, printed.text))
        return printed.text

    def _misprint(self, code: str, value: float) -> float:
        shift = self.rng.choice((3.0, 4.0, 6.0)) + self.rng.random()
        below = value - shift > 1 and (value + shift >= 100 or self.rng.random() < 0.5)
        printed = value - shift if below else value + shift
        text = printing.rate(printed, self.style)
        self.wrong.append(Figure(code, round(value, 2), "exact", f"{text}%"))
        return printed

    def _keep(self, codes: tuple[str, ...], value: float, slot: Slot) -> str:
        for code in codes:
            self.planted.setdefault(code, Figure(code, value, slot.claim, slot.words))
        return slot.words

    def _part(self, slot: Slot) -> str:
        printed = printing.exact(self.truth.figures[slot.part], slot.unit, self.style)
        code = slot.codes[0]
        before = self.planted.get(code)
        text = f"{before.printed}+{printed.text}" if before else printed.text
        value = printed.value + (before.value if before else 0.0)
        self.planted[code] = Figure(code, value, "exact", text)
        return printed.text

    def _other(self, source: str) -> str:
        """Fill a slot that plants nothing."""
        if source.startswith("#"):
            return self._noise(source[1:])
        place, year = self.truth.place, self.truth.year
        if source.startswith("y"):
            return str(year + int(source[1:] or 0))
        return {"name": place.name, "abbr": place.stem[0], "cy": chinese_year(year)}[source]

    def _noise(self, source: str) -> str:
        head, _, unit = source.partition("|")
        if head == "town":
            return self.rng.choice(towns(self.truth.place.index))
        if head.startswith("n"):
            low, high = head[1:].split("-")
            return f"{self.rng.randint(int(low), int(high))}{unit}"
        kind, code = head.split(".")
        now, before = self.truth.figures[code], self.truth.previous[code]
        if kind == "chg":
            return printing.change(now, before, unit, self.rng)
        value = before if kind == "prev" else self._elsewhere(kind, now, unit)
        return printing.exact(value, unit, self.style).text

    def _elsewhere(self, kind: str, value: float, unit: str) -> float:
        if unit == "%":
            return max(0.5, min(99.9, value + self.rng.uniform(-4, 4)))
        spread = (4, 9) if kind == "city" else (1.04, 1.2)
        return float(round(value * self.rng.uniform(*spread)))


def chinese_year(year: int) -> str:
    """Write a year in Chinese digits.

    >>> chinese_year(2023)
    '二〇二三'
    """
    return str(year).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
