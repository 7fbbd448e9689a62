"""Many counties: their index by band with intervals, and a map of counties × dimensions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis.figures import theme
from analysis.figures.picture import Names, Picture, choose, pick
from analysis.tables.schema import BANDS, DIMENSIONS

INDEX = "L"
ROW = 0.24  # inches


Limits = Sequence[tuple[float, str]]


def index_intervals(
    scores: pd.DataFrame, names: Names, year: int, *, limits: Limits = (), lang: str = "zh"
) -> Picture:
    """Draw L of counties as intervals grouped by band; never a bare rank.

    Counties without a score stay in the figure, below the others. ``limits`` are the lowest score
    of each band with its letter.

    Raises:
        FazhiError: no scores of that year.
    """
    rows = _ordered(pick(scores, year))
    known = rows[rows["band"].notna()].reset_index(drop=True)
    height = max(2.0, ROW * len(rows) + 1.2)
    with theme.style():
        figure, axes = theme.canvas(7.2, height)
        for letter in BANDS:
            _band(axes, known[known["band"] == letter], letter, lang)
        labels = [names.county(c) for c in rows["county_code"]]
        axes.set_yticks(range(len(rows)), labels)
        axes.set_ylim(len(rows) + 0.2, -0.6)  # room for the letters of the limits
        _limits(axes, limits)
        for place in range(len(known), len(rows)):
            label = choose(lang, "依据不足，不评分", "n/a: too little evidence")
            axes.text(1, place, label, color=theme.MUTED, fontsize=8, va="center")
        theme.score_axis(axes, choose(lang, "综合水平 L（0–100）", "level L (0–100)"))
        if len(known):
            axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4)
    title = choose(
        lang,
        f"{year}年各县区综合水平：等级与区间",
        f"Level of counties in {year}: bands and intervals",
    )
    alt = _interval_alt(rows, known, title, lang)
    return Picture(title, alt, figure, _interval_data(rows, names, lang))


def dimension_map(scores: pd.DataFrame, names: Names, year: int, *, lang: str = "zh") -> Picture:
    """Draw scores of counties × dimensions as a heat map, cells without a score hatched.

    Raises:
        FazhiError: no scores of that year.
    """
    rows = pick(scores, year)
    order = _ordered(rows)["county_code"].tolist()
    wide = rows.pivot(index="county_code", columns="dimension", values="score")
    wide = wide.reindex(index=order, columns=list(DIMENSIONS)).astype(float)
    matrix = wide.to_numpy(float)
    with theme.style():
        figure, axes = theme.canvas(7.2, max(2.4, ROW * len(wide) + 1.8))
        image = axes.imshow(
            np.ma.masked_invalid(matrix), cmap=theme.HEAT, vmin=0, vmax=100, aspect="auto"
        )
        _cells(axes, matrix)
        axes.set_yticks(range(len(wide)), [names.county(c) for c in wide.index])
        labels = [names.dimension(d) for d in DIMENSIONS]
        axes.set_xticks(range(len(labels)), labels, rotation=35, ha="right")
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        figure.colorbar(image, ax=axes, label=choose(lang, "得分", "score"), shrink=0.6)
    title = choose(lang, f"{year}年各县区各维度得分", f"Scores of counties by dimension, {year}")
    return Picture(title, _map_alt(wide, names, title, lang), figure, _map_data(wide, names, lang))


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    index = rows[rows["dimension"] == INDEX]
    return index.sort_values(
        ["band", "score", "county_code"], ascending=[True, False, True], na_position="last"
    )


def _limits(axes: Axes, limits: Limits) -> None:
    """Draw the lowest score of each band, its letter to the right of it."""
    for at, letter in limits:
        axes.axvline(at, color=theme.MUTED, linewidth=0.8, linestyle="--")
        place = (at, 0.0)
        axes.annotate(
            f"{letter} ≥ {at:g}", place, xycoords=("data", "axes fraction"), xytext=(3, 3),
            textcoords="offset points", color=theme.MUTED, fontsize=8,
        )  # fmt: skip


def _band(axes: Axes, part: pd.DataFrame, letter: str, lang: str) -> None:
    if part.empty:
        return
    colour = theme.BANDS[letter]
    places = part.index.to_numpy()
    label = choose(lang, f"{letter}级（{len(part)}个）", f"band {letter} ({len(part)})")
    axes.hlines(places, part["low"], part["high"], color=colour, linewidth=3, alpha=0.4)
    axes.scatter(
        part["score"],
        places,
        color=colour,
        marker=theme.MARKERS[letter],
        s=26,
        zorder=3,
        label=label,
    )


def _cells(axes: Axes, matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    shades = colormaps[theme.HEAT]
    for (row, column), value in np.ndenumerate(matrix):
        if np.isnan(value):
            corner = (column - 0.5, row - 0.5)
            axes.add_patch(
                Rectangle(corner, 1, 1, facecolor=theme.EMPTY, hatch="////", linewidth=0)
            )
            continue
        colour = theme.text_on(to_hex(shades(value / 100)))
        axes.text(column, row, f"{value:.0f}", ha="center", va="center", color=colour, fontsize=8)


def _interval_alt(rows: pd.DataFrame, known: pd.DataFrame, title: str, lang: str) -> str:
    counts = [(letter, int((known["band"] == letter).sum())) for letter in BANDS]
    wide = int((known["band_low"] != known["band_high"]).sum())
    missing = len(rows) - len(known)
    zh = "、".join(f"{letter}级{n}个" for letter, n in counts)
    en = ", ".join(f"{n} in band {letter}" for letter, n in counts)
    return choose(
        lang,
        f"{title}。{zh}；{wide}个县区的区间跨越不止一个等级，{missing}个依据不足。",
        f"{title}: {en}; the intervals of {wide} counties reach over more than one band, "
        f"{missing} have too little evidence.",
    )


def _interval_data(rows: pd.DataFrame, names: Names, lang: str) -> pd.DataFrame:
    heads = choose(
        lang,
        "县区,等级,区间下限,区间上限,最低等级,最高等级",
        "County,Band,Low,High,Lowest band,Highest band",
    )
    columns = ["county_code", "band", "low", "high", "band_low", "band_high"]
    shown = rows[columns].round(1).reset_index(drop=True)
    shown["county_code"] = [names.county(c) for c in shown["county_code"]]
    return shown.set_axis(heads.split(","), axis=1)


def _map_alt(wide: pd.DataFrame, names: Names, title: str, lang: str) -> str:
    missing = float(wide.isna().to_numpy().mean())
    medians = wide.median().dropna()
    if medians.empty:
        return choose(lang, f"{title}：没有可评分的维度。", f"{title}: nothing has a score.")
    best, worst = names.dimension(str(medians.idxmax())), names.dimension(str(medians.idxmin()))
    return choose(
        lang,
        f"{title}。中位数最高的是{best}，最低的是{worst}；{missing:.0%}的格子依据不足，以斜线标出。",
        f"{title}: the median is highest on {best} and lowest on {worst}; {missing:.0%} of the "
        "cells have too little evidence and are hatched.",
    )


def _map_data(wide: pd.DataFrame, names: Names, lang: str) -> pd.DataFrame:
    shown = wide.round(1).rename(columns=names.dimension)
    shown.columns.name = None
    shown.insert(0, choose(lang, "县区", "County"), [names.county(c) for c in wide.index])
    return shown.reset_index(drop=True)
