"""The summary page of one run: number of pages, duration, failures with reasons."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from analysis.batch.lock import RUNS
from analysis.batch.manifest import Entry
from analysis.batch.settings import Settings
from analysis.files import write_whole
from analysis.notebooks.template import fill

SLOWEST = 20


@dataclass
class Run:
    """A run of a batch: its entries as they come, and when it began."""

    settings: Settings
    lang: str
    planned: int
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    entries: list[Entry] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The run's name: when it began, and the process."""
        return f"{self.began:%Y%m%dT%H%M%SZ}-{os.getpid()}"

    @property
    def failures(self) -> list[Entry]:
        """The entries that failed."""
        return [entry for entry in self.entries if entry.status == "failed"]


def write_run_page(run: Run, folder: Path) -> Path:
    """Write ``runs/<id>.html``.

    Raises:
        StoreError: the folder cannot be written.
    """
    ended = datetime.now(UTC)
    page = fill(
        "run.html.j2",
        run.lang,
        run=run,
        ended=ended,
        rate=60 * len(run.entries) / max((ended - run.began).total_seconds(), 1e-9),
        times=_times([entry.seconds for entry in run.entries]),
        slowest=sorted(run.entries, key=lambda e: (-e.seconds, e.key))[:SLOWEST],
        links={e.key: f"../{quote(e.kept)}" for e in run.failures if e.kept},
    )
    path = folder / RUNS / f"{run.id}.html"
    write_whole(path, page)
    return path


def _times(seconds: list[float]) -> dict[str, float]:
    """Return the median, the 90th percentile and the longest time."""
    if not seconds:
        return {}
    high = quantiles(seconds, n=10, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return {"median": median(seconds), "p90": high, "longest": max(seconds)}
