"""Figures of an index step by step: gaps, distributions, correlations, intervals, what moves it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from unicodedata import east_asian_width

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.figures import theme
from analysis.figures.picture import Picture, choose
from analysis.tables.schema import BANDS

LABELLED = 45  # most units or indicators that get a name of their own
COLUMNS, PANELS = 4, 24  # small histograms in a row, and in all
LEAST = 8  # units that must have both indicators, for a correlation to be shown
WIDE = 28  # half-width characters of a line of a label
SIGNED = "PuOr"
ROW = 0.2


def gap_map(data: pd.DataFrame, names: Mapping[str, str], *, lang: str = "zh") -> Picture:
    """Draw which values a table of units × indicators has, indicators in rows."""
    known = data.notna().to_numpy().T
    with theme.style():
        figure, axes = theme.canvas(7.2, ROW * min(len(known), 60) + 1.8)
        shades = ListedColormap([theme.EMPTY, theme.STATES["reported"]])
        axes.imshow(known, cmap=shades, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
        _ticks(axes, "y", [names.get(c, c) for c in data.columns])
        _ticks(axes, "x", [names.get(str(u), str(u)) for u in data.index])
        words = choose(lang, "缺失,有值", "missing,known").split(",")
        shown = [Patch(facecolor=shades(i), edgecolor=theme.LINE, label=w) for i, w in
                 enumerate(words)]  # fmt: skip
        axes.legend(handles=shown, loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2)
    title = choose(lang, "哪些指标有值", "Which values are there")
    share = data.notna().mean()
    least = names.get(str(share.idxmin()), str(share.idxmin()))
    alt = choose(
        lang,
        f"{title}。{known.mean():.0%}的单元格有值，最少的是{least}（{share.min():.0%}）。",
        f"{title}: {known.mean():.0%} of the cells; least of all {least} ({share.min():.0%}).",
    )
    heads = choose(lang, "指标,有值的比例（%）", "Indicator,Known (%)").split(",")
    rows = pd.DataFrame({heads[0]: [names.get(c, c) for c in data.columns]})
    return Picture(title, alt, figure, rows.assign(**{heads[1]: (100 * share).round(0).to_numpy()}))


def distributions(
    before: pd.DataFrame, after: pd.DataFrame, names: Mapping[str, str], *, lang: str = "zh"
) -> Picture:
    """Draw a small histogram of each indicator before and after outliers were treated.

    Only the first ``PANELS`` are drawn; the title then says so, and the data hold all of them.
    """
    every = [str(c) for c in before.columns if before[c].notna().any()]
    codes = every[:PANELS]
    rows = -(-len(codes) // COLUMNS)
    labels = choose(lang, "处理前,处理后", "before,after").split(",")
    moved = [c for c in every if not before[c].equals(after[c].reindex(before.index))]
    with theme.style():
        size = (7.4, 1.1 * rows + 0.5)
        figure = Figure(size, dpi=theme.DPI, layout="constrained", facecolor=theme.GROUND)
        grid = figure.subplots(rows, COLUMNS, squeeze=False)
        for axes, code in zip(grid.ravel(), codes, strict=False):
            _small_histogram(axes, before[code].dropna(), after[code].dropna(), labels)
            axes.set_title(_lines(names.get(code, code)), fontsize=8)
        for axes in grid.ravel()[len(codes) :]:
            axes.set_axis_off()
        figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    title = choose(lang, "指标的分布", "Distributions of the indicators")
    if len(codes) < len(every):
        more = (
            f"（前{len(codes)}个，共{len(every)}个）",
            f" (the first {len(codes)} of {len(every)})",
        )
        title += choose(lang, *more)
    alt = choose(
        lang,
        f"{title}：{len(every)}个指标，其中{len(moved)}个经过极端值处理。",
        f"{title}: {len(every)} indicators, {len(moved)} of them treated.",
    )
    heads = choose(lang, "指标,数目,最小,中位数,最大,偏度", "Indicator,n,Least,Median,Largest,Skew")
    table = pd.DataFrame(
        [
            (names.get(c, c), int(x.count()), x.min(), x.median(), x.max(), x.skew())
            for c, x in ((c, before[c]) for c in every)
        ],
        columns=heads.split(","),
    )
    return Picture(title, alt, figure, table.round(2))


def _small_histogram(
    axes: Axes, before: pd.Series[float], after: pd.Series[float], labels: Sequence[str]
) -> None:
    edges = np.histogram_bin_edges(before.to_numpy(float), bins=12).tolist()
    axes.hist(before.to_numpy(float), edges, color=theme.LINE, label=labels[0])
    axes.hist(after.to_numpy(float), edges, histtype="step", color=theme.ACCENT, label=labels[1])
    axes.tick_params(labelsize=8)
    axes.locator_params(axis="x", nbins=3)
    axes.set_yticks([])


def correlations(
    values: pd.DataFrame,
    groups: Mapping[str, str],
    names: Mapping[str, str],
    *,
    least: int = LEAST,
    lang: str = "zh",
) -> Picture:
    """Draw correlations of indicators, in the order of their groups, framed and named by group.

    Pairs with fewer than ``least`` common units stay blank.
    """
    codes = sorted(values.columns, key=lambda c: list(groups.values()).index(groups[c]))
    r = values[codes].corr(min_periods=least).to_numpy(float, copy=True)
    np.fill_diagonal(r, np.nan)
    place = np.array([groups[c] for c in codes])
    with theme.style():
        figure, axes = theme.canvas(7.2, min(1.6 + 0.4 * len(codes), 6.6))
        axes.set_facecolor(theme.EMPTY)
        image = axes.imshow(np.ma.masked_invalid(r), cmap=SIGNED, vmin=-1, vmax=1)
        _ticks(axes, "y", [_lines(names.get(c, c), 1) for c in codes])
        edges = np.flatnonzero(place[1:] != place[:-1]) + 0.5
        for edge in edges:
            axes.axhline(edge, color=theme.INK, linewidth=0.8)
            axes.axvline(edge, color=theme.INK, linewidth=0.8)
        ends = np.r_[-0.5, edges, len(codes) - 0.5]
        axes.xaxis.tick_top()
        labels = [_lines(str(place[int(start + 0.5)]), 1) for start in ends[:-1]]
        axes.set_xticks((ends[:-1] + ends[1:]) / 2, labels, fontsize=8)
        axes.tick_params(length=0)
        label = choose(lang, "相关系数", "correlation")
        figure.colorbar(image, ax=axes, location="bottom", shrink=0.5, aspect=40, label=label)
    same = place[:, None] == place[None, :]
    within, between = (float(pd.Series(r[part]).mean()) for part in (same, ~same))
    title = choose(lang, "指标之间的相关", "Correlations of the indicators")
    few = choose(lang, "单位太少不能算", "too few units")
    means_shown = [few if np.isnan(mean) else f"{mean:.2f}" for mean in (within, between)]
    alt = choose(
        lang,
        f"{title}：同组平均{means_shown[0]}，不同组平均{means_shown[1]}。",
        f"{title}: {means_shown[0]} on average within groups, {means_shown[1]} between them.",
    )
    heads = choose(lang, "范围,平均相关系数", "Pairs,Mean correlation").split(",")
    rows = choose(lang, "同组,不同组", "within groups,between groups").split(",")
    data = pd.DataFrame({heads[0]: rows, heads[1]: [round(within, 2), round(between, 2)]})
    return Picture(title, alt, figure, data)


def unit_intervals(units: pd.DataFrame, names: Mapping[str, str], *, lang: str = "zh") -> Picture:
    """Draw the score of each unit with its interval; ``units`` has ``score``, ``low``, ``high``."""
    rows = units.dropna(subset=["score"]).sort_values("score", ascending=False, kind="stable")
    labels = [names.get(str(u), str(u)) for u in rows.index]
    with theme.style():
        figure, axes = theme.canvas(7.2, max(2.2, ROW * min(len(rows), 60) + 1.2))
        places = np.arange(len(rows))
        axes.hlines(places, rows["low"], rows["high"], color=theme.ACCENT, linewidth=3, alpha=0.4)
        axes.scatter(rows["score"], places, color=theme.ACCENT, s=20, zorder=3)
        _ticks(axes, "y", labels)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlabel(choose(lang, "得分", "score"))
        axes.grid(axis="x", color=theme.LINE, linewidth=0.6)
        axes.set_axisbelow(True)
    title = choose(lang, "各单位得分与区间", "Scores of units with their intervals")
    width = float((rows["high"] - rows["low"]).median())
    alt = choose(
        lang,
        f"{title}：{len(rows)}个单位，区间宽度的中位数为{width:.1f}。",
        f"{title}: {len(rows)} units; the median width of the intervals is {width:.1f}.",
    )
    heads = choose(lang, "单位,得分,下限,上限", "Unit,Score,Low,High").split(",")
    data = rows[["score", "low", "high"]].round(1).reset_index(drop=True)
    data.insert(0, "unit", labels)
    return Picture(title, alt, figure, data.set_axis(heads, axis=1))


def band_bars(chances: pd.DataFrame, names: Mapping[str, str], *, lang: str = "zh") -> Picture:
    """Draw each unit's chances of the bands, columns ``A`` … ``D``; ordered by expected band."""
    rows = chances.dropna()
    expected = rows[list(BANDS)].to_numpy(float) @ np.arange(len(BANDS))
    rows = rows.iloc[np.argsort(expected, kind="stable")]
    labels = [names.get(str(u), str(u)) for u in rows.index]
    with theme.style():
        figure, axes = theme.canvas(7.2, max(2.2, ROW * min(len(rows), 60) + 1.2))
        left = np.zeros(len(rows))
        for letter in BANDS:
            share = 100 * rows[letter].to_numpy(float)
            axes.barh(
                np.arange(len(rows)), share, left=left, height=0.8, color=theme.BANDS[letter],
                edgecolor=theme.GROUND, linewidth=0.5, label=letter,
            )  # fmt: skip
            left += share
        _ticks(axes, "y", labels)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 100)
        axes.set_xlabel(choose(lang, "可能性（%）", "chance (%)"))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(BANDS))
    title = choose(lang, "各等级的可能性", "Chances of the grade bands")
    sure = int((rows[list(BANDS)].max(axis=1) >= 0.9).sum())
    alt = choose(
        lang,
        f"{title}：{len(rows)}个单位中{sure}个的等级有九成以上把握。",
        f"{title}: {sure} of {len(rows)} units have a band with a chance of 90 % or more.",
    )
    data = (100 * rows[list(BANDS)]).round(0).reset_index(drop=True)
    data.insert(0, choose(lang, "单位", "Unit"), labels)
    return Picture(title, alt, figure, data)


