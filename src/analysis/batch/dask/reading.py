"""Read a corpus on a Dask cluster: workers receive files and return extractions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.batch.dask.bundle import config_files, pack
from analysis.batch.dask.dispatch import Dispatch, Lost, connected, unique_name
from analysis.documents.formats.limits import LIMITS
from analysis.extraction.corpus import KILLED, Item, Reader, Task, load_tools, read_task
from analysis.records import Outcome

Numbered = tuple[int, Task]


def cluster_reader(address: str, jobs: int) -> Reader:
    """Return what reads on the cluster of a scheduler; ``local`` starts ``jobs`` workers here.

    Iterating over what it gives raises ``ClusterError`` where the cluster cannot be used.
    """

    def read(tasks: Sequence[Task]) -> Iterator[list[Item]]:
        if tasks:
            yield from _in_order(_read(tasks, address, jobs))

    return read


def _read(tasks: Sequence[Task], address: str, jobs: int) -> Iterator[tuple[int, list[Item]]]:
    sent = [(number, task) for number, task in enumerate(tasks) if _can_be_sent(task.path)]
    with connected(address, min(jobs, len(tasks))) as client:
        from analysis.batch.dask.workers import ReadPlugin

        files = config_files(tasks[0].config)
        own = {f"raw/{n}/counties.csv": f for n, f in enumerate(_registers(tasks[0].folders))}
        with Dispatch(client, ReadPlugin(unique_name(), pack(files | own))) as dispatch:
            for (number, task), found in dispatch.run(sent, _ask):
                yield number, _items(task, found)
    if len(sent) < len(tasks):
        tools = load_tools(tasks[0].config, tasks[0].folders)
        for number in set(range(len(tasks))) - {number for number, _ in sent}:
            yield number, read_task(tasks[number], tools)


def _registers(folders: Sequence[Path]) -> list[Path]:
    return [f / "counties.csv" for f in folders if (f / "counties.csv").is_file()]


def _can_be_sent(path: Path) -> bool:
    """Tell whether a file can be read and is no larger than one may be; others are refused here."""
    return os.access(path, os.R_OK) and path.stat().st_size <= LIMITS.file_bytes


def _ask(item: Numbered) -> tuple[Callable[..., Any], tuple[Task, bytes | None]]:
    from analysis.batch.dask.workers import read_here

    _, task = item
    try:
        return read_here, (task, task.path.read_bytes())
    except OSError:  # it has just gone, as it will be said to be
        return read_here, (task, None)


def _items(task: Task, found: list[Item] | Lost) -> list[Item]:
    """Return what was read as if it had been read here."""
    if isinstance(found, Lost):
        return [task.failed(KILLED if found.killed else f"{task.name}: {found.error}")]
    where = str(task.path)
    return [replace(item, path=where) if isinstance(item, Outcome) else item for item in found]


def _in_order(results: Iterator[tuple[int, list[Item]]]) -> Iterator[list[Item]]:
    early: dict[int, list[Item]] = {}
    following = 0
    for number, items in results:
        early[number] = items
        while following in early:
            yield early.pop(following)
            following += 1
