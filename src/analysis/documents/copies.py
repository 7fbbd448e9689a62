"""Select one document per county and year; the others are kept with the reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from analysis.documents.identity.genre import about_report
from analysis.documents.likeness import (
    Fingerprint,
    copies_of,
    likeness,
    same_text,
    traditional,
)
from analysis.records import Document, Level
from analysis.text.fold import squeeze

FULL = 0.9  # a copy with so many of the figures of the fullest one is as full
MASKED = re.compile(r"\(略\)|（略）|20[x×*]{2}|[x×*]{2}(?:县|区|镇|市)|\*\*", re.I)
COUNTY = re.compile(r"[\u4e00-\u9fff]{1,8}[县区旗]")
BODY = re.compile(r"[局委办]|委员会|办公室|中心|法院|检察院|街道|[镇乡](?!村)|集团|学校|医院")
DOUBTFUL = "its title names a county and 法治政府建设: please look at it"
GATEWAY = re.compile(r"gate/big5|big5\.|/big5/", re.I)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a document: used, listed, duplicate or unplaced, and a remark."""

    status: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What of a document decides whether it is used; its text is no longer needed."""

    file: str
    document_id: str
    level: Level
    county_code: str | None
    county: str | None
    year: int | None
    source: str
    notes: tuple[str, ...]
    figures: int  # how many figures were found in it
    traditional: bool
    masked: bool  # names or numbers are blotted out

    doubtful: bool  # its title names a county and the subject, but it counts as another kind

    @property
    def placed(self) -> bool:
        """True for a report of a county whose county and year are settled."""
        settled = self.county_code is not None and self.year is not None
        return settled and self.level is Level.COUNTY


def candidate(document: Document, figures: int) -> Candidate:
    """Return what of a document is needed to choose among copies."""
    return Candidate(
        document.file,
        document.document_id,
        document.level,
        document.county_code,
        document.county,
        document.year,
        document.source,
        document.notes,
        figures,
        traditional(document.text),
        MASKED.search(document.text) is not None,
        _is_doubtful(document),
    )


def _is_doubtful(document: Document) -> bool:
    """Tell what counts as another kind though it may be a county's report."""
    title = squeeze(document.title)
    unsure = document.level in (Level.OTHER, Level.DEPARTMENT) and not BODY.search(title)
    named = document.county is not None or COUNTY.search(title)
    return bool(unsure and named and about_report(title))


def settle(documents: Sequence[Candidate], prints: Mapping[str, Fingerprint]) -> dict[str, Verdict]:
    """Decide which documents are used: one for each county and year; the rest get a reason.

    Of copies the fullest is used, of equally full ones the simplified text of the government's
    own site. Two reports that are no copies are both named: one is used, and says so.

    Args:
        documents: all that were read; the first of equal ones stays.
        prints: file → the fingerprint of its text; few of them are looked at.
    """
    groups: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for document in documents:
        if document.placed:
            groups[document.county_code or "", document.year or 0].append(document)
    verdicts: dict[str, Verdict] = {}
    used: list[Candidate] = []
    for group in groups.values():
        best = _best(group)
        used.append(best)
        verdicts |= _of_group(group, best, prints)
    rest = [d for d in documents if not d.placed]
    found = _copies_without_place(rest, used, prints)
    for document in rest:
        verdicts[document.file] = found.get(document.file) or _without_place(document)
    return verdicts


def _best(group: list[Candidate]) -> Candidate:
    if len(group) == 1:
        return group[0]
    most = max(d.figures for d in group)

    def rank(document: Candidate) -> tuple[bool, bool, bool, int, int]:
        return (
            document.figures >= FULL * most,
            not document.traditional,
            not document.masked,
            _official(document.source),
            document.figures,
        )

    return max(group, key=rank)  # the first of equal ones


def _official(source: str) -> int:
    """Rank where a copy comes from: a government's own site, not known, anywhere else."""
    host = urlsplit(source).hostname
    if not host:
        return 1
    return 2 if host.endswith("gov.cn") and not GATEWAY.search(source) else 0


def _of_group(
    group: list[Candidate], best: Candidate, prints: Mapping[str, Fingerprint]
) -> dict[str, Verdict]:
    """Return the verdicts on the documents of one county and year."""
    verdicts: dict[str, Verdict] = {}
    differing: list[str] = []
    others = [d for d in group if d is not best]
    print_ = prints[best.file] if others else None
    for other in others:
        if other.document_id == best.document_id:
            verdicts[other.file] = Verdict("duplicate", f"the same bytes as {best.file}")
            continue
        mine = prints[other.file]
        whose = f"{other.county} {other.year} is read from {best.file}"
        if print_ is not None and same_text(mine, print_):
            verdicts[other.file] = Verdict("duplicate", f"{whose}, {_why(other, best)}")
            continue
        share = likeness(mine, print_) if print_ is not None else 0.0
        reason = (
            f"{whose}; this is another report ({share:.0%} of its clauses are in it), please check"
        )
        verdicts[other.file] = Verdict("duplicate", reason)
        differing.append(other.file)
    notes = list(best.notes)
    if differing:
        notes.append(f"another report of this county and year differs: {', '.join(differing)}")
    verdicts[best.file] = Verdict("used", "; ".join(notes))
    return verdicts


def _why(other: Candidate, best: Candidate) -> str:
    more = best.figures - other.figures
    if other.traditional and not best.traditional:
        return "which is the simplified text"
    if more > 0:
        return "which holds more figures"
    if _official(best.source) > _official(other.source):
        return "which comes from the government's own site"
    return "which comes first and holds as many figures" if more == 0 else "the better copy"


def _without_place(document: Candidate) -> Verdict:
    notes = "; ".join(document.notes)
    if document.level is not Level.COUNTY:
        reason = f"not a county report but: {document.level}"
        reason += f"; {DOUBTFUL}" if document.doubtful else ""
        return Verdict("listed", reason + (f" ({notes})" if notes else ""))
    lacks = "county" if document.county_code is None else "year"
    return Verdict("unplaced", notes or f"the {lacks} of the report cannot be told")


def _copies_without_place(
    rest: list[Candidate], used: list[Candidate], prints: Mapping[str, Fingerprint]
) -> dict[str, Verdict]:
    """Return the documents without county or year that are copies of one that is used.

    A text that names another county is no copy: counties take whole paragraphs from each other.
    """
    candidates = {d.file: d for d in rest if d.level in (Level.COUNTY, Level.OTHER)}
    if not candidates or not used:
        return {}
    known = {d.file: d for d in used}
    found: dict[str, Verdict] = {}
    for file, copies in copies_of({f: prints[f] for f in candidates}, known, prints).items():
        same = next((c for c in copies if _fits(candidates[file], known[c])), None)
        if same is not None:
            which = f"{known[same].county} {known[same].year}"
            found[file] = Verdict("duplicate", f"the same text as {same} ({which})")
    return found


def _fits(document: Candidate, other: Candidate) -> bool:
    return document.county in (None, other.county) and document.year in (None, other.year)
