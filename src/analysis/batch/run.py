"""Run a batch: render what changed, record each outcome, leave no partial page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from analysis.batch.dask.cluster import Cluster
from analysis.batch.lock import folder_lock
from analysis.batch.manifest import Manifest
from analysis.batch.plan import Choice, make_plan
from analysis.batch.render import WorkerConfig
from analysis.batch.run_page import Run, write_run_page
from analysis.batch.settings import PRELOADED, Settings
from analysis.batch.worker_pool import WorkerPool
from analysis.files import sweep_parts
from analysis.kernels import scratch
from analysis.kernels.keeper import ForkServer
from analysis.notebooks.job import Job
from analysis.records import Outcome


def run_batch(  # noqa: PLR0913 - each is a choice of its own
    jobs: Iterable[Job],
    folder: Path,
    settings: Settings | None = None,
    choice: Choice | None = None,
    *,
    lang: str = "zh",
    wait: bool = False,
    cluster: Cluster | None = None,
) -> Iterator[Outcome]:
    """Render the jobs whose inputs changed; yield one outcome a job, as each is done.

    Args:
        jobs: what to render; keys are unique.
        folder: holds the manifest, under ``failed/`` the executed notebooks of failures, and
            under ``runs/`` a page for each run.
        settings: how many at once, and what each may use.
        choice: what of it is wanted; by default what changed, failed before or is gone.
        lang: language of the run's page.
        wait: wait for another batch in the folder to end.
        cluster: where the jobs run; on workers of this batch's own if None.

    Raises:
        StoreError: another batch runs in the folder, or it cannot be written.
        KernelError: the fork server cannot be started.
        ClusterError: the cluster cannot be used, or it is lost.
    """
    jobs, settings = list(jobs), settings or Settings()
    with folder_lock(folder, wait=wait):
        sweep_parts(folder)
        manifest = Manifest(folder)
        manifest.tidy()
        plan = make_plan(jobs, manifest, choice or Choice())
        yield from (Outcome(job.key, "unchanged", str(job.page)) for job in plan.unchanged)
        if plan.todo:
            run = Run(settings, lang, len(plan.todo))
            source = cluster.outcomes if cluster else _outcomes
            done = source([job for job, _ in plan.todo], folder, settings)
            yield from _render(done, folder, run, manifest)
        yield from (Outcome(job.key, "skipped", str(job.page)) for job in plan.left)


def _render(
    done: Iterable[tuple[Job, Outcome]], folder: Path, run: Run, manifest: Manifest
) -> Iterator[Outcome]:
    try:
        for job, outcome in done:
            run.entries.append(manifest.add(job, outcome, run.id))
            yield outcome
    finally:
        write_run_page(run, folder)


def _outcomes(jobs: list[Job], folder: Path, settings: Settings) -> Iterator[tuple[Job, Outcome]]:
    with ExitStack() as stack:
        place = stack.enter_context(scratch.scratch_folder())
        server = None
        if settings.forks:
            server = stack.enter_context(ForkServer(place, PRELOADED))
        config = WorkerConfig.of(
            settings, place, folder / "failed", server.address if server else ""
        )
        pool = stack.enter_context(WorkerPool(min(settings.jobs, len(jobs)), config, server))
        if server:
            server.wait_ready()
        yield from pool.run(jobs)
