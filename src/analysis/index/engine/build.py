"""Build an index 构建指数: a table of units × indicators and a declaration make scores.

>>> table = pd.DataFrame({"a": [1, 2, 3], "b": [30, 20, 10]}, index=["x", "y", "z"])
>>> declaration = Declaration.parse(
...     {
...         "groups": [{"code": "L"}],
...         "indicators": [
...             {"code": "a", "parent": "L"},
...             {"code": "b", "parent": "L", "direction": -1},
...         ],
...     }
... )
>>> build_index(table, declaration).scores["L"].tolist()
[0.0, 50.0, 100.0]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.index.engine import prepare, steps
from analysis.index.engine.declaration import Declaration
from analysis.index.engine.group_score import combine, group_weights, unit_weights
from analysis.index.methods.aggregate import shares
from analysis.index.methods.impute import Imputed
from analysis.index.methods.options import Impute, Normalise, Treat
from analysis.index.methods.statistics import ranks
from analysis.index.methods.treat import CHANGES, Treated

Floats = NDArray[np.float64]
FLAGS = ("step", "code", "unit", "what")


@dataclass(frozen=True)
class Prepared:
    """What the steps before aggregation made."""

    tables: Mapping[str, pd.DataFrame]  # "raw", then one per step, last "normalise"
    screening: pd.DataFrame
    imputed: pd.DataFrame
    treated: Treated
    flags: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def normalised(self) -> pd.DataFrame:
        """Units × indicators on one scale."""
        return self.tables["normalise"]

    @property
    def last(self) -> pd.DataFrame:
        """What the last step made."""
        return list(self.tables.values())[-1]


@dataclass(frozen=True)
class Index:
    """An index and all that led to it; ``scores`` is units × groups, the last one the index.

    ``weights`` is one per node. Where units have weights of their own, ``unit_weights`` holds them
    by group (units × parts) and those of its parts in ``weights`` are factors on them, 1 each.
    """

    declaration: Declaration
    prepared: Prepared
    scores: pd.DataFrame
    weights: Mapping[str, float]
    flags: pd.DataFrame
    unit_weights: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def score(self) -> pd.Series[float]:
        """The index itself."""
        return self.scores[self.declaration.tree.root]

    def ranks(self, within: pd.Series[str] | None = None) -> pd.DataFrame:
        """Return ranks of all groups: 1 is best, ties take the smallest; ``within`` groups."""
        every = self.scores
        if within is None:
            ranked = ranks(every.to_numpy(float).T).T
            return pd.DataFrame(ranked, every.index, every.columns)
        parts = [
            pd.DataFrame(ranks(part.to_numpy(float).T).T, part.index, part.columns)
            for _, part in every.groupby(within.loc[every.index])
        ]
        return pd.concat(parts).reindex(every.index)

    def mean_weights(self) -> dict[str, float]:
        """Return one weight per node: the mean over units where they have their own."""
        weights = dict(self.weights)
        for group, own in self.unit_weights.items():
            some = own[own.any(axis=1)]
            mean = (some.mean(axis=0) if len(some) else np.ones(own.shape[1])).tolist()
            weights |= dict(zip(self.declaration.tree.children[group], mean, strict=True))
        return weights

    def effective_weights(self) -> pd.Series[float]:
        """Return each node's share of the index, all data present (``mean_weights``)."""
        return self.declaration.tree.effective(self.mean_weights())

    def contributions(self, by: str = "indicators") -> pd.DataFrame:
        r"""Return what each indicator or dimension adds to the index; rows sum to the score.

        .. math:: c_{ij} = x_{ij} \prod_{g \ni j} w_{g}

        with the weights of each group scaled over the parts the unit has.

        Args:
            by: "indicators", or "dimensions" (the parts of the index).

        Raises:
            TableError: a group is not aggregated arithmetically, where parts do not add up.
        """
        tree = self.declaration.tree
        for group in tree.order:
            if (method := self.declaration.aggregation(group).method) != "arithmetic":
                raise TableError(f"contributions do not add up: {group} is aggregated by {method}")
        known = pd.concat([self.prepared.normalised, self.scores], axis=1)
        unit = {tree.root: np.ones(len(known))}
        for group in reversed(tree.order):
            parts = list(tree.children[group])
            own = self.unit_weights.get(group, 1.0)
            weights = own * np.array([self.weights[c] for c in parts])
            share = shares(known[parts].to_numpy(float), weights)
            unit |= {c: unit[group] * share[:, k] for k, c in enumerate(parts)}
        leaves = self.declaration.names()
        added = pd.DataFrame({c: unit[c] * known[c].fillna(0) for c in leaves}, index=known.index)
        added[self.score.isna()] = np.nan
        if by == "dimensions":
            dims = tree.children[tree.root]
            return pd.DataFrame({d: added[tree.leaves(d)].sum(axis=1, skipna=False) for d in dims})
        return added


