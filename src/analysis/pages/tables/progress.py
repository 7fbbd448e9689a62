"""Tables of progress, types and what a level rests on, worded for a reader."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.figures.progress import CALLS
from analysis.measurement import as_scores
from analysis.pages.elements import place_link
from analysis.pages.parts import county_link, indicator_link
from analysis.pages.selection import LISTED, Selection
from analysis.pages.tables.scores import dimension_name, word
from analysis.pages.tables.values import records
from analysis.study import View

KINDS = {"rise": ("上升", "rise"), "standstill": ("停滞", "standstill"), "fall": ("下降", "fall")}
CHECKS = {
    "reporting": ("仅凭报告写法能否猜出（AUC）", "predictable from reporting alone (AUC)"),
    "outside": ("类间差异占比 η²", "share of variance between types η²"),
    "method": ("与其他方法一致的程度（ARI）", "agreement with another method (ARI)"),
}
QUESTIONS = {"progress": ("改革进展", "progress"), "level": ("水平", "level")}
VERDICTS = {
    "types": ("有类型", "types"),
    "continuum": ("连续分布", "continuum"),
    "cannot be told": ("无法判断", "cannot be told"),
}
OUTSIDE = {  # what types may differ in beside what they are made of; parts of R, F and B
    "all": ("详略、篇幅、格式、年数和省份", "detail, length, form, years and province"),
    "B disagreement": ("B 比率与分子分母不符", "B rates that disagree with n/N"),
    "F on_time": ("F 按时发布", "F published in time"),
    "F part_leaders": ("F 写第一责任人职责", "F duties of the leaders"),
    "F part_measures": ("F 写主要举措", "F measures"),
    "F part_other": ("F 写其他情况", "F other matters"),
    "F part_plan": ("F 写下一年安排", "F plan of the next year"),
    "F part_problems": ("F 写不足和原因", "F shortcomings"),
    "F parts": ("F 内容齐全", "F all parts present"),
    **QUESTIONS,
}
DRIVERS = 12  # figures named as those that matter most; the others move L by some tenths
MOVED = 0.5  # chance from which on a county counts as having moved between types


def level_scores(view: View, county: str = "") -> pd.DataFrame:
    """Return the levels (of one county) in the columns of table SCORES."""
    return as_scores(view.table("levels", county), view.study)


def level_basis(view: View, county: str, year: int) -> pd.DataFrame:
    """Return by dimension what a county's level rests on, and how silence could move it."""
    rows = view.table("levels", county)
    rows = rows[rows["year"] == year]
    say = view.say
    return pd.DataFrame(
        {
            word(view, "dimension"): [dimension_name(view, d) for d in rows["dimension"]],
            say("水平（中位数）", "Level (median)"): rows["median"].round(1).to_numpy(),
            say("90% 区间", "90 % interval"): _spans(rows, "low", "high", 0),
            say("等级及可能性", "Band and its chance"): _band_chances(rows),
            say("自身数字", "Own figures"): [
                f"{p} / {e}" for p, e in zip(rows["printed"], rows["expected"], strict=True)
            ],
            say("区间由自身数字决定", "Interval by its own figures"): _percent(rows["evidence"]),
            say("沉默差半个标准差", "Silent ½ sd worse"): rows["shift_half"].round(1).to_numpy(),
            say("沉默差一个标准差", "Silent 1 sd worse"): rows["shift_one"].round(1).to_numpy(),
        }
    )


def progress_rows(view: View, county: str = "", chosen: Selection | None = None) -> pd.DataFrame:
    """Return the yearly change with the call: of one county by dimension, or of counties."""
    rows = view.table("progress", county)
    rows = rows[rows["change"].notna()]
    say = view.say
    head: dict[str, list[Any]]
    if county:
        head = {word(view, "dimension"): [dimension_name(view, d) for d in rows["dimension"]]}
    else:
        rows = chosen.of(rows) if chosen else rows
        rows = rows[rows["dimension"] == "L"].sort_values("change", ascending=False)
        rows = rows if chosen is None or chosen.listed else rows[:0]
        head = {word(view, "county"): [county_link(view, c) for c in rows["county_code"]]}
    return pd.DataFrame(
        head
        | {
            say("年份", "Years"): [
                f"{a} – {b}" for a, b in zip(rows["first_year"], rows["last_year"], strict=True)
            ],
            say("每年变化", "Change a year"): rows["change"].round(1).to_numpy(),
            say("90% 区间", "90 % interval"): _spans(rows, "low", "high", 1),
            say("上升的可能性", "Chance of rising"): _percent(rows["chance_rising"]),
            say("与同省趋势相比", "Net of the trend"): rows["net"].round(1).to_numpy(),
            say("判断", "Call"): [say(*CALLS[c]) for c in rows["call"]],
            say("可比数字对", "Like figures"): rows["pairs"].to_numpy(),
            say("同口径变化（核对）", "Like-for-like change (check)"): _spans(
                rows, "matched_low", "matched_high", 1
            ),
        }
    )


