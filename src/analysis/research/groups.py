"""Compare groups of counties: prefectures, provinces, types, or user-defined groups."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ReportError, nearest
from analysis.research.draws import LevelDraws, bootstrap_weights, level_draws
from analysis.study import View

Floats = NDArray[np.float64]

LEAST = 3  # counties of a group for a mean of it to have an interval; two always agree somewhere


def group_levels(
    study: View, by: str | Mapping[str, str] = "prefecture", *, year: int = 0, dimension: str = "L"
) -> pd.DataFrame:
    """Return the mean level of groups of counties in a year, with intervals.

    The interval holds both what is not known of each county's level (posterior draws) and that the
    counties read are some of those there could be (Bayesian bootstrap over counties).

    Args:
        study: see ``open_study``.
        by: ``prefecture``, ``province``, or county code → group.
        year: the latest if 0.
        dimension: D0 … D8, or L.

    Returns:
        group, counties, mean, low, high; no interval for fewer than three counties.

    Raises:
        ReportError: an unknown year, dimension or grouping.
        CountyError: a group names a county whose report was not read.
    """
    own, names, means = _group_means(study, by, study.year(year), dimension)
    counts = own["group"].value_counts()
    rows = []
    for name, draws in zip(names, means, strict=True):
        low, median, high = np.quantile(draws, _ends(study))
        known = counts[name] >= LEAST
        rows.append((name, int(counts[name]), median, *((low, high) if known else (None, None))))
    table = pd.DataFrame(rows, columns=["group", "counties", "mean", "low", "high"])
    return table.astype({"low": float, "high": float}).sort_values(
        "mean", ascending=False, ignore_index=True
    )


def group_differences(
    study: View, by: str | Mapping[str, str] = "prefecture", *, year: int = 0, dimension: str = "L"
) -> pd.DataFrame:
    """Return the difference of each pair of groups, its interval and the chance that it is over 0.

    Pairs of groups with fewer than three counties are left out. Arguments and errors as
    ``group_levels``.

    Returns:
        group, other, difference (mean of group less mean of other, points), low, high, chance.
    """
    own, names, means = _group_means(study, by, study.year(year), dimension)
    counts = own["group"].value_counts()
    large = [n for n, name in enumerate(names) if counts[name] >= LEAST]
    large.sort(key=lambda n: -float(np.median(means[n])))
    rows = []
    for one, other in combinations(large, 2):
        apart = means[one] - means[other]
        low, median, high = np.quantile(apart, _ends(study))
        rows.append((names[one], names[other], median, low, high, float((apart > 0).mean())))
    columns = ["group", "other", "difference", "low", "high", "chance"]
    return pd.DataFrame(rows, columns=columns)


def _ends(study: View) -> list[float]:
    tail = (1 - study.study.index.confidence) / 2
    return [tail, 0.5, 1 - tail]


def _group_means(
    study: View, by: str | Mapping[str, str], year: int, dimension: str
) -> tuple[pd.DataFrame, list[str], list[Floats]]:
    """Return the county-years with their group, the groups, and draws of their means."""
    drawn = level_draws(study).in_year(year)
    groups = _groups(study, drawn, by)
    values = drawn.of(dimension)
    inside = groups.notna().to_numpy() & np.isfinite(values[0])
    drawn, values = drawn.only(inside), values[:, inside]
    own = drawn.units.assign(group=groups[inside].to_numpy())
    members = {str(k): v for k, v in own.groupby("group").indices.items()}
    weights = bootstrap_weights(len(values), np.arange(len(own)), study.study.index.seed)
    means = [
        (values[:, at] * weights[:, at]).sum(axis=1) / weights[:, at].sum(axis=1)
        for at in members.values()
    ]
    return own, list(members), means


def _groups(study: View, drawn: LevelDraws, by: str | Mapping[str, str]) -> pd.Series[str]:
    known = ("prefecture", "province")
    if not isinstance(by, str):
        named = {study.county_code(county): group for county, group in by.items()}
        return drawn.units["county_code"].map(named)
    if by not in known:
        raise ReportError(f'no grouping "{by}"{nearest(by, known)}')
    return drawn.units[by].replace("", np.nan)
