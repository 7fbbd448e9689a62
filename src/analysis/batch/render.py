"""One job: execute its notebook, turn it into a page, and say what became of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import FazhiError, KernelError, StoreError
from analysis.files import write_whole
from analysis.records import Outcome
from analysis.reports.html import render_notebook
from analysis.reports.job import Job
from analysis.reports.notebook import run_notebook

if TYPE_CHECKING:  # workers import as little as they can
    from analysis.batch.settings import Settings


@dataclass(frozen=True)
class Orders:
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
    def of(cls, settings: Settings, scratch: Path, failed: Path, address: str) -> Orders:
        """Return the orders that settings make."""
        memory = settings.memory * 1024**2
        return cls(scratch, failed, address, settings.timeout, settings.retries, memory)


def render_job(job: Job, orders: Orders, manager: type[Any] | None) -> Outcome:
    """Render a job's page. Whatever goes wrong with it becomes its outcome."""
    begun = time.monotonic()
    kept = orders.failed / f"{job.key}.ipynb"
    executed = orders.scratch / "notebooks" / f"{job.key}.ipynb"
    try:
        book = _execute(job, executed, orders, manager)
        if job.page.suffix == ".ipynb":
            text = executed.read_text(encoding="utf-8")
        else:
            lang = str(job.parameters.get("lang", "zh"))
            text = render_notebook(book, job.notebook.stem, lang)
        write_whole(job.page, text)
    except Exception as error:
        where = _keep(executed, kept)
        return Outcome(job.key, "failed", where, _said(error), time.monotonic() - begun)
    finally:
        executed.unlink(missing_ok=True)
    kept.unlink(missing_ok=True)
    return Outcome(job.key, "rendered", str(job.page), "", time.monotonic() - begun)


def _execute(job: Job, executed: Path, orders: Orders, manager: type[Any] | None) -> Any:
    """Execute the notebook, again where its kernel died and there are tries left."""
    left = orders.retries
    while True:
        try:
            return run_notebook(
                job.notebook, executed, job.parameters, manager=manager, seconds=orders.seconds
            )
        except KernelError:
            if not left:
                raise
            left -= 1


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
