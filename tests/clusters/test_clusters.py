from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from analysis.clusters import (
    choose_k,
    cluster_counties,
    features,
    label_name,
    move_table,
    moves,
    profile,
    progress,
    reporting_check,
    saturated,
    silhouettes,
)
from analysis.config import Study
from analysis.counties import Change
from analysis.errors import TableError
from analysis.panel import CountyBreaks
from analysis.tables.contracts import CLUSTERS, CONSTRUCTS, SCORES
from analysis.tables.schema import DIMENSIONS

KEY = ["county_code", "year"]


def planted(
    levels: list[float], years: int = 2, missing: float = 0.0, change: float = 0.0
) -> pd.DataFrame:
    rng = np.random.default_rng(11)
    rows = []
    for number, level in enumerate(levels):
        for year in range(years):
            points = np.clip(level + change * year + rng.normal(0, 4, 9), 0, 100)
            points[rng.random(9) < missing] = np.nan
            index = np.nanmean(points) if np.isfinite(points).any() else np.nan
            for dimension, score in zip([*DIMENSIONS, "L"], [*points, index], strict=True):
                rows.append((f"{410000 + number}", 2021 + year, dimension, score))
    table = pd.DataFrame(rows, columns=[*KEY, "dimension", "score"])
    more = dict.fromkeys(("low", "high"), table["score"]) | dict.fromkeys(
        ("band", "band_low", "band_high")
    )
    return SCORES.check(table.assign(observed=3, expected=3, **more))


THREE = [30.0] * 15 + [55.0] * 20 + [85.0] * 10
TRUTH = np.repeat([3, 2, 1], [30, 40, 20])


def test_planted_levels_are_found_and_ordered() -> None:
    found = cluster_counties(planted(THREE), Study())
    assert adjusted_rand_score(TRUTH, found["cluster"]) == 1
    assert found["cluster"].tolist() == TRUTH.tolist()
    assert set(found["label"]) == {"较高水平", "中等水平", "较低水平"}
    assert found["silhouette"].between(-1, 1).all()


def test_the_order_of_rows_does_not_matter_and_equal_seeds_give_equal_labels() -> None:
    scores = planted(THREE, missing=0.1)
    first = cluster_counties(scores, Study())
    mixed = cluster_counties(scores.sample(frac=1, random_state=5), Study())
    pd.testing.assert_frame_equal(first, mixed)


def test_gaps_are_filled_openly_and_thin_county_years_left_out() -> None:
    scores = planted(THREE, missing=0.1)
    bare = (scores["county_code"] == "410000") & (scores["year"] == 2021)
    scores.loc[bare & ~scores["dimension"].isin(["D0"]), "score"] = np.nan
    made = features(scores, Study().clusters)
    assert np.isfinite(made.matrix).all()
    assert (made.filled > 0).any()
    found = cluster_counties(scores, Study())
    assert len(found) == 2 * len(THREE) - 1
    assert adjusted_rand_score(TRUTH[1:], found["cluster"]) == 1


def test_a_dimension_that_few_score_is_left_out() -> None:
    scores = planted(THREE)
    scores.loc[(scores["dimension"] == "D8") & (scores["county_code"] > "410005"), "score"] = np.nan
    assert "D8" not in features(scores, Study().clusters).names


def test_too_little_evidence_is_an_error_that_names_the_best() -> None:
    scores = planted(THREE)
    scores.loc[scores["dimension"] != "D0", "score"] = np.nan
    with pytest.raises(TableError, match="D0 100%"):
        cluster_counties(scores, Study())
    with pytest.raises(TableError, match="too few"):
        cluster_counties(planted([50.0], years=1), Study())


def test_progress_is_the_yearly_change_of_the_index() -> None:
    change = progress(planted([40.0] * 30, years=3, change=5.0))
    assert change.mean() == pytest.approx(5, abs=0.5)
    assert progress(planted([40.0], years=1)).empty


def test_one_year_alone_is_clustered_on_level() -> None:
    assert "P" not in features(planted(THREE, years=1), Study().clusters).names
    assert "P" in features(planted(THREE), Study().clusters).names


def test_k_is_the_planted_number() -> None:
    table = silhouettes(features(planted(THREE), Study().clusters).matrix, Study().clusters)
    assert choose_k(table) == 3
    assert table["k"].tolist() == [2, 3, 4, 5, 6]


