"""Tables of evidence: the arithmetic audit of the reports, and the ledger of their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.pages.elements import Html, escaped, note, plain_number, quote
from analysis.pages.tables.values import records
from analysis.study import View
from analysis.text.sentences import unbroken

MOST = 200  # disagreements shown on one page; all are in the table
VERDICTS = ("agrees", "disagrees", "not checkable")
SAID: dict[str, tuple[str, str]] = {
    "rate": ("比率重算", "rate from its counts"),
    "parts": ("分项加总", "parts added up"),
    "change": ("增减重算", "change from both years"),
    "bounds": ("合理范围", "bounds of the codebook"),
    "agrees": ("相符", "agrees"),
    "disagrees": ("不符", "disagrees"),
    "not checkable": ("无法核对", "not checkable"),
    "n exceeds N": ("分子大于分母", "n exceeds N"),
    "computed": ("报告没有写比率，由分子分母算得", "not printed; computed from n and N"),
    "year": ("年份", "Year"),
    "indicator": ("指标", "Indicator"),
    "printed": ("报告值", "Printed"),
    "counts": ("分子 / 分母", "n / N"),
    "recomputed": ("重算值（%）", "Recomputed (%)"),
    "finding": ("结果", "Finding"),
    "kind": ("核对内容", "What was checked"),
    "where": ("县区、指标、报告值 → 重算值", "County, indicator, printed → recomputed"),
    "sentences": ("两处原文", "Both sentences"),
    "against": ("对照", "Against"),
    "used": ("认定为指标值", "read as an indicator"),
    "aside": ("属于指标，口径不是本县当年", "of an indicator, but of another scope"),
    "other": ("其他数量", "other quantities"),
    "not_a_quantity": ("不是数量", "no quantity"),
    "number": ("数字", "Number"),
    "detail": ("细分", "Detail"),
    "count": ("个数", "Count"),
    "total": ("合计", "Total"),
    "share": ("占比（%）", "Share (%)"),
}
CLASSES: dict[str, str] = {  # of numbers that are no quantities; others are shown as they are
    "anniversary": "周年",
    "code name": "代号",
    "date": "日期",
    "document number": "文号",
    "hotline": "热线号码",
    "index": "编号",
    "list marker": "列举序号",
    "memorial day": "纪念日",
    "ordinal": "序数",
    "page furniture": "页面文字",
    "plan period": "规划时期",
    "policy items": "政策条目",
    "policy name": "政策名称",
    "quoted slogan": "引号中的口号",
    "session": "会议届次",
    "slogan": "口号、缩略语",
    "time span": "时段",
    "version": "版本号",
}


def said(view: View, key: str) -> str:
    """Return a word of these tables in the page's language."""
    return SAID[key][0 if view.lang == "zh" else 1]


def checked_rates(view: View, county: str) -> pd.DataFrame:
    """Return a county's rates that can be computed again from n and N, with the audit's verdict.

    Those that cannot be checked are counted by ``unchecked_note``, and never said to agree.
    """
    audit = _rates(view, county)
    rows = records(audit[audit["verdict"] != "not checkable"])
    panel = view.table("panel", county)
    computed = records(panel[panel["reason"] == "computed"])
    shown = [_checked(view, row) for row in rows] + [_computed(view, row) for row in computed]
    heads = ("indicator", "year", "printed", "counts", "recomputed", "finding")
    return pd.DataFrame(shown, columns=[said(view, head) for head in heads])


def unchecked_note(view: View, county: str) -> Html:
    """Say how many of a county's printed rates cannot be checked."""
    verdicts = _rates(view, county)["verdict"]
    left = int((verdicts == "not checkable").sum())
    return note(
        view.say(
            f"报告中的比率共 {len(verdicts)} 个，其中 {left} 个没有印出分子或分母，无法核对；"
            "印成整数或“余”“近”的分子分母，按其可能的范围核对。",
            f"Of {len(verdicts)} printed rates {left} cannot be checked, since n or N is not "
            "printed; rounded counts are checked by the range that they may stand for.",
        )
    )


def _rates(view: View, county: str) -> pd.DataFrame:
    rows = view.table("audit", county)
    return rows[rows["kind"] == "rate"].sort_values(["year", "start"])


def _checked(view: View, row: Mapping[str, Any]) -> tuple[object, ...]:
    counts = escaped(str(row["against_quotes"]).replace(" ; ", " / "))
    verdict = "n exceeds N" if row["verdict"] == "disagrees" and row["expected"] > 100 else ""
    return (
        view.indicator(row["indicator"]),
        str(row["year"]),
        Html(f'<span lang="zh">{escaped(unbroken(row["quote"]))}</span>'),
        Html(f'<span lang="zh">{counts}</span>'),
        round(row["expected"], 2),
        said(view, verdict or row["verdict"]),
    )


def _computed(view: View, row: Mapping[str, Any]) -> tuple[object, ...]:
    counts = f"{plain_number(row['numerator'])} / {plain_number(row['denominator'])}"
    again = round(row["value"], 2)
    name, year = view.indicator(row["indicator"]), str(row["year"])
    return name, year, None, counts, again, said(view, "computed")


def audit_counts(view: View) -> pd.DataFrame:
    """Return how many printed figures agree with the others, by what was checked."""
    rows = view.table("audit")
    counts = pd.crosstab(rows["kind"], rows["verdict"])
    kinds = [k for k in ("rate", "parts", "change", "bounds") if k in counts.index]
    counts = counts.reindex(index=kinds, columns=list(VERDICTS), fill_value=0)
    heads = {said(view, v): counts[v].to_numpy() for v in VERDICTS}
    return pd.DataFrame({said(view, "kind"): [said(view, k) for k in kinds]} | heads)


