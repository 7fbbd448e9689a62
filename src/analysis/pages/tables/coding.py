"""The coding check on pages: how well the reading agrees with coders, and where it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.pages.elements import Html, note, quote, table
from analysis.pages.tables.arithmetic import MOST, detail_name
from analysis.pages.tables.scores import word
from analysis.pages.tables.text_words import STATES, said
from analysis.pages.tables.values import records
from analysis.study import View

SAID: dict[str, tuple[str, str]] = {
    "measure": ("指标", "Measure"),
    "between": ("比较", "Between"),
    "precision_code": ("指标判定的准确率（%）", "Precision of indicators (%)"),
    "precision_value": ("数值的准确率（%）", "Precision of values (%)"),
    "precision_scope": ("口径的准确率（%）", "Precision of scopes (%)"),
    "precision_all": ("三者都对的比例（%）", "All three right (%)"),
    "recall": ("召回率（%）", "Recall (%)"),
    "agreement": ("一致率（%）", "Agreement (%)"),
    "precision": ("准确率（%）", "Precision (%)"),
    "macro_f1": ("宏平均 F1", "macro F1"),
    "majority": ("总选最常见判断的宏平均 F1", "macro F1 of always naming the most frequent state"),
    "state": ("判断", "State"),
    "kappa": ("Cohen κ", "Cohen's κ"),
    "alpha": ("Krippendorff α", "Krippendorff's α"),
    "program": ("程序", "Program"),
    "coder": ("编码员", "Coder"),
    "coded": ("编码员的判定", "Coded as"),
}
BY_DIMENSION = ("precision_code", "precision_all", "recall")
BY_STATE = ("precision", "recall")
COEFFICIENTS = {"kappa", "alpha", "macro_f1", "majority"}  # of 0 – 1, all others are percentages


def coding_check(view: View) -> Html:
    """Show the scores of the coding check, or how to make one."""
    if not view.store.has("coding_check"):
        zh = (
            "还没有编码核查。用 fazhi check sample --out sample.xlsx 抽样，两位编码员各填一份，"
            "再运行 fazhi check score；结果会显示在这里。"
        )
        en = (
            "There is no coding check yet. Draw a sample with fazhi check sample --out "
            "sample.xlsx, let two coders fill a copy each, and run fazhi check score; the scores "
            "then stand here."
        )
        return note(zh if view.lang == "zh" else en)
    rows = view.table("coding_check")
    parts = [_overall(view, rows), _by_part(view, rows, BY_DIMENSION)]
    return Html("".join(part.html for part in parts) + _older(view, rows))


def promise_check(view: View) -> Html:
    """Show how well the states of promises agree with coders, or how to find out."""
    if not view.store.has("promise_check"):
        zh = (
            "承诺的判断还没有经过编码核查：fazhi check sample --of promises 抽样，"
            "fazhi check score 计分。"
        )
        en = (
            "The states of promises were not checked by coders yet: fazhi check sample --of "
            "promises draws a sample, fazhi check score scores it."
        )
        return note(view.say(zh, en))
    rows = view.table("promise_check")
    parts = [_overall(view, rows), _by_part(view, rows, BY_STATE)]
    return Html("".join(part.html for part in parts) + _older(view, rows))


def _overall(view: View, rows: pd.DataFrame) -> Html:
    """Show each measure, a column for each pair that was compared."""
    own = records(rows[rows["dimension"] == "all"])
    pairs = list(dict.fromkeys(r["between"] for r in own))
    cells = {(r["measure"], r["between"]): _cell(view, r) for r in own}
    measures = list(dict.fromkeys(r["measure"] for r in own))
    columns = {_pair(view, p): [cells.get((m, p), "–") for m in measures] for p in pairs}
    heads = {view.say(*SAID["measure"]): [view.say(*SAID[m]) for m in measures]}
    return table(pd.DataFrame(heads | columns), _coding_caption(view, rows))


def _by_part(view: View, rows: pd.DataFrame, by: Sequence[str]) -> Html:
    """Show precision and recall by dimension or state: estimate, interval, rows in brackets."""
    states = by is BY_STATE
    own = rows[rows["measure"].isin(by) & (rows["dimension"] != "all")]
    cells = {(r["between"], r["dimension"], r["measure"]): _cell(view, r) for r in records(own)}
    pairs = sorted({(between, dimension) for between, dimension, _ in cells})
    frame = pd.DataFrame(
        {
            view.say(*SAID["state"]) if states else word(view, "dimension"): [
                said(view, STATES, d) if states else detail_name(view, d) for _, d in pairs
            ],
            view.say(*SAID["between"]): [_pair(view, b) for b, _ in pairs],
        }
        | {view.say(*SAID[m]): [cells.get((b, d, m), "–") for b, d in pairs] for m in by}
    )
    zh, en = ("各判断", "state") if states else ("各维度", "dimension")
    return table(frame, view.say(f"{zh}的准确率和召回率", f"Precision and recall by {en}"))


def _cell(view: View, row: Mapping[str, Any]) -> str:
    interval = f"{_score(row, row['low'])} – {_score(row, row['high'])}"
    rows = view.say(f"；{row['rows']}", f"; {row['rows']}")
    return _score(row, row["estimate"]) + view.bracketed(interval + rows)


def _coding_caption(view: View, rows: pd.DataFrame) -> str:
    sample = rows["sample"].iloc[0]
    zh = f"样本 {sample} 的编码核查（括号内为 95% 区间和样本行数）"
    en = f"Coding check of sample {sample} (in brackets the 95 % interval and the rows)"
    return zh if view.lang == "zh" else en


def _older(view: View, rows: pd.DataFrame) -> str:
    """Say that the reports were read anew since, where they were."""
    now = str(view.store.manifest().get("ingest", {}).get("inputs", ""))[:12]
    if (rows["reading"] == now).all():
        return ""
    zh = "抽样之后报告又重新读过；以上结果属于较早的一次读取。"
    en = "The reports were read anew after the sample was drawn; these scores are of the older one."
    return note(zh if view.lang == "zh" else en).html


def coding_disagreements(view: View) -> Html:
    """Show the rows on which a coder and the program differ, or nothing where there are none."""
    if not view.store.has("coding_disagreements"):
        return Html("")
    rows = view.table("coding_disagreements")
    shown = records(rows.head(MOST))
    frame = pd.DataFrame(
        {
            view.say(*SAID["coder"]): [_pair(view, r["coder"]) for r in shown],
            view.say(*SAID["program"]): [r["program"] for r in shown],
            view.say(*SAID["coded"]): [_coded(view, r) for r in shown],
            word(view, "evidence"): [quote(r) for r in shown],
        }
    )
    zh, en = f"编码员与程序不同的 {len(rows)} 行", f"Rows coded otherwise than read: {len(rows)}"
    return table(frame, zh if view.lang == "zh" else en)


def _coded(view: View, row: Mapping[str, Any]) -> str:
    return str(row["coded"]) + (view.bracketed(row["note"]) if row["note"] else "")


def _pair(view: View, between: str) -> str:
    named = re.sub(r"\bprogram\b", view.say(*SAID["program"]).lower(), between)
    return re.sub(r"\bcoder\b", view.say(*SAID["coder"]).lower(), named).replace(" - ", " – ")


def _score(row: Mapping[str, Any], value: float) -> str:
    if value != value:
        return "–"
    return f"{value:.3f}" if row["measure"] in COEFFICIENTS else f"{100 * value:.1f}"
