"""Do levels and goalpost scores say the same? Their correlation by year, as a check on both.

They use the same goalposts. A score is the mean over whatever a report prints, a level estimates
what is not printed too, so that they part where reports print little.
"""

from __future__ import annotations

import pandas as pd

from analysis.index.audit.factor_analysis import correlation

KEY = ["county_code", "year", "dimension"]
LEAST_UNITS = 8  # under which no correlation is given


def cross_check(levels: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return by year and dimension how levels and goalpost scores go together.

    Args:
        levels: table LEVELS.
        scores: table SCORES.

    Returns:
        ``year``, ``dimension``, ``n`` (county-years with both), ``levels`` (with a level),
        ``r`` with its 95 % interval ``low`` and ``high``, ``rank`` (Spearman's), ``gap`` (mean of
        level less score, points); NaN under ``LEAST_UNITS`` county-years.
    """
    both = levels[[*KEY, "median"]].merge(scores[[*KEY, "score"]], on=KEY, how="left")
    both = both[both["median"].notna()]
    rows = []
    for (year, dimension), own in both.groupby(["year", "dimension"]):
        there = own["score"].notna()
        n = int(there.sum())
        told = correlation(own["median"], own["score"]) if n >= LEAST_UNITS else None
        nan = float("nan")
        shown = (told.r, told.low, told.high, told.spearman) if told else (nan,) * 4
        gap = float((own["median"] - own["score"]).mean()) if n else nan
        rows.append((year, dimension, n, len(own), *shown, gap))
    columns = ["year", "dimension", "n", "levels", "r", "low", "high", "rank", "gap"]
    return pd.DataFrame(rows, columns=columns)
