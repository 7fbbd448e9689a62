"""The tables that pages show: what the store holds, worded for a reader in the page's language."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from analysis import index
from analysis.index import Goalpost
from analysis.measurement import as_scores
from analysis.pages.elements import Html, band, fold, page_link, place_link, quote, table
from analysis.pages.parts import county_link, indicator_link
from analysis.pages.selection import Selection
from analysis.pages.tables.corrections import cited
from analysis.pages.tables.reasons import reason_words
from analysis.pages.tables.values import figure_value, records
from analysis.panel import availability
from analysis.study import View

ZH_EN: dict[str, tuple[str, str]] = {
    "dimension": ("维度", "Dimension"),
    "score": ("得分", "Score"),
    "interval": ("区间", "Interval"),
    "band": ("等级", "Band"),
    "bands": ("等级区间", "Range of bands"),
    "observed": ("有据指标", "Indicators with evidence"),
    "year": ("年份", "Year"),
    "county": ("县区", "County"),
    "indicator": ("指标", "Indicator"),
    "value": ("数值", "Value"),
    "evidence": ("原文依据", "Evidence"),
    "file": ("文件", "File"),
    "index": ("综合水平 L", "Level L"),
    "printed": ("报告值", "Printed"),
    "recomputed": ("重算值", "Recomputed"),
    "counts": ("分子/分母", "n / N"),
    "finding": ("结果", "Finding"),
    "reason": ("原因", "Reason"),
    "scope": ("口径", "Scope"),
    "cluster": ("类别", "Cluster"),
    "members": ("县区（年份）", "Counties (years)"),
    "median": ("中位数", "Median"),
    "share": ("有据比例", "Share with evidence"),
    "title": ("标题", "Title"),
    "published": ("发布日期", "Published"),
    "status": ("状态", "Status"),
    "message": ("说明", "Message"),
    "characters": ("字数", "Characters"),
    "quantities": ("数字", "Numbers"),
    "figures": ("认定指标", "Indicators read"),
    "part": ("构成", "Part"),
    "agrees": ("相符", "agrees"),
    "disagrees": ("不符", "disagrees"),
    "n exceeds N": ("分子大于分母", "n exceeds N"),
    "computed": ("由分子分母算得", "computed from n and N"),
    "low": ("下限", "Low"),
    "high": ("上限", "High"),
    "basis": ("依据", "Basis"),
    "worst": ("最差", "Worst"),
    "best": ("最好", "Best"),
    "from": ("从", "From"),
    "width": ("轮廓系数", "Silhouette"),
}
BASES: dict[str, tuple[str, str]] = {
    "rate": ("比率（%）", "rate (%)"),
    "failure": ("未达比例（对数优势）", "share that fails (log-odds)"),
    "share": ("占分母的比例（%）", "share of its denominator (%)"),
    "ratio": ("与分母之比", "count per denominator"),
    "count": ("次数（封顶）", "count (capped)"),
    "amount": ("数额", "amount"),
}
PARTS: dict[str, tuple[str, str]] = {
    "coverage": ("指标覆盖率", "indicators covered"),
    "numbers": ("每千字数字", "numbers per 1,000 characters"),
    "figures": ("每千字认定指标", "indicators per 1,000 characters"),
    "with_denominator": ("带分母的比率", "rates with a denominator"),
    "parts": ("五项内容齐全度", "prescribed parts present"),
    "on_time": ("4月1日前发布", "published by 1 April"),
    "disagreement": ("比率与分子分母不符", "rates that disagree with n/N"),
}

FORM: dict[str, tuple[str, str]] = {
    "part_measures": ("主要举措和成效", "measures and results"),
    "part_problems": ("不足和原因", "shortcomings and causes"),
    "part_leaders": ("第一责任人职责", "duties of the leaders"),
    "part_plan": ("下一年安排", "plan of the next year"),
    "part_other": ("其他需要报告的情况", "other matters"),
    "on_time": ("4月1日前发布", "published by 1 April"),
}


def word(view: View, key: str) -> str:
    """Return a table word in the page's language."""
    return ZH_EN[key][0 if view.lang == "zh" else 1]


def dimension_name(view: View, code: str) -> str:
    """Return D4 行政执法, or the index."""
    return word(view, "index") if code == "L" else f"{code} {view.dimensions[code]}"


def county_scores(view: View, county: str, year: int) -> pd.DataFrame:
    """Return one county's scores of a year: dimension, score, interval, bands, indicators."""
    scores = as_scores(view.table("levels", county), view.study)
    own = scores[scores["year"] == year]
    return pd.DataFrame(
        {
            word(view, "dimension"): [dimension_name(view, d) for d in own["dimension"]],
            word(view, "band"): [band(b) for b in own["band"]],
            word(view, "bands"): _ranges(own),
            word(view, "score"): own["score"].round(1).to_numpy(),
            word(view, "interval"): _intervals(own),
            word(view, "observed"): [
                f"{o} / {e}" for o, e in zip(own["observed"], own["expected"], strict=True)
            ],
        }
    )


