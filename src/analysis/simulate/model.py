"""From the latent truth to the figures of a county-year, as ``data/figures.csv`` says.

Each row makes one indicator. ``low`` and ``high`` are its mean at level 0 and 1:

- ``fixed``  a stock that belongs to the county: low × size^size × habit
- ``vol``    a volume: mean × size^size × habit × (year's noise)
- ``money``  the same in 万元, kept in 元
- ``int``    a small number: mean + habit + noise, at least 1
- ``part``   out of ``of``, each with probability mean
- ``times``  mean per unit of ``of``
- ``rate``   per cent: mean + habit + noise, at most 100
- ``ratio``  100 × n / N of ``of`` = n/N
- ``sum``, ``diff``  of other rows
- ``step``   working days to set up a business
- ``zero``   nothing of the kind happened
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from analysis.simulate.latent import clip

STEPS = (3.0, 2.0, 1.5, 1.0, 0.5)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of ``figures.csv``."""

    code: str
    dimension: str
    model: str
    of: tuple[str, ...]
    low: float
    high: float
    spread: float
    size: float

    def mean(self, level: float) -> float:
        """Return the mean at a level."""
        return self.low + (self.high - self.low) * level


@dataclass(frozen=True, slots=True)
class Draw:
    """What a rule may use: the level, the size, the county's lasting habit, the year's noise."""

    level: float
    size: float
    habit: float
    noise: float
    made: Mapping[str, float]
    rng: Random

    def scale(self, power: float) -> float:
        """Return how much a county of this size has of what grows with that power."""
        return float(self.size**power)


@cache
def rules() -> tuple[Rule, ...]:
    """Read the rules; ``of`` names only rules that stand above."""
    text = files("analysis.simulate").joinpath("data/figures.csv").read_text(encoding="utf-8")
    return tuple(_rule(row) for row in csv.DictReader(text.splitlines()))


def _rule(row: Mapping[str, str]) -> Rule:
    of = row["of"].replace("/", "+").replace("-", "+").split("+") if row["of"] else []
    low, high, spread, size = (float(row[c] or 0) for c in ("low", "high", "spread", "size"))
    return Rule(row["code"], row["dimension"], row["model"], tuple(of), low, high, spread, size)


def binomial(n: int, p: float, rng: Random) -> int:
    """Draw from a binomial distribution (by its normal approximation where n is large)."""
    p = clip(p, 0.0, 1.0)
    if n <= 60:
        return sum(rng.random() < p for _ in range(n))
    drawn = rng.gauss(n * p, (n * p * (1 - p)) ** 0.5)
    return min(max(round(drawn), 0), n)


def _volume(rule: Rule, d: Draw) -> float:
    relative: float = (1 + rule.spread) ** d.habit * (1.06**d.noise)
    return max(1.0, float(round(rule.mean(d.level) * d.scale(rule.size) * relative)))


def _fixed(rule: Rule, d: Draw) -> float:
    relative: float = (1 + rule.spread) ** d.habit
    return max(1.0, float(round(rule.low * d.scale(rule.size) * relative)))


def _money(rule: Rule, d: Draw) -> float:
    relative: float = (1 + rule.spread) ** d.habit * (1.1**d.noise)
    amount = rule.mean(d.level) * d.scale(rule.size) * relative
    return float(round(max(amount, 0.5) * 100) * 100)  # whole hundreds of 元: 万元 to two places


def _small(rule: Rule, d: Draw) -> float:
    wanted = (rule.mean(d.level) + rule.spread * 0.7 * d.habit) * d.scale(rule.size)
    return max(1.0, float(round(wanted + rule.spread * 0.5 * d.noise)))


def _part(rule: Rule, d: Draw) -> float:
    whole = int(d.made[rule.of[0]])
    return float(binomial(whole, rule.mean(d.level) + rule.spread * d.habit, d.rng))


def _times(rule: Rule, d: Draw) -> float:
    relative = 1 + rule.spread * d.habit
    return max(1.0, float(round(d.made[rule.of[0]] * rule.mean(d.level) * relative)))


def _rate(rule: Rule, d: Draw) -> float:
    wanted = rule.mean(d.level) + rule.spread * (0.8 * d.habit + 0.4 * d.noise)
    return round(clip(wanted, 0.5, 100.0), 2)


def _ratio(rule: Rule, d: Draw) -> float:
    part, whole = (d.made[code] for code in rule.of)
    return 100 * part / whole if whole else 100.0


def _sum(rule: Rule, d: Draw) -> float:
    return sum(d.made[code] for code in rule.of)


def _diff(rule: Rule, d: Draw) -> float:
    return d.made[rule.of[0]] - d.made[rule.of[1]]


def _step(rule: Rule, d: Draw) -> float:
    at = round(clip(d.level + 0.06 * d.noise, 0.0, 0.999) * (len(STEPS) - 1))
    return STEPS[at]


def _zero(rule: Rule, d: Draw) -> float:
    return 0.0


MODELS: Mapping[str, Callable[[Rule, Draw], float]] = {
    "fixed": _fixed,
    "vol": _volume,
    "money": _money,
    "int": _small,
    "part": _part,
    "times": _times,
    "rate": _rate,
    "ratio": _ratio,
    "sum": _sum,
    "diff": _diff,
    "step": _step,
    "zero": _zero,
}


def habits(rng: Random) -> dict[str, float]:
    """Draw a county's lasting deviation in each figure."""
    return {rule.code: clip(rng.gauss(0, 1), -2.2, 2.2) for rule in rules()}


def figures(
    levels: Mapping[str, float], size: float, lasting: Mapping[str, float], rng: Random
) -> dict[str, float]:
    """Make all figures of one county-year."""
    values: dict[str, float] = {}
    for rule in rules():
        noise = clip(rng.gauss(0, 1), -2.2, 2.2)
        draw = Draw(levels[rule.dimension], size, lasting[rule.code], noise, values, rng)
        values[rule.code] = MODELS[rule.model](rule, draw)
    return values