def bars(
    table: pd.DataFrame, title: str, axis: str, *, first: str = "", lang: str = "zh"
) -> Picture:
    """Draw column ``value`` by name, with intervals where there are ``low`` and ``high``."""
    rows = table.sort_values("value", ascending=False, kind="stable")
    names: Sequence[str] = [str(n) for n in rows.index]
    value = rows["value"].to_numpy(float)
    with theme.style():
        figure, axes = theme.canvas(7.2, 0.3 * len(rows) + 1.1)
        places = np.arange(len(rows))
        axes.barh(places, value, height=0.62, color=theme.SERIES[0])
        if "low" in rows:
            low, high = rows["low"].to_numpy(float), rows["high"].to_numpy(float)
            axes.hlines(places, low, high, color=theme.OTHER, linewidth=2)
        axes.set_yticks(places, names)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlabel(axis)
        axes.grid(axis="x", color=theme.LINE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
    alt = choose(
        lang,
        f"{title}：最大的是{names[0]}（{value[0]:.2f}）。",
        f"{title}: the largest is {names[0]} ({value[0]:.2f}).",
    )
    data = rows.round(2).reset_index(drop=True)
    data.insert(0, first or axis, names)
    return Picture(title, alt, figure, data.rename(columns={"value": axis}))


def _ticks(axes: Axes, side: str, labels: Sequence[str]) -> None:
    put = axes.set_yticks if side == "y" else axes.set_xticks
    if len(labels) > LABELLED:
        put([])
    elif side == "y":
        put(range(len(labels)), labels, fontsize=8)
    else:
        put(range(len(labels)), labels, fontsize=8, rotation=90)
    axes.tick_params(length=0)


def _lines(text: str, most: int = 2) -> str:
    r"""Break a label into at most so many lines of ``WIDE``; what is left over becomes "…".

    >>> _lines("share of enforcement done on mobile devices").split("\n")
    ['share of enforcement done on', 'mobile devices']
    """
    lines, used = [""], 0
    for word in re.findall(r"[^\x00-\xff]|[^\s\u2e80-\uffff]+\s*|\s", text):
        wide = sum(2 if east_asian_width(c) in "WF" else 1 for c in word.rstrip())
        if used + wide > WIDE and used:
            if len(lines) == most:
                return "\n".join([*lines[:-1], lines[-1].rstrip() + "…"])
            lines, used = [*lines, ""], 0
        lines[-1] += word
        used += wide + len(word) - len(word.rstrip())
    return "\n".join(line.rstrip() for line in lines)
