"""Level cells: the score of each indicator of a county-year, or why it is not used.

One row per county-year and indicator with goalposts. Rates are beta-binomially shrunk toward the
mean of their year, then capped at what a full claim on the same N proves (``panel.claims``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.config import Study
from analysis.errors import TableError
from analysis.extraction.indicators.codebook import Codebook
from analysis.index.headline.goalposts import BINOMIAL, Goalpost
from analysis.index.methods.normalise import failure_goalposts
from analysis.index.methods.normalise import goalposts as scale
from analysis.panel.missing import OBSERVED
from analysis.panel.rates import beta_prior, worth

Floats = NDArray[np.float64]
DOUBTFUL = ("disagrees", "n exceeds N")


def level_cells(
    panel: pd.DataFrame, goalposts: Sequence[Goalpost], codebook: Codebook, study: Study
) -> pd.DataFrame:
    """Return the indicators that can carry level, scored.

    Returns:
        Sorted by county, year and order of ``goalposts``: ``county_code``, ``year``,
        ``indicator``, ``dimension``, ``basis``, ``required``, ``favourable`` (more is better),
        ``natural`` (value taken, in the goalposts' unit), ``trials`` (N), ``alpha``, ``beta``
        (posterior of the favourable share), ``score`` (0–100, NaN where not used) and ``why``
        (empty where used).

    Raises:
        TableError: the panel lacks an indicator that has goalposts.
    """
    cells = _cells(panel, goalposts)
    basis = cells["basis"].to_numpy(object)
    value, total = cells["value"].to_numpy(float), cells["denominator"].to_numpy(float)
    favourable = np.array([codebook[p.indicator].direction for p in goalposts])
    sign = np.tile(favourable, len(cells) // max(len(goalposts), 1))
    cells["favourable"] = sign > 0
    binomial = np.isin(basis, BINOMIAL)
    percent = np.where(basis == "share", 100 * value / total, value)
    exact = 100 * cells["numerator"].to_numpy(float) / total  # sharper than a rounded rate
    percent = np.where(np.isfinite(exact), exact, percent)
    good = np.where(sign > 0, percent, 100 - percent) / 100
    cells["why"] = _why(cells, binomial, good, study.index.min_denominator)
    used = cells["why"].to_numpy(object) == ""
    counted = used & binomial
    cells["trials"] = np.where(counted, total, np.nan)
    cells["alpha"], cells["beta"] = _posterior(cells, good * total, counted)
    mean = cells["alpha"].to_numpy(float) / (cells["alpha"] + cells["beta"]).to_numpy(float)
    natural = np.where(basis == "ratio", value / total, value)
    taken = 100 * worth(mean, cells["trials"].to_numpy(float))
    natural = np.where(binomial, np.where(sign > 0, taken, 100 - taken), natural)
    cells["natural"] = np.where(used, natural, np.nan)
    cells["score"] = score_natural(cells["natural"].to_numpy(float), goalposts)
    return cells.drop(columns=["value", "state", "numerator", "denominator", "reason"])


def score_natural(natural: Floats, goalposts: Sequence[Goalpost]) -> Floats:
    """Score values that stand in the order of ``goalposts``, one block per county-year."""
    table = natural.reshape(-1, len(goalposts)) if goalposts else natural.reshape(0, 0)
    scores = np.empty_like(table)
    for column, post in enumerate(goalposts):
        rule = failure_goalposts if post.basis == "failure" else scale
        scores[:, column] = rule(table[:, column], post.low, post.high)
    return scores.ravel()


def _cells(panel: pd.DataFrame, goalposts: Sequence[Goalpost]) -> pd.DataFrame:
    names = [p.indicator for p in goalposts]
    missing = sorted(set(names) - set(panel["indicator"])) if len(panel) else []
    if missing:
        raise TableError(f"table panel: no rows of the indicator {missing[0]}, which has goalposts")
    columns = ["county_code", "year", "indicator", "dimension", "value", "state"]
    columns += ["numerator", "denominator", "reason"]
    cells = panel.loc[panel["indicator"].isin(names), columns].copy()
    order = {name: position for position, name in enumerate(names)}
    cells["_order"] = cells["indicator"].map(order)
    cells = cells.sort_values(["county_code", "year", "_order"], ignore_index=True)
    if len(names) and len(cells) % len(names):
        sizes = cells.groupby(["county_code", "year"], sort=True).size()
        county, year = sizes[sizes != len(names)].index[0]
        raise TableError(f"table panel: county {county}, {year} lacks some indicators")
    cells["basis"] = cells["indicator"].map({p.indicator: p.basis for p in goalposts})
    cells["required"] = cells["state"] != "not_required"
    return cells.drop(columns="_order")


def _why(
    cells: pd.DataFrame, binomial: NDArray[np.bool_], good: Floats, least: int
) -> NDArray[np.object_]:
    value, total = cells["value"].to_numpy(float), cells["denominator"].to_numpy(float)
    state, basis = cells["state"].to_numpy(object), cells["basis"].to_numpy(object)
    seen = np.isin(state, OBSERVED)
    needs = binomial | (basis == "ratio")
    with np.errstate(invalid="ignore"):
        faults = [
            ~seen,
            np.isnan(value),
            binomial & np.isin(cells["reason"].to_numpy(object), DOUBTFUL),
            needs & ~(total > 0),
            binomial & (total < least),
            binomial & ~((good >= 0) & (good <= 1)),
        ]
    words = ["", "no figure", "printed rate is not n/N", "no N", f"N under {least}", "no share"]
    why = np.select(faults, words, "").astype(object)
    why[~seen] = state[~seen]
    return why


def _posterior(
    cells: pd.DataFrame, successes: Floats, counted: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    alpha, beta = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    trials = cells["trials"].to_numpy(float)
    groups = cells[counted].groupby(["indicator", "year"], sort=True).indices
    places = np.flatnonzero(counted)
    for rows in groups.values():
        at = places[rows]
        prior = beta_prior(successes[at], trials[at])
        alpha[at] = successes[at] + prior.alpha
        beta[at] = trials[at] - successes[at] + prior.beta
    return alpha, beta
