"""Checkpoints of an ingest on disk; a killed ingest resumes after the last one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.documents.copies import Candidate
from analysis.documents.likeness import Fingerprint
from analysis.documents.read import WITHIN
from analysis.extraction.report import FILE, Report, schema_of
from analysis.extraction.rows import Row
from analysis.files import whole, write_whole
from analysis.records import Level, Outcome
from analysis.tables.contracts import AUDIT, LEDGER, NUMBERS, OBSERVATIONS, SENTENCES

SIZE = 200  # files of a part; a killed reading loses no more, and so many are held in memory
CONTRACTS = {
    "observations": OBSERVATIONS,
    "audit": AUDIT,
    "ledger": LEDGER,
    "numbers": NUMBERS,
    "sentences": SENTENCES,
}
SORTED_BY = dict.fromkeys(CONTRACTS, "county_code") | {"ledger": "document_id"}
GROUP = 2_000  # rows of a part that are read together
NUMBERS = pa.list_(pa.uint32())
CARDS = pa.schema(
    {
        FILE: pa.string(),
        "candidate": pa.string(),
        "row": pa.string(),
        "clauses": NUMBERS,
        "figures": NUMBERS,
    }.items()
)


@dataclass
class Parts:
    """The parts in one folder, made from one state of code and configuration.

    Attributes:
        folder: where they lie; it holds nothing else.
        key: digest of what the files are read with; parts of another one are dropped.
    """

    folder: Path
    key: str
    read: dict[str, tuple[str, int]] = field(default_factory=dict)  # file → digest, part
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    _waiting: dict[str, tuple[str, list[Report]]] = field(default_factory=dict)
    _count: int = 0

    def __post_init__(self) -> None:
        """Take up what an earlier run has left whole."""
        marks = sorted(self.folder.glob("*.json"))
        marks_read = [json.loads(mark.read_text(encoding="utf-8")) for mark in marks]
        if any(part["key"] != self.key for part in marks_read):
            self.remove()
            marks_read = []
        self._count = len(marks_read)
        for number, part in enumerate(marks_read):
            for name, digest in part["files"].items():
                self.read[name] = (digest, number)
                self.outcomes[name] = [Outcome(**o) for o in part["outcomes"].get(name, [])]

    def holds(self, name: str, digest: str) -> bool:
        """Tell whether a file was read as it is now, and is not to be tried again."""
        known = self.read.get(name, ("", 0))[0] == digest
        return known and not any(outcome.again for outcome in self.outcomes[name])

    def keep(self, names: Collection[str]) -> None:
        """Forget the files that are not there any more."""
        for name in [name for name in self.read if name not in names]:
            del self.read[name]
            del self.outcomes[name]

    def add(self, name: str, digest: str, items: Sequence[Report | Outcome]) -> None:
        """Take in what was read of one file; every ``SIZE`` files a part is written."""
        self.outcomes[name] = [item for item in items if isinstance(item, Outcome)]
        reports = [item for item in items if isinstance(item, Report)]
        self.read[name] = (digest, self._count)
        self._waiting[name] = (digest, reports)
        if len(self._waiting) >= SIZE:
            self.flush()

    def flush(self) -> None:
        """Write what is held; the part is there when its last file is."""
        if not self._waiting:
            return
        reports = [report for _, found in self._waiting.values() for report in found]
        for table, contract in CONTRACTS.items():
            empty = [schema_of(contract).empty_table()]
            rows_of = pa.concat_tables([*(getattr(r, table) for r in reports), *empty])
            self._write(table, rows_of.take(pc.sort_indices(rows_of[SORTED_BY[table]])))
        self._write("reports", pa.Table.from_pylist([_card(r) for r in reports], CARDS))
        states = {name: [asdict(o) for o in self.outcomes[name]] for name in self._waiting}
        files = {name: digest for name, (digest, _) in self._waiting.items()}
        mark = {"key": self.key, "files": files, "outcomes": {n: o for n, o in states.items() if o}}
        write_whole(self.folder / f"{self._count:06}.json", json.dumps(mark, ensure_ascii=False))
        self._count += 1
        self._waiting.clear()

    def remove(self) -> None:
        """Drop all parts."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.read.clear()
        self.outcomes.clear()
        self._count = 0

    def reports(self) -> Iterator[tuple[int, Candidate, Row]]:
        """Yield each document with the number of its part; files that were read anew once."""
        for number in range(self._count):
            table = pq.read_table(self._path(number, "reports"), columns=[FILE, "candidate", "row"])
            for line in table.to_pylist():
                if self._part_of(line[FILE]) == number:
                    fields = json.loads(line["candidate"])
                    fields |= {"level": Level(fields["level"]), "notes": tuple(fields["notes"])}
                    yield number, Candidate(**fields), json.loads(line["row"])

    def counts(self, table: str, number: int, files: pa.Array) -> dict[str, int]:
        """Return how many rows of some files a part of a table has, by what it is sorted by."""
        path, column = self._path(number, table), SORTED_BY[table]
        found = pq.read_table(path, columns=[column, FILE])
        found = found.filter(pc.is_in(found[FILE], value_set=files))
        counted = found[column].value_counts()
        return {str(entry["values"]): entry["counts"].as_py() for entry in counted}

    def rows(self, table: str, number: int, bounds: tuple[str, str], files: pa.Array) -> pa.Table:
        """Return the rows of some files of a part whose sorted column lies within bounds."""
        column = SORTED_BY[table]
        with pq.ParquetFile(self._path(number, table)) as file:
            place = file.schema_arrow.get_field_index(column)
            groups = [
                n
                for n in range(file.num_row_groups)
                if _overlaps(file.metadata.row_group(n).column(place).statistics, bounds)
            ]
            found = file.read_row_groups(groups, use_threads=False)
        low, high = bounds
        within = pc.and_(pc.greater_equal(found[column], low), pc.less_equal(found[column], high))
        return found.filter(pc.and_(within, pc.is_in(found[FILE], value_set=files)))

    def prints(self, places: Mapping[str, int]) -> Prints:
        """Return the fingerprints of documents, read from disk when they are asked for."""
        return Prints(self, places)

    def clauses(self, number: int) -> dict[str, Fingerprint]:
        """Return the fingerprints of all documents of a part."""
        table = pq.read_table(self._path(number, "reports"), columns=[FILE, "clauses", "figures"])
        return {
            line[FILE]: Fingerprint(frozenset(line["clauses"]), frozenset(line["figures"]))
            for line in table.to_pylist()
        }

    def _part_of(self, file: str) -> int:
        owner = file if file in self.read else file.split(WITHIN, 1)[0]
        return self.read.get(owner, ("", -1))[1]

    def _path(self, number: int, table: str) -> Path:
        return self.folder / f"{number:06}-{table}.parquet"

    def _write(self, name: str, table: pa.Table) -> None:
        with whole(self._path(self._count, name)) as path:
            pq.write_table(table, path, compression="zstd", row_group_size=GROUP)


class Prints(Mapping[str, Fingerprint]):
    """The fingerprints of documents by file; a few parts of them are held at a time."""

    def __init__(self, parts: Parts, places: Mapping[str, int]) -> None:
        self._places = places
        self._of_part = lru_cache(maxsize=8)(parts.clauses)

    def __getitem__(self, file: str) -> Fingerprint:
        """Return the fingerprint of a document."""
        return self._of_part(self._places[file])[file]

    def __iter__(self) -> Iterator[str]:
        """Go through the files."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self._places)


def _card(report: Report) -> Row:
    fields = asdict(report.candidate) | {"level": str(report.candidate.level)}
    return {
        FILE: report.candidate.file,
        "candidate": json.dumps(fields, ensure_ascii=False),
        "row": json.dumps(report.document, ensure_ascii=False),
        "clauses": sorted(report.print.clauses),
        "figures": sorted(report.print.figures),
    }


def _overlaps(limits: pq.Statistics | None, bounds: tuple[str, str]) -> bool:
    if limits is None or not limits.has_min_max:
        return True
    return bool(limits.min <= bounds[1] and bounds[0] <= limits.max)
