"""What the texts of each year cover: parts of reports, reports that can be followed, mechanisms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.records import Role
from analysis.tables.contracts_texts import TEXT_COVERAGE
from analysis.texts.reports import Corpus

PARTS = {"plan": str(Role.PLAN), "problems": str(Role.PROBLEMS)}
FOLLOWED = "next report"


def text_coverage(
    corpus: Corpus, sentences: pd.DataFrame, tables: dict[str, pd.DataFrame], codes: Sequence[str]
) -> pd.DataFrame:
    """Return table TEXT_COVERAGE: of the reports of each year, how many hold what.

    A mechanism is there from the year of its adoption on, also in years whose report is silent on
    it; ``median`` is that of the shares of places covered that the year's reports state.

    Args:
        corpus: the reports.
        sentences: table SENTENCES.
        tables: ADOPTIONS and MECHANISMS by name.
        codes: of all mechanisms that could be adopted.
    """
    reports = pd.DataFrame(
        [(r.county_code, r.year, r.document_id, after is not None) for r, after in corpus.pairs()],
        columns=["county_code", "year", "document_id", FOLLOWED],
    )
    for name, role in PARTS.items():
        having = sentences.loc[sentences["role"] == role, "document_id"].unique()
        reports[name] = reports["document_id"].isin(having)
    rows = [
        (year, "part", name, len(own), int(own[name].sum()), None)
        for year, own in reports.groupby("year")
        for name in (*PARTS, FOLLOWED)
    ]
    rows += _mechanism_rows(reports, tables, codes)
    table = pd.DataFrame(rows, columns=["year", "kind", "name", "of", "count", "median"])
    table = table.assign(share=table["count"] / table["of"]).astype({"median": "float64"})
    return TEXT_COVERAGE.check(table[list(TEXT_COVERAGE.columns)])


def _mechanism_rows(
    reports: pd.DataFrame, tables: dict[str, pd.DataFrame], codes: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    begun = tables["adoptions"].pivot(index="county_code", columns="mechanism", values="year")
    begun = begun.reindex(columns=list(codes))
    stated = tables["mechanisms"].groupby(["year", "mechanism"])["coverage"].median()
    for year, own in reports.groupby("year"):
        there = begun.reindex(own["county_code"]) <= year
        for code in codes:
            median = stated.get((year, code))
            yield year, "mechanism", code, len(own), int(there[code].sum()), median
