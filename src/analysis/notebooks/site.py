"""The pages of one study: which notebooks run with which parameters, and their index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pandas as pd

from analysis.files import digest_of, write_whole
from analysis.measurement import as_scores
from analysis.notebooks.job import Job
from analysis.notebooks.template import fill
from analysis.study import Project, county_code
from analysis.tables.contracts import CONTRACTS
from analysis.tables.store import Store

COUNTY, COMPARISON = "county.ipynb", "comparison.ipynb"


@dataclass(frozen=True)
class Site:
    """The pages of a study: in which folder and language."""

    project: Project
    out: Path
    lang: str

    @property
    def parameters(self) -> dict[str, str]:
        """What every notebook is told; the folder of the tables only where it is not the usual."""
        folder, usual = self.project.processed, self.project.root / "data" / "processed"
        moved = {} if folder.resolve() == usual.resolve() else {"processed": str(folder)}
        return {"lang": self.lang} | moved


@dataclass(frozen=True)
class Digests:
    """What pages depend on: ``everything``, or what counties share and a county's own rows."""

    everything: str
    shared: str
    slices: Mapping[str, str]

    def county(self, code: str) -> str:
        """Return the digest of what a county's page is made of."""
        return digest_of(self.shared, self.slices[code])


def digests_of(site: Site) -> Digests:
    """Return the digests of a study's tables; the build has made those of the counties' rows."""
    digest, store = site.project.digest(), site.project.store
    steps = sorted(store.manifest().items())
    tables = [(step, made.get("tables"), made.get("note")) for step, made in steps]
    shared = [_table_digest(store, c.name) for c in CONTRACTS.values() if c.shared_by_pages]
    rows = store.read("slices")
    return Digests(
        everything=digest_of(digest, tables),
        shared=digest_of(digest, shared),
        slices=dict(zip(rows["county_code"], rows["digest"], strict=True)),
    )


def study_jobs(site: Site, counties: Sequence[str] = ()) -> list[Job]:
    """Return the jobs of a study: the comparison, the story, one page a county.

    Args:
        site: the pages of a study.
        counties: names or codes; all counties where empty.

    Raises:
        CountyError: no report of such a county was read, with the nearest name; several bear it.
    """
    codes, digests = chosen_codes(site.project.store, counties), digests_of(site)
    notebooks, common = site.project.root / "notebooks", site.parameters
    over_all = {"comparison": notebooks / COMPARISON}
    over_all |= {f"story/{p.stem}": p for p in sorted(notebooks.glob("[0-9][0-9]-*.ipynb"))}
    jobs = [
        _job(key, notebook, common, site.out, digests.everything)
        for key, notebook in over_all.items()
    ]
    jobs += [
        _job(
            f"county/{code}",
            notebooks / COUNTY,
            common | {"county": code},
            site.out,
            digests.county(code),
        )
        for code in codes
    ]
    return jobs


def _job(key: str, notebook: Path, parameters: dict[str, str], out: Path, inputs: str) -> Job:
    return Job(key, notebook, parameters, out / f"{key}.html", inputs)


def chosen_codes(store: Store, counties: Sequence[str]) -> list[str]:
    """Return the codes of counties given by name or code; of all where none is given.

    Raises:
        CountyError: no report of such a county was read, with the nearest name; several bear it.
    """
    table = store.read("counties")
    names = dict(zip(table["county_code"], table["county"], strict=True))
    chosen = [county_code(names, county) for county in counties]
    return list(dict.fromkeys(chosen)) or sorted(names)


def _table_digest(store: Store, name: str) -> str:
    for step in store.manifest().values():
        found = step.get("tables", {}).get(f"{name}.parquet")
        if found:
            return str(found)
    return ""


def county_slices(store: Store) -> pd.DataFrame:
    """Return table SLICES: the digest of each county's own rows, in all tables."""
    found = {str(code): "" for code in store.read("counties")["county_code"]}
    for name in [c.name for c in CONTRACTS.values() if c.county_page]:
        frame = store.read(name)
        hashes = pd.util.hash_pandas_object(frame, index=False).to_numpy()
        for code, places in frame.groupby("county_code", sort=True).indices.items():
            if code in found:
                found[code] = digest_of(found[code], hashes[places].tobytes())
    return pd.DataFrame({"county_code": list(found), "digest": list(found.values())})


def write_index(site: Site, jobs: Sequence[Job], failed: Mapping[str, tuple[str, str]]) -> Path:
    """Write ``index.html``: every page, the bands of the latest year, and what was read.

    A page that has not been rendered is named, not linked; of one that failed, the error is said
    and the notebook linked that was kept: ``failed`` holds both by key.
    """
    table = site.project.store.read("outcomes")
    fictional = site.project.store.read("counties")["county_code"].str.startswith("99").any()
    page = fill(
        "overview.html.j2",
        site.lang,
        fictional=bool(fictional),
        stories=[(j, _title(j.page)) for j in jobs if j.key.startswith("story/")],
        counties=_county_rows(site.project, jobs),
        failed=failed,
        there={j.key for j in jobs if j.page.is_file()},
        counts=table["status"].value_counts().to_dict(),
        odd=table[(table["status"] != "used") | (table["message"] != "")].to_dict("records"),
    )
    path = site.out / "index.html"
    write_whole(path, page)
    return path


def _title(page: Path) -> str:
    """Return the title of a rendered page, or its file name."""
    if not page.is_file():
        return page.stem
    text = page.read_text(encoding="utf-8")
    return unescape(text.partition("<title>")[2].partition("</title>")[0]) or page.stem


def _county_rows(project: Project, jobs: Sequence[Job]) -> list[dict[str, object]]:
    counties = project.store.read("counties").set_index("county_code")
    levels = as_scores(project.store.read("levels"), project.study)
    overall = levels[levels["dimension"] == "L"].sort_values("year")
    rows: list[dict[str, object]] = []
    for job in jobs:
        if not job.key.startswith("county/"):
            continue
        code = job.key.partition("/")[2]
        own = overall[overall["county_code"] == code]
        last = own.iloc[-1] if len(own) else None
        rows.append(
            {
                "key": job.key,
                "county": str(counties.at[code, "county"]),
                "prefecture": str(counties.at[code, "prefecture"]),
                "years": "、".join(str(y) for y in own["year"]),
                "band": _text(last, "band"),
                "range": _range(last),
            }
        )
    return rows


def _text(row: pd.Series | None, column: str) -> str:
    return row[column] if row is not None and isinstance(row[column], str) else "–"


def _range(row: pd.Series | None) -> str:
    low, high = _text(row, "band_low"), _text(row, "band_high")
    return low if low == high else f"{high} – {low}"
