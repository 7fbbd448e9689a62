"""Code that runs on Dask workers: unpack the study once, keep a fork server, run jobs.

A ``StudyPlugin`` is registered with the scheduler, so that each worker has it, also one that joins
or is started again in the middle of a batch.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from socket import gethostname
from typing import Any

from distributed import SchedulerPlugin, WorkerPlugin, get_worker

from analysis.batch.dask.bundle import unpack
from analysis.batch.render import WorkerConfig, render_job
from analysis.batch.settings import PRELOADED, Settings
from analysis.batch.worker import import_ahead, manager_for
from analysis.config import config_folder
from analysis.errors import ClusterError, KernelError
from analysis.extraction.corpus import Item, Task, load_tools, read_task
from analysis.kernels.keeper import ForkServer
from analysis.kernels.scratch import scratch_folder
from analysis.notebooks.job import Job
from analysis.tables.store import code_digest

TICK = 1.0  # seconds between two looks after the fork server


class StudyPlugin(WorkerPlugin):
    """A folder of a worker's own with what it was sent, from the first task to the end.

    Attributes:
        name: the plugin's name; tasks find it by that.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data, self.code = name, data, code_digest()

    def setup(self, worker: Any) -> None:
        """Take the plugin over; the work begins with the first task, in its thread."""
        self._lock, self._stack = threading.Lock(), ExitStack()
        self._folder: Path | None = None
        self._ended = False

    def teardown(self, worker: Any) -> None:
        """End what was started, and remove the folder."""
        self._ended = True
        self._stack.close()

    def call(self, function: Callable[[Any, Path, Any], Any], task: Any) -> Any:
        """Do a task in the folder, one after another."""
        with self._lock:
            if self._folder is None:
                self._folder = self._open()
            try:
                return function(self, self._folder, task)
            finally:
                if self._ended:  # while the task ran, which then kept its failure in the folder
                    self._stack.close()
                    shutil.rmtree(self._folder, ignore_errors=True)

    def _open(self) -> Path:
        if code_digest() != self.code:
            raise ClusterError(f"{gethostname()} does not have this version of fazhi-analysis")
        with ExitStack() as stack:
            folder = stack.enter_context(scratch_folder())
            unpack(self.data, folder / "study")
            self.prepare(folder, stack)
            self._stack = stack.pop_all()
        self.data = b""
        return folder

    def prepare(self, folder: Path, stack: ExitStack) -> None:
        """Make ready for the first task; what is started is ended by the stack."""


class CleanupPlugin(SchedulerPlugin):
    """On the scheduler: clears the plugin of a batch that was killed."""

    def __init__(self, plugin: str, client: str) -> None:
        self.name, self.plugin, self.client = f"{plugin}-cleanup", plugin, client

    def remove_client(self, scheduler: Any, client: str) -> None:
        """Have the workers clear the plugin, unless its batch has done so."""
        if client == self.client and self.plugin in scheduler.worker_plugins:
            clearing = scheduler.unregister_worker_plugin(comm=None, name=self.plugin)
            self._clearing = asyncio.ensure_future(clearing)
            scheduler.remove_plugin(name=self.name)


def call_at(name: str, function: Callable[[Any, Path, Any], Any], task: Any) -> Any:
    """Do a task at the plugin of this name; what a Dask worker is asked to run."""
    plugin = get_worker().plugins[name]
    return plugin.call(function, task)


class RenderPlugin(StudyPlugin):
    """A plugin where notebooks are rendered."""

    def __init__(self, name: str, data: bytes, settings: Settings) -> None:
        super().__init__(name, data)
        self.settings = settings

    def prepare(self, folder: Path, stack: ExitStack) -> None:
        """Start the fork server."""
        address = ""
        if self.settings.forks:
            server = stack.enter_context(ForkServer(folder, PRELOADED))
            stack.enter_context(_kept(server))
            address = server.address
        self.config = WorkerConfig.of(self.settings, folder, folder / "failed", address)
        import_ahead()
        self.manager = manager_for(self.config)


@contextmanager
def _kept(server: ForkServer) -> Iterator[None]:
    """Look after a fork server while jobs run; where it cannot be renewed, kernels do without."""
    ended = threading.Event()

    def look() -> None:
        with suppress(KernelError):
            while not ended.wait(TICK):
                server.renew()

    keeper = threading.Thread(target=look, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


@dataclass(frozen=True)
class RenderedPage:
    """A page or the notebook of a failure on its way back to the batch."""

    rendered: bool
    data: bytes
    error: str
    seconds: float


def render_here(bench: RenderPlugin, folder: Path, job: Job) -> RenderedPage:
    """Render a job whose paths are those in the bundle; nothing of it stays on this machine."""
    pages = folder / "pages"
    own = replace(job, notebook=folder / "study" / job.notebook, page=pages / job.page)
    outcome = render_job(own, bench.config, bench.manager)
    data = b""
    if outcome.path:
        page = Path(outcome.path)
        data = page.read_bytes()
        page.unlink()
    return RenderedPage(not outcome.failed, data, outcome.error, outcome.seconds)


class ReadPlugin(StudyPlugin):
    """A plugin where documents are read."""

    def prepare(self, folder: Path, stack: ExitStack) -> None:
        """Load what documents are read with."""
        study = folder / "study"
        raws = tuple(sorted((study / "raw").glob("*"), key=lambda place: int(place.name)))
        self.tools = load_tools(config_folder(study / "config"), raws)


def read_here(desk: ReadPlugin, folder: Path, request: tuple[Task, bytes | None]) -> list[Item]:
    """Read a file that was sent along; it does not stay on this machine."""
    task, data = request
    path = folder / "files" / task.path.name
    path.parent.mkdir(exist_ok=True)
    if data is not None:
        path.write_bytes(data)
    try:
        return read_task(replace(task, path=path), desk.tools)
    finally:
        path.unlink(missing_ok=True)
