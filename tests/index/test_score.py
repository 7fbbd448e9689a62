from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.config import Study
from analysis.errors import TableError
from analysis.extraction.indicators.codebook import Codebook
from analysis.index import (
    Goalpost,
    contributions,
    level_bounds,
    level_cells,
    point_scores,
    score_dimensions,
    score_with_chances,
    without,
)
from analysis.index.headline.uncertainty import draw_silent
from analysis.tables.schema import BANDS, DIMENSIONS

Posts = tuple[Goalpost, ...]
Sample = Callable[..., pd.DataFrame]


def score_of(scores: pd.DataFrame, dimension: str) -> np.ndarray:
    return scores[scores["dimension"] == dimension]["score"].to_numpy(float)


def test_better_counties_score_higher(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    scores = score_dimensions(sample([0.2, 0.5, 0.9]), goalposts, codebook, study)
    for dimension in ("D0", "D1", "D4", "D6", "D7", "L"):
        assert (np.diff(score_of(scores, dimension)) > 0).all(), dimension


def test_scores_lie_in_their_intervals_and_the_bands_follow(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample(list(np.linspace(0, 1, 30)), observed=0.6)
    scores = score_dimensions(panel, goalposts, codebook, study)
    known = scores[scores["score"].notna()]
    assert ((known["low"] <= known["score"]) & (known["score"] <= known["high"])).all()
    assert known[["low", "high"]].to_numpy().min() >= 0
    assert known[["low", "high"]].to_numpy().max() <= 100
    rank = {letter: place for place, letter in enumerate(BANDS)}
    places = known[["band_high", "band", "band_low"]].map(rank.__getitem__).to_numpy()
    assert (np.diff(places) >= 0).all()
    missing = scores[scores["score"].isna()]
    assert missing[["low", "high", "band", "band_low", "band_high"]].isna().all(axis=None)


def test_chances_of_bands_sum_to_one_and_go_with_the_interval(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample(list(np.linspace(0, 1, 30)), observed=0.6)
    scores, chances = score_with_chances(panel, goalposts, codebook, study)
    known = scores["score"].notna().to_numpy()
    bands = chances[["band_a", "band_b", "band_c", "band_d"]]
    np.testing.assert_allclose(bands[known].sum(axis=1), 1)
    assert chances.loc[~known, [*bands, "top"]].isna().all(axis=None)
    reach = scores[known & (scores["dimension"] == "L")]
    sure = bands.loc[reach.index[reach["band_low"] == "A"], "band_a"]
    assert (sure >= 0.9).all()


def test_about_a_tenth_is_expected_in_the_top_tenth_of_each_year(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample(list(np.linspace(0.2, 0.8, 40)), observed=0.7)
    _, chances = score_with_chances(panel, goalposts, codebook, study)
    index = chances[chances["dimension"] == "L"]["top"]
    assert index.sum() == pytest.approx(4, abs=0.2)
    assert index.iloc[-4:].mean() > 0.5 > 0.05 > index.iloc[:20].mean()


def test_a_rank_lies_in_its_interval_and_the_best_county_is_not_last(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample(list(np.linspace(0.2, 0.8, 30)), observed=0.7)
    _, chances = score_with_chances(panel, goalposts, codebook, study)
    own = chances[chances["dimension"] == "L"].reset_index(drop=True)
    assert (own["rank_low"] <= own[["rank", "rank_median"]].min(axis=1)).all()
    assert (own[["rank", "rank_median"]].max(axis=1) <= own["rank_high"]).all()
    assert (own.loc[own.index >= 25, "rank_high"] < 15).all()
    assert (own.loc[own.index < 5, "rank_low"] > 15).all()
    assert own["rank_median"].corr(pd.Series(np.arange(30.0)), method="spearman") < -0.95


def test_counties_that_are_alike_cannot_be_ranked(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    _, chances = score_with_chances(sample([0.6] * 20), goalposts, codebook, study)
    own = chances[chances["dimension"] == "L"]
    assert (own["rank_high"] - own["rank_low"]).median() > 10


def test_silence_widens_the_interval(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample([0.3, 0.5, 0.6, 0.7, 0.9] * 5)
    rows = (panel["county_code"] == "410002") & (panel["indicator"] != "rol_lecture_cnt")
    rows &= panel["indicator"].isin([p.indicator for p in goalposts][::2])
    quiet = panel.copy()
    quiet.loc[rows, ["value", "state"]] = [np.nan, "silent"]
    widths = []
    for table in (panel, quiet):
        scores = score_dimensions(table, goalposts, codebook, study)
        own = scores[(scores["county_code"] == "410002") & (scores["dimension"] == "L")]
        widths.append(float((own["high"] - own["low"]).iloc[0]))
    assert widths[1] > widths[0]


def test_only_what_is_required_is_drawn(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample([0.3, 0.5, 0.6, 0.7, 0.9])
    for county, state in (("410001", "silent"), ("410002", "not_required")):
        own = (panel["county_code"] == county) & (panel["indicator"] == "appearance_rate")
        panel.loc[own, ["value", "state"]] = [np.nan, state]
    cells = level_cells(panel, goalposts, codebook, study)
    scores = cells["score"].to_numpy(float).reshape(5, -1)
    dims = [codebook[p.indicator].dimension for p in goalposts]
    drawn = draw_silent(scores, cells, dims, np.random.default_rng(1))
    place = [p.indicator for p in goalposts].index("appearance_rate")
    assert np.isfinite(drawn[1, place])
    assert np.isnan(drawn[2, place])
    known = np.isfinite(scores)
    np.testing.assert_array_equal(drawn[known], scores[known])


def test_the_order_of_rows_does_not_matter_and_equal_seeds_give_equal_results(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample(list(np.linspace(0, 1, 12)), observed=0.7)
    first = score_dimensions(panel, goalposts, codebook, study)
    mixed = panel.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(first, score_dimensions(mixed, goalposts, codebook, study))
    other = study.model_copy(update={"index": study.index.model_copy(update={"seed": 2})})
    again = score_dimensions(panel, goalposts, codebook, other)
    pd.testing.assert_series_equal(first["score"], again["score"])
    assert not first["low"].equals(again["low"])


def test_contributions_add_up_to_the_index_and_weights_to_one(
    sample: Sample, goalposts: Posts, codebook: Codebook
) -> None:
    study = Study.model_validate({"index": {"replications": 50, "weights": {"D4": 2.0}}})
    scores = point_scores(sample([0.3, 0.8, 0.6], 0.6), goalposts, codebook, study)
    parts = contributions(scores, study).groupby("county_code")
    index = scores[scores["dimension"] == "L"].set_index("county_code")["score"].dropna()
    np.testing.assert_allclose(parts["contribution"].sum().loc[index.index], index)
    np.testing.assert_allclose(parts["weight"].sum(), 1)


def test_geometric_aggregation_is_never_above_and_has_no_contributions(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    index = study.index.model_copy(update={"aggregation": "geometric"})
    other = study.model_copy(update={"index": index})
    panel = sample([0.3, 0.8], observed=0.7)
    mean = point_scores(panel, goalposts, codebook, study)
    product = point_scores(panel, goalposts, codebook, other)
    assert (score_of(product, "L") <= score_of(mean, "L") + 1e-9).all()
    with pytest.raises(TableError, match="arithmetic"):
        contributions(product, other)


def test_a_dimension_with_too_little_evidence_is_not_scored(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample([0.5])
    keep = panel["indicator"].isin(["party_rol_topics", "appearance_rate", "litigation_loss_rate"])
    panel.loc[~keep, ["value", "state"]] = [np.nan, "silent"]
    scores = point_scores(panel, goalposts, codebook, study).set_index("dimension")
    assert scores.loc["D0", "observed"] == 1
    assert np.isnan(scores.loc["D0", "score"])
    assert scores.loc["D7", "observed"] == 2
    assert np.isfinite(scores.loc["D7", "score"])
    assert np.isnan(scores.loc["L", "score"])
    assert scores.loc["L", "expected"] == len(DIMENSIONS)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"denominator": np.nan}, "no N"),
        ({"denominator": 29.0}, "N under 30"),
        ({"reason": "disagrees"}, "printed rate is not n/N"),
        ({"value": np.nan}, "no figure"),
        ({"value": 130.0}, "no share"),
        ({"state": "silent", "value": np.nan}, "silent"),
    ],
)
def test_what_cannot_carry_level_says_why(
    sample: Sample,
    goalposts: Posts,
    codebook: Codebook,
    study: Study,
    change: dict[str, object],
    why: str,
) -> None:
    panel = sample([0.5])
    panel.loc[panel["indicator"] == "appearance_rate", list(change)] = list(change.values())
    cells = level_cells(panel, goalposts, codebook, study).set_index("indicator")
    assert cells.loc["appearance_rate", "why"] == why
    assert np.isnan(cells.loc["appearance_rate", "score"])


def test_a_full_claim_is_worth_its_lower_bound(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample([1.0])
    row = panel["indicator"] == "appearance_rate"
    panel.loc[row, ["value", "denominator"]] = [100.0, 37.0]
    cells = level_cells(panel, goalposts, codebook, study).set_index("indicator")
    assert cells.loc["appearance_rate", "natural"] == pytest.approx(100 * 0.05 ** (1 / 37))
    assert cells.loc["litigation_loss_rate", "natural"] == pytest.approx(
        100 - 100 * 0.05 ** (1 / 400)
    )


def test_counts_are_capped_at_their_goalpost(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample([0.5])
    panel.loc[panel["indicator"] == "party_rol_topics", "value"] = 40.0
    cells = level_cells(panel, goalposts, codebook, study).set_index("indicator")
    assert cells.loc["party_rol_topics", "score"] == 100


def test_another_county_changes_no_order(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    few = point_scores(sample([0.9, 0.6, 0.3]), goalposts, codebook, study)
    more = point_scores(sample([0.9, 0.6, 0.3, 0.0]), goalposts, codebook, study)
    assert (np.argsort(score_of(few, "L")) == np.argsort(score_of(more, "L")[:3])).all()


def test_more_indicators_give_narrower_intervals(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    rng = np.random.default_rng(5)
    panel = sample([0.6] * 20)
    noise = rng.uniform(0.4, 1.0, len(panel))
    panel["value"] = panel["value"] * noise
    full = score_dimensions(panel, goalposts, codebook, study)
    thin = without(goalposts, [p.indicator for p in goalposts][::2])
    half = score_dimensions(panel, thin, codebook, study)
    widths = [(s["high"] - s["low"])[s["dimension"] == "L"].mean() for s in (full, half)]
    assert widths[0] < widths[1]


def test_bounds_hold_every_score(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample([0.2, 0.5, 0.9], observed=0.6)
    scores = point_scores(panel, goalposts, codebook, study)
    edges = level_bounds(panel, goalposts, codebook, study)
    both = scores.merge(edges, on=["county_code", "year", "dimension"])
    known = both[both["score"].notna() & (both["dimension"] != "L")]
    assert (known["worst"] <= known["score"] + 1e-9).all()
    assert (known["score"] <= known["best"] + 1e-9).all()


def test_an_empty_panel_has_no_scores(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    assert score_dimensions(sample([0.5]).iloc[:0], goalposts, codebook, study).empty


def test_the_index_needs_exactly_the_dimensions_that_the_study_asks_for(
    sample: Sample, goalposts: Posts, codebook: Codebook, study: Study
) -> None:
    panel = sample([0.3, 0.7])
    scores = score_dimensions(panel, goalposts, codebook, study)
    held = int(scores[scores["dimension"] != "L"].groupby("county_code")["score"].count().min())

    def asking(dimensions: int) -> np.ndarray:
        choices = study.index.model_copy(update={"min_dimensions": dimensions})
        asked = study.model_copy(update={"index": choices})
        return score_of(score_dimensions(panel, goalposts, codebook, asked), "L")

    assert np.isfinite(asking(held)).all()
    if held < len(DIMENSIONS):
        assert np.isnan(asking(held + 1)).all()
