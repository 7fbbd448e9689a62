"""Verbs that render the study's own pages: ``report`` and ``all``."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from analysis.cli.batching import NOTEBOOK_JOBS, Given, batch_options, choice_of, settings_of
from analysis.cli.building import tell_note
from analysis.cli.options import PROJECT, QUIET, TABLES, FolderOrUrl, exit_status
from analysis.cli.progress import progress, tell_pages, tell_plan, tell_reading, watch_pages


class GivenPages(Given):
    """And which pages are wanted."""

    out: Path | str | None
    counties: tuple[str, ...]
    lang: str


@click.command()
@PROJECT
@TABLES
@click.option(
    "--out",
    type=FolderOrUrl(),
    help="Folder of the pages, or its address (s3://...); reports if not given.",
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
@batch_options
@exit_status
def report(project: Path | None, processed: Path | str | None, **given: Unpack[GivenPages]) -> int:
    """Render the pages: the comparison, one page a county, the story, and an index.

    It is the short form of a batch over the project's own notebooks.
    """
    from analysis import rendering
    from analysis.batch.settings import Settings
    from analysis.study import open_project

    place = open_project(project, processed)
    out, counties, lang = given["out"], given["counties"], given["lang"]
    choice = choice_of(given)
    if given["dry_run"]:
        plan = rendering.planned(place, out=out, counties=counties, lang=lang, choice=choice)
        return tell_plan(plan)
    outcomes, index = rendering.report(
        place,
        out=out,
        counties=counties,
        lang=lang,
        choice=choice,
        settings=Settings(**settings_of(given)),
        watch=watch_pages(given["quiet"], given["log_json"]),
        wait=given["wait"],
        scheduler=given["scheduler"],
    )
    return tell_pages(outcomes, index, given["log_json"])


@click.command("all")
@PROJECT
@QUIET
@NOTEBOOK_JOBS
@exit_status
def everything(project: Path | None, quiet: bool, jobs: int | None) -> int:
    """Do the whole chain on data/raw: ingest, build, report."""
    from analysis import pipeline, rendering
    from analysis.batch.settings import Settings
    from analysis.study import open_project

    place = open_project(project, None)
    summary = pipeline.ingest(place, (), force=False, watch=progress("reading", quiet))
    read = tell_reading(summary, quiet)
    built = pipeline.build(place, force=False)
    if not quiet:
        click.echo(f"tables: {'built' if built else 'unchanged'} in {place.processed}")
        tell_note(place)
    settings = Settings(jobs=jobs) if jobs else Settings()
    outcomes, index = rendering.report(place, settings=settings, watch=watch_pages(quiet))
    return max(read, tell_pages(outcomes, index))
