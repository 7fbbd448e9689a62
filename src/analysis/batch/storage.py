"""Storage of pages and tables: a folder, or an address that fsspec knows (``s3://…``).

A remote place has a mirror on this machine: what is there is fetched, the batch works in the
mirror as in any folder, and each page is put as soon as it is done. An object appears whole or not
at all. What the place holds counts: a page that was not put, or not recorded, is rendered again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from analysis.batch.lock import RUNS, folder_lock
from analysis.batch.manifest import NAME
from analysis.files import digest_of, whole
from analysis.records import Outcome
from analysis.tables.remote import cache_folder, open_remote, reaching

RECORDED = 5.0  # seconds of outcomes that a kill may cost, for the record is one object


class PageFolder:
    """A folder of pages on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address: Path | str = folder

    def follow(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """Pass on the outcomes of a batch in the folder."""
        return outcomes

    def put(self, path: Path) -> Path | str:
        """Have a file of the folder in its place; return that."""
        return path


class RemotePageFolder(PageFolder):
    """A remote folder of pages.

    The lock of the mirror keeps two batches of this machine apart, not those of several machines.

    Raises:
        StoreError: the place cannot be read or written, or another batch is at it.
    """

    def __init__(self, url: str, *, wait: bool) -> None:
        self.url = url.rstrip("/")
        super().__init__(cache_folder() / f"pages-{digest_of(self.url)[:16]}")
        self.address = self.url
        self._fs, self._base = open_remote(url)
        with folder_lock(self.folder, wait=wait), reaching(url):
            self._there = self._listed()
            self._fetch()

    def _listed(self) -> dict[str, int]:
        """Return the size of each object by its path in the folder."""
        found = self._fs.find(self._base, detail=True)
        return {
            name.removeprefix(self._base).lstrip("/"): int(about["size"])
            for name, about in found.items()
        }

    def _fetch(self) -> None:
        """Make the mirror hold the pages that are there, and the manifest, and nothing else."""
        wanted = {n: s for n, s in self._there.items() if n.partition("/")[0] not in OWN}
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and name.partition("/")[0] != RUNS:
                if wanted.get(name) == path.stat().st_size and name != NAME:
                    del wanted[name]
                else:
                    path.unlink()
        for name in wanted:
            with whole(self.folder / name) as beside:
                self._fs.get_file(f"{self._base}/{name}", str(beside))

    def follow(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """Put each page, or the notebook of its failure; pass the outcome on."""
        manifest = self.folder / NAME
        recorded = time.monotonic()
        try:
            for outcome in outcomes:
                yield self._done(outcome)
                if time.monotonic() - recorded > RECORDED:
                    self.put(manifest)
                    recorded = time.monotonic()
        finally:
            runs = (self.folder / RUNS).glob("*.html")
            for path in (manifest, *(p for p in runs if f"{RUNS}/{p.name}" not in self._there)):
                if path.is_file():
                    self.put(path)

    def _done(self, outcome: Outcome) -> Outcome:
        if outcome.status in {"unchanged", "skipped"}:
            return outcome
        kept = f"failed/{outcome.key}.ipynb"
        if not outcome.failed and kept in self._there:
            with reaching(self.url):
                self._fs.rm_file(f"{self._base}/{kept}")
        return replace(outcome, path=self.put(Path(outcome.path)) if outcome.path else "")

    def put(self, path: Path) -> str:
        """Put a file of the mirror to its place; return its address."""
        name = path.relative_to(self.folder).as_posix()
        with reaching(self.url):
            self._fs.pipe_file(f"{self._base}/{name}", path.read_bytes())
        return f"{self.url}/{name}"


OWN = (RUNS, "failed")  # folders that are written, and never read again


def page_folder(place: Path | str, root: Path = Path(), *, wait: bool = False) -> PageFolder:
    """Return the folder of the pages, a path from ``root``; or the mirror of an address.

    Raises:
        StoreError: the place cannot be read, or another batch is at it and ``wait`` is not said.
    """
    remote = isinstance(place, str) and "://" in place
    return RemotePageFolder(str(place), wait=wait) if remote else PageFolder(root / place)
