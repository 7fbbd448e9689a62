"""Verbs that read documents: ``ingest`` and ``extract``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analysis.cli.options import JOBS, PROCESSED, PROJECT, QUIET, SCHEDULER, exit_status
from analysis.cli.progress import counted, progress, tell_reading


@click.command()
@PROJECT
@PROCESSED
@QUIET
@click.option(
    "--raw",
    "raws",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of reports, with an optional sources.csv and counties.csv; may be repeated. "
    "data/raw if not given.",
)
@click.option("--force", is_flag=True, help="Read again even if nothing has changed.")
@JOBS
@SCHEDULER
@exit_status
def ingest(raws: tuple[Path, ...], force: bool, jobs: int, scheduler: str, **where: Any) -> int:
    """Read documents: files become documents, figures and observations."""
    from analysis import pipeline
    from analysis.study import open_project

    quiet = where["quiet"]
    place = open_project(where["project"], where["processed"])
    show = progress("reading", quiet)
    summary = pipeline.ingest(place, raws, force=force, jobs=jobs, watch=show, scheduler=scheduler)
    return tell_reading(summary, quiet)


@click.command()
@PROJECT
@QUIET
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for documents.jsonl, quantities.jsonl and texts/.",
)
@JOBS
@exit_status
def extract(
    project: Path | None, quiet: bool, paths: tuple[Path, ...], out: Path, jobs: int
) -> int:
    """Write what is read from PATHS (files or folders) as JSON lines, for other programs."""
    from analysis import pipeline
    from analysis.study import open_project

    place = open_project(project, None)
    show = progress("reading", quiet)
    outcomes = pipeline.extract_files(place, paths, out, jobs=jobs, watch=show)
    for outcome in outcomes:
        if outcome.failed:
            click.echo(f"failed: {outcome.key}: {outcome.error}", err=True)
    click.echo(f"{counted(outcomes)}; written to {out}")
    return int(any(o.failed for o in outcomes))
