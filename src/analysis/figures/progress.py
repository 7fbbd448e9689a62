"""Progress of counties with intervals, and what types of it look like by dimension."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.figures import theme
from analysis.figures.picture import Names, Picture, choose
from analysis.tables.schema import DIMENSIONS

SHAPES = ("o", "s", "D", "^", "v", "P", "X", "*")
ROW = 0.24  # inches
CALLS = {
    "faster": ("较快", "faster"),
    "as the others": ("与其他县区相近", "as the others"),
    "slower": ("较慢", "slower"),
    "too little": ("依据太少", "too little to say"),
}


def progress_intervals(progress: pd.DataFrame, names: Names, *, lang: str = "zh") -> Picture:
    """Draw the yearly change of L of all counties with intervals, by call and change.

    Args:
        progress: table PROGRESS.
        names: names in the page's language.
        lang: ``zh`` or ``en``.
    """
    rows = progress[(progress["dimension"] == "L") & progress["change"].notna()]
    rows = rows.sort_values(["change", "county_code"], ascending=[False, True], ignore_index=True)
    height = max(2.0, ROW * len(rows) + 1.2)
    with theme.style():
        figure, axes = theme.canvas(7.2, height)
        for position, (call, words) in enumerate(CALLS.items()):
            part = rows[rows["call"] == call]
            if len(part):
                colour = theme.SERIES[position % len(theme.SERIES)]
                axes.hlines(part.index, part["low"], part["high"], color=colour, alpha=0.5)
                label = choose(lang, *words)
                shape = SHAPES[position]
                axes.scatter(part["change"], part.index, color=colour, marker=shape, label=label)
        axes.axvline(0, color=theme.INK, linewidth=0.8)
        labels = [names.county(c) for c in rows["county_code"]]
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlabel(choose(lang, "每年变化（分）", "change a year (points)"))
        if len(rows):
            axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4)
    title = choose(lang, "各县区的改革进展：每年变化与区间", "Progress of counties, with intervals")
    data = pd.DataFrame(
        {
            choose(lang, "县区", "County"): [names.county(c) for c in rows["county_code"]],
            choose(lang, "每年变化", "Change a year"): rows["change"].round(1),
            choose(lang, "区间", "Interval"): [
                f"{a:.1f} – {b:.1f}" for a, b in zip(rows["low"], rows["high"], strict=True)
            ],
            choose(lang, "判断", "Call"): [choose(lang, *CALLS[c]) for c in rows["call"]],
        }
    )
    return Picture(title, _progress_alt(rows, title, lang), figure, data)


def type_profiles(
    profiles: pd.DataFrame, labels: dict[int, str], names: Names, *, lang: str = "zh"
) -> Picture:
    """Draw the mean progress of each type on every dimension, with its interval.

    Args:
        profiles: rows of table TYPE_PROFILES of one question.
        labels: name of each class.
        names: names in the page's language.
        lang: ``zh`` or ``en``.
    """
    rows = profiles[profiles["dimension"].isin(DIMENSIONS)]
    numbers = sorted({int(c) for c in rows["class"]})
    with theme.style():
        figure, axes = theme.canvas(7.2, 4.8)
        for position, number in enumerate(numbers):
            part = rows[rows["class"] == number].set_index("dimension").reindex(list(DIMENSIONS))
            places = np.arange(len(part)) + 0.7 * ((position + 0.5) / len(numbers) - 0.5)
            colour = theme.SERIES[position % len(theme.SERIES)]
            shape = SHAPES[position % len(SHAPES)]
            axes.hlines(places, part["low"], part["high"], color=colour, linewidth=2, alpha=0.5)
            axes.scatter(part["mean"], places, color=colour, marker=shape, label=labels[number])
        axes.axvline(0, color=theme.INK, linewidth=0.8)
        axes.set_yticks(range(len(DIMENSIONS)), [names.dimension(d) for d in DIMENSIONS])
        axes.set_ylim(len(DIMENSIONS) - 0.5, -0.5)
        axes.set_xlabel(choose(lang, "每年变化（分），90% 区间", "change a year (points), 90 %"))
        axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=min(2, len(numbers)))
    title = choose(lang, "各类的进展：按维度", "Progress of the types by dimension")
    data = rows.pivot(index="dimension", columns="class", values="mean").round(1)
    data = data.rename(columns=labels, index=names.dimension).reset_index()
    data.columns = pd.Index([choose(lang, "维度", "Dimension"), *data.columns[1:]])
    return Picture(title, _profiles_alt(rows, names, title, lang), figure, data)


def consensus_map(consensus: pd.DataFrame, types: pd.DataFrame, *, lang: str = "zh") -> Picture:
    """Draw how often each two counties are of one type in resamples, in the order of the types.

    Args:
        consensus: rows of table TYPE_CONSENSUS of one question.
        types: rows of table TYPES of that question.
        lang: ``zh`` or ``en``.
    """
    ordered = types.sort_values(["class", "probability"], ascending=[True, False])
    codes, classes = ordered["county_code"].tolist(), ordered["class"].to_numpy(int)
    wide = consensus.pivot(index="county_code", columns="other", values="together")
    upper = wide.reindex(index=codes, columns=codes).to_numpy(float)
    share = np.where(np.isnan(upper), upper.T, upper)
    title = choose(lang, "再抽样中两县区同属一类的比例", "How often two counties are of one type")
    with theme.style():
        figure, axes = theme.canvas(5.6, 5.2)
        axes.set_facecolor(theme.EMPTY)
        image = axes.imshow(np.ma.masked_invalid(share), cmap="cividis", vmin=0, vmax=1)
        edges = np.flatnonzero(classes[1:] != classes[:-1]) + 0.5
        ends = np.r_[-0.5, edges, len(codes) - 0.5]
        middles, numbers = (ends[:-1] + ends[1:]) / 2, [str(c) for c in np.unique(classes)]
        axes.set_xticks(middles, numbers)
        axes.set_yticks(middles, numbers)
        axes.set_xlabel(choose(lang, "类型", "type"))
        figure.colorbar(image, ax=axes, shrink=0.7, label=choose(lang, "比例", "share"))
    same = classes[:, None] == classes
    np.fill_diagonal(same, val=False)
    other = classes[:, None] != classes
    within, between = (float(np.nanmean(share[part])) for part in (same, other))
    heads = choose(lang, "范围,平均比例", "Pairs,Mean share").split(",")
    rows = choose(lang, "同类,不同类", "of one type,of two types").split(",")
    data = pd.DataFrame({heads[0]: rows, heads[1]: [round(within, 2), round(between, 2)]})
    alt = choose(
        lang,
        f"{title}：同类平均{within:.2f}，不同类平均{between:.2f}。",
        f"{title}: {within:.2f} on average within types, {between:.2f} between them.",
    )
    return Picture(title, alt, figure, data)


def _progress_alt(rows: pd.DataFrame, title: str, lang: str) -> str:
    if rows.empty:
        return choose(lang, f"{title}：没有两年以上的县区。", f"{title}: no county has two years.")
    counts = rows["call"].value_counts()
    faster, slower = int(counts.get("faster", 0)), int(counts.get("slower", 0))
    middle = float(rows["change"].median())
    return choose(
        lang,
        f"{title}：{len(rows)}个县区，中位数每年{middle:+.1f}分；{faster}个较快，{slower}个较慢。",
        f"{title}: {len(rows)} counties, median {middle:+.1f} points a year; {faster} faster, "
        f"{slower} slower than the others.",
    )


def _profiles_alt(rows: pd.DataFrame, names: Names, title: str, lang: str) -> str:
    wide = rows.pivot(index="dimension", columns="class", values="mean")
    gap = (wide.max(axis=1) - wide.min(axis=1)).dropna()
    if gap.empty or wide.shape[1] < 2:
        return choose(lang, f"{title}：没有分出类型。", f"{title}: no types were found.")
    most = str(gap.idxmax())
    return choose(
        lang,
        f"{title}：各类在{names.dimension(most)}上相差最大（每年{gap[most]:.1f}分）。",
        f"{title}: the types differ most on {names.dimension(most)} ({gap[most]:.1f} points a "
        "year).",
    )
