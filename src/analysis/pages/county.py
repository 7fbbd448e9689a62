"""The page of one county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis import figures
from analysis.clusters.naming import PROGRESS
from analysis.pages.elements import Html, download, note
from analysis.pages.findings import county_finding
from analysis.pages.panels import indicator_panels
from analysis.pages.parts import Page, captions_of, display_names, lead_of
from analysis.pages.peers import Peers, peers_of
from analysis.pages.story.clusters import pull_back
from analysis.pages.story.texts import CountyTexts, county_texts
from analysis.pages.tables import arithmetic, changes, progress
from analysis.pages.tables import scores as score_tables
from analysis.pages.tables.corrections import corrected_lead
from analysis.pages.text_progress import text_progress_note
from analysis.study import View


@dataclass(frozen=True)
class CountyPage(Page):
    """The parts of one county's page, in their order."""

    finding: Sequence[str]
    profile: figures.Picture
    scores: pd.DataFrame
    basis: pd.DataFrame
    drivers: pd.DataFrame
    peers: Peers
    progress: pd.DataFrame
    pull_back: Html
    text_progress: Html
    kind: Html
    episodes: pd.DataFrame
    years: figures.Picture | None
    changes: Html
    changed: pd.DataFrame
    broken: pd.DataFrame
    panels: Html
    evidence: Html
    other: pd.DataFrame
    aside: pd.DataFrame
    arithmetic: pd.DataFrame
    unchecked: Html
    texts: CountyTexts
    reporting: pd.DataFrame
    readings: pd.DataFrame
    data: Html


def county_page(view: View, county: str, year: int, peers: Sequence[str] = ()) -> CountyPage:
    """Return the parts of one county's page.

    Args:
        view: the study.
        county: name or code; the first one read if empty.
        year: the county's latest if 0.
        peers: names or codes of those it is shown beside; those of its prefecture if empty.

    Raises:
        CountyError: no report of such a county was read, with the nearest name.
        ReportError: no report of that year was read.
    """
    code = view.county_code(county)
    name = view.counties[code]
    own = progress.level_scores(view, code)
    asked = view.year(year) if year else int(own["year"].max())
    names, medians = display_names(view), view.table("medians")
    return CountyPage(
        title=view.say(f"{name}：法治政府建设年度报告", f"{name}: reports on rule of law"),
        lead=lead_of(view, _lead(view, name, sorted(set(own["year"]))))
        + corrected_lead(view, code, asked),
        finding=county_finding(view, code, asked),
        captions=_captions(view, name, asked),
        profile=figures.county_profile(own, names, code, asked, medians=medians, lang=view.lang),
        years=_years(view, own, code),
        basis=progress.level_basis(view, code, asked),
        drivers=progress.driver_rows(view, code, asked),
        peers=peers_of(view, code, asked, peers),
        progress=progress.progress_rows(view, code),
        pull_back=note(pull_back(view)),
        text_progress=text_progress_note(view, code),
        episodes=progress.episode_rows(view, code),
        kind=note(_type(view, code)),
        changes=changes.changes_lead(view, code),
        changed=changes.changed_rows(view, code, asked),
        broken=changes.broken_changes(view, code),
        scores=score_tables.county_scores(view, code, asked),
        panels=indicator_panels(view, code),
        evidence=score_tables.evidence_by_dimension(view, code, asked),
        other=score_tables.other_figures(view, code, asked),
        aside=score_tables.set_aside(view, code, asked),
        arithmetic=arithmetic.checked_rates(view, code),
        unchecked=arithmetic.unchecked_note(view, code),
        reporting=score_tables.reporting(view, code),
        readings=score_tables.readings(view, code),
        texts=county_texts(view, code, asked),
        data=_data(view, code, asked),
    )


def _captions(view: View, name: str, asked: int) -> dict[str, str]:
    return captions_of(
        view,
        scores=(f"{name} {asked} 年各维度得分与等级", f"Scores and bands of {name}, {asked}"),
        basis=("水平依据什么", "What the levels rest on"),
        drivers=("哪些数字影响最大", "Which figures matter most"),
        peers=(f"{asked} 年各维度与同组县区", f"By dimension beside other counties, {asked}"),
        progress=("各维度每年的变化", "Yearly change by dimension"),
        episodes=("上升、停滞与下降的时段", "Spells of rise, standstill and fall"),
        changed=(
            f"{asked} 年比上一年变好和变差的指标",
            f"Indicators that changed for better or worse in {asked}",
        ),
        broken=("没有计算的变化及原因", "Changes not computed, and why"),
        other=(
            f"{asked} 年其他指标（点开看原文）",
            f"Other indicators of {asked}, each leading to its sentence",
        ),
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


def _lead(view: View, name: str, years: list[int]) -> str:
    span = "、".join(map(str, years)) if view.lang == "zh" else ", ".join(map(str, years))
    return view.say(f"读到{name} {span} 年的报告。", f"The reports of {name} for {span} were read.")


def _data(view: View, code: str, year: int) -> Html:
    """Offer the county's levels and the year's figures as a CSV."""
    levels = view.table("levels", code)[["year", "dimension", "median", "low", "high", "band"]]
    panel = view.table("panel", code)
    panel = panel[panel["value"].notna() & (panel["year"] == year)].rename(
        columns={"indicator": "item"}
    )
    levels = levels.rename(columns={"dimension": "item", "median": "value"}).round(1)
    figures_ = panel[["year", "item", "value", "qualifier", "numerator", "denominator"]]
    rows = pd.concat([levels, figures_.replace({"qualifier": {"exact": ""}})], ignore_index=True)
    whole = rows.astype({"numerator": "Int64", "denominator": "Int64"}, errors="ignore")
    return download(whole, f"{code}.csv", view.words["data_csv"])
