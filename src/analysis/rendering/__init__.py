"""Stages 8 – 9: the pages of a study and of batch files, rendered where they are not up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

from analysis.batch.dask.cluster import Cluster
from analysis.batch.file import Batch, batch_inputs, batch_jobs
from analysis.batch.manifest import Manifest
from analysis.batch.plan import Choice, make_plan
from analysis.batch.run import run_batch
from analysis.batch.settings import Settings
from analysis.batch.storage import PageFolder, page_folder
from analysis.notebooks.job import Job
from analysis.notebooks.overview import write_index
from analysis.notebooks.site import ENGLISH, Site, chosen_codes, study_jobs
from analysis.pipeline import Watch
from analysis.records import Outcome
from analysis.rendering.plain import plain_jobs, render_plain
from analysis.study import Project


class Running(TypedDict, total=False):
    """How pages are run, see ``run_batch``."""

    settings: Settings
    choice: Choice | None
    wait: bool


def report(
    project: Project,
    *,
    out: Path | str | None = None,
    counties: Sequence[str] = (),
    lang: str = "zh",
    watch: Watch = lambda i, _: iter(i),
    scheduler: str = "",
    **how: Unpack[Running],
) -> tuple[list[Outcome], Path | str]:
    """Stages 8 – 9: pages of counties, indicators and texts, comparison, story, index.

    ``scheduler`` is the address of a Dask scheduler, or ``local``.
    """
    to = page_folder(out or usual_folder(project, lang), wait=how.get("wait", False))
    pages = Site(project, to.folder, lang)
    jobs = study_jobs(pages, counties)
    outcomes = _run(jobs, pages, watch, to, scheduler, **how)
    simple = plain_jobs(pages, chosen_codes(project.store, counties))
    left = _left(how.get("choice") or Choice(), outcomes)
    rendered = render_plain(pages, simple, left, wait=how.get("wait", False))
    outcomes += list(to.follow(rendered))
    every = study_jobs(pages) if counties else jobs
    return outcomes, to.put(write_index(pages, [*every, *simple], _failures(pages.out)))


def _left(choice: Choice, outcomes: Sequence[Outcome]) -> Choice:
    """Return the choice for what comes after some pages: a limit is one on all of them."""
    done = sum(outcome.status in ("rendered", "failed") for outcome in outcomes)
    return replace(choice, limit=None if choice.limit is None else max(choice.limit - done, 0))


def usual_folder(project: Project, lang: str) -> Path:
    """Return where the pages of a language go; the English ones lie below the Chinese ones."""
    folder = project.root / "reports"
    return folder / ENGLISH if lang == ENGLISH else folder


def planned(
    project: Project,
    *,
    out: Path | str | None = None,
    counties: Sequence[str] = (),
    lang: str = "zh",
    choice: Choice | None = None,
) -> list[tuple[str, str]]:
    """Return which pages ``report`` would render, each with the reason."""
    pages = Site(project, page_folder(out or usual_folder(project, lang)).folder, lang)
    simple = plain_jobs(pages, chosen_codes(project.store, counties))
    return _plan([*study_jobs(pages, counties), *simple], pages.out, choice)


def run_file(
    project: Project,
    batch: Batch,
    *,
    watch: Watch = lambda i, _: iter(i),
    scheduler: str = "",
    **how: Unpack[Running],
) -> tuple[list[Outcome], Path | str]:
    """Run a batch file; return the outcomes and the folder of the pages."""
    to = page_folder(batch.folder, project.root, wait=how.get("wait", False))
    pages = Site(project, to.folder, "zh")
    jobs = batch_jobs(batch, pages)
    how["settings"] = batch
    inputs = batch_inputs(batch, project.root)
    outcomes = _run(jobs, pages, watch, to, scheduler, inputs, **how)
    return outcomes, to.address


def planned_file(
    project: Project, batch: Batch, *, choice: Choice | None = None
) -> list[tuple[str, str]]:
    """Return which pages a batch file would render, each with the reason."""
    pages = Site(project, page_folder(batch.folder, project.root).folder, "zh")
    return _plan(batch_jobs(batch, pages), pages.out, choice)


def _run(
    jobs: list[Job],
    pages: Site,
    watch: Watch,
    to: PageFolder,
    scheduler: str,
    inputs: Sequence[Path] = (),
    **how: Unpack[Running],
) -> list[Outcome]:
    """Run jobs; the outcomes come back in the order of the jobs."""
    order = {job.key: number for number, job in enumerate(jobs)}
    place = pages.project
    cluster = Cluster(scheduler, place.root, place.processed, inputs) if scheduler else None
    stream = to.follow(run_batch(jobs, pages.out, lang=pages.lang, cluster=cluster, **how))
    return sorted(watch(stream, len(jobs)), key=lambda outcome: order[outcome.key])


def _plan(jobs: list[Job], out: Path, choice: Choice | None) -> list[tuple[str, str]]:
    plan = make_plan(jobs, Manifest(out), choice or Choice())
    return [(job.key, why) for job, why in plan.todo]


def _failures(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the error of each page that failed when it was last tried, and its notebook."""
    entries = Manifest(folder).entries.values()
    return {e.key: (e.error, e.kept) for e in entries if e.status == "failed"}
