"""The measurement model on made-up counties whose truth is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.config import Study
from analysis.counties import Change
from analysis.errors import StoreError, TableError
from analysis.extraction.indicators.codebook import Codebook, load_codebook
from analysis.index import Goalpost, load_goalposts
from analysis.measurement import (
    Comparability,
    Posterior,
    as_scores,
    episode_table,
    figure_table,
    latest_subjects,
    level_table,
    mixing_note,
    progress_table,
    read_draws,
    sample_posterior,
    write_draws,
)
from analysis.measurement.items import prepare_figures
from analysis.measurement.own_lines import steepness
from analysis.panel import CountyBreaks
from analysis.panel.breaks import Break

CONFIG = Path(__file__).parents[2] / "config"
PRINTED = ("appearance_rate", "audit_fix_rate", "npc_reply_rate", "casefile_pass_rate")
CASES = 200


@dataclass(frozen=True)
class Made:
    """A study of made-up counties, and their true rates."""

    codebook: Codebook
    goalposts: tuple[Goalpost, ...]
    study: Study
    panel: pd.DataFrame
    rates: np.ndarray

    def fit(self, panel: pd.DataFrame | None = None) -> Posterior:
        """Fit the model to the panel, or to another one."""
        used = self.panel if panel is None else panel
        return sample_posterior(used, self.goalposts, self.codebook, self.study)


@pytest.fixture(scope="session")
def made(make_panel: Callable[..., pd.DataFrame]) -> Made:
    """24 counties × 3 years: the first twelve rise by 0.05 a year, the others fall."""
    codebook = load_codebook(CONFIG / "indicators.csv")
    start = np.linspace(0.6, 0.85, 24)[:, None]
    step = np.where(np.arange(24)[:, None] < 12, 0.05, -0.05)
    shares = np.clip(start + step * np.arange(3), 0.02, 0.98)
    rng = np.random.default_rng(1)
    habits = rng.normal(0, 0.3, (24, 1, len(PRINTED))) + rng.normal(0, 0.1, (24, 3, len(PRINTED)))
    odds = np.log(shares / (1 - shares))[:, :, None] + habits
    printed = np.ones((24, 3, len(PRINTED)), bool)
    printed[5] = False  # reports that print none of it
    printed[7, :, 1:] = False
    posts = load_goalposts(CONFIG / "goalposts.csv", codebook)
    panel = make_panel(codebook, PRINTED, 1 / (1 + np.exp(-odds)), printed, CASES)
    return Made(codebook, posts, Study(), panel, shares)


@pytest.fixture(scope="session")
def fitted(made: Made) -> Posterior:
    """The posterior of ``made``, fitted once."""
    return made.fit()


def overall(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["dimension"] == "L"].set_index("county_code")


def test_every_county_year_with_a_report_has_a_level_with_an_interval(
    made: Made, fitted: Posterior
) -> None:
    levels, _ = level_table(fitted, made.study)
    assert len(levels) == 24 * 3 * 10
    assert levels[["low", "median", "high"]].notna().all(axis=None)
    assert (levels["low"] <= levels["median"]).all()
    assert (levels["median"] <= levels["high"]).all()


def test_a_county_without_figures_has_the_widest_interval_and_no_evidence(
    made: Made, fitted: Posterior
) -> None:
    levels, _ = level_table(fitted, made.study)
    own = levels[levels["dimension"] == "D7"]
    width = (own["high"] - own["low"]).groupby(own["county_code"]).mean()
    assert width.idxmax() == "990106"
    evidence = own.groupby("county_code")["evidence"].mean()
    assert evidence["990106"] < 0.3 < evidence.drop("990106").min()


def test_a_dimension_that_no_report_writes_about_spans_most_of_the_scale(
    made: Made, fitted: Posterior
) -> None:
    levels, _ = level_table(fitted, made.study)
    own = levels[levels["dimension"] == "D8"]
    assert ((own["high"] - own["low"]) > 50).all()
    assert (own["printed"] == 0).all()


def test_levels_go_with_the_rates_behind_them(made: Made, fitted: Posterior) -> None:
    levels, _ = level_table(fitted, made.study)
    own = levels[(levels["dimension"] == "D7") & (levels["year"] == 2021)]
    assert own["median"].corr(pd.Series(made.rates[:, 0], own.index), method="spearman") > 0.9


def test_counties_that_rise_are_told_from_those_that_fall(made: Made, fitted: Posterior) -> None:
    own = overall(progress_table(fitted, made.study))
    printed = own.drop(index="990106")
    rising = printed.index < "990113"
    assert (printed.loc[rising, "chance_rising"] > 0.9).mean() > 0.9
    assert (printed.loc[~rising, "chance_rising"] < 0.1).mean() > 0.9


def test_nothing_is_called_of_a_county_with_few_like_figures(made: Made, fitted: Posterior) -> None:
    own = overall(progress_table(fitted, made.study))
    assert own.loc[["990106", "990108"], "call"].tolist() == ["too little"] * 2


def test_like_figures_alone_say_the_same_direction(made: Made, fitted: Posterior) -> None:
    own = overall(progress_table(fitted, made.study)).dropna(subset=["matched"])
    assert (np.sign(own["matched"]) == np.sign(own["change"])).mean() > 0.9


def test_episodes_cover_the_years_of_each_county_and_the_last_is_open(
    made: Made, fitted: Posterior
) -> None:
    spells = episode_table(fitted, made.study)
    for _, own in spells.groupby("county_code"):
        assert own["first_year"].tolist()[1:] == own["last_year"].tolist()[:-1]
        assert own["open"].tolist() == [False] * (len(own) - 1) + [True]
    assert spells["probability"].between(0, 1).all()


def test_worse_silence_lowers_levels_and_more_so_the_worse(made: Made, fitted: Posterior) -> None:
    levels, _ = level_table(fitted, made.study)
    own = overall(levels)
    assert (own["shift_one"] < own["shift_half"]).all()
    assert (own["shift_half"] < 0).all()


def test_leaving_out_the_worst_figure_gains_little_at_the_lower_end(
    made: Made, fitted: Posterior
) -> None:
    quiet = made.panel.copy()
    hidden = (quiet["county_code"] == "990112") & (quiet["indicator"] == "audit_fix_rate")
    quiet.loc[hidden, ["value", "numerator", "denominator"]] = np.nan
    quiet.loc[hidden, "state"] = "silent"
    before = overall(level_table(fitted, made.study)[0]).loc["990112", "low"].mean()
    after = overall(level_table(made.fit(quiet), made.study)[0]).loc["990112", "low"].mean()
    assert after < before + 1


def test_the_same_seed_gives_the_same_draws(made: Made, fitted: Posterior) -> None:
    again = made.fit(made.panel.sample(frac=1, random_state=3))
    np.testing.assert_array_equal(again.level, fitted.level)


def test_another_seed_gives_other_draws_of_the_same_levels(made: Made, fitted: Posterior) -> None:
    study = made.study.model_copy(update={"index": made.study.index.model_copy(update={"seed": 5})})
    other = replace(made, study=study).fit()
    gap = np.median(other.level[:, :, -1], axis=0) - np.median(fitted.level[:, :, -1], axis=0)
    assert 0 < np.abs(gap).mean() < 1.5


def test_draws_are_kept_in_hundredths_of_a_point(tmp_path: Path, fitted: Posterior) -> None:
    with pytest.raises(StoreError, match="run: fazhi build"):
        read_draws(tmp_path)
    write_draws(tmp_path, fitted)
    np.testing.assert_allclose(read_draws(tmp_path), fitted.level, atol=0.0051)


def test_weights_of_figures_with_their_effect_stay_within_the_level(fitted: Posterior) -> None:
    rows = figure_table(fitted)
    assert rows["backed"].all()
    assert rows["score"].between(0, 100).all()
    assert (rows.groupby(["county_code", "year"])["weight"].sum() < 1).all()


def test_levels_stand_in_the_columns_of_scores(made: Made, fitted: Posterior) -> None:
    levels, _ = level_table(fitted, made.study)
    scores = as_scores(levels, made.study)
    assert scores["score"].equals(levels["median"])
    assert set(scores["band"].dropna()) <= set("ABCD")


def test_a_bare_rate_says_less_than_the_same_rate_with_its_cases(
    made: Made, fitted: Posterior
) -> None:
    bare = made.panel.copy()
    bare[["numerator", "denominator"]] = np.nan
    width = []
    for posterior in (fitted, made.fit(bare)):
        levels, _ = level_table(posterior, made.study)
        own = levels[(levels["dimension"] == "D7") & (levels["county_code"] != "990106")]
        width.append(float((own["high"] - own["low"]).mean()))
    assert width[1] > 1.2 * width[0]


def test_a_figure_that_failed_the_audit_carries_nothing(made: Made) -> None:
    doubted = pd.MultiIndex.from_tuples([("990101", 2021, "audit_fix_rate")])
    kept = prepare_figures(made.panel, made.goalposts, made.codebook, Comparability())
    cut = prepare_figures(made.panel, made.goalposts, made.codebook, Comparability(doubted=doubted))
    assert len(cut.cells.item) == len(kept.cells.item) - 1
    marked = made.panel.copy()
    marked.loc[marked["indicator"] == "audit_fix_rate", "reason"] = "disagrees"
    less = prepare_figures(marked, made.goalposts, made.codebook, Comparability())
    assert "audit_fix_rate" not in {less.items.indicator[i] for i in less.cells.item}


def test_all_of_n_weighs_as_n_cases(made: Made) -> None:
    full = made.panel.copy()
    there = full["value"].notna()
    full.loc[there, ["value", "numerator"]] = (100.0, float(CASES))
    cells = prepare_figures(full, made.goalposts, made.codebook, Comparability()).cells
    assert (cells.successes == cells.trials).all()
    assert (cells.trials == CASES).all()


def test_a_county_that_was_merged_is_another_one_from_then_on(made: Made) -> None:
    merged = Change("2022-03", "merged", None, ("990103",), ("新县",), "")
    within = Comparability(moved=CountyBreaks([merged]))
    figures = prepare_figures(made.panel, made.goalposts, made.codebook, within)
    own = figures.units[figures.units["county_code"] == "990103"]
    assert own["subject"].nunique() == 2
    assert own.groupby("subject")["year"].agg(list).tolist() == [[2021], [2022, 2023]]


def test_a_change_of_law_makes_another_item_but_progress_has_one_yardstick(made: Made) -> None:
    law = Break("2023", "law", frozenset({"audit_fix_rate"}), 2023, 2023, {})
    posterior = sample_posterior(
        made.panel, made.goalposts, made.codebook, made.study, Comparability((law,))
    )
    items = posterior.figures.items
    pairs = zip(items.indicator, items.segment, strict=True)
    assert {int(s) for name, s in pairs if name == "audit_fix_rate"} == {0, 1}
    own = overall(progress_table(posterior, made.study))
    rising = own.index[:12].drop(["990106", "990108"])
    assert (own.loc[rising, "chance_rising"] > 0.8).mean() > 0.8


def test_the_years_since_a_break_are_those_of_progress(made: Made) -> None:
    merged = Change("2022-03", "merged", None, ("990103",), ("新县",), "")
    within = Comparability(moved=CountyBreaks([merged]))
    posterior = sample_posterior(made.panel, made.goalposts, made.codebook, made.study, within)
    last = latest_subjects(posterior).set_index("county_code")
    assert last.loc["990103", ["first_year", "last_year"]].tolist() == [2022, 2023]


def test_a_panel_without_rows_is_an_error(made: Made) -> None:
    with pytest.raises(TableError, match="no rows"):
        made.fit(made.panel.head(0))


def test_reports_that_print_no_figure_at_all_have_levels_without_evidence(made: Made) -> None:
    silent = made.panel[made.panel["county_code"] == "990106"].reset_index(drop=True)
    levels = overall(level_table(made.fit(silent), made.study)[0])
    assert len(levels) == 3
    assert (levels["high"] - levels["low"] > 30).all()


def test_what_own_figures_say_is_wider_than_what_all_say_together(fitted: Posterior) -> None:
    known = np.isfinite(fitted.errors[1])
    own, posterior = fitted.own[1, known], np.median(fitted.progress[:, known, -1], axis=0)
    assert own.std() > posterior.std()
    assert np.corrcoef(own, posterior)[0, 1] > 0.9


def test_own_figures_of_a_silent_county_say_nothing(fitted: Posterior) -> None:
    assert np.isinf(fitted.errors[1, 5])
    assert np.isfinite(np.delete(fitted.errors[1], 5)).all()


def test_counties_of_like_change_have_like_own_change_at_any_level(fitted: Posterior) -> None:
    """The same change of a rate is a larger change of its log-odds near 100 %."""
    rising = np.setdiff1d(np.arange(12), [5, 7])
    own = fitted.own[1, rising]
    assert own.std() < 0.4 * own.mean()


def test_a_year_alone_says_nothing_of_change(made: Made) -> None:
    one = made.panel[(made.panel["county_code"] != "990103") | (made.panel["year"] == 2023)]
    posterior = made.fit(one.reset_index(drop=True))
    assert np.isinf(posterior.errors[1, 2])
    assert np.isfinite(posterior.errors[0, 2])


def test_counts_beyond_what_is_asked_are_worth_no_more_for_it(made: Made) -> None:
    post = Goalpost("x", 0, 4, "count", "")
    within, at, beyond = steepness(np.log(np.array([2.0, 4.0, 400.0])), post)
    assert within < at == beyond


def test_chains_that_do_not_agree_are_told_in_a_line() -> None:
    good = {"r_hat": 1.01, "effective": 200.0, "draws": 400.0, "figures": 50.0}
    assert mixing_note(good) == ""
    assert "R-hat 1.20" in mixing_note(good | {"r_hat": 1.2})
    assert "effective draws 20" in mixing_note(good | {"effective": 20.0})
