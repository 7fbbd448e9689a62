"""What is read becomes tables, one document after another; of each only its rows are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis.counties import Counties
from analysis.documents.copies import placed, settle
from analysis.extraction.arithmetic.between_years import check_between_years
from analysis.extraction.arithmetic.within_report import audit
from analysis.extraction.indicators import Codebook
from analysis.extraction.rows import (
    Row,
    county_row,
    document_row,
    finding_row,
    observation_row,
    sentence_rows,
)
from analysis.records import Document, Extraction, Outcome
from analysis.tables import contracts
from analysis.tables.schema import Contract

CHUNK = 20_000  # rows that are held as Python objects before they become a frame


@dataclass(frozen=True)
class Reading:
    """The tables of one reading of the raw folder."""

    documents: pd.DataFrame
    outcomes: pd.DataFrame
    observations: pd.DataFrame
    audit: pd.DataFrame
    counties: pd.DataFrame
    sentences: pd.DataFrame


class Gathering:
    """Takes in what is read; memory grows by a report's rows and text, not by its objects.

    Only county reports whose county and year are settled are used, one for each county and year
    (``documents.copies`` says which). Nothing is dropped without a line in ``outcomes``.
    """

    def __init__(self, counties: Counties, codebook: Codebook) -> None:
        self._counties, self._codebook = counties, codebook
        self._documents: list[Document] = []
        self._rows: dict[str, Row] = {}
        self._failures: list[Row] = []
        self._observations = _Frames(contracts.OBSERVATIONS)
        self._audit = _Frames(contracts.AUDIT)
        self._sentences = _Frames(contracts.SENTENCES)

    def add(self, extraction: Extraction) -> None:
        """Take in one document."""
        d = extraction.document
        self._documents.append(replace(d, sections=(), furniture=(), aside=()))
        self._rows[d.file] = document_row(extraction)
        self._sentences.add(d.file, sentence_rows(d))
        if placed(d):
            made = (observation_row(d, o) for o in extraction.observations)
            self._observations.add(d.file, [row for row in made if row])
            findings = audit(extraction, self._codebook)
            self._audit.add(d.file, [finding_row(d, f) for f in findings])

    def fail(self, outcome: Outcome) -> None:
        """Take in a file that could not be read."""
        row: Row = {"file": outcome.key, "status": "failed", "message": outcome.error}
        self._failures.append(row)

    def finish(self) -> Reading:
        """Decide which documents are used and return the tables."""
        documents = sorted(self._documents, key=lambda d: d.file)
        numbers = {file: int(str(row["quantities"])) for file, row in self._rows.items()}
        verdicts = settle(documents, numbers)
        for file, verdict in verdicts.items():
            self._rows[file] |= {"status": verdict.status, "note": verdict.note}
        rows = [self._rows[d.file] for d in documents]
        told: list[Row] = [
            {"file": r["file"], "status": r["status"], "message": r["note"]} for r in rows
        ]
        used = [d for d in documents if verdicts[d.file].status == "used"]
        files = [d.file for d in used]
        observations = self._observations.of(files)
        told_of = [d.file for d in documents if verdicts[d.file].status in {"used", "listed"}]
        units = {d.county_code: d.county or "" for d in used if d.county_code}
        return Reading(
            documents=_frame(contracts.DOCUMENTS, rows).drop_duplicates("document_id"),
            outcomes=_frame(contracts.OUTCOMES, told + self._failures).sort_values(
                "file", ignore_index=True
            ),
            observations=observations,
            sentences=self._sentences.of(told_of),
            audit=check_between_years(self._audit.of(files), observations),
            counties=_frame(
                contracts.COUNTIES,
                [county_row(self._counties, code, units[code]) for code in sorted(units)],
            ),
        )


class _Frames:
    """Rows of one table by file, held as frames: a fraction of what Python objects take."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._frames: list[pd.DataFrame] = []
        self._waiting: list[Row] = []

    def add(self, file: str, rows: list[Row]) -> None:
        self._waiting += [row | {"file": file} for row in rows]
        if len(self._waiting) >= CHUNK:
            self._flush()

    def of(self, files: list[str]) -> pd.DataFrame:
        """Return the rows of some files, in the order of the files."""
        self._flush()
        place = {file: number for number, file in enumerate(files)}
        frame = pd.concat(self._frames, ignore_index=True) if self._frames else self._empty()
        order = frame["file"].map(place)
        chosen = frame[order.notna()].iloc[order[order.notna()].argsort(kind="stable")]
        return chosen.drop(columns="file").reset_index(drop=True)

    def _flush(self) -> None:
        if self._waiting:
            columns = [*self._contract.columns, "file"]
            self._frames.append(pd.DataFrame(self._waiting, columns=columns))
            self._waiting = []

    def _empty(self) -> pd.DataFrame:
        return pd.DataFrame(columns=[*self._contract.columns, "file"])


def _frame(contract: Contract, rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(contract.columns))
