"""One decision for a document: all figures' candidates together, and why each was kept or not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from analysis.extraction.arithmetic.rounding import count_range, share_of, share_range
from analysis.extraction.indicators.match import Match
from analysis.extraction.quantities.units import families
from analysis.records import Qualifier, Quantity, Role, Scope, Status

SAME = 1e-9
# What a printed rate that two counts agree with is worth, in units of the score: more than words
# that stand nearer, for few wrong pairs agree with a printed rate.
EVIDENCE = 2.0
WHOLE = 0.4  # … and 全年, 全县 or 共 before the figure: more than a nearer word, less than one more
WELL_NAMED = 3.0  # a score that words of a farther clause alone do not reach
WITHIN = 0.5  # … and what 其中 costs: of two well named figures the total
VAGUE = 0.3  # … and 约 costs: 纠错率24.2% goes before 纠错率约24%
# Between two figures these say that the second is no sibling of the first.
NO_SIBLING = re.compile(
    r"[;。]|其中|包括|含|占|同比|较|比上|累计|以来|均|另|总|共|合计|增长|下降|提升"
)
REST = re.compile(r"[,;](?:其余|余下|另外?|另有)[^,;]*$")  # 12家现场述法,其余52家书面述法
LIST = re.compile(r"[^,。;、]*[、和及][^,。;、]*")
BRACKETS = re.compile(r"\([^()]*\)")


class Place(NamedTuple):
    """Where a figure stands in its document."""

    number: int  # among the document's figures
    sentence: int  # number of the sentence in the document
    between: str  # words since the figure before it in its sentence
    words: str  # its own words: those before it in its clause
    whole: bool  # said of the whole year or county: 全年, 全县, 共
    within: bool  # told after 其中: a part of a figure before it
    role: Role
    heading: str


class Candidate(NamedTuple):
    """A figure that may stand for an indicator, with what the resolver needs to know of it."""

    quantity: Quantity
    match: Match
    place: Place

    @property
    def value(self) -> float:
        """The figure's value, 0 where it has none."""
        return self.quantity.value or 0.0

    @property
    def usable(self) -> bool:
        """True for a value of the county and year."""
        whole = self.quantity.scope is Scope.COUNTY_YEAR and not self.match.limit
        return whole and self.quantity.value is not None


# Sessions, persons and units told clause by clause add up; cases told so are often one another's
# parts.
SUMMED = frozenset({"time", "person"})

Verdict = tuple[Candidate, Status, str]
Groups = Mapping[str, list[Candidate]]


def resolve(candidates: Iterable[Candidate]) -> list[Verdict]:
    """Return all candidates with their status and the reason; one per indicator is resolved.

    Of several figures the one goes first that is printed in the part on measures, that a printed
    rate agrees with, that is said of the whole, that its words name best, that stands first.
    Parts listed under one verb (18支、24支), or told in clauses of one sentence, without a printed
    total are kept as the resolved first part and further parts, which the panel adds up. A printed
    total is never added to its parts.
    """
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.match.indicator.code].append(candidate)
    proven = _proven(groups)
    return [verdict for group in groups.values() for verdict in _resolve_one(group, proven)]


def _proven(groups: Groups) -> frozenset[int]:
    """Return the figures that a printed rate agrees with: n and N of 100 n/N."""
    found: set[int] = set()
    for group in groups.values():
        counts = group[0].match.indicator.ratio_of
        if counts is None:
            continue
        n_of, total_of = ([c for c in groups.get(code, ()) if c.usable] for code in counts)
        if len(n_of) < 2 and len(total_of) < 2:
            continue
        for rate in (c for c in group if c.usable):
            for n in n_of:
                for total in total_of:
                    if total.value > 0 and _agrees(rate, n, total):
                        found |= {n.place.number, total.place.number}
    return frozenset(found)


def _agrees(rate: Candidate, n: Candidate, total: Candidate) -> bool:
    q = rate.quantity
    counts = (count_range(c.value, c.quantity.text, c.quantity.qualifier) for c in (n, total))
    return share_range(q.value or 0.0, q.text, q.qualifier).meets(share_of(*counts))


