"""Clusters of county-years by reform level and progress: k-means with stable, ordered labels."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.clusters.choose import choose_k, k_means, silhouettes
from analysis.clusters.features import PROGRESS, Features, broken_since, features
from analysis.config import Study
from analysis.panel.county_breaks import CountyBreaks
from analysis.tables.contracts import CLUSTERS

NAMES: dict[int, tuple[tuple[str, str], ...]] = {
    1: (("同一水平", "one level"),),
    2: (("较高水平", "higher level"), ("较低水平", "lower level")),
    3: (("较高水平", "higher level"), ("中等水平", "middle level"), ("较低水平", "lower level")),
    4: (
        ("高水平", "high level"),
        ("中高水平", "upper middle level"),
        ("中低水平", "lower middle level"),
        ("低水平", "low level"),
    ),
    5: (
        ("高水平", "high level"),
        ("中高水平", "upper middle level"),
        ("中等水平", "middle level"),
        ("中低水平", "lower middle level"),
        ("低水平", "low level"),
    ),
}


def cluster_counties(
    scores: pd.DataFrame, study: Study, breaks: CountyBreaks | None = None
) -> pd.DataFrame:
    """Cluster all county-years together, so that a county can move between years.

    Give it scores made without the saturated indicators (``features.saturated``). k is the one
    with the highest silhouette between ``k_min`` and ``k_max``. Cluster 1 has the highest mean
    level. The result does not depend on the order of rows.

    Args:
        scores: table SCORES.
        study: ``[clusters]`` is used.
        breaks: changes of counties, which neither progress nor moves may cross.

    Returns:
        Table CLUSTERS; county-years with too few scored dimensions are not in it, and ``filled``
        counts the scores that had to be filled (see ``features.features``).

    Raises:
        TableError: too few scored dimensions or county-years.
    """
    from sklearn.metrics import silhouette_samples

    made = features(scores, study.clusters, breaks)
    k = choose_k(silhouettes(made.matrix, study.clusters))
    labels, _ = k_means(made.matrix, k, study.clusters.seed)
    order = _order(made, labels)
    rank = np.argsort(order) + 1
    clusters = rank[labels]
    words = np.array([label_name(number, k) for number in range(1, k + 1)], dtype=object)
    return CLUSTERS.check(
        made.units.assign(
            cluster=clusters,
            label=words[clusters - 1],
            silhouette=silhouette_samples(made.matrix, labels),
            filled=made.filled,
            progress=made.change,
            broken_by=broken_since(made.units, breaks),
        )
    )


def label_name(cluster: int, k: int, lang: str = "zh") -> str:
    """Return the name of the ``cluster``-th highest of ``k`` clusters.

    >>> label_name(1, 3), label_name(3, 3, "en"), label_name(2, 7)
    ('较高水平', 'lower level', '第2级水平')
    """
    names = NAMES.get(k)
    if names is None:
        return f"第{cluster}级水平" if lang == "zh" else f"level {cluster} of {k}"
    return names[cluster - 1][lang != "zh"]


def _order(made: Features, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    level = [column for column, name in enumerate(made.names) if name != PROGRESS]
    centres = np.array([made.matrix[labels == c].mean(axis=0) for c in np.unique(labels)])
    means = centres[:, level].mean(axis=1)
    keys = [*(-centres[:, column] for column in reversed(range(centres.shape[1]))), -means]
    return np.lexsort(keys)
