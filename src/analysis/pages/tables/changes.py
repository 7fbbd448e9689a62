"""Changes between years 年度变化, and why some are not computed, worded for a reader."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from analysis.pages.elements import Html, escaped, note
from analysis.pages.parts import indicator_link
from analysis.study import View

KINDS = {
    "city": ("撤县设市", "made a city"),
    "district": ("改设区", "made a district"),
    "county": ("改设县", "made a county"),
    "merged": ("合并", "merged"),
    "split": ("拆分", "split"),
    "moved": ("调整隶属或代码", "moved"),
    "renamed": ("更名", "renamed"),
    "created": ("新设", "created"),
}
COUNTY = re.compile(rf"^(\d{{4}}[-\d]*) ({'|'.join(KINDS)}): (.*) → (.*)$")


def changes_lead(view: View, county: str) -> Html:
    """Say how many changes of a county were computed, for better or worse, and how many not."""
    rows = view.table("changes", county)
    done = rows[rows["broken_by"] == ""]
    up, down = int((done["better"] == 1).sum()), int((done["better"] == -1).sum())
    left = len(rows) - len(done)
    return note(
        view.say(
            f"相邻两年都有数字的指标共比较 {len(done)} 次："
            f"{up} 次变好，{down} 次变差，其余持平或不分好坏；"
            f"另有 {left} 次因法律或区划变动而不作比较。",
            f"Indicators with figures in two successive years were compared {len(done)} times: "
            f"{up} for the better, {down} for the worse, the others alike or without a direction; "
            f"{left} were not compared, because the law or the county changed.",
        )
    )


def changed_rows(view: View, county: str, year: int) -> pd.DataFrame:
    """Return which indicators of a county changed for better or worse on the year before."""
    rows = view.table("changes", county)
    rows = rows[(rows["year"] == year) & (rows["broken_by"] == "")]
    rows = rows[rows["better"].isin([1, -1])]
    rows = rows.sort_values(["better", "indicator"], ascending=[False, True])
    say = view.say
    return pd.DataFrame(
        {
            say("指标", "Indicator"): [indicator_link(view, code) for code in rows["indicator"]],
            say("之前", "Before"): rows["before"].round(2).to_numpy(),
            say("之后", "After"): rows["after"].round(2).to_numpy(),
            say("方向", "Direction"): [
                say("变好", "better") if up == 1 else say("变差", "worse") for up in rows["better"]
            ],
        }
    )


def broken_changes(view: View, county: str = "") -> pd.DataFrame:
    """Return why changes are not computed: one row per reason and pair of years.

    With ``county`` the indicators are named, else they and the counties are counted.
    """
    rows = view.table("changes", county)
    rows = rows[rows["broken_by"] != ""]
    groups = rows.groupby(["year", "year_before", "broken_by"], sort=True)
    made = []
    for (year, before, why), own in groups:
        codes = [i.code for i in view.codebook if i.code in set(own["indicator"])]
        touched = (
            view.say("、", ", ").join(view.indicator(c) for c in codes) if county else len(codes)
        )
        said = Html(f'<span lang="zh">{escaped(reason(view, str(why)))}</span>')
        row: list[Any] = [f"{before} → {year}", said, touched]
        made.append(row if county else [*row, own["county_code"].nunique()])
    heads = view.say("年份,原因,指标", "Years,Reason,Indicators").split(",")
    return pd.DataFrame(made, columns=heads if county else [*heads, view.say("县区", "Counties")])


def reason(view: View, said: str) -> str:
    """Word what lies between two years: instruments keep their name, changes of a county not."""
    parts = []
    for part in said.split("; "):
        found = COUNTY.match(part)
        if found:
            date, kind, old, new = found.groups()
            colon = view.say("：", ": ")
            parts.append(f"{date} {view.say(*KINDS[kind])}{colon}{old} → {new}")
        else:
            parts.append(part)
    return view.say("；", "; ").join(parts)
