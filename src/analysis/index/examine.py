"""Examine an index 检验指数: build it, vary its choices, take its parts out, and audit it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
import pandas as pd

from analysis.errors import TableError
from analysis.index.audit.audit import Audit, audit_index
from analysis.index.audit.findings import Controls, Tested
from analysis.index.engine.build import Index, build_index
from analysis.index.engine.declaration import Declaration
from analysis.index.methods.draws import draw_missing
from analysis.index.methods.options import Aggregate
from analysis.index.robustness.monte_carlo import Robustness, monte_carlo
from analysis.index.robustness.sensitivity import (
    Removal,
    Sensitivity,
    rank_reversals,
    remove_parts,
    sobol_sensitivity,
)
from analysis.index.robustness.variation import Draw, Variation, WeightNoise

REPLICATIONS, TABLES, BASE = 1000, 250, 64
DROPPED = 12  # units that are taken out, to see whether orders turn


@dataclass(frozen=True)
class Examined:
    """An index and what became of it when its choices were varied."""

    data: pd.DataFrame
    index: Index
    robustness: Robustness
    sensitivity: Sensitivity
    removal: Removal
    audit: Audit


def examine(
    data: pd.DataFrame,
    declaration: Declaration,
    *,
    draw: Draw | None = None,
    variation: Variation | None = None,
    certain: Collection[str] = (),
    **controls: Unpack[Controls],
) -> Examined:
    """Build and examine the index of a table.

    Besides the choices of the variation, values are varied where there are gaps or a ``draw``.

    Args:
        data: one row per unit (its index); the columns the declaration names.
        declaration: what is done.
        draw: makes a table like ``data`` from a source of randomness; silent cells are drawn where
            not given (``draw_table``).
        variation: what is varied; ``usual_variation`` if not given.
        certain: see ``audit_index``.
        **controls: see ``audit_index``.

    Raises:
        TableError: see ``build_index``; too little to vary.
    """
    index = build_index(data, declaration)
    if index.score.notna().sum() < 3:
        raise TableError("fewer than three units have a score, too few to examine the index")
    gaps = bool(data[declaration.names()].isna().any(axis=None))
    if draw is None and gaps:
        draw = draw_table(data, declaration)
    varied = variation or usual_variation(declaration)
    chosen = data.index[:: max(1, len(data) // DROPPED)].tolist()
    chosen = [u for u in chosen if u in index.scores.index]
    tested: Tested = {
        "robustness": (robust := monte_carlo(index, data, varied, draw=draw)),
        "sensitivity": (moved := sobol_sensitivity(index, data, varied, base=BASE, draw=draw)),
        "reversals": rank_reversals(index, data, chosen),
        **controls,
    }
    tree = declaration.tree
    removal = remove_parts(index, max(tree.level[tree.root] - 1, 0))
    audit = audit_index(index, data, certain=certain, **tested)
    return Examined(data, index, robust, moved, removal, audit)


def usual_variation(
    declaration: Declaration, *, seed: int = 20240401, bands: Sequence[float] = ()
) -> Variation:
    """Return what is varied usually: weights (±25 %), aggregation, and which indicator is left out.

    Args:
        declaration: of the index; with an aggregation of a group's own, none is varied.
        seed: of all draws; equal seeds give equal results.
        bands: least score of each band but the last.
    """
    plain = tuple(declaration.aggregate)
    product = tuple(Aggregate(method="geometric", floor=1, available=a.available) for a in plain)
    own = any(g.aggregate for g in declaration.groups)
    return Variation(
        replications=REPLICATIONS,
        tables=TABLES,
        seed=seed,
        weights=WeightNoise(),
        leave_out="one",
        aggregate=() if own else (plain, product),
        bands=tuple(bands),
        max_failed=0.05,
    )


def draw_table(data: pd.DataFrame, declaration: Declaration) -> Draw:
    """Return what fills the gaps of a table anew, within the values that are known."""
    names, tree = declaration.names(), declaration.tree
    sign = pd.Series({i.code: float(i.direction) for i in declaration.indicators})
    groups = [g for g in tree.order if tree.level[g] == 1]
    members = {g: [c for c in tree.children[g] if c in names] for g in groups}
    rest = [c for c in names if not any(c in found for found in members.values())]
    members |= {code: [code] for code in rest}
    low, high = data[names].min(), data[names].max()

    def draw(rng: np.random.Generator) -> pd.DataFrame:
        drawn = draw_missing(data[names].astype(float) * sign, members, rng) * sign
        return data.assign(**{str(c): x for c, x in drawn.clip(low, high, axis=1).items()})

    return draw
