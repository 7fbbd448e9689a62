"""One page to render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.files import digest_of
from analysis.notebooks.placement import Placement


@dataclass(frozen=True)
class Job:
    """One page to render: a notebook, its parameters, where the page goes and what it depends on.

    ``inputs`` is the digest of all that the page is made of: data slice, configuration, code.
    ``place`` is its place among the pages of a study; None where it lies alone.
    """

    key: str
    notebook: Path
    parameters: Mapping[str, Any]
    page: Path
    inputs: str
    place: Placement | None = None

    @property
    def digest(self) -> str:
        """The digest of the notebook, its parameters, its inputs and its place."""
        at = self.notebook.stat() if self.notebook.is_file() else None
        content = _digest(self.notebook, at and at.st_mtime_ns, at and at.st_size)
        place = self.place.digest if self.place else ""
        return digest_of(content, sorted(self.parameters.items()), self.inputs, place)


@cache
def _digest(notebook: Path, _changed: int | None, _size: int | None) -> str:
    """Return a notebook's digest; read once for all the pages that are made from it."""
    return digest_of(notebook)