def comparison_scores(view: View, year: int, chosen: Selection) -> pd.DataFrame:
    """Return counties' index of a year by band, best interval first; never a bare rank.

    It has no rows where there are more counties than a page lists.
    """
    scores = chosen.of(as_scores(view.table("levels"), view.study))
    rows = scores[(scores["year"] == year) & (scores["dimension"] == "L")]
    rows = rows if chosen.listed else rows[:0]
    rows = rows.sort_values(["band", "high"], ascending=[True, False], na_position="last")
    return pd.DataFrame(
        {
            word(view, "county"): [county_link(view, c) for c in rows["county_code"]],
            word(view, "band"): [band(b) for b in rows["band"]],
            word(view, "bands"): _ranges(rows),
            word(view, "score"): rows["score"].round(0).to_numpy(),
            word(view, "interval"): _intervals(rows),
            word(view, "observed"): [
                f"{o} / {e}" for o, e in zip(rows["observed"], rows["expected"], strict=True)
            ],
        }
    )


def absent_counties(view: View, year: int, chosen: Selection) -> pd.DataFrame:
    """Return the counties of a comparison without a report for its year, with their latest one."""
    scores = chosen.of(as_scores(view.table("levels"), view.study))
    scores = scores[scores["dimension"] == "L"].sort_values("year")
    there = set(scores.loc[scores["year"] == year, "county_code"])
    rows = scores[~scores["county_code"].isin(there)].groupby("county_code").tail(1)
    rows = rows.sort_values("county_code") if chosen.listed else rows[:0]
    return pd.DataFrame(
        {
            word(view, "county"): [county_link(view, c) for c in rows["county_code"]],
            view.say("最近的报告", "Latest report"): rows["year"].astype(str).to_numpy(),
            word(view, "score"): rows["score"].round(0).to_numpy(),
            word(view, "interval"): _intervals(rows),
        }
    )


def _intervals(rows: pd.DataFrame) -> list[str]:
    return [
        "–" if pd.isna(low) else f"{low:.0f} – {high:.0f}"
        for low, high in zip(rows["low"], rows["high"], strict=True)
    ]


def _ranges(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["band_low"], rows["band_high"], strict=True)
    return [
        "–" if not isinstance(low, str) else low if low == high else f"{high} – {low}"
        for low, high in pairs
    ]


def evidence(view: View, county: str, year: int, role: str = "level") -> pd.DataFrame:
    """Return the figures that stand for a county-year, each with its sentence.

    ``role``: ``level``, ``other`` (all but level) or ``all``.
    """
    return _with_sentences(view, _standing(view, county, year, role))


def _with_sentences(view: View, shown: Sequence[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            word(view, "indicator"): [indicator_link(view, r["indicator"]) for r in shown],
            word(view, "value"): [figure_value(view, r) for r in shown],
            word(view, "evidence"): [cited(view, r) for r in shown],
        }
    )


def evidence_by_dimension(view: View, county: str, year: int) -> Html:
    """Return the level figures of a county-year with their sentences, folded by dimension."""
    shown = _standing(view, county, year, "level")
    folded: list[str] = []
    for code, own in groupby(shown, lambda row: view.codebook[row["indicator"]].dimension):
        rows = list(own)
        name = dimension_name(view, code)
        html = table(_with_sentences(view, rows), name, folded=False).html
        folded.append(fold(f"{name} · {len(rows)}", html, f"evidence-{code}").html)
    return Html("".join(folded))


def other_figures(view: View, county: str, year: int) -> pd.DataFrame:
    """Return the figures without a part in the level; each leads to its sentence in the text."""
    shown = _standing(view, county, year, "other")
    return pd.DataFrame(
        {
            word(view, "indicator"): [indicator_link(view, r["indicator"]) for r in shown],
            word(view, "value"): [place_link(r, figure_value(view, r).html) for r in shown],
        }
    )


def _standing(view: View, county: str, year: int, role: str) -> list[dict[str, Any]]:
    """Return the rows of figures that stand for a county-year, in the codebook's order."""
    rows = _own(view, county, year)
    rows = rows[rows["status"].isin(["resolved", "part"])]
    wanted = {i.code: n for n, i in enumerate(view.codebook) if _shown(i.role, role)}
    rows = rows[rows["indicator"].isin(wanted)]
    order = rows["indicator"].map(wanted)
    return records(rows.assign(order=order).sort_values(["order", "start"]))


def _shown(role: str, asked: str) -> bool:
    """``all`` shows every role, ``level`` those that can carry level, ``other`` the rest."""
    return asked == "all" or (role == "level") == (asked == "level")


def set_aside(view: View, county: str, year: int) -> pd.DataFrame:
    """Return the candidates of a county-year that do not stand for it, with the reason."""
    rows = _own(view, county, year)
    shown = records(rows[~rows["status"].isin(["resolved", "part"])].sort_values("start"))
    return pd.DataFrame(
        {
            word(view, "indicator"): [indicator_link(view, r["indicator"]) for r in shown],
            word(view, "value"): [figure_value(view, r) for r in shown],
            word(view, "reason"): [reason_words(view, r) for r in shown],
            word(view, "evidence"): [quote(r) for r in shown],
        }
    )


