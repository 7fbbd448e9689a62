"""What is planted in simulated reports is read from their files: the thresholds of stage 7."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

Read = tuple[pd.DataFrame, dict[str, pd.DataFrame]]


def module() -> ModuleType:
    """The script that measures the same: tests are no package."""
    path = Path(__file__).with_name("planted_texts.py")
    spec = importlib.util.spec_from_file_location("planted_texts", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


planted = module()


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory, project_in: Callable[[Path], Path]) -> Read:
    """The truth, and the tables read without any raw file."""
    place = project_in(tmp_path_factory.mktemp("planted"))
    return planted.read_planted(place, counties=26, years=3, seed=5)


@pytest.mark.parametrize(("kind", "table"), [("promise", "promises"), ("problem", "problems")])
def test_fates_are_read_far_better_than_by_the_most_frequent_one(
    read: Read, kind: str, table: str
) -> None:
    truth, tables = read
    score, majority = planted.macro_f1(planted.states(truth, tables[table], kind))
    assert score >= 0.8
    assert majority < 0.2


def test_the_year_of_adoption_is_that_of_the_first_report_that_states_it(read: Read) -> None:
    exact, false = planted.adoption_years(*read)
    assert sum(exact) >= 0.9 * len(exact)
    assert false <= 0.05 * len(exact)


def test_copied_sentences_are_found_with_their_direction(read: Read) -> None:
    made = planted.copies(*read)
    assert sum(made.found) >= 0.9 * len(made.found)
    assert sum(made.direction) >= 0.9 * len(made.direction)


def test_copied_figures_are_told_from_a_template_with_figures_of_its_own(read: Read) -> None:
    alarms = planted.copies(*read).alarms
    copied, changed = ([a for planted, a in alarms if planted is p] for p in (True, False))
    assert sum(copied) >= 0.95 * len(copied) > 0
    assert sum(changed) <= 0.05 * len(changed)
    assert changed


def test_the_parts_and_dates_of_a_report_are_those_that_form_finds(read: Read) -> None:
    right = planted.form_states(*read)
    assert sum(right) >= 0.95 * len(right)
