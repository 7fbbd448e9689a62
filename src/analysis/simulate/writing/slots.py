"""The sentences that carry figures, and the little language of their slots.

====================  =========================================================================
``{code|件}``          the figure of an indicator with its unit, exact
``{code|件~}``         the same, may be written loosely (1.6万余件, 近300件)
``{code|%+}``          a rate, may be written as a bound (95%以上)
``{code|%s}``          a rate that is worded as a share (占…%)
``{a&b|次}``           one number for two indicators
``{total^part|个}``    a part; the parts of one total add up to its figure
``{code=all:全部办结}``  a claim that stands for 100 %; ``zero:`` stands for 0
``{#city.code|件}``     a figure that is not the county's own of the year (also prev, more, chg)
``{#n3-9|件}``          any number between 3 and 9; ``{#town}`` a town
``{y}``, ``{y+1}``      a year; ``{name}``, ``{abbr}`` the county
``<甲/乙>``            one of several wordings; ◇ the county's rank word, ◆ its word for towns
====================  =========================================================================
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

SLOT = re.compile(r"\{([^{}]+)\}")
CHOICE = re.compile(r"<([^<>]+)>")
PLANTED = re.compile(
    r"(?P<codes>[a-z][a-z0-9_]{2,}(?:&[a-z0-9_]+)?)"
    r"(?:\^(?P<part>[a-z_]+)\|(?P<part_unit>[^{}]+)"
    r"|=(?P<claim>all|zero):(?P<words>.+)"
    r"|\|(?P<unit>[^~+s{}]+)(?P<mode>[~+s]?))"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot that plants figures."""

    source: str
    codes: tuple[str, ...]
    unit: str = ""
    mode: str = ""
    part: str = ""
    claim: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A phrasing with its planting slots."""

    text: str
    slots: tuple[Slot, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The indicators that the sentence reports."""
        return frozenset(code for slot in self.slots for code in slot.codes)


@dataclass(frozen=True, slots=True)
class Topic:
    """What one paragraph speaks of; ``chance`` is how likely it is to be mentioned."""

    name: str
    dimension: str
    chance: float
    sentences: tuple[Sentence, ...]


def parse_slot(source: str) -> Slot | None:
    """Read the inside of a slot; None where it plants nothing.

    >>> parse_slot("hotline_cases|件~")
    Slot(source='hotline_cases|件~', codes=('hotline_cases',), unit='件', mode='~', part='', claim='', words='')
    >>> parse_slot("y+1") is None
    True
    """  # noqa: E501
    found = PLANTED.fullmatch(source)
    if found is None:
        return None
    return Slot(
        source=source,
        codes=tuple(found["codes"].split("&")),
        unit=found["unit"] or found["part_unit"] or "",
        mode=found["mode"] or "",
        part=found["part"] or "",
        claim=found["claim"] or "",
        words=found["words"] or "",
    )


def parse_sentence(text: str) -> Sentence:
    """Read a phrasing."""
    slots = (parse_slot(found) for found in SLOT.findall(text))
    return Sentence(text, tuple(slot for slot in slots if slot is not None))


@cache
def data(name: str) -> Mapping[str, Any]:
    """Read a file of ``simulate/data``."""
    text = files("analysis.simulate").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def topics() -> tuple[Topic, ...]:
    """Read all topics, in the order of the dimensions."""
    found = []
    for file in ("phrasings_d0_d3", "phrasings_d4_d8"):
        for dimension, tables in data(file).items():
            for name, table in tables.items():
                sentences = tuple(parse_sentence(text) for text in table["sentences"])
                found.append(Topic(name, dimension, float(table["chance"]), sentences))
    return tuple(found)
