"""Sobol indices 索伯尔指数: how much of the variance of an output each factor accounts for.

Source: Saltelli, Annoni, Azzini et al. (2010), Computer Physics Communications 181, 259–270
(first-order estimator); Jansen (1999), ibid. 117, 35–43 (total); Sobol' (1993).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ConfigError

Floats = NDArray[np.float64]


def design(factors: int, base: int, seed: int = 20240401) -> Floats:
    """Return the points A, B, AB_1 … AB_d of the unit cube: base (d + 2) rows.

    A and B are the halves of a scrambled Sobol' sequence in 2d dimensions; AB_i is A with column i
    of B.

    Args:
        factors: d, their number.
        base: N, a power of two.
        seed: of the scrambling.

    Raises:
        ConfigError: ``base`` is no power of two, for which the sequence is not balanced.

    >>> design(2, 4).shape
    (16, 2)
    """
    from scipy.stats import qmc

    if base < 2 or base & (base - 1):
        raise ConfigError(f"the base sample of Sobol indices must be a power of two, not {base}")
    rng = np.random.default_rng(seed)
    points = qmc.Sobol(2 * factors, scramble=True, rng=rng).random(base)
    a, b = points[:, :factors], points[:, factors:]
    blocks = [a, b]
    for column in range(factors):
        mixed = a.copy()
        mixed[:, column] = b[:, column]
        blocks.append(mixed)
    return np.vstack(blocks)


def indices(outputs: ArrayLike, factors: int) -> tuple[Floats, Floats]:
    r"""Return first-order and total indices of outputs on the points of ``design``.

    .. math:: S_i = \frac{1}{N V} \sum f(B)\,(f(AB_i) - f(A)), \quad
              T_i = \frac{1}{2 N V} \sum (f(A) - f(AB_i))^2

    with V the variance (divisor n - 1) of the outputs on A and B; both are 0 where V is 0.

    Args:
        outputs: one per point, or points × outputs.
        factors: d.

    Returns:
        Two arrays, factors or factors × outputs.
    """
    y = np.asarray(outputs, float)
    blocks = y.reshape(factors + 2, -1, *y.shape[1:])
    a, b, mixed = blocks[0], blocks[1], blocks[2:]
    variance = np.var(np.concatenate([a, b]), axis=0, ddof=1)
    scale = np.where(variance > 0, variance, np.inf)
    first = (b * (mixed - a)).mean(axis=1) / scale
    total = ((a - mixed) ** 2).mean(axis=1) / (2 * scale)
    return first, total


def bootstrap(
    outputs: ArrayLike,
    names: list[str],
    *,
    draws: int = 500,
    confidence: float = 0.90,
    seed: int = 20240401,
) -> pd.DataFrame:
    """Return the indices of one output with intervals from resampled rows of the design.

    Args:
        outputs: one per point of ``design``.
        names: of the factors.
        draws: resamples.
        confidence: width of the intervals.
        seed: of the resampling.

    Returns:
        One row per factor: ``first``, ``first_low``, ``first_high``, ``total``, ``total_low``,
        ``total_high``.
    """
    y = np.asarray(outputs, float)
    count = len(names)
    blocks = y.reshape(count + 2, -1)
    rng = np.random.default_rng(seed)
    rows = rng.integers(blocks.shape[1], size=(blocks.shape[1], draws))
    resampled = blocks[:, rows].reshape(-1, draws)
    tail = (1 - confidence) / 2
    table: dict[str, Floats] = {}
    for name, point, drawn in zip(
        ("first", "total"), indices(y, count), indices(resampled, count), strict=True
    ):
        table[name] = point
        table[f"{name}_low"], table[f"{name}_high"] = np.quantile(drawn, [tail, 1 - tail], axis=1)
    return pd.DataFrame(table, index=names)
