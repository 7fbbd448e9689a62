"""Level, progress, types and draws as frames, for scripts and notebooks of one's own."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis.errors import ConfigError, ReportError
from analysis.study import Project, View


@pytest.fixture(scope="module")
def opened(study: Project) -> View:
    """The study, opened by its folder."""
    return analysis.open_study(study.root)


def test_three_lines_give_level_progress_and_types(study: Project) -> None:
    script = (
        "import analysis\n"
        "study = analysis.open_study()\n"
        "frames = analysis.levels(study), analysis.progress(study), analysis.types(study)\n"
        "print(*(len(f) for f in frames), 'matplotlib' in __import__('sys').modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=study.root, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["14", "7", "6", "False"]  # one prints nothing comparable


def test_levels_are_those_of_the_table_with_names(opened: View) -> None:
    levels = analysis.levels(opened)
    assert list(levels.columns[:4]) == ["county_code", "county", "year", "dimension"]
    assert set(levels["dimension"]) == {"L"}
    assert levels["county"].tolist() == [opened.counties[c] for c in levels["county_code"]]
    assert len(analysis.levels(opened, "")) == 10 * len(levels)


def test_draws_give_the_medians_of_the_levels(opened: View) -> None:
    for dimension in ("L", "D5"):
        levels = analysis.levels(opened, dimension).set_index(["county_code", "year"])
        draws = analysis.draws(opened, dimension)
        assert draws.index.equals(levels.index)
        middle = draws.quantile(0.5, axis=1)
        np.testing.assert_allclose(middle, levels["median"], atol=0.011)


def test_progress_holds_what_texts_tell(opened: View) -> None:
    progress = analysis.progress(opened).set_index("county")
    kept = progress.loc[progress["promises_kept_state"] == "counted", "promises_kept"]
    assert len(kept) > 0
    assert kept.between(0, 1).all()
    assert progress.loc["潢川县", "promises_kept_state"] == "none stated"
    assert pd.isna(progress.loc["潢川县", "promises_kept"])
    assert progress["mechanisms_adopted"].ge(0).all()


def test_types_say_whether_there_are_any(opened: View) -> None:
    assert set(analysis.types(opened)["verdict"]) == {"cannot be told"}
    assert set(analysis.types(opened, "level")["question"]) == {"level"}


def test_what_is_not_there_is_named_with_the_nearest(opened: View, tmp_path: object) -> None:
    with pytest.raises(ReportError, match='no dimension "D9"'):
        analysis.levels(opened, "D9")
    with pytest.raises(ReportError, match=r'no question "progres".*progress'):
        analysis.types(opened, "progres")
    with pytest.raises(ConfigError, match="no config"):
        analysis.open_study(str(tmp_path))
