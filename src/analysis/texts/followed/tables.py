"""Tables of promises and problems with what the next report says of them, and the placebo."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.panel.rates import wilson
from analysis.records import Span
from analysis.tables.contracts_texts import PROBLEMS, PROMISE_RATES, PROMISES
from analysis.texts.followed.follow_up import Fate, NextReport, Verdict, follow
from analysis.texts.followed.problems import Problem, find_problems, follow_problem
from analysis.texts.followed.promises import Promise, find_promises
from analysis.texts.prose.clauses import Segment
from analysis.texts.prose.matching import Passage
from analysis.texts.reports import Corpus, Report

Row = dict[str, Any]
PLACEBOS = 2000  # reports drawn at most: the interval of the rate is then about a point wide
RESAMPLES = 1000  # of counties, behind the intervals of all counties together
NOWHERE: Row = {"next_document_id": "", "next_start": None, "next_end": None, "next_quote": ""}


class Followed:
    """Gathers the promises and problems of one report after another."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._promises: list[Row] = []
        self._problems: list[Row] = []

    def add(self, report: Report, segments: Sequence[Segment], after: Report | None) -> None:
        """Take in a report, and what the next one says."""
        later = self._corpus.segments(after) if after else []
        ready = NextReport.of(later) if after else None
        for promise in find_promises(segments):
            row = _promise_row(self._corpus, report, promise)
            verdict = follow(promise, ready) if ready else None
            self._promises.append(row | _verdict_row(self._corpus, after, promise, verdict))
        admitted = find_problems(later)
        for problem in find_problems(segments):
            row = _problem_row(self._corpus, report, problem)
            if ready and after:
                found = follow_problem(problem, ready, admitted)
                said = {"state": str(found.outcome), "progress": found.progress}
                row |= said | {"reason": found.reason}
                row |= _place(self._corpus, after, found.passage)
            self._problems.append(row)

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return tables PROMISES and PROBLEMS, as the rules read them."""
        return (
            PROMISES.check(pd.DataFrame(self._promises, columns=list(PROMISES.columns))),
            PROBLEMS.check(pd.DataFrame(self._problems, columns=list(PROBLEMS.columns))),
        )


def _quoted(corpus: Corpus, report: Report, span: Span) -> Row:
    return {
        "county_code": report.county_code,
        "year": report.year,
        "document_id": report.document_id,
        "start": span.start,
        "end": span.end,
        "quote": corpus.quote(report, span.start, span.end),
    }


def _promise_row(corpus: Corpus, report: Report, promise: Promise) -> Row:
    return _quoted(corpus, report, promise.span) | {
        "section": promise.clause.segment.section,
        "testable": promise.testable,
        "rule": promise.rule,
        "number": promise.needed,
        "unit": promise.number.unit if promise.number else "",
        "deadline": promise.deadline,
    }


def _verdict_row(
    corpus: Corpus, after: Report | None, promise: Promise, verdict: Verdict | None
) -> Row:
    if after is None or verdict is None:
        unknown = {"state": None, "read_state": None, "openly": None, "found": None}
        return unknown | {"reason": "no report of the next year", "ties": ""} | NOWHERE
    ties = [corpus.quote(after, t.span.start, t.span.end) for t in verdict.ties]
    return {
        "state": str(verdict.fate),
        "read_state": str(verdict.fate),
        "reason": verdict.reason,
        "openly": verdict.openly if promise.needed is not None else None,
        "found": verdict.found,
        "ties": " ; ".join(ties),
    } | _place(corpus, after, verdict.passage)


def _problem_row(corpus: Corpus, report: Report, problem: Problem) -> Row:
    return (
        _quoted(corpus, report, problem.span)
        | {
            "section": problem.segment.section,
            "cause": problem.cause,
            "state": None,
            "progress": None,
            "reason": "no report of the next year",
        }
        | NOWHERE
    )


def _place(corpus: Corpus, report: Report, passage: Passage | None) -> Row:
    if passage is None:
        return NOWHERE | {"next_document_id": report.document_id}
    span = passage.span
    return {
        "next_document_id": report.document_id,
        "next_start": span.start,
        "next_end": span.end,
        "next_quote": corpus.quote(report, span.start, span.end),
    }


def placebo_states(corpus: Corpus, seed: int) -> dict[str, Counter[str]]:
    """Follow testable promises in the next year's report of another county of the province.

    What general wording "keeps" there is the rate at which it keeps promises anywhere.

    Args:
        corpus: the reports.
        seed: of the draws of reports and of the other counties.

    Returns:
        county that promised → how many of its promises are in each state.
    """
    draw = random.Random(seed)
    chosen = [report for report, after in corpus.pairs() if after]
    chosen = (
        sorted(draw.sample(chosen, PLACEBOS), key=_place_in_time)
        if (len(chosen) > PLACEBOS)
        else chosen
    )
    by_year: dict[int, list[Report]] = defaultdict(list)
    for report in corpus.reports:
        by_year[report.year].append(report)
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for report in chosen:
        other = _other(report, by_year[report.year + 1], draw)
        if other is None:
            continue
        ready = NextReport.of(corpus.segments(other))
        for promise in find_promises(corpus.segments(report)):
            if promise.testable:
                states[report.county_code][str(follow(promise, ready).fate)] += 1
    return states


def _place_in_time(report: Report) -> tuple[str, int]:
    return report.county_code, report.year


def _other(report: Report, candidates: Sequence[Report], draw: random.Random) -> Report | None:
    """Draw another county's report, of the same province where there is one."""
    others = [r for r in candidates if r.county_code != report.county_code]
    near = [r for r in others if r.province == report.province]
    return draw.choice(near or others) if others else None


