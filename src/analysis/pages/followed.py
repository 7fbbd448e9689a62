"""One figure followed through the story: its sentence, value, score, level, progress and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.pages.elements import Html, escaped, page_link
from analysis.pages.parts import county_link, indicator_link
from analysis.pages.tables.corrections import cited
from analysis.pages.tables.progress import level_scores
from analysis.pages.tables.scores import dimension_name
from analysis.pages.tables.text_words import KINDS, said
from analysis.pages.tables.values import figure_value, records
from analysis.study import View


@dataclass(frozen=True)
class Followed:
    """What each step of the story makes of one figure, in words; no rows where there is none."""

    caption: str
    document: pd.DataFrame
    sentence: pd.DataFrame
    score: pd.DataFrame
    progress: pd.DataFrame
    words: pd.DataFrame


def followed(view: View, county: str = "", year: int = 0) -> Followed:
    """Follow the figure that moves a county's level most through the steps of the story.

    Args:
        view: the study.
        county: name or code; the first one with a scored figure if empty.
        year: the county's latest with a scored figure if 0.

    Raises:
        CountyError: no report of such a county was read, with the nearest name.
    """
    every = view.shared("figure_scores", ["county_code"])["county_code"]
    code = view.county_code(county or every.min() if len(every) else county)
    scored = view.table("figure_scores", code)
    scored = scored[scored["year"] == (year or scored["year"].max())]
    if scored.empty:
        return Followed(view.say("没有计分的数字", "No figure is scored"), *[pd.DataFrame()] * 5)
    lift = scored["weight"] * (scored["score"] - scored["usual"])
    chosen: dict[str, Any] = records(scored.assign(lift=lift).loc[[lift.abs().idxmax()]])[0]
    seen = view.table("observations", code)
    keys = ["year", "indicator", "status"]
    at = seen.set_index(keys).index == (chosen["year"], chosen["indicator"], "resolved")
    row = records(seen[at])[0]
    return Followed(
        caption=f"{view.counties[code]} {row['year']} · {view.indicator(row['indicator'])}",
        document=_document(view, code, row),
        sentence=_sentence(view, row),
        score=_score(view, code, row, chosen),
        progress=_progress(view, code),
        words=_words(view, code, row),
    )


def _steps(view: View, *steps: tuple[str, str, object]) -> pd.DataFrame:
    """Return rows of a name in two languages and what stands beside it."""
    return pd.DataFrame(
        {
            view.say("步骤", "Step"): [view.say(zh, en) for zh, en, _ in steps],
            view.say("这个数字", "This figure"): pd.Series([s for *_, s in steps], dtype=object),
        }
    )


def _document(view: View, county: str, row: dict[str, Any]) -> pd.DataFrame:
    documents = view.table("documents", county)
    own = records(documents[documents["document_id"] == row["document_id"]])[0]
    return _steps(
        view,
        ("县区", "County", county_link(view, county)),
        ("年份", "Year", str(row["year"])),
        ("文件", "File", page_link(f"text/{row['document_id']}", str(own["file"]))),
        ("所在章节", "Section", Html(f'<span lang="zh">{escaped(row["section"])}</span>')),
    )


def _sentence(view: View, row: dict[str, Any]) -> pd.DataFrame:
    return _steps(
        view,
        ("原文", "Sentence", cited(view, row)),
        ("认定的指标", "Read as", indicator_link(view, row["indicator"])),
        ("数值", "Value", figure_value(view, row)),
    )


def _score(view: View, county: str, row: dict[str, Any], chosen: dict[str, Any]) -> pd.DataFrame:
    levels = level_scores(view, county)
    levels = levels[levels["year"] == row["year"]].set_index("dimension")
    names = {d: dimension_name(view, d) for d in (view.codebook[row["indicator"]].dimension, "L")}
    return _steps(
        view,
        ("数值", "Value", figure_value(view, row)),
        ("得分 s", "Score s", f"{chosen['score']:.1f}"),
        ("各县区平均 m", "Mean of counties m", f"{chosen['usual']:.1f}"),
        ("在综合水平中的份额 w", "Share in L, w", f"{chosen['weight']:.3f}"),
        ("对综合水平的影响 w (s − m)", "Effect on L, w (s − m)", f"{chosen['lift']:+.2f}"),
        *((name, name, _interval(view, levels.loc[d])) for d, name in names.items()),
    )


def _interval(view: View, row: pd.Series[Any]) -> str:
    ends = f"{row['low']:.0f}–{row['high']:.0f}"
    return f"{row['score']:.0f}{view.bracketed(ends)}"


def _progress(view: View, county: str) -> pd.DataFrame:
    rows = view.table("progress", county)
    own = records(rows[rows["dimension"] == "L"])[0]
    kinds = view.table("types", county)
    kinds = kinds[kinds["question"] == "progress"]
    name = str(kinds[f"name_{view.lang}"].iloc[0]) if len(kinds) else "–"
    ends = f"{own['low']:+.1f} – {own['high']:+.1f}"
    known = own["change"] == own["change"]  # not where there is but one year
    change = f"{own['change']:+.1f}{view.bracketed(ends)}"
    return _steps(
        view,
        ("县区", "County", county_link(view, county)),
        (
            "综合水平每年变化（90% 区间）",
            "Change of L a year (90 % interval)",
            change if known else "–",
        ),
        ("判断", "Call", view.words.get(str(own["call"]), "–")),
        ("进展类型", "Type of progress", name),
    )


def _words(view: View, county: str, row: dict[str, Any]) -> pd.DataFrame:
    reuse = view.table("reuse", county)
    held = reuse[
        (reuse["document_id"] == row["document_id"])
        & (reuse["start"] <= row["start"])
        & (reuse["end"] > row["start"])
    ]
    own = view.say("没有更早或别处的来源", "no earlier source, nor one elsewhere")
    kind = said(view, KINDS, held["kind"].iloc[0]) if len(held) else own
    return _steps(view, ("原文", "Sentence", cited(view, row)), ("句子的来源", "Source", kind))
