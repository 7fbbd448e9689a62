"""The only reader and writer of ``data/processed/``: Parquet for machines, CSV for people.

Files appear whole or not at all: each is written beside its place and renamed. ``manifest.json``
holds the checksum of every table and the digest of everything that went into them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.errors import StoreError, nearest
from analysis.files import digest_of, file_digest, whole, write_whole
from analysis.tables.contracts import CONTRACTS
from analysis.tables.corrected import overlay
from analysis.tables.schema import Contract, harmless

COPIES = {".csv", ".xlsx"}  # copies of tables that people open; programs read Parquet
MANIFEST = "manifest.json"
COUNTY = "county_code"
GROUP = 10_000  # rows of a table that are read together; a county's page needs one or two groups
ROWS = 100_000  # rows of a table that are turned into another format at a time
GROUPS = 10  # groups of rows that are held together where a table is gone through
CHECKED = b"fazhi.checked"  # in a file's metadata: the contract that its table was checked against


class Store:
    """The tables of one study in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str, county: str = "", columns: Sequence[str] = ()) -> pd.DataFrame:
        """Return a table by its contract, or its rows of one county by code.

        One county's rows lie together in the file: reading them costs the same however large the
        table is.

        Args:
            name: of the table.
            county: the code of the county; "" for all rows.
            columns: only these, of a table that was checked when it was written; () for all.

        Raises:
            StoreError: no such table, it has not been made yet (says by which command), its file
                is damaged, or it is not a table of counties.
            TableError: the file was written by something else and breaks the contract.
        """
        contract = _contract(name)
        if county and COUNTY not in contract.columns:
            raise StoreError(f"table {name} is not one of counties")
        with self._opened(name) as file:
            checked = (file.schema_arrow.metadata or {}).get(CHECKED) == _mark(contract)
            wanted = list(columns) if columns and checked else None
            table = _rows_of(file, county) if county else file.read(columns=wanted)
        frame = table.to_pandas()
        pa.default_memory_pool().release_unused()  # what decoding took, a fifth of a large table
        return frame if checked else contract.check(frame)

    def pieces(self, name: str, columns: Sequence[str] = ()) -> Iterator[pd.DataFrame]:
        """Yield a table, or some columns of it, some rows at a time, in order; see ``read``."""
        with self._opened(name) as file:
            for first in range(0, file.num_row_groups, GROUPS):
                groups = range(first, min(first + GROUPS, file.num_row_groups))
                yield file.read_row_groups(list(groups), list(columns) or None).to_pandas()

    @contextmanager
    def _opened(self, name: str) -> Iterator[pq.ParquetFile]:
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            raise StoreError(f"{path} not found; run: fazhi ingest, then fazhi build")
        try:
            with pq.ParquetFile(path) as file:  # read_table would import pyarrow's data sets
                yield file
        except (OSError, ValueError) as error:
            message = str(error).splitlines()[0]
            raise StoreError(
                f"{path} cannot be read ({message}); run: fazhi ingest --force"
            ) from None

    def has(self, name: str) -> bool:
        """Tell whether a table has been made."""
        return (self.folder / f"{_contract(name).name}.parquet").is_file()

    def observations(self, county: str = "") -> pd.DataFrame:
        """Return the observations as the panel uses them, the corrections of the build among them.

        ``read("observations")`` returns them as they were read.
        """
        read = self.read("observations", county)
        if not self.has("corrections"):
            return read
        return overlay(read, self.read("corrections", county))

    def write(self, name: str, frame: pd.DataFrame) -> None:
        """Check a table against its contract and write it as Parquet and CSV (utf-8-sig).

        Tables of counties are put in the order of the county codes.
        """
        contract = _contract(name)
        checked = _in_order(contract.check(frame))
        self._write(contract, (checked[n : n + ROWS] for n in range(0, len(checked), ROWS)))

    def write_parts(self, name: str, frames: Iterable[pd.DataFrame]) -> None:
        """Write a table that comes some rows at a time, each time of other counties, in order."""
        contract = _contract(name)
        self._write(contract, (_in_order(contract.check(frame)) for frame in frames))

    def _write(self, contract: Contract, frames: Iterable[pd.DataFrame]) -> None:
        binary, text = (self.folder / f"{contract.name}.{kind}" for kind in ("parquet", "csv"))
        empty = contract.empty()
        beside = whole(text) if contract.for_people else nullcontext()
        with whole(binary) as table_path, beside as text_path:
            schema = _marked(empty, contract).schema
            with pq.ParquetWriter(table_path, schema, compression="zstd") as writer:
                _to_csv(empty, text_path, head=True)
                for frame in frames:
                    table = _marked(frame, contract).cast(schema)
                    writer.write_table(table, row_group_size=GROUP)
                    _to_csv(frame, text_path, head=False)

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest says; {} where there is none or it cannot be read."""
        try:
            data = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def fresh(self, step: str, digest: str) -> bool:
        """Tell whether ``step`` was last run on inputs of this digest and its tables are whole."""
        done = self.done(step)
        files = done.get("tables")
        return done.get("inputs") == digest and bool(files) and not self.changed(step)

    def done(self, step: str) -> dict[str, Any]:
        """Return what the manifest says of a step; {} where it was not run or cannot be told."""
        done = self.manifest().get(step)
        return done if isinstance(done, dict) and isinstance(done.get("tables"), dict) else {}

    def changed(self, step: str) -> list[str]:
        """Return the tables of a step that are not as it left them; it may have been killed."""
        files = self.done(step).get("tables", {})
        return [file for file, digest in files.items() if file_digest(self.folder / file) != digest]

    def record(
        self, step: str, digest: str, names: Iterable[str], note: str = "", **more: object
    ) -> None:
        """Keep in the manifest what a step read and wrote, and a note on what it could not do."""
        files = {f"{n}.parquet": file_digest(self.folder / f"{n}.parquet") for n in names}
        done = {"inputs": digest, "tables": files, "note": note} | more
        manifest = self.manifest() | {step: done}
        write_whole(self.folder / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")


def _contract(name: str) -> Contract:
    if name not in CONTRACTS:
        raise StoreError(f'no table "{name}"{nearest(name, CONTRACTS)}')
    return CONTRACTS[name]


def _in_order(checked: pd.DataFrame) -> pd.DataFrame:
    if COUNTY not in checked.columns:
        return checked
    return checked.sort_values(COUNTY, kind="stable", ignore_index=True)


def _marked(checked: pd.DataFrame, contract: Contract) -> pa.Table:
    table = pa.Table.from_pandas(checked, preserve_index=False)
    return table.replace_schema_metadata(table.schema.metadata | {CHECKED: _mark(contract)})


def _mark(contract: Contract) -> bytes:
    """Return what a file says whose table was checked against this contract when written."""
    return digest_of(contract).encode()


def _rows_of(file: pq.ParquetFile, county: str) -> pa.Table:
    """Read the rows of a county from those groups of rows that can hold them."""
    place = file.schema_arrow.get_field_index(COUNTY)
    limits = (
        file.metadata.row_group(n).column(place).statistics for n in range(file.num_row_groups)
    )
    groups = [number for number, found in enumerate(limits) if _may_hold(found, county)]
    table = file.read_row_groups(groups, use_threads=False)
    return table.filter(pc.equal(table[COUNTY], county))


def _may_hold(limits: pq.Statistics | None, county: str) -> bool:
    return limits is None or not limits.has_min_max or limits.min <= county <= limits.max


def code_digest() -> str:
    """Return the digest of the package's own code, so that a change of method renews results."""
    return digest_of(Path(__file__).parents[1])


def _to_csv(frame: pd.DataFrame, path: Path | None, *, head: bool) -> None:
    """Add rows to a CSV that spreadsheets open; nothing where the table is not for people."""
    if path is not None:
        harmless(frame).to_csv(
            path,
            mode="w" if head else "a",
            header=head,
            index=False,
            encoding="utf-8-sig" if head else "utf-8",
            lineterminator="\n",
        )
