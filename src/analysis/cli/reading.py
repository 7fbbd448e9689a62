"""Verbs that read documents: ``ingest`` and ``extract``."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click

from analysis.cli.options import JOBS, PROCESSED, PROJECT, QUIET, SCHEDULER, Where, exit_status
from analysis.cli.progress import counted, progress, tell_reading


class WhereQuiet(Where):
    """And whether progress is shown."""

    quiet: bool


class HowToRead(TypedDict):
    """How ``extract`` reads."""

    year: int | None
    jobs: int
    quiet: bool


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
def ingest(
    raws: tuple[Path, ...], force: bool, jobs: int, scheduler: str, **where: Unpack[WhereQuiet]
) -> int:
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
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--explain",
    "sentence",
    metavar="SENTENCE",
    help="Tell how a sentence is read: each figure's frame and what could have named it.",
)
@click.option("--year", type=int, help="With --explain: the year the report is on.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for documents.jsonl, quantities.jsonl and texts/.",
)
@JOBS
@exit_status
def extract(
    project: Path | None,
    paths: tuple[Path, ...],
    out: Path | None,
    sentence: str | None,
    **how: Unpack[HowToRead],
) -> int:
    """Write what is read from PATHS (files or folders) as JSON lines, for other programs."""
    from analysis import pipeline
    from analysis.study import open_project

    place = open_project(project, None)
    if sentence is not None:
        for line in pipeline.explain_sentence(place, sentence, how["year"]):
            click.echo(line)
        return 0
    if out is None or not paths:
        raise click.UsageError("extract needs PATHS and --out, or --explain SENTENCE")
    show = progress("reading", how["quiet"])
    outcomes = pipeline.extract_files(place, paths, out, jobs=how["jobs"], watch=show)
    for outcome in outcomes:
        if outcome.failed:
            click.echo(f"failed: {outcome.key}: {outcome.error}", err=True)
    click.echo(f"{counted(outcomes)}; written to {out}")
    return int(any(o.failed for o in outcomes))
