"""One indicator over the years: every county's figure, the median, and an official yardstick."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.figures import theme
from analysis.figures.chart import Chart, Frame
from analysis.figures.picture import Picture, choose

DOTS = 150  # figures a year that are drawn one by one; beyond, the middle half and the ends
SPREAD = 0.26  # how far dots of a year lie apart, of the distance of two years
Yardstick = tuple[int, float]


def indicator_years(
    values: pd.DataFrame, title: str, axis: str, *, yardsticks: Sequence[Yardstick] = (), lang: str
) -> Picture:
    """Draw the figures of an indicator, a row a year.

    Args:
        values: ``year`` and ``value``, one row a county and year; not empty.
        title: of the figure.
        axis: words under the axis.
        yardsticks: year and value of an official figure for the whole country.
        lang: ``zh`` or ``en``.
    """
    years = sorted(set(values["year"]))
    marks = [y for y in yardsticks if y[0] in years]
    low, high = _ends([*values["value"], *(value for _, value in marks)])
    with theme.style():
        size = (7.2, 0.75 * len(years) + 0.8)
        frame = Frame(size, (0.6, 0.45, 0.2, 0.33), (low, high), (len(years) - 0.5, -0.5))
        chart = Chart(frame)
        _scale(chart, axis)
        chart.upwards(range(len(years)), map(str, years))
        for place, year in enumerate(years):
            _year(chart, place, np.sort(values.loc[values["year"] == year, "value"]))
        for year, value in marks:
            chart.marks([value], [years.index(year)], color=theme.OTHER, marker="D", markersize=8)
        _legend(chart, bool(marks), lang)
    data = _table(values, lang)
    return Picture(title, _alt(values, title, lang), chart.figure, data)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low) * 0.04 or max(abs(high) * 0.1, 1.0)
    return low - room, high + room


def _scale(chart: Chart, axis: str) -> None:
    from matplotlib.ticker import MaxNLocator

    (left, right), (bottom, top) = chart.frame.x, chart.frame.y
    ticks = [t for t in MaxNLocator(6).tick_values(left, right) if left <= t <= right]
    chart.segments(
        [(t, bottom) for t in ticks], [(t, top) for t in ticks], color=theme.LINE, linewidth=0.6
    )
    chart.across(ticks, [f"{t:,g}" for t in ticks])
    middle = ((left + right) / 2, bottom)
    chart.text(middle, axis, move=(0, -18), color=theme.MUTED, ha="center", va="top")


def _year(chart: Chart, place: int, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    if len(values) <= DOTS:
        # neighbours in order lie on five lanes, so that equal figures do not cover each other
        lanes = place + SPREAD * ((np.arange(len(values)) % 5) - 2) / 2
        chart.marks(values, lanes, color=theme.ACCENT, marker="o", markersize=4, alpha=0.6)
    else:
        ends, half = np.quantile(values, [0.05, 0.95]), np.quantile(values, [0.25, 0.75])
        for (a, b), width in ((ends, 1.5), (half, 6)):
            chart.segments(
                [(a, place)], [(b, place)], color=theme.ACCENT, linewidth=width, alpha=0.5
            )
    chart.marks(
        [float(np.median(values))], [place], color=theme.INK, marker="|", markersize=22,
        markeredgewidth=2,
    )  # fmt: skip


def _legend(chart: Chart, yardstick: bool, lang: str) -> None:
    one = {"marker": "o", "markersize": 5, "color": theme.ACCENT}
    middle = {"marker": "|", "markersize": 12, "markeredgewidth": 2, "color": theme.INK}
    entries = [
        (choose(lang, "各县区", "counties"), one),
        (choose(lang, "中位数", "median"), middle),
    ]
    if yardstick:
        label = choose(lang, "全国数", "national figure")
        entries.append((label, {"marker": "D", "markersize": 7, "color": theme.OTHER}))
    chart.legend(entries)


def _table(values: pd.DataFrame, lang: str) -> pd.DataFrame:
    grouped = values.groupby("year")["value"]
    table = grouped.quantile(np.array([0, 0.25, 0.5, 0.75, 1])).unstack().round(2)
    table.insert(0, "n", grouped.size())
    heads = choose(
        lang, "年份,县区数,最低,下四分位,中位数,上四分位,最高",
        "Year,Counties,Lowest,Lower quartile,Median,Upper quartile,Highest",
    ).split(",")  # fmt: skip
    return table.reset_index().set_axis(heads, axis=1)


def _alt(values: pd.DataFrame, title: str, lang: str) -> str:
    grouped = values.groupby("year")["value"]
    zh = "；".join(f"{y}年{len(v)}个县区，中位数{v.median():,.4g}" for y, v in grouped)
    en = "; ".join(f"{len(v)} counties in {y}, median {v.median():,.4g}" for y, v in grouped)
    return choose(lang, f"{title}：{zh}。", f"{title}: {en}.")
