"""Verbs that make tables of what was read: ``build`` and ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.options import PROCESSED, PROJECT, QUIET, exit_status

if TYPE_CHECKING:
    from analysis.study import Project


@click.command()
@PROJECT
@PROCESSED
@QUIET
@click.option("--force", is_flag=True, help="Build again even if nothing has changed.")
@exit_status
def build(project: Path | None, processed: Path | None, quiet: bool, force: bool) -> int:
    """Build the panel, the index and the clusters from what was read."""
    from analysis import pipeline
    from analysis.study import open_project

    place = open_project(project, processed)
    done = pipeline.build(place, force=force)
    click.echo(f"{'built' if done else 'unchanged'}: {place.processed}")
    tell_note(place)
    return 0


def tell_note(place: Project) -> None:
    """Say what the last build could not do as it should, in a line."""
    if note := place.store.done("build").get("note"):
        click.echo(f"  note: {note}")


@click.command()
@PROJECT
@PROCESSED
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the files; made if it is not there.",
)
@click.option(
    "--format",
    "formats",
    default="csv,xlsx,dta",
    show_default=True,
    help="Formats, commas between: csv, xlsx (one workbook), dta (Stata).",
)
@exit_status
def export(project: Path | None, processed: Path | None, out: Path, formats: str) -> int:
    """Write panel, observations, scores and codebook for other programs.

    Example: fazhi export --out my-data --format csv,dta
    """
    from analysis import pipeline
    from analysis.study import open_project

    place = open_project(project, processed)
    chosen = [f for f in (name.strip() for name in formats.split(",")) if f]
    for path in pipeline.export(place, out, formats=chosen):
        click.echo(f"  {path.name}")
    click.echo(f"written to {out}; datapackage.json says what the columns are")
    return 0
