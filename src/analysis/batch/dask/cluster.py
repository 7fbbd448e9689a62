"""The jobs of a batch on a Dask cluster, instead of on workers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.batch.dask.bundle import inside, pack, study_files
from analysis.batch.dask.dispatch import Dispatch, Lost, connected, unique_name
from analysis.batch.settings import Settings
from analysis.errors import StoreError
from analysis.files import write_whole
from analysis.notebooks.job import Job
from analysis.records import Outcome


@dataclass(frozen=True)
class Cluster:
    """A cluster, and the study that its workers get once.

    Attributes:
        address: the scheduler's, ``tcp://host:8786``, or ``local``.
        root: the project folder.
        tables: the folder of the tables.
        inputs: files and folders in the project folder that notebooks read beside the tables.
    """

    address: str
    root: Path
    tables: Path
    inputs: Sequence[Path] = ()

    def outcomes(
        self, jobs: list[Job], folder: Path, settings: Settings
    ) -> Iterator[tuple[Job, Outcome]]:
        """Yield each job with its outcome, as they are done; the pages are written here.

        Raises:
            ClusterError: the cluster cannot be used, or it is lost.
            ConfigError: a notebook lies outside the project folder.
        """
        notebooks = {job.notebook for job in jobs}
        files = study_files(self.root, self.tables, [*notebooks, *self.inputs])
        with connected(self.address, min(settings.jobs, len(jobs))) as client:
            from analysis.batch.dask.workers import RenderPlugin

            bench = RenderPlugin(unique_name(), pack(files), settings)
            with Dispatch(client, bench) as dispatch:
                for job, sheet in dispatch.run(jobs, self._task):
                    yield job, _take(job, sheet, folder)

    def _task(self, job: Job) -> tuple[Callable[..., Any], Job]:
        """Return a job whose paths are those in the bundle."""
        from analysis.batch.dask.workers import render_here

        usual = {n: v for n, v in job.parameters.items() if v != str(self.tables)}
        return render_here, replace(
            job,
            notebook=Path(inside(job.notebook, self.root)),
            parameters=usual,
            page=Path(job.key + job.page.suffix),
        )


def _take(job: Job, sheet: Any, folder: Path) -> Outcome:
    """Write the page, or the notebook of a failure, to its place."""
    if isinstance(sheet, Lost):
        return Outcome(job.key, "failed", "", f"{job.notebook.name}: {sheet.error}")
    kept = folder / "failed" / f"{job.key}.ipynb"
    try:
        if sheet.rendered:
            write_whole(job.page, sheet.data.decode())
            kept.unlink(missing_ok=True)
            return Outcome(job.key, "rendered", str(job.page), "", sheet.seconds)
        if sheet.data:
            write_whole(kept, sheet.data.decode())
        where = str(kept) if sheet.data else ""
        return Outcome(job.key, "failed", where, sheet.error, sheet.seconds)
    except StoreError as error:
        return Outcome(job.key, "failed", "", sheet.error or str(error), sheet.seconds)
