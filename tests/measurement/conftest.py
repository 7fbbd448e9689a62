"""Panels of made-up counties for the tests of the measurement model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from analysis.extraction.indicators.codebook import Codebook
from analysis.tables.contracts import PANEL


@pytest.fixture(scope="session")
def make_panel() -> Callable[..., pd.DataFrame]:
    """Make a panel, see ``panel``."""
    return panel


def panel(
    codebook: Codebook,
    names: Sequence[str],
    shares: np.ndarray,
    printed: np.ndarray,
    cases: int = 200,
) -> pd.DataFrame:
    """One row per county, year and indicator: rates by share of cases, all others silent.

    Args:
        codebook: all indicators.
        names: of the indicators that are printed.
        shares: counties × years × ``names``, the rates.
        printed: counties × years × ``names``.
        cases: N of every rate.
    """
    rows = []
    for county, year in np.ndindex(shares.shape[:2]):
        for indicator in codebook:
            place = names.index(indicator.code) if indicator.code in names else -1
            seen = place >= 0 and bool(printed[county, year, place])
            value = round(cases * float(shares[county, year, place])) if seen else np.nan
            rows.append(
                {
                    "county_code": f"{990101 + county}",
                    "year": 2021 + year,
                    "indicator": indicator.code,
                    "dimension": indicator.dimension,
                    "value": 100 * value / cases,
                    "qualifier": "exact" if seen else None,
                    "state": "reported" if seen else "silent",
                    "numerator": value,
                    "denominator": float(cases) if seen else np.nan,
                    "denominator_of": None,
                    "claim": None,
                    "reason": "",
                }
            )
    frame = pd.DataFrame(rows)
    return PANEL.check(frame.reindex(columns=list(PANEL.columns)))
