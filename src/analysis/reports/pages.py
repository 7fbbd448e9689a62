"""What each notebook shows: one function a notebook, everything worded in the page's language."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from analysis import figures
from analysis.clusters import ReportingCheck, move_table, moves, profile, reporting_check
from analysis.reports import audit_views, coding_views, views
from analysis.reports.corrected import corrected_lead
from analysis.reports.page import View, note

Page = SimpleNamespace
"""A page's parts by name: ``title``, ``lead``, ``captions``, and its tables and pictures."""


def _page(view: View, *, lead: str, **parts: object) -> Page:
    """Return a page; where its counties are fictional, its first paragraph says so."""
    said = f"{lead} {view.words['fictional']}" if view.fictional else lead
    return Page(lead=said, **parts)


def _say(view: View, zh: str, en: str) -> str:
    return zh if view.lang == "zh" else en


def _names(view: View) -> figures.Names:
    indicators = {i.code: i.name(view.lang) for i in view.codebook}
    return figures.Names(view.counties, view.dimensions, indicators)


def _captions(view: View, **pairs: tuple[str, str]) -> dict[str, str]:
    return {key: _say(view, *pair) for key, pair in pairs.items()}


def county_page(view: View, county: str, year: int) -> Page:
    """Return the parts of one county's page.

    Raises:
        CountyError: no report of such a county was read, with the nearest name.
        ReportError: no report of that year was read.
    """
    code = view.county_code(county)
    name = view.counties[code]
    own = view.table("scores", code)
    asked = view.year(year) if year else int(own["year"].max())
    last = own[(own["year"] == asked) & (own["dimension"] == "L")]
    names, medians = _names(view), view.table("medians")
    return _page(
        view,
        title=_say(
            view, f"{name}:法治政府建设年度报告比较", f"{name}: rule-of-law reports compared"
        ),
        lead=_lead(view, name, asked, last, sorted(set(own["year"])))
        + corrected_lead(view, code, asked),
        captions=_captions(
            view,
            scores=(f"{name} {asked} 年各维度得分与等级", f"Scores and bands of {name}, {asked}"),
            evidence=(f"{asked} 年水平指标及原文", f"Level indicators of {asked} with sentences"),
            other=(f"{asked} 年其他指标及原文", f"Other indicators of {asked} with sentences"),
            aside=(f"{asked} 年未采用的候选数字", f"Candidates of {asked} set aside"),
            arithmetic=("比率重算", "Rates computed again"),
            reporting=("报告情况 R、F、B", "Reporting R, form F, consistency B"),
            readings=("读取的文件", "Files read"),
        ),
        profile=figures.county_profile(own, names, code, asked, medians=medians, lang=view.lang),
        years=_years(view, own, code),
        scores=views.county_scores(view, code, asked),
        evidence=views.evidence(view, code, asked, "level"),
        other=views.evidence(view, code, asked, "other"),
        aside=views.set_aside(view, code, asked),
        arithmetic=views.arithmetic(view, code),
        reporting=views.reporting(view, code),
        readings=views.readings(view, code),
    )


def _years(view: View, own: pd.DataFrame, code: str) -> figures.Picture | None:
    if own.loc[own["dimension"] == "L", "score"].isna().all():
        return None
    return figures.county_years(own, _names(view), code, lang=view.lang)


def _lead(view: View, name: str, year: int, last: pd.DataFrame, years: list[int]) -> str:
    span = "、".join(map(str, years)) if view.lang == "zh" else ", ".join(map(str, years))
    if last.empty or not isinstance(last["band"].iloc[0], str):
        return _say(
            view,
            f"读到 {name} {span} 年的报告;{year} 年有据指标不足,不给综合等级。",
            f"Reports of {name} for {span} were read; {year} has too little evidence for a band.",
        )
    row = last.iloc[0]
    low, high = row["band_low"], row["band_high"]
    bands = low if low == high else f"{high} – {low}"
    return _say(
        view,
        f"读到 {name} {span} 年的报告。{year} 年综合水平为 {row['band']} 级,"
        f"区间 {bands}(得分 {row['low']:.0f} – {row['high']:.0f})。",
        f"Reports of {name} for {span} were read. Its level in {year} is band {row['band']}, "
        f"range {bands} (score {row['low']:.0f} – {row['high']:.0f}).",
    )


def comparison_page(view: View, year: int) -> Page:
    """Return the parts of the comparison of all counties in one year."""
    asked = view.year(year)
    scores, names, panel = view.table("scores"), _names(view), view.table("panel")
    core = [i.code for i in view.codebook if i.core]
    number = scores.loc[scores["year"] == asked, "county_code"].nunique()
    groups = clusters_page(view)
    return _page(
        view,
        title=_say(view, f"{view.study.title}({asked} 年)", f"Counties compared, {asked}"),
        lead=_say(
            view,
            f"{number} 个县区 {asked} 年的报告,按公开表述比较。",
            f"Reports of {number} counties for {asked}, compared by what they state.",
        ),
        captions=groups.captions
        | _captions(
            view,
            scores=(f"{asked} 年综合水平", f"Level in {asked}"),
            coverage=("各维度有据指标的比例(%)", "Indicators with evidence by dimension (%)"),
            not_used=("没有采用的文件", "Files not used"),
        ),
        intervals=figures.index_intervals(scores, names, asked, lang=view.lang),
        scores=views.comparison_scores(view, asked),
        heat=figures.dimension_map(scores, names, asked, lang=view.lang),
        availability=figures.availability_map(panel, names, asked, indicators=core, lang=view.lang),
        coverage=views.coverage(view),
        profiles=groups.profiles,
        members=groups.members,
        moves=groups.moves,
        check=groups.check,
        not_used=views.not_used(view),
    )


