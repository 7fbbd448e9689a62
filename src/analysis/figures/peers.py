"""One county's level beside those of its peers, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.figures import theme
from analysis.figures.chart import Chart, Frame, text_width
from analysis.figures.county import SCALE
from analysis.figures.picture import Names, Picture, choose

ROW = 0.24  # inches


def peer_levels(
    levels: pd.DataFrame, names: Names, county_code: str, year: int, *, lang: str = "zh"
) -> Picture:
    """Draw the level of a county and of its peers with intervals, the highest first.

    Args:
        levels: rows of table LEVELS of dimension L in one year, with ``median``, ``low``, ``high``.
        names: names in the page's language.
        county_code: the county; it is among the rows.
        year: the year.
        lang: ``zh`` or ``en``.
    """
    rows = levels.sort_values(["median", "county_code"], ascending=[False, True], ignore_index=True)
    labels = [names.county(c) for c in rows["county_code"]]
    places = np.arange(len(rows))
    own = (rows["county_code"] == county_code).to_numpy()
    with theme.style():
        left = max(text_width(label) for label in labels) + 0.15
        height = ROW * len(rows) + 0.5
        frame = Frame((7.2, height), (left, 0.45, 0.1, 0.05), (-2, 102), (len(rows) - 0.5, -0.5))
        chart = Chart(frame)
        low, high = frame.y
        chart.segments(
            [(x, low) for x in SCALE], [(x, high) for x in SCALE], color=theme.LINE, linewidth=0.6
        )
        chart.across(SCALE, map(str, SCALE))
        chart.upwards(places.tolist(), labels)
        axis = choose(lang, "综合水平 L（0–100），90% 区间", "level L (0–100), 90 % intervals")
        chart.text((50, low), axis, move=(0, -18), color=theme.MUTED, ha="center", va="top")
        for which, colour, mark in ((~own, theme.OTHER, "o"), (own, theme.ACCENT, "D")):
            part = rows[which]
            chart.segments(
                np.column_stack([part["low"], places[which]]),
                np.column_stack([part["high"], places[which]]),
                color=colour, linewidth=3, alpha=0.4,
            )  # fmt: skip
            chart.marks(part["median"], places[which], color=colour, marker=mark, markersize=6)
    name = names.county(county_code)
    title = choose(lang, f"{year}年{name}与同组县区的综合水平", f"{name} beside its peers, {year}")
    data = pd.DataFrame(
        {
            choose(lang, "县区", "County"): labels,
            choose(lang, "综合水平", "Level"): rows["median"].round(0),
            choose(lang, "区间", "Interval"): [
                f"{a:.0f}–{b:.0f}" for a, b in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    return Picture(title, _alt(rows, own, title, lang), chart.figure, data)


def _alt(rows: pd.DataFrame, own: NDArray[np.bool_], title: str, lang: str) -> str:
    mine, others = rows[own].iloc[0], rows[~own]
    above = int((others["low"] > mine["high"]).sum())
    below = int((others["high"] < mine["low"]).sum())
    alike = len(others) - above - below
    return choose(
        lang,
        f"{title}：{len(others)}个同组县区中，{above}个区间高于本县，{below}个低于本县，"
        f"{alike}个与本县区间重叠、分不出先后。",
        f"{title}: of {len(others)} peers the intervals of {above} lie above, of {below} below; "
        f"{alike} overlap with its own and cannot be distinguished.",
    )
