"""``index.html``: what was found, every page, and what was read, grouped by province."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.files import write_whole
from analysis.index.audit.sentence import audit_sentence
from analysis.measurement import as_scores
from analysis.measurement.calls import calls_sentence
from analysis.notebooks.job import Job
from analysis.notebooks.placement import INDEX, Placement
from analysis.notebooks.site import Site, stamp_of
from analysis.notebooks.template import fill
from analysis.study import Project, place_names
from analysis.tables.schema import BANDS
from analysis.wording import words

Row = dict[str, Any]
LISTED = 500  # counties that are listed twice; a second list of thousands would be too large
ODD = 100  # files not simply used that are listed; the first page of the story has all
CALLS = ("faster", "slower")
NO_BAND = "–"


def write_index(site: Site, jobs: Sequence[Job], failed: Mapping[str, tuple[str, str]]) -> Path:
    """Write ``index.html``.

    A page that has not been rendered is named, not linked; of one that failed, the error is said
    and the notebook linked that was kept: ``failed`` holds both by key.
    """
    store = site.project.store
    outcomes = store.read("outcomes")
    rows = _county_rows(site.project, jobs, site.lang)
    listed = len(rows) <= LISTED
    odd = outcomes[(outcomes["status"] != "used") | (outcomes["message"] != "")]
    there = {j.key for j in jobs if j.page.is_file()}
    missing = frozenset({j.key for j in jobs} - there)
    place = Placement(INDEX, stamp_of(site.project), other=site.other(INDEX), missing=missing)
    page = fill(
        "overview.html.j2",
        site.lang,
        fictional=any(row["code"].startswith("99") for row in rows),
        title=words(site.lang)["index_title"],
        lead=_finding(store.read("documents"), store.read("progress"), site.lang),
        audit=audit_sentence(store.read("index_audit"), site.lang),
        place=place,
        stories=[(j, _title(j.page)) for j in jobs if j.key.startswith("story/")],
        provinces=_by_province(rows),
        tiles=_tiles(rows),
        limits=site.project.study.index.bands,
        usual=_usual_years(rows),
        ranges=_by_range(rows) if listed else [],
        calls=[(call, [row for row in rows if row["call"] == call]) for call in CALLS if listed],
        failed=failed,
        there=there,
        counts=outcomes["status"].value_counts().to_dict(),
        odd=odd.head(ODD).to_dict("records"),
        more=max(0, len(odd) - ODD),
    )
    path = site.out / "index.html"
    write_whole(path, page)
    return path


def _finding(documents: pd.DataFrame, progress: pd.DataFrame, lang: str) -> str:
    """Return in a sentence or two what was read and who moves, as surely as it can be said."""
    used = documents[documents["status"] == "used"]
    years = f"{used['year'].min()}–{used['year'].max()}"
    counties = used["county_code"].nunique()
    if lang == "zh":
        sentence = f"读到 {counties} 个县区 {years} 年的 {len(used)} 份报告。"
    else:
        sentence = f"{len(used)} reports of {counties} counties for {years} were read. "
    return sentence + calls_sentence(progress, lang)


def _title(page: Path) -> str:
    """Return the title of a rendered page, or its file name."""
    if not page.is_file():
        return page.stem
    text = page.read_text(encoding="utf-8")
    return unescape(text.partition("<title>")[2].partition("</title>")[0]) or page.stem


def _county_rows(project: Project, jobs: Sequence[Job], lang: str) -> list[Row]:
    """Return a row for each county with a page: its years, its latest level, its progress."""
    counties = project.store.read("counties")
    kinds = ("county", "prefecture", "province")
    names = {kind: place_names(counties, lang, kind) for kind in kinds}
    scores = as_scores(project.store.read("levels"), project.study)
    overall = scores[scores["dimension"] == "L"].sort_values("year")
    spans = overall.groupby("county_code")["year"].agg(["min", "max"])
    latest = overall.groupby("county_code").tail(1).set_index("county_code").to_dict("index")
    progress = project.store.read("progress")
    calls = progress[progress["dimension"] == "L"].set_index("county_code")["call"].to_dict()
    keys = [job.key for job in jobs if job.key.startswith("county/")]
    codes = [key.partition("/")[2] for key in keys]
    rows = [
        {
            "key": key,
            "code": code,
            **{kind: named[code] for kind, named in names.items()},
            "years": _span(spans, code),
            "last": latest.get(code),
            "call": calls.get(code, ""),
        }
        for key, code in zip(keys, codes, strict=True)
    ]
    return sorted(rows, key=lambda row: row["code"])


def _by_province(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return the counties of each province, in the order of their codes."""
    provinces: dict[str, list[Row]] = {}
    for row in rows:
        provinces.setdefault(row["province"], []).append(row)
    return list(provinces.items())


def _tiles(rows: Sequence[Row]) -> list[Row]:
    """Return, for each province or, within one, prefecture, how many counties have each band."""
    kind = "province" if len({row["province"] for row in rows}) > 1 else "prefecture"
    places: dict[str, list[str]] = {}
    for row in rows:
        band = row["last"] and row["last"]["band"]
        places.setdefault(row[kind], []).append(band if isinstance(band, str) else NO_BAND)
    order = (*BANDS, NO_BAND)
    return [
        {"place": place, "counties": len(own), "bands": [(b, own.count(b)) for b in order]}
        for place, own in places.items()
    ]


def _by_range(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return the counties of each range of bands, the highest range first; not those without."""
    ranges: dict[str, list[Row]] = {}
    for row in rows:
        if row["last"] and isinstance(row["last"]["band_low"], str):
            ends = sorted({row["last"]["band_high"], row["last"]["band_low"]})
            ranges.setdefault("–".join(ends), []).append(row)
    return sorted(ranges.items())


def _usual_years(rows: Sequence[Row]) -> str:
    """Return the years that most counties have reports of."""
    ((years, _),) = Counter(str(row["years"]) for row in rows).most_common(1)
    return years


def _span(spans: pd.DataFrame, code: str) -> str:
    if code not in spans.index:
        return "–"
    first, last = (str(year) for year in spans.loc[code])
    return first if first == last else f"{first}–{last[2:]}"
