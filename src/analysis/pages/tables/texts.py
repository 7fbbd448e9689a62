"""Tables of what only the texts tell, each verdict with both quotes, worded for a reader."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

import pandas as pd

from analysis.pages.elements import Html, escaped
from analysis.pages.parts import county_link
from analysis.pages.selection import Selection
from analysis.pages.tables.text_words import (
    COVERED,
    DIRECTIONS,
    FORM_STATES,
    KINDS,
    PARTS,
    PROGRESS,
    RULES,
    SOURCES,
    STATES,
    reason,
    said,
)
from analysis.study import View
from analysis.text.sentences import unbroken

SHOWN = 12  # reused sentences on a county's page: those with copied figures and long ones first


def cited(quote: object, section: str = "", document: object = "", start: object = None) -> Any:
    """Show words of a report, leading to their place in its text; – where there are none."""
    if not isinstance(quote, str) or not quote:
        return "–"
    under = f'<span class="source">{escaped(section)}</span>' if section else ""
    words = escaped(unbroken(quote))
    if document and isinstance(start, int | float) and start == start:
        words = f'<a data-page="{place_of(str(document), start)}">{words}</a>'
    return Html(f'<blockquote lang="zh">{words}</blockquote>{under}')


def _quotes(rows: pd.DataFrame, prefix: str = "", under: str = "") -> list[Any]:
    """Show the quotes of a table: its own, or those of the next report."""
    named = [f"{prefix}{column}" for column in ("quote", "document_id", "start")]
    sections = rows[under] if under else [""] * len(rows)
    columns = zip(*(rows[column] for column in named), sections, strict=True)
    return [cited(quote, section, document, start) for quote, document, start, section in columns]


def _frame(view: View, columns: dict[tuple[str, str], list[Any]]) -> pd.DataFrame:
    side = 0 if view.lang == "zh" else 1
    return pd.DataFrame({names[side]: values for names, values in columns.items()})


def promise_rows(view: View, county: str) -> pd.DataFrame:
    """Return a county's testable promises with what the next report says of them."""
    rows = view.table("promises", county)
    rows = rows[rows["testable"]].sort_values(["year", "start"])
    return _frame(
        view,
        {
            ("年份", "Year"): rows["year"].astype(str).tolist(),
            ("承诺", "Promise"): _quotes(rows, under="section"),
            ("可核依据", "Testable by"): [said(view, RULES, r) for r in rows["rule"]],
            ("下一年报告", "Next report"): [said(view, STATES, s) for s in rows["state"]],
            ("下一年原文", "Its words"): _quotes(rows, "next_"),
            ("理由", "Reason"): [reason(view, said_why) for said_why in rows["reason"]],
        },
    )


def promise_shares(view: View, county: str = "") -> pd.DataFrame:
    """Return the shares of the states beside the placebo; of one county or of all."""
    table = view.table("promise_rates")
    rows = table[table["county_code"] == county]
    shares = {
        (row["against"], row["state"]): view.say("{}；{}", "{}; {}").format(
            _share(view, row), row["count"]
        )
        for row in rows.to_dict("records")
    }
    states = [s for s in STATES if ("own", s) in shares or ("placebo", s) in shares]
    return _frame(
        view,
        {
            ("承诺的结果", "What became of promises"): [said(view, STATES, s) for s in states],
            ("本县下一年报告", "Own next report"): [shares.get(("own", s), "–") for s in states],
            ("安慰剂：外县报告", "Placebo: another county's"): [
                shares.get(("placebo", s), "–") for s in states
            ],
        },
    )


def _share(view: View, row: dict[Any, Any]) -> str:
    return f"{row['share']:.0%}" + view.bracketed(f"{row['low']:.0%} – {row['high']:.0%}")


