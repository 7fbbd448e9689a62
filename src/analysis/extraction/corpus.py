"""Read a corpus: list the files and extract them on one or more cores."""

from __future__ import annotations

import gc
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

from analysis.config import ConfigFolder
from analysis.counties import Counties
from analysis.documents import Source, load_sources, read_each
from analysis.errors import ConfigError, nearest
from analysis.extraction.indicators import Codebook, Matcher, extract, load_codebook, load_synonyms
from analysis.extraction.workers import worker_pool
from analysis.files import readable
from analysis.records import Document, Extraction, Outcome

REGISTERS = ("sources.csv", "counties.csv", "truth.csv")
KILLED = "the process that read it was killed (out of memory or time, or a damaged file)"
AHEAD = 4  # files handed out per worker before the first comes back
Rows = Mapping[str, Source]
Keep = Callable[[Extraction, Codebook], Any]
Item = Any  # what is kept of a document, or the ``Outcome`` of one that could not be read
Tools = tuple[Counties, Matcher]


@dataclass(frozen=True)
class Corpus:
    """Files to read, each with its rows of ``sources.csv`` and the name it is called by.

    ``unread`` are the outcomes of folders that could not be looked into, and of files that a
    register names and that are not there.
    """

    config: ConfigFolder
    folders: tuple[Path, ...]
    files: Mapping[Path, Rows]
    names: Mapping[Path, str]
    unread: tuple[Outcome, ...] = ()

    def only(self, wanted: Iterable[str]) -> Corpus:
        """Return the corpus of the files so named, or of the archives that hold them."""
        owners = {name.split("!", 1)[0] for name in wanted}
        chosen = {p: rows for p, rows in self.files.items() if self.names[p] in owners}
        return replace(self, files=chosen)

    def counties(self) -> Counties:
        """Return the counties that the documents may be about."""
        return load_tools(self.config, self.folders)[0]

    def tasks(self, keep: Keep) -> list[Task]:
        """Return what is to be done: a task for each file."""
        return [
            Task(self.config, self.folders, path, self.names[path], rows, keep)
            for path, rows in self.files.items()
        ]


def find_corpus(config: ConfigFolder, paths: Sequence[Path]) -> Corpus:
    """Return what is to be read of folders and single files.

    Raises:
        ConfigError: a path does not exist.
    """
    files: dict[Path, Rows] = {}
    unread: list[Outcome] = []
    for path in paths:
        if path.is_dir():
            found = _documents_in(path, unread)
            files |= _registered(path, found)
            unread += _absent(path, found)
        elif path.is_file():
            files |= _registered(path.parent, [path])
        else:
            raise ConfigError(f"{path} is not a folder and not a file")
    folders = dict.fromkeys(p if p.is_dir() else p.parent for p in paths)
    return Corpus(config, tuple(folders), files, _short_names(files), tuple(unread))


@dataclass(frozen=True)
class Task:
    """One file with all that a process needs to read it; ``keep`` runs where it is read."""

    config: ConfigFolder
    folders: tuple[Path, ...]
    path: Path
    name: str
    rows: Rows
    keep: Keep

    def failed(self, error: str) -> Outcome:
        """Return the outcome of a file that could not be read."""
        return Outcome(self.name, "failed", readable(str(self.path)), error=error)


Reader = Callable[[Sequence[Task]], Iterator[list[Item]]]  # gives the results in order


def whole(extraction: Extraction, codebook: Codebook) -> Extraction:
    """Keep everything of a document."""
    return extraction


def read_corpus(corpus: Corpus, *, jobs: int = 1, keep: Keep = whole) -> Iterator[Item]:
    """Read all files in order; one that fails becomes a failed outcome, never an end.

    Args:
        corpus: what to read.
        jobs: processes that read side by side; the results and their order are the same.
        keep: what is kept of each document.
    """
    yield from corpus.unread
    for items in read_tasks(corpus.tasks(keep), jobs=jobs):
        yield from items


def read_tasks(tasks: Sequence[Task], *, jobs: int = 1) -> Iterator[list[Item]]:
    """Yield for each file, in order, what was read of it.

    Where a process dies, the file that killed it is found and the others are read after it.
    """
    done = 0
    while done < len(tasks):
        try:
            with worker_pool(max(1, jobs)) as pool:
                for items in _in_order(pool, tasks[done:], jobs * AHEAD):
                    yield items
                    done += 1
        except BrokenProcessPool:
            for task in tasks[done : done + jobs * AHEAD]:
                yield _read_alone(task)
                done += 1


def _in_order(pool: ProcessPoolExecutor, tasks: Sequence[Task], ahead: int) -> Iterator[list[Item]]:
    """Yield results in the order of the tasks, with only ``ahead`` of them under way."""
    waiting = iter(tasks)
    running: deque[Future[list[Item]]] = deque()
    while True:
        more = islice(waiting, ahead - len(running))
        running.extend(pool.submit(_read_in_worker, task) for task in more)
        if not running:
            return
        yield running.popleft().result()


