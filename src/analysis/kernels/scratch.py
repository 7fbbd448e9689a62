"""A private folder for sockets and files of a batch, which is removed even after a crash."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psutil import pid_exists

PREFIX = "fazhi-batch-"
LONGEST = 60  # characters; the path of a socket may have some 100 in all
SHORT = Path("/tmp")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder that only this user can read; folders of processes that died are removed."""
    base = _base()
    for old in base.glob(f"{PREFIX}*"):
        owner = old.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not pid_exists(int(owner)):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _base() -> Path:
    base = Path(tempfile.gettempdir())
    return SHORT if len(str(base)) > LONGEST and SHORT.is_dir() else base
