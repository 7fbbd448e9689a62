from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ConfigError, TableError
from analysis.extraction.indicators.codebook import Codebook, load_codebook
from analysis.panel import build_panel
from analysis.panel.outside_denominators import (
    load_long,
    uses_of,
    with_denominators,
)

Make = Callable[..., pd.DataFrame]


@pytest.fixture
def panel(codebook: Codebook, documents: Make, observations: Make) -> pd.DataFrame:
    seen = observations(
        ("110101", 2023, "suits", 120.0, "exact"),
        ("110101", 2023, "lost", 12.0, "exact"),
        ("110102", 2023, "suits", 30.0, "exact"),
        ("110102", 2023, "claimed_rate", 97.0, "exact"),
    )
    return build_panel(seen, documents(("110101", 2023), ("110102", 2023)), codebook)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_table_fills_only_what_the_report_leaves_open(
    panel: pd.DataFrame, tmp_path: Path
) -> None:
    path = written(
        tmp_path / "people.csv",
        "code,year,name,value,source\n110101,2023,population,500000,yearbook\n"
        "110103,2023,population,1,yearbook\n",
    )
    table = load_long(path)
    out = with_denominators(panel, table, {"suits": "population", "loss_rate": "population"})
    cells = out.set_index(["county_code", "indicator"])
    assert cells.loc[("110101", "suits"), "denominator"] == 500_000
    assert cells.loc[("110101", "suits"), "denominator_of"] == "table:population"
    assert cells.loc[("110101", "loss_rate"), "denominator"] == 120
    assert cells.loc[("110101", "loss_rate"), "denominator_of"] == "suits"
    assert np.isnan(cells.loc[("110102", "suits"), "denominator"])
    assert panel.equals(panel.copy())


def test_names_that_are_not_there_get_the_nearest(panel: pd.DataFrame, tmp_path: Path) -> None:
    table = load_long(
        written(tmp_path / "t.csv", "code,year,name,value,source\n110101,2023,people,5,yearbook\n")
    )
    with pytest.raises(TableError, match='no indicator "suit" in the panel; did you mean "suits"'):
        with_denominators(panel, table, {"suit": "people"})
    with pytest.raises(TableError, match='no denominator "peple" in the table'):
        with_denominators(panel, table, {"suits": "peple"})


def test_the_table_of_a_project_is_optional_and_every_fault_is_named(tmp_path: Path) -> None:
    path = tmp_path / "denominators.csv"
    assert load_long(path).empty
    head = "code,year,name,value,source\n"
    path.write_text(head + "010101,2023,people,100,yearbook\n", encoding="utf-8")
    assert load_long(path).to_dict("records") == [
        {"county_code": "010101", "year": 2023, "people": 100.0}
    ]
    rows = "010101,2023,people,0,\n010101,23,people,5,x\n010101,23,people,5,x\n"
    path.write_text(head + rows, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_long(path)
    for said in ("line 2: people of county 010101 has no source", "line 2: people of county 010101 "
                 "has no number above 0", "line 3: people of county 010101 has no year", "line 4: "
                 "people of county 010101 is a duplicate"):  # fmt: skip
        assert said in str(caught.value)
    path.write_text("code,year\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="missing column name, value, source"):
        load_long(path)


def test_only_counts_take_an_outside_denominator() -> None:
    real = load_codebook(Path(__file__).parents[2] / "config" / "indicators.csv")
    rate = next(i for i in real if i.kind == "rate" and i.denominator)
    count = next(i for i in real if i.kind != "rate" and i.denominator)
    table = pd.DataFrame(columns=["county_code", "year", rate.denominator, count.denominator])
    uses = uses_of(table, real)
    assert uses[count.code] == count.denominator
    assert rate.code not in uses
