"""Choices of each step of an index, as data: frozen models that forbid unknown fields."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from analysis.config import Choices

Imputation = Literal[
    "none",
    "mean",
    "median",
    "group_mean",
    "group_median",
    "within_dimension",
    "nearest",
    "latest",
    "linear",
    "constant",
    "worst",
    "best",
]
Transform = Literal["none", "log_ct", "log_ct_plus", "log_ct_orig", "log_gii", "box_cox"]
Scale = Literal[
    "none",
    "min_max",
    "z_score",
    "robust_z",
    "goalposts",
    "rank",
    "borda",
    "percentile_rank",
    "distance_to_reference",
    "distance_to_target",
    "fraction_of_max",
    "categories",
    "above_below_mean",
]
Weighting = Literal[
    "given", "equal", "entropy", "critic", "pca", "balance", "information", "benefit_of_the_doubt"
]
Aggregation = Literal[
    "arithmetic",
    "geometric",
    "harmonic",
    "generalised",
    "median",
    "minimum",
    "mazziotta_pareto",
    "mazziotta_pareto_z",
    "topsis",
    "copeland",
    "outranking",
    "benefit_of_the_doubt",
]


class Denominate(Choices):
    """Indicators with a ``denominator`` are divided by it and multiplied by ``scale``."""

    scale: float = Field(1.0, gt=0, description="e.g. 100000 for figures per 100,000 people")


class Screen(Choices):
    """Which units have enough data to be scored."""

    rule: Literal["missing", "zeros", "both"] = Field("missing", description="what is counted")
    available: float = Field(2 / 3, ge=0, le=1, description="share of indicators a unit needs")
    nonzero: float = Field(0.05, ge=0, le=1, description="share of known values that are not 0")
    per_dimension: float = Field(0.0, ge=0, le=1, description="share needed in each dimension")
    include: tuple[str, ...] = Field((), description="units kept whatever they lack")
    exclude: tuple[str, ...] = Field((), description="units left out whatever they have")


class Impute(Choices):
    """How missing values are filled."""

    method: Imputation = "none"
    group: str = Field("", description="column of groups, for group_mean and group_median")
    neighbours: int = Field(5, ge=1, description="units averaged by nearest")
    unit: str = Field("", description="column of units, for latest, linear and constant")
    time: str = Field("", description="column of years, likewise")


class Treat(Choices):
    """Outliers: winsorise, then transform, where skewness and kurtosis are both too large."""

    skewness: float = Field(2.0, gt=0, description="absolute skewness below this passes")
    kurtosis: float = Field(3.5, description="excess kurtosis below this passes")
    winsorise: int = Field(5, ge=0, description="most values moved; 0 does not winsorise")
    transform: Transform = Field("log_ct", description="what follows where that was not enough")
    on: Literal["original", "winsorised"] = Field("original", description="what is transformed")
    power: float = Field(0.0, description="lambda of Box-Cox")
    force: bool = Field(False, description="move exactly that many values, whatever the shape")


class Normalise(Choices):
    """How indicators come onto one scale."""

    method: Scale = "min_max"
    low: float = Field(0.0, description="worth of the worst (min_max)")
    high: float = Field(100.0, description="worth of the best (min_max, goalposts, …)")
    mean: float = Field(0.0, description="mean after z_score and robust_z")
    spread: float = Field(1.0, gt=0, description="standard deviation after them")
    ties: Literal["min", "average", "max"] = Field("min", description="rank of equal values")
    reference: str = Field("", description="unit of distance_to_reference")
    cap: bool = Field(False, description="cut distances to at most 1")
    cut: bool = Field(True, description="cut goalposts to their range")
    edges: tuple[float, ...] = Field((), description="limits of categories")
    band: float = Field(0.2, ge=0, description="half-width of what is near the mean")
    within: str = Field("", description="column of groups, each on its own scale, e.g. year")


class Weight(Choices):
    """Where the weights of the parts of each group come from."""

    method: Weighting = "given"
    level: Literal["all", "indicators", "groups"] = Field(
        "all", description="which parts are weighted by the method; the others keep theirs"
    )
    least: float = Field(0.0, ge=0, le=1, description="least weight in a group (benefit of doubt)")
    most: float = Field(1.0, gt=0, le=1, description="largest weight in a group, likewise")


class Aggregate(Choices):
    """How the parts of a group become one score."""

    method: Aggregation = "arithmetic"
    floor: float | None = Field(None, gt=0, description="least score in a geometric mean")
    power: float = Field(1.0, description="power of the generalised mean, not 0")
    sign: Literal[-1, 1] = Field(-1, description="of the Mazziotta-Pareto penalty")
    tolerance: float = Field(1e-9, ge=0, description="what counts as equal in copeland, outranking")
    missing: Literal["compared", "half"] = Field("compared", description="rule of missing pairs")
    least: float = Field(0.0, ge=0, le=1, description="least share of a part (benefit of doubt)")
    most: float = Field(1.0, gt=0, le=1, description="largest share of a part, likewise")
    available: float = Field(0.0, ge=0, le=1, description="share of parts needed, else no score")
