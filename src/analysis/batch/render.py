"""Render one job: execute its notebook, convert it to a page, return the outcome."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import FazhiError, KernelError
from analysis.files import write_whole
from analysis.notebooks.execute import execute, keep
from analysis.notebooks.html import render_notebook
from analysis.notebooks.job import Job
from analysis.records import Outcome

if TYPE_CHECKING:  # workers import as little as they can
    from analysis.batch.settings import Settings


@dataclass(frozen=True)
class WorkerConfig:
    """What a worker has to know: where it works, and what each notebook may use.

    ``address`` is the fork server's, "" where each kernel is started anew; ``memory`` is in bytes.
    """

    scratch: Path
    failed: Path
    address: str
    seconds: float
    retries: int
    memory: int

    @classmethod
    def of(cls, settings: Settings, scratch: Path, failed: Path, address: str) -> WorkerConfig:
        """Return the config that settings make."""
        memory = settings.memory * 1024**2
        return cls(scratch, failed, address, settings.timeout, settings.retries, memory)


def render_job(job: Job, config: WorkerConfig, manager: type[Any] | None) -> Outcome:
    """Render a job's page. Whatever goes wrong with it becomes its outcome."""
    begun = time.monotonic()
    kept = config.failed / f"{job.key}.ipynb"
    book = None
    try:
        kept.unlink(missing_ok=True)
        book = _execute(job, kept, config, manager)
        write_whole(job.page, _page(book, job))
    except Exception as error:
        if book is not None:
            keep(book, kept)
        where = str(kept) if kept.is_file() else ""
        return Outcome(job.key, "failed", where, _said(error), time.monotonic() - begun)
    kept.unlink(missing_ok=True)  # of a kernel that died before another one did it
    return Outcome(job.key, "rendered", str(job.page), "", time.monotonic() - begun)


def _execute(job: Job, kept: Path, config: WorkerConfig, manager: type[Any] | None) -> Any:
    """Execute the notebook, again where its kernel died and there are tries left."""
    left = config.retries
    while True:
        try:
            return execute(
                job.notebook, job.parameters, kept, manager=manager, seconds=config.seconds
            )
        except KernelError:
            if not left:
                raise
            left -= 1


def _page(book: Any, job: Job) -> str:
    """Return what is written: the page, or the executed notebook where that is asked for."""
    if job.page.suffix == ".ipynb":
        import nbformat

        return str(nbformat.writes(book))  # type: ignore[no-untyped-call]
    lang = str(job.parameters.get("lang", "zh"))
    return render_notebook(book, job.notebook, lang, job.place)


def _said(error: Exception) -> str:
    message = str(error) if isinstance(error, FazhiError) else f"{type(error).__name__}: {error}"
    return message.splitlines()[0]
