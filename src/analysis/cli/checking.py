"""The verb ``check``: a sample for coders, and what their codes say of the program."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from analysis.cli.options import PROCESSED, PROJECT, Where, exit_status


class HowToDraw(Where):
    """How a sample is drawn."""

    size: int
    seed: int
    coders: int
    force: bool


@click.group("check")
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
@click.option(
    "--of",
    type=click.Choice(["figures", "promises"]),
    default="figures",
    show_default=True,
    help="What coders judge: numbers, or what became of promises in the next report.",
)
@click.option("--size", type=click.IntRange(1), default=200, show_default=True, help="Rows.")
@click.option("--seed", type=int, default=1, show_default=True, help="Equal seeds, equal files.")
@click.option(
    "--coders", type=click.IntRange(1, 2), default=2, show_default=True, help="Sheets to fill."
)
@click.option("--force", is_flag=True, help="Write over a workbook that is there.")
@exit_status
def sample(out: Path, of: str, **how: Unpack[HowToDraw]) -> int:
    """Draw a sample of numbers or promises into a workbook for coders.

    Numbers that were read as an indicator, other quantities, and numbers that are none; or clauses
    of plans whose next report was read, some of each state. The program's answers are not in the
    workbook.

    Example: fazhi check sample --out coding/sample.xlsx --size 200 --seed 1 --coders 2
    """
    from analysis.coding import run
    from analysis.study import open_project

    place = open_project(how["project"], how["processed"])
    draw = run.draw_promises if of == "promises" else run.draw_sample
    size, seed, coders = how["size"], how["seed"], how["coders"]
    sampled = draw(place, out, size=size, seed=seed, coders=coders, force=how["force"])
    for kind, (population, rows) in sampled.population.items():
        click.echo(f"  {kind}: {rows} of {population}")
    click.echo(f"{sampled.rows} {of} from {sampled.reports} reports: {sampled.workbook}")
    click.echo(f"key, not for coders: {sampled.key}")
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
@exit_status
def score(
    files: tuple[Path, ...], key: Path | None, unfinished: bool, **where: Unpack[Where]
) -> int:
    """Score filled workbooks: precision, recall, κ and α; macro-F1 of promises.

    FILES are the workbooks of one or two coders, or one in which both sheets are filled.

    Example: fazhi check score coding/filled-1.xlsx coding/filled-2.xlsx
    """
    from analysis.coding import run
    from analysis.study import open_project

    place = open_project(where["project"], where["processed"])
    scored = run.score_coders(place, files, key_file=key, unfinished=unfinished)
    for name, sheet in scored.coders.items():
        click.echo(f"{name}: {sheet}")
    for line in [*run.lines(scored.table), *(f"note: {n}" for n in scored.notes)]:
        click.echo(line)
    click.echo(f"{' and '.join(scored.tables)} written to {scored.written}")
    return 0


@check_group.command()
@PROJECT
@exit_status
def phrases(project: Path | None) -> int:
    """List phrases of the codebook that lie within another indicator's phrase.

    One line for each pair of indicators, with an example. Where the first has no word in the
    columns exclude, counts or acts, nothing but the longer phrase keeps the two apart.
    """
    from analysis import pipeline
    from analysis.study import open_project

    for line in pipeline.phrases_within_others(open_project(project, None)):
        click.echo(line)
    return 0
