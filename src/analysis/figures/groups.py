"""Clusters on the dimensions, and counties on one indicator."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.clusters import label_name
from analysis.errors import FazhiError, nearest
from analysis.figures import theme
from analysis.figures.picture import Names, Picture, choose, pick
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


def indicator_dots(
    panel: pd.DataFrame, names: Names, indicator: str, year: int, *, lang: str = "zh"
) -> Picture:
    """Draw one indicator of all counties that report it, with 90 % intervals where N is known.

    Counties without N have an open mark: their claim cannot be checked. Over 80 counties the names
    are left to the data table.

    Raises:
        FazhiError: an unknown indicator, or no panel rows of that year.
    """
    known = set(panel["indicator"])
    if indicator not in known:
        raise FazhiError(f'indicator "{indicator}" is not in the panel{nearest(indicator, known)}')
    rows = pick(panel[panel["indicator"] == indicator], year)
    total = len(rows)
    rows = rows[rows["value"].notna()].sort_values(
        ["value", "county_code"], ascending=[False, True], ignore_index=True
    )
    table = _with_interval(rows)
    name = names.indicator(indicator)
    with theme.style():
        figure, axes = theme.canvas(7.2, max(2.0, 0.22 * min(len(table), LABELLED) + 1.0))
        backed = table["low"].notna().to_numpy()
        places, value = np.arange(len(table)), table["value"].to_numpy(float)
        axes.hlines(places, table["low"], table["high"], color=theme.ACCENT, alpha=0.4, linewidth=3)
        axes.scatter(value[backed], places[backed], color=theme.ACCENT, s=26, zorder=3)
        axes.scatter(
            value[~backed], places[~backed], facecolors=theme.GROUND, edgecolors=theme.OTHER, s=26
        )
        labels = [names.county(c) for c in table["county_code"]]
        axes.set_yticks(
            places if len(table) <= LABELLED else [], labels[: LABELLED * (len(table) <= LABELLED)]
        )
        axes.set_ylim(max(len(table), 1) - 0.4, -0.6)
        axes.set_xlabel(name)
        axes.grid(axis="x", color=theme.LINE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
    title = choose(lang, f"{year}年各县区{name}", f"{name} by county, {year}")
    heads = choose(lang, "县区,数值,区间下限,区间上限,分母", "County,Value,Low,High,N").split(",")
    shown = table.round(2)
    shown["county_code"] = labels
    return Picture(
        title, _dots_alt(table, total, title, lang), figure, shown.set_axis(heads, axis=1)
    )


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