def reporting(view: View, county: str) -> pd.DataFrame:
    """Return how a county reports: the parts of R, F and B, a column a year."""
    rows = view.table("constructs", county)
    rows = rows[rows["part"].isin(PARTS)]
    wide = rows.pivot(index=["construct", "part"], columns="year", values="value").reset_index()
    side = 0 if view.lang == "zh" else 1
    names = [f"{c} {PARTS[p][side]}" for c, p in zip(wide["construct"], wide["part"], strict=True)]
    years = {str(y): wide[y].round(2).to_numpy() for y in sorted(set(rows["year"]))}
    return pd.DataFrame({word(view, "part"): names} | years)


def coverage(view: View, by: str = "dimension") -> pd.DataFrame:
    """Return the share of indicators with evidence by ``dimension``, ``year``, ``county_code``."""
    table = availability(view.table("panel"), by)
    names = {"dimension": "dimension", "year": "year", "county_code": "county"}
    label = [
        dimension_name(view, v) if by == "dimension" else view.counties.get(str(v), str(v))
        for v in table[by]
    ]
    shown = {word(view, names[by]): label, word(view, "share"): (100 * table["share"]).round(0)}
    return pd.DataFrame(shown)


def readings(view: View, county: str = "") -> pd.DataFrame:
    """Return one row a document (of one county): what it is and what was read from it."""
    rows = view.table("documents", county).sort_values(["county_code", "year", "file"])
    resolved = view.table("observations", county)
    counted = resolved[resolved["status"] == "resolved"].groupby("document_id").size()
    columns = ("file", "county", "year", "status", "published", "characters", "quantities")
    shown: dict[str, Any] = {
        word(view, c): rows[c].astype(object).where(rows[c].notna(), None) for c in columns
    }
    shown[word(view, "status")] = [status_word(view, s) for s in rows["status"]]
    shown[word(view, "file")] = [
        page_link(f"text/{d}", f) if s == "used" else f
        for d, f, s in zip(rows["document_id"], rows["file"], rows["status"], strict=True)
    ]
    shown[word(view, "figures")] = rows["document_id"].map(counted).fillna(0).astype(int)
    return pd.DataFrame(shown)


def form(view: View) -> pd.DataFrame:
    """Return the share of reports that hold each prescribed part, by year, in per cent."""
    rows = view.table("constructs")
    rows = rows[(rows["construct"] == "F") & (rows["part"] != "parts")]
    wide = rows.pivot_table(index="part", columns="year", values="value", aggfunc="mean")
    names = [FORM.get(p, (p, p))[0 if view.lang == "zh" else 1] for p in wide.index]
    years = {str(y): (100 * wide[y]).round(0).to_numpy() for y in wide.columns}
    return pd.DataFrame({word(view, "part"): names} | years)


def goalposts(view: View, posts: Sequence[Goalpost]) -> pd.DataFrame:
    """Return the goalposts with their reason in the page's language."""
    return pd.DataFrame(
        {
            word(view, "indicator"): [view.indicator(p.indicator) for p in posts],
            word(view, "dimension"): [view.codebook[p.indicator].dimension for p in posts],
            word(view, "low"): [p.low for p in posts],
            word(view, "high"): [p.high for p in posts],
            word(view, "basis"): [BASES[p.basis][view.lang == "en"] for p in posts],
            word(view, "reason"): [p.why(view.lang) for p in posts],
        }
    )


def contributions(view: View, year: int) -> pd.DataFrame:
    """Return what each dimension adds to each county's level; the last column is their sum."""
    rows = index.contributions(view.table("scores"), view.study)
    rows = rows[rows["year"] == year]
    wide = rows.pivot(index="county_code", columns="dimension", values="contribution")
    table = wide.assign(L=wide.sum(axis=1)).round(1)
    names = [view.counties[c] for c in table.index]
    return pd.DataFrame({word(view, "county"): names} | {c: table[c].to_numpy() for c in table})


def bounds(view: View, panel: pd.DataFrame, posts: Sequence[Goalpost], year: int) -> pd.DataFrame:
    """Return how far silent indicators could move each county's level."""
    rows = index.level_bounds(panel[panel["year"] == year], posts, view.codebook, view.study)
    rows = rows[rows["dimension"] == "L"]
    return pd.DataFrame(
        {
            word(view, "county"): [view.counties[c] for c in rows["county_code"]],
            word(view, "worst"): rows["worst"].round(1).to_numpy(),
            word(view, "best"): rows["best"].round(1).to_numpy(),
        }
    )


def not_used(view: View) -> pd.DataFrame:
    """Return the files that are not simply used, with the reason."""
    rows = view.table("outcomes")
    rows = rows[(rows["status"] != "used") | (rows["message"] != "")]
    rows = rows.assign(status=[status_word(view, s) for s in rows["status"]])
    return rows.rename(columns={c: word(view, c) for c in rows.columns})


def status_word(view: View, status: str) -> str:
    """Return what became of a file in the page's language."""
    return view.words["read_failed" if status == "failed" else status]


def _own(view: View, county: str, year: int) -> pd.DataFrame:
    rows = view.table("observations", county)
    return rows[rows["year"] == year]
