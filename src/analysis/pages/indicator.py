"""The page of one indicator: all counties and years, evidence, breaks and official yardsticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import figures, panel
from analysis.config_tables import read_rows
from analysis.pages.elements import Html, download, escaped, page_link, plain_number
from analysis.pages.parts import Page, captions_of, county_link, indicator_link, lead_of
from analysis.pages.selection import LISTED
from analysis.pages.tables.scores import dimension_name
from analysis.pages.tables.values import figure_value, records, unit_name
from analysis.study import View

YARDSTICKS = "benchmarks.csv"
COLUMNS = ("year", "place", "indicator", "value", "unit", "definition", "base", "source", "status")
READ = "read"  # status of a yardstick whose source was read by the project
NATIONAL = "national"


@dataclass(frozen=True)
class IndicatorPage(Page):
    """The parts of one indicator's page."""

    picture: figures.Picture
    values: pd.DataFrame
    breaks: pd.DataFrame
    yardsticks: pd.DataFrame
    data: Html


def printed_indicators(view: View) -> list[str]:
    """Return the codes of the indicators of which some report holds a figure, by the codebook."""
    rows = view.table("panel")
    seen = set(rows.loc[rows["value"].notna(), "indicator"])
    return [i.code for i in view.codebook if i.code in seen]


def indicator_list(view: View) -> pd.DataFrame:
    """Return a row an indicator: how many counties print it in the latest year, and the median."""
    rows = view.table("panel")
    rows = rows[(rows["year"] == rows["year"].max()) & rows["value"].notna()]
    found = rows.groupby("indicator")["value"].agg(["size", "median"])
    codes = printed_indicators(view)
    say = view.say
    return pd.DataFrame(
        {
            say("指标", "Indicator"): [indicator_link(view, code) for code in codes],
            say("单位", "Unit"): [unit_name(view, view.codebook[code].unit) for code in codes],
            say("县区数", "Counties"): [int(found["size"].get(code, 0)) for code in codes],
            say("中位数", "Median"): [
                plain_number(found.at[code, "median"], 2) if code in found.index else "–"
                for code in codes
            ],
        }
    )


def indicator_page(view: View, indicator: str) -> IndicatorPage:
    """Return the parts of one indicator's page.

    Args:
        view: the study.
        indicator: its code.

    Raises:
        ConfigError: no such indicator in the codebook, with the nearest code.
    """
    asked = view.codebook[indicator]
    rows = view.table("panel")
    rows = rows[(rows["indicator"] == indicator) & rows["value"].notna()]
    marks = _yardsticks(view, indicator)
    name, unit = view.indicator(indicator), unit_name(view, asked.unit)
    official = [
        (int(m["year"]), float(m["value"]))
        for m in marks
        if m["place"] == NATIONAL and m["status"] == READ and m["unit"] == asked.unit == "%"
    ]
    title = view.say(f"{name}：各县区各年", f"{name}: all counties and years")
    return IndicatorPage(
        title=f"{asked.dimension} {name}",
        lead=lead_of(view, _lead(view, rows, indicator)),
        captions=captions_of(
            view,
            values=(f"{name}：各县区的数字与原文", f"{name}: figures of counties, with evidence"),
            breaks=("口径变化", "Breaks"),
            yardsticks=("官方参照数", "Official yardsticks"),
        ),
        picture=figures.indicator_years(rows, title, unit, yardsticks=official, lang=view.lang),
        values=_values(view, rows, indicator),
        breaks=_breaks(view, indicator),
        yardsticks=_shown(view, marks),
        data=_data(view, rows, indicator),
    )


