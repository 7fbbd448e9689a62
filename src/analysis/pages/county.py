"""The page of one county."""

from __future__ import annotations

import pandas as pd

from analysis import figures
from analysis.clusters.naming import PROGRESS
from analysis.pages.clusters import pull_back
from analysis.pages.elements import note
from analysis.pages.parts import Page, captions_of, display_names, page_parts
from analysis.pages.tables import arithmetic, changes, progress
from analysis.pages.tables import scores as score_tables
from analysis.pages.tables.corrections import corrected_lead
from analysis.pages.texts import county_texts
from analysis.study import View


def county_page(view: View, county: str, year: int) -> Page:
    """Return the parts of one county's page.

    Raises:
        CountyError: no report of such a county was read, with the nearest name.
        ReportError: no report of that year was read.
    """
    code = view.county_code(county)
    name = view.counties[code]
    own = progress.level_scores(view, code)
    asked = view.year(year) if year else int(own["year"].max())
    last = own[(own["year"] == asked) & (own["dimension"] == "L")]
    names, medians = display_names(view), view.table("medians")
    return page_parts(
        view,
        title=view.say(f"{name}:法治政府建设年度报告比较", f"{name}: rule-of-law reports compared"),
        lead=_lead(view, name, asked, last, sorted(set(own["year"])))
        + corrected_lead(view, code, asked),
        captions=_captions(view, name, asked),
        profile=figures.county_profile(own, names, code, asked, medians=medians, lang=view.lang),
        years=_years(view, own, code),
        basis=progress.level_basis(view, code, asked),
        drivers=progress.driver_rows(view, code, asked),
        progress=progress.progress_rows(view, code),
        pull_back=note(pull_back(view)),
        episodes=progress.episode_rows(view, code),
        kind=note(_type(view, code)),
        changes=changes.changes_lead(view, code),
        broken=changes.broken_changes(view, code),
        scores=score_tables.county_scores(view, code, asked),
        evidence=score_tables.evidence(view, code, asked, "level"),
        other=score_tables.evidence(view, code, asked, "other"),
        aside=score_tables.set_aside(view, code, asked),
        arithmetic=arithmetic.checked_rates(view, code),
        unchecked=arithmetic.unchecked_note(view, code),
        reporting=score_tables.reporting(view, code),
        readings=score_tables.readings(view, code),
        texts=county_texts(view, code, asked),
    )


def _captions(view: View, name: str, asked: int) -> dict[str, str]:
    return captions_of(
        view,
        scores=(f"{name} {asked} 年各维度得分与等级", f"Scores and bands of {name}, {asked}"),
        basis=("水平依据什么", "What the levels rest on"),
        drivers=("哪些数字影响最大", "Which figures matter most"),
        progress=("各维度每年的变化", "Yearly change by dimension"),
        episodes=("上升、停滞与下降的时段", "Spells of rise, standstill and fall"),
        broken=("没有计算的变化及原因", "Changes not computed, and why"),
        evidence=(f"{asked} 年水平指标及原文", f"Level indicators of {asked} with sentences"),
        other=(f"{asked} 年其他指标及原文", f"Other indicators of {asked} with sentences"),
        aside=(f"{asked} 年未采用的候选数字", f"Candidates of {asked} set aside"),
        arithmetic=("比率重算", "Rates computed again"),
        reporting=("报告情况 R、F、B", "Reporting R, form F, consistency B"),
        readings=("读取的文件", "Files read"),
    )


def _years(view: View, own: pd.DataFrame, code: str) -> figures.Picture | None:
    if own.loc[own["dimension"] == "L", "score"].isna().all():
        return None
    return figures.county_years(own, display_names(view), code, lang=view.lang)


def _type(view: View, code: str) -> str:
    """Return the county's type of progress with its probability."""
    rows = view.table("types", code)
    rows = rows[rows["question"] == PROGRESS]
    if rows.empty:
        return view.say("不足两年，没有进展类型。", "Fewer than two years: no type of progress.")
    row = rows.iloc[0]
    name, chance = row[f"name_{view.lang}"], float(row["probability"])
    if chance == 1.0:
        return view.say(f"进展类型：{name}。", f"Type of progress: {name}.")
    return view.say(
        f"进展类型：{name}（可能性 {chance:.0%}）。",
        f"Type of progress: {name} (probability {chance:.0%}).",
    )


def _lead(view: View, name: str, year: int, last: pd.DataFrame, years: list[int]) -> str:
    span = "、".join(map(str, years)) if view.lang == "zh" else ", ".join(map(str, years))
    if last.empty or not isinstance(last["band"].iloc[0], str):
        return view.say(
            f"读到 {name} {span} 年的报告;{year} 年有据指标不足,不给综合等级。",
            f"Reports of {name} for {span} were read; {year} has too little evidence for a band.",
        )
    row = last.iloc[0]
    low, high = row["band_low"], row["band_high"]
    bands = low if low == high else f"{high} – {low}"
    return view.say(
        f"读到 {name} {span} 年的报告。{year} 年综合水平为 {row['band']} 级,"
        f"区间 {bands}(得分 {row['low']:.0f} – {row['high']:.0f})。",
        f"Reports of {name} for {span} were read. Its level in {year} is band {row['band']}, "
        f"range {bands} (score {row['low']:.0f} – {row['high']:.0f}).",
    )