def _resolve_one(group: list[Candidate], proven: frozenset[int]) -> list[Verdict]:
    usable = [c for c in group if c.usable]
    done = [(c, Status.REJECTED, _why_unusable(c)) for c in group if not c.usable]
    if len(usable) < 2:
        return [*done, *((c, Status.RESOLVED, "") for c in usable)]
    best = max(
        usable, key=lambda c: (c.place.role is Role.MEASURES, _rank(c, proven), -c.place.number)
    )
    run = _run_of(best, usable)
    run += _told_apart(run, usable)
    total = _total_of(run, usable)
    first = total or run[0]
    return done + [(c, *_verdict(c, first, run, total)) for c in usable]


def _rank(c: Candidate, proven: frozenset[int]) -> float:
    whole = (
        c.place.whole and c.quantity.unit != "%"
    )  # a share of the whole is no greater than another
    score = c.match.score + WHOLE * whole + EVIDENCE * (c.place.number in proven)
    score -= WITHIN * c.place.within + VAGUE * (c.quantity.qualifier is Qualifier.ABOUT)
    return round(score, 2)


def _why_unusable(c: Candidate) -> str:
    if c.quantity.value is None:
        return "no value"
    return f"{c.match.limit} only" if c.match.limit else f"scope {c.quantity.scope}"


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
    """Return the figures of one indicator that stand as siblings around ``best``."""
    if best.quantity.unit == "%":
        return [best]
    beside = sorted(
        (c for c in usable if c.place.sentence == best.place.sentence), key=lambda c: c.place.number
    )
    runs = [[beside[0]]]
    for before, after in pairwise(beside):
        if _siblings(before, after):
            runs[-1].append(after)
        else:
            runs.append([after])
    run = next(r for r in runs if best in r)
    told = {(c.value, c.place.words.strip("、,和及 ")) for c in run}
    return run if len(told) == len(run) else [best]


def _told_apart(run: list[Candidate], usable: list[Candidate]) -> list[Candidate]:
    """Return the sessions that other sentences tell: lectures held here, others held there.

    A figure said of the whole year or county, or one named badly, adds to none.
    """
    if any(not _adds_up(c) for c in run):
        return []
    sentences = {c.place.sentence for c in run}
    values = {c.value for c in run}
    others = [c for c in usable if c.place.sentence not in sentences and c.value not in values]
    return others if all(map(_adds_up, others)) else []


def _adds_up(c: Candidate) -> bool:
    session = "time" in families(c.quantity.unit)
    well_named = c.match.complete or c.match.score >= WELL_NAMED
    return session and well_named and not c.place.whole and not c.place.within


def _siblings(before: Candidate, after: Candidate) -> bool:
    """Tell whether two figures are parts of one list, or each named by a clause of its own."""
    apart = after.place.number - before.place.number
    between = BRACKETS.sub("", after.place.between)  # 27个乡(镇、区)、36个单位
    if LIST.fullmatch(between):  # also 10个乡镇20名、38个单位50名: each with a figure of its own
        return apart == 1 or (apart == 2 and "body" in families(before.quantity.unit))
    if apart > 1:
        return False
    if REST.search(between) and before.quantity.unit == after.quantity.unit:
        return True
    told = before.match.complete and after.match.complete and "," in after.place.between
    unit = before.quantity.unit
    summed = not families(unit).isdisjoint(SUMMED) and unit == after.quantity.unit
    alike = (summed or _of_units(before)) and not LIST.fullmatch(before.place.between)
    return told and alike and not NO_SIBLING.search(after.place.between)


def _of_units(c: Candidate) -> bool:
    """Tell a count of the county's units: each is inspected, heard or advised once."""
    return c.match.indicator.denominator == "units" and c.match.indicator.unit == "个"


def _total_of(run: list[Candidate], usable: list[Candidate]) -> Candidate | None:
    """Return the candidate whose value is the sum of the others of the run."""
    if len(run) < 2:
        return None
    whole = sum(c.value for c in run)
    for c in run:
        if len(run) > 2 and abs(whole - 2 * c.value) < SAME:
            return c
    return next((c for c in usable if c not in run and abs(c.value - whole) < SAME), None)
