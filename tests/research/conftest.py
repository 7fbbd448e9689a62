"""A study wide enough to correlate and to compare groups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import analysis
from analysis import pipeline
from analysis.simulate import simulate_corpus
from analysis.study import View, open_project


@pytest.fixture(scope="session")
def view(made_once: Callable[..., Path], project_in: Callable[[Path], Path]) -> View:
    """Twenty-four fictional counties of two years, built: enough to correlate."""

    def make(place: Path) -> None:
        list(simulate_corpus(project_in(place) / "data" / "raw", counties=24, years=2))
        project = open_project(place)
        pipeline.ingest(project, ())
        pipeline.build(project)

    return analysis.open_study(made_once("wide study", make))
