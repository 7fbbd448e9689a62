"""Multiple imputation 多重插补 of missing cells, conditional on observed ones.

One filled table pretends to know; many, drawn from a model with its own uncertainty, carry what
missing values cost into the intervals of scores and ranks (``score.score_with_chances``,
``monte_carlo`` with ``draw``). A headline score is never filled.

Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys; Little & Rubin (2019), ch. 10;
Laird & Louis (1989), J. Educational Statistics 14, 29–46 (ranks of levels that are drawn).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import TableError

Floats = NDArray[np.float64]
LEAST = 3  # units that need a value, to draw the others of an indicator
SPREAD = 1e-9


def draw_missing(
    data: pd.DataFrame,
    members: Mapping[str, Sequence[str]],
    rng: np.random.Generator,
    *,
    limits: tuple[float, float] = (-np.inf, np.inf),
) -> pd.DataFrame:
    """Fill missing cells with one draw, see ``draw_cells``.

    Args:
        data: units × indicators in one direction.
        members: indicators of each dimension; together all of them.
        rng: source of the draws.
        limits: between which drawn values are cut, e.g. (0, 100).

    Returns:
        A table without gaps, but for indicators with fewer than three values, which stay.

    Raises:
        TableError: an indicator stands in no dimension.

    >>> rng = np.random.default_rng(1)
    >>> x = pd.DataFrame({"a": [1.0, 2, 3, 4, 5], "b": [1.1, 2.2, 2.9, 4.1, np.nan]})
    >>> bool(draw_missing(x, {"D": ["a", "b"]}, rng).notna().all(axis=None))
    True
    """
    place = {code: d for d, codes in members.items() for code in codes}
    for code in data.columns:
        if code not in place:
            raise TableError(f"multiple imputation: indicator {code} stands in no dimension")
    dims = [place[str(c)] for c in data.columns]
    out = draw_cells(data.to_numpy(float), dims, rng, limits=limits)
    return pd.DataFrame(out, data.index, data.columns)


def draw_cells(
    x: Floats,
    dims: Sequence[str],
    rng: np.random.Generator,
    *,
    limits: tuple[float, float] = (-np.inf, np.inf),
    clusters: ArrayLike | None = None,
) -> Floats:
    r"""Fill the gaps of a matrix units × indicators with one draw.

    Standardised indicators are jointly normal with one correlation :math:`w` within a dimension
    and one :math:`b` between dimensions (averages of the observed ones, pairwise complete):

    .. math:: z_{ij} = \sqrt{b}\, g_i + \sqrt{w - b}\, d_{iD(j)} + \sqrt{1 - w}\, e_{ij}

    The general level :math:`g` and those of the dimensions :math:`d` are drawn given the cells
    that are observed, then the gaps. Means, spreads and correlations are estimated anew from a
    bootstrap sample each time, so that their own uncertainty is in the draws. Missing at random
    given the observed is assumed.

    Args:
        x: units × indicators in one direction.
        dims: dimension of each indicator.
        rng: source of the draws.
        limits: between which drawn values are cut.
        clusters: what units belong to, e.g. the county of a county-year; clusters are sampled
            whole, units where not given.
    """
    behind = _behind(x, dims, rng, clusters)
    drawn = behind.levels + np.sqrt(behind.noise) * rng.standard_normal(x.shape)
    filled = np.clip(drawn * behind.spread + behind.mean, *limits)
    return np.where(np.isnan(x) & behind.usable, filled, x)


def draw_levels(
    x: Floats,
    dims: Sequence[str],
    rng: np.random.Generator,
    *,
    clusters: ArrayLike | None = None,
) -> Floats:
    """Replace every cell by one draw of the level behind it, in the indicator's own points.

    In the model of ``draw_cells`` that is a cell without its own noise e: what all indicators of a
    dimension say together, drawn toward the mean the more, the fewer of them are there. Ranks of
    such draws are ranks of levels, not of figures (Laird & Louis 1989).

    Args:
        x: units × indicators in one direction.
        dims: dimension of each indicator.
        rng: source of the draws.
        clusters: as for ``draw_cells``.

    Returns:
        Units × indicators; an indicator with fewer than three values is NaN throughout.
    """
    behind = _behind(x, dims, rng, clusters)
    return np.where(behind.usable, behind.levels * behind.spread + behind.mean, np.nan)


@dataclass(frozen=True)
class _Behind:
    """One draw of standardised levels (units × indicators) and what turns them into cells."""

    levels: Floats
    noise: float
    mean: Floats
    spread: Floats
    usable: NDArray[np.bool_]


def _behind(
    x: Floats, dims: Sequence[str], rng: np.random.Generator, clusters: ArrayLike | None
) -> _Behind:
    sample = x[_resample(len(x), clusters, rng)]
    mean, spread, usable = _moments(sample, x)
    places = np.asarray(dims)
    within, between = _correlations((sample - mean) / spread, places)
    members = (places[:, None] == np.unique(places)[None, :]).astype(float)
    z = (x - mean) / spread
    seen = np.isfinite(z) & usable
    count, total = seen @ members, np.where(seen, z, 0.0) @ members
    own, noise = within - between, 1 - within
    # of a dimension with n cells seen, their mean is g √b plus a variance of own + noise / n
    precision = np.where(count > 0, 1 / (own + noise / np.maximum(count, 1)), 0.0)
    middle = np.sqrt(between) * total / np.maximum(count, 1)
    certain = 1 + between * precision.sum(axis=1)
    level = (middle * precision).sum(axis=1) / certain
    level += rng.standard_normal(len(x)) / np.sqrt(certain)
    shared = np.sqrt(between) * level[:, None]
    slack = noise + count * own
    part = own * (total - count * shared) / slack
    part += np.sqrt(own * noise / slack) * rng.standard_normal(part.shape)
    return _Behind(shared + part @ members.T, noise, mean, spread, usable)


def _resample(count: int, clusters: ArrayLike | None, rng: np.random.Generator) -> NDArray[np.intp]:
    if clusters is None:
        return rng.integers(count, size=count)
    _, label = np.unique(np.asarray(clusters), return_inverse=True)
    rows = np.split(np.argsort(label, kind="stable"), np.cumsum(np.bincount(label))[:-1])
    return np.concatenate([rows[i] for i in rng.integers(len(rows), size=len(rows))])


def _moments(sample: Floats, whole: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return means and spreads of the sample, of all units where it has too few values.

    A sample that misses the few units that differ has hardly any spread, and those units would
    then lie any number of spreads away; so it is not less than half of that of all units.
    """
    known, every = np.isfinite(sample), np.isfinite(whole)
    use = known.sum(axis=0) >= LEAST
    mean, spread = np.zeros(whole.shape[1]), np.ones(whole.shape[1])
    for column in range(whole.shape[1]):
        all_of = whole[every[:, column], column]
        values = sample[known[:, column], column] if use[column] else all_of
        if len(all_of) >= LEAST:
            least = max(float(all_of.std(ddof=1)) / 2, SPREAD)
            mean[column], spread[column] = values.mean(), max(float(values.std(ddof=1)), least)
    return mean, spread, every.sum(axis=0) >= LEAST


def _correlations(z: Floats, dims: NDArray[np.str_]) -> tuple[float, float]:
    """Return the mean correlation within and between dimensions, the first not the smaller."""
    known = np.isfinite(z)
    filled = np.where(known, z, 0.0)
    pairs = known.T.astype(float) @ known.astype(float)
    product = filled.T @ filled
    same = dims[:, None] == dims[None, :]
    other = ~np.eye(len(dims), dtype=bool)
    within, between = (
        float(product[area].sum() / max(pairs[area].sum(), 1.0)) for area in (same & other, ~same)
    )
    between = float(np.clip(between, 0.0, 0.95))
    return float(np.clip(within, between, 0.98)), between
