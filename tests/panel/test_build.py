from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.extraction.indicators.codebook import Codebook
from analysis.panel import availability, build_panel

A, B = "411526", "330106"
Make = Callable[..., pd.DataFrame]


def cell(panel: pd.DataFrame, indicator: str, county: str = A) -> pd.Series:
    rows = panel[(panel["indicator"] == indicator) & (panel["county_code"] == county)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_every_report_has_a_row_for_every_indicator(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    panel = build_panel(observations(), documents((A, 2023), (B, 2023)), codebook)
    assert len(panel) == 2 * len(codebook)
    assert set(panel["state"]) == {"silent"}


def test_a_missing_rate_is_computed_from_its_counts_and_marked(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    rows = observations((A, 2023, "suits", 103, "exact"), (A, 2023, "lost", 12, "exact"))
    found = cell(build_panel(rows, documents((A, 2023)), codebook), "loss_rate")
    assert found["value"] == pytest.approx(1200 / 103)
    assert (found["state"], found["reason"]) == ("reported", "computed")
    assert (found["numerator"], found["denominator"]) == (12, 103)
    assert found["denominator_of"] == "suits"
    assert found["claim"] == "partial_with_n"


@pytest.mark.parametrize(
    ("printed", "qualifier", "reason"),
    [
        (11.65, "exact", ""),  # rounded
        (11.6, "exact", ""),  # cut off
        (11.7, "exact", ""),
        (12.9, "exact", "disagrees"),
        (11.0, "over", ""),
        (12.5, "over", "disagrees"),
        (12.5, "about", "disagrees"),
        (13.0, "about", ""),
    ],
)
def test_a_printed_rate_may_be_rounded_or_cut_off_but_not_differ(
    codebook: Codebook,
    documents: Make,
    observations: Make,
    printed: float,
    qualifier: str,
    reason: str,
) -> None:
    rows = observations(
        (A, 2023, "suits", 103, "exact"),
        (A, 2023, "lost", 12, "exact"),
        (A, 2023, "loss_rate", printed, qualifier),
    )
    found = cell(build_panel(rows, documents((A, 2023)), codebook), "loss_rate")
    assert (found["value"], found["reason"]) == (printed, reason)


def test_a_numerator_above_its_denominator_gives_no_rate(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    rows = observations((A, 2023, "suits", 10, "exact"), (A, 2023, "lost", 12, "exact"))
    found = cell(build_panel(rows, documents((A, 2023)), codebook), "loss_rate")
    assert pd.isna(found["value"])
    assert (found["state"], found["reason"]) == ("silent", "n exceeds N")


def test_all_of_the_cases_give_a_rate_of_a_hundred(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    rows = observations((A, 2023, "suits", 12, "exact"), (A, 2023, "lost", 12, "exact"))
    found = cell(build_panel(rows, documents((A, 2023)), codebook), "loss_rate")
    assert (found["value"], found["reason"]) == (100, "computed")


def test_a_count_printed_rounded_does_not_exceed_its_total(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    rows = observations(
        (A, 2023, "suits", 13986, "exact"),
        (A, 2023, "lost", 14000, "exact"),
        (A, 2023, "loss_rate", 100.0, "exact"),
    )
    rows["quote"] = ["13986件", "1.4万件", "100%"]
    assert cell(build_panel(rows, documents((A, 2023)), codebook), "loss_rate")["reason"] == ""
    rows["quote"] = ["13986件", "14000件", "100%"]
    found = cell(build_panel(rows, documents((A, 2023)), codebook), "loss_rate")
    assert found["reason"] == "n exceeds N"


def test_audit_and_panel_give_one_verdict_on_a_printed_rate(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    rows = observations(
        (A, 2023, "suits", 187, "exact"),
        (A, 2023, "lost", 180, "exact"),
        (A, 2023, "loss_rate", 97.0, "exact"),
    )
    rows["quote"] = ["187件", "180件", "97.0%"]
    found = cell(build_panel(rows, documents((A, 2023)), codebook), "loss_rate")
    assert found["reason"] == "disagrees"
    rows["quote"] = ["187件", "180件", "97%"]
    found = cell(build_panel(rows, documents((A, 2023)), codebook), "loss_rate")
    assert found["reason"] == ""


def test_the_parts_of_a_list_are_added_up_and_other_candidates_are_not(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    rows = observations(
        (A, 2023, "suits", 18.0, "exact"),
        (A, 2023, "suits", 24.0, "exact"),
        (A, 2023, "suits", 99.0, "exact"),
    )
    rows["status"] = ["resolved", "part", "rejected"]
    assert cell(build_panel(rows, documents((A, 2023)), codebook), "suits")["value"] == 42.0


def test_zero_claims_are_kept_apart_from_silence(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    rows = observations((A, 2023, "hearings", None, "zero"), (A, 2023, "lost", 0, "exact"))
    panel = build_panel(rows, documents((A, 2023)), codebook)
    assert cell(panel, "hearings")[["state", "value"]].tolist() == ["none", 0]
    assert cell(panel, "lost")["state"] == "none"
    assert cell(panel, "suits")["state"] == "silent"


def test_a_report_without_measures_cannot_be_silent_about_them(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    panel = build_panel(observations(), documents((A, 2023), roles="leaders|plan"), codebook)
    assert cell(panel, "hearings")["state"] == "silent"  # D0 may stand with the leaders
    assert cell(panel, "suits")["state"] == "section_missing"
    headless = build_panel(observations(), documents((A, 2023), roles="preamble"), codebook)
    assert cell(headless, "suits")["state"] == "silent"


def test_an_indicator_is_not_required_before_it_existed(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    panel = build_panel(
        observations(), documents((A, 2023), (A, 2025)), codebook, required_from={"suits": 2025}
    )
    states = panel[panel["indicator"] == "suits"].set_index("year")["state"]
    assert states.to_dict() == {2023: "not_required", 2025: "silent"}
    by_year = availability(panel, "year").set_index("year")
    assert by_year.loc[2023, "required"] == len(codebook) - 1
    with pytest.raises(TableError, match='did you mean "suits"'):
        build_panel(observations(), documents((A, 2023)), codebook, required_from={"suit": 2025})


def test_the_order_of_observations_does_not_matter(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    rows = observations(
        (A, 2023, "suits", 103, "exact"),
        (B, 2023, "hearings", 3, "exact"),
        (A, 2023, "lost", 12, "exact"),
    )
    reports = documents((B, 2023), (A, 2023))
    first = build_panel(rows, reports, codebook)
    second = build_panel(rows.iloc[::-1], reports.iloc[::-1], codebook)
    pd.testing.assert_frame_equal(first, second)


def test_unknown_indicators_and_double_values_are_named(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    reports = documents((A, 2023))
    with pytest.raises(TableError, match=r'"suit" \(county 411526\).*did you mean "suits"'):
        build_panel(observations((A, 2023, "suit", 1, "exact")), reports, codebook)
    twice = observations((A, 2023, "suits", 1, "exact"), (A, 2023, "suits", 2, "exact"))
    with pytest.raises(TableError, match="411526, 2023, suits is resolved more than once"):
        build_panel(twice, reports, codebook)
    with pytest.raises(TableError, match="two used documents of county 411526"):
        build_panel(observations(), pd.concat([reports, reports]), codebook)


def test_documents_that_are_not_used_do_not_enter(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    reports = documents((A, 2023), (B, 2023))
    reports.loc[reports["county_code"] == B, "status"] = "listed"
    rows = observations((B, 2023, "suits", 103, "exact"))
    panel = build_panel(rows, reports, codebook)
    assert set(panel["county_code"]) == {A}


def test_availability_counts_states_and_refuses_other_groups(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    rows = observations((A, 2023, "suits", 103, "exact"))
    panel = build_panel(rows, documents((A, 2023), (B, 2023)), codebook)
    table = availability(panel).set_index("indicator")
    assert table.loc["suits", ["reported", "silent", "share"]].tolist() == [1, 1, 0.5]
    with pytest.raises(TableError, match='did you mean "dimension"'):
        availability(panel, "dimensions")


def test_an_empty_study_gives_an_empty_panel(
    codebook: Codebook, documents: Make, observations: Make
) -> None:
    reports = documents((A, 2023))
    assert build_panel(observations(), reports.iloc[:0], codebook).empty
