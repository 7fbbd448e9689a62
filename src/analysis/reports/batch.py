"""Render many notebooks: each in its own kernel, one failure never stops the others."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import FazhiError, StoreError
from analysis.records import Outcome
from analysis.reports.html import render
from analysis.reports.notebook import run_notebook
from analysis.store import digest_of, file_digest, write_whole

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Job:
    """One page to render: a notebook, its parameters, where the page goes and what it depends on.

    ``inputs`` is the digest of all that the page is made of: data slice, configuration, code.
    """

    key: str
    notebook: Path
    parameters: Mapping[str, Any]
    page: Path
    inputs: str

    @property
    def digest(self) -> str:
        """The digest of the notebook, its parameters and its inputs."""
        return digest_of(self.notebook, sorted(self.parameters.items()), self.inputs)


def run_batch(
    jobs: Iterable[Job],
    folder: Path,
    *,
    workers: int = 2,
    force: bool = False,
) -> Iterator[Outcome]:
    """Render the jobs whose inputs changed; yield one outcome a job, as each is done.

    ``folder`` holds the run's manifest and, under ``failed/``, the executed notebooks of failures.
    """
    jobs = list(jobs)
    known = _known(folder)
    todo = [j for j in jobs if force or not _unchanged(j, known)]
    waiting = {j.key for j in todo}
    yield from (Outcome(j.key, "unchanged", str(j.page)) for j in jobs if j.key not in waiting)
    for job, outcome in _run_all(todo, folder, workers):
        known[job.key] = "" if outcome.failed else f"{job.digest} {file_digest(job.page)}"
        write_whole(folder / MANIFEST, json.dumps(known, indent=1, sort_keys=True) + "\n")
        yield outcome


def _run_all(jobs: list[Job], folder: Path, workers: int) -> Iterator[tuple[Job, Outcome]]:
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        futures = {pool.submit(_run_one, job, folder): job for job in jobs}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _run_one(job: Job, folder: Path) -> Outcome:
    """The border of the batch: whatever goes wrong with one job becomes its outcome."""
    begun = time.monotonic()
    kept = folder / "failed" / f"{job.key}.ipynb"
    with tempfile.TemporaryDirectory(prefix="fazhi-") as scratch:
        executed = Path(scratch) / f"{job.key}.ipynb"
        try:
            run_notebook(job.notebook, executed, job.parameters)
            write_whole(job.page, render(executed, str(job.parameters.get("lang", "zh"))))
        except Exception as error:
            where = _keep(executed, kept)
            return Outcome(job.key, "failed", where, _said(error), time.monotonic() - begun)
    kept.unlink(missing_ok=True)
    return Outcome(job.key, "rendered", str(job.page), "", time.monotonic() - begun)


def _said(error: Exception) -> str:
    said = str(error) if isinstance(error, FazhiError) else f"{type(error).__name__}: {error}"
    return said.split(" (kept:")[0].splitlines()[0]


def _keep(executed: Path, kept: Path) -> str:
    """Keep the executed notebook of a failure; "" where it was not even begun."""
    if not executed.is_file():
        return ""
    try:
        write_whole(kept, executed.read_text(encoding="utf-8"))
    except StoreError:
        return ""  # the folder that could not take the page cannot take this either
    return str(kept)


def _known(folder: Path) -> dict[str, str]:
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _unchanged(job: Job, known: Mapping[str, str]) -> bool:
    return known.get(job.key, "") == f"{job.digest} {file_digest(job.page)}"
