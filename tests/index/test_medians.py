from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.index import medians
from analysis.tables.contracts import SCORES


def scores(*rows: tuple[str, int, str, float], printed: int = 1) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["county_code", "year", "dimension", "score"])
    bands = dict.fromkeys(("band", "band_low", "band_high"))
    return SCORES.check(
        table.assign(low=np.nan, high=np.nan, observed=printed, expected=1, **bands)
    )


def test_the_median_is_of_the_counties_that_have_a_score_and_says_how_many() -> None:
    table = medians(
        scores(
            ("410001", 2022, "D1", 10.0),
            ("410002", 2022, "D1", 30.0),
            ("410003", 2022, "D1", np.nan),
            ("410004", 2022, "L", np.nan),
            ("410001", 2023, "D1", 50.0),
        )
    )
    assert table[["year", "dimension", "counties"]].to_numpy().tolist() == [
        [2022, "D1", 2], [2022, "L", 0], [2023, "D1", 1],
    ]  # fmt: skip
    np.testing.assert_array_equal(table["median"], [20.0, np.nan, 50.0])


def test_a_score_that_rests_on_no_figure_of_the_county_does_not_count_for_the_median() -> None:
    own = scores(("410001", 2022, "D1", 10.0), ("410002", 2022, "D1", 30.0))
    leaning = scores(("410003", 2022, "D1", 90.0), printed=0)
    (row,) = medians(pd.concat([own, leaning])).itertuples()
    assert (row.median, row.counties) == (20.0, 2)


def test_without_scores_there_are_no_medians() -> None:
    assert medians(SCORES.empty()).empty