def _met_of_all(form: pd.DataFrame) -> dict[str, str]:
    """Return for each county how many of the rules that can be told are met."""
    counts: dict[str, list[int]] = {}
    for code, state in zip(form["county_code"], form["state"], strict=True):
        met_all = counts.setdefault(code, [0, 0])
        met_all[0] += state == "met"
        met_all[1] += 1
    return {code: f"{met} / {of}" for code, (met, of) in counts.items()}


def asymmetry(view: View) -> pd.DataFrame:
    """Return, of promises with a number, how openly met and missed ones are reported.

    Source: 杨君 2014, on the work reports of cities: 92 % of kept ones openly, 85 % of missed ones
    evasively.
    """
    rows = view.table("promises")
    rows = rows[rows["testable"] & rows["number"].notna() & rows["state"].notna()]
    met = rows["state"] == "kept_with_evidence"
    missed = rows["state"].isin(["reported_partly", "contradicted"])
    groups = {
        ("达到", "met"): met,
        ("没有达到", "missed"): missed,
        ("没有交代", "not told"): ~met & ~missed,
    }
    openly = [int(rows.loc[g, "openly"].fillna(False).sum()) for g in groups.values()]
    counts = [int(g.sum()) for g in groups.values()]
    side = 0 if view.lang == "zh" else 1
    return _frame(
        view,
        {
            ("有数字的承诺", "Promises with a number"): [names[side] for names in groups],
            ("项数", "Promises"): counts,
            ("直言数字或差距", "Number or gap stated openly"): [
                f"{o}{view.bracketed(f'{o / n:.0%}')}" if n else "–"
                for o, n in zip(openly, counts, strict=True)
            ],
        },
    )


def problem_rows(view: View, county: str) -> pd.DataFrame:
    """Return a county's problems with what the next report says of them."""
    rows = view.table("problems", county).sort_values(["year", "start"])
    return _frame(
        view,
        {
            ("年份", "Year"): rows["year"].astype(str).tolist(),
            ("问题", "Problem"): _quotes(rows, under="cause"),
            ("下一年报告", "Next report"): [said(view, STATES, s) for s in rows["state"]],
            ("进展", "Progress"): [said(view, PROGRESS, p) for p in rows["progress"]],
            ("下一年原文", "Its words"): _quotes(rows, "next_"),
            ("理由", "Reason"): [reason(view, said_why) for said_why in rows["reason"]],
        },
    )


def problem_counts(view: View) -> pd.DataFrame:
    """Return what became of problems on the scale of the EU rule of law reports."""
    rows = view.table("problems")
    rows = rows[rows["state"].notna()]
    counts = pd.crosstab(rows["state"], rows["progress"])
    side = 0 if view.lang == "zh" else 1
    states = [s for s in STATES if s in counts.index]
    columns: dict[tuple[str, str], list[Any]] = {
        ("问题的结果", "What became of problems"): [STATES[s][side] for s in states]
    }
    for key, names in PROGRESS.items():
        found = counts[key] if key in counts else pd.Series(0, index=counts.index)
        columns[names] = found.loc[states].tolist()
    return _frame(view, columns)


def adoption_rows(view: View, county: str) -> pd.DataFrame:
    """Return the mechanisms of a county with the year in which each is first known to be there."""
    rows = view.table("adoptions", county).sort_values(["year", "mechanism"])
    names = view.mechanisms
    early = [
        ("≤ " if a else "") + str(y) for a, y in zip(rows["at_latest"], rows["year"], strict=True)
    ]
    return _frame(
        view,
        {
            ("机制", "Mechanism"): [names.get(m, m) for m in rows["mechanism"]],
            ("始见年份", "First year"): early,
            ("早于本省其他县区的比例", "Share of the province that is later"): [
                "–" if pd.isna(e) else f"{e:.0%}" for e in rows["earliness"]
            ],
            ("原文", "Words"): _quotes(rows),
        },
    )


