"""Weighting 赋权 of parts; weights sum to 1.

Chosen by judgement (``given``) or from the spread of the data (``entropy``, ``critic``,
``pca``); those that are fitted to a purpose are in ``weights_fit``. Weights from data say what
tells units apart, not what matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ConfigError, TableError, nearest

Floats = NDArray[np.float64]


def given(names: Sequence[str], weights: Mapping[str, float]) -> Floats:
    """Return a researcher's weights, scaled to sum to 1; a name not given counts 1.

    Without any weight they are equal.

    Raises:
        ConfigError: an unknown name, a negative weight, or all weights zero.

    >>> given(["D0", "D1"], {"D1": 3}).tolist()
    [0.25, 0.75]
    """
    for name, weight in weights.items():
        if name not in names:
            raise ConfigError(f'weight of "{name}": no such dimension{nearest(name, names)}')
        if not weight >= 0:
            raise ConfigError(f"weight of {name} is {weight}; it must not be negative")
    values = np.array([weights.get(name, 1.0) for name in names], float)
    if values.sum() <= 0:
        raise ConfigError("all weights are zero")
    result: Floats = values / values.sum()
    return result


def entropy(scores: ArrayLike) -> Floats:
    r"""Return entropy weights 熵权: a part on which units differ more weighs more.

    .. math:: p_{ij} = x_{ij} / \sum_i x_{ij}, \quad
              e_j = -\frac{1}{\ln n} \sum_i p_{ij} \ln p_{ij}, \quad
              w_j = (1 - e_j) / \sum_k (1 - e_k)

    with 0 ln 0 = 0; units that lack a part are left out of its n.

    Raises:
        TableError: a score is negative, or no part differs between units.

    Source: Shannon (1948); Zeleny (1982), Multiple Criteria Decision Making, ch. 7.

    >>> entropy([[1, 5], [2, 5], [3, 5]]).round(6).tolist()
    [1.0, 0.0]
    """
    x = np.asarray(scores, float)
    if (x < 0).any():
        raise TableError(f"entropy weights need scores of at least 0, not {np.nanmin(x):g}")
    known = np.isfinite(x)
    total = np.where(known, x, 0).sum(axis=0)
    share = np.where(known, x, 0) / np.where(total > 0, total, 1)
    logs = np.log(np.where(share > 0, share, 1))
    count = np.maximum(known.sum(axis=0), 2)
    spread = np.maximum(1 + (share * logs).sum(axis=0) / np.log(count), 0)
    return _scaled(np.where((total > 0) & (known.sum(axis=0) > 1), spread, 0), "entropy")


def critic(scores: ArrayLike) -> Floats:
    r"""Return CRITIC weights: spread of a part times its conflict with the others.

    .. math:: C_j = \sigma_j \sum_k (1 - r_{jk}), \quad w_j = C_j / \sum_k C_k

    on parts scaled to [0, 1], σ with divisor n, r pairwise complete. A constant part weighs 0.

    Raises:
        TableError: no part differs between units.

    Source: Diakoulaki, Mavrotas & Papayannakis (1995), Computers & OR 22, 763–770.

    >>> critic([[0, 1], [1, 0], [2, 2]]).tolist()
    [0.5, 0.5]
    """
    x = np.asarray(scores, float)
    known = np.isfinite(x)
    low = np.where(known, x, np.inf).min(axis=0)
    high = np.where(known, x, -np.inf).max(axis=0)
    vary = high > low
    unit = (x - np.where(vary, low, 0)) / np.where(vary, high - low, 1)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, unit, 0).sum(axis=0) / count
    spread = np.sqrt(np.where(known, (unit - mean) ** 2, 0).sum(axis=0) / count)
    conflict = np.where(vary[:, None] & vary[None, :], 1 - np.nan_to_num(_corr(x, vary)), 0)
    return _scaled(np.where(vary, spread * conflict.sum(axis=1), 0), "CRITIC")


def pca_loadings(scores: ArrayLike) -> Floats:
    """Return the loadings of the first principal component of standardised parts, summing to > 0.

    Units that lack a part are left out. The sign, which a decomposition leaves open, is the one
    by which most of the loadings' sum is positive, so that a higher component means higher scores.

    Raises:
        TableError: under two complete units, or a part that is constant over them.

    Source: Jolliffe (2002), Principal Component Analysis, ch. 2–3.

    >>> pca_loadings([[1, 2], [2, 4], [3, 6.5]]).round(4).tolist()
    [0.7071, 0.7071]
    """
    x = np.asarray(scores, float)
    x = x[np.isfinite(x).all(axis=1)]
    if len(x) < 2 or (x.std(axis=0) == 0).any():
        raise TableError("principal components need two complete units and no constant part")
    z = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    first: Floats = np.linalg.svd(z, full_matrices=False)[2][0]
    return -first if first.sum() < 0 else first


def pca(scores: ArrayLike) -> Floats:
    """Return the loadings of ``pca_loadings`` as weights; a part that loads negatively weighs 0.

    Source: Nicoletti, Scarpetta & Boylaud (2000), OECD Economics Department Working Papers 226.

    >>> pca([[1, 2], [2, 4], [3, 6.5]]).round(4).tolist()
    [0.5, 0.5]
    """
    return _scaled(np.maximum(pca_loadings(scores), 0), "PCA")


def _corr(x: Floats, vary: NDArray[np.bool_]) -> Floats:
    import pandas as pd

    table: Any = pd.DataFrame(np.where(vary, x, 0))
    result: Floats = table.corr().to_numpy()
    return result


def _scaled(values: Floats, name: str) -> Floats:
    total = float(values.sum())
    if not total > 1e-15:
        raise TableError(f"{name} weights need a part on which units differ; there is none")
    result: Floats = values / total
    return result
