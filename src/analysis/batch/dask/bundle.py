"""The bundle sent to machines that cannot see the project folder.

A bundle holds ``config/``, ``notebooks/``, what a batch names beside them, and the tables as
Parquet; the copies of tables that people open are left out. It is unpacked as a project folder.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from analysis.config import MARK, ConfigFolder, config_folder
from analysis.errors import ConfigError
from analysis.tables.store import COPIES

TABLES = Path("data") / "processed"
SINCE = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes


def study_files(root: Path, tables: Path, more: Iterable[Path]) -> dict[str, Path]:
    """Return the files of a study by their path in a bundle.

    Args:
        root: the project folder.
        tables: the folder of the tables; lies at its usual place in the bundle.
        more: notebooks, and files and folders that they read, in the project folder.

    Raises:
        ConfigError: one of ``more`` lies outside the project folder.
    """
    found = {inside(path, root): path for path in more}
    found["notebooks"] = root / "notebooks"
    files = config_files(config_folder(root / MARK.parent)) | {
        (Path(name) / path.relative_to(top)).as_posix(): path
        for name, top in found.items()
        for path in _files(top)
    }
    held = (path for path in _files(tables) if path.suffix not in COPIES)
    return files | {(TABLES / path.relative_to(tables)).as_posix(): path for path in held}


def config_files(config: ConfigFolder) -> dict[str, Path]:
    """Return the files of a configuration by their path in a bundle, inherited ones among them."""
    return {f"config/{name}": path for name, path in config.files().items()}


def inside(path: Path, root: Path) -> str:
    """Return a path from the project folder.

    Raises:
        ConfigError: it lies outside.
    """
    full = path.resolve()
    if not full.is_relative_to(root.resolve()):
        raise ConfigError(f"{path} lies outside {root}, so that no other machine can have it")
    return full.relative_to(root.resolve()).as_posix()


def pack(files: Mapping[str, Path]) -> bytes:
    """Return files as one archive; the same files give the same bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(files.items()):
            stored = zipfile.ZIP_STORED if path.suffix == ".parquet" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, SINCE), path.read_bytes(), stored)
    return data.getvalue()


def unpack(data: bytes, folder: Path) -> None:
    """Unpack an archive of ``pack``."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from (p for p in path.rglob("*") if p.is_file() and not _hidden(p, path))


def _hidden(path: Path, top: Path) -> bool:
    parts = path.relative_to(top).parts
    return "__pycache__" in parts or any(part.startswith(".") for part in parts)
