"""A project folder: where its configuration, its tables and its pages lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis import panel
from analysis.config import Study, find_project, load_study
from analysis.extraction.indicators import Codebook, load_codebook
from analysis.files import digest_of
from analysis.tables.remote import fetched_tables
from analysis.tables.store import Store, code_digest


@dataclass(frozen=True)
class Project:
    """A project folder: its configuration, and where its tables and pages lie."""

    root: Path
    processed: Path

    @property
    def config(self) -> Path:
        """The folder that a researcher edits."""
        return self.root / "config"

    @cached_property
    def study(self) -> Study:
        """The choices of method."""
        return load_study(self.config / "study.toml")

    @cached_property
    def codebook(self) -> Codebook:
        """The indicators."""
        return load_codebook(self.config / "indicators.csv")

    @property
    def store(self) -> Store:
        """The tables."""
        return Store(self.processed)

    def digest(self) -> str:
        """Return the digest of the package's code and the configuration.

        Corrections are not part of it: they act in the build, and nothing is read again for them.
        """
        parts = sorted(p for p in self.config.iterdir() if p.name != panel.CORRECTIONS_FILE)
        return digest_of(code_digest(), *parts)


def open_project(root: Path | None = None, processed: Path | str | None = None) -> Project:
    """Return the project of a folder, by default the one the current folder lies in.

    Tables at an address (``s3://…``) are fetched; they are there to be read.

    Raises:
        ConfigError: there is no ``config/study.toml`` in the folder or above it.
        StoreError: the tables cannot be fetched.
    """
    found = find_project(root)
    processed = fetched_tables(processed) if isinstance(processed, str) else processed
    return Project(found, (processed or found / "data" / "processed").resolve())
