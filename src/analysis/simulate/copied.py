"""Reports as bare sentences with planted copying, many of them quickly: for tests and benchmarks.

The words mean nothing: two-character words made of the characters of the invented prose, so that
no two sentences are alike by chance. What is copied, from whom and how changed is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from analysis.simulate.writing.slots import data

SENTENCES = 150  # of a report, about as many as real ones have
WORDS = 3000  # of the invented language
FORMULAS = 400  # sentences that anyone may use
Pool = tuple[tuple[int, str], ...]  # sentences with their numbers
SHARES = {"own": 0.25, "other": 0.15, "formula": 0.20}  # of the sentences; the rest are new
CHANGED = 0.5  # share of copied sentences in which a word or two are changed
NUMERALS = "零〇一二三四五六七八九十百千万亿两县区市旗"  # masked in comparing; no letters of words
LAG = 40  # counties back from which a county copies


@dataclass(frozen=True)
class CopiedReport:
    """A report: its sentences, and for each what it was made of.

    ``sources`` holds ``new``, ``own``, ``other`` or ``formula``; ``bases`` the number of the
    sentence that it is, changed or not.
    """

    county: int
    year: int
    published: str
    sentences: tuple[str, ...]
    sources: tuple[str, ...]
    bases: tuple[int, ...]


def copied_reports(counties: int, years: int, seed: int = 1) -> Iterator[CopiedReport]:
    """Yield reports by county and year.

    A county copies from its own last report, and from reports of the year before of one of the
    ``LAG`` counties before it, which were published earlier.

    Args:
        counties: how many counties.
        years: how many years of each, from 2021 on.
        seed: of everything.
    """
    language = _Language(seed)
    recent: list[list[Pool]] = []
    for county in range(counties):
        rng = Random(f"{seed}/{county}")
        mine: list[Pool] = []
        for year in range(years):
            own = mine[-1] if mine else ()
            other = rng.choice(recent)[year - 1] if recent and year else ()
            drawn = [language.sentence(rng, own, other) for _ in range(SENTENCES)]
            mine.append(
                tuple((base, sentence) for source, base, sentence in drawn if source == "new")
            )
            day = f"{2022 + year}-{rng.randint(1, 6):02d}-{rng.randint(1, 28):02d}"
            sources, bases, sentences = zip(*drawn, strict=True)
            yield CopiedReport(county, 2021 + year, day, sentences, sources, bases)
        recent = [*recent[1 - LAG :], mine]


class _Language:
    """Invented words, and the sentences that anyone may use."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"{seed}/language")
        prose = str(dict(data("prose")))
        letters = sorted({c for c in prose if "\u4e00" <= c <= "\u9fff"} - set(NUMERALS))
        self._words = ["".join(rng.choices(letters, k=2)) for _ in range(WORDS)]
        self._count = 0
        self._formulas = tuple(self._new(rng) for _ in range(FORMULAS))

    def _new(self, rng: Random) -> tuple[int, str]:
        self._count += 1
        sentence = "".join(rng.choices(self._words, k=rng.randint(9, 28)))
        figure = f"{rng.randint(3, 9999)}件" if rng.random() < 0.4 else ""
        return self._count, f"{sentence}{figure}。"

    def sentence(self, rng: Random, own: Pool, other: Pool) -> tuple[str, int, str]:
        """Return where a sentence comes from, its number, and the sentence."""
        draw = rng.random()
        for source, pool in (("own", own), ("other", other), ("formula", self._formulas)):
            if draw < SHARES[source] and pool:
                base, said = rng.choice(pool)
                return source, base, self._changed(rng, said)
            draw -= SHARES[source]
        return "new", *self._new(rng)

    def _changed(self, rng: Random, sentence: str) -> str:
        """Change a word in a sentence, and another one in a long one, or leave it as it is."""
        if rng.random() > CHANGED:
            return sentence
        for _ in range(1 if len(sentence) < 40 else 2):
            at = 2 * rng.randrange(len(sentence) // 2 - 4)
            sentence = sentence[:at] + rng.choice(self._words) + sentence[at + 2 :]
        return sentence