def _read_alone(task: Task) -> list[Item]:
    with worker_pool(1) as pool:
        try:
            return pool.submit(_read_in_worker, task).result()
        except BrokenProcessPool:
            return [task.failed(KILLED)]


def _read_in_worker(task: Task) -> list[Item]:
    return read_task(task, _tools_of_worker(task.config, task.folders))


def read_task(task: Task, tools: Tools) -> list[Item]:
    """Read one file, or all files of an archive."""
    counties, matcher = tools
    finish = partial(_finish, task=task, matcher=matcher)
    return [
        _renamed(item, task) if isinstance(item, Outcome) else item
        for item in read_each(task.path, finish, counties=counties, sources=task.rows)
    ]


def _finish(document: Document, *, task: Task, matcher: Matcher) -> Item:
    within = document.file.removeprefix(readable(task.path.name))  # !member of an archive, or ""
    extraction = extract(replace(document, file=task.name + within), matcher)
    return task.keep(extraction, matcher.codebook)


def _renamed(outcome: Outcome, task: Task) -> Outcome:
    name = task.name + outcome.key.removeprefix(readable(task.path.name))
    error = outcome.error.removeprefix(f"{outcome.key}: ")
    return replace(outcome, key=name, error=error)


def load_tools(config: ConfigFolder, folders: tuple[Path, ...]) -> Tools:
    """Return the counties, those of the folders among them, and what finds indicators.

    They live as long as the process: its garbage collector need not go through them again.
    """
    changes = config / "county_changes.csv"
    own = [f / "counties.csv" for f in folders if (f / "counties.csv").is_file()]
    counties = Counties.load(extra=own, changes=changes if changes.is_file() else None)
    matcher = Matcher(
        load_codebook(config / "indicators.csv"), load_synonyms(config / "synonyms.csv")
    )
    gc.freeze()
    return counties, matcher


_tools_of_worker = cache(load_tools)  # each process of a pool makes them once


def _registered(folder: Path, files: Iterable[Path]) -> dict[Path, Rows]:
    """Return files with the rows of the register that are about them or files in them."""
    rows: dict[str, dict[str, Source]] = {}
    for key, row in load_sources(folder).items():
        owner, mark, member = key.partition("!")
        rows.setdefault(owner, {})[mark + member] = row
    found: dict[Path, Rows] = {}
    for path in files:
        # The path within the folder goes before the bare name.
        name, within = readable(path.name), readable(path.relative_to(folder).as_posix())
        about = rows.get(name, {}) | rows.get(within, {})
        found[path] = {name + member: row for member, row in about.items()}
    return found


def _absent(folder: Path, files: Sequence[Path]) -> Iterator[Outcome]:
    """Yield an outcome for each file that the register names and that is not in the folder."""
    within = {readable(path.relative_to(folder).as_posix()) for path in files}
    known = within | {readable(path.name) for path in files}
    for key in load_sources(folder):
        name = key.partition("!")[0]
        if name not in known:
            message = f"sources.csv names it, but it is not in the folder{nearest(name, known)}"
            yield Outcome(key, "failed", "", message)


def _documents_in(folder: Path, unread: list[Outcome]) -> list[Path]:
    """Return the files of a folder and its subfolders, also those that links lead to.

    A folder that cannot be looked into is added to ``unread``.
    """

    def refuse(error: OSError) -> None:
        name = readable(os.path.relpath(error.filename, folder))
        message = f"the folder cannot be opened ({error.strerror})"
        unread.append(Outcome(name, "failed", readable(str(error.filename)), message))

    found: list[Path] = []
    seen: set[tuple[int, int]] = set()
    for place, folders, files in os.walk(folder, onerror=refuse, followlinks=True):
        about = Path(place).stat()
        if (about.st_dev, about.st_ino) in seen:  # a link back to where it came from
            folders.clear()
            continue
        seen.add((about.st_dev, about.st_ino))
        found += [Path(place, name) for name in files if _is_document(name)]
    return sorted(path for path in found if path.is_file())


def _is_document(name: str) -> bool:
    return name not in REGISTERS and not name.startswith((".", "README"))


def _short_names(files: Iterable[Path]) -> dict[Path, str]:
    """Call each file by the shortest end of its path that no other file shares."""
    parts = {p: [readable(part) for part in p.parts] for p in files}
    ends = {
        p: ["/".join(path_parts[-n:]) for n in range(1, len(path_parts) + 1)]
        for p, path_parts in parts.items()
    }
    shared = Counter(end for found in ends.values() for end in found)
    names = {p: next((e for e in found if shared[e] == 1), str(p)) for p, found in ends.items()}
    return {p: name if name.isprintable() else repr(str(p))[1:-1] for p, name in names.items()}