def audit_disagreements(view: View) -> pd.DataFrame:
    """Return every figure that disagrees with the others, with the sentences of both."""
    rows = view.table("audit")
    rows = rows[rows["verdict"] == "disagrees"].sort_values(["county_code", "year", "start"])
    earlier = _resolved(view) if (rows["kind"] == "change").any() else {}
    shown = records(rows.head(MOST))
    return pd.DataFrame(
        {
            said(view, "where"): [_where(view, r) for r in shown],
            said(view, "sentences"): [_both(view, r, earlier) for r in shown],
        }
    )


def audit_caption(view: View) -> str:
    """Say how many disagreements there are, and where the rest is if not all are shown."""
    number = int((view.table("audit")["verdict"] == "disagrees").sum())
    if number > MOST:
        zh = f"不符的 {number} 处中的前 {MOST} 处（全部见 audit.csv）"
        en = f"The first {MOST} of {number} disagreements (all are in audit.csv)"
    else:
        zh, en = f"不符的 {number} 处", f"Disagreements: {number}"
    return zh if view.lang == "zh" else en


def _where(view: View, row: Mapping[str, Any]) -> Html:
    """Say whose figure it is, what was checked, and both values."""
    name = view.indicator(row["indicator"]) if row["indicator"] in view.codebook else ""
    sign = "→" if row["kind"] != "bounds" else ">" if row["printed"] > row["expected"] else "<"
    values = f"{plain_number(row['printed'], 2)} {sign} {plain_number(row['expected'], 2)}"
    heads = (f"{view.counties[row['county_code']]} {row['year']}", name, said(view, row["kind"]))
    return Html("<br/>".join(escaped(w) for w in (*heads, values) if w))


def _resolved(view: View) -> dict[tuple[str, int, str], dict[str, Any]]:
    rows = view.store.read("observations")
    rows = rows[rows["status"] == "resolved"]
    return {(r["county_code"], r["year"], r["indicator"]): r for r in records(rows)}


def _both(
    view: View, row: Mapping[str, Any], earlier: Mapping[tuple[str, int, str], Mapping[str, Any]]
) -> Html:
    """Show the printed figure in its sentence, and under it those it was held against.

    Figures of one sentence are marked in it together.
    """
    own = unbroken(f"{row['before']}【{row['quote']}】{row['after']}")
    marked: dict[str, set[tuple[int, int]]] = {}
    for sentence in (own, *str(row["against_sentences"]).splitlines()):
        bare, place = _place(sentence)
        marked.setdefault(bare, set()).add(place)
    first, *others = (_marked(bare, sorted(places)) for bare, places in marked.items())
    before = earlier.get((row["county_code"], row["year"] - 1, row["indicator"]))
    if row["kind"] == "change" and "year before" in row["note"] and before is not None:
        others.append(quote({**before, "section": str(row["year"] - 1)}).html)
    label = f'<span class="source">{escaped(said(view, "against"))}</span>' if others else ""
    return Html("".join([first, label, *others]))


def _place(sentence: str) -> tuple[str, tuple[int, int]]:
    """Take the 【】 off a sentence, and say where the figure stands.

    >>> _place("受理【87件】,办结")
    ('受理87件,办结', (2, 5))
    """
    start, end = sentence.find("【"), sentence.find("】")
    if not 0 <= start < end:
        return sentence, (0, 0)
    bare = sentence[:start] + sentence[start + 1 : end] + sentence[end + 1 :]
    return bare, (start, end - 1)


def _marked(sentence: str, places: Sequence[tuple[int, int]]) -> str:
    html, at = "", 0
    for start, end in places:
        if start >= at and end > start:
            html += f"{escaped(sentence[at:start])}<mark>{escaped(sentence[start:end])}</mark>"
            at = end
    return f'<blockquote lang="zh">{html}{escaped(sentence[at:])}</blockquote>'


def ledger_table(view: View, county: str, year: int) -> pd.DataFrame:
    """Return all numbers of a county-year's report by kind; the last row is their sum."""
    documents = view.table("documents")
    own = documents[
        (documents["status"] == "used")
        & (documents["county_code"] == county)
        & (documents["year"] == year)
    ]
    rows = view.table("ledger")
    return _ledger(view, rows[rows["document_id"].isin(own["document_id"])], details=True)


def ledger_total(view: View) -> pd.DataFrame:
    """Return all numbers of all used reports by kind; the last row is their sum."""
    documents, rows = view.table("documents"), view.table("ledger")
    used = documents.loc[documents["status"] == "used", "document_id"]
    return _ledger(view, rows[rows["document_id"].isin(used)], details=False)


def _ledger(view: View, rows: pd.DataFrame, *, details: bool) -> pd.DataFrame:
    keys = ["kind", "detail"] if details else ["kind"]
    order = {k: n for n, k in enumerate(("used", "aside", "other", "not_a_quantity"))}
    counts = rows.groupby(keys, as_index=False)["count"].sum()
    counts = counts.assign(order=counts["kind"].map(order)).sort_values(["order", *keys])
    whole = int(counts["count"].sum())
    made: dict[str, list[Any]] = {
        said(view, "number"): [*(said(view, k) for k in counts["kind"]), said(view, "total")]
    }
    if details:
        made[said(view, "detail")] = [*(detail_name(view, d) for d in counts["detail"]), ""]
    made[said(view, "count")] = [*counts["count"].astype(int), whole]
    made[said(view, "share")] = [*(round(100 * n / whole, 1) for n in counts["count"]), 100.0]
    return pd.DataFrame(made)


def detail_name(view: View, detail: str) -> str:
    """Return a dimension with its name, or the class of a number as it is."""
    if detail in view.dimensions:
        return f"{detail} {view.dimensions[detail]}"
    return CLASSES.get(detail, detail) if view.lang == "zh" else detail
