"""A worker process: renders one job after another until its input ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Any, cast

from analysis.batch.render import WorkerConfig, render_job
from analysis.kernels import linux


def work(pipe: Connection, config: WorkerConfig) -> None:
    """Render jobs from the pipe; each is answered with its outcome."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the batch ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import_ahead()
    manager = manager_for(config)
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        pipe.send(render_job(job, config, manager))


def manager_for(config: WorkerConfig) -> type[Any] | None:
    """Return the kernel manager's class; None where Jupyter's own is used."""
    if not linux.supported():
        return None
    from analysis.kernels.manager import manager_class

    return manager_class(config.address, config.scratch, config.memory)


def import_ahead() -> None:
    """Import what the first job needs while the fork server starts.

    The parser of ``rfc3987_syntax`` takes longer to build than all else together; it serves only
    to check addresses in JSON schemas, and what would use it does without where it is not there.
    """
    sys.modules.setdefault("rfc3987_syntax", cast(ModuleType, None))
    import nbconvert  # noqa: F401
    import papermill  # noqa: F401


def _end_with_parent() -> None:
    """A worker in the middle of a notebook would not see that the batch was killed."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
