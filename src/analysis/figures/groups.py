"""Clusters on the dimensions, and counties on one indicator."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.clusters import label_name
from analysis.figures import theme
from analysis.figures.picture import Names, Picture, choose
from analysis.panel.rates import wilson
from analysis.tables.schema import DIMENSIONS

SHAPES = ("o", "s", "D", "^", "v", "P")
LABELLED = 80


def cluster_profiles(profile: pd.DataFrame, names: Names, *, lang: str = "zh") -> Picture:
    """Draw the median and middle half of each cluster on every dimension.

    Args:
        profile: of ``clusters.profile``.
        names: names in the page's language.
        lang: ``zh`` or ``en``.
    """
    rows = profile[profile["dimension"].isin(DIMENSIONS)]
    numbers = sorted({int(c) for c in rows["cluster"]})
    sizes = rows.groupby("cluster")["size"].first()
    k = max(numbers)
    heads = {c: label_name(c, k, lang) for c in numbers}
    with theme.style():
        figure, axes = theme.canvas(7.2, 4.8)
        for position, number in enumerate(numbers):
            part = rows[rows["cluster"] == number].set_index("dimension").reindex(list(DIMENSIONS))
            places = np.arange(len(part)) + 0.7 * ((position + 0.5) / len(numbers) - 0.5)
            colour = theme.SERIES[position % len(theme.SERIES)]
            shape = SHAPES[position % len(SHAPES)]
            label = f"{heads[number]} (n={sizes[number]})"
            axes.hlines(places, part["q25"], part["q75"], color=colour, linewidth=3, alpha=0.4)
            axes.scatter(part["median"], places, color=colour, marker=shape, s=30, label=label)
        axes.set_yticks(range(len(DIMENSIONS)), [names.dimension(d) for d in DIMENSIONS])
        axes.set_ylim(len(DIMENSIONS) - 0.5, -0.5)
        theme.score_axis(
            axes, choose(lang, "得分：中位数与中间一半", "score: median and middle half")
        )
        axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=min(3, len(numbers)))
    title = choose(lang, "各类县区的维度特征", "Profiles of the clusters")
    data = rows.pivot(index="dimension", columns="cluster", values="median").round(1)
    data = data.rename(columns=heads, index=names.dimension).reset_index()
    data.columns = pd.Index([choose(lang, "维度", "Dimension"), *data.columns[1:]])
    return Picture(title, _profiles_alt(rows, names, heads, (title, lang)), figure, data)


def _with_interval(rows: pd.DataFrame) -> pd.DataFrame:
    value, total = rows["value"].to_numpy(float), rows["denominator"].to_numpy(float)
    rate = rows["claim"].notna().to_numpy() & (value >= 0) & (value <= 100)
    low, high = wilson(np.where(rate, value * total / 100, np.nan), total)
    return pd.DataFrame(
        {
            "county_code": rows["county_code"].to_numpy(),
            "value": value,
            "low": 100 * low,
            "high": 100 * high,
            "denominator": total,
        }
    )


def _profiles_alt(
    rows: pd.DataFrame, names: Names, heads: dict[int, str], where: tuple[str, str]
) -> str:
    title, lang = where
    wide = rows.pivot(index="dimension", columns="cluster", values="median")
    gap = (wide.max(axis=1) - wide.min(axis=1)).dropna()
    if gap.empty or len(heads) < 2:
        return choose(
            lang, f"{title}：只有一类或没有得分。", f"{title}: one cluster, or no scores."
        )
    most, least = str(gap.idxmax()), str(gap.idxmin())
    return choose(
        lang,
        f"{title}：{len(heads)}类在{names.dimension(most)}上相差最大（中位数差{gap[most]:.0f}分），"
        f"在{names.dimension(least)}上相差最小（{gap[least]:.0f}分）。",
        f"{title}: the {len(heads)} clusters differ most on {names.dimension(most)} (medians "
        f"{gap[most]:.0f} points apart), least on {names.dimension(least)} ({gap[least]:.0f}).",
    )


def _dots_alt(table: pd.DataFrame, total: int, title: str, lang: str) -> str:
    if table.empty:
        return choose(lang, f"{title}：没有县区报告。", f"{title}: no county reports it.")
    middle, backed = table["value"].median(), int(table["denominator"].notna().sum())
    return choose(
        lang,
        f"{title}：{total}个县区中{len(table)}个有数值，中位数{middle:g}；其中{backed}个有分母，可以核对。",
        f"{title}: {len(table)} of {total} counties give a value, median {middle:g}; {backed} give "
        "the denominator, so that it can be checked.",
    )
