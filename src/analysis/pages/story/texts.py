"""The fifth page of the story, and the parts of other pages that only the texts tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.pages.elements import Html, note
from analysis.pages.parts import Page, captions_of, lead_of
from analysis.pages.selection import Selection, select
from analysis.pages.tables import texts as told
from analysis.pages.tables.coding import promise_check
from analysis.study import View

FEWEST = 10  # counties under which a correlation is not told


@dataclass(frozen=True)
class CountyTexts:
    """What only the texts tell of one county."""

    captions: Mapping[str, str]
    promises: pd.DataFrame
    promise_shares: pd.DataFrame
    problems: pd.DataFrame
    adoptions: pd.DataFrame
    reuse_shares: pd.DataFrame
    reuse_pairs: pd.DataFrame
    form: pd.DataFrame
    words: pd.DataFrame
    measures: pd.DataFrame


@dataclass(frozen=True)
class ComparisonTexts:
    """What only the texts tell of all counties."""

    captions: Mapping[str, str]
    all_promises: pd.DataFrame
    asymmetry: pd.DataFrame
    text_coverage: pd.DataFrame
    summary: pd.DataFrame
    types: pd.DataFrame
    own_words: Html


@dataclass(frozen=True)
class TextsPage(Page, CountyTexts, ComparisonTexts):
    """The parts of the story's fifth step: those of one county, and those of all."""

    promise_check: Html
    problem_counts: pd.DataFrame
    years: pd.DataFrame


def texts_page(view: View, county: str, year: int) -> TextsPage:
    """Return the parts of the story's fifth step: promises, problems, reuse, words, form."""
    code, asked = view.county_code(county), view.year(year)
    name = view.counties[code]
    promises = view.table("promises")
    testable = int(promises["testable"].sum())
    followed = int((promises["testable"] & promises["state"].notna()).sum())
    parts = vars(county_texts(view, code, asked)) | vars(comparison_texts(view, asked))
    captions = _captions(view, name, asked) | _shared_captions(view, asked)
    captions |= captions_of(
        view,
        promises=(f"{name}可核的承诺与下一年报告", f"Testable promises of {name}, followed"),
        years=("各年的区别性词语", "Distinctive words of each year"),
        problem_counts=("问题的结果（条）", "What became of problems"),
    )
    lead = view.say(
        f"{len(promises)} 个计划分句中有 {testable} 项可核的承诺，"
        f"{followed} 项能在下一年报告里追踪；逐县明细以{name}为例。",
        f"Of {len(promises)} clauses of plans {testable} are testable promises; {followed} can "
        f"be followed to the next report. {name} is the example.",
    )
    return TextsPage(
        title=view.say("05 文字里才有的", "05 What only the text can show"),
        lead=lead_of(view, lead),
        promise_check=promise_check(view),
        problem_counts=told.problem_counts(view),
        years=told.word_rows(view, "year"),
        **parts | {"captions": captions},
    )


def county_texts(view: View, code: str, year: int) -> CountyTexts:
    """Return the parts on one county's texts."""
    return CountyTexts(
        captions=_captions(view, view.counties[code], year),
        promises=told.promise_rows(view, code),
        promise_shares=told.promise_shares(view, code),
        problems=told.problem_rows(view, code),
        adoptions=told.adoption_rows(view, code),
        reuse_shares=told.reuse_shares(view, code),
        reuse_pairs=told.reuse_pairs(view, code, year),
        form=told.form_rows(view, code, year),
        words=told.word_rows(view, "county", code),
        measures=told.measure_rows(view, code, year),
    )


def comparison_texts(view: View, year: int, chosen: Selection | None = None) -> ComparisonTexts:
    """Return the parts on the texts of all counties."""
    return ComparisonTexts(
        captions=_shared_captions(view, year),
        all_promises=told.promise_shares(view),
        asymmetry=told.asymmetry(view),
        text_coverage=told.text_coverage(view),
        summary=told.text_summary(view, year, chosen or select(view)),
        types=told.word_rows(view, "type"),
        own_words=own_words_note(view, year),
    )


def own_words_note(view: View, year: int) -> Html:
    """Say in one line whether the index changes where only a report's own words count."""
    rows = view.table("own_text")
    rows = rows[rows["year"] == year]
    both = rows.dropna(subset=["score", "own_score"])
    if len(both) < FEWEST:
        return note(view.say("县区太少，不比较。", "Too few counties to compare."))
    together = both["score"].corr(both["own_score"], method="spearman")
    apart = float((both["own_score"] - both["score"]).median())
    own = rows["own_figures"].sum() / max(1, rows["figures"].sum())
    lost = int((rows["score"].notna() & rows["own_score"].isna()).sum())
    return note(
        view.say(
            f"只计此前未见于别处的句子（占数字的 {own:.0%}），{len(both)} 个县区的指数中位数变化 "
            f"{apart:+.1f} 分，与全文指数的等级相关为 {together:.2f}；"
            f"另有 {lost} 个县区因此没有指数。",
            f"Where only sentences count that stood nowhere before ({own:.0%} of the figures), the "
            f"index of {len(both)} counties moves by {apart:+.1f} points in the median, at a rank "
            f"correlation of {together:.2f} with that of all words; {lost} more have none then.",
        )
    )


def _captions(view: View, name: str, year: int) -> dict[str, str]:
    return captions_of(
        view,
        promises=("可核的承诺与下一年报告", "Testable promises and the next report"),
        promise_shares=(
            f"{name}承诺的结果（95% 区间；项数）",
            f"What became of promises of {name} (95 % interval; number)",
        ),
        problems=("自述问题与下一年报告", "Problems admitted and the next report"),
        adoptions=(
            "机制始见年份（≤ 为首份报告已有）",
            "First year of mechanisms (≤: in the first report)",
        ),
        reuse_shares=(
            "文字的来源（占较长句字数）",
            "Where the words stand (share of longer sentences)",
        ),
        reuse_pairs=(f"{year} 年报告中重复的句子", f"Reused sentences of the report for {year}"),
        form=(f"{year} 年报告的格式", f"Form of the report for {year}"),
        words=("区别性词语", "Distinctive words"),
        measures=(
            f"{year} 年没有数字、日期、地点或单位的举措",
            f"Measures of {year} without specifics",
        ),
    )


def _shared_captions(view: View, year: int) -> dict[str, str]:
    return captions_of(
        view,
        all_promises=(
            "全部县区承诺的结果（95% 区间；项数）",
            "What became of promises, all counties (95 % interval; number)",
        ),
        asymmetry=("有数字的承诺：做到与没有做到", "Promises with a number: met and missed"),
        text_coverage=(
            "各年报告的覆盖（份数；机制一行分号后为报告所写覆盖率的中位数）",
            "What the reports of each year cover (reports; of mechanisms, the median of the "
            "coverage that reports state)",
        ),
        summary=(f"{year} 年各县区的文字", f"The texts of all counties, {year}"),
        types=("各类县区的区别性词语", "Distinctive words of each type"),
    )
