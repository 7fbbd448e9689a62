"""Multiple imputation 多重插补: silent cells drawn, again and again, from what the others say.

One filled table pretends to know; many, drawn from a model with its own uncertainty, carry what
missing values cost into the intervals of scores and ranks. For use as a source of uncertainty
(``monte_carlo`` with ``draw``), never for a headline.

Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys; Little & Rubin (2019), ch. 10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
    r"""Fill missing cells with one draw.

    Standardised indicators are jointly normal with one correlation within a dimension and one
    between dimensions (averages of the observed ones, pairwise complete), so that
    :math:`z_M | z_O \sim N(R_{MO} R_{OO}^{-1} z_O,\; R_{MM} - R_{MO} R_{OO}^{-1} R_{OM})`.
    Means, spreads and correlations are estimated anew from a bootstrap sample of units each time,
    so that their own uncertainty is in the draws. Missing at random given the observed is assumed.

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
    x = data.to_numpy(float)
    sample = x[rng.integers(len(x), size=len(x))]
    mean, spread, usable = _moments(sample, x)
    dims = np.array([place[str(c)] for c in data.columns])
    corr = _blocks((sample - mean) / spread, dims)
    z, out = (x - mean) / spread, x.copy()
    for row in np.flatnonzero((np.isnan(x) & usable).any(axis=1)):
        seen, gap = np.isfinite(x[row]) & usable, np.isnan(x[row]) & usable
        drawn = _conditional(corr, z[row], seen, gap, rng)
        out[row, gap] = np.clip(drawn * spread[gap] + mean[gap], *limits)
    return pd.DataFrame(out, data.index, data.columns)


def _moments(sample: Floats, whole: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return means and spreads of the sample, of all units where it has too few values."""
    known, every = np.isfinite(sample), np.isfinite(whole)
    use = np.where(known.sum(axis=0) >= LEAST, True, False)
    mean, spread = np.zeros(whole.shape[1]), np.ones(whole.shape[1])
    for column in range(whole.shape[1]):
        values = (
            sample[known[:, column], column] if use[column] else whole[every[:, column], column]
        )
        if len(values) >= LEAST:
            mean[column], spread[column] = values.mean(), max(float(values.std(ddof=1)), SPREAD)
    return mean, spread, every.sum(axis=0) >= LEAST


def _blocks(z: Floats, dims: NDArray[np.str_]) -> Floats:
    """Return the correlation matrix with one value within and one between dimensions."""
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
    within = float(np.clip(within, between, 0.98))
    result = np.where(same, within, between)
    np.fill_diagonal(result, 1.0)
    return result


def _conditional(
    corr: Floats,
    z: Floats,
    seen: NDArray[np.bool_],
    gap: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Floats:
    inner, cross = corr[np.ix_(seen, seen)], corr[np.ix_(gap, seen)]
    weight = np.linalg.solve(inner, cross.T).T if seen.any() else cross
    cov = corr[np.ix_(gap, gap)] - weight @ cross.T
    noise = np.linalg.cholesky(cov + 1e-10 * np.eye(len(cov))) @ rng.standard_normal(len(cov))
    result: Floats = weight @ z[seen] + noise
    return result
