"""The verb ``new``: a study of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from analysis.cli.options import PROJECT, exit_status


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="", help="Title of the pages; the folder's name if not given.")
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    help="The one language of the notebooks' text; both if not given.",
)
@PROJECT
@exit_status
def new(folder: Path, title: str, lang: str | None, project: Path | None) -> None:
    """Make a study of one's own in FOLDER, beside others and undisturbed by them.

    It has its own reports, notebooks, choices, corrections, tables and pages. What it does not
    change of the configuration it inherits from the project that the command is run in.

    Example: fazhi new studies/henan --title 河南各县
    """
    from analysis.config import find_project
    from analysis.new_study import new_study

    new_study(folder, find_project(project), title, lang or "")
    click.echo(f"made {folder}; put reports into {folder / 'data' / 'raw'}, then run:")
    click.echo(f"  fazhi all --project {_quoted(folder)}")


def _quoted(folder: Path) -> str:
    return f'"{folder}"' if " " in str(folder) else str(folder)
