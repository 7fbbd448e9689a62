"""One county: its profile over the dimensions, and its years."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures import theme
from analysis.figures.picture import Names, Picture, choose, own, pick
from analysis.tables import DIMENSIONS

INDEX = "L"


def county_profile(
    scores: pd.DataFrame,
    names: Names,
    county_code: str,
    year: int,
    *,
    group: Iterable[str] | None = None,
    lang: str = "zh",
) -> Picture:
    """Draw a county's dimension scores with intervals, and the median of its group.

    Args:
        scores: table SCORES.
        names: names in the page's language.
        county_code: the county.
        year: the year.
        group: codes of the counties it is compared with; by default all of that year.
        lang: ``zh`` or ``en``.

    Raises:
        FazhiError: no scores of that county or year.
    """
    rows = pick(own(scores, county_code), year)
    peers = pick(scores, year)
    if group is not None:
        peers = peers[peers["county_code"].isin(set(group))]
    table = rows.set_index("dimension").reindex(list(DIMENSIONS))[["score", "low", "high"]]
    table["median"] = peers.groupby("dimension")["score"].median().reindex(table.index)
    table = table.astype(float)
    name = names.county(county_code)
    with theme.style():
        figure, axes = theme.canvas(7.2, 4.2)
        _dots(axes, table, name, peers["county_code"].nunique(), lang)
        axes.set_yticks(range(len(table)), [names.dimension(str(d)) for d in table.index])
        theme.score_axis(axes, choose(lang, "得分（0–100）", "score (0–100)"))
    title = choose(lang, f"{name}{year}年各维度得分", f"Dimension scores of {name}, {year}")
    return Picture(
        title, _profile_alt(table, names, title, lang), figure, _data(table, names, lang)
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
        figure, axes = theme.canvas(6.4, 3.2)
        axes.vlines(years, low, high, color=theme.ACCENT, linewidth=2.5, alpha=0.45)
        axes.plot(years, score, color=theme.ACCENT, marker="o", linewidth=1.5)
        axes.set_xticks(years, [str(y) for y in years])
        axes.set_xlim(years.min() - 0.5, years.max() + 0.5)
        axes.set_ylim(0, 100)
        axes.set_ylabel(choose(lang, "综合水平 L（0–100）", "level L (0–100)"))
        axes.grid(axis="y", color=theme.LINE, linewidth=0.6)
        axes.set_axisbelow(True)
    name = names.county(county_code)
    title = choose(lang, f"{name}各年综合水平", f"Level of {name} over the years")
    heads = choose(lang, "年份,得分,区间下限,区间上限,等级", "Year,Score,Low,High,Band").split(",")
    shown = table.set_axis(heads, axis=1).round(1)
    return Picture(title, _years_alt(table, title, lang), figure, shown)


def _dots(axes: Axes, table: pd.DataFrame, name: str, size: int, lang: str) -> None:
    places = np.arange(len(table))
    axes.hlines(places, table["low"], table["high"], color=theme.ACCENT, linewidth=4, alpha=0.35)
    axes.scatter(table["score"], places, color=theme.ACCENT, s=38, zorder=3, label=name)
    group = choose(lang, f"{size}个县区的中位数", f"median of {size} counties")
    axes.scatter(
        table["median"], places, marker="|", s=150, linewidths=2, color=theme.OTHER, label=group
    )
    missing = choose(lang, "依据不足，不评分", "n/a: too little evidence")
    for place in np.flatnonzero(table["score"].isna().to_numpy()).tolist():
        axes.text(1, place, missing, ha="left", va="center", color=theme.MUTED, fontsize=8)
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)


def _profile_alt(table: pd.DataFrame, names: Names, title: str, lang: str) -> str:
    known = table[table["score"].notna()]
    missing = len(table) - len(known)
    if known.empty:
        return choose(
            lang, f"{title}：各维度依据都不足，不评分。", f"{title}: no dimension has a score."
        )
    best, worst = str(known["score"].idxmax()), str(known["score"].idxmin())
    said = {
        d: (names.dimension(d), *(table.loc[d, ["score", "low", "high"]])) for d in (best, worst)
    }
    zh = [f"{n}{s:.0f}分（区间{lo:.0f}–{hi:.0f}）" for n, s, lo, hi in said.values()]
    en = [f"{n} with {s:.0f} (interval {lo:.0f}–{hi:.0f})" for n, s, lo, hi in said.values()]
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
    heads = choose(lang, "维度,得分,区间下限,区间上限,中位数", "Dimension,Score,Low,High,Median")
    shown = table.round(1).reset_index()
    shown["dimension"] = [names.dimension(d) for d in shown["dimension"]]
    return shown.set_axis(heads.split(","), axis=1)
