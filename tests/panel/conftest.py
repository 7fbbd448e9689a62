from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from analysis.extraction.indicators.codebook import Codebook, Indicator
from analysis.tables.contracts import DOCUMENTS, OBSERVATIONS

Row = tuple[str, int, str, float | None, str]


def indicator(code: str, dimension: str, kind: str, **more: object) -> Indicator:
    fields: dict[str, object] = {
        "name_zh": code,
        "name_en": code,
        "unit": "%" if kind == "rate" else "件",
        "role": "level",
        "direction": 1,
        "ratio_of": None,
        "denominator": "",
        "worded": "",
        "exclude": (),
        "also_units": frozenset(),
        "traps": "",
        "core": True,
    }
    return Indicator(code=code, dimension=dimension, kind=kind, **(fields | more))  # type: ignore[arg-type]


@pytest.fixture
def codebook() -> Codebook:
    ratio = {"ratio_of": ("lost", "suits"), "denominator": "suits"}
    return Codebook(
        (
            indicator("hearings", "D0", "count"),
            indicator("suits", "D7", "count", role="context", direction=0),
            indicator("lost", "D7", "count", role="context", direction=0),
            indicator("loss_rate", "D7", "rate", direction=-1, **ratio),
            indicator("reply_rate", "D7", "rate", denominator="suits"),
            indicator("claimed_rate", "D4", "rate"),
        )
    )


@pytest.fixture
def documents() -> Callable[..., pd.DataFrame]:
    def make(*reports: tuple[str, int], roles: str = "leaders|measures|plan") -> pd.DataFrame:
        rows = [
            {
                "document_id": f"{county}{year}",
                "file": f"{county}-{year}.html",
                "status": "used",
                "county_code": county,
                "county": county,
                "year": year,
                "level": "county",
                "title": "",
                "issuers": "",
                "published": f"{year + 1}-03-28",
                "characters": 2000,
                "quantities": 40,
                "roles": roles,
                "note": "",
            }
            for county, year in reports
        ]
        return DOCUMENTS.check(pd.DataFrame(rows))

    return make


@pytest.fixture
def observations() -> Callable[..., pd.DataFrame]:
    def make(*rows: Row) -> pd.DataFrame:
        table = pd.DataFrame(
            rows, columns=["county_code", "year", "indicator", "value", "qualifier"]
        )
        words = dict.fromkeys(("unit", "reason", "before", "after", "section", "role"), "")
        more = {"scope": "county-year", "status": "resolved", **words}
        table = table.assign(
            quote=[f"{value:g}" for value in table["value"].astype(float)],
            document_id=table["county_code"] + table["year"].astype(str),
            start=range(len(table)),
            end=range(1, len(table) + 1),
            **more,
        )
        return OBSERVATIONS.check(table)

    return make
