"""The command line: ``fazhi VERB``; every verb says what it read, wrote and could not do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from analysis.errors import FazhiError
from analysis.records import Outcome, count_by_status

P = ParamSpec("P")
T = TypeVar("T")

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
WORKERS = click.option(
    "--workers",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Notebooks run at the same time.",
)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that read side by side; the result is the same.",
)
QUIET = click.option("--quiet", is_flag=True, help="Say only the last lines.")


def polite(verb: Callable[P, int | None]) -> Callable[P, None]:
    """Print the suite's own errors as one line and exit with 2; exit with what the verb returns."""

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            status = verb(*args, **kwargs)
        except FazhiError as error:
            raise SystemExit(_say_error(error)) from None
        raise SystemExit(status or 0)

    return run


def _say_error(error: FazhiError) -> int:
    click.echo(f"error: {error}", err=True)
    return 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fazhi-analysis")
def main() -> None:
    """Read counties' annual rule-of-law reports, compare them, and render pages.

    Exit status: 0 all done, 1 something failed (the last lines say what), 2 nothing could start.
    """


@main.command()
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
@polite
def ingest(raws: tuple[Path, ...], force: bool, jobs: int, **where: Any) -> int:
    """Read documents: files become documents, figures and observations."""
    from analysis import pipeline

    quiet = where["quiet"]
    place = pipeline.open_project(where["project"], where["processed"])
    show = _progress("reading", quiet)
    summary = pipeline.ingest(place, raws, force=force, jobs=jobs, watch=show)
    return _tell_reading(summary, quiet)


@main.command()
@PROJECT
@PROCESSED
@QUIET
@click.option("--force", is_flag=True, help="Build again even if nothing has changed.")
@polite
def build(project: Path | None, processed: Path | None, quiet: bool, force: bool) -> int:
    """Build the panel, the index and the clusters from what was read."""
    from analysis import pipeline

    place = pipeline.open_project(project, processed)
    done = pipeline.build(place, force=force)
    click.echo(f"{'built' if done else 'unchanged'}: {place.processed}")
    return 0


@main.command()
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
    watch = _progress("rendering", quiet)
    outcomes, index = pipeline.report(place, watch=watch, **choices)
    return _tell_pages(outcomes, index)


@main.command("all")
@PROJECT
@QUIET
@WORKERS
@polite
def everything(project: Path | None, quiet: bool, workers: int) -> int:
    """Do the whole chain on data/raw: ingest, build, report."""
    from analysis import pipeline

    place = pipeline.open_project(project, None)
    summary = pipeline.ingest(place, (), force=False, watch=_progress("reading", quiet))
    read = _tell_reading(summary, quiet)
    built = pipeline.build(place, force=False)
    if not quiet:
        click.echo(f"tables: {'built' if built else 'unchanged'} in {place.processed}")
    watch = _progress("rendering", quiet)
    outcomes, index = pipeline.report(place, watch=watch, workers=workers)
    return max(read, _tell_pages(outcomes, index))


@main.command()
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
@polite
def extract(
    project: Path | None, quiet: bool, paths: tuple[Path, ...], out: Path, jobs: int
) -> int:
    """Write what is read from PATHS (files or folders) as JSON lines, for other programs."""
    from analysis import pipeline

    place = pipeline.open_project(project, None)
    show = _progress("reading", quiet)
    outcomes = pipeline.extract_files(place, paths, out, jobs=jobs, watch=show)
    for outcome in outcomes:
        if outcome.failed:
            click.echo(f"failed: {outcome.key}: {outcome.error}", err=True)
    click.echo(f"{_counted(outcomes)}; written to {out}")
    return int(any(o.failed for o in outcomes))


@main.command()
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
@polite
def export(project: Path | None, processed: Path | None, out: Path, formats: str) -> int:
    """Write panel, observations, scores and codebook for other programs.

    Example: fazhi export --out my-data --format csv,dta
    """
    from analysis import pipeline

    place = pipeline.open_project(project, processed)
    chosen = [f for f in (name.strip() for name in formats.split(",")) if f]
    for path in pipeline.export(place, out, formats=chosen):
        click.echo(f"  {path.name}")
    click.echo(f"written to {out}; datapackage.json says what the columns are")
    return 0


@main.command()
@click.option(
    "--counties", type=click.IntRange(1), default=26, show_default=True, help="How many counties."
)
@click.option(
    "--years", type=click.IntRange(1, 10), default=3, show_default=True, help="Years from 2021 on."
)
@click.option(
    "--seed", type=int, default=2024, show_default=True, help="Equal seeds make equal files."
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the reports, sources.csv, counties.csv and truth.csv.",
)
@QUIET
@polite
def simulate(counties: int, years: int, seed: int, out: Path, quiet: bool) -> int:
    """Make a corpus of fictional reports from a known truth."""
    from analysis.simulate import simulate_corpus

    total = 0
    watch = _progress("writing", quiet)
    made = simulate_corpus(out, counties=counties, years=years, seed=seed, truth=out / "truth.csv")
    for _ in watch(made, counties * years):
        total += 1
    click.echo(f"{total} fictional reports in {out}")
    return 0


