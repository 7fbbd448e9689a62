"""Declares what a robustness test varies, and samples the parameters of replications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field

from analysis.config import Choices
from analysis.errors import ConfigError, TableError
from analysis.index.engine.build import Index
from analysis.index.methods.options import Aggregate, Impute, Normalise, Treat

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator], pd.DataFrame]
DISCRETE = ("impute", "treat", "normalise", "aggregate")
FACTORS = (*DISCRETE, "weights", "leave_out", "measurement")
ONE_SCALE = ("goalposts", "min_max", "percentile_rank")  # scales on which bands can stand


class WeightNoise(Choices):
    """How weights are drawn: each ± a share of itself, or each group from a Dirichlet."""

    kind: Literal["share", "dirichlet"] = "share"
    size: float = Field(0.25, gt=0, lt=1, description="largest relative change (share)")
    concentration: float = Field(20.0, gt=0, description="sum of the Dirichlet's parameters")
    level: Literal["all", "indicators", "groups"] = "all"


class Variation(Choices):
    """Alternatives of each choice; name the nominal one among them if it is to be drawn too."""

    replications: int = Field(1000, ge=2)
    tables: int = Field(0, ge=0, description="tables that are drawn; 0 is one per replication")
    seed: int = 20240401
    confidence: float = Field(0.90, gt=0, lt=1, description="width of the intervals of ranks")
    impute: tuple[Impute, ...] = ()
    treat: tuple[Treat, ...] = ()
    normalise: tuple[Normalise, ...] = ()
    aggregate: tuple[tuple[Aggregate, ...], ...] = Field(
        (), description="each one for all levels, or one per level from the bottom"
    )
    weights: WeightNoise | None = None
    leave_out: Literal["", "one", "bootstrap"] = Field(
        "", description="one indicator at random, or Exp(1) weights (Bayesian bootstrap)"
    )
    bands: tuple[float, ...] = Field((), description="least score of each band but the last")
    top: float = Field(0.1, gt=0, lt=1, description="share of units that are the top")
    max_failed: float = Field(0.0, ge=0, lt=1, description="share of replications that may fail")


@dataclass(frozen=True)
class Plan:
    """An index, what is varied, and pools of drawn weights; replications point into the pools.

    ``weights`` is sets × nodes (``nodes`` names the columns), ``left_out`` is sets × indicators: a
    factor on each indicator's weight, 0 where it is left out. ``draw`` makes a table anew.
    """

    index: Index
    data: pd.DataFrame
    variation: Variation
    nodes: tuple[str, ...]
    weights: Floats
    left_out: Floats
    draw: Draw | None = None

    @property
    def factors(self) -> dict[str, int]:
        """Number of options of each factor that is varied."""
        v = self.variation
        sizes = {name: len(getattr(v, name)) for name in DISCRETE}
        sizes |= {"weights": len(self.weights), "leave_out": len(self.left_out)}
        sizes["measurement"] = (v.tables or v.replications) if self.draw else 0
        return {name: size for name, size in sizes.items() if size > 0}

    def measured(self, number: int) -> pd.DataFrame:
        """Return the data of a draw, the same for the same number."""
        if self.draw is None:
            return self.data
        return self.draw(np.random.default_rng([self.variation.seed, 4, number]))


class Uncertain(TypedDict, total=False):
    """What else is drawn in each replication, see ``plan``."""

    draw: Draw | None
    errors: pd.DataFrame | None
    weights: Mapping[str, Floats] | None


def plan(
    index: Index,
    data: pd.DataFrame,
    variation: Variation,
    *,
    draw: Draw | None = None,
    errors: pd.DataFrame | None = None,
    weights: Mapping[str, Floats] | None = None,
) -> Plan:
    """Draw the pools of weights and say what is varied.

    Args:
        index: the nominal index.
        data: what it was built from.
        variation: what is varied.
        draw: measurement: makes a table like ``data`` from a source of randomness.
        errors: measurement, instead: standard error of cells; normal errors are added.
        weights: sets of weights per node, instead of ``variation.weights``.

    Raises:
        ConfigError: nothing is varied, an alternative would have no effect (its step is not done,
            or every indicator or group has a choice of its own), bands on scores that do not
            share one scale, or two ways of measurement.
        TableError: no unit has a score.
    """
    if not index.score.notna().any():
        raise TableError("no unit has a score; there are no ranks to test")
    if draw is not None and errors is not None:
        raise ConfigError("variation: give a draw or standard errors, not both")
    if errors is not None:
        draw = _normal(data, errors)
    _check_bands(index, variation)
    _check_effect(index, variation)
    nodes = tuple(index.declaration.tree.parent)
    pool = np.empty((0, len(nodes)))
    nominal = np.array([index.weights[n] for n in nodes])
    if weights is not None:
        sets = {len(w) for w in weights.values()}
        pool = np.tile(nominal, (max(sets), 1))
        for node, values in weights.items():
            pool[:, nodes.index(node)] = values
    elif variation.weights is not None:
        pool = _noisy(index, variation, nodes, nominal)
    planned = Plan(index, data, variation, nodes, pool, _left_out(index, variation), draw)
    if not planned.factors:
        raise ConfigError("variation: nothing is varied; name alternatives, weights or errors")
    return planned


def sample(planned: Plan) -> pd.DataFrame:
    """Return the parameters of Monte-Carlo replications: one column per factor, options by number.

    Discrete choices are floor(u n) of a uniform u; pools are gone through one by one.
    """
    count = planned.variation.replications
    rng = np.random.default_rng([planned.variation.seed, 1])
    columns = {}
    for name, size in planned.factors.items():
        drawn = np.floor(rng.random(count) * size).astype(int)
        columns[name] = np.arange(count) % size if size >= count else drawn
    return pd.DataFrame(columns)


def from_unit(planned: Plan, points: Floats) -> pd.DataFrame:
    """Return the parameters of points of the unit cube (one column per factor): floor(u n).

    The same point means the same choice in every sample.
    """
    sizes = np.array(list(planned.factors.values()))
    return pd.DataFrame(
        np.minimum(np.floor(points * sizes), sizes - 1).astype(int), columns=list(planned.factors)
    )


def _noisy(index: Index, variation: Variation, nodes: tuple[str, ...], nominal: Floats) -> Floats:
    noise = variation.weights or WeightNoise()
    rng = np.random.default_rng([variation.seed, 2])
    tree, count = index.declaration.tree, variation.replications
    pool = np.tile(nominal, (count, 1))
    for group, children in tree.children.items():
        level = "indicators" if tree.level[group] == 1 else "groups"
        if noise.level not in ("all", level):
            continue
        places = [nodes.index(c) for c in children]
        if noise.kind == "share":
            change = rng.uniform(1 - noise.size, 1 + noise.size, (count, len(places)))
            pool[:, places] *= change
        else:
            share = nominal[places] / nominal[places].sum()
            drawn = rng.gamma(
                np.maximum(noise.concentration * share, 1e-9), size=(count, len(places))
            )
            pool[:, places] = drawn / drawn.sum(axis=1, keepdims=True)
    return pool


def _left_out(index: Index, variation: Variation) -> Floats:
    names, count = index.declaration.names(), variation.replications
    rng = np.random.default_rng([variation.seed, 3])
    if variation.leave_out == "bootstrap":
        return rng.exponential(size=(count, len(names)))
    if variation.leave_out == "one":
        return 1 - np.eye(len(names))
    return np.empty((0, len(names)))


def _normal(data: pd.DataFrame, errors: pd.DataFrame) -> Draw:
    unknown = [str(c) for c in errors.columns if c not in data.columns]
    if unknown or not errors.index.equals(data.index):
        what = f"unknown columns {', '.join(unknown)}" if unknown else "other units than the data"
        raise ConfigError(f"standard errors have {what}")
    spread = errors.fillna(0.0).to_numpy(float)

    names, rest = list(errors.columns), data.drop(columns=list(errors.columns))
    mean = data[names].to_numpy(float)

    def draw(rng: np.random.Generator) -> pd.DataFrame:
        drawn = mean + spread * rng.standard_normal(spread.shape)
        return pd.concat([pd.DataFrame(drawn, data.index, names), rest], axis=1)

    return draw


def _check_bands(index: Index, variation: Variation) -> None:
    if not variation.bands:
        return
    if list(variation.bands) != sorted(set(variation.bands), reverse=True):
        raise ConfigError(f"variation.bands must fall, not {list(variation.bands)}")
    for choice in (index.declaration.normalise, *variation.normalise):
        if choice.method not in ONE_SCALE:
            raise ConfigError(f"variation.bands need one scale; {choice.method} has another")


def _check_effect(index: Index, variation: Variation) -> None:
    """Refuse what would be skipped in silence."""
    declaration = index.declaration
    for step in ("impute", "treat"):
        if getattr(variation, step) and step not in declaration.steps:
            raise ConfigError(f"variation.{step}: the declaration does not do the step {step}")
    own = {
        "treat": all(i.treat for i in declaration.indicators),
        "normalise": all(i.normalise for i in declaration.indicators),
        "aggregate": all(g.aggregate for g in declaration.groups),
    }
    for name, fixed in own.items():
        if getattr(variation, name) and fixed:
            raise ConfigError(f"variation.{name}: every part has its own {name}, none would change")
    levels = {declaration.tree.level[g] == 1 for g in declaration.tree.order}
    noise = variation.weights
    if noise and noise.level != "all" and (noise.level == "indicators") not in levels:
        raise ConfigError(f"variation.weights: the tree has no level of {noise.level} to vary")
