"""Progress and summary lines of the verbs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from analysis.records import Outcome, count_by_status


def progress(
    verb: str, quiet: bool, unit: str = "file"
) -> Callable[[Iterable[Any], int], Iterator[Any]]:
    """Return a wrapper that shows progress: a bar on a terminal, plain lines in a log."""

    def watch(items: Iterable[Any], total: int) -> Iterator[Any]:
        if quiet:
            yield from items
        elif sys.stderr.isatty():
            from tqdm import tqdm

            yield from tqdm(items, total=total, desc=verb, unit=unit, leave=False)
        else:
            yield from _plain_lines(items, total, verb)

    return watch


def _plain_lines(items: Iterable[Any], total: int, verb: str) -> Iterator[Any]:
    """Write five lines in all, each with the time that is left at this rate."""
    step, began = max(1, total // 5), time.monotonic()
    for number, item in enumerate(items, start=1):
        if number % step == 0 or number == total:
            spent = time.monotonic() - began
            left = f", {spent / number * (total - number):.0f} s left" if number < total else ""
            click.echo(f"{verb} {number}/{total}{left}", err=True)
        yield item


def tell_reading(summary: Any, quiet: bool) -> int:
    """Print what was and was not read; 1 where a file failed or could not be placed."""
    click.echo(f"documents: {'unchanged; ' if summary.unchanged else ''}{summary.counted}")
    for status, file, message in summary.lines:
        if not quiet or status in {"failed", "unplaced"}:
            click.echo(f"  {status}: {file}: {message}")
    if summary.doubtful:
        reason = "listed as another kind though the title names a county and 法治政府建设"
        click.echo(f"LOOK AT {summary.doubtful} of them: {reason}")
    return int(summary.failed > 0)


def watch_pages(quiet: bool, log_json: bool = False) -> Callable[..., Iterator[Any]]:
    """Return a wrapper of a batch's outcomes that shows progress, rate and remaining time."""
    if log_json:
        return _json_lines
    return progress("rendering", quiet, unit="page")


def _json_lines(outcomes: Iterable[Outcome], _: int) -> Iterator[Outcome]:
    for outcome in outcomes:
        if outcome.status not in {"unchanged", "skipped"}:
            click.echo(json.dumps({"event": "page"} | asdict(outcome), ensure_ascii=False))
        yield outcome


def tell_pages(outcomes: list[Outcome], where: Path | str, log_json: bool = False) -> int:
    """Say which pages failed, how many there are of each status, and how to go on; 1 or 0."""
    failed = [outcome for outcome in outcomes if outcome.failed]
    if log_json:
        counts = count_by_status(outcomes)
        click.echo(json.dumps({"event": "end", "pages": counts, "open": str(where)}))
        return int(bool(failed))
    for outcome in failed:
        kept = f" (notebook kept: {outcome.path})" if outcome.path else ""
        click.echo(f"  failed: {outcome.key}: {outcome.error}{kept}", err=True)
    click.echo(f"pages: {counted(outcomes)}")
    if failed:
        click.echo("the same command with --only-failed tries these again")
    click.echo(f"open: {where}")
    return int(bool(failed))


def tell_plan(plan: list[tuple[str, str]]) -> int:
    """Say which pages would be rendered and why."""
    for key, why in plan:
        click.echo(f"  {key}: {why}")
    click.echo(f"{len(plan)} pages would be rendered")
    return 0


def counted(outcomes: list[Outcome]) -> str:
    """Say how many outcomes there are of each status: ``14 read, 1 failed``."""
    counts = count_by_status(outcomes)
    return ", ".join(f"{n} {status}" for status, n in counts.items()) or "nothing to do"
