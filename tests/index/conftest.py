from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.config import Study
from analysis.extraction.indicators.codebook import Codebook, load_codebook
from analysis.index import Goalpost, load_goalposts
from analysis.tables.contracts import PANEL

CONFIG = Path(__file__).parents[2] / "config"
Sample = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return load_codebook(CONFIG / "indicators.csv")


@pytest.fixture(scope="session")
def goalposts(codebook: Codebook) -> tuple[Goalpost, ...]:
    return load_goalposts(CONFIG / "goalposts.csv", codebook)


@pytest.fixture
def study() -> Study:
    return Study.model_validate({"index": {"replications": 60}})


@pytest.fixture(scope="session")
def sample(codebook: Codebook, goalposts: tuple[Goalpost, ...]) -> Sample:
    """Panels in which county i has the share ``quality[i]`` of everything."""

    def make(quality: list[float], observed: float = 1.0, seed: int = 7) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        rows = []
        for number, share in enumerate(quality):
            for post in goalposts:
                sign = codebook[post.indicator].direction
                good = share if sign > 0 else 1 - share
                counted = post.basis in ("count", "amount", "ratio")
                value = post.low + share * (post.high - post.low) if counted else 100 * good
                total = 400.0
                if post.basis in ("ratio", "share"):
                    value = value * total / (1 if post.basis == "ratio" else 100)
                seen = rng.random() < observed
                rate = codebook[post.indicator].kind == "rate"
                rows.append(
                    {
                        "county_code": f"{410000 + number}",
                        "year": 2023,
                        "indicator": post.indicator,
                        "dimension": codebook[post.indicator].dimension,
                        "value": value if seen else np.nan,
                        "qualifier": "exact" if seen else None,
                        "state": "reported" if seen else "silent",
                        "numerator": np.nan,
                        "denominator": total if post.basis not in ("count", "amount") else np.nan,
                        "denominator_of": None,
                        "claim": ("partial_with_n" if seen else "silent") if rate else None,
                        "reason": "",
                    }
                )
        return PANEL.check(pd.DataFrame(rows))

    return make
