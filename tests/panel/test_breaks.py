from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.counties import Change, County
from analysis.errors import ConfigError, TableError
from analysis.extraction.indicators.codebook import Codebook, load_codebook
from analysis.panel import CountyBreaks, build_panel
from analysis.panel.breaks import (
    COLUMNS,
    broken_between,
    broken_by,
    change_table,
    direction_in,
    load_breaks,
    yearly_changes,
)

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def real() -> Codebook:
    return load_codebook(CONFIG / "indicators.csv")


def table(path: Path, *rows: dict[str, str]) -> Path:
    frame = pd.DataFrame([dict.fromkeys(COLUMNS, "") | r for r in rows], columns=list(COLUMNS))
    frame.to_csv(path, index=False, encoding="utf-8")
    return path


def test_the_breaks_of_the_project_are_sound(real: Codebook) -> None:
    breaks = load_breaks(CONFIG / "breaks.csv", real)
    assert len(breaks) >= 9
    assert all(b.first_year <= b.settled_year for b in breaks)


def test_no_change_crosses_the_new_law_on_reconsideration(real: Codebook) -> None:
    breaks = load_breaks(CONFIG / "breaks.csv", real)
    assert "行政复议法2023修订施行" in broken_by(breaks, "reconsider_accepted", 2023, 2024)
    assert broken_by(breaks, "reconsider_accepted", 2024, 2025) == ""
    assert broken_by(breaks, "gov_exec_rol_topics", 2023, 2024) == ""


def test_a_year_that_a_law_cuts_in_two_compares_with_no_neighbour(real: Codebook) -> None:
    breaks = load_breaks(CONFIG / "breaks.csv", real)
    for before, after in ((2020, 2021), (2021, 2022)):
        assert "行政处罚法" in broken_by(breaks, "town_penalty_cases", before, after)
    assert broken_by(breaks, "town_penalty_cases", 2022, 2023) == ""


def test_the_direction_follows_the_law(real: Codebook) -> None:
    breaks = load_breaks(CONFIG / "breaks.csv", real)
    found = [direction_in(breaks, real, "delegated_items", y) for y in (2018, 2019, 2023, 2024)]
    assert found == [0, 1, 1, -1]
    assert direction_in(breaks, real, "enterprise_inspections_change", 2024) == 0
    assert direction_in(breaks, real, "enterprise_inspections_change", 2025) == -1
    assert direction_in(breaks, real, "litigation_loss_rate", 2024) == -1
    with pytest.raises(TableError, match=r'no indicator "delegated_item".*delegated_items'):
        direction_in(breaks, real, "delegated_item", 2020)


def test_changes_stop_at_breaks_and_gaps(tmp_path: Path, codebook: Codebook) -> None:
    path = table(
        tmp_path / "breaks.csv",
        {"date": "2022", "instrument": "法", "indicators": "su*", "first_year": "2022",
         "settled_year": "2022"},
    )  # fmt: skip
    breaks = load_breaks(path, codebook)
    rows = [("a", y, i, v) for i in ("suits", "lost") for y, v in
            [(2020, 1.0), (2021, 2.0), (2022, 4.0), (2024, 9.0)]]  # fmt: skip
    panel = pd.DataFrame(rows, columns=["county_code", "year", "indicator", "value"])
    found = yearly_changes(panel, breaks).set_index(["indicator", "year"])
    assert found.loc[("suits", 2021), "change"] == 1
    assert np.isnan(found.loc[("suits", 2022), "change"])
    assert found.loc[("suits", 2022), "broken_by"] == "法"
    assert found.loc[("lost", 2022), "change"] == 2
    assert 2024 not in found.index.get_level_values("year")


def test_all_faults_are_told_together(tmp_path: Path, codebook: Codebook) -> None:
    years = {"first_year": "2022", "settled_year": "2022"}
    path = table(
        tmp_path / "breaks.csv",
        {"instrument": "甲", "indicators": "suit", **years},
        {"instrument": "乙", "indicators": "suits", "first_year": "2023", "settled_year": "2022"},
        {"instrument": "丙", "indicators": "suits", "direction": "suits=2>1|sutis=0>1", **years},
        {"instrument": "丁", "indicators": "suits", "direction": "suits=0>1", **years},
        {"instrument": "戊", "indicators": "suits", "direction": "suits=0>1", **years},
    )
    with pytest.raises(ConfigError) as caught:
        load_breaks(path, codebook)
    said = str(caught.value)
    for part in (
        "5 faults",
        '"suit" is no indicator; did you mean "suits"',
        "line 3: first_year",
        '"suits=2>1" is not',
        '"sutis", no indicator',
        "戊: suits turns from 0",
    ):
        assert part in said


def test_other_columns_are_refused(tmp_path: Path, codebook: Codebook) -> None:
    path = tmp_path / "breaks.csv"
    path.write_text("date\n2020\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="missing column instrument"):
        load_breaks(path, codebook)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_breaks(tmp_path / "none.csv", codebook)


def test_the_change_table_keeps_the_reason_and_knows_what_is_better(
    real: Codebook,
    observations: Callable[..., pd.DataFrame],
    documents: Callable[..., pd.DataFrame],
) -> None:
    breaks = load_breaks(CONFIG / "breaks.csv", real)
    seen, years = [], [("010101", 2023), ("010101", 2024), ("110102", 2023), ("110102", 2024)]
    for code, year in years:
        seen.append((code, year, "litigation_loss_rate", 8.0 - (year - 2023), "exact"))
        seen.append((code, year, "gov_exec_rol_topics", 3.0 + (year - 2023), "exact"))
    panel = build_panel(observations(*seen), documents(*years), real)
    old = County("110102", "旧县", "省", "市")
    merged = Change("2024-03-01", "merged", old, ("110102",), ("新县",), "")
    made = change_table(panel, breaks, real, CountyBreaks([merged])).set_index(
        ["county_code", "indicator"]
    )
    law = made.loc[("010101", "litigation_loss_rate")]
    assert np.isnan(law["change"])
    assert "行政复议法" in law["broken_by"]
    fine = made.loc[("010101", "gov_exec_rol_topics")]
    assert (fine["change"], fine["direction"], fine["better"], fine["broken_by"]) == (1, 1, 1, "")
    cut = made.loc[("110102", "gov_exec_rol_topics")]
    assert np.isnan(cut["change"])
    assert cut["better"] is pd.NA
    assert cut["broken_by"] == "2024-03-01 merged: 旧县 → 新县"


def test_indicators_that_some_years_do_not_compare_on_are_named(real: Codebook) -> None:
    breaks = load_breaks(CONFIG / "breaks.csv", real)
    assert "reconsider_accepted" in broken_between(breaks, [2023, 2024])
    assert broken_between(breaks, [2024]) == frozenset()
    assert "gov_exec_rol_topics" not in broken_between(breaks, range(2010, 2030))
