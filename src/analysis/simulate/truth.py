"""The records of a simulated corpus: places, the latent truth, and what was printed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.simulate.planted import Plant

DIMENSIONS = ("D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8")


@dataclass(frozen=True, slots=True)
class Place:
    """A fictional county; ``rank`` and ``town`` are the words it uses for itself and its towns."""

    index: int
    code: str
    name: str
    stem: str
    province: str
    prefecture: str
    rank: str
    town: str


@dataclass(frozen=True, slots=True)
class Latent:
    """What a report is made from: levels and habits between 0 and 1, progress per year."""

    levels: Mapping[str, float]
    progress: float
    reporting: float
    boilerplate: float

    def rows(self) -> tuple[tuple[str, float], ...]:
        """Return names and values as they stand in ``truth.csv``."""
        levels = tuple((f"level_{name}", value) for name, value in self.levels.items())
        return (
            *levels,
            ("progress", self.progress),
            ("reporting", self.reporting),
            ("boilerplate", self.boilerplate),
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that stands in a document.

    ``value`` is what the words support (``1200余件`` supports 1200), counts as such, rates in per
    cent, amounts in 元. ``form`` is exact, over, about, at_least, all, zero or share; ``printed``
    is the string in the document, parts joined by ``+``.
    """

    indicator: str
    value: float
    form: str
    printed: str


@dataclass(frozen=True, slots=True)
class CountyYear:
    """The whole truth about one county in one year, printed or not."""

    place: Place
    year: int
    latent: Latent
    figures: Mapping[str, float]
    previous: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report; ``kind`` is title, number, address, h1, h2, p or sign."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """A composed report, before it is put on a page."""

    title: str
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    wrong: tuple[Figure, ...]
    issuer: str
    published: str
    plants: tuple[Plant, ...]
    parts: frozenset[str]

    @property
    def text(self) -> str:
        """The lines of the report, one below the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the corpus, with its entry in the register and the truth behind it."""

    file: str
    place: Place
    year: int
    layout: str
    title: str
    url: str
    accessed: str
    sha256: str
    size: int
    characters: int
    latent: Latent
    figures: tuple[Figure, ...]
    wrong: tuple[Figure, ...]
    plants: tuple[Plant, ...]
    parts: frozenset[str]
    published: str
