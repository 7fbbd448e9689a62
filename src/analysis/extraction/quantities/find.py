"""Find every number of a normalised text, and claims that stand for one (全覆盖, 未发生)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from analysis.extraction.quantities.claim_words import find_claims
from analysis.extraction.quantities.figures import find_figures
from analysis.extraction.quantities.mention import Mention
from analysis.extraction.quantities.non_quantities import NonQuantity, find_non_quantities
from analysis.records import Kind, Qualifier

# Looked for with the sign before it, which many fewer places have than a beginning.
LIST_MARK = re.compile(
    r"[\n。;:](?P<mark>[ \t]*\(?\d{1,2}(?:[.、﹒)](?!\d)|\))"
    # 2.20个乡镇 at the beginning of a line: nobody counts a fifth of a town
    r"|(?<=\n)[ \t]*\d{1,2}[.﹒]"
    r"(?=\d+余?(?:个(?![百工月学小半标])|[名家件次场项位支所户起宗期份])))"
)
NUMERAL = re.compile(r"[\d零〇○一二两双三四五六七八九十百千万]")


def find_mentions(text: str) -> list[Mention]:
    """Return all numbers and claims of a normalised text, in order, without overlaps.

    >>> [(m.value, m.unit, str(m.qualifier)) for m in find_mentions("受理1.62万余件,办结率100%。")]
    [(16200.0, '件', 'over'), (100.0, '%', 'exact')]
    >>> [m.reason for m in find_mentions("12345热线,“三项制度”")]
    ['hotline', 'policy name']
    >>> [(m.value, m.unit) for m in find_mentions("分别压减40、35个工作日")]
    [(40.0, '个工作日'), (35.0, '个工作日')]
    """
    others = find_non_quantities(text)
    others += [
        NonQuantity(m.start("mark") - 1, m.end() - 1, "list marker")
        for m in LIST_MARK.finditer("\n" + text)
    ]
    taken = list(_without_overlap(sorted(others, key=lambda n: (n.start, -n.end))))
    figures = _with_shared_units(text, find_figures(text, taken))
    spent = sorted([(m.start, m.end) for m in figures] + [(n.start, n.end) for n in taken])
    rest = [
        Mention(n.start, n.end, None, "", Qualifier.EXACT, Kind.NOT_A_QUANTITY, n.reason)
        for n in taken
        if NUMERAL.search(text, n.start, n.end)
    ]
    claims = _outside(spent, find_claims(text))
    return sorted(figures + claims + rest)  # no two begin at one place


def _with_shared_units(text: str, figures: list[Mention]) -> list[Mention]:
    """Give the numbers of a list without a unit the one of the number that ends it.

    Money keeps apart: its unit also scales the number it stands at.
    """
    found: list[Mention] = []
    after: Mention | None = None
    for figure in reversed(figures):
        joined = after is not None and text[figure.end : after.start] in {"、", "和", "及"}
        if joined and not (figure.unit or figure.reason) and after and after.unit not in {"", "元"}:
            figure = figure._replace(unit=after.unit, kind=after.kind)
        found.append(figure)
        after = figure
    return found[::-1]


def _outside(spent: list[tuple[int, int]], claims: Iterable[Mention]) -> list[Mention]:
    """Return the claims that overlap none of the places; these are in order and apart."""
    starts = [start for start, _ in spent]
    kept = []
    for claim in claims:
        at = bisect_right(starts, claim.end - 1) - 1
        if at < 0 or spent[at][1] <= claim.start:
            kept.append(claim)
    return kept


def _without_overlap(places: list[NonQuantity]) -> Iterator[NonQuantity]:
    end = -1
    for place in places:
        if place.start >= end:
            yield place
            end = place.end