def episode_rows(view: View, county: str) -> pd.DataFrame:
    """Return a county's spells of rise, standstill and fall."""
    rows = view.table("episodes", county)
    say = view.say
    return pd.DataFrame(
        {
            say("年份", "Years"): [
                f"{a} – {b}" for a, b in zip(rows["first_year"], rows["last_year"], strict=True)
            ],
            say("走势", "Course"): [say(*KINDS[k]) for k in rows["kind"]],
            say("可能性", "Probability"): _percent(rows["probability"]),
            say("变化（分）", "Change (points)"): rows["change"].round(1).to_numpy(),
            say("是否仍在继续", "Still open"): [
                say("是", "yes") if o else say("否", "no") for o in rows["open"]
            ],
        }
    )


def driver_rows(view: View, county: str, year: int) -> pd.DataFrame:
    """Return what each printed figure lifts or lowers L by, the strongest first, with its quote."""
    rows = view.table("figure_scores", county)
    rows = rows[rows["year"] == year]
    rows = rows.assign(lift=rows["weight"] * (rows["score"] - rows["usual"]))
    rows = rows.sort_values("lift", key=lambda x: -x.abs(), kind="stable").head(DRIVERS)
    seen = view.table("observations", county)
    seen = seen[(seen["status"] == "resolved") & (seen["year"] == year)]
    places = {row["indicator"]: place_link(row) for row in records(seen)}
    say = view.say
    return pd.DataFrame(
        {
            word(view, "indicator"): [indicator_link(view, i) for i in rows["indicator"]],
            say("原文", "Quote"): [places.get(i, "–") for i in rows["indicator"]],
            say("该数字的得分", "Score of the figure"): rows["score"].round(1).to_numpy(),
            say("各县区平均", "Mean of counties"): rows["usual"].round(1).to_numpy(),
            say("对综合水平的影响", "Effect on L"): rows["lift"].round(2).to_numpy(),
        }
    )


def type_rows(view: View, question: str) -> pd.DataFrame:
    """Return the counties of each type with their probability; those of one class where none."""
    rows = view.table("types")
    rows = rows[rows["question"] == question].sort_values(["class", "probability"])
    name, found = f"name_{view.lang}", []
    for number, group in rows.groupby("class"):
        group = group.sort_values("probability", ascending=False)
        pairs = zip(group["county_code"], group["probability"], strict=True)
        said = view.say("； ", "; ").join(f"{view.counties[str(c)]} {p:.0%}" for c, p in pairs)
        if len(group) > LISTED:
            said = view.say("县区太多，见目录", "too many to name here; see the index")
        apart = _dimensions_apart(view, question, int(group["class"].iloc[0]))
        found.append((f"{number} {group[name].iloc[0]}", apart, len(group), said))
    say = view.say
    heads = [
        say("类型", "Type"), say("与本类均值不同的维度", "Dimensions unlike its mean"),
        say("县区数", "Counties"), say("县区", "Members"),
    ]  # fmt: skip
    return pd.DataFrame(found, columns=heads)


def _dimensions_apart(view: View, question: str, number: int) -> str:
    """Name the dimensions whose interval lies above or below the mean of the type."""
    rows = view.table("type_profiles")
    own = rows[(rows["question"] == question) & (rows["class"] == number)]
    middle = float(own.loc[own["dimension"] == "L", "mean"].iloc[0])
    own = own[own["dimension"] != "L"]
    ends = (
        (own[own["low"] > middle], view.say("高于", "above")),
        (own[own["high"] < middle], view.say("低于", "below")),
    )
    said = [
        f"{word_} {view.say('、', ', ').join(dimension_name(view, d) for d in part['dimension'])}"
        for part, word_ in ends
        if len(part)
    ]
    return view.say("；", "; ").join(said) or "–"


def check_rows(view: View, question: str) -> pd.DataFrame:
    """Return whether reporting tells the types, what else they differ in, and other methods."""
    rows = view.table("type_checks")
    rows = rows[(rows["question"] == question) & rows["value"].notna()]
    say = view.say
    return pd.DataFrame(
        {
            say("检验", "Check"): [say(*CHECKS[k]) for k in rows["kind"]],
            say("对象", "Of"): [say(*OUTSIDE.get(n, (n, n))) for n in rows["name"]],
            say("数值", "Value"): rows["value"].round(2).to_numpy(),
            say("p（置换）", "p (permutation)"): rows["p"].round(3).to_numpy(),
            say("县区数", "Counties"): rows["n"].to_numpy(),
        }
    )


