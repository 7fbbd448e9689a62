"""Are the types more than ways of reporting, and what would other methods have made of it?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PERMUTATIONS = 199
LEAST_UNITS = 20  # under which nothing is predicted


def reporting_auc(labels: Ints, controls: pd.DataFrame, seed: int) -> tuple[float, float]:
    """Return how well controls alone predict classes: mean AUC, left-one-out, and permutation p.

    Linear regression of class indicators, where leaving one unit out has a closed form, so that
    labels can be permuted many times. An AUC of 0.5 is chance, 1 is a perfect prediction.

    Args:
        labels: n, classes from 0.
        controls: n rows; numbers, gaps take the mean; text becomes indicators.
        seed: of the permutations.

    Source: Allen 1974, Technometrics 16, 125–127 (closed form); Ojala & Garriga 2010, Journal of
    Machine Learning Research 11, 1833–1863 (permutation test of classifiers).
    """
    matrix = _design(controls)
    classes = np.unique(labels)
    if len(labels) < LEAST_UNITS or len(classes) < 2 or matrix.shape[1] < 2:
        return float("nan"), float("nan")
    q, _ = np.linalg.qr(matrix)
    lever = np.minimum((q**2).sum(axis=1), 1 - 1e-9)
    rng = np.random.default_rng([seed, 7])
    orders = [np.arange(len(labels)), *(rng.permutation(len(labels)) for _ in range(PERMUTATIONS))]
    found = []
    for order in orders:
        y = (labels[order][:, None] == classes).astype(float)
        guess = (q @ (q.T @ y) - lever[:, None] * y) / (1 - lever[:, None])
        found.append(np.mean([_auc(guess[:, k], y[:, k] > 0) for k in range(len(classes))]))
    return float(found[0]), float(np.mean(np.array(found) >= found[0]))


def outside_differences(
    labels: Ints, outside: pd.DataFrame, seed: int
) -> list[tuple[str, float, float, int]]:
    """Return for each variable the share of its variance between classes, permutation p, and n."""
    rng = np.random.default_rng([seed, 8])
    rows = []
    for name in outside.select_dtypes("number"):
        value = outside[name].to_numpy(float)
        known = np.isfinite(value)
        own, told = value[known], labels[known]
        if known.sum() < LEAST_UNITS or len(np.unique(told)) < 2 or own.std() == 0:
            continue
        real = _between(own, told)
        drawn = [_between(own, rng.permutation(told)) for _ in range(PERMUTATIONS)]
        p = (1 + sum(d >= real for d in drawn)) / (1 + PERMUTATIONS)
        rows.append((str(name), real, float(p), int(known.sum())))
    return rows


def other_methods(values: Floats, labels: Ints, seed: int) -> list[tuple[str, float]]:
    """Return the ARI of the types with those of other methods, on the point estimates."""
    from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
    from sklearn.metrics import adjusted_rand_score

    k = len(np.unique(labels))
    x = values[:, None]
    made = {
        "k-means": KMeans(k, n_init=10, random_state=seed % 2**32).fit_predict(x),
        "Ward": AgglomerativeClustering(k).fit_predict(x),
        "HDBSCAN": HDBSCAN(min_cluster_size=max(5, len(x) // 20), copy=True).fit_predict(x),
    }
    return [(name, float(adjusted_rand_score(labels, found))) for name, found in made.items()]


def _design(controls: pd.DataFrame) -> Floats:
    numbers = controls.select_dtypes("number").astype(float)
    numbers = numbers.fillna(numbers.mean()).dropna(axis=1)
    spread = numbers.std(ddof=0)
    numbers = ((numbers - numbers.mean()) / spread.where(spread > 0)).dropna(axis=1)
    words = controls.select_dtypes(exclude="number")
    shown = pd.get_dummies(words, drop_first=True, dtype=float) if words.shape[1] else words
    parts = [np.ones((len(controls), 1)), numbers.to_numpy(float), shown.to_numpy(float)]
    return np.concatenate(parts, axis=1)


def _auc(score: Floats, positive: NDArray[np.bool_]) -> float:
    """Return the chance that a positive has the higher score (Mann & Whitney 1947)."""
    from scipy.stats import rankdata

    ranks = rankdata(score)
    n, m = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m))


def _between(values: Floats, labels: Ints) -> float:
    count = np.bincount(labels)
    means = np.bincount(labels, values) / np.maximum(count, 1)
    return float(
        (count * (means - values.mean()) ** 2).sum() / ((values - values.mean()) ** 2).sum()
    )
