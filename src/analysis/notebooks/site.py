"""The pages of one study: which notebooks run with which parameters, and their index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from analysis.files import digest_of
from analysis.notebooks.job import Job
from analysis.notebooks.placement import Placement, Stamp, in_order
from analysis.study import Project, county_code, place_names
from analysis.tables.contracts import CONTRACTS
from analysis.tables.store import Store

COUNTY, COMPARISON = "county.ipynb", "comparison.ipynb"
ENGLISH = "en"  # folder of the English pages, below that of the Chinese ones


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

    def page(self, key: str) -> Path:
        """Return the file of a page."""
        return self.out / f"{key}.html"

    def other(self, key: str) -> str:
        """Return the page in the other language, from the folder of the pages; "" without one."""
        folder = self.out / ENGLISH if self.lang == "zh" else self.out.parent
        up = ENGLISH if self.lang == "zh" else ".."
        return f"{up}/{key}.html" if (folder / f"{key}.html").is_file() else ""


@dataclass
class Places:
    """The places of the pages of a study; ``made`` are the county pages that are rendered now."""

    site: Site
    made: Sequence[str]
    _around: dict[str, tuple[tuple[str, ...], ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Put the pages of counties and of the story in order."""
        project = self.site.project
        names = place_names(project.store.read("counties"), self.site.lang)
        counties = {f"county/{code}": name for code, name in sorted(names.items())}
        self._missing = frozenset(
            key for key in counties if key not in self.made and not self.site.page(key).is_file()
        )
        there = [key for key in counties if key not in self._missing]
        story = sorted(p.stem for p in (project.root / "notebooks").glob("[0-9][0-9]-*.ipynb"))
        self._around = in_order(there, [counties[key] for key in there])
        self._around |= in_order([f"story/{name}" for name in story], [n[:2] for n in story])
        self._stamp = stamp_of(project)

    def of(self, key: str) -> Placement:
        """Return the place of a page."""
        return self.beside(key, self._around.get(key, ((), ())))

    def beside(self, key: str, around: Sequence[tuple[str, ...]]) -> Placement:
        """Return the place of a page between two others, of key and label each."""
        before, after = around
        return Placement(key, self._stamp, before, after, self.site.other(key), self._missing)


def stamp_of(project: Project) -> Stamp:
    """Return what the pages of a study are cited with."""
    read = project.store.manifest().get("ingest", {})
    digest, date = str(read.get("inputs", ""))[:12], str(read.get("date", ""))
    return Stamp(project.study.title, version("fazhi-analysis"), digest, date)


def county_names(store: Store) -> dict[str, str]:
    """Return code → name of the counties whose reports were read."""
    table = store.read("counties")
    return dict(zip(table["county_code"], table["county"], strict=True))


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
    tables = [(step, recorded.get("tables"), recorded.get("note")) for step, recorded in steps]
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
    places = Places(site, [f"county/{code}" for code in codes])
    jobs = [
        Job(key, notebook, common, site.page(key), digests.everything, places.of(key))
        for key, notebook in over_all.items()
    ]
    jobs += [
        Job(
            key := f"county/{code}",
            notebooks / COUNTY,
            common | {"county": code},
            site.page(key),
            digests.county(code),
            places.of(key),
        )
        for code in codes
    ]
    return jobs


def chosen_codes(store: Store, counties: Sequence[str]) -> list[str]:
    """Return the codes of counties given by name or code; of all where none is given.

    Raises:
        CountyError: no report of such a county was read, with the nearest name; several bear it.
    """
    names = county_names(store)
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
        own: dict[str, list[bytes]] = {}
        for frame in store.pieces(name):
            hashes = pd.util.hash_pandas_object(frame, index=False).to_numpy()
            for code, places in frame.groupby("county_code", sort=True).indices.items():
                own.setdefault(str(code), []).append(hashes[places].tobytes())
        for code in found.keys() & own.keys():
            found[code] = digest_of(found[code], b"".join(own[code]))
    return pd.DataFrame({"county_code": list(found), "digest": list(found.values())})