def build_index(data: pd.DataFrame, declaration: Declaration) -> Index:
    """Run every step of a declaration.

    Args:
        data: one row per unit (its index); the columns the declaration names.
        declaration: what is done.

    Raises:
        TableError: the data lack something (all faults together), or a method is not defined for
            them, naming indicator or group. Whatever leaves a unit or an indicator without a
            value is listed in ``flags``.
    """
    return aggregate(prepared(data, declaration), declaration)


Memo = dict[tuple[object, ...], "Prepared"]


def prepared(
    data: pd.DataFrame,
    declaration: Declaration,
    *,
    impute: Impute | None = None,
    treat: Treat | None = None,
    normalise: Normalise | None = None,
    memo: Memo | None = None,
) -> Prepared:
    """Run the steps before aggregation, with other choices for some of them where given.

    With a ``memo`` of one table, the first steps are not done again where they have the choices
    of the call before.
    """
    memo = {} if memo is None else memo
    chosen = {"impute": impute, "treat": treat, "normalise": normalise}
    order = (*declaration.steps, "normalise")
    whole = tuple((step, chosen.get(step)) for step in order)
    for key in [k for k in memo if k != whole[: len(k)]]:
        del memo[key]
    if () not in memo:
        memo[()] = _start(data, declaration)
    for place, (step, choice) in enumerate(whole):
        if whole[: place + 1] not in memo:
            before = memo[whole[:place]]
            memo[whole[: place + 1]] = _step(before, step, choice, data, declaration)
    return memo[whole]


def _start(data: pd.DataFrame, declaration: Declaration) -> Prepared:
    values = steps.read(data, declaration)
    return Prepared(
        tables={"raw": values},
        screening=prepare.availability(values).assign(included=True, why=""),
        imputed=Imputed.of(values, values).flags,
        treated=Treated(values, pd.DataFrame(columns=list(CHANGES)), pd.DataFrame()),
    )


def _step(
    prepared_data: Prepared, step: str, choice: Any, data: pd.DataFrame, declaration: Declaration
) -> Prepared:
    values = prepared_data.last
    changes: dict[str, Any] = {}
    if step == "denominate":
        values = steps.denominate(values, data, declaration)
    elif step == "screen" and declaration.screen is not None:
        screening = prepare.screen(values, declaration.screen, declaration.tree)
        out = screening.loc[~screening["included"], "why"]
        gone = [("screen", "", str(unit), why) for unit, why in out.items()]
        values = values[screening["included"]]
        changes = {"screening": screening, "flags": [*prepared_data.flags, *gone]}
    elif step == "impute":
        imputed = steps.impute(values, data, declaration, choice)
        values, changes = imputed.data, {"imputed": imputed.flags}
    elif step == "treat":
        treated = steps.treat_outliers(values, declaration, choice)
        values, changes = treated.data, {"treated": treated}
    elif step == "normalise":
        changes = {"flags": [*prepared_data.flags, *steps.column_flags(values, "normalise")]}
        values = steps.normalise(values, data, declaration, choice)
    return replace(prepared_data, tables={**prepared_data.tables, step: values}, **changes)


def aggregate(prepared_data: Prepared, declaration: Declaration) -> Index:
    """Weight and aggregate what was prepared."""
    tree, known = declaration.tree, dict(prepared_data.normalised.items())
    weights: dict[str, float] = {tree.root: 1.0}
    personal: dict[str, Floats] = {}
    for group in tree.order:
        children = tree.children[group]
        parts = np.column_stack([known[c].to_numpy(float) for c in children])
        own = group_weights(tree, group, parts, declaration.weights, tree.weight)
        weights |= own
        applied = np.array([own[c] for c in children])
        if (mine := unit_weights(tree, group, parts, declaration.weights)) is not None:
            personal[group] = applied = mine
        try:
            score = combine(parts, applied, declaration.aggregation(group))
        except TableError as error:
            raise TableError(f"group {group}: {error}") from None
        known[group] = pd.Series(score, index=prepared_data.normalised.index)
    scores = pd.DataFrame({g: known[g] for g in tree.order}, index=prepared_data.normalised.index)
    flags = prepared_data.flags + _gaps(scores)
    table = pd.DataFrame(flags, columns=list(FLAGS))
    return Index(declaration, prepared_data, scores, weights, table, personal)


def _gaps(scores: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    units, missing = scores.index.tolist(), scores.isna()
    return [
        ("aggregate", str(group), str(units[row]), "no score: too few of its parts are known")
        for group in scores.columns
        for row in np.flatnonzero(missing[group].to_numpy()).tolist()
    ]