def rates(promises: pd.DataFrame, placebo: dict[str, Counter[str]], seed: int) -> pd.DataFrame:
    """Return table PROMISE_RATES: shares of the states, of each county and of all together.

    The interval of a county is Wilson's; that of all counties resamples counties, because promises
    of one county are kept or not together.
    """
    told = promises[promises["testable"] & promises["state"].notna()]
    own: dict[str, Counter[str]] = defaultdict(Counter)
    for code, state in zip(told["county_code"], told["state"], strict=True):
        own[code][state] += 1
    rows = [*_rate_rows(own, "own", seed), *_rate_rows(placebo, "placebo", seed)]
    return PROMISE_RATES.check(pd.DataFrame(rows, columns=list(PROMISE_RATES.columns)))


def _rate_rows(states: dict[str, Counter[str]], against: str, seed: int) -> Iterator[Row]:
    names = [str(f) for f in Fate]
    codes = sorted(states)
    counts = np.array([[states[c][n] for n in names] for c in codes]).reshape(-1, len(names))
    for code, row in zip(codes, counts, strict=True):
        low, high = wilson(row, row.sum())
        for n, name in enumerate(names):
            yield _rate(code, against, name, (int(row[n]), int(row.sum())), (low[n], high[n]))
    total = counts.sum()
    if total:
        low, high = _resampled(counts, seed)
        for n, name in enumerate(names):
            counted = (int(counts[:, n].sum()), int(total))
            yield _rate("", against, name, counted, (low[n], high[n]))


def _resampled(counts: np.ndarray[Any, Any], seed: int) -> tuple[Any, Any]:
    """Return the 95 % interval of each state's share over resampled counties."""
    drawn = np.random.default_rng(seed).multinomial(
        len(counts), np.full(len(counts), 1 / len(counts)), size=RESAMPLES
    )
    sums = drawn @ counts
    whole = sums.sum(axis=1, keepdims=True)
    shares = sums[whole[:, 0] > 0] / whole[whole[:, 0] > 0]
    low, high = np.percentile(shares, [2.5, 97.5], axis=0)
    return low, high


def _rate(
    code: str, against: str, state: str, counted: tuple[int, int], limits: tuple[float, float]
) -> Row:
    count, total = counted
    return {
        "county_code": code,
        "against": against,
        "state": state,
        "promises": total,
        "count": count,
        "share": count / total,
        "low": limits[0],
        "high": limits[1],
    }
