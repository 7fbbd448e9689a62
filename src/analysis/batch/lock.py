"""One batch at a time in a folder; the lock of a process that died is free."""

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
def folder_lock(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock of a folder of pages.

    The operating system keeps it, so that it ends with the process, however that ends.

    Args:
        folder: the folder of the pages.
        wait: wait for another batch to end rather than refuse.

    Raises:
        StoreError: another batch runs there (says which one), or the folder cannot be written.
    """
    place, holder = folder / RUNS / "lock", folder / RUNS / "running.json"
    lock = FileLock(place, timeout=-1 if wait else 0)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        holder.write_text(json.dumps(_me()), encoding="utf-8")
    except Timeout:
        raise StoreError(
            f"another batch writes to {folder} ({_who(holder)}); wait for it, or use --wait"
        ) from None
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
        said = json.loads(holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "it is just starting"
    return ", ".join(f"{name} {value}" for name, value in said.items())
