"""Tables and pages at an address that fsspec knows (``s3://…``), fetched to this machine."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analysis.errors import StoreError
from analysis.files import digest_of, file_digest
from analysis.tables.store import COPIES, MANIFEST


def fetched_tables(url: str) -> Path:
    """Return a folder of this machine with the tables of a remote one, fetched where they changed.

    Raises:
        StoreError: the place cannot be read, holds no tables, or they changed meanwhile.
    """
    fs, base = open_remote(url)
    with reaching(url):
        manifest = fs.cat_file(f"{base}/{MANIFEST}")
        folder = cache_folder() / f"tables-{digest_of(manifest)[:16]}"
        if not folder.is_dir():
            part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
            shutil.rmtree(part, ignore_errors=True)
            for name in fs.find(base):
                if Path(name).suffix not in COPIES:
                    place = part / name.removeprefix(base).lstrip("/")
                    place.parent.mkdir(parents=True, exist_ok=True)
                    fs.get_file(name, str(place))
            _check(part, url)
            part.replace(folder)
    return folder


def _check(folder: Path, url: str) -> None:
    steps = json.loads((folder / MANIFEST).read_bytes()).values()
    digests = {name: digest for step in steps for name, digest in step["tables"].items()}
    for name, digest in digests.items():
        if file_digest(folder / name) != digest:
            shutil.rmtree(folder)
            raise StoreError(f"{url}/{name} is not the table that {MANIFEST} describes")


def open_remote(url: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs

        fs, base = url_to_fs(url, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise StoreError(
            f"{url} cannot be reached ({error}); "
            'run: python -m pip install "fazhi-analysis[cluster]"'
        ) from None
    return fs, str(base).rstrip("/")


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """Turn what a file system may raise into one clear error."""
    botocore = sys.modules.get("botocore.exceptions")  # its errors are of no common kind
    faults = (OSError, botocore.BotoCoreError) if botocore else (OSError,)
    try:
        yield
    except faults as error:
        message = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StoreError(f"{url} cannot be read or written ({message})") from None


def cache_folder() -> Path:
    """Return the folder of this machine in which fetched tables and pages are kept."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "fazhi"
