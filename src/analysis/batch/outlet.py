"""Where pages go and tables come from: a folder, or a place that fsspec knows (``s3://…``).

A remote place has a mirror on this machine: what is there is fetched, the batch works in the
mirror as in any folder, and each page is put as soon as it is done. An object appears whole or not
at all. What the place holds counts: a page that was not put, or not recorded, is rendered again.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.batch.bundle import SHOWN
from analysis.batch.lock import RUNS, folder_lock
from analysis.batch.manifest import NAME
from analysis.errors import StoreError
from analysis.files import digest_of, file_digest, whole
from analysis.records import Outcome
from analysis.store import MANIFEST

RECORDED = 5.0  # seconds of outcomes that a kill may cost, for the record is one object


class Outlet:
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


class Mirror(Outlet):
    """A remote folder of pages.

    The lock of the mirror keeps two batches of this machine apart, not those of several machines.

    Raises:
        StoreError: the place cannot be read or written, or another batch is at it.
    """

    def __init__(self, url: str, *, wait: bool) -> None:
        self.url = url.rstrip("/")
        super().__init__(_cache() / f"pages-{digest_of(self.url)[:16]}")
        self.address = self.url
        self._fs, self._base = _opened(url)
        with folder_lock(self.folder, wait=wait), _reaching(url):
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
            with _reaching(self.url):
                self._fs.rm_file(f"{self._base}/{kept}")
        return replace(outcome, path=self.put(Path(outcome.path)) if outcome.path else "")

    def put(self, path: Path) -> str:
        """Put a file of the mirror to its place; return its address."""
        name = path.relative_to(self.folder).as_posix()
        with _reaching(self.url):
            self._fs.pipe_file(f"{self._base}/{name}", path.read_bytes())
        return f"{self.url}/{name}"


OWN = (RUNS, "failed")  # folders that are written, and never read again


def outlet(place: Path | str, root: Path = Path(), *, wait: bool = False) -> Outlet:
    """Return the folder of the pages, a path from ``root``; or the mirror of an address.

    Raises:
        StoreError: the place cannot be read, or another batch is at it and ``wait`` is not said.
    """
    remote = isinstance(place, str) and "://" in place
    return Mirror(str(place), wait=wait) if remote else Outlet(root / place)


def fetched_tables(url: str) -> Path:
    """Return a folder of this machine with the tables of a remote one, fetched where they changed.

    Raises:
        StoreError: the place cannot be read, holds no tables, or they changed meanwhile.
    """
    fs, base = _opened(url)
    with _reaching(url):
        manifest = fs.cat_file(f"{base}/{MANIFEST}")
        folder = _cache() / f"tables-{digest_of(manifest)[:16]}"
        if not folder.is_dir():
            part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
            shutil.rmtree(part, ignore_errors=True)
            for name in fs.find(base):
                if Path(name).suffix not in SHOWN:
                    place = part / name.removeprefix(base).lstrip("/")
                    place.parent.mkdir(parents=True, exist_ok=True)
                    fs.get_file(name, str(place))
            _check(part, url)
            part.replace(folder)
    return folder


def _check(folder: Path, url: str) -> None:
    steps = json.loads((folder / MANIFEST).read_bytes()).values()
    digests = {name: digest for step in steps for name, digest in step["tables"].items()}
    for name, digest in digests.items():
        if file_digest(folder / name) != digest:
            shutil.rmtree(folder)
            raise StoreError(f"{url}/{name} is not the table that {MANIFEST} tells of")


def _opened(url: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs

        fs, base = url_to_fs(url, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise StoreError(
            f"{url} cannot be reached ({error}); "
            'run: python -m pip install "fazhi-analysis[cluster]"'
        ) from None
    return fs, str(base).rstrip("/")


@contextmanager
def _reaching(url: str) -> Iterator[None]:
    """Turn what a file system may raise into one clear error."""
    botocore = sys.modules.get("botocore.exceptions")  # its errors are of no common kind
    faults = (OSError, botocore.BotoCoreError) if botocore else (OSError,)
    try:
        yield
    except faults as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StoreError(f"{url} cannot be read or written ({said})") from None


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "fazhi"
