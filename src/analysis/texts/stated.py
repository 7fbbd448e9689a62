"""Tables of what single reports state: mechanisms and their adoption, form, unspecific measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.records import Span
from analysis.tables.contracts_texts import ADOPTIONS, FORM, MEASURES, MECHANISMS
from analysis.texts.form import Form, findings
from analysis.texts.measures import count_measures
from analysis.texts.mechanisms import Lexicon, find_statements
from analysis.texts.prose.clauses import Segment
from analysis.texts.reports import Corpus, Report

Row = dict[str, Any]


class Stated:
    """Gathers the rows of one report after another."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, documents: pd.DataFrame) -> None:
        self._corpus, self._lexicon = corpus, lexicon
        columns = (documents[c].tolist() for c in ("document_id", "title", "published"))
        self._documents = {document: rest for document, *rest in zip(*columns, strict=True)}
        self._mechanisms: list[Row] = []
        self._form: list[Row] = []
        self._measures: list[Row] = []

    def add(self, report: Report, segments: list[Segment]) -> None:
        """Take in a report."""
        key = {"county_code": report.county_code, "year": report.year}
        for statement in find_statements(segments, self._lexicon, report.year):
            said = {"since": statement.since, "coverage": statement.coverage}
            place = self._place(report, statement.clause.span)
            self._mechanisms.append(key | {"mechanism": statement.mechanism} | said | place)
        self._form += [key | row for row in self._form_rows(report, segments)]
        for dimension, counted in count_measures(segments).items():
            all_, unspecific = counted["measures"], counted["unspecific"]
            counts = {"measures": all_, "unspecific": unspecific, "share": unspecific / all_}
            self._measures.append(key | {"dimension": dimension} | counts)

    def _form_rows(self, report: Report, segments: list[Segment]) -> list[Row]:
        title, published = self._documents[report.document_id]
        day = pd.to_datetime(published, errors="coerce") if isinstance(published, str) else pd.NaT
        form = Form(
            year=report.year,
            title=title,
            published=None if pd.isna(day) else day.date(),
            sentences=list(self._corpus.sentences(report.rows)),
            segments=segments,
        )
        rows = []
        for found in findings(form):
            place: Row = {"start": None, "end": None, "quote": ""}
            if found.place:
                start = found.place.start
                place = {"start": start, "end": start + len(found.place.text)}
                place["quote"] = found.place.text
            said = {"rule": found.rule, "state": str(found.state), "note": found.note}
            rows.append(said | {"document_id": report.document_id} | place)
        return rows

    def _place(self, report: Report, span: Span) -> Row:
        return {
            "document_id": report.document_id,
            "start": span.start,
            "end": span.end,
            "quote": self._corpus.quote(report, span.start, span.end),
        }

    def tables(self, counties: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Return tables MECHANISMS, ADOPTIONS, FORM and MEASURES."""
        made = {
            "mechanisms": (MECHANISMS, self._mechanisms),
            "form": (FORM, self._form),
            "measures": (MEASURES, self._measures),
        }
        tables = {
            name: contract.check(pd.DataFrame(rows, columns=list(contract.columns)))
            for name, (contract, rows) in made.items()
        }
        provinces = dict(zip(counties["county_code"], counties["province"], strict=True))
        tables["adoptions"] = adoptions(tables["mechanisms"], provinces, self._corpus)
        return tables


def adoptions(
    mechanisms: pd.DataFrame, provinces: Mapping[str, str], corpus: Corpus
) -> pd.DataFrame:
    """Return table ADOPTIONS: for each county and mechanism the first year it is known to be there.

    ``earliness`` is the share of the other counties of the province that have it later or state it
    in no report; ties count half.

    Args:
        mechanisms: table MECHANISMS.
        provinces: county → province.
        corpus: the reports, for the first one of each county.
    """
    if mechanisms.empty:
        return ADOPTIONS.empty()
    first_read: dict[str, int] = {}
    for report in corpus.reports:
        first_read.setdefault(report.county_code, report.year)
    begun = mechanisms["since"].fillna(mechanisms["year"]).astype("int64")
    known = mechanisms.assign(
        begun=begun,
        stated=mechanisms.groupby(["county_code", "mechanism"])["year"].transform("min"),
        read=mechanisms["county_code"].map(first_read),
        province=mechanisms["county_code"].map(lambda code: provinces.get(code, "")),
    ).sort_values(["county_code", "mechanism", "begun", "year"])
    first = known.drop_duplicates(["county_code", "mechanism"])
    open_start = first["since"].isna() & (first["year"] == first["read"])
    table = first.assign(
        at_latest=open_start,
        earliness=_earliness(first, provinces, first_read),
        year=first["begun"],
    )
    return ADOPTIONS.check(table[list(ADOPTIONS.columns)])


def _earliness(
    first: pd.DataFrame, provinces: Mapping[str, str], read: Iterable[str]
) -> pd.Series[Any]:
    """Return the share of the province's other counties that came later or never; ties are half."""
    sizes = first["province"].map(Counter(provinces.get(code, "") for code in read))
    group = first.groupby(["province", "mechanism"])["begun"]
    later = sizes - group.rank(method="max")  # those that never state it come last
    ties = first.groupby(["province", "mechanism", "begun"])["begun"].transform("size") - 1
    return ((later + ties / 2) / (sizes - 1)).where(sizes > 1)