def _lead(view: View, rows: pd.DataFrame, indicator: str) -> str:
    asked = view.codebook[indicator]
    grouped = rows.groupby("year")["value"]
    latest, reports = int(rows["year"].max()), view.table("panel").groupby("year")["county_code"]
    of = int(reports.nunique().loc[latest])
    values = grouped.get_group(latest)
    unit = unit_name(view, asked.unit)
    better = {1: ("越高越好", "more is better"), -1: ("越低越好", "less is better")}
    direction = better.get(asked.direction, ("没有好坏方向", "neither more nor less is better"))
    where = dimension_name(view, asked.dimension)
    return view.say(
        f"属于{where}，{direction[0]}。{latest} 年 {of} 个县区中有 {len(values)} 个写出，"
        f"中位数 {values.median():,.4g} {unit}；没有写出的不等于零。",
        f"Part of {where}; {direction[1]}. In {latest} {len(values)} of {of} counties print it, "
        f"median {values.median():,.4g} {unit}; those that do not are not zero.",
    )


def _values(view: View, rows: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return a row a county, each figure leading to its place in the text; none for thousands."""
    seen = view.table("observations")
    seen = seen[(seen["indicator"] == indicator) & (seen["status"] == "resolved")]
    places = {(r["county_code"], r["year"]): r for r in records(seen)}
    unit = view.codebook[indicator].unit
    years = sorted(set(rows["year"]))
    counties = sorted(set(rows["county_code"]))
    cells: dict[tuple[str, int], Html] = {
        (row["county_code"], row["year"]): _cell(view, row | {"unit": unit}, places)
        for row in records(rows)
    }
    counties = counties if len(counties) <= LISTED else []
    table: dict[str, list[Any]] = {
        view.say("县区", "County"): [county_link(view, code) for code in counties]
    }
    for year in years:
        table[str(year)] = [cells.get((code, year)) for code in counties]
    return pd.DataFrame(table)


def _cell(
    view: View, row: Mapping[str, Any], places: Mapping[tuple[str, int], Mapping[str, Any]]
) -> Html:
    """Show a figure, with n and N where they are known, leading to its sentence."""
    shown = figure_value(view, {**row, "qualifier": row["qualifier"] or ""})
    counts = ""
    if row["numerator"] == row["numerator"] and row["denominator"] == row["denominator"]:
        counts = f' <span class="source">{row["numerator"]:,g}/{row["denominator"]:,g}</span>'
    if row["reason"] == "computed":
        counts += f' <span class="source">{escaped(view.say("由两数算得", "computed"))}</span>'
    place = places.get((row["county_code"], row["year"]))
    if place is None:
        return Html(f"{shown.html}{counts}")
    link = page_link(f"text/{place['document_id']}", "@", f"q{place['start']}")
    return Html(link.html.replace("@", shown.html) + counts)


def _breaks(view: View, indicator: str) -> pd.DataFrame:
    every = panel.load_breaks(view.config / "breaks.csv", view.codebook)
    rows = [b for b in every if indicator in b.indicators]
    return pd.DataFrame(
        {
            view.say("日期", "Date"): [str(b.date) for b in rows],
            view.say("原因", "Reason"): [
                Html(f'<span lang="zh">{escaped(b.instrument)}</span>') for b in rows
            ],
        }
    )


def _yardsticks(view: View, indicator: str) -> list[dict[str, str]]:
    rows = [row.cells for row in read_rows(view.config / YARDSTICKS, COLUMNS)]
    return [row for row in rows if row["indicator"] == indicator]


def _shown(view: View, marks: list[dict[str, str]]) -> pd.DataFrame:
    say = view.say
    return pd.DataFrame(
        {
            say("年份", "Year"): [m["year"] for m in marks],
            say("数值", "Value"): [f"{m['value']} {unit_name(view, m['unit'])}" for m in marks],
            say("定义", "Definition"): [
                Html(f'<span lang="zh">{escaped(m["definition"])}</span>') for m in marks
            ],
            say("来源", "Source"): [
                Html(f'<span lang="zh">{escaped(m["source"])}</span>') for m in marks
            ],
            say("项目是否读过", "Read by the project"): [
                say("是", "yes") if m["status"] == READ else say("否", "no") for m in marks
            ],
        }
    )


def _data(view: View, rows: pd.DataFrame, indicator: str) -> Html:
    columns = ["county_code", "year", "value", "qualifier", "numerator", "denominator", "state"]
    return download(rows[columns], f"{indicator}.csv", view.words["data_csv"])