def text_coverage(view: View) -> pd.DataFrame:
    """Return what the reports of each year hold, a column a year: parts, a next one, mechanisms."""
    rows = view.table("text_coverage")
    told = [
        f"{count} / {of}"
        + ("" if pd.isna(median) else view.say(f"；{median:.0f}%", f"; {median:.0f}%"))
        for count, of, median in zip(rows["count"], rows["of"], rows["median"], strict=True)
    ]
    wide = rows.assign(told=told).pivot(index="name", columns="year", values="told")
    wide = wide.loc[rows["name"].unique()]
    parts = {name: said(view, COVERED, name) for name in COVERED}
    columns: dict[tuple[str, str], list[Any]] = {
        ("报告里有", "Reports with"): [(parts | view.mechanisms).get(n, n) for n in wide.index]
    }
    return _frame(view, columns | {(str(y), str(y)): wide[y].tolist() for y in wide.columns})


def reuse_shares(view: View, county: str) -> pd.DataFrame:
    """Return the reuse shares of a county's reports, a column a year."""
    rows = view.table("reuse_shares", county)
    wide = rows.pivot(index="part", columns="year", values="share").reindex(list(PARTS))
    columns: dict[tuple[str, str], list[Any]] = {
        ("文字来源", "Where the words stand"): [said(view, PARTS, p) for p in PARTS]
    }
    for year in wide.columns:
        columns[str(year), str(year)] = [
            "–" if pd.isna(share) else f"{share:.0%}" for share in wide[year]
        ]
    return _frame(view, columns)


def reuse_pairs(view: View, county: str, year: int) -> pd.DataFrame:
    """Return reused sentences of a report beside their sources, the differences marked."""
    rows = view.table("reuse", county)
    rows = rows[rows["year"] == year]
    alarm = rows["kind"] != "copied figures"
    rows = rows.assign(alarm=alarm, size=-rows["quote"].str.len())
    rows = rows.sort_values(["alarm", "size", "start", "source"]).head(SHOWN)
    shown = rows.to_dict("records")
    pairs = [differences(row["quote"], row["source_quote"], _ends(row)) for row in shown]
    where = [_source(view, row) for row in shown]
    return _frame(
        view,
        {
            ("类别", "Kind"): [said(view, KINDS, k) for k in rows["kind"]],
            ("本报告", "This report"): [one for one, _ in pairs],
            ("来源", "Source"): [two for _, two in pairs],
            ("出处与先后", "Where and when"): where,
            ("相似度", "Likeness"): [f"{like:.0%}" for like in rows["likeness"]],
        },
    )


def _source(view: View, row: dict[Any, Any]) -> str:
    county = view.counties.get(row["source_county"], "")
    year = "" if pd.isna(row["source_year"]) else str(int(row["source_year"]))
    known = " ".join(part for part in (county, year) if part)
    words = [said(view, SOURCES, row["source"]), known]
    if row["source"] == "other":
        words.append(said(view, DIRECTIONS, row["direction"]))
    return (
        "，".join(w for w in words if w) if view.lang == "zh" else ", ".join(w for w in words if w)
    )


def _ends(row: dict[Any, Any]) -> tuple[str, str]:
    """Return the places of a reused sentence and of its source."""
    own, source = (
        (row["document_id"], row["start"]),
        (row["source_document_id"], row["source_start"]),
    )
    return place_of(*own), place_of(*source)


def place_of(document: str, start: float) -> str:
    """Return the name of a place in the text of a report, as pages link to it."""
    return f"text/{document}#q{int(start)}"


def differences(one: str, two: str, places: tuple[str, str]) -> tuple[Html, Html]:
    """Show two sentences with what differs marked in each, leading to their places.

    >>> differences("受理87件", "受理91件", ("text/a#q1", "text/b#q7"))[1].html
    '<blockquote lang="zh"><a data-page="text/b#q7">受理<mark>91</mark>件</a></blockquote>'
    """
    one, two = unbroken(one), unbroken(two)
    sides: tuple[list[str], list[str]] = ([], [])
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        for side, words in zip(sides, (one[a:b], two[c:d]), strict=True):
            if words:
                shown = escaped(words)
                side.append(shown if tag == "equal" else f"<mark>{shown}</mark>")
    first, second = (
        Html(f'<blockquote lang="zh"><a data-page="{place}">{"".join(side)}</a></blockquote>')
        for place, side in zip(places, sides, strict=True)
    )
    return first, second


