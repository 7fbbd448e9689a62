"""One county: its profile over the dimensions, and its years."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.figures import theme
from analysis.figures.chart import Chart, Frame, text_width
from analysis.figures.picture import Names, Picture, choose, own, pick
from analysis.tables.schema import DIMENSIONS

INDEX = "L"
SCALE = (0, 20, 40, 60, 80, 100)
POINT: dict[str, Any] = {"marker": "o", "markersize": 6, "markeredgewidth": 1.5}
MIDDLE: dict[str, Any] = {"marker": "|", "markersize": 12, "markeredgewidth": 2}


def county_profile(
    scores: pd.DataFrame,
    names: Names,
    county_code: str,
    year: int,
    *,
    medians: pd.DataFrame,
    lang: str = "zh",
) -> Picture:
    """Draw a county's dimension scores with intervals, and the median of its group.

    Args:
        scores: table SCORES; the rows of this county are enough.
        names: names in the page's language.
        county_code: the county.
        year: the year.
        medians: table MEDIANS of the counties it is compared with.
        lang: ``zh`` or ``en``.

    Raises:
        FazhiError: no scores of that county or year.
    """
    rows = pick(own(scores, county_code), year)
    group = pick(medians, year).set_index("dimension")
    table = rows.set_index("dimension").reindex(list(DIMENSIONS))[["score", "low", "high"]]
    table[["median", "n"]] = group[["median", "counties"]].reindex(table.index)
    table = table.astype(float)
    name = names.county(county_code)
    labels = [names.dimension(d) for d in DIMENSIONS]
    with theme.style():
        left = max(text_width(label) for label in labels) + 0.15
        frame = Frame((7.2, 4.2), (left, 0.45, 0.55, 0.33), (-2, 102), (len(table) - 0.5, -0.5))
        chart = Chart(frame)
        _grid(chart, labels, choose(lang, "得分（0–100）", "score (0–100)"))
        _dots(chart, table, name, lang)
    title = choose(lang, f"{name}{year}年各维度得分", f"Dimension scores of {name}, {year}")
    return Picture(
        title, _profile_alt(table, names, title, lang), chart.figure, _data(table, names, lang)
    )


def county_years(
    scores: pd.DataFrame, names: Names, county_code: str, *, lang: str = "zh"
) -> Picture:
    """Draw a county's index L over the years with intervals.

    Raises:
        FazhiError: no scores of that county.
    """
    rows = own(scores, county_code)
    table = rows[rows["dimension"] == INDEX].sort_values("year")
    table = table[["year", "score", "low", "high", "band"]].reset_index(drop=True)
    score, low, high = (table[c].to_numpy(float) for c in ("score", "low", "high"))
    years = table["year"].to_numpy(int)
    with theme.style():
        ends = (years.min() - 0.5, years.max() + 0.5)
        chart = Chart(Frame((6.4, 3.2), (0.54, 0.27, 0.05, 0.1), ends, (0, 100)))
        lines = np.array(SCALE[1:], float)
        chart.segments(
            [(ends[0], y) for y in lines], [(ends[1], y) for y in lines],
            color=theme.LINE, linewidth=0.6,
        )  # fmt: skip
        chart.across(years.tolist(), map(str, years))
        chart.upwards(SCALE, map(str, SCALE))
        label = choose(lang, "综合水平 L（0–100）", "level L (0–100)")
        chart.text((ends[0], 50), label, move=(-26, 0), color=theme.MUTED, rotation=90,
                   ha="right", va="center")  # fmt: skip
        chart.segments(
            np.column_stack([years, low]), np.column_stack([years, high]),
            color=theme.ACCENT, linewidth=2.5, alpha=0.45,
        )  # fmt: skip
        chart.marks(years, score, color=theme.ACCENT, linestyle="-", linewidth=1.5, **POINT)
    name = names.county(county_code)
    title = choose(lang, f"{name}各年综合水平", f"Level of {name} over the years")
    heads = choose(lang, "年份,得分,区间下限,区间上限,等级", "Year,Score,Low,High,Band").split(",")
    shown = table.set_axis(heads, axis=1).round(1)
    return Picture(title, _years_alt(table, title, lang), chart.figure, shown)


def _grid(chart: Chart, labels: list[str], axis: str) -> None:
    low, high = chart.frame.y
    chart.segments(
        [(x, low) for x in SCALE], [(x, high) for x in SCALE], color=theme.LINE, linewidth=0.6
    )
    chart.across(SCALE, map(str, SCALE))
    chart.upwards(range(len(labels)), labels)
    chart.text((50, low), axis, move=(0, -18), color=theme.MUTED, ha="center", va="top")


def _dots(chart: Chart, table: pd.DataFrame, name: str, lang: str) -> None:
    places = np.arange(len(table))
    score, low, high, middle = (table[c].to_numpy() for c in ("score", "low", "high", "median"))
    chart.segments(
        np.column_stack([low, places]), np.column_stack([high, places]),
        color=theme.ACCENT, linewidth=4, alpha=0.35,
    )  # fmt: skip
    chart.marks(middle, places, color=theme.OTHER, **MIDDLE)
    chart.marks(score, places, color=theme.ACCENT, **POINT)
    missing = choose(lang, "依据不足，不评分", "n/a: too little evidence")
    for place in np.flatnonzero(np.isnan(score)).tolist():
        chart.text((1, place), missing, color=theme.MUTED, fontsize=8, va="center_baseline")
    for place, n in enumerate(table["n"].fillna(0).astype(int)):
        label = choose(lang, f"{n} 县", f"n = {n}")
        chart.text((102, place), label, move=(4, 0), color=theme.MUTED, va="center_baseline")
    group = choose(
        lang, "有数字的县区的中位数（右列为县数）", "median of counties with figures (n at right)"
    )
    own, others = {"color": theme.ACCENT} | POINT, {"color": theme.OTHER} | MIDDLE
    chart.legend([(name, own), (group, others)])


def _profile_alt(table: pd.DataFrame, names: Names, title: str, lang: str) -> str:
    known = table[table["score"].notna()]
    missing = len(table) - len(known)
    if known.empty:
        return choose(
            lang, f"{title}：各维度依据都不足，不评分。", f"{title}: no dimension has a score."
        )
    best, worst = str(known["score"].idxmax()), str(known["score"].idxmin())
    sentences = {
        d: (names.dimension(d), *(table.loc[d, ["score", "low", "high"]])) for d in (best, worst)
    }
    zh = [f"{n}{s:.0f}分（区间{lo:.0f}–{hi:.0f}）" for n, s, lo, hi in sentences.values()]
    en = [f"{n} with {s:.0f} (interval {lo:.0f}–{hi:.0f})" for n, s, lo, hi in sentences.values()]
    above = int((known["score"] > known["median"]).sum())
    return choose(
        lang,
        f"{title}：最高为{zh[0]}，最低为{zh[-1]}；{len(known)}个维度中有{above}个高于中位数，"
        f"{missing}个维度依据不足。",
        f"{title}: highest is {en[0]}, lowest {en[-1]}; {above} of {len(known)} dimensions lie "
        f"above the median, {missing} have too little evidence.",
    )


def _years_alt(table: pd.DataFrame, title: str, lang: str) -> str:
    known = table[table["score"].notna()]
    if known.empty:
        return choose(lang, f"{title}：各年依据都不足，不评分。", f"{title}: no year has a score.")
    first, last = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        return choose(
            lang,
            f"{title}：只有{first['year']}年有得分，为{first['score']:.0f}分"
            f"（区间{first['low']:.0f}–{first['high']:.0f}），看不出变化。",
            f"{title}: only {first['year']} has a score, {first['score']:.0f} (interval "
            f"{first['low']:.0f}–{first['high']:.0f}), so no change can be seen.",
        )
    overlap = first["high"] >= last["low"] and last["high"] >= first["low"]
    zh = "两年区间重叠，差别不能确认" if overlap else "两年区间不重叠"
    en = "the intervals overlap" if overlap else "the intervals do not overlap"
    return choose(
        lang,
        f"{title}：{first['year']}年{first['score']:.0f}分，{last['year']}年{last['score']:.0f}分，{zh}。",
        f"{title}: {first['score']:.0f} in {first['year']} and {last['score']:.0f} in "
        f"{last['year']}; {en}.",
    )


def _data(table: pd.DataFrame, names: Names, lang: str) -> pd.DataFrame:
    heads = choose(
        lang,
        "维度,得分,区间下限,区间上限,中位数,中位数的县数",
        "Dimension,Score,Low,High,Median,Counties of the median",
    )
    shown = table.round(1).reset_index().astype({"n": "Int64"})
    shown["dimension"] = [names.dimension(d) for d in shown["dimension"]]
    return shown.set_axis(heads.split(","), axis=1)
