r"""Change of like with like: yearly change within county and indicator, shrunk.

.. math:: y_{itj} = a_{ij} + (δ_j + P_i)(t - \bar t) + e_{itj}

Scores of the same indicator of the same county in two comparable years or more; breaks cut both. It
uses neither the model nor any other county's level, and so serves as a check on it. Its P_i is
shrunk to the mean of all: what a county gains by luck in one year it loses in the next.

Source: Efron & Morris 1975, JASA 70, 311–319 (shrinkage); Morris 1983, JASA 78, 47–55 (its
interval).
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

SERIES = ["subject", "series"]


def matched_change(cells: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Estimate the yearly change of each subject from series that it has in common over years.

    Args:
        cells: ``subject``, ``series`` (indicator between two breaks), ``indicator``, ``year``,
            ``score``; one row per figure.
        confidence: of the intervals.

    Returns:
        By subject: ``pairs`` (series seen twice or more), ``matched``, ``matched_low``,
        ``matched_high`` in points a year; only subjects with a pair.
    """
    series = cells.groupby(SERIES)
    seen = cells[series["year"].transform("size") > 1].copy()
    if seen.empty:
        return pd.DataFrame(columns=["pairs", "matched", "matched_low", "matched_high"])
    again = seen.groupby(SERIES)
    seen["t"] = seen["year"] - again["year"].transform("mean")
    seen["y"] = seen["score"] - again["score"].transform("mean")
    drift = _slope(seen, "indicator")
    seen["y"] -= seen["t"] * seen["indicator"].map(drift)
    own = _slope(seen, "subject")
    information = (seen["t"] ** 2).groupby(seen["subject"]).sum()
    rest = seen["y"] - seen["t"] * seen["subject"].map(own)
    pairs = seen.groupby("subject")["series"].nunique()
    freedom = max(len(seen) - seen.groupby(SERIES).ngroups - len(own), 1)
    error = float((rest**2).sum()) / freedom / information
    mean = np.average(drift, weights=(seen["t"] ** 2).groupby(seen["indicator"]).sum())
    spread = max(float(own.var()) - float(error.mean()), 0.0)
    trust = spread / (spread + error)
    middle = mean + trust * own
    half = NormalDist().inv_cdf(0.5 + confidence / 2) * np.sqrt(spread * (1 - trust))
    return pd.DataFrame(
        {
            "pairs": pairs,
            "matched": middle,
            "matched_low": middle - half,
            "matched_high": middle + half,
        }
    )


def _slope(rows: pd.DataFrame, by: str) -> pd.Series[float]:
    product, square = rows["t"] * rows["y"], rows["t"] ** 2
    return product.groupby(rows[by]).sum() / square.groupby(rows[by]).sum()