def test_labels_are_different_and_ordered_for_every_k() -> None:
    for k in range(2, 8):
        for lang in ("zh", "en"):
            assert len({label_name(c, k, lang) for c in range(1, k + 1)}) == k


def test_profiles_show_the_planted_medians() -> None:
    scores = planted(THREE)
    table = profile(scores, cluster_counties(scores, Study()))
    index = table[table["dimension"] == "L"].set_index("cluster")
    assert index["median"].round(-1).tolist() == [80, 60, 30] or np.allclose(
        index["median"], [85, 55, 30], atol=3
    )
    assert index["size"].tolist() == [20, 40, 30]
    assert (index["q25"] <= index["median"]).all()


def clustered(*rows: tuple[str, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[*KEY, "cluster"])
    table = table.assign(label="", silhouette=0.5, filled=0, progress=0.0, broken_by="")
    return CLUSTERS.check(table)


def test_moves_go_up_down_and_stay() -> None:
    table = clustered(
        ("a", 2021, 3),
        ("a", 2023, 1),
        ("b", 2022, 1),
        ("b", 2021, 1),
        ("c", 2022, 1),
        ("c", 2023, 2),
        ("d", 2021, 1),
    )
    found = moves(table)
    assert found[["county_code", "move"]].values.tolist() == [
        ["a", "up"],
        ["b", "stay"],
        ["c", "down"],
    ]
    assert found["to_year"].tolist() == [2023, 2022, 2023]
    assert move_table(found).loc[3, 1] == 1
    assert moves(table.iloc[:0]).empty


def test_a_move_across_a_change_of_the_county_is_not_counted() -> None:
    table = clustered(("a", 2022, 2), ("a", 2023, 1), ("b", 2022, 2), ("b", 2023, 1))
    table.loc[(table["county_code"] == "a") & (table["year"] == 2023), "broken_by"] = "2023 merged"
    found = moves(table)
    assert found[["county_code", "move"]].values.tolist() == [["a", "broken"], ["b", "up"]]
    assert move_table(found).loc[2, 1] == 1


def test_neither_progress_nor_moves_cross_a_merger() -> None:
    scores = planted(THREE, years=3, change=5.0)
    code = str(scores["county_code"].min())
    first = scores["year"].min()
    old = (scores["county_code"] == code) & (scores["year"] == first)
    scores.loc[old, "score"] = 1.0
    merged = Change(f"{first + 1}-05", "merged", None, (code,), ("新县",), "")
    breaks = CountyBreaks([merged])
    assert progress(scores)[code] > 10
    assert progress(scores, breaks)[code] == pytest.approx(5, abs=3)
    found = cluster_counties(scores, Study(), breaks)
    broken = found[found["broken_by"] != ""]
    assert broken[KEY].values.tolist() == [[code, first + 1]]
    own = moves(found).query("county_code == @code")
    assert own["move"].tolist()[0] == "broken"
    assert "broken" not in own["move"].tolist()[1:]


def reporting(clusters: pd.DataFrame, signal: float) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    frames = [
        clusters[KEY].assign(
            construct="R",
            part=part,
            value=signal * clusters["cluster"] + rng.normal(0, 1, len(clusters)),
        )
        for part in ("coverage", "numbers")
    ]
    return CONSTRUCTS.check(pd.concat(frames))


def test_clusters_that_are_only_reporting_are_called_so() -> None:
    found = cluster_counties(planted(THREE), Study())
    mere = reporting_check(found, reporting(found, 10.0))
    assert mere.grade == 2
    assert mere.adjusted > 0.9
    assert mere.eta_squared["coverage"] > 0.9
    real = reporting_check(found, reporting(found, 0.0))
    assert real.grade == 0
    assert "reform" in real.verdict("en")


def test_too_few_counties_give_no_verdict() -> None:
    table = clustered(("a", 2021, 1), ("b", 2021, 2))
    assert reporting_check(table, reporting(table, 1.0)).grade == 3


def test_saturated_indicators_are_those_most_counties_claim_in_full() -> None:
    panel = pd.DataFrame(
        {
            "indicator": ["a"] * 10 + ["b"] * 10,
            "value": [99.5] * 9 + [50.0] + [99.5] * 8 + [50.0] * 2,
            "claim": "partial_with_n",
        }
    )
    assert saturated(panel, 0.80) == ("a",)
