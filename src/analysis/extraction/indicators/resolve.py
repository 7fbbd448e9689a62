"""One value per indicator: compare a document's candidates, say why each was kept or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from analysis.extraction.indicators.match import Match
from analysis.records import Quantity, Role, Scope, Status

SAME = 1e-9


class Candidate(NamedTuple):
    """A figure that may stand for an indicator, with what the resolver needs to know of it."""

    quantity: Quantity
    match: Match
    number: int  # place among the document's figures
    sentence: int  # number of the sentence in the document
    listed: bool  # joined to the figure before it by 、
    role: Role
    heading: str

    @property
    def value(self) -> float:
        """The figure's value, 0 where it has none."""
        return self.quantity.value or 0.0

    @property
    def usable(self) -> bool:
        """True for a value of the county and year."""
        return self.quantity.scope is Scope.COUNTY_YEAR and self.quantity.value is not None


Verdict = tuple[Candidate, Status, str]


def resolve(candidates: Iterable[Candidate]) -> list[Verdict]:
    """Return all candidates with their status and the reason; one per indicator is resolved.

    Parts listed under one verb (18支、24支) without a printed total are kept as the resolved first
    part and further parts, which the panel adds up. A printed total is never added to its parts.
    """
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.match.indicator.code].append(candidate)
    return [verdict for group in groups.values() for verdict in _resolve_one(group)]


def _resolve_one(group: list[Candidate]) -> list[Verdict]:
    usable = [c for c in group if c.usable]
    done = [(c, Status.REJECTED, _why_unusable(c)) for c in group if not c.usable]
    if len(usable) < 2:
        return [*done, *((c, Status.RESOLVED, "") for c in usable)]
    best = max(usable, key=lambda c: (c.role is Role.MEASURES, round(c.match.score, 2), -c.number))
    run = _run_of(best, usable)
    total = _total_of(run, usable)
    first = total or run[0]
    return done + [(c, *_verdict(c, first, run, total)) for c in usable]


def _why_unusable(c: Candidate) -> str:
    return f"scope {c.quantity.scope}" if c.quantity.value is not None else "no value"


def _verdict(
    c: Candidate, first: Candidate, run: list[Candidate], total: Candidate | None
) -> tuple[Status, str]:
    if c is first:
        summed = len(run) > 1 and total is None
        return Status.RESOLVED, f"first of {len(run)} parts" if summed else ""
    if c in run:
        if total is not None:
            return Status.REJECTED, f"part of the total {total.quantity.text}"
        return Status.PART, f"part beside {first.quantity.text}"
    if abs(c.value - first.value) < SAME:
        return Status.REPEATED, f"says {first.quantity.text} again"
    return Status.REJECTED, f"{first.quantity.text} names the indicator better or first"


def _run_of(best: Candidate, usable: list[Candidate]) -> list[Candidate]:
    """Return the figures of one indicator that stand as a list around ``best`` in its sentence."""
    if best.quantity.unit == "%":
        return [best]
    beside = sorted((c for c in usable if c.sentence == best.sentence), key=lambda c: c.number)
    runs = [[beside[0]]]
    for before, after in pairwise(beside):
        if after.listed and after.number == before.number + 1:
            runs[-1].append(after)
        else:
            runs.append([after])
    run = next(r for r in runs if best in r)
    return run if len({c.value for c in run}) == len(run) else [best]


def _total_of(run: list[Candidate], usable: list[Candidate]) -> Candidate | None:
    """Return the candidate whose value is the sum of the others of the run."""
    if len(run) < 2:
        return None
    whole = sum(c.value for c in run)
    for c in run:
        if len(run) > 2 and abs(whole - 2 * c.value) < SAME:
            return c
    return next((c for c in usable if c not in run and abs(c.value - whole) < SAME), None)
