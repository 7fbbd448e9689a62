"""Assemble the tables of an ingest from its parts on disk, some rows at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from analysis.counties import Counties
from analysis.documents.copies import Candidate, settle
from analysis.extraction.arithmetic.between_years import check_between_years
from analysis.extraction.parts import SORTED_BY, Parts
from analysis.extraction.report import FILE
from analysis.extraction.rows import Row, county_row
from analysis.records import Outcome
from analysis.tables import contracts
from analysis.tables.schema import Contract

TOLD = {"used", "listed"}  # documents whose sentences are kept
ROWS = 100_000  # of a table that are held at a time


@dataclass(frozen=True)
class Reading:
    """The tables of one reading of the raw folder: the small ones, and the way to the large.

    Only county reports whose county and year are settled are used, one for each county and year
    (``documents.copies`` says which). Nothing is dropped without a line in ``outcomes``.
    """

    documents: pd.DataFrame
    outcomes: pd.DataFrame
    counties: pd.DataFrame
    parts: Parts
    used: Mapping[str, int]  # file → its part, in the order of the rows
    counted: Mapping[str, int]  # the same for the ledger: each document once
    told: Mapping[str, int]  # the same for sentences: those used, and texts of other levels

    def observations(self) -> Iterator[pd.DataFrame]:
        """Yield table OBSERVATIONS in the order of the counties, some whole counties at a time."""
        for bounds in self._bounds("observations", self.used):
            yield self._rows("observations", bounds, self.used)

    def audit(self) -> Iterator[pd.DataFrame]:
        """Yield table AUDIT likewise, its changes checked against the reports of other years."""
        for bounds in self._bounds("observations", self.used):
            observations = self._rows("observations", bounds, self.used)
            yield check_between_years(self._rows("audit", bounds, self.used), observations)

    def ledger(self) -> Iterator[pd.DataFrame]:
        """Yield table LEDGER in the order of the documents."""
        for bounds in self._bounds("ledger", self.counted):
            yield self._rows("ledger", bounds, self.counted)

    def numbers(self) -> Iterator[pd.DataFrame]:
        """Yield table NUMBERS in the order of the counties."""
        for bounds in self._bounds("numbers", self.used):
            yield self._rows("numbers", bounds, self.used)

    def sentences(self) -> Iterator[pd.DataFrame]:
        """Yield table SENTENCES in the order of the counties."""
        for bounds in self._bounds("sentences", self.told):
            yield self._rows("sentences", bounds, self.told)

    def _bounds(self, table: str, places: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        """Yield the first and last key of runs of rows that are held at a time."""
        counts: Counter[str] = Counter()
        for number, files in _by_part(places).items():
            counts.update(self.parts.counts(table, number, files))
        first, last, size = "", "", 0
        for key in sorted(counts):
            if size and size + counts[key] > ROWS:
                yield first, last
                first, size = "", 0
            first, last, size = first or key, key, size + counts[key]
        if size:
            yield first, last

    def _rows(self, table: str, bounds: tuple[str, str], places: Mapping[str, int]) -> pd.DataFrame:
        parts = _by_part(places)
        found = [self.parts.rows(table, n, bounds, files) for n, files in parts.items()]
        frame: pd.DataFrame = pa.concat_tables(found).to_pandas()
        order = {file: place for place, file in enumerate(places)}
        frame = frame.assign(place=frame[FILE].map(order))
        frame = frame.sort_values([SORTED_BY[table], "place"], kind="stable", ignore_index=True)
        return frame.drop(columns=[FILE, "place"])


def collect(parts: Parts, counties: Counties, more: list[Outcome]) -> Reading:
    """Decide which documents are used and return the tables.

    Args:
        parts: all that was read.
        counties: the counties that documents are about.
        more: outcomes of what could not even be looked into.
    """
    found = sorted(parts.reports(), key=lambda report: report[1].file)
    places = {document.file: number for number, document, _ in found}
    documents = [document for _, document, _ in found]
    verdicts = settle(documents, parts.prints(places))
    rows: list[Row] = []
    for _, document, row in found:
        verdict = verdicts[document.file]
        rows.append(row | {"status": verdict.status, "note": verdict.note})
    reasons: list[Row] = [
        {"file": r["file"], "status": r["status"], "message": r["note"]} for r in rows
    ]
    failed = [o for outcomes in parts.outcomes.values() for o in outcomes] + more
    reasons += [{"file": o.key, "status": "failed", "message": o.error} for o in failed]
    used = [d for d in documents if verdicts[d.file].status == "used"]
    units = {d.county_code: d.county or "" for d in used if d.county_code}
    return Reading(
        _frame(contracts.DOCUMENTS, rows).drop_duplicates("document_id"),
        _frame(contracts.OUTCOMES, reasons).sort_values("file", ignore_index=True),
        _frame(
            contracts.COUNTIES, [county_row(counties, code, units[code]) for code in sorted(units)]
        ),
        parts,
        {d.file: places[d.file] for d in used},
        _once(documents, places),
        _once([d for d in documents if verdicts[d.file].status in TOLD], places),
    )


def _once(documents: list[Candidate], places: Mapping[str, int]) -> dict[str, int]:
    """Return the first file of each document; files with equal bytes are one document."""
    first: dict[str, str] = {}
    for document in documents:
        first.setdefault(document.document_id, document.file)
    return {file: places[file] for file in first.values()}


def _by_part(places: Mapping[str, int]) -> dict[int, pa.Array]:
    files: dict[int, list[str]] = {}
    for file, number in places.items():
        files.setdefault(number, []).append(file)
    return {number: pa.array(found) for number, found in sorted(files.items())}


def _frame(contract: Contract, rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(contract.columns))
