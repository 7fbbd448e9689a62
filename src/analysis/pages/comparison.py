"""The comparison of counties in one year: all of them, those of a place, or a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis import figures
from analysis.figures.grouped import Measure, group_spread
from analysis.pages.elements import Html, download, note
from analysis.pages.findings import comparison_finding
from analysis.pages.parts import Page, captions_of, display_names, lead_of
from analysis.pages.selection import Selection, select
from analysis.pages.story.clusters import ClustersPage, clusters_page
from analysis.pages.story.texts import ComparisonTexts, comparison_texts
from analysis.pages.tables import changes
from analysis.pages.tables import progress as progress_tables
from analysis.pages.tables import scores as score_tables
from analysis.pages.tables.by_year import levels_by_year
from analysis.pages.text_progress import text_progress_note
from analysis.study import View
from analysis.tables.schema import BANDS

MOST_DATA = 1000  # counties whose levels fit into a page: some 60 bytes each


@dataclass(frozen=True)
class ComparisonPage(Page):
    """The parts of a comparison."""

    finding: Sequence[str]
    intervals: figures.Picture
    scores: pd.DataFrame
    absent: pd.DataFrame
    by_year: pd.DataFrame
    heat: figures.Picture
    availability: figures.Picture
    coverage: pd.DataFrame
    broken: pd.DataFrame
    progress_picture: figures.Picture
    progress: pd.DataFrame
    text_progress: Html
    groups: ClustersPage
    not_used: pd.DataFrame
    texts: ComparisonTexts
    data: Html


def comparison_page(
    view: View,
    year: int,
    counties: Sequence[str] = (),
    prefecture: str = "",
    province: str = "",
    years: Sequence[int] = (),
) -> ComparisonPage:
    """Return the parts of the comparison of counties in one year, and of their levels in several.

    See ``selection`` for what is shown of many counties.

    Args:
        view: the study.
        year: the latest one, or the latest of ``years``, if 0.
        counties: names or codes; all if empty.
        prefecture: only those of this prefecture.
        province: only those of this province.
        years: whose levels stand side by side; all if empty.

    Raises:
        CountyError: no report of such a county or place was read, with the nearest name.
        ReportError: no report of that year was read.
    """
    shown = sorted({view.year(y) for y in years}) or view.years()
    asked = view.year(year) if year else shown[-1]
    chosen = select(view, counties, prefecture, province)
    scores = chosen.of(progress_tables.level_scores(view))
    groups = clusters_page(view)
    return ComparisonPage(
        title=_title(view, asked, prefecture or province, whole=chosen.whole),
        lead=_lead(view, scores, asked),
        finding=comparison_finding(view, asked, chosen),
        captions={**groups.captions, **_captions(view, asked)},
        intervals=_intervals(view, scores, chosen, asked),
        scores=score_tables.comparison_scores(view, asked, chosen),
        absent=score_tables.absent_counties(view, asked, chosen),
        by_year=levels_by_year(view, shown, chosen),
        heat=_heat(view, scores, chosen, asked),
        availability=_availability(view, chosen, asked),
        coverage=score_tables.coverage(view),
        broken=changes.broken_changes(view),
        progress_picture=_progress(view, chosen),
        progress=progress_tables.progress_rows(view, chosen=chosen),
        text_progress=text_progress_note(view, chosen=chosen),
        groups=groups,
        not_used=score_tables.not_used(view),
        texts=comparison_texts(view, asked, chosen),
        data=_data(view, scores, asked),
    )


def _lead(view: View, scores: pd.DataFrame, year: int) -> str:
    number = scores.loc[scores["year"] == year, "county_code"].nunique()
    said = view.say(
        f"{number} 个县区 {year} 年的报告，按公开表述比较。",
        f"Reports of {number} counties for {year}, compared by what they state.",
    )
    return lead_of(view, said)


def _title(view: View, year: int, place: str, *, whole: bool) -> str:
    if whole:
        return view.say(f"{view.study.title}（{year} 年）", f"Counties compared, {year}")
    where = place or view.say("所选", "chosen ones")
    return view.say(f"{where}县区比较（{year} 年）", f"Counties compared, {where}, {year}")


def _captions(view: View, asked: int) -> dict[str, str]:
    return captions_of(
        view,
        scores=(f"{asked} 年综合水平", f"Level in {asked}"),
        absent=(f"没有 {asked} 年报告的县区", f"Counties without a report for {asked}"),
        by_year=("各年综合水平（90% 区间）", "Levels by year (90 % interval)"),
        coverage=("各维度有据指标的比例（%）", "Indicators with evidence by dimension (%)"),
        broken=("没有计算的变化及原因", "Changes not computed, and why"),
        not_used=("没有采用的文件", "Files not used"),
    )


def _intervals(view: View, scores: pd.DataFrame, chosen: Selection, year: int) -> figures.Picture:
    limits = tuple(zip(view.study.index.bands, BANDS, strict=False))
    if chosen.named:
        names = display_names(view)
        return figures.index_intervals(scores, names, year, limits=limits, lang=view.lang)
    rows = scores[(scores["dimension"] == "L") & (scores["year"] == year)]
    measure = Measure(
        view.say(f"{year}年各地综合水平", f"Level by place, {year}"),
        view.say(
            "综合水平 L（0–100）：中位数、中间一半、最低到最高", "level L: median, half, ends"
        ),
        limits,
        (-2, 102),
    )
    values = rows.set_index("county_code")["score"]
    return group_spread(values, chosen.places, measure, lang=view.lang)


def _heat(view: View, scores: pd.DataFrame, chosen: Selection, year: int) -> figures.Picture:
    names = display_names(view)
    if not chosen.named:
        scores = scores[scores["year"] == year].assign(
            county_code=lambda rows: rows["county_code"].map(chosen.places)
        )
        key = ["county_code", "year", "dimension"]
        scores = scores.groupby(key, as_index=False)["score"].median().assign(band=None)
        names = figures.Names({}, view.dimensions)
    return figures.dimension_map(scores, names, year, lang=view.lang)


def _availability(view: View, chosen: Selection, year: int) -> figures.Picture:
    core = [i.code for i in view.codebook if i.core]
    panel = chosen.of(view.table("panel"))
    return figures.availability_map(
        panel, display_names(view), year, indicators=core, places=chosen.places, lang=view.lang
    )


def _progress(view: View, chosen: Selection) -> figures.Picture:
    progress = chosen.of(view.table("progress"))
    if chosen.named:
        return figures.progress_intervals(progress, display_names(view), lang=view.lang)
    rows = progress[progress["dimension"] == "L"].set_index("county_code")["change"]
    measure = Measure(
        view.say("各地改革进展：每年变化", "Progress by place"),
        view.say(
            "每年变化（分）：中位数、中间一半、最低到最高", "points a year: median, half, ends"
        ),
        ((0.0, "0"),),
    )
    return group_spread(rows, chosen.places, measure, lang=view.lang)


def _data(view: View, scores: pd.DataFrame, year: int) -> Html:
    """Offer the levels of the year as a CSV; those of thousands lie in the exported tables."""
    rows = scores[(scores["year"] == year) & (scores["dimension"] == "L")]
    if len(rows) > MOST_DATA:
        said = view.say("县区太多，数据见 fazhi export。", "Too many for this page: fazhi export.")
        return note(said)
    rows = rows[["county_code", "year", "score", "low", "high", "band"]].round(2)
    rows.insert(1, "county", [view.counties[c] for c in rows["county_code"]])
    return download(rows, f"comparison-{year}.csv", view.words["data_csv"])
