"""Posterior draws of levels by county-year, for summaries with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ReportError, nearest
from analysis.measurement.levels import COLUMNS, read_draws
from analysis.study import View

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LevelDraws:
    """Draws × county-years × (D0 … D8, L) in points, and which county-year each is.

    Attributes:
        units: county_code and year of the county-years, and of their counties the name, province
            and prefecture.
        values: the draws; NaN where nothing was required of a dimension in that year.
        tail: what lies outside the study's interval, on either side.
    """

    units: pd.DataFrame
    values: NDArray[np.float32]
    tail: float

    def of(self, dimension: str) -> Floats:
        """Return the draws of a dimension, or of L: draws × county-years.

        Raises:
            ReportError: no such dimension, with the nearest.
        """
        if dimension not in COLUMNS:
            raise ReportError(f'no dimension "{dimension}"{nearest(dimension, COLUMNS)}')
        return self.values[:, :, COLUMNS.index(dimension)].astype(float)

    def only(self, chosen: NDArray[np.bool_]) -> LevelDraws:
        """Return the county-years so marked."""
        kept = self.units[chosen].reset_index(drop=True)
        return LevelDraws(kept, self.values[:, chosen], self.tail)

    def in_year(self, year: int) -> LevelDraws:
        """Return the county-years of one year."""
        return self.only(self.units["year"].to_numpy(int) == year)

    def interval(self, draws: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the low end, the median and the high end of draws (first axis)."""
        low, median, high = np.quantile(draws, [self.tail, 0.5, 1 - self.tail], axis=0)
        return low, median, high

    @cached_property
    def years(self) -> list[int]:
        """The years there are, oldest first."""
        return sorted(int(y) for y in self.units["year"].unique())


def level_draws(study: View) -> LevelDraws:
    """Return the draws behind table LEVELS.

    Raises:
        StoreError: the study is not built.
    """
    levels = study.table("levels")
    units = levels.loc[levels["dimension"] == "L", ["county_code", "year"]]
    units = units.merge(study.table("counties"), on="county_code", how="left")
    tail = (1 - study.study.index.confidence) / 2
    return LevelDraws(units.reset_index(drop=True), read_draws(study.processed), tail)


def bootstrap_weights(draws: int, clusters: NDArray[np.int64], seed: int) -> Floats:
    """Return weights of the Bayesian bootstrap over clusters: draws × units, rows sum to 1.

    All units of a cluster (the years of a county) weigh alike, so that the interval of a mean
    holds for counties like these and not only for these.

    Source: Rubin (1981), The Bayesian bootstrap, Annals of Statistics 9, 130–134.
    """
    own = np.random.default_rng(seed).standard_exponential((draws, int(clusters.max()) + 1))
    weights = own[:, clusters]
    result: Floats = weights / weights.sum(axis=1, keepdims=True)
    return result
