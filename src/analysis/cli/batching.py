"""The verb ``batch``, and the options that it shares with ``report``."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import click

from analysis.cli.options import PROJECT, QUIET, SCHEDULER, TABLES, exit_status
from analysis.cli.progress import tell_pages, tell_plan, watch_pages

if TYPE_CHECKING:
    from analysis.batch.plan import Choice

KERNELS = click.option(
    "--kernels",
    type=click.Choice(["auto", "plain"]),
    help="auto (the default) forks kernels where it can, plain starts each anew, which is slower.",
)
NOTEBOOK_JOBS = click.option(
    "--jobs", type=click.IntRange(1), help="Notebooks run at the same time; 2 if not given."
)
BATCH_OPTIONS = (
    NOTEBOOK_JOBS,
    KERNELS,
    SCHEDULER,
    click.option("--dry-run", is_flag=True, help="Say what would be rendered and why; do nothing."),
    click.option("--only-failed", is_flag=True, help="Render only what failed the last time."),
    click.option("--force", is_flag=True, help="Render again even if nothing has changed."),
    click.option("--limit", type=click.IntRange(0), help="Render at most this many pages."),
    click.option("--wait", is_flag=True, help="Wait for another batch in the folder to end."),
    click.option("--log-json", is_flag=True, help="Say each outcome as a line of JSON."),
    QUIET,
)


class Given(TypedDict):
    """What the options of a batch were given."""

    jobs: int | None
    kernels: str | None
    scheduler: str
    force: bool
    only_failed: bool
    dry_run: bool
    limit: int | None
    wait: bool
    log_json: bool
    quiet: bool


def batch_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of a batch."""
    return reduce(lambda command, option: option(command), reversed(BATCH_OPTIONS), verb)


@click.command()
@PROJECT
@TABLES
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@batch_options
@exit_status
def batch(
    file: Path, project: Path | None, processed: Path | str | None, **given: Unpack[Given]
) -> int:
    """Run the notebooks that a batch FILE (TOML) names, one page for each set of parameters.

    Only pages whose notebook, parameters, data, configuration or code changed are rendered. A
    batch that was stopped, however, goes on where it was when it is run again.

    Example: fazhi batch batch.toml --jobs 4
    """
    from analysis import rendering
    from analysis.batch.file import load_batch
    from analysis.study import open_project

    place = open_project(project, processed)
    wanted = load_batch(file).model_copy(update=settings_of(given))
    choice = choice_of(given)
    if given["dry_run"]:
        return tell_plan(rendering.planned_file(place, wanted, choice=choice))
    watch = watch_pages(given["quiet"], given["log_json"])
    outcomes, folder = rendering.run_file(
        place,
        wanted,
        choice=choice,
        watch=watch,
        wait=given["wait"],
        scheduler=given["scheduler"],
    )
    return tell_pages(outcomes, folder, given["log_json"])


def settings_of(given: Given) -> dict[str, int | str]:
    """Return the settings that were given on the command line."""
    chosen = {"jobs": given["jobs"], "kernels": given["kernels"]}
    return {name: value for name, value in chosen.items() if value is not None}


def choice_of(given: Given) -> Choice:
    """Return what of the batch is wanted."""
    from analysis.batch.plan import Choice

    return Choice(given["force"], given["only_failed"], given["limit"])
