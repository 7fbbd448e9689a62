"""Raw folders in, extractions out: which files there are, and reading them on one core or more."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from pathlib import Path

from analysis.counties import Counties
from analysis.documents import Source, attempt, load_sources, read_documents
from analysis.errors import ConfigError
from analysis.extraction.indicators import Matcher, extract, load_codebook
from analysis.files import readable
from analysis.records import Document, Extraction, Outcome

REGISTERS = ("sources.csv", "counties.csv", "truth.csv")
KILLED = "the process that read it was killed (out of memory, or a damaged file)"
AHEAD = 4  # files handed out per worker before the first comes back
Rows = Mapping[str, Source]
Item = Extraction | Outcome
Tools = tuple[Counties, Matcher]


@dataclass(frozen=True)
class Corpus:
    """Files to read, each with its rows of ``sources.csv`` and the name it is called by."""

    config: Path
    folders: tuple[Path, ...]
    files: Mapping[Path, Rows]
    names: Mapping[Path, str]

    def only(self, wanted: Iterable[str]) -> Corpus:
        """Return the corpus of the files so named, or of the archives that hold them."""
        owners = {name.split("!", 1)[0] for name in wanted}
        chosen = {p: rows for p, rows in self.files.items() if self.names[p] in owners}
        return replace(self, files=chosen)

    def counties(self) -> Counties:
        """Return the counties that the documents may be about."""
        return load_tools(self.config, self.folders)[0]


def find_corpus(config: Path, paths: Sequence[Path]) -> Corpus:
    """Return what is to be read of folders and single files.

    Raises:
        ConfigError: a path does not exist.
    """
    files: dict[Path, Rows] = {}
    for path in paths:
        if path.is_dir():
            files |= _registered(path, _documents_in(path))
        elif path.is_file():
            files |= _registered(path.parent, [path])
        else:
            raise ConfigError(f"{path} is not a folder and not a file")
    folders = dict.fromkeys(p if p.is_dir() else p.parent for p in paths)
    return Corpus(config, tuple(folders), files, _short_names(files))


def read_corpus(corpus: Corpus, *, jobs: int = 1, reader: Reader | None = None) -> Iterator[Item]:
    """Read all files in order; one that fails becomes a failed outcome, never an end.

    Args:
        corpus: what to read.
        jobs: processes that read side by side; the results and their order are the same.
        reader: reads instead of such processes, on other machines for example.
    """
    tasks = [
        Task(corpus.config, corpus.folders, path, corpus.names[path], rows)
        for path, rows in corpus.files.items()
    ]
    if reader:
        for items in reader(tasks):
            yield from items
    elif tasks:
        # One process also reads in a worker: a damaged PDF can end the process that opens it. The
        # tools are made here, so that workers that are forked have them.
        _tools_of_worker(corpus.config, corpus.folders)
        yield from _read_side_by_side(tasks, jobs)


@dataclass(frozen=True)
class Task:
    """One file with all that a process needs to read it."""

    config: Path
    folders: tuple[Path, ...]
    path: Path
    name: str
    rows: Rows

    def failed(self, error: str) -> Outcome:
        """Return the outcome of a file that could not be read."""
        return Outcome(self.name, "failed", str(self.path), error=error)


Reader = Callable[[Sequence[Task]], Iterator[list[Item]]]  # gives the results in order


def _read_side_by_side(tasks: Sequence[Task], jobs: int) -> Iterator[Item]:
    """Read with a pool; where a process dies, find the file that killed it and go on after it."""
    done = 0
    while done < len(tasks):
        try:
            with ProcessPoolExecutor(jobs) as pool:
                for items in _in_order(pool, tasks[done:], jobs * AHEAD):
                    yield from items
                    done += 1
        except BrokenProcessPool:
            for task in tasks[done : done + jobs * AHEAD]:
                yield from _read_alone(task)
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
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(_read_in_worker, task).result()
        except BrokenProcessPool:
            return [task.failed(KILLED)]


def _read_in_worker(task: Task) -> list[Item]:
    return read_task(task, _tools_of_worker(task.config, task.folders))


def read_task(task: Task, tools: Tools) -> list[Item]:
    """Read one file, or all files of an archive."""
    counties, matcher = tools
    own = readable(task.path.name)
    items: list[Item] = []
    for item in read_documents([task.path], counties=counties, sources=task.rows):
        if isinstance(item, Document):
            within = item.file.removeprefix(
                readable(task.path.name)
            )  # !member of an archive, else nothing
            document = replace(item, file=task.name + within)
            work = partial(extract, document, matcher)
            items.append(attempt(work, document.file, task.path))
        else:
            name = task.name + item.key.removeprefix(own)
            error = item.error.removeprefix(f"{item.key}: ")
            items.append(replace(item, key=name, error=error))
    return items


def load_tools(config: Path, folders: tuple[Path, ...]) -> Tools:
    """Return the counties, those of the folders among them, and what finds indicators."""
    changes = config / "county_changes.csv"
    own = [f / "counties.csv" for f in folders if (f / "counties.csv").is_file()]
    counties = Counties.load(extra=own, changes=changes if changes.is_file() else None)
    return counties, Matcher(load_codebook(config / "indicators.csv"))


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
        about = rows.get(path.name, {}) | rows.get(path.relative_to(folder).as_posix(), {})
        found[path] = {path.name + member: row for member, row in about.items()}
    return found


def _documents_in(folder: Path) -> list[Path]:
    return sorted(
        p
        for p in folder.rglob("*")
        if p.is_file() and p.name not in REGISTERS and not p.name.startswith((".", "README"))
    )


def _short_names(files: Iterable[Path]) -> dict[Path, str]:
    """Call each file by the shortest end of its path that no other file shares."""
    ends = {p: ["/".join(p.parts[-n:]) for n in range(1, len(p.parts) + 1)] for p in files}
    shared = Counter(end for found in ends.values() for end in found)
    names = {p: next((e for e in found if shared[e] == 1), str(p)) for p, found in ends.items()}
    return {path: readable(name) for path, name in names.items()}
