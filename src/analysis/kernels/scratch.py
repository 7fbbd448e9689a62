"""A private temporary folder of a batch, removed even after a crash."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "fazhi-batch-"
LOCK = "lock"
NEW = 60.0  # seconds in which a folder may not have its lock yet
LONGEST = 60  # characters; the path of a socket may have some 100 in all
SHORT = Path("/tmp")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder that only this user can read; folders of processes that died are removed.

    A process holds the lock of its folder while it lives. Its number would not tell: processes in
    containers that share the folder for temporary files have numbers of their own.
    """
    base = _base()
    for old in base.glob(f"{PREFIX}*"):
        if _is_left(old):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    try:
        with FileLock(folder / LOCK):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Tell whether nobody holds the lock of a folder."""
    try:
        if not (folder / LOCK).exists():
            return time.time() - folder.stat().st_mtime > NEW
        with FileLock(folder / LOCK, timeout=0):
            return True
    except (Timeout, OSError):
        return False


def _base() -> Path:
    base = Path(tempfile.gettempdir())
    return SHORT if len(str(base)) > LONGEST and SHORT.is_dir() else base
