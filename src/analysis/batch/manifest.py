"""``manifest.jsonl``: the outcome of each page, one line each; the last line of a page counts.

Each line is on the disk before the next page begins, so that a killed run loses at most the page
it was at. A line that was cut off by a crash is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from analysis.errors import StoreError
from analysis.files import file_digest, write_whole
from analysis.notebooks.job import Job
from analysis.records import Outcome

NAME = "manifest.jsonl"


@dataclass(frozen=True)
class Entry:
    """What is known of a page: what it was made of, its file, and how long it took."""

    key: str
    status: str  # rendered or failed
    run: str
    seconds: float
    inputs: str = ""
    sha256: str = ""
    size: int = 0
    mtime_ns: int = 0
    error: str = ""
    kept: str = ""  # the executed notebook of a failure, from the folder of the manifest


class Manifest:
    """The manifest of a folder of pages.

    Raises:
        StoreError: the folder cannot be written (when an outcome is added).
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / NAME
        self.entries: dict[str, Entry] = {}
        self._lines, line = 0, "\n"
        for line in _lines(self.path):
            self._lines += 1
            if entry := _entry(line):
                self.entries[entry.key] = entry
        self._begin = "" if line.endswith("\n") else "\n"  # after a line that was cut off

    def tidy(self) -> None:
        """Write the file anew where most of its lines no longer count."""
        if self._lines > 2 * len(self.entries):
            write_whole(self.path, "".join(_line(e) for e in self.entries.values()))
            self._lines, self._begin = len(self.entries), ""

    def add(self, job: Job, outcome: Outcome, run: str) -> Entry:
        """Add an outcome; it is on the disk when this returns."""
        entry = self._of(job, outcome, run)
        self.entries[entry.key] = entry
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write((self._begin + _line(entry)).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written ({error.strerror})") from None
        self._lines, self._begin = self._lines + 1, ""
        return entry

    def _of(self, job: Job, outcome: Outcome, run: str) -> Entry:
        seconds = round(outcome.seconds, 3)
        if outcome.failed:
            kept = os.path.relpath(outcome.path, self.folder) if outcome.path else ""
            return Entry(
                job.key, "failed", run, seconds, error=outcome.error, kept=Path(kept).as_posix()
            )
        at = job.page.stat()
        digest = file_digest(job.page)
        return Entry(
            job.key, "rendered", run, seconds, job.digest, digest, at.st_size, at.st_mtime_ns
        )

    def why(self, job: Job) -> str:
        """Say why a page has to be rendered; "" where it is as it would be again."""
        entry = self.entries.get(job.key)
        if entry is None:
            return "new"
        if entry.status == "failed":
            return "failed before"
        if entry.inputs != job.digest:
            return "inputs changed"
        return _altered(entry, job.page)


def _altered(entry: Entry, page: Path) -> str:
    """Say how a page's file differs; it is read only where its time is another one."""
    try:
        at = page.stat()
    except OSError:
        return "page is gone"
    same = at.st_size == entry.size and at.st_mtime_ns == entry.mtime_ns
    return "" if same or file_digest(page) == entry.sha256 else "page was changed"


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror})") from None


def _entry(line: str) -> Entry | None:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False) + "\n"
