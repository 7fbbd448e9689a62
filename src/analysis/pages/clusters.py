"""The fourth page of the story: clusters, profiles, moves."""

from __future__ import annotations

import pandas as pd

from analysis import figures
from analysis.clusters import ReportingCheck, move_table, moves, profile, reporting_check
from analysis.pages.elements import note
from analysis.pages.parts import Page, captions_of, display_names, page_parts
from analysis.pages.tables import scores as score_tables
from analysis.study import View


def clusters_page(view: View) -> Page:
    """Return the parts of the story's fourth step: clusters, profiles, moves, and the check."""
    scores, groups = view.table("scores"), view.table("clusters")
    moved = moves(groups)
    broken = int((moved["move"] == "broken").sum())
    captions = captions_of(
        view,
        silhouettes=("各类数的轮廓系数", "Silhouette by number of clusters"),
        profile=("各类各维度的中位数", "Medians by cluster and dimension"),
        members=("各类的县区", "Members of the clusters"),
        moves=(
            f"年度间的变动(县区数;县区本身有区划变动的 {broken} 处不计)",
            f"Moves between years (counties; {broken} not counted, as the county itself changed)",
        ),
    )
    title = view.say("04 相像的县区与变动", "04 Counties that are alike, and moves")
    if groups.empty:
        return _without_clusters(view, title, captions)
    found = groups["cluster"].nunique()
    return page_parts(
        view,
        title=title,
        lead=view.say(
            f"{len(groups)} 个县区·年分为 {found} 类。",
            f"{len(groups)} county-years in {found} clusters.",
        ),
        captions=captions,
        silhouettes=score_tables.silhouette_table(view),
        profiles=figures.cluster_profiles(
            profile(scores, groups), display_names(view), lang=view.lang
        ),
        profile=score_tables.cluster_profile(view),
        members=score_tables.cluster_members(view),
        moves=score_tables.move_counts(view, move_table(moved)),
        check=note(_verdict(view, reporting_check(groups, view.table("constructs")))),
    )


def _without_clusters(view: View, title: str, captions: dict[str, str]) -> Page:
    """Return the page of a study with too little to cluster: it says so, and why."""
    why = str(view.store.manifest().get("build", {}).get("note", ""))
    said = view.say(f"数据太少,没有分组({why})。", f"Too little to cluster ({why}).")
    nothing = pd.DataFrame({view.say("说明", "Message"): [said]})
    parts = dict.fromkeys(("silhouettes", "profile", "members", "moves"), nothing)
    return page_parts(
        view, title=title, lead=said, captions=captions, profiles=None, check=note(said), **parts
    )


def _verdict(view: View, check: ReportingCheck) -> str:
    return check.verdict(view.lang) + view.say(
        f"(交叉验证正确率 {check.accuracy:.0%},随机基准 {check.chance:.0%})",
        f" (cross-validated accuracy {check.accuracy:.0%}, baseline {check.chance:.0%})",
    )
