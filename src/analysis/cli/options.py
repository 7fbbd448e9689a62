"""Options that several verbs share, and how a verb ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypedDict

import click

from analysis.errors import FazhiError

P = ParamSpec("P")


class FolderOrUrl(click.ParamType[Path | str]):
    """A folder, or the address of one that fsspec knows (``s3://…``)."""

    name = "folder|url"

    def convert(self, value: str, *_: object) -> Path | str:  # noqa: D102 - click's contract
        return value if "://" in value else Path(value)


class Where(TypedDict):
    """Options that say where a study and its tables lie."""

    project: Path | None
    processed: Path | None


PROJECT = click.option(
    "--project",
    type=click.Path(path_type=Path, file_okay=False),
    help="Project folder (holds config/); found from the current folder if not given.",
)
PROCESSED = click.option(
    "--processed",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the tables; data/processed if not given.",
)
TABLES = click.option(
    "--processed",
    type=FolderOrUrl(),
    help="Folder of the tables, or its address (s3://...); data/processed if not given.",
)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that read side by side; the result is the same.",
)
SCHEDULER = click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS|local",
    help="Work on a Dask cluster: tcp://HOST:8786, or local to start one on this machine.",
)
QUIET = click.option("--quiet", is_flag=True, help="Say only the last lines.")


def exit_status(verb: Callable[P, int | None]) -> Callable[P, None]:
    """Print what ends a verb as one line and exit with 2; exit with what the verb returns.

    Beside the suite's own errors these are a disk that is full or read-only, and Ctrl-C, after
    which the same command goes on with what is not done.
    """

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            status = verb(*args, **kwargs)
        except FazhiError as error:
            raise SystemExit(_say_error(str(error))) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise SystemExit(_say_error(f"{where}{error.strerror or error}")) from None
        except KeyboardInterrupt:
            message = "stopped; the same command goes on where it is not done"
            raise SystemExit(_say_error(message, status=130)) from None
        raise SystemExit(status or 0)

    return run


def _say_error(message: str, status: int = 2) -> int:
    click.echo(f"error: {message}", err=True)
    return status
