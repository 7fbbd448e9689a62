"""The fourth page of the story: progress, its types, and whether there are any."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import figures
from analysis.clusters.naming import LEVEL, PROGRESS
from analysis.measurement import agreed
from analysis.pages.elements import Html, note
from analysis.pages.parts import Page, captions_of, display_names, lead_of
from analysis.pages.tables import progress as tables
from analysis.study import View

SURE = 0.05  # permutation p under which reporting is said to tell the types
STRONG = 0.8  # AUC from which on it is said to tell most of them


@dataclass(frozen=True)
class ClustersPage(Page):
    """The parts of the story's fourth step; they stand in the comparison too."""

    intervals: figures.Picture
    progress: pd.DataFrame
    pull_back: Html
    verdict: Html
    level_verdict: Html
    tests: pd.DataFrame
    types: pd.DataFrame
    profiles: figures.Picture | None
    consensus: figures.Picture | None
    stability: pd.DataFrame
    grades: pd.DataFrame
    cards: pd.DataFrame
    checks: pd.DataFrame
    check: Html
    moves: pd.DataFrame


def clusters_page(view: View) -> ClustersPage:
    """Return the parts of the story's fourth step: progress, types of it, stability, checks."""
    progress = view.table("progress")
    calls = progress.loc[progress["dimension"] == "L", "call"].value_counts()
    names = display_names(view)
    faster, slower, few = (int(calls.get(c, 0)) for c in ("faster", "slower", "too little"))
    return ClustersPage(
        title=view.say("04 改革进展与类型", "04 Progress and its types"),
        lead=lead_of(
            view,
            view.say(
                f"{faster} 个县区进展较快，{slower} 个较慢，{few} 个可比数字太少。",
                f"{faster} counties move faster, {slower} slower than the others; {few} have too "
                "few like figures. ",
            )
            + _finding(view, PROGRESS)
            + rough(view),
        ),
        captions=captions_of(
            view,
            progress=("各县区每年的变化", "Yearly change of counties"),
            types=("进展的类型与县区", "Types of progress and their counties"),
            tests=("有没有类型：两道检验", "Are there types? Two gates"),
            checks=("类型是不是只反映写法，其他方法怎么看", "Only reporting? And other methods"),
            moves=("前后两个时段之间的变动", "Moves between two spans of years"),
            stability=("各类有多稳定", "How stable each type is"),
            grades=(
                "成绩单：能分开的才分等",
                "Report card: grades differ only where counties can be distinguished",
            ),
            cards=("成绩单和固定等级的错序率", "Discordance of grades and of fixed bands"),
        ),
        intervals=figures.progress_intervals(progress, names, lang=view.lang),
        progress=tables.progress_rows(view),
        pull_back=note(pull_back(view)),
        verdict=note(_finding(view, PROGRESS)),
        level_verdict=note(_finding(view, LEVEL)),
        tests=tables.test_rows(view),
        types=tables.type_rows(view, PROGRESS),
        profiles=_profiles(view, names),
        consensus=_consensus(view),
        stability=tables.stability_rows(view, PROGRESS),
        grades=tables.grade_rows(view),
        cards=tables.card_rows(view),
        checks=tables.check_rows(view, PROGRESS),
        check=note(_reporting(view, PROGRESS)),
        moves=tables.move_rows(view),
    )


def rough(view: View) -> str:
    """Return that the chains of the model do not agree, or nothing where they do."""
    diagnosis = view.store.done("build").get("measurement")
    if not diagnosis or agreed(diagnosis):
        return ""
    return view.say(
        f"报告太少，测量模型的抽样链尚未充分收敛（R-hat {diagnosis['r_hat']:.2f}），"
        "水平与区间较粗略。",
        f" There are few reports and the chains of the measurement model mix slowly (R-hat "
        f"{diagnosis['r_hat']:.2f}): levels and intervals are rough.",
    )


def pull_back(view: View) -> str:
    """Return why a county that lies high is expected to fall a little."""
    return view.say(
        "一年特别高的县区，部分是运气，下一年通常回落；一年特别低的通常回升。这种预期的回落已经计入模型："
        "数字少的县区向其他县区靠拢之后，才计算变化。",
        "A county that stands out in one year owes part of it to luck and usually comes back the "
        "next; one that lies low comes up. The model allows for it: a county with few figures "
        "leans on the others before its change is taken.",
    )


def _finding(view: View, question: str) -> str:
    rows = view.table("type_tests").set_index("question")
    if question not in rows.index:
        return view.say("没有两年以上的县区。", "No county has two years.")
    return str(rows.loc[question, view.lang])


def _profiles(view: View, names: figures.Names) -> figures.Picture | None:
    types, profiles = view.table("types"), view.table("type_profiles")
    types = types[types["question"] == PROGRESS]
    if types.empty:
        return None
    pairs = zip(types["class"], types[f"name_{view.lang}"], strict=True)
    shown = {int(k): str(v) for k, v in pairs}
    own = profiles[profiles["question"] == PROGRESS]
    own = own[own["class"].isin(list(shown))]
    return figures.type_profiles(own, shown, names, lang=view.lang)


def _consensus(view: View) -> figures.Picture | None:
    types, consensus = (view.table(name) for name in ("types", "type_consensus"))
    own = consensus[consensus["question"] == PROGRESS]
    if own.empty:
        return None
    return figures.consensus_map(own, types[types["question"] == PROGRESS], lang=view.lang)


def _reporting(view: View, question: str) -> str:
    rows = view.table("type_checks")
    rows = rows[(rows["question"] == question) & (rows["kind"] == "reporting")]
    if rows.empty or rows["value"].isna().all():
        return view.say(
            "县区太少，不能判断类型是否只反映报告的写法。",
            "There are too few counties to say whether reporting alone explains the difference.",
        )
    auc, p = float(rows["value"].iloc[0]), float(rows["p"].iloc[0])
    figures_ = f"AUC {auc:.2f}, p = {p:.3f}"
    if p >= SURE:
        return view.say(
            f"仅凭报告详略、篇幅、格式、年数和省份猜不出差别（{figures_}）。",
            f"Detail, length, format, years and province do not explain it ({figures_}).",
        )
    if auc < STRONG:
        return view.say(
            f"差别部分可由报告写法猜出（{figures_}），解读时须并列报告强度。",
            f"Reporting explains part of the difference ({figures_}); read it beside R.",
        )
    return view.say(
        f"差别大体可由报告写法猜出（{figures_}），应看作写法的类型。",
        f"Reporting explains most of the difference ({figures_}): types of writing, not of reform.",
    )
