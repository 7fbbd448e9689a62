"""Sensitivity of an index 敏感性: which choice moves the ranks, and which part or unit does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.index.engine.build import Index, build_index
from analysis.index.engine.vectorised import index_scores
from analysis.index.methods.statistics import ranks
from analysis.index.robustness import sobol
from analysis.index.robustness.replicate import Replications, replicate
from analysis.index.robustness.variation import Uncertain, Variation, from_unit, plan

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sensitivity:
    """Sobol indices: ``overall`` of the mean absolute rank shift, ``units`` of each unit's rank.

    ``overall`` has a row per factor (see ``sobol.bootstrap``); ``units`` has a row per unit and
    the columns ``first_FACTOR`` and ``total_FACTOR``.
    """

    replications: Replications
    overall: pd.DataFrame
    units: pd.DataFrame


def sobol_sensitivity(
    index: Index,
    data: pd.DataFrame,
    variation: Variation,
    *,
    base: int = 256,
    **more: Unpack[Uncertain],
) -> Sensitivity:
    """Return how much of the shift of ranks each varied choice accounts for.

    Args:
        index: the nominal index.
        data: what it was built from.
        variation: what is varied; its ``replications`` sizes the pools of weights.
        base: N of the design, a power of two; base (factors + 2) replications are run.
        **more: see ``variation.plan``.

    Raises:
        TableError: a replication failed; the design has no rows to spare.
    """
    planned = plan(index, data, variation, **more)
    names = list(planned.factors)
    points = sobol.design(len(names), base, variation.seed)
    done = replicate(planned, from_unit(planned, points))
    if done.failed:
        reason = done.status[done.status != "ok"].iloc[0]
        raise TableError(f"{done.failed} runs of the Sobol design failed, e.g.: {reason}")
    place = ranks(done.scores)
    shift = mean_shift(place, ranks(index.score.to_numpy(float)))
    kept = np.isfinite(place).all(axis=0)
    place = np.where(kept, place, 0.0)
    first, total = sobol.indices(place - place.mean(axis=0), len(names))
    columns = {f"first_{n}": first[i] for i, n in enumerate(names)}
    columns |= {f"total_{n}": total[i] for i, n in enumerate(names)}
    units = pd.DataFrame(columns, index=done.units)
    units[~kept] = np.nan
    shift -= shift.mean()  # outputs without their mean make the first-order estimate sharper
    overall = sobol.bootstrap(shift, names, confidence=variation.confidence, seed=variation.seed)
    return Sensitivity(done, overall, units)


def mean_shift(place: Floats, nominal: Floats) -> Floats:
    """Return the mean absolute difference of each replication's ranks to the nominal ones."""
    known = np.isfinite(nominal) & np.isfinite(place)
    gap = np.where(known, np.abs(place - nominal), 0.0).sum(axis=-1)
    result: Floats = gap / np.maximum(known.sum(axis=-1), 1)
    return result


@dataclass(frozen=True)
class Removal:
    """Index scores (units × removed nodes, first ``nominal``) and the mean rank shift of each."""

    scores: pd.DataFrame
    shift: pd.Series[float]


def remove_parts(index: Index, level: int = 0) -> Removal:
    """Take each node of one level out in turn (weight 0) and build the index again.

    Args:
        index: the nominal index.
        level: 0 for indicators, 1 for the groups right above them, …

    A group that loses its only part is left out too.
    """
    tree, declaration = index.declaration.tree, index.declaration
    nodes = [n for n in tree.parent if tree.level[n] == level and n != tree.root]
    every = list(tree.parent)
    table = np.tile([index.weights[n] for n in every], (len(nodes) + 1, 1))
    for row, node in enumerate(nodes, start=1):
        table[row, every.index(node)] = 0.0
    weights = {n: table[:, place] for place, n in enumerate(every)}
    normalised = index.prepared.normalised
    columns = {c: normalised[c].to_numpy(float) for c in normalised.columns}
    choices = {g: declaration.aggregation(g) for g in tree.order}
    batch = index_scores(columns, tree, weights, choices, index.unit_weights)
    if batch.failed:
        number, reason = next(iter(batch.failed.items()))
        raise TableError(f"without {['', *nodes][number]}: {reason}")
    place = ranks(batch.scores)
    names = ["nominal", *nodes]
    return Removal(
        pd.DataFrame(batch.scores.T, index.scores.index, names),
        pd.Series(mean_shift(place, place[0]), index=names),
    )


def rank_reversals(
    index: Index, data: pd.DataFrame, units: list[Any] | None = None
) -> pd.DataFrame:
    """Take each unit out in turn, build the index again, and count pairs whose order turns.

    Only scales and aggregations that depend on the sample (min-max, ranks, TOPSIS, …) can turn an
    order; fixed goalposts with means cannot.

    Args:
        index: the nominal index.
        data: what it was built from.
        units: which to take out; all where not given.

    Returns:
        One row per unit taken out: ``pairs`` that turned and their ``share`` of all pairs.

    Source: Belton & Gear (1983), Omega 11, 228–230.
    """
    chosen = list(index.scores.index) if units is None else units
    rows = {}
    for unit in chosen:
        rest = build_index(data.drop(index=unit), index.declaration).score
        before = index.score.reindex(rest.index).to_numpy(float)
        after = rest.to_numpy(float)
        upper = np.triu_indices(len(after), 1)
        was, now = (np.subtract.outer(s, s)[upper] for s in (before, after))
        size = 1e-9 * max(1.0, float(np.nanmax(np.abs(before), initial=1.0)))
        turned = (was * now < 0) & (np.abs(was) > size) & (np.abs(now) > size)
        rows[unit] = (int(turned.sum()), float(turned.mean()) if len(turned) else 0.0)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["pairs", "share"])
