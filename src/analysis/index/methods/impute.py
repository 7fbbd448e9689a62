"""Imputation 缺失值插补 of missing cells, flagged, and validated on held-out cells.

Nothing is imputed in the headline index; the methods serve sensitivity. Panel methods are in
``impute_panel``.

Source: Little & Rubin (2019), Statistical Analysis with Missing Data, 3rd ed.; OECD/JRC (2008),
Handbook, step 3; formulas as in COINr (2022), JOSS 7(78), 4567.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.index.methods.normalise import min_max

Floats = NDArray[np.float64]
Middle = Literal["mean", "median"]


@dataclass(frozen=True)
class Imputed:
    """Filled data and ``flags`` (True where a cell was missing and now has a value)."""

    data: pd.DataFrame
    flags: pd.DataFrame

    @classmethod
    def of(cls, before: pd.DataFrame, after: pd.DataFrame) -> Imputed:
        """Mark what changed.

        Raises:
            TableError: a known value changed, naming the cell.
        """
        known = before.notna()
        moved = known & (before != after)
        if moved.to_numpy().any():
            row, column = np.argwhere(moved.to_numpy())[0]
            raise TableError(
                f"imputation changed the known value of {before.columns[column]} "
                f"of unit {before.index[row]}"
            )
        return cls(after, ~known & after.notna())


def by_column(
    data: pd.DataFrame, how: Middle = "mean", groups: pd.Series[str] | None = None
) -> Imputed:
    """Fill with the mean or median of the indicator, or of the unit's group.

    A unit without a group, or whose group has no value, stays missing.

    >>> table = pd.DataFrame({"x": [1.0, np.nan, 3.0, 10.0]})
    >>> by_column(table, "median").data["x"].tolist()
    [1.0, 3.0, 3.0, 10.0]
    >>> by_column(table, "mean", pd.Series(["a", "a", "b", "b"])).data["x"].tolist()
    [1.0, 1.0, 3.0, 10.0]
    """
    if groups is None:
        return Imputed.of(data, data.fillna(data.agg(how)))
    fill = data.groupby(groups, sort=False).transform(how)
    return Imputed.of(data, data.fillna(fill))


def within_dimension(
    data: pd.DataFrame,
    members: Mapping[str, list[str]],
    directions: Mapping[str, int],
    how: Middle = "mean",
) -> Imputed:
    """Fill with the unit's own mean over the other indicators of the dimension.

    Indicators are put on [0, 1] by min-max in their direction, averaged, and the mean is scaled
    back into the missing indicator's unit.

    Args:
        data: units × indicators.
        members: indicators of each dimension.
        directions: 1 or -1 per indicator.
        how: "mean" or "median" of the unit's other indicators.

    >>> table = pd.DataFrame({"x": [0.0, 5.0, 10.0], "y": [100.0, np.nan, 200.0]})
    >>> within_dimension(table, {"D": ["x", "y"]}, {"x": 1, "y": 1}).data["y"].tolist()
    [100.0, 150.0, 200.0]
    """
    columns = {str(c): data[c].to_numpy(float) for c in data.columns}
    out = dict(columns)
    for codes in members.values():
        parts = np.column_stack([min_max(columns[c], directions[c], 0, 1) for c in codes])
        own = _row_middle(parts, how)
        for code in codes:
            x = columns[code]
            low, high = np.fmin.reduce(x, initial=np.nan), np.fmax.reduce(x, initial=np.nan)
            share = own if directions[code] > 0 else 1 - own
            out[code] = np.where(np.isnan(x), share * (high - low) + low, x)
    return Imputed.of(data, pd.DataFrame(out, data.index))


def _row_middle(parts: Floats, how: Middle) -> Floats:
    result, some = np.full(len(parts), np.nan), np.isfinite(parts).any(axis=1)
    middle = np.nanmean if how == "mean" else np.nanmedian
    result[some] = middle(parts[some], axis=1)
    return result


def nearest_units(data: pd.DataFrame, neighbours: int = 5) -> Imputed:
    """Fill with the mean of the nearest units that have the value.

    Distance is the root mean square difference over the indicators both have, in standard
    deviations; ties go to the unit that stands first.

    Source: Troyanskaya et al. (2001), Bioinformatics 17, 520–525 (kNN imputation).

    >>> table = pd.DataFrame({"x": [0.0, 0.1, 9.0], "y": [1.0, np.nan, 5.0]})
    >>> nearest_units(table, 1).data["y"].tolist()
    [1.0, 1.0, 5.0]
    """
    x = data.to_numpy(float)
    known = np.isfinite(x)
    spread = data.std(ddof=0).to_numpy(float)
    z = np.where(known, x / np.where(spread > 0, spread, 1), 0.0)
    out = x.copy()
    for row in np.flatnonzero(~known.all(axis=1)):
        both = known & known[row]
        shared = both.sum(axis=1)
        square = (np.where(both, z - z[row], 0.0) ** 2).sum(axis=1)
        distance = np.where(shared > 0, square / np.maximum(shared, 1), np.inf)
        distance[row] = np.inf
        order = np.argsort(distance, kind="stable")
        order = order[np.isfinite(distance[order])]
        for column in np.flatnonzero(~known[row]):
            chosen = order[known[order, column]][:neighbours]
            if len(chosen):
                out[row, column] = x[chosen, column].mean()
    return Imputed.of(data, pd.DataFrame(out, data.index, data.columns))


def extreme(data: pd.DataFrame, limits: Mapping[str, tuple[float, float]], side: str) -> Imputed:
    """Fill with the worst or best limit of each indicator, for bounds without assumptions.

    Args:
        data: units × indicators.
        limits: (worst, best) per indicator in natural units.
        side: "worst" or "best".

    Source: Manski (1989), Journal of Human Resources 24, 343–360.
    """
    place = 0 if side == "worst" else 1
    return Imputed.of(data, data.fillna({code: pair[place] for code, pair in limits.items()}))


def holdout_error(
    data: pd.DataFrame,
    impute: Callable[[pd.DataFrame], Imputed],
    *,
    share: float = 0.1,
    repeats: int = 10,
    seed: int = 20240401,
) -> pd.DataFrame:
    r"""Hide known cells, impute them, and compare.

    Returns:
        One row per indicator: ``hidden`` and ``filled`` cells, ``rmse`` and ``bias`` in natural
        units, ``nrmse`` (rmse in standard deviations of the indicator: 1 is as bad as its mean)
        and ``correlation`` of imputed and true values.

    Source: OECD/JRC (2008), Handbook, step 3; Oba et al. (2003) for the normalised error.

    >>> table = pd.DataFrame({"x": range(40), "y": range(40)}, dtype=float)
    >>> errors = holdout_error(table, lambda hidden: nearest_units(hidden, 2))
    >>> bool((errors["nrmse"] < 0.2).all())
    True
    """
    rng = np.random.default_rng(seed)
    x = data.to_numpy(float)
    known = np.isfinite(x)
    pairs: list[list[Floats]] = [[np.empty((0, 2))] for _ in data.columns]
    for _ in range(repeats):
        hide = known & (rng.random(x.shape) < share)
        guess = impute(data.mask(hide)).data.to_numpy(float)
        for column in range(x.shape[1]):
            rows = hide[:, column]
            pairs[column].append(np.column_stack([x[rows, column], guess[rows, column]]))
    spread = data.std(ddof=0).to_numpy(float)
    rows = [_error(np.vstack(p), s) for p, s in zip(pairs, spread, strict=True)]
    return pd.DataFrame(rows, index=data.columns)


def _error(pairs: Floats, spread: float) -> dict[str, float]:
    filled = pairs[np.isfinite(pairs).all(axis=1)]
    row: dict[str, float] = {"hidden": len(pairs), "filled": len(filled)}
    if len(filled) == 0:
        return row | dict.fromkeys(("rmse", "bias", "nrmse", "correlation"), float("nan"))
    gap = filled[:, 1] - filled[:, 0]
    rmse = float(np.sqrt((gap**2).mean()))
    varies = len(filled) > 2 and (filled.std(axis=0) > 0).all()
    return row | {
        "rmse": rmse,
        "bias": float(gap.mean()),
        "nrmse": rmse / spread if spread > 0 else float("nan"),
        "correlation": _correlation(filled) if varies else float("nan"),
    }


def _correlation(pairs: Floats) -> float:
    z = (pairs - pairs.mean(axis=0)) / pairs.std(axis=0)
    return float(z.prod(axis=1).mean())
