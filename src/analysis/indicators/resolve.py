"""One value per indicator: compare a document's candidates, say why each was kept or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from analysis.records import Observation, Role, Scope, Status

SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Candidate:
    """An observation with what the resolver needs to know of its place."""

    observation: Observation
    score: float
    number: int  # place among the document's figures
    sentence: int  # number of the sentence in the document
    listed: bool  # joined to the figure before it by 、
    role: Role


def resolve(candidates: Iterable[Candidate]) -> list[Observation]:
    """Return all observations with status and reason; at most one per indicator is resolved.

    Parts listed under one verb (18支、24支) without a printed total are kept as the resolved first
    part and further parts, which the panel adds up. A printed total is never added to its parts.
    """
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.observation.indicator].append(candidate)
    return [o for group in groups.values() for o in _resolve_one(group)]


def _resolve_one(group: list[Candidate]) -> list[Observation]:
    usable = [c for c in group if _usable(c)]
    done = [_as(c, Status.REJECTED, _why_unusable(c)) for c in group if not _usable(c)]
    if len(usable) < 2:
        return [*done, *(_as(c, Status.RESOLVED, "") for c in usable)]
    best = max(usable, key=lambda c: (c.role is Role.MEASURES, round(c.score, 2), -_start(c)))
    run = _run_of(best, usable)
    total = _total_of(run, usable)
    first = total or run[0]
    for c in usable:
        done.append(_as(c, *_verdict(c, first, run, total)))
    return done


def _why_unusable(c: Candidate) -> str:
    return f"scope {c.observation.scope}" if c.observation.value is not None else "no value"


def _verdict(
    c: Candidate, first: Candidate, run: list[Candidate], total: Candidate | None
) -> tuple[Status, str]:
    if c is first:
        summed = len(run) > 1 and total is None
        return Status.RESOLVED, f"first of {len(run)} parts" if summed else ""
    if c in run:
        if total is not None:
            return Status.REJECTED, f"part of the total {total.observation.evidence.quote}"
        return Status.PART, f"part beside {first.observation.evidence.quote}"
    if abs((c.observation.value or 0) - (first.observation.value or 0)) < SAME:
        return Status.REPEATED, f"says {first.observation.evidence.quote} again"
    return (
        Status.REJECTED,
        f"{first.observation.evidence.quote} names the indicator better or first",
    )


def _usable(c: Candidate) -> bool:
    return c.observation.scope is Scope.COUNTY_YEAR and c.observation.value is not None


def _start(c: Candidate) -> int:
    return c.observation.evidence.span.start


def _run_of(best: Candidate, usable: list[Candidate]) -> list[Candidate]:
    """Return the figures of one indicator that stand as a list around ``best`` in its sentence."""
    beside = sorted((c for c in usable if c.sentence == best.sentence), key=_start)
    if best.observation.unit == "%" or len(beside) < 2:
        return [best]
    values = [c.observation.value for c in beside]
    follow = all(b.listed and b.number == a.number + 1 for a, b in pairwise(beside))
    return beside if follow and len(set(values)) == len(values) else [best]


def _total_of(run: list[Candidate], usable: list[Candidate]) -> Candidate | None:
    """Return the candidate whose value is the sum of the others of the run."""
    if len(run) < 2:
        return None
    values = [c.observation.value or 0.0 for c in run]
    whole = sum(values)
    for c, value in zip(run, values, strict=True):
        if len(run) > 2 and abs(whole - 2 * value) < SAME:
            return c
    return next(
        (c for c in usable if c not in run and abs((c.observation.value or 0) - whole) < SAME), None
    )


def _as(c: Candidate, status: Status, reason: str) -> Observation:
    said = c.observation.reason
    return c.observation.judged(status, f"{said}; {reason}" if reason else said)
