"""Metadata of a document: title, issuers, county, level, year, date of publication."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from analysis.counties import Counties
from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import lines_of
from analysis.documents.identity.dates import (
    date_in_url,
    find_date,
    labelled_date,
    meta_date,
    preamble_year,
    published_of,
    report_year,
    signature_date,
)
from analysis.documents.identity.fields import fields_of
from analysis.documents.identity.genre import about_report
from analysis.documents.identity.levels import level_of_body
from analysis.documents.identity.places import Evidence, drop_addressees, place_of
from analysis.documents.identity.titles import (
    FIELD,
    find_title,
    issuers_in,
    kind_of,
    prefix_of,
    signature_of,
    title_in,
)
from analysis.documents.sources import Source
from analysis.records import Level
from analysis.text.fold import fold, squeeze
from analysis.text.matching import normalise
from analysis.text.traditional import simplified

WORDS = re.compile(r"[\u4e00-\u9fff]{2}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found out about a document, and remarks where it could not be settled."""

    title: str
    level: Level
    county_code: str | None
    county: str | None
    year: int | None
    issuers: tuple[str, ...]
    published: str | None
    published_from: str
    fields: Mapping[str, str]
    notes: tuple[str, ...]


def find_metadata(draft: Draft, counties: Counties, source: Source | None = None) -> Metadata:
    """Read title, issuers, county, level, year and date; ``source`` is the row of sources.csv.

    The text goes before the table: a contradiction is noted, a gap is filled.
    """
    draft = _in_simplified(draft)
    hidden = {(s.start, s.end) for s in draft.furniture}
    everything = lines_of(fold(draft.text))
    printed = [line for at, line in everything if not _in(at, hidden)]
    furniture = [line for at, line in everything if _in(at, hidden)]
    head = [
        title_in(line) if _in(at, hidden) else draft.text[at : at + len(line)]
        for at, line in everything[:30]
    ]
    fields = fields_of([*furniture, *draft.aside])
    title = find_title((*draft.titles, fields.get("title", "")), head)
    lines = drop_addressees(printed)
    plain = normalise(title).text
    signature = signature_of(lines)
    evidence = Evidence(
        title=plain,
        signature=signature,
        page=fold("\n".join([*furniture, *draft.aside, *draft.titles, draft.origin])),
        body="\n".join(lines),
    )
    year, year_notes = _year(title, lines, source)
    place = place_of(evidence, counties, source.county_code if source else None, year)
    published, published_from = published_of(_dates(draft, furniture, lines, source), year)
    return Metadata(
        title=title,
        level=_kind(plain, lines) or place.level,
        county_code=place.county.code if place.county else None,
        county=place.county.name if place.county else place.name,
        year=year,
        issuers=issuers_in(prefix_of(fold(title))) or signature,
        published=published,
        published_from=published_from,
        fields=fields,
        notes=(*draft.notes, *place.notes, *year_notes),
    )


def _in_simplified(draft: Draft) -> Draft:
    """Return a draft whose words can be compared; a copy in traditional characters is changed."""
    text = simplified(draft.text)
    if text is draft.text:
        return draft
    titles, aside = (tuple(map(simplified, texts)) for texts in (draft.titles, draft.aside))
    return replace(draft, text=text, titles=titles, aside=aside)


def _kind(title: str, lines: list[str]) -> Level | None:
    """Return the level that the kind of text settles alone; without a title the opening speaks."""
    if title:
        return kind_of(title)
    return None if about_report("".join(lines[:20])[:600]) else level_of_body("\n".join(lines))


def _in(at: int, spans: set[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _year(title: str, lines: list[str], source: Source | None) -> tuple[int | None, list[str]]:
    registered = source.year if source else None
    worded = [line for line in lines[:40] if WORDS.search(line)][:10]  # page fields may be dashes
    named = [line for line in worded if not FIELD.match(squeeze(line))]
    opening = [line for line in named if squeeze(line) not in squeeze(title)]
    year = report_year(title) or preamble_year("。".join(opening[:4])[:800])
    if year is None:
        return registered, []
    if registered is not None and registered != year:
        return year, [
            f"the text reports on {year}, sources.csv says {registered}; the text is kept"
        ]
    return year, []


def _dates(
    draft: Draft, furniture: list[str], lines: list[str], source: Source | None
) -> dict[str, str | None]:
    """Return the date of publication as each witness gives it, the best first."""
    page = [*furniture, *draft.aside]
    return {
        "page": labelled_date([*page, *(n for n in lines[:12] if len(n) < 60)]) or meta_date(page),
        "meta": find_date(re.sub(r"^1970.*", "", draft.published)),
        "url": date_in_url(source.url) if source else None,
        "text": signature_date(lines),
    }
