"""A pool of workers: assign jobs, replace workers that die, stop them all."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from analysis.batch.render import WorkerConfig
from analysis.batch.worker import work
from analysis.kernels.keeper import ForkServer
from analysis.notebooks.job import Job
from analysis.records import Outcome

TICK = 1.0  # seconds between two looks after the fork server
GRACE = 60.0  # seconds over its time after which a worker no longer obeys
SPAWN = get_context("spawn")


@dataclass
class Worker:
    """A worker process, the job it has, and until when."""

    process: SpawnProcess
    pipe: Connection
    job: Job | None = None
    deadline: float = 0.0

    def assign(self, job: Job, seconds: float) -> None:
        """Hand over a job."""
        self.job, self.deadline = job, time.monotonic() + seconds
        self.pipe.send(job)

    def end(self) -> None:
        """End the process, however busy it is."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class WorkerPool:
    """Renders jobs on several workers; a context manager that leaves no process behind."""

    def __init__(self, size: int, config: WorkerConfig, server: ForkServer | None) -> None:
        self.config, self.server = config, server
        self.workers: list[Worker] = []
        self._tries: dict[str, int] = {}
        for _ in range(size):
            self._start_worker()

    def __enter__(self) -> WorkerPool:
        """Return the pool."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the workers."""
        for worker in self.workers:
            worker.end()

    def _start_worker(self) -> None:
        ours, its = SPAWN.Pipe()
        process = SPAWN.Process(target=work, args=(its, self.config), daemon=True)
        process.start()
        its.close()
        self.workers.append(Worker(process, ours))

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Outcome]]:
        """Yield each job with its outcome, as they are done.

        Raises:
            KernelError: the fork server cannot be started again.
        """
        waiting = deque(jobs)
        while waiting or any(worker.job for worker in self.workers):
            for worker in self.workers:
                if worker.job is None and waiting:
                    self._assign(worker, waiting)
            for worker in self._ready_workers():
                if done := self._answer(worker, waiting):
                    yield done
            if self.server:
                self.server.renew()

    def _assign(self, worker: Worker, waiting: deque[Job]) -> None:
        seconds = self.config.seconds * (1 + self.config.retries) + GRACE
        job = waiting.popleft()
        try:
            worker.assign(job, seconds)
        except OSError:  # it died while it was idle; it is replaced when that is heard
            waiting.appendleft(job)
            worker.job = None

    def _ready_workers(self) -> list[Worker]:
        """Wait a moment; return the workers that answered, ended, or are out of time."""
        ready = set(wait([worker.pipe for worker in self.workers], TICK))
        now = time.monotonic()
        return [w for w in self.workers if w.pipe in ready or (w.job and now > w.deadline)]

    def _answer(self, worker: Worker, waiting: deque[Job]) -> tuple[Job, Outcome] | None:
        job, worker.job = worker.job, None
        late = job is not None and time.monotonic() > worker.deadline
        try:
            if worker.pipe.poll():
                outcome: Outcome = worker.pipe.recv()
                return (job, outcome) if job else None
        except (EOFError, ConnectionError):
            pass  # it died
        worker.end()
        self.workers.remove(worker)
        self._start_worker()
        return self._retry_or_fail(job, worker, waiting, late) if job else None

    def _retry_or_fail(
        self, job: Job, worker: Worker, waiting: deque[Job], late: bool
    ) -> tuple[Job, Outcome] | None:
        """Hand the job of a lost worker to another one, or give it up."""
        tried = self._tries[job.key] = self._tries.get(job.key, 0) + 1
        if tried <= self.config.retries and not late:
            waiting.appendleft(job)
            return None
        why = "did not end in time" if late else f"died (status {worker.process.exitcode})"
        return job, Outcome(job.key, "failed", "", f"{job.notebook.name}: its worker {why}")