def form_rows(view: View, county: str, year: int) -> pd.DataFrame:
    """Return the rules of form of a report: state and place."""
    rows = view.table("form", county)
    rows = rows[rows["year"] == year]
    names = view.form_rules
    return _frame(
        view,
        {
            ("要求", "Rule"): [f"{r} {names.get(r, '')}".strip() for r in rows["rule"]],
            ("结果", "State"): [said(view, FORM_STATES, s) for s in rows["state"]],
            ("所在", "Place"): _quotes(rows),
            ("说明", "Note"): [reason(view, said_why) for said_why in rows["note"]],
        },
    )


def word_rows(view: View, by: str, group: str = "") -> pd.DataFrame:
    """Return distinctive words of a group, or a row of them for each group."""
    rows = view.table("words")
    rows = rows[(rows["by"] == by) & ((rows["group"] == group) | (group == ""))]
    found = {str(g): own.sort_values("z", ascending=False) for g, own in rows.groupby("group")}
    return _frame(
        view,
        {
            ("组别", "Group"): [view.counties.get(g, g) for g in found],
            ("区别性词语（z）", "Distinctive words (z)"): [
                "、".join(f"{w} {z:.1f}" for w, z in zip(own["word"], own["z"], strict=True))
                for own in found.values()
            ],
        },
    )


def measure_rows(view: View, county: str, year: int) -> pd.DataFrame:
    """Return the share of unspecific measures of a report, by dimension and in all."""
    rows = view.table("measures", county)
    rows = rows[rows["year"] == year].sort_values("dimension")
    whole = view.say("全部", "All")
    return _frame(
        view,
        {
            ("维度", "Dimension"): [
                f"{d} {view.dimensions[d]}" if d else whole for d in rows["dimension"]
            ],
            ("举措（句）", "Measures"): rows["measures"].tolist(),
            ("空泛（句）", "Unspecific"): rows["unspecific"].tolist(),
            ("比例", "Share"): [f"{s:.0%}" for s in rows["share"]],
        },
    )


def text_summary(view: View, year: int, chosen: Selection) -> pd.DataFrame:
    """Return a row a county: promises kept, own words, rules of form met, unspecific measures.

    It has no rows where there are more counties than a page lists.
    """
    rates = view.table("promise_rates")
    kept = rates[(rates["against"] == "own") & (rates["state"] == "kept_with_evidence")]
    kept_by = {row["county_code"]: _share(view, row) for row in kept.to_dict("records")}
    shares = view.table("reuse_shares")
    any_ = chosen.of(shares[(shares["year"] == year) & (shares["part"] == "any")])
    any_ = any_ if chosen.listed else any_[:0]
    form = view.table("form")
    form = form[(form["year"] == year) & (form["state"] != "cannot be told")]
    met = _met_of_all(form)
    measures = view.table("measures")
    vague = measures[(measures["year"] == year) & (measures["dimension"] == "")]
    vague_by = dict(zip(vague["county_code"], vague["share"], strict=True))
    codes = any_["county_code"].tolist()
    return _frame(
        view,
        {
            ("县区", "County"): [county_link(view, c) for c in codes],
            ("兑现的承诺", "Promises kept"): [kept_by.get(c, "–") for c in codes],
            ("自己的文字", "Own words"): [f"{1 - s:.0%}" for s in any_["share"]],
            ("合乎格式", "Form met"): [met.get(c, "–") for c in codes],
            ("空泛举措", "Unspecific measures"): [
                f"{vague_by[c]:.0%}" if c in vague_by else "–" for c in codes
            ],
        },
    )
