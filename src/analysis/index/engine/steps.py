"""The steps of a declaration 步骤 as functions of a table: each returns a new table and flags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ConfigError, TableError, nearest
from analysis.index.engine import prepare as before
from analysis.index.engine.declaration import Declaration, Indicator
from analysis.index.methods import impute_panel
from analysis.index.methods import normalise as scales
from analysis.index.methods.impute import (
    Imputed,
    by_column,
    extreme,
    nearest_units,
    within_dimension,
)
from analysis.index.methods.options import Impute, Normalise, Treat
from analysis.index.methods.treat import Treated, treat


def read(data: pd.DataFrame, declaration: Declaration) -> pd.DataFrame:
    """Return the indicators of a user's table as numbers, in the declaration's order.

    Args:
        data: one row per unit (its index), with every column of ``declaration.columns()``.
        declaration: says which columns are meant.

    Raises:
        TableError: naming every column that is missing (with the nearest) or no number (with
            unit and value), infinite values, and units that stand twice.
    """
    faults = [
        f'no column "{c}"{nearest(c, map(str, data.columns))}'
        for c in declaration.columns()
        if c not in data.columns
    ]
    twice = data.index[data.index.duplicated()].unique()
    faults += [f"duplicate unit {unit}" for unit in twice]
    below = [i.denominator for i in declaration.indicators if i.denominator]
    wanted = [c for c in dict.fromkeys([*declaration.names(), *below]) if c in data.columns]
    numbers = data[wanted]
    if any(str(kind) != "float64" for kind in numbers.dtypes):  # text, whole numbers, truths
        columns = {c: pd.to_numeric(numbers[c], errors="coerce").astype(float) for c in wanted}
        numbers = pd.DataFrame(columns, index=data.index)
    faults += _cell_faults(data[wanted], numbers)
    if faults:
        raise TableError("\n  ".join([f"data: {len(faults)} faults", *faults]))
    return numbers[declaration.names()]


def denominate(values: pd.DataFrame, data: pd.DataFrame, declaration: Declaration) -> pd.DataFrame:
    """Divide the indicators that name a denominator."""
    below = {
        i.code: pd.to_numeric(data.loc[values.index, i.denominator])
        for i in declaration.indicators
        if i.denominator
    }
    return before.denominate(values, below, declaration.denominate.scale)


def impute(
    values: pd.DataFrame,
    data: pd.DataFrame,
    declaration: Declaration,
    choice: Impute | None = None,
) -> Imputed:
    """Fill missing values by ``choice``, or the declaration's own."""
    choice = choice or declaration.impute
    extra = data.loc[values.index]
    members = _dimensions(declaration)
    directions = {i.code: int(i.direction) for i in declaration.indicators}
    methods: dict[str, Callable[[], Imputed]] = {
        "none": lambda: Imputed.of(values, values.copy()),
        "mean": lambda: by_column(values, "mean"),
        "median": lambda: by_column(values, "median"),
        "group_mean": lambda: by_column(values, "mean", extra[choice.group]),
        "group_median": lambda: by_column(values, "median", extra[choice.group]),
        "within_dimension": lambda: within_dimension(values, members, directions),
        "nearest": lambda: nearest_units(values, choice.neighbours),
        "worst": lambda: extreme(values, _limits(values, declaration), "worst"),
        "best": lambda: extreme(values, _limits(values, declaration), "best"),
    }
    for along in ("latest", "linear", "constant"):
        methods[along] = lambda along=along: impute_panel.over_time(  # type: ignore[misc]
            values, extra[choice.unit], extra[choice.time], along
        )
    return methods[choice.method]()


def treat_outliers(
    values: pd.DataFrame, declaration: Declaration, choice: Treat | None = None
) -> Treated:
    """Treat outliers by ``choice``, or the declaration's own; an indicator's own goes first."""
    choice = choice or declaration.treat
    chosen = {i.code: i.treat or choice for i in declaration.indicators}
    return treat(values, {code: c for code, c in chosen.items() if c is not None})


