"""What the clusters are like, and whether they are more than ways of reporting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.clusters.features import KEY

Floats = NDArray[np.float64]

FOLDS = 5
PARTLY, MOSTLY = 0.20, 0.50  # shares of the gap to perfect prediction that R closes
VERDICTS = {
    "zh": (
        "分类基本不能由报告详略预测，可以看作改革水平的差别",
        "分类部分可由报告详略预测，解读时须并列报告强度",
        "分类大体可由报告详略预测，应看作报告类型而非改革类型",
        "数据太少，无法判断分类是否由报告详略决定",
    ),
    "en": (
        "reporting alone hardly predicts the clusters; they can be read as levels of reform",
        "reporting alone predicts part of the clusters; read them beside reporting intensity",
        "reporting alone predicts most of the clusters; they are types of reporting, not of reform",
        "too little data to tell whether reporting alone makes the clusters",
    ),
}


@dataclass(frozen=True)
class ReportingCheck:
    """How well R alone predicts the clusters.

    ``accuracy`` is cross-validated, ``chance`` the share of the largest cluster, ``adjusted`` =
    (accuracy - chance) / (1 - chance), ``eta_squared`` the share of each R part's variance that
    lies between clusters.
    """

    accuracy: float
    chance: float
    adjusted: float
    eta_squared: dict[str, float]
    grade: int  # 0 hardly, 1 partly, 2 mostly, 3 too little data

    def verdict(self, lang: str = "zh") -> str:
        """Return the finding as a sentence."""
        return VERDICTS[lang][self.grade]


def profile(scores: pd.DataFrame, clusters: pd.DataFrame) -> pd.DataFrame:
    """Describe each cluster on every dimension, L and progress P.

    Returns:
        ``cluster``, ``label``, ``dimension`` (D0 … D8, L, P), ``median``, ``mean``, ``q25``,
        ``q75`` (points; P in points a year, one value per county-year), ``count`` (county-years
        with a value), ``size`` (all of the cluster).
    """
    long = clusters.merge(scores[[*KEY, "dimension", "score"]], on=KEY, how="left")
    change = clusters.assign(dimension="P", score=clusters["progress"])
    long = pd.concat([long, change], ignore_index=True)
    groups = long.groupby(["cluster", "label", "dimension"], sort=True)["score"]
    table = groups.agg(["median", "mean", "count"])
    table["q25"], table["q75"] = groups.quantile(0.25), groups.quantile(0.75)
    table = table.reset_index()
    table["size"] = table["cluster"].map(clusters.groupby("cluster").size())
    columns = ["cluster", "label", "dimension", "median", "mean", "q25", "q75", "count", "size"]
    return table[columns]


def reporting_check(
    clusters: pd.DataFrame, constructs: pd.DataFrame, seed: int = 20240401
) -> ReportingCheck:
    """Test whether reporting intensity R alone predicts the clusters.

    A multinomial logistic regression on the standardised parts of R, judged by stratified
    cross-validation; part values that are missing take the mean of their part.

    Args:
        clusters: table CLUSTERS.
        constructs: table CONSTRUCTS.
        seed: of the folds.

    Source: the project's section 5; Hastie, Tibshirani & Friedman (2009), 4.4 and 7.10.
    """
    parts = constructs[constructs["construct"] == "R"]
    wide = parts.pivot(index=KEY, columns="part", values="value").astype(float)
    table = clusters.sort_values(KEY)
    rows = wide.reindex(pd.MultiIndex.from_frame(table[KEY]))
    rows = rows.dropna(axis=1, how="all")
    matrix, labels = rows.fillna(rows.mean()).to_numpy(float), table["cluster"].to_numpy(int)
    sizes = np.unique(labels, return_counts=True)[1]
    chance = float(sizes.max() / sizes.sum())
    folds = int(min(FOLDS, sizes.min()))
    eta = {str(n): _eta(matrix[:, i], labels) for i, n in enumerate(rows.columns)}
    if folds < 2 or len(sizes) < 2 or matrix.shape[1] == 0:
        return ReportingCheck(float("nan"), chance, float("nan"), eta, 3)
    accuracy = float((_guessed(matrix, labels, folds, seed) == labels).mean())
    adjusted = (accuracy - chance) / (1 - chance)
    grade = int(adjusted >= PARTLY) + int(adjusted >= MOSTLY)
    return ReportingCheck(accuracy, chance, adjusted, eta, grade)


def _guessed(matrix: Floats, labels: NDArray[np.int64], folds: int, seed: int) -> Any:
    """Return each county-year's cluster as the others' reporting predicts it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    split = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return cross_val_predict(model, matrix, labels, cv=split)


def _eta(values: Floats, labels: object) -> float:
    """Return the share of variance between groups (Fisher's correlation ratio); constant: 0."""
    frame = pd.DataFrame({"value": values, "cluster": labels})
    total = float(((frame["value"] - frame["value"].mean()) ** 2).sum())
    means = frame.groupby("cluster")["value"].transform("mean")
    between = float(((means - frame["value"].mean()) ** 2).sum())
    return between / total if total > 0 else 0.0
