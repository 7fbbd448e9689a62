"""What a page says first: findings made from the tables by rules, in both languages.

Nothing is asserted that an interval does not bear out: where intervals reach over each other the
sentence says that the two cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.index.audit.sentence import audit_sentence
from analysis.measurement.calls import calls_sentence
from analysis.pages.selection import Selection
from analysis.pages.story.clusters import rough
from analysis.pages.tables.progress import level_scores
from analysis.pages.tables.scores import dimension_name
from analysis.study import View
from analysis.tables.schema import BANDS, DIMENSIONS

OWN = 0.9  # share of the evidence that is a county's own from which on that is "almost all"
Row = Mapping[Any, Any]


def county_finding(view: View, county: str, year: int) -> list[str]:
    """Return where a county stands, how sure, its ends with the reason, its change, what is open.

    Args:
        view: the study.
        county: its code.
        year: one of its years.
    """
    levels = view.table("levels", county)
    rows = levels[levels["year"] == year].set_index("dimension")
    overall = rows.loc["L"].to_dict()
    if pd.isna(overall["median"]):
        return [view.say("这一年没有应报的指标，不给水平。", "Nothing was required in this year.")]
    said = [
        _standing(view, overall, year),
        _sureness(view, overall),
        *_ends(view, county, rows, year),
        _change(view, county),
        _unknown(view, rows),
        rough(view).strip(),
        audit_sentence(view.table("index_audit"), view.lang),
    ]
    return [sentence for sentence in said if sentence]


def comparison_finding(view: View, year: int, chosen: Selection) -> list[str]:
    """Return how far the counties of a year can be told apart, who moves, and what is open."""
    scores = chosen.of(level_scores(view))
    overall = scores[scores["dimension"] == "L"]
    rows = overall[(overall["year"] == year) & overall["score"].notna()]
    others = overall.loc[~overall["county_code"].isin(rows["county_code"]), "county_code"]
    said = [
        _spread(view, rows, year),
        calls_sentence(chosen.of(view.table("progress")), view.lang),
        _dimensions(view, year),
    ]
    if others.nunique():
        said.insert(1, _absent(view, others.nunique(), year))
    return [
        sentence
        for sentence in [
            *said,
            rough(view).strip(),
            audit_sentence(view.table("index_audit"), view.lang),
        ]
        if sentence
    ]


def _standing(view: View, overall: Row, year: int) -> str:
    medians = view.table("medians")
    group = medians[(medians["year"] == year) & (medians["dimension"] == "L")]
    middle, size = float(group["median"].iloc[0]), int(group["counties"].iloc[0])
    low, high = overall["low"], overall["high"]
    zh, en = _beside(low, high, middle)
    said = view.say(
        f"{year} 年综合水平 {overall['median']:.0f} 分（90% 区间 {low:.0f}–{high:.0f}），"
        f"{overall['band']} 级的可能性最大；{zh} {size} 个县区的中位数（{middle:.0f}）。",
        f"The level in {year} is {overall['median']:.0f} (90 % interval {low:.0f}–{high:.0f}), "
        f"most probably band {overall['band']}; it {en} the median of {size} counties "
        f"({middle:.0f}).",
    )
    if pd.isna(overall["rank_low"]):
        return said
    first, last = int(overall["rank_low"]), int(overall["rank_high"])
    return said + view.say(
        f"名次的 90% 区间为 {first}–{last}，不是一个名次。",
        f" Its rank lies between {first} and {last} (90 % interval); no single rank is given.",
    )


def _beside(low: float, high: float, middle: float) -> tuple[str, str]:
    """Say on which side of the middle an interval lies, if on one."""
    if low > middle:
        return "高于", "lies above"
    if high < middle:
        return "低于", "lies below"
    return "分不出高于还是低于", "cannot be distinguished from"


def _sureness(view: View, overall: Row) -> str:
    printed, expected, share = overall["printed"], overall["expected"], overall["evidence"]
    zh = f"{expected} 项应有的指标中报告写出 {printed} 项"
    en = f"The report prints {printed} of the {expected} indicators that were due"
    if share >= OWN:
        return view.say(
            f"{zh}；区间几乎全由本县自己的数字决定（{share:.0%}）。",
            f"{en}; the interval rests almost wholly on its own figures ({share:.0%}).",
        )
    return view.say(
        f"{zh}；区间有 {share:.0%} 由本县自己的数字决定，其余由其他县区的情况推得。",
        f"{en}; {share:.0%} of the interval rests on its own figures, the rest on what others "
        "report.",
    )


def _ends(view: View, county: str, rows: pd.DataFrame, year: int) -> list[str]:
    """Name the dimensions farthest above and below the median, where the interval leaves it out."""
    medians = view.table("medians")
    middle = medians[medians["year"] == year].set_index("dimension")["median"]
    own = rows[(rows["printed"] > 0) & rows.index.isin(DIMENSIONS)]
    own = own.assign(middle=middle.reindex(own.index))
    gap = own["median"] - own["middle"]
    said = []
    for best, apart in (
        (True, gap[own["low"] > own["middle"]]),
        (False, -gap[own["high"] < own["middle"]]),
    ):
        if len(apart):
            code = str(apart.idxmax())
            reason = _reason(view, county, year, code, best=best)
            said.append(_end(view, code, own.loc[code].to_dict(), reason))
    none = view.say(
        "没有一个维度能与中位数分开。", "No dimension can be distinguished from its median."
    )
    return said or [none]


def _end(view: View, code: str, row: Row, reason: str) -> str:
    name = dimension_name(view, code)
    middle = row["middle"]
    best = row["low"] > middle
    span = f"{row['low']:.0f}–{row['high']:.0f}"
    return view.say(
        f"{'最强' if best else '最弱'}的是{name}：{row['median']:.0f}（{span}），"
        f"中位数 {middle:.0f}{reason}。",
        f"{'Strongest' if best else 'Weakest'} on {name}: {row['median']:.0f} ({span}), median "
        f"{middle:.0f}{reason}.",
    )


def _reason(view: View, county: str, year: int, dimension: str, *, best: bool) -> str:
    """Name the printed figure that lifts or lowers a dimension most; "" where none does."""
    rows = view.table("figure_scores", county)
    inside = rows["indicator"].map(lambda code: view.codebook[code].dimension) == dimension
    rows = rows[(rows["year"] == year) & inside]
    lift = rows["weight"] * (rows["score"] - rows["usual"]) * (1 if best else -1)
    if lift.empty or lift.max() <= 0:
        return ""
    code = str(rows["indicator"].to_numpy()[lift.to_numpy().argmax()])
    seen = view.table("observations", county)
    seen = seen[(seen["status"] == "resolved") & (seen["year"] == year)]
    quotes = seen.loc[seen["indicator"] == code, "quote"]
    figure = f"{view.indicator(code)} {quotes.iloc[0]}" if len(quotes) else view.indicator(code)
    return view.say(f"，影响最大的是{figure}", f"; what counts most is {figure}")


def _change(view: View, county: str) -> str:
    rows = view.table("progress", county)
    rows = rows[rows["dimension"] == "L"]
    if rows.empty or pd.isna(rows["change"].iloc[0]):
        return view.say(
            "只有一年的报告，不谈变化。",
            "With reports of one year only, there is no change to report.",
        )
    row = rows.iloc[0].to_dict()
    years = f"{row['first_year']}–{row['last_year']}"
    if row["call"] == "too little":
        return view.say(
            f"{years} 年可比的数字只有 {row['pairs']} 对，不判断变化。",
            f"Only {row['pairs']} figures of {years} compare, too few to call a change.",
        )
    known = row["low"] > 0 or row["high"] < 0
    zh = "超出了误差" if known else "没有超出误差"
    en = "more than noise" if known else "no more than noise"
    calls = {
        "faster": ("快于同省其他县区", "faster than the others of its province"),
        "slower": ("慢于同省其他县区", "slower than the others of its province"),
    }
    beside = calls.get(
        row["call"], ("与同省其他县区分不出快慢", "not distinguishable from the other counties")
    )
    return view.say(
        f"{years} 年平均每年 {row['change']:+.1f} 分（90% 区间 {row['low']:.1f} 至 "
        f"{row['high']:.1f}），{zh}；{beside[0]}。",
        f"From {years} it changed by {row['change']:+.1f} points a year (90 % interval "
        f"{row['low']:.1f} to {row['high']:.1f}), {en}; {beside[1]}.",
    )


def _unknown(view: View, rows: pd.DataFrame) -> str:
    """Say what the report is silent about, and how far that could lower the level."""
    overall: Row = rows.loc["L"].to_dict()
    silent = overall["expected"] - overall["printed"]
    empty = [d for d in DIMENSIONS if d in rows.index and rows.at[d, "printed"] == 0]
    zh, en = f"没有写的指标有 {silent} 项", f"Not known: {silent} indicators are not in the report"
    if len(empty) == len(DIMENSIONS):
        zh, en = f"{zh}，没有一个维度有数字", f"{en}, and no dimension has a figure"
    elif empty:
        names = [dimension_name(view, d) for d in empty]
        zh = f"{zh}，其中 {'、'.join(names)} 没有一个数字"
        en = f"{en}, and nothing at all on {', '.join(names)}"
    drop = overall["shift_one"]
    if silent and pd.notna(drop):
        zh = f"{zh}；若其情况比估计差一个标准差，综合水平低 {abs(drop):.1f} 分"
        en = f"{en}; were they a standard deviation worse, the level would be {abs(drop):.1f} lower"
    return view.say(f"{zh}。", f"{en}.")


def _spread(view: View, rows: pd.DataFrame, year: int) -> str:
    if rows.empty:
        return view.say(f"{year} 年没有水平。", f"There is no level for {year}.")
    counts = rows["band"].value_counts()
    bands = [(b, int(counts.get(b, 0))) for b in BANDS]
    more = int((rows["band_low"] != rows["band_high"]).sum())
    zh = "、".join(f"{b} 级 {n} 个" for b, n in bands)
    en = ", ".join(f"{n} in band {b}" for b, n in bands)
    middle = float(rows["score"].median())
    return view.say(
        f"{year} 年 {len(rows)} 个县区：{zh}；综合水平的中位数 {middle:.0f}。"
        f"{more} 个县区的区间跨越不止一个等级。",
        f"{len(rows)} counties in {year}: {en}; the median level is {middle:.0f}. The intervals of "
        f"{more} reach over more than one band.",
    )


def _absent(view: View, number: int, year: int) -> str:
    return view.say(
        f"另有 {number} 个县区没有 {year} 年的报告，不在这一年的比较里，列在下面。",
        f"{number} more counties have no report for {year}; they are not compared in that year and "
        "are listed below.",
    )


def _dimensions(view: View, year: int) -> str:
    medians = view.table("medians")
    rows = medians[(medians["year"] == year) & medians["dimension"].isin(DIMENSIONS)]
    rows = rows[rows["median"].notna()].set_index("dimension")
    if len(rows) < 2:
        return ""
    best, worst = str(rows["median"].idxmax()), str(rows["median"].idxmin())
    zh, en = (
        [
            form.format(dimension_name(view, d), rows.at[d, "median"], rows.at[d, "counties"])
            for d in (best, worst)
        ]
        for form in ("{}（{:.0f}，{} 个县区）", "{} ({:.0f}, {} counties)")
    )
    return view.say(
        f"中位数最高的维度是{zh[0]}，最低的是{zh[1]}。",
        f"The median is highest on {en[0]} and lowest on {en[1]}.",
    )
