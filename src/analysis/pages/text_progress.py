"""Progress that texts tell beside the level: promises kept, problems closed, mechanisms begun."""

from __future__ import annotations

import pandas as pd

from analysis.pages.elements import Html, note
from analysis.pages.selection import Selection
from analysis.panel.rates import wilson
from analysis.study import View

WORDS = {
    "promises": ("能追踪的可核承诺", "项", "兑现", "testable promises followed", "kept"),
    "problems": ("能追踪的自述问题", "个", "解决", "admitted problems followed", "closed"),
    "mechanisms": (
        "首份报告尚未写到的机制",
        "种",
        "建立",
        "mechanisms not there at first",
        "begun",
    ),
}


def text_progress_note(view: View, county: str = "", chosen: Selection | None = None) -> Html:
    """Say how many promises were kept, problems closed and mechanisms begun, with intervals.

    Args:
        view: the study.
        county: its code; all counties, or those ``chosen``, if empty.
        chosen: which counties.
    """
    rows = view.table("text_progress", county)
    rows = chosen.of(rows) if chosen else rows
    rows = rows[rows["dimension"] == "L"]
    counted = rows.groupby("source")[["of", "count"]].sum()
    said = [_share(view, source, counted) for source in WORDS]
    start = view.say(
        "文字所见的进展（不计入水平）：", "Progress reported in the texts (not part of L): "
    )
    return note(start + view.say("；", "; ").join(said) + view.say("。", "."))


def _share(view: View, source: str, counted: pd.DataFrame) -> str:
    zh, unit, done, en, past = WORDS[source]
    of = int(counted["of"].get(source, 0))
    if not of:
        return view.say(f"没有{zh}", f"no {en}")
    number = int(counted["count"][source])
    low, high = (float(end) for end in wilson(number, of))
    span = f"{low:.0%} – {high:.0%}"
    return view.say(
        f"{zh} {of} {unit}，{done} {number} {unit}（{number / of:.0%}，90% 区间 {span}）",
        f"of {of} {en} {number} {past} ({number / of:.0%}, 90 % interval {span})",
    )
