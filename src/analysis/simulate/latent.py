"""The latent truth of a county: its group, its size, its levels and how they move."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from analysis.simulate.truth import DIMENSIONS, Latent

GROUPS = (  # loose groups, so that clustering finds something but nothing is clean
    (0.80, 0.82, 0.78, 0.76, 0.80, 0.76, 0.80, 0.80, 0.80),  # ahead throughout
    (0.55, 0.80, 0.52, 0.42, 0.40, 0.55, 0.74, 0.42, 0.82),  # strong in services
    (0.58, 0.42, 0.62, 0.60, 0.78, 0.68, 0.45, 0.72, 0.36),  # strong in enforcement
    (0.28, 0.30, 0.30, 0.26, 0.30, 0.34, 0.30, 0.26, 0.24),  # behind
)
SHARES = (0.22, 0.28, 0.28, 0.22)
PACES = (0.020, 0.035, 0.030, 0.045)  # those behind move a little faster


@dataclass(frozen=True, slots=True)
class Course:
    """What does not change between the years of a county."""

    group: int
    size: float  # 1 is a county of about 450,000 people
    start: tuple[float, ...]
    progress: float
    reporting: float
    boilerplate: float


def clip(value: float, low: float = 0.02, high: float = 0.98) -> float:
    """Return the nearest value of the range.

    >>> clip(1.2), clip(0.5)
    (0.98, 0.5)
    """
    return min(max(value, low), high)


def course(rng: Random) -> Course:
    """Draw the course of one county."""
    group = rng.choices(range(len(GROUPS)), SHARES)[0]
    return Course(
        group=group,
        size=clip(rng.lognormvariate(0.0, 0.42), 0.45, 2.6),
        start=tuple(clip(rng.gauss(mean, 0.08)) for mean in GROUPS[group]),
        progress=rng.gauss(PACES[group], 0.03),
        reporting=rng.betavariate(2.6, 1.7),  # independent of the level, on purpose
        boilerplate=rng.betavariate(1.5, 2.2),
    )


def latent(path: Course, years_on: int, rng: Random) -> Latent:
    """Return the truth of the year that lies ``years_on`` years after the start."""
    moved = [clip(s + path.progress * years_on + rng.gauss(0, 0.012)) for s in path.start]
    return Latent(
        levels={d: round(value, 4) for d, value in zip(DIMENSIONS, moved, strict=True)},
        progress=round(path.progress, 4),
        reporting=round(clip(path.reporting + rng.gauss(0, 0.03)), 4),
        boilerplate=round(clip(path.boilerplate + rng.gauss(0, 0.03)), 4),
    )
