"""Worker processes that read files: memory-limited, ended with their parent.

Libraries in other languages cannot be stopped from outside, and some end their process where they
run out of memory. Reading therefore never happens in the process that keeps the results.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

if sys.platform != "win32":
    import resource

MEMORY = 3 << 30  # bytes that one file may take beside what the process has when it begins
STATM = Path("/proc/self/statm")
PRELOADED = ["analysis.extraction.corpus", "analysis.extraction.report", "pypdfium2"]


def worker_pool(jobs: int) -> ProcessPoolExecutor:
    """Return processes that know the readers already and hold nothing of this process.

    They come from a server without threads, where the system has one: a process forked from one
    with threads may hang.
    """
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if hasattr(context, "set_forkserver_preload"):
        context.set_forkserver_preload(PRELOADED)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_prepare)


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if sys.platform != "win32" and STATM.is_file():
        pages = int(STATM.read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _end_with_parent() -> None:
    """End where the parent has died without a word: nobody waits for what is read."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
