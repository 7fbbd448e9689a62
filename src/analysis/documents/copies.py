"""Which document stands for a county and year, and what becomes of the others, with the reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from analysis.documents.likeness import (
    Fingerprint,
    copies_of,
    fingerprint,
    likeness,
    same_text,
    traditional,
)
from analysis.records import Document, Level

FULL = 0.9  # a copy with so many of the figures of the fullest one is as full
MASKED = re.compile(r"\(略\)|（略）|20[x×*]{2}|[x×*]{2}(?:县|区|镇|市)|\*\*", re.I)
GATEWAY = re.compile(r"gate/big5|big5\.|/big5/", re.I)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a document: used, listed, duplicate or unplaced, and a remark."""

    status: str
    note: str = ""


def settle(documents: Sequence[Document], figures: Mapping[str, int]) -> dict[str, Verdict]:
    """Decide which documents are used: one for each county and year; the rest get a reason.

    Of copies the fullest is used, of equally full ones the simplified text of the government's
    own site. Two reports that are no copies are both named: one is used, and says so.

    Args:
        documents: all that were read; the first of equal ones stays.
        figures: file → how many figures were found in it.
    """
    groups: dict[tuple[str, int], list[Document]] = defaultdict(list)
    for document in documents:
        if placed(document):
            groups[document.county_code or "", document.year or 0].append(document)
    verdicts: dict[str, Verdict] = {}
    used: list[Document] = []
    for group in groups.values():
        best = _best(group, figures)
        used.append(best)
        verdicts |= _of_group(group, best, figures)
    rest = [d for d in documents if not placed(d)]
    found = _copies_without_place(rest, used)
    for document in rest:
        verdicts[document.file] = found.get(document.file) or _without_place(document)
    return verdicts


def placed(document: Document) -> bool:
    """Tell a report of a county whose county and year are settled."""
    settled = document.county_code is not None and document.year is not None
    return settled and document.level is Level.COUNTY


def _best(group: list[Document], figures: Mapping[str, int]) -> Document:
    if len(group) == 1:
        return group[0]
    most = max(figures.get(d.file, 0) for d in group)

    def rank(document: Document) -> tuple[bool, bool, bool, int, int]:
        count = figures.get(document.file, 0)
        return (
            count >= FULL * most,
            not traditional(document.text),
            not MASKED.search(document.text),
            _official(document.source),
            count,
        )

    return max(group, key=rank)  # the first of equal ones


def _official(source: str) -> int:
    """Rank where a copy comes from: a government's own site, not known, anywhere else."""
    host = urlsplit(source).hostname
    if not host:
        return 1
    return 2 if host.endswith("gov.cn") and not GATEWAY.search(source) else 0


def _of_group(
    group: list[Document], best: Document, figures: Mapping[str, int]
) -> dict[str, Verdict]:
    """Return the verdicts on the documents of one county and year."""
    verdicts: dict[str, Verdict] = {}
    differing: list[str] = []
    others = [d for d in group if d is not best]
    print_ = fingerprint(best.text) if others else None
    for other in others:
        if other.document_id == best.document_id:
            verdicts[other.file] = Verdict("duplicate", f"the same bytes as {best.file}")
            continue
        mine = fingerprint(other.text)
        whose = f"{other.county} {other.year} is read from {best.file}"
        if print_ is not None and same_text(mine, print_):
            verdicts[other.file] = Verdict("duplicate", f"{whose}, {_why(other, best, figures)}")
            continue
        share = likeness(mine, print_) if print_ is not None else 0.0
        said = (
            f"{whose}; this is another report ({share:.0%} of its clauses are in it), please check"
        )
        verdicts[other.file] = Verdict("duplicate", said)
        differing.append(other.file)
    notes = list(best.notes)
    if differing:
        notes.append(f"another report of this county and year differs: {', '.join(differing)}")
    verdicts[best.file] = Verdict("used", "; ".join(notes))
    return verdicts


def _why(other: Document, best: Document, figures: Mapping[str, int]) -> str:
    more = figures.get(best.file, 0) - figures.get(other.file, 0)
    if traditional(other.text) and not traditional(best.text):
        return "which is the simplified text"
    if more > 0:
        return "which holds more figures"
    if _official(best.source) > _official(other.source):
        return "which comes from the government's own site"
    return "which comes first and holds as many figures" if more == 0 else "the better copy"


def _without_place(document: Document) -> Verdict:
    notes = "; ".join(document.notes)
    if document.level is not Level.COUNTY:
        said = f"not a county report but: {document.level}"
        return Verdict("listed", said + (f" ({notes})" if notes else ""))
    lacks = "county" if document.county_code is None else "year"
    return Verdict("unplaced", notes or f"the {lacks} of the report cannot be told")


def _copies_without_place(rest: list[Document], used: list[Document]) -> dict[str, Verdict]:
    """Return the documents without county or year that are copies of one that is used.

    A text that names another county is no copy: counties take whole paragraphs from each other.
    """
    asked = {d.file: d for d in rest if d.level in (Level.COUNTY, Level.OTHER)}
    if not asked or not used:
        return {}
    known = {d.file: d for d in used}
    prints: dict[str, Fingerprint] = {f: fingerprint(d.text) for f, d in asked.items()}
    among = {f: fingerprint(d.text) for f, d in known.items()}
    found: dict[str, Verdict] = {}
    for file, copies in copies_of(prints, among).items():
        same = next((c for c in copies if _fits(asked[file], known[c])), None)
        if same is not None:
            which = f"{known[same].county} {known[same].year}"
            found[file] = Verdict("duplicate", f"the same text as {same} ({which})")
    return found


def _fits(document: Document, other: Document) -> bool:
    return document.county in (None, other.county) and document.year in (None, other.year)
