"""How many clusters: the mean silhouette over a range of k."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analysis.config import ClusterChoices
from analysis.errors import TableError

Floats = NDArray[np.float64]

STARTS = 20  # restarts of k-means
SAMPLE = 2000  # units the silhouette is taken on while k is chosen (it grows with their square)
WEAK, FAIR = 0.25, 0.50  # Kaufman & Rousseeuw's marks for no and for reasonable structure


def k_means(matrix: Floats, k: int, seed: int) -> tuple[NDArray[np.int64], float]:
    """Return labels and inertia of k-means (k-means++, best of 20 starts).

    One thread: the sums, and so the labels, do not depend on the machine's number of cores, and
    many processes of a batch do not wait for each other.

    Source: Lloyd (1982), IEEE Trans. Inf. Theory 28, 129–137; Arthur & Vassilvitskii (2007).
    """
    from sklearn.cluster import KMeans  # dear to import: most pages only read the clusters

    with threadpool_limits(limits=1):
        model = KMeans(n_clusters=k, n_init=STARTS, random_state=seed).fit(matrix)
    return np.asarray(model.labels_, np.int64), float(model.inertia_)


def silhouettes(matrix: Floats, choices: ClusterChoices) -> pd.DataFrame:
    """Return ``k``, mean ``silhouette`` and ``inertia`` for every k tried.

    Source: Rousseeuw (1987), J. Comput. Appl. Math. 20, 53–65.

    Raises:
        TableError: there are too few different county-years for ``k_min`` clusters.
    """
    from sklearn.metrics import silhouette_score

    different = len(np.unique(matrix, axis=0))
    most = min(choices.k_max, different - 1)
    if most < choices.k_min:
        raise TableError(
            f"{different} different county-years are too few for {choices.k_min} clusters"
        )
    rows = []
    for k in range(choices.k_min, most + 1):
        labels, inertia = k_means(matrix, k, choices.seed)
        size = SAMPLE if len(matrix) > SAMPLE else None
        score = silhouette_score(matrix, labels, sample_size=size, random_state=choices.seed)
        rows.append((k, float(score), inertia))
    return pd.DataFrame(rows, columns=["k", "silhouette", "inertia"])


def choose_k(table: pd.DataFrame) -> int:
    """Return the k with the highest silhouette, the smallest of equals."""
    best = int(np.argmax(table["silhouette"].to_numpy(float)))
    return int(table["k"].to_numpy(int)[best])


def structure(silhouette: float, lang: str = "zh") -> str:
    """Say how clear a clustering is.

    Source: Kaufman & Rousseeuw (1990), Finding Groups in Data, table 4.

    >>> structure(0.2, "en"), structure(0.6, "en")
    ('no substantial structure', 'reasonable structure')
    """
    words = {
        "zh": ("没有明显的分组结构", "分组结构较弱", "分组结构较清楚"),
        "en": ("no substantial structure", "weak structure", "reasonable structure"),
    }
    return words[lang][(silhouette > WEAK) + (silhouette > FAIR)]
