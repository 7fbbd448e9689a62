"""Run Monte-Carlo replications 重复; tables shared by several runs are built once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analysis.errors import TableError
from analysis.index.engine.build import Memo, prepared
from analysis.index.engine.vectorised import index_scores
from analysis.index.methods.options import Aggregate
from analysis.index.robustness.variation import DISCRETE, Plan

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Replications:
    """Parameters, status ("ok" or why it failed) and scores (replications × units) of each run.

    ``units`` are those of the nominal index; a unit that a replication leaves out is NaN there.
    """

    plan: Plan
    parameters: pd.DataFrame
    status: pd.Series[str]
    scores: Floats
    units: pd.Index[Any]

    @property
    def failed(self) -> int:
        """Number of replications that failed."""
        return int((self.status != "ok").sum())


def replicate(planned: Plan, parameters: pd.DataFrame) -> Replications:
    """Run one replication per row of ``parameters``.

    Distinct tables (by measurement, imputation, treatment and normalisation) are made once, and
    the replications of one table and aggregation are matrix products.

    Raises:
        TableError: a larger share than ``max_failed`` failed, with the first reasons.
    """
    units = planned.index.scores.index
    scores = np.full((len(parameters), len(units)), np.nan)
    status = np.full(len(parameters), "ok", dtype=object)
    order = ("measurement", *planned.index.declaration.steps, "normalise", "aggregate")
    keys = [k for k in order if k in parameters]
    groups = parameters.groupby(keys, sort=True).indices if keys else {}
    memo: Memo = {}
    drawn = -1
    with threadpool_limits(limits=1):
        for key, rows in (groups or {(): np.arange(len(parameters))}).items():
            values = key if isinstance(key, tuple) else (key,)
            options = {k: int(v) for k, v in zip(keys, values, strict=True)}
            if options.get("measurement", -1) != drawn:
                memo, drawn = {}, options["measurement"]
            _run(planned, options, parameters.iloc[rows], memo, (scores, status, np.asarray(rows)))
    result = Replications(planned, parameters, pd.Series(status, dtype=str), scores, units)
    _check(result)
    return result


def _run(
    planned: Plan,
    options: dict[str, int],
    rows: pd.DataFrame,
    memo: Memo,
    into: tuple[Floats, NDArray[np.object_], NDArray[np.intp]],
) -> None:
    scores, status, places = into
    declaration, v = planned.index.declaration, planned.variation
    chosen: dict[str, Any] = {
        name: getattr(v, name)[options[name]] for name in DISCRETE[:3] if name in options
    }
    try:
        data = planned.measured(options.get("measurement", 0))
        table = prepared(data, declaration, memo=memo, **chosen).normalised
        rows_of = np.ascontiguousarray(table.to_numpy(float).T)
        columns = dict(zip(map(str, table.columns), rows_of, strict=True))
        weights = _weights(planned, rows)
        levels = v.aggregate[options["aggregate"]] if "aggregate" in options else ()
        units = planned.index.scores.index.get_indexer(table.index)
        own = {group: _of_units(w, units) for group, w in planned.index.unit_weights.items()}
        choices = _aggregations(planned, levels)
        batch = index_scores(columns, declaration.tree, weights, choices, own)
    except TableError as error:
        status[places] = str(error)
        return
    block = np.full((len(places), scores.shape[1]), np.nan)
    block[:, units[units >= 0]] = batch.scores[:, units >= 0]
    scores[places] = block
    for number, reason in batch.failed.items():
        status[places[number]] = reason


def _of_units(weights: Floats, units: NDArray[np.intp]) -> Floats:
    """Return the nominal weights of units; one that the nominal index lacks has equal ones."""
    return np.where((units >= 0)[:, None], weights[units], 1.0)


def _aggregations(planned: Plan, levels: tuple[Aggregate, ...]) -> dict[str, Aggregate]:
    declaration = planned.index.declaration
    if levels:
        declaration = declaration.model_copy(update={"aggregate": levels})
    return {group: declaration.aggregation(group) for group in declaration.tree.order}


def _weights(planned: Plan, rows: pd.DataFrame) -> dict[str, Floats]:
    """Return one weight per replication for every node."""
    nominal = np.array([planned.index.weights[n] for n in planned.nodes])
    pool = np.tile(nominal, (len(rows), 1))
    if "weights" in rows:
        pool = planned.weights[rows["weights"].to_numpy()]
    weights = {node: pool[:, place] for place, node in enumerate(planned.nodes)}
    if "leave_out" in rows:
        factors = planned.left_out[rows["leave_out"].to_numpy()]
        for place, code in enumerate(planned.index.declaration.names()):
            weights[code] = weights[code] * factors[:, place]
    return weights


def _check(result: Replications) -> None:
    allowed = result.plan.variation.max_failed
    if result.failed > allowed * len(result.status):
        reasons = result.status[result.status != "ok"].value_counts().head(3)
        message = "; ".join(f"{count} × {reason}" for reason, count in reasons.items())
        raise TableError(
            f"{result.failed} of {len(result.status)} replications failed, more than the share "
            f"{allowed:g} that max_failed allows: {message}"
        )
