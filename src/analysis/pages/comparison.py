"""The comparison of all counties in one year."""

from __future__ import annotations

from analysis import figures
from analysis.pages.clusters import clusters_page
from analysis.pages.parts import Page, captions_of, display_names, page_parts
from analysis.pages.tables import changes
from analysis.pages.tables import scores as score_tables
from analysis.pages.tables.progress import level_scores
from analysis.pages.texts import comparison_texts
from analysis.study import View


def comparison_page(view: View, year: int) -> Page:
    """Return the parts of the comparison of all counties in one year."""
    asked = view.year(year)
    scores, names, panel = level_scores(view), display_names(view), view.table("panel")
    core = [i.code for i in view.codebook if i.core]
    number = scores.loc[scores["year"] == asked, "county_code"].nunique()
    groups = clusters_page(view)
    return page_parts(
        view,
        title=view.say(f"{view.study.title}({asked} 年)", f"Counties compared, {asked}"),
        lead=view.say(
            f"{number} 个县区 {asked} 年的报告,按公开表述比较。",
            f"Reports of {number} counties for {asked}, compared by what they state.",
        ),
        captions=groups.captions
        | captions_of(
            view,
            scores=(f"{asked} 年综合水平", f"Level in {asked}"),
            coverage=("各维度有据指标的比例(%)", "Indicators with evidence by dimension (%)"),
            broken=("没有计算的变化及原因", "Changes not computed, and why"),
            not_used=("没有采用的文件", "Files not used"),
        ),
        intervals=figures.index_intervals(scores, names, asked, lang=view.lang),
        scores=score_tables.comparison_scores(view, asked),
        heat=figures.dimension_map(scores, names, asked, lang=view.lang),
        availability=figures.availability_map(panel, names, asked, indicators=core, lang=view.lang),
        coverage=score_tables.coverage(view),
        broken=changes.broken_changes(view),
        progress_picture=groups.intervals,
        progress=groups.progress,
        pull_back=groups.pull_back,
        verdict=groups.verdict,
        level_verdict=groups.level_verdict,
        tests=groups.tests,
        types=groups.types,
        profiles=groups.profiles,
        checks=groups.checks,
        check=groups.check,
        moves=groups.moves,
        not_used=score_tables.not_used(view),
        texts=comparison_texts(view, asked),
    )
