"""Identify county, level and issuer from title, signature, page and text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from analysis.counties import Counties, County, zone_in
from analysis.documents.identity.levels import (
    level_of,
    names_prefecture,
    place_part,
    unknown_county,
)
from analysis.documents.identity.titles import prefix_of
from analysis.errors import CountyError
from analysis.records import Level
from analysis.text.fold import squeeze

ADDRESSEE = re.compile(
    r"^[^。;,]{2,40}(?:委|委员会|政府|人大|常委会|办公室|办|领导小组|局|厅|主任|代表|委员)\s*[:]$"
)
ZONES = re.compile(r"(?:开发|高新|经开|示范|集聚|管理|实验|试验|度假|名胜|保税|经济|合作|新|园)区")
# A zone whose name alone tells it from others: 西咸新区, no 高新区 and no 经济开发区
OWN_ZONE = re.compile(
    r"(?P<zone>(?!经济|高新|国家|工业|产业|综合)[\u4e00-\u9fff]{2,8}?(?:新区|开发区|高新区|示范区|实验区|度假区|管理区))"
    r"(?:党工委、?)?(?:管理委员会|管委会)"
)
YEAR = re.compile(r"^20\d\d年度?")
LEVEL_WORD = re.compile(r"(?<=..)(?:省|市|地区|(?:壮族|回族|维吾尔)?自治区)$")  # 天津滨海高新区
NO_CODE = "{zone.name} has no official code; {zone.code} is an id of this suite"
OPENING = re.compile(
    r"(?:^|[。,\n就将])(?:20\d\d年(?:度)?(?:以来)?,?|一年来,?)?([\u4e00-\u9fff]{1,12}?[县区市旗])"
    r"(?=委(?:员会)?(?:、|[县市区旗]政府)|(?:人民)?政府、|(?:(?:人民)?政府)?(?:坚持|以习近平|认真|深入|全面|始终|紧|扎实"
    r"|牢固|严格|聚焦|立足|锚定|高举|积极|持续|大力|按照|在[省市]委|切实|着力|统筹|全力|奋力|围绕|加快|法治政府建设(?:工作)?,?(?:始终|坚持|取得|以|紧|深入|认真)"
    r"|20\d\d年(?:度)?(?:推进)?(?:法治|依法)))"
)


# 《平江县2024年度法治政府建设工作要点》: a county's own paper, named in its report
OWN_PAPER = re.compile(
    r"《(?:中共)?(?P<name>[\u4e00-\u9fff]{1,10}?[县区市旗])(?!域|际|级|情|[县区市旗])"
)


@dataclass(frozen=True, slots=True)
class Place:
    """What was found: the level, the county's name, its entry in the table, and remarks."""

    level: Level
    name: str | None = None
    county: County | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parts of a document that may say whose it is, the strongest first."""

    title: str
    signature: tuple[str, ...]
    page: str  # breadcrumb, meta line, footer: words of the site
    body: str  # the text without addressee and furniture

    def contexts(self) -> tuple[str, ...]:
        """Return the texts in which the place of an ambiguous name is looked for."""
        return (self.title, "".join(self.signature), self.page, self.body[:600], self.body)


def drop_addressees(lines: list[str]) -> list[str]:
    """Return the lines without those that name whom the report is addressed to.

    >>> drop_addressees(["渠县人民政府:", "2023年,宝城镇受理87件。"])
    ['2023年,宝城镇受理87件。']
    """
    return [line for line in lines if not ADDRESSEE.match(line.strip())]


def place_of(
    evidence: Evidence, counties: Counties, registered: str | None, year: int | None = None
) -> Place:
    """Decide county and level; ``registered``, the code of sources.csv, fills gaps.

    ``year``, the one reported on, tells apart units of one name that did not exist together.
    """
    known = _known(registered, counties)
    zone = _zone(evidence, counties)
    if zone is not None and known is None:
        return Place(Level.COUNTY, zone.name, zone, (NO_CODE.format(zone=zone),))
    name, where = _name(evidence, counties)
    level = level_of(evidence.title, evidence.signature, evidence.body, counties, named=bool(name))
    notes: list[str] = []
    county: County | None = None
    if name:
        found = counties.named(name)
        if known in found:
            county = known
        elif found:
            try:
                county = counties.resolve_in(name, *evidence.contexts(), year=year)
            except CountyError as error:
                notes.append(str(error))
        else:
            notes.append(
                f"{name} (from the {where}) is in no table of counties{counties.near(name)}"
            )
    if county is None and known and name in (None, known.name):
        county, name = known, known.name
    notes += _contradiction(registered, known, name, county, counties)
    return Place(level, name, county, tuple(notes))


def _zone(evidence: Evidence, counties: Counties) -> County | None:
    """Return the zone that reports in place of a county: its prefecture stands right before it."""
    title = YEAR.sub("", squeeze(evidence.title))  # 2024年天津…开发区法治政府建设情况报告
    for text in (title, squeeze("、".join(evidence.signature))):
        if not ZONES.search(text):
            continue
        if counties.mentions(prefix_of(text) or text):
            return None
        for place in (*counties.prefectures, *counties.provinces):
            end = _end_of_name(place, text)
            name = zone_in(text[end:]) if end else None
            if name and not re.search(r"局|中心|街道|镇", prefix_of(text)[end:]):
                return counties.zone(name, place)
        own = OWN_ZONE.match(text)
        home = _place_in(evidence, counties) if own else None
        if own and home:
            return counties.zone(own["zone"], home)
    return None


def _end_of_name(place: str, text: str) -> int:
    """Return where the name of a place ends that a text begins with, in full or short; else 0."""
    at = text.find(place)
    if 0 <= at < 6:
        return at + len(place)
    short = LEVEL_WORD.sub("", place)
    return len(short) if text.startswith(short) else 0


def _place_in(evidence: Evidence, counties: Counties) -> str | None:
    """Return the prefecture, or else the province, that a zone's own page or text names first."""
    for text in (evidence.page, evidence.body[:2000]):
        for places in (counties.prefectures, counties.provinces):
            named = [(text.find(place), place) for place in places if place in text]
            if named:
                return min(named)[1]
    return None


