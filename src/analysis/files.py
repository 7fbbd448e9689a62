"""Atomic writes, and digests of file content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import StoreError

PART = ".part"  # ends the name of a file that is being written


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex, or "" where it is missing.

    >>> file_digest(Path("no such file"))
    ''
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def readable(name: str) -> str:
    r"""Return a name of a file as people read it: names that are not UTF-8 are tried as GBK.

    Nothing in it can act on a terminal or break a line.

    >>> readable("报告".encode("gbk").decode("utf-8", "surrogateescape")), readable("a\x1b[2Jb")
    ('报告', 'a�[2Jb')
    """
    if not name.isprintable():
        raw = name.encode("utf-8", "surrogateescape")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name)


def digest_of(*parts: object) -> str:
    """Return one digest of texts, numbers and the contents of files and folders (by path).

    >>> digest_of("a", 1) == digest_of("a", 1) != digest_of("a", 2)
    True
    """
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            for path in sorted(_files(part)):
                total.update(os.fsencode(f"{path.relative_to(part.parent).as_posix()}\0"))
                total.update(file_digest(path).encode())
        else:
            total.update(repr(part).encode())
        total.update(b"\1")
    return total.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from (p for p in path.rglob("*") if p.is_file() and p.suffix != ".pyc")


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that it appears whole or not at all.

    Raises:
        StoreError: the folder cannot be written.
    """
    with whole(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a file beside ``path`` to write to; it takes its place when all went well.

    Raises:
        StoreError: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART)
        os.close(handle)
    except OSError as error:
        raise StoreError(f"{path} cannot be written ({error.strerror})") from None
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o644)
        _sync(beside)
        beside.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise StoreError(f"{path} cannot be written ({error.strerror})") from None
    finally:
        beside.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have the disk keep a file or folder before anything says that it is there."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_parts(folder: Path) -> None:
    """Remove what killed processes were writing in a folder; for those that hold its lock."""
    for part in folder.rglob(f".*{PART}"):
        part.unlink(missing_ok=True)
