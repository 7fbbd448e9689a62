"""Distributions by prefecture or province, for more counties than fit in one figure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.figures import theme
from analysis.figures.picture import Picture, choose

ROW = 0.24  # inches


@dataclass(frozen=True)
class Measure:
    """What a spread is of: its title, the words of its axis, lines to read it by, and its ends."""

    title: str
    axis: str
    lines: tuple[tuple[float, str], ...] = ()
    ends: tuple[float, float] | None = None


def group_spread(
    values: pd.Series[float], groups: pd.Series[str], measure: Measure, *, lang: str = "zh"
) -> Picture:
    """Draw the median, middle half and ends of each group, the highest median first.

    Args:
        values: one a county, by its code; missing ones are counted and not drawn.
        groups: the name of each county's group, by its code.
        measure: what is drawn.
        lang: ``zh`` or ``en``.
    """
    table = spread_table(values, groups)
    places = np.arange(len(table))
    with theme.style():
        figure, axes = theme.canvas(7.2, max(2.0, ROW * len(table) + 1.0))
        axes.hlines(places, table["low"], table["high"], color=theme.LINE, linewidth=1.2)
        axes.hlines(places, table["q1"], table["q3"], color=theme.ACCENT, linewidth=4, alpha=0.5)
        axes.scatter(table["median"], places, color=theme.ACCENT, marker="D", s=22, zorder=3)
        axes.set_yticks(
            places, [f"{g} ({n})" for g, n in zip(table.index, table["n"], strict=True)]
        )
        axes.set_ylim(len(table) - 0.4, -0.6)
        axes.set_xlabel(measure.axis)
        if measure.ends:
            axes.set_xlim(*measure.ends)
        for at, label in measure.lines:
            axes.axvline(at, color=theme.MUTED, linewidth=0.8, linestyle="--")
            axes.annotate(label, (at, -0.6), ha="center", va="bottom", color=theme.MUTED)
        axes.tick_params(axis="y", length=0)
    heads = choose(
        lang, "地区,县区数,最低,下四分位,中位数,上四分位,最高",
        "Place,Counties,Lowest,Lower quartile,Median,Upper quartile,Highest",
    ).split(",")  # fmt: skip
    data = table[["n", "low", "q1", "median", "q3", "high"]].round(1).reset_index()
    return Picture(
        measure.title, _alt(table, measure.title, lang), figure, data.set_axis(heads, axis=1)
    )


def spread_table(values: pd.Series[float], groups: pd.Series[str]) -> pd.DataFrame:
    """Return size, ends, quartiles and median of each group, the highest median first.

    >>> values = pd.Series({"a": 1.0, "b": 3.0, "c": 8.0})
    >>> spread_table(values, pd.Series({"a": "X", "b": "X", "c": "Y"}))["median"].to_dict()
    {'Y': 8.0, 'X': 2.0}
    """
    known = values.dropna()
    grouped = known.groupby(groups.reindex(known.index))
    table = grouped.quantile(np.array([0, 0.25, 0.5, 0.75, 1])).unstack()
    table.columns = pd.Index(["low", "q1", "median", "q3", "high"])
    table["n"] = grouped.size()
    return table.sort_values("median", ascending=False, kind="stable")


def _alt(table: pd.DataFrame, title: str, lang: str) -> str:
    if table.empty:
        return choose(lang, f"{title}：没有数字。", f"{title}: no figures.")
    first, last, number = str(table.index[0]), str(table.index[-1]), int(table["n"].sum())
    high, low = table["median"].iloc[0], table["median"].iloc[-1]
    return choose(
        lang,
        f"{title}：{number}个县区，按地区；中位数最高的是{first}（{high:.1f}），最低的是{last}（{low:.1f}）。",
        f"{title}: {number} counties by place; the median is highest in {first} ({high:.1f}) and "
        f"lowest in {last} ({low:.1f}).",
    )
