"""Dispatch tasks to a Dask cluster: one per worker, retried elsewhere if a worker is lost.

No more tasks than there are workers are under way, so that a task that kills its worker takes no
other with it. One that the scheduler gives up, having killed several workers, is tried once more
at the end, alone: then it is certain which one it was.
"""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.errors import ClusterError, FazhiError

if TYPE_CHECKING:
    from distributed import Client, Future, Security

    from analysis.batch.dask.workers import StudyPlugin

LOCAL = "local"
ADDRESS = re.compile(r"(tcp|tls|ws|wss)://.+:\d+")
ANSWER_TIME = 10.0  # seconds in which a scheduler answers
JOIN_TIME = 120.0  # seconds in which a worker joins, or another after the last was lost
TICK = 1.0
Item = TypeVar("Item")
Ask = Callable[[Item], tuple[Callable[..., Any], Any]]


@dataclass(frozen=True)
class Lost:
    """What became of a task that has no result."""

    error: str
    killed: bool = False


@contextmanager
def connected(address: str, jobs: int) -> Iterator[Client]:
    """Connect to a scheduler; ``local`` starts one with ``jobs`` workers on this machine.

    Raises:
        ClusterError: the address is none, Dask is not installed, there is no scheduler, it has no
            workers, or they run other code than this.
    """
    if address != LOCAL and not ADDRESS.fullmatch(address):
        raise ClusterError(f'"{address}" is no scheduler; say tcp://HOST:8786, or {LOCAL}')
    try:
        from distributed import Client, LocalCluster, Security
    except ModuleNotFoundError:
        raise ClusterError(
            '--scheduler needs Dask; run: python -m pip install "fazhi-analysis[cluster]"'
        ) from None
    with ExitStack() as stack:
        security = Security()
        if address == LOCAL:
            # A scheduler runs what anybody sends it who reaches its port, as all users of this
            # machine do: only who has the certificate of this batch may.
            security = Security.temporary()
            cluster = LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                dashboard_address=None,
                protocol="tls://",
                security=security,
            )
            address = stack.enter_context(cluster).scheduler_address
        _check_reachable(address, security)
        try:
            client = Client(address, set_as_default=False, security=security)
            stack.enter_context(client)
            _await_workers(client, address)
            yield client
        except OSError as error:  # of the connection; nobody would know it for that
            message = f"{type(error).__name__}: {error}"
            raise ClusterError(f"the scheduler at {address} is lost ({message})") from error


def _check_reachable(address: str, security: Security) -> None:
    """See whether somebody answers; a client would wait for a server of another kind for ever."""
    from distributed.core import connect

    async def try_connect() -> None:
        arguments = security.get_connection_args("client")
        answer = connect(address, timeout=ANSWER_TIME, **arguments)
        comm = await asyncio.wait_for(answer, ANSWER_TIME + 1)
        comm.abort()

    with ThreadPoolExecutor(1) as thread:  # the caller may have an event loop of its own
        try:
            thread.submit(asyncio.run, try_connect()).result()
        except OSError as error:  # TimeoutError among them
            detail = f" ({error})" if str(error) else ""
            raise ClusterError(f"no Dask scheduler answers at {address}{detail}") from None


def _await_workers(client: Client, address: str) -> None:
    from analysis.tables.store import code_digest

    try:
        client.wait_for_workers(1, timeout=JOIN_TIME)
    except TimeoutError:
        message = f"no worker has joined the scheduler at {address} in {JOIN_TIME:g} s"
        raise ClusterError(message) from None
    for worker, digest in client.run(code_digest, on_error="return").items():
        if digest != code_digest():
            why = f" ({digest})" if isinstance(digest, Exception) else ""
            raise ClusterError(f"{worker} does not have this version of fazhi-analysis{why}")


def unique_name() -> str:
    """Return a name for a plugin that no other batch on the cluster has."""
    return f"fazhi-{uuid.uuid4().hex}"


class Dispatch:
    """Hands out tasks to a plugin on the workers of a cluster; a context manager."""

    def __init__(self, client: Client, plugin: StudyPlugin) -> None:
        self.client, self.plugin = client, plugin
        self._finished: SimpleQueue[Future[Any]] = SimpleQueue()
        self._running: dict[Future[Any], Any] = {}
        self._workers, self._counted, self._seen = 0, 0.0, time.monotonic()

    def __enter__(self) -> Dispatch:
        """Have every worker, now or later, take the plugin over."""
        from analysis.batch.dask.workers import CleanupPlugin

        self._cleanup = CleanupPlugin(self.plugin.name, self.client.id)
        self.client.register_plugin(self._cleanup, name=self._cleanup.name)
        self.client.register_plugin(self.plugin, name=self.plugin.name)
        return self

    def __exit__(self, *error: object) -> None:
        """Take back what is under way, and have the workers clear the plugin."""
        if self.client.status == "running":
            self.client.cancel(list(self._running))
            self.client.unregister_worker_plugin(self.plugin.name)
            self.client.unregister_scheduler_plugin(self._cleanup.name)

    def run(self, items: Iterable[Item], ask: Ask[Item]) -> Iterator[tuple[Item, Any]]:
        """Yield each item with its result, or ``Lost``, as they are done.

        Args:
            items: what to do.
            ask: makes an item's task, a function of the plugin's and its argument, when it is sent.

        Raises:
            ClusterError: the scheduler is gone, or all workers are and none came in two minutes.
        """
        suspects: list[Item] = []
        for item, result in self._run(items, ask):
            if isinstance(result, Lost) and result.killed:
                suspects.append(item)
            else:
                yield item, result
        for item in suspects:
            yield from self._run([item], ask)

    def _run(self, items: Iterable[Item], ask: Ask[Item]) -> Iterator[tuple[Item, Any]]:
        waiting = deque(items)
        while waiting or self._running:
            self._count_workers()
            for _ in range(min(self._workers - len(self._running), len(waiting))):
                self._submit(waiting.popleft(), ask)
            try:
                future = self._finished.get(timeout=TICK)
            except Empty:
                continue
            yield self._running.pop(future), self._result(future)

    def _submit(self, item: Item, ask: Ask[Item]) -> None:
        from analysis.batch.dask.workers import call_at

        function, task = ask(item)
        future = self.client.submit(call_at, self.plugin.name, function, task, pure=False)
        self._running[future] = item
        future.add_done_callback(self._finished.put)

    def _result(self, future: Future[Any]) -> Any:
        from distributed import KilledWorker

        if future.cancelled():
            raise ClusterError("the scheduler is gone, or it dropped the tasks; run it again")
        error = future.exception()
        if error is None:
            return future.result()
        if isinstance(error, KilledWorker):
            return Lost("its workers died again and again", killed=True)
        text = str(error) if isinstance(error, FazhiError) else f"{type(error).__name__}: {error}"
        return Lost(text.splitlines()[0])

    def _count_workers(self) -> None:
        """Count the workers, once in a while."""
        now = time.monotonic()
        if now - self._counted < TICK:
            return
        self._counted = now
        if self.client.status == "closed":
            raise ClusterError("the scheduler is gone; run it again when it is back")
        with suppress(OSError):  # the connection is lost; the client tries to get it back
            self._workers = len(self.client.nthreads())
        if self._workers:
            self._seen = now
        elif now - self._seen > JOIN_TIME:
            raise ClusterError(f"no worker is left, and none came in {JOIN_TIME:g} s")