@main.group("check")
def check_group() -> None:
    """Check the reading by hand: a sample for coders, and what their codes say of the program.

    \b
    fazhi check sample --out sample.xlsx --size 200 --seed 1
    (each coder fills one sheet of a copy; the .key.json file is kept from them)
    fazhi check score filled-1.xlsx filled-2.xlsx
    """  # noqa: D301 - click's mark for lines that stay as they are


@check_group.command()
@PROJECT
@PROCESSED
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Workbook for the coders (.xlsx); the key is written beside it (.key.json).",
)
@click.option("--size", type=click.IntRange(1), default=200, show_default=True, help="Rows.")
@click.option("--seed", type=int, default=1, show_default=True, help="Equal seeds, equal files.")
@click.option(
    "--coders", type=click.IntRange(1, 2), default=2, show_default=True, help="Sheets to fill."
)
@click.option("--force", is_flag=True, help="Write over a workbook that is there.")
@polite
def sample(out: Path, **choices: Any) -> int:
    """Draw a sample of numbers into a workbook for coders.

    Numbers that were read as an indicator, other quantities, and numbers that are none; the
    program's answers are not in the workbook.

    Example: fazhi check sample --out coding/sample.xlsx --size 200 --seed 1 --coders 2
    """
    from analysis import coding, pipeline

    place = pipeline.open_project(choices.pop("project"), choices.pop("processed"))
    made = coding.draw_sample(place, out, **choices)
    for kind, (population, rows) in made.population.items():
        click.echo(f"  {kind}: {rows} of {population}")
    click.echo(f"{made.rows} numbers from {made.reports} reports: {made.workbook}")
    click.echo(f"key, not for coders: {made.key}")
    return 0


@check_group.command()
@PROJECT
@PROCESSED
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Key of the sample; found beside the first workbook if not given.",
)
@click.option("--unfinished", is_flag=True, help="Score the rows that are coded, if not all are.")
@polite
def score(files: tuple[Path, ...], key: Path | None, unfinished: bool, **where: Any) -> int:
    """Score filled workbooks: precision, recall, κ and α.

    FILES are the workbooks of one or two coders, or one in which both sheets are filled.

    Example: fazhi check score coding/filled-1.xlsx coding/filled-2.xlsx
    """
    from analysis import coding, pipeline

    place = pipeline.open_project(where["project"], where["processed"])
    scored = coding.score_coders(place, files, key_file=key, unfinished=unfinished)
    for name, sheet in scored.coders.items():
        click.echo(f"{name}: {sheet}")
    for line in [*coding.lines(scored.table), *(f"note: {n}" for n in scored.notes)]:
        click.echo(line)
    click.echo(f"coding_check and coding_disagreements written to {scored.written}")
    return 0


@main.command()
@PROJECT
@polite
def doctor(project: Path | None) -> int:
    """Check this machine: Python, fonts, browser, project folder, configuration."""
    from analysis.doctor import diagnose

    checks = list(diagnose(project))
    for name, state, message in checks:
        click.echo(f"{state:7} {name}: {message}")
    return int(any(state == "failed" for _, state, _ in checks))


Watch = Callable[[Iterable[T], int], Iterator[T]]


def _progress(verb: str, quiet: bool) -> Callable[[Iterable[Any], int], Iterator[Any]]:
    """Return a wrapper that shows progress: a bar on a terminal, plain lines in a log."""

    def watch(items: Iterable[Any], total: int) -> Iterator[Any]:
        if quiet:
            yield from items
        elif sys.stderr.isatty():
            from tqdm import tqdm

            yield from tqdm(items, total=total, desc=verb, unit="file", leave=False)
        else:
            step = max(1, total // 5)
            for number, item in enumerate(items, start=1):
                if number % step == 0 or number == total:
                    click.echo(f"{verb} {number}/{total}", err=True)
                yield item

    return watch


def _tell_reading(summary: Any, quiet: bool) -> int:
    """Print what was and was not read; 1 where a file failed or could not be placed."""
    click.echo(f"documents: {'unchanged; ' if summary.unchanged else ''}{summary.counted}")
    for status, file, message in summary.lines:
        if not quiet or status in {"failed", "unplaced"}:
            click.echo(f"  {status}: {file}: {message}")
    return int(summary.failed > 0)


def _tell_pages(outcomes: list[Outcome], index: Path) -> int:
    for outcome in outcomes:
        if outcome.failed:
            kept = f" (notebook kept: {outcome.path})" if outcome.path else ""
            click.echo(f"  failed: {outcome.key}: {outcome.error}{kept}", err=True)
    click.echo(f"pages: {_counted(outcomes)}")
    click.echo(f"open: {index}")
    return int(any(o.failed for o in outcomes))


def _counted(outcomes: list[Outcome]) -> str:
    counts = count_by_status(outcomes)
    return ", ".join(f"{n} {status}" for status, n in counts.items()) or "nothing to do"
