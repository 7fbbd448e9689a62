from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from analysis.index import constructs
from analysis.tables.contracts import DOCUMENTS, OBSERVATIONS
from analysis.tables.contracts_texts import REUSE_SHARES


def documents(**change: object) -> pd.DataFrame:
    row: dict[str, object] = {
        "document_id": "a",
        "file": "a.html",
        "status": "used",
        "county_code": "410000",
        "county": "潢川县",
        "year": 2023,
        "level": "county",
        "title": "",
        "issuers": "",
        "published": "2024-03-28",
        "characters": 5000,
        "quantities": 100,
        "roles": "preamble|leaders|measures|problems|plan",
        "note": "",
    }
    return DOCUMENTS.check(pd.DataFrame([row | change]))


def parts(table: pd.DataFrame) -> pd.Series:
    return table.set_index(["construct", "part"])["value"]


def test_reporting_counts_coverage_numbers_and_denominators(
    sample: Callable[..., pd.DataFrame],
) -> None:
    panel = sample([0.5])
    panel.loc[:9, ["value", "state"]] = [float("nan"), "silent"]
    found = parts(constructs(panel, documents(), OBSERVATIONS.empty(), REUSE_SHARES.empty()))
    assert found["R", "coverage"] == pytest.approx(1 - 10 / len(panel))
    assert found["R", "numbers"] == 20
    assert found["R", "with_denominator"] == 1


@pytest.mark.parametrize(
    ("published", "on_time"),
    [("2024-03-28", 1.0), ("2024-04-01", 1.0), ("2024-04-02", 0.0), (None, None)],
)
def test_form_knows_the_date_and_the_five_parts(
    sample: Callable[..., pd.DataFrame], published: str | None, on_time: float | None
) -> None:
    table = constructs(
        sample([0.5]), documents(published=published), OBSERVATIONS.empty(), REUSE_SHARES.empty()
    )
    found = parts(table)
    assert found["F", "parts"] == pytest.approx(0.8)
    assert found["F", "part_other"] == 0
    assert pd.isna(found["F", "on_time"]) if on_time is None else found["F", "on_time"] == on_time


def test_disagreement_is_the_share_of_checkable_rates(sample: Callable[..., pd.DataFrame]) -> None:
    panel = sample([0.5])
    assert pd.isna(
        parts(constructs(panel, documents(), OBSERVATIONS.empty(), REUSE_SHARES.empty()))[
            "B", "disagreement"
        ]
    )
    rates = panel.index[panel["claim"].notna()]
    panel.loc[rates[:4], "numerator"] = 200.0
    panel.loc[rates[0], "reason"] = "disagrees"
    panel.loc[rates[3], "reason"] = "computed"  # nothing was printed to check
    found = parts(constructs(panel, documents(), OBSERVATIONS.empty(), REUSE_SHARES.empty()))
    assert found["B", "disagreement"] == pytest.approx(1 / 3)


def test_reuse_stands_beside_arithmetic(sample: Callable[..., pd.DataFrame]) -> None:
    panel = sample([0.5])
    key = panel[["county_code", "year"]].iloc[:1]
    reuse = pd.concat([key.assign(part=part, share=share) for part, share in
                       (("any", 0.4), ("figures", 0.1), ("own", 0.3))])  # fmt: skip
    found = parts(constructs(panel, documents(), OBSERVATIONS.empty(), reuse))
    assert found["B"].drop("disagreement").to_dict() == {"reuse": 0.4, "copied_figures": 0.1}
