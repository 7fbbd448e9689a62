"""Linux calls that the standard library lacks."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Container
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def supported() -> bool:
    """Tell whether kernels can be forked here."""
    return sys.platform == "linux"


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl({option})")


def die_with(parent: int) -> None:
    """Have the kernel kill this process when ``parent`` ends; exit where it has ended already."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of what kernels leave behind, so that it can be reaped."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def memory() -> int:
    """Return the resident memory of this process in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def refuse_threads() -> None:
    """Raise where a thread would be lost, with the locks it holds, in the fork.

    Raises:
        RuntimeError: something that was imported started a Python thread.
    """
    others = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    if others:
        raise RuntimeError(f"cannot fork beside the threads {', '.join(others)}")


def kill(pid: int, number: int, *, group: bool = False) -> None:
    """Send a signal to a child, which has not been reaped, or to its process group."""
    try:
        if group:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def ended(pid: int) -> int | None:
    """Return a child's status as ``subprocess`` does, None while it runs; it stays a zombie."""
    found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if found is None:
        return None
    return found.si_status if found.si_code == os.CLD_EXITED else -found.si_status


def reap_adopted(own: Container[int]) -> None:
    """Reap ended processes that were handed to this one; its own children are left alone."""
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None or found.si_pid in own:
            return
        os.waitpid(found.si_pid, 0)


def kill_descendants() -> None:
    """Kill everything that came from this process, also what left its process group."""
    from psutil import NoSuchProcess, Process

    for process in Process().children(recursive=True):
        with suppress(NoSuchProcess):
            process.kill()
