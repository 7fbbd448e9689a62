"""A lock on a folder: one run at a time; the lock of a dead process is free."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import StoreError

RUNS = "runs"


@contextmanager
def folder_lock(
    folder: Path, *, wait: bool = False, inside: str = RUNS, what: str = "batch"
) -> Iterator[None]:
    """Hold the lock of a folder of pages, or of tables.

    The operating system keeps it, so that it ends with the process, however that ends.

    Args:
        folder: the folder that is written to.
        wait: wait for another run to end rather than refuse.
        inside: the folder in it where the lock lies.
        what: what runs there, for the error.

    Raises:
        StoreError: another run is at work there (says which one), or it cannot be written.
    """
    place, holder = folder / inside / "lock", folder / inside / "running.json"
    lock = FileLock(place, timeout=-1 if wait else 0)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        holder.write_text(json.dumps(_me()), encoding="utf-8")
    except Timeout:
        advice = "wait for it, or use --wait" if what == "batch" else "wait for it"
        raise StoreError(f"another {what} writes to {folder} ({_who(holder)}); {advice}") from None
    except OSError as error:
        lock.release()
        raise StoreError(f"{folder} cannot be written ({error.strerror})") from None
    try:
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _me() -> dict[str, object]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"process": os.getpid(), "host": socket.gethostname(), "since": now}


def _who(holder: Path) -> str:
    try:
        holder_info = json.loads(holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "it is just starting"
    return ", ".join(f"{name} {value}" for name, value in holder_info.items())
