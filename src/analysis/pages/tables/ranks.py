"""Intervals of ranks 名次区间, and how far missing cells could move an index."""

from __future__ import annotations

import pandas as pd

from analysis.index import Examined, build_index
from analysis.pages.elements import Html, note, table
from analysis.study import View

RANKS = (
    "县区,名次中位数,名次区间,改变各项选择时的区间,进入前十分之一的可能性（%）",
    "County,Median rank,Interval of ranks,Interval when choices vary,Chance of the top tenth (%)",
)
OWN = (
    "单位,名次中位数,名次区间,进入前十分之一的可能性（%）",
    "Unit,Median rank,Interval of ranks,Chance of the top tenth (%)",
)
BOUNDS = ("单位,最差,最好", "Unit,Worst,Best")


def headline_ranks(view: View, found: Examined, year: int) -> Html:
    """Show the headline's intervals of ranks beside those of the audit, which vary the choices."""
    rows = view.table("chances")
    rows = rows[(rows["year"] == year) & (rows["dimension"] == "L")].dropna(subset=["rank"])
    rows = rows.sort_values(["rank_median", "county_code"]).set_index("county_code")
    varied = found.robustness.units.reindex(rows.index)
    shown = pd.DataFrame(
        {
            "unit": [view.counties[c] for c in rows.index],
            "median": rows["rank_median"].to_numpy(),
            "own": _spans(rows["rank_low"], rows["rank_high"]),
            "varied": _spans(varied["low"], varied["high"]),
            "top": (100 * rows["top"]).round(0).to_numpy(),
        }
    )
    caption = view.say(
        f"{year} 年综合水平的名次区间（共 {len(rows)} 个县区，1 为最好）",
        f"Intervals of ranks of the level, {year} ({len(rows)} counties, 1 is the best)",
    )
    return table(shown.set_axis(_heads(view, RANKS), axis=1), caption)


def own_ranks(view: View, found: Examined) -> Html:
    """Show the intervals of ranks of an index of one's own; its choices are varied in them."""
    units = found.robustness.units
    rows = units.dropna(subset=["score"]).sort_values("median", kind="stable")
    shown = pd.DataFrame(
        {
            "unit": [str(u) for u in rows.index],
            "median": rows["median"].round(0).to_numpy(),
            "own": _spans(rows["low"], rows["high"]),
            "top": (100 * rows["top"]).round(0).to_numpy(),
        }
    )
    heads = _heads(view, OWN)
    return table(shown.set_axis(heads, axis=1), view.say("名次区间", "Intervals of ranks"))


def own_bounds(view: View, found: Examined) -> Html:
    """Show each unit's score with its missing cells at their worst, and at their best."""
    made = found.index.declaration
    if not found.data[made.names()].isna().any(axis=None):
        return note(view.say("没有缺失的单元格。", "No cell is missing."))
    steps = [*made.steps] if "impute" in made.steps else [*made.steps, "impute"]
    sides = {
        side: build_index(
            found.data, made.with_changes(steps=steps, impute={"method": side})
        ).score.reindex(found.index.score.index)
        for side in ("worst", "best")
    }
    shown = pd.DataFrame(
        {"unit": [str(u) for u in found.index.score.index]}
        | {side: score.round(1).to_numpy() for side, score in sides.items()}
    )
    return table(
        shown.set_axis(_heads(view, BOUNDS), axis=1),
        view.say("缺失单元格的影响范围", "Bounds of the missing cells"),
    )


def _spans(low: pd.Series[float], high: pd.Series[float]) -> list[str]:
    pairs = zip(low, high, strict=True)
    return ["–" if pd.isna(a) else f"{a:.0f} – {b:.0f}" for a, b in pairs]


def _heads(view: View, pair: tuple[str, str]) -> list[str]:
    return view.say(*pair).split(",")
