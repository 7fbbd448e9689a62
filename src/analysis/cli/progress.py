"""What a verb shows while it works, and its last lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from analysis.records import Outcome, count_by_status


def progress(verb: str, quiet: bool) -> Callable[[Iterable[Any], int], Iterator[Any]]:
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


def tell_reading(summary: Any, quiet: bool) -> int:
    """Print what was and was not read; 1 where a file failed or could not be placed."""
    click.echo(f"documents: {'unchanged; ' if summary.unchanged else ''}{summary.counted}")
    for status, file, message in summary.lines:
        if not quiet or status in {"failed", "unplaced"}:
            click.echo(f"  {status}: {file}: {message}")
    return int(summary.failed > 0)


def tell_pages(outcomes: list[Outcome], index: Path) -> int:
    """Print which pages failed, how many there are of each status, and where to look; 1 or 0."""
    for outcome in outcomes:
        if outcome.failed:
            kept = f" (notebook kept: {outcome.path})" if outcome.path else ""
            click.echo(f"  failed: {outcome.key}: {outcome.error}{kept}", err=True)
    click.echo(f"pages: {counted(outcomes)}")
    click.echo(f"open: {index}")
    return int(any(o.failed for o in outcomes))


def counted(outcomes: list[Outcome]) -> str:
    """Say how many outcomes there are of each status: ``14 read, 1 failed``."""
    counts = count_by_status(outcomes)
    return ", ".join(f"{n} {status}" for status, n in counts.items()) or "nothing to do"
