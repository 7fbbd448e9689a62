"""The reports of a study as stage 7 reads them: by county and year, from the store's sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from analysis.texts.prose.clauses import Segment, Sentence, segments_of


@dataclass(frozen=True)
class Report:
    """A used county report; ``rows`` is its slice of the table of sentences."""

    county_code: str
    province: str
    year: int
    document_id: str
    rows: slice


class Corpus:
    """All used reports, and the sentences of each when they are asked for."""

    def __init__(
        self, documents: pd.DataFrame, sentences: pd.DataFrame, counties: pd.DataFrame
    ) -> None:
        """Take tables DOCUMENTS, SENTENCES and COUNTIES."""
        self._sentences = sentences
        self._starts = sentences["start"].to_numpy()
        self._texts = sentences["text"].array
        self._recent: dict[str, list[Segment]] = {}
        self._rows = _slices(sentences["document_id"])
        provinces = dict(zip(counties["county_code"], counties["province"], strict=True))
        used = documents[documents["status"] == "used"].sort_values(["county_code", "year"])
        self.reports = [
            Report(code, provinces.get(code, ""), int(year), document, self._rows[document])
            for code, year, document in zip(
                used["county_code"], used["year"], used["document_id"], strict=True
            )
            if document in self._rows
        ]

    def pairs(self) -> Iterator[tuple[Report, Report | None]]:
        """Yield each report with the county's report of the next year, None where there is none."""
        for report, after in zip(self.reports, [*self.reports[1:], None], strict=True):
            follows = (
                after is not None
                and after.county_code == report.county_code
                and after.year == report.year + 1
            )
            yield report, after if follows else None

    def segments(self, report: Report) -> list[Segment]:
        """Return the segments of a report, in order.

        Those of the last two reports are kept: each report is read once as the one after another
        and once as the one before.
        """
        if report.document_id not in self._recent:
            self._recent = dict([*self._recent.items()][-1:])
            self._recent[report.document_id] = list(segments_of(self.sentences(report.rows)))
        return self._recent[report.document_id]

    def sentences(self, rows: slice) -> Iterator[Sentence]:
        """Yield the sentences of a document."""
        part = self._sentences.iloc[rows]
        columns = (part[c].tolist() for c in ("start", "role", "section", "text"))
        return map(Sentence, *columns)

    def quote(self, report: Report, start: int, end: int) -> str:
        """Return the words between two places of one sentence, as they stand in the document."""
        own = self._starts[report.rows]
        at = int(own.searchsorted(start, side="right")) - 1
        first = int(own[at])
        return str(self._texts[report.rows.start + at])[start - first : end - first]


def names_of(counties: pd.DataFrame) -> dict[str, list[str]]:
    """Return the names of each county and its prefecture, with and without 县, 区, 市 or 旗."""
    columns = (counties[c].tolist() for c in ("county_code", "county", "prefecture"))
    return {
        code: [name for full in both for name in (full, full[:-1]) if len(name) > 1]
        for code, *both in zip(*columns, strict=True)
    }


def _slices(documents: pd.Series[str]) -> dict[str, slice]:
    """Return where the rows of each document stand; they stand together."""
    if documents.empty:
        return {}
    codes, names = pd.factorize(documents)
    edges = [0, *(1 + (codes[1:] != codes[:-1]).nonzero()[0]).tolist(), len(codes)]
    return {str(names[codes[a]]): slice(a, b) for a, b in pairwise(edges)}