def documents_page(view: View) -> Page:
    """Return the parts of the story's first step: what was read."""
    documents = view.table("documents")
    used = documents[documents["status"] == "used"]
    return _page(
        view,
        title=_say(view, "01 读到了哪些报告", "01 Which reports were read"),
        lead=_say(
            view,
            f"{len(documents)} 个文件,其中 {len(used)} 份县级年度报告进入比较。",
            f"{len(documents)} documents, of which {len(used)} county reports are compared.",
        ),
        captions=_captions(
            view,
            readings=("读取的文件", "Files read"),
            not_used=("没有采用的文件", "Files not used"),
            form=("年度报告规定内容(合规比例,%)", "Prescribed contents (share that obey, %)"),
        ),
        readings=views.readings(view),
        not_used=views.not_used(view),
        form=views.form(view),
    )


def evidence_page(view: View, county: str, year: int) -> Page:
    """Return the parts of the story's second step: numbers and their sentences."""
    code, asked = view.county_code(county), view.year(year)
    name = view.counties[code]
    rows = view.table("observations")
    resolved = int((rows["status"] == "resolved").sum())
    core = [i.code for i in view.codebook if i.core]
    return _page(
        view,
        title=_say(view, "02 数字和原文", "02 Numbers and their sentences"),
        lead=_say(
            view,
            f"共认定 {resolved} 个指标值,每个都能回到原文;下面以{name}{asked} 年为例。",
            f"{resolved} indicator values, each with its place in the source; {name}, {asked}, "
            "is the example.",
        ),
        captions=_captions(
            view,
            evidence=(f"{name} {asked} 年认定的数字", f"Figures read for {name}, {asked}"),
            aside=(f"{name} {asked} 年未采用的数字", f"Figures set aside for {name}, {asked}"),
            audit=(
                "报告里的算术是否自洽(处)",
                "Does the arithmetic of the reports agree (figures)",
            ),
            disagreements=(audit_views.audit_caption(view),) * 2,
            ledger=(f"{name} {asked} 年报告的全部数字", f"All numbers of {name}'s report, {asked}"),
            ledger_total=("全部报告的数字", "The numbers of all reports"),
        ),
        evidence=views.evidence(view, code, asked, "all"),
        aside=views.set_aside(view, code, asked),
        availability=figures.availability_map(
            view.table("panel"), _names(view), asked, indicators=core, lang=view.lang
        ),
        audit=audit_views.audit_counts(view),
        disagreements=audit_views.audit_disagreements(view),
        ledger=audit_views.ledger_table(view, code, asked),
        ledger_total=audit_views.ledger_total(view),
        coding=coding_views.coding_check(view),
        coding_rows=coding_views.coding_disagreements(view),
    )


def clusters_page(view: View) -> Page:
    """Return the parts of the story's fourth step: clusters, profiles, moves, and the check."""
    scores, groups = view.table("scores"), view.table("clusters")
    captions = _captions(
        view,
        silhouettes=("各类数的轮廓系数", "Silhouette by number of clusters"),
        profile=("各类各维度的中位数", "Medians by cluster and dimension"),
        members=("各类的县区", "Members of the clusters"),
        moves=("年度间的变动(县区数)", "Moves between years (counties)"),
    )
    title = _say(view, "04 相像的县区与变动", "04 Counties that are alike, and moves")
    if groups.empty:
        return _without_clusters(view, title, captions)
    found = groups["cluster"].nunique()
    return _page(
        view,
        title=title,
        lead=_say(
            view,
            f"{len(groups)} 个县区·年分为 {found} 类。",
            f"{len(groups)} county-years in {found} clusters.",
        ),
        captions=captions,
        silhouettes=views.silhouette_table(view),
        profiles=figures.cluster_profiles(profile(scores, groups), _names(view), lang=view.lang),
        profile=views.cluster_profile(view),
        members=views.cluster_members(view),
        moves=views.move_counts(view, move_table(moves(groups))),
        check=note(_verdict(view, reporting_check(groups, view.table("constructs")))),
    )


def _without_clusters(view: View, title: str, captions: dict[str, str]) -> Page:
    """Return the page of a study with too little to cluster: it says so, and why."""
    why = str(view.store.manifest().get("build", {}).get("note", ""))
    said = _say(view, f"数据太少,没有分组({why})。", f"Too little to cluster ({why}).")
    nothing = pd.DataFrame({_say(view, "说明", "Message"): [said]})
    parts = dict.fromkeys(("silhouettes", "profile", "members", "moves"), nothing)
    return _page(
        view, title=title, lead=said, captions=captions, profiles=None, check=note(said), **parts
    )


def _verdict(view: View, check: ReportingCheck) -> str:
    return check.verdict(view.lang) + _say(
        view,
        f"(交叉验证正确率 {check.accuracy:.0%},随机基准 {check.chance:.0%})",
        f" (cross-validated accuracy {check.accuracy:.0%}, baseline {check.chance:.0%})",
    )