def stability_rows(view: View, question: str) -> pd.DataFrame:
    """Return how well each type comes back; no rows where there are no types."""
    rows = view.table("type_stability")
    rows = rows[rows["question"] == question]
    say = view.say
    return pd.DataFrame(
        {
            say("类型", "Type"): rows["class"].to_numpy(),
            say("Jaccard（再抽样）", "Jaccard (resampled)"): rows["jaccard"].round(2).to_numpy(),
            say("Jaccard（误差）", "Jaccard (error)"): rows["drawn_jaccard"].round(2).to_numpy(),
        }
    )


def grade_rows(view: View) -> pd.DataFrame:
    """Return grades of L in the latest year, each with the interval of the rank, best first."""
    rows = view.table("levels")
    rows = rows[(rows["dimension"] == "L") & (rows["year"] == rows["year"].max())]
    rows = rows.sort_values(["grade", "rank", "county_code"])
    say = view.say
    return pd.DataFrame(
        {
            say("成绩", "Grade"): rows["grade"].astype(int).to_numpy(),
            word(view, "county"): [view.counties[c] for c in rows["county_code"]],
            say("水平 90% 区间", "Level, 90 % interval"): _spans(rows, "low", "high", 0),
            say("名次 90% 区间", "Rank, 90 % interval"): _spans(rows, "rank_low", "rank_high", 0),
        }
    )


def card_rows(view: View) -> pd.DataFrame:
    """Return by year how often grades and bands put two counties the wrong way round."""
    rows = view.table("report_cards")
    kinds = {"grades": ("成绩单", "report card"), "bands": ("固定等级", "fixed bands")}
    say = view.say
    return pd.DataFrame(
        {
            word(view, "year"): rows["year"].astype(str).to_numpy(),
            say("分法", "By"): [say(*kinds[k]) for k in rows["kind"]],
            say("等数", "Groups"): rows["groups"].to_numpy(),
            say("错序率", "Discordance"): _percent(rows["discordance"]),
            say("分开的县区对", "Pairs graded apart"): _percent(rows["pairs_apart"]),
        }
    )


def test_rows(view: View) -> pd.DataFrame:
    """Return the two tests of types, of progress and of level, with what they rest on."""
    rows, say = view.table("type_tests"), view.say
    shown = {
        "units": ("县区数", "Counties"),
        "classes": ("类数", "Classes"),
        "delta_bic": ("ΔBIC", "ΔBIC"),
        "needed": ("需要", "Needed"),
        "chance": ("连续分布下的概率", "Chance in a continuum"),
        "power": ("能发现的概率", "Power"),
        "entropy": ("归属的模糊程度", "Entropy"),
        "jaccard": ("Jaccard（再抽样）", "Jaccard (resampled)"),
        "drawn_jaccard": ("Jaccard（误差）", "Jaccard (error)"),
        "left_out": ("去掉一县 ARI", "ARI, one left out"),
    }
    heads = {
        say("问题", "Question"): [say(*QUESTIONS[q]) for q in rows["question"]],
        say("结论", "Verdict"): [say(*VERDICTS[v]) for v in rows["verdict"]],
    }
    numbers = {say(*words): rows[column].round(2).to_numpy() for column, words in shown.items()}
    return pd.DataFrame(heads | numbers)


def move_rows(view: View) -> pd.DataFrame:
    """Return the counties that probably changed their type between two spans of years."""
    rows = view.table("type_moves")
    rows = rows[rows["probability"] >= MOVED]
    say = view.say
    spans = zip(
        rows["from_first"], rows["from_last"], rows["to_first"], rows["to_last"], strict=True
    )
    return pd.DataFrame(
        {
            word(view, "county"): [county_link(view, c) for c in rows["county_code"]],
            say("时段", "Spans"): [f"{a} – {b} → {c} – {d}" for a, b, c, d in spans],
            say("类型变动", "Move"): [
                f"{a} → {b}" for a, b in zip(rows["from_class"], rows["to_class"], strict=True)
            ],
            say("可能性", "Probability"): _percent(rows["probability"]),
        }
    )


def _spans(rows: pd.DataFrame, low: str, high: str, digits: int) -> list[str]:
    return [
        "–" if pd.isna(a) else f"{a:.{digits}f} – {b:.{digits}f}"
        for a, b in zip(rows[low], rows[high], strict=True)
    ]


def _percent(values: pd.Series[float]) -> list[str]:
    return ["–" if pd.isna(v) else f"{v:.0%}" for v in values]


def _band_chances(rows: pd.DataFrame) -> list[str]:
    return [
        "–" if not isinstance(letter, str) else f"{letter} {chance:.0%}"
        for letter, chance in zip(
            rows["band"], rows[["band_a", "band_b", "band_c", "band_d"]].max(axis=1), strict=True
        )
    ]
