"""Associations of level and progress with a user's covariates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.research.draws import LevelDraws, bootstrap_weights, level_draws
from analysis.study import View, place_names

Floats = NDArray[np.float64]

SHOWN = ["covariate", "counties", "county_years", "r", "low", "high"]
SHOWN += ["partial", "partial_low", "partial_high"]
LEAST = 20  # counties, as in the audit: with fewer the interval spans most of what is possible
CAVEAT = (
    "Correlations of what governments report, over the counties read; they do not say what causes "
    "what, and a county that writes more may look better on both."
)


def associations(
    study: View,
    covariates: pd.DataFrame,
    *,
    dimension: str = "L",
    controls: Sequence[str] = (),
) -> pd.DataFrame:
    """Return how the level goes with each covariate, alone and with controls held fixed.

    Differences between years are taken out throughout. The intervals hold both the uncertainty of
    the levels (posterior draws) and the choice of counties (Bayesian bootstrap over counties, all
    years of a county together).

    Args:
        study: see ``open_study``.
        covariates: county_code (or county) and numeric columns; with a column ``year`` each row is
            of that year, else of all years of the county. Rows of counties that were not read are
            left out; ``counties`` of the result tells how many were found.
        dimension: D0 … D8, or L.
        controls: columns of ``covariates`` that the partial correlation holds fixed.

    Returns:
        covariate, counties, county_years, r, low, high, partial, partial_low, partial_high; no
        figures with fewer than 20 counties. ``attrs["caveat"]`` says what it does not show.

    Raises:
        TableError: a column is missing or no number, a key is not unique, or nothing matches.
    """
    table, names = _keyed(study, covariates)
    missing = [c for c in controls if c not in names]
    if missing:
        raise TableError(f"covariates: no column {', '.join(missing)}; there are {names}")
    drawn = level_draws(study)
    key = ["county_code", "year"] if "year" in table else ["county_code"]
    joined = drawn.units[["county_code", "year"]].merge(table, on=key, how="left")
    if joined[names].isna().all(axis=None):
        raise TableError("covariates: no row is of a county and year that was read")
    levels = drawn.of(dimension)
    tested = [name for name in names if name not in controls]
    rows = [_row(drawn, levels, joined, [name, *controls], study) for name in tested]
    correlations = pd.DataFrame(rows).reindex(columns=SHOWN)
    correlations.attrs["caveat"] = CAVEAT
    return correlations


def _row(
    drawn: LevelDraws, levels: Floats, joined: pd.DataFrame, names: list[str], study: View
) -> dict[str, object]:
    """Return one row of ``associations``: the first of the columns, the others held fixed."""
    used = joined[names].notna().all(axis=1).to_numpy() & np.isfinite(levels[0])
    own = joined[used]
    counties = pd.factorize(own["county_code"])[0].astype(np.int64)
    count = int(counties.max(initial=-1)) + 1
    row: dict[str, object] = {"covariate": names[0], "counties": count, "county_years": len(own)}
    if count < LEAST:
        return row
    weights = bootstrap_weights(len(levels), counties, study.study.index.seed)
    years = pd.get_dummies(own["year"]).to_numpy(float)
    held = np.column_stack([years, own[names[1:]].to_numpy(float)])
    x, y = own[names[0]].to_numpy(float), levels[:, used]
    alone = drawn.interval(_partial(x, y, years, weights))
    partial = drawn.interval(_partial(x, y, held, weights)) if len(names) > 1 else alone
    row |= dict(zip(("low", "r", "high"), alone, strict=True))
    return row | dict(zip(("partial_low", "partial", "partial_high"), partial, strict=True))


def _keyed(study: View, covariates: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the covariates by county code (and year), and the names of their columns."""
    place = next((c for c in ("county_code", "county") if c in covariates), None)
    if place is None:
        raise TableError("covariates: no column county_code or county")
    codes = {code: code for code in study.counties}
    for shown in (place_names(study.table("counties")), study.counties):
        once = pd.Series(shown).drop_duplicates(keep=False)
        codes |= dict(zip(once, once.index, strict=True))
    table = covariates.assign(county_code=covariates[place].astype(str).map(codes))
    table = table[table["county_code"].notna()].drop(columns="county", errors="ignore")
    key = ["county_code", "year"] if "year" in table else ["county_code"]
    if table.duplicated(key).any():
        row = table.loc[table.duplicated(key), key].iloc[0].to_dict()
        raise TableError(f"covariates: duplicate key {row}")
    names = [str(c) for c in table.columns if c not in key]
    for name in names:
        try:
            table[name] = pd.to_numeric(table[name]).astype(float)
        except (ValueError, TypeError):
            raise TableError(f"covariates: column {name} is no number") from None
    return table, names


def _partial(x: Floats, y: Floats, held: Floats, weights: Floats) -> Floats:
    """Return the weighted correlation of x with each draw of y once ``held`` is taken out of both.

    Args:
        x: units.
        y: draws × units.
        held: units × columns.
        weights: draws × units.
    """
    found = np.empty(len(y))
    for draw, (row, weight) in enumerate(zip(y, weights, strict=True)):
        root = np.sqrt(weight)
        both = np.column_stack([x, row]) * root[:, None]
        scaled = held * root[:, None]
        left = both - scaled @ np.linalg.lstsq(scaled, both, rcond=None)[0]
        size = np.sqrt((left**2).sum(axis=0))
        found[draw] = left[:, 0] @ left[:, 1] / size.prod() if size.all() else 0.0
    return found
