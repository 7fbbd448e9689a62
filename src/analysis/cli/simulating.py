"""The verb ``simulate``: a corpus of fictional reports."""

from __future__ import annotations

from pathlib import Path

import click

from analysis.cli.options import QUIET, exit_status
from analysis.cli.progress import progress


@click.command()
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
@exit_status
def simulate(counties: int, years: int, seed: int, out: Path, quiet: bool) -> int:
    """Make a corpus of fictional reports from a known truth."""
    from analysis.simulate import simulate_corpus

    total = 0
    watch = progress("writing", quiet)
    reports = simulate_corpus(
        out, counties=counties, years=years, seed=seed, truth=out / "truth.csv"
    )
    for _ in watch(reports, counties * years):
        total += 1
    click.echo(f"{total} fictional reports in {out}")
    return 0