def normalise(
    values: pd.DataFrame,
    data: pd.DataFrame,
    declaration: Declaration,
    choice: Normalise | None = None,
) -> pd.DataFrame:
    """Bring indicators onto one scale by ``choice``, or the declaration's own.

    Raises:
        TableError: a method is not defined for an indicator's values, naming it.
    """
    units = values.index.tolist()
    matrix = values[declaration.names()].to_numpy(float)
    out = {}
    for column, indicator in enumerate(declaration.indicators):
        scale = indicator.normalise or choice or declaration.normalise
        x = np.ascontiguousarray(matrix[:, column])
        try:
            if not scale.within:
                out[indicator.code] = _scaled(x, units, indicator, scale)
                continue
            scores = np.full(len(x), np.nan)
            groups = pd.Series(data.loc[values.index, scale.within].to_numpy())
            for rows in groups.groupby(groups).indices.values():
                part = [units[r] for r in np.asarray(rows).tolist()]
                scores[rows] = _scaled(x[rows], part, indicator, scale)
            out[indicator.code] = scores
        except (ConfigError, TableError) as error:
            raise TableError(f"indicator {indicator.code}: {error}") from None
    return pd.DataFrame(out, index=values.index)


def _scaled(
    x: scales.Floats, units: list[Any], indicator: Indicator, scale: Normalise
) -> scales.Floats:
    sign = int(indicator.direction)
    posts = indicator.goalposts or (0.0, 1.0)
    reference = 0
    if scale.method == "distance_to_reference":
        names = list(map(str, units))
        if scale.reference not in names:
            raise ConfigError(f'no unit "{scale.reference}"{nearest(scale.reference, names)}')
        reference = names.index(scale.reference)
    methods: dict[str, Callable[[], scales.Floats]] = {
        "none": lambda: np.asarray(x * sign, float),
        "min_max": lambda: scales.min_max(x, sign, scale.low, scale.high),
        "z_score": lambda: scales.z_score(x, sign, scale.mean, scale.spread),
        "robust_z": lambda: scales.robust_z(x, sign, scale.mean, scale.spread),
        "goalposts": lambda: scales.goalposts(x, *posts, top=scale.high, cut=scale.cut),
        "rank": lambda: scales.rank(x, sign, scale.ties),
        "borda": lambda: scales.borda(x, sign, scale.ties),
        "percentile_rank": lambda: scales.percentile_rank(x, sign, scale.ties, scale.high),
        "distance_to_reference": lambda: scales.distance_to_reference(
            x, reference, sign, cap=scale.cap
        ),
        "distance_to_target": lambda: scales.distance_to_target(
            x, indicator.target or 0.0, sign, cap=scale.cap
        ),
        "fraction_of_max": lambda: scales.fraction_of_max(x, sign),
        "categories": lambda: scales.categories(x, scale.edges, sign),
        "above_below_mean": lambda: scales.above_below_mean(x, sign, scale.band),
    }
    return methods[scale.method]()


def column_flags(values: pd.DataFrame, step: str) -> list[tuple[str, str, str, str]]:
    """Return flags of indicators that tell no units apart: (step, indicator, unit, what)."""
    x = values.to_numpy(float)
    known = np.isfinite(x)
    low = np.where(known, x, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, x, -np.inf).max(axis=0, initial=-np.inf)
    codes, empty, same = [str(c) for c in values.columns], low > high, low == high
    return [
        (
            step,
            code,
            "",
            "no unit has a value; it is left out" if e else "constant; it carries no information",
        )
        for code, e, s in zip(codes, empty, same, strict=True)
        if e or s
    ]


def _dimensions(declaration: Declaration) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for indicator in declaration.indicators:
        members.setdefault(indicator.parent, []).append(indicator.code)
    return members


def _limits(values: pd.DataFrame, declaration: Declaration) -> Mapping[str, tuple[float, float]]:
    limits = {}
    for i in declaration.indicators:
        low, high = float(values[i.code].min()), float(values[i.code].max())
        limits[i.code] = i.goalposts or ((low, high) if i.direction > 0 else (high, low))
    return limits


def _cell_faults(raw: pd.DataFrame, numbers: pd.DataFrame) -> list[str]:
    x = numbers.to_numpy(float)
    bad = np.isinf(x)
    if numbers is not raw:
        bad |= np.isnan(x) & raw.notna().to_numpy(bool)
    places = np.argwhere(bad).tolist()
    return [
        f"column {raw.columns[c]}, unit {raw.index[r]}: {raw.iat[r, c]!r} is no number"
        for r, c in places
    ]
