"""Table PROGRESS: the yearly change of every county, by one yardstick, and how sure it is.

The change is that of the posterior draws, least squares over the county's years since its last
break. Expected pull-back is in it: a county that lies high by luck is drawn toward what its other
figures and years say before its change is taken.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.config import Study
from analysis.measurement.levels import COLUMNS
from analysis.measurement.matched import matched_change
from analysis.measurement.sampler.posterior import Posterior
from analysis.tables.contracts_measurement import PROGRESS

Floats = NDArray[np.float64]
Draws = NDArray[np.float32]  # draws × counties × 10

SURE = 0.9  # posterior chance from which on a county is called faster or slower
PAIRS = 5  # figures seen twice or more under which nothing is called
PROVINCE = 10  # counties from which on a province has a trend of its own
CALLS = ("faster", "as the others", "slower", "too little")


def progress_table(posterior: Posterior, study: Study) -> pd.DataFrame:
    """Return table PROGRESS, one row per county and dimension, and L for all of them.

    A county that was changed has the years since then.
    """
    tail = (1 - study.index.confidence) / 2
    last = latest_subjects(posterior)
    draws = posterior.progress[:, last["subject"].to_numpy(int)]
    net = draws - _trend(draws, last["county_code"].str[:2].to_numpy(object))
    quantiles = [_quantiles(d, tail) for d in (draws, net)]
    known: NDArray[np.bool_] = np.asarray(np.isfinite(draws).all(axis=0))
    rows = known.all(axis=1)
    middle: Draws = np.zeros((len(draws), 1, 1), np.float32)
    if rows.any():
        middle = np.asarray(np.median(draws[:, rows], axis=1, keepdims=True), np.float32)
    chances = [
        np.where(known, (draws > limit).mean(axis=0), np.nan)
        for limit in (0.0, middle, study.index.margin)
    ]
    table = last.loc[last.index.repeat(len(COLUMNS))].reset_index(drop=True)
    table["dimension"] = np.tile(COLUMNS, len(last))
    names = ["low", "change", "high", "net_low", "net", "net_high"]
    for name, values in zip(names, np.concatenate(quantiles), strict=True):
        table[name] = values.ravel()
    for name, chance in zip(
        ("chance_rising", "chance_above_median", "chance_margin"), chances, strict=True
    ):
        table[name] = chance.ravel()
    table = _with_matched(table, posterior, study)
    faster = np.where(known, (net > 0).mean(axis=0), np.nan).ravel()
    table["call"] = _calls(faster, table["pairs"].to_numpy(int))
    return PROGRESS.check(table.drop(columns="subject"))


def latest_subjects(posterior: Posterior) -> pd.DataFrame:
    """Return of each county the subject since its last break, with its first and last year."""
    units = posterior.figures.units
    spans = units.groupby(["county_code", "subject"])["year"].agg(["min", "max"]).reset_index()
    spans = spans.rename(columns={"min": "first_year", "max": "last_year"})
    found: pd.DataFrame = spans.drop_duplicates("county_code", keep="last", ignore_index=True)
    return found


def _quantiles(draws: Draws, tail: float) -> Floats:
    """Return low, median and high; NaN where a county has one year only."""
    return np.asarray(np.quantile(draws, [tail, 0.5, 1 - tail], axis=0), float)


def _trend(draws: Draws, province: NDArray[np.object_]) -> Draws:
    """Return in each draw the mean change of the county's province, of all where it is small."""
    known = np.isfinite(draws[:, :, -1]).all(axis=0)
    trend = np.zeros_like(draws)
    if not known.any():
        return trend
    trend += draws[:, known].mean(axis=1, keepdims=True)
    for name in np.unique(province[known].astype(str)):
        own = province == name
        if (own & known).sum() >= PROVINCE:
            trend[:, own] = draws[:, own & known].mean(axis=1, keepdims=True)
    return trend


def _with_matched(table: pd.DataFrame, posterior: Posterior, study: Study) -> pd.DataFrame:
    cells = like_figures(posterior)
    rows = [
        matched_change(cells[(cells["dimension"] == d) | (d == "L")], study.index.confidence)
        .rename_axis("subject")
        .reset_index()
        .assign(dimension=d)
        for d in COLUMNS
    ]
    wide = pd.concat([r for r in rows if len(r)] or rows[:1], ignore_index=True)
    merged = table.merge(wide, on=["subject", "dimension"], how="left")
    return merged.assign(pairs=merged["pairs"].fillna(0).astype(int))


def like_figures(posterior: Posterior) -> pd.DataFrame:
    """Return the printed figures of the basket with their mean scores, one row each."""
    figures = posterior.figures
    unit, column = np.nonzero(posterior.backed)
    units = figures.units.iloc[unit].reset_index(drop=True)
    indicator = np.array(posterior.basket, dtype=object)[column]
    return pd.DataFrame(
        {
            "county_code": units["county_code"].to_numpy(object),
            "subject": units["subject"].to_numpy(int),
            "year": units["year"].to_numpy(int),
            "indicator": indicator,
            "dimension": np.array(COLUMNS, dtype=object)[posterior.dimension[column]],
            "series": posterior.items[unit, column],
            "score": posterior.cells[unit, column],
        }
    )


def _calls(faster: Floats, pairs: NDArray[np.int64]) -> NDArray[np.object_]:
    unknown = np.isnan(faster) | (pairs < PAIRS)
    called = np.select([unknown, faster >= SURE, faster <= 1 - SURE], [3, 0, 2], 1)
    words: NDArray[np.object_] = np.array(CALLS, dtype=object)[called]
    return words
