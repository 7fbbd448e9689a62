"""Decide which pages of a batch to render, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.batch.manifest import Manifest
from analysis.notebooks.job import Job


@dataclass(frozen=True)
class Choice:
    """What of a batch is wanted: all again, only what failed before, or a number of pages."""

    force: bool = False
    only_failed: bool = False
    limit: int | None = None


@dataclass(frozen=True)
class Plan:
    """The jobs to do with the reason of each, those that are done, and those left for later."""

    todo: list[tuple[Job, str]]
    unchanged: list[Job]
    left: list[Job]


def make_plan(jobs: Iterable[Job], manifest: Manifest, choice: Choice) -> Plan:
    """Compare jobs with the manifest."""
    todo: list[tuple[Job, str]] = []
    unchanged: list[Job] = []
    left: list[Job] = []
    for job in jobs:
        why = "forced" if choice.force else manifest.why(job)
        failed = job.key in manifest.entries and manifest.entries[job.key].status == "failed"
        if not why:
            unchanged.append(job)
        elif choice.only_failed and not failed:
            left.append(job)
        else:
            todo.append((job, why))
    limit = len(todo) if choice.limit is None else choice.limit
    left += [job for job, _ in todo[limit:]]
    return Plan(todo[:limit], unchanged, left)