def _known(registered: str | None, counties: Counties) -> County | None:
    if not registered:
        return None
    try:
        return counties.by_code(registered)
    except CountyError:
        return None


def _contradiction(
    registered: str | None,
    known: County | None,
    name: str | None,
    county: County | None,
    counties: Counties,
) -> list[str]:
    if not registered:
        return []
    if known is None:
        try:
            counties.by_code(registered)
        except CountyError as error:
            return [f"sources.csv: {error}"]
        return []
    if (name and (county or known).code != known.code) or (
        name and not county and name != known.name
    ):
        name_of = f"{county.code} {county.name}" if county else name
        return [
            f"the text says {name_of}, sources.csv says {known.code} {known.name}; the text is kept"
        ]
    return []


def _name(evidence: Evidence, counties: Counties) -> tuple[str | None, str]:
    """Return the name of the county and where it was found."""
    title = re.sub(r"《[^》]*》", "", squeeze(evidence.title))
    quoted = "".join(re.findall(r"《([^》]*)》", squeeze(evidence.title)))
    signature = squeeze("、".join(evidence.signature))
    for text, where in ((title, "title"), (quoted, "title"), (signature, "signature")):
        found = counties.mentions(text) if text else []
        if found:
            return found[0][1], where
        for part in re.split(r"[、,]|(?<=委)(?=[^员办])", place_part(text)):
            name = unknown_county(part, counties)
            if name:
                return name, where
    if names_prefecture(title, counties):
        return None, ""
    return _from_page(evidence, counties)


def _from_page(evidence: Evidence, counties: Counties) -> tuple[str | None, str]:
    """Look at the site's own words, then at the name the text itself repeats most."""
    governments = [
        name
        for start, name in counties.mentions(evidence.page)
        if re.match(r"(?:人民政府|政府|委|司法局)", evidence.page[start + len(name) :])
    ]
    if len(set(governments)) == 1:
        return governments[0], "page"
    counts = Counter(name for _, name in counties.mentions(evidence.body))
    if counts:
        name, count = counts.most_common(1)[0]
        if count >= 3 and count * 10 >= 7 * counts.total():
            return name, "text"
    for opening in OPENING.finditer(evidence.body[:500]):
        name = next((n for _, n in counties.mentions(opening[1])), opening[1])
        if counties.named(name) or unknown_county(name, counties):
            return name, "text"
    papers = Counter(m["name"] for m in OWN_PAPER.finditer(evidence.body[:3000]))
    known = [name for name, _ in papers.most_common() if counties.named(name)]
    return (known[0], "text") if len(known) == 1 else (None, "")
