"""Invented plans and problems with the next report, for every test of the stage."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest
from invented import CASES, Case, case_of, segments

from analysis.texts.prose.clauses import Segment


@pytest.fixture(scope="session")
def cases_of() -> Callable[[str], list[Case]]:
    def load(name: str) -> list[Case]:
        data = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))
        return [case_of(entry) for entry in data["case"]]

    return load


@pytest.fixture(scope="session")
def report_of() -> Callable[..., list[Segment]]:
    """Makes segments of the parts of a report, given by role."""
    return segments
