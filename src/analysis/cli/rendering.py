"""Verbs that render pages: ``report`` and ``all``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analysis.cli.options import PROCESSED, PROJECT, QUIET, WORKERS, polite
from analysis.cli.progress import progress, tell_pages, tell_reading


@click.command()
@PROJECT
@PROCESSED
@QUIET
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the pages; reports if not given.",
)
@click.option(
    "--county",
    "counties",
    multiple=True,
    help="County name or code; may be repeated. Only these counties' pages are made, beside "
    "the comparison and the story.",
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the pages.",
)
@WORKERS
@click.option("--force", is_flag=True, help="Render again even if nothing has changed.")
@polite
def report(**choices: Any) -> int:
    """Render the pages: the comparison, one page a county, the story, and an index."""
    from analysis import pipeline

    place = pipeline.open_project(choices.pop("project"), choices.pop("processed"))
    quiet = choices.pop("quiet")
    watch = progress("rendering", quiet)
    outcomes, index = pipeline.report(place, watch=watch, **choices)
    return tell_pages(outcomes, index)


@click.command("all")
@PROJECT
@QUIET
@WORKERS
@polite
def everything(project: Path | None, quiet: bool, workers: int) -> int:
    """Do the whole chain on data/raw: ingest, build, report."""
    from analysis import pipeline

    place = pipeline.open_project(project, None)
    summary = pipeline.ingest(place, (), force=False, watch=progress("reading", quiet))
    read = tell_reading(summary, quiet)
    built = pipeline.build(place, force=False)
    if not quiet:
        click.echo(f"tables: {'built' if built else 'unchanged'} in {place.processed}")
    watch = progress("rendering", quiet)
    outcomes, index = pipeline.report(place, watch=watch, workers=workers)
    return max(read, tell_pages(outcomes, index))
