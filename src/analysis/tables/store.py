"""The only reader and writer of ``data/processed/``: Parquet for machines, CSV for people.

Files appear whole or not at all: each is written beside its place and renamed. ``manifest.json``
holds the checksum of every table and the digest of everything that went into them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack, nullcontext
from itertools import chain
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
CHECKED = b"fazhi.checked"  # in a file's metadata: the contract that its table was checked against


class Store:
    """The tables of one study in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str, county: str = "") -> pd.DataFrame:
        """Return a table by its contract, or its rows of one county by code.

        One county's rows lie together in the file: reading them costs the same however large the
        table is.

        Raises:
            StoreError: no such table, it has not been made yet (says by which command), its file
                is damaged, or it is not a table of counties.
            TableError: the file was written by something else and breaks the contract.
        """
        contract = _contract(name)
        if county and COUNTY not in contract.columns:
            raise StoreError(f"table {name} is not one of counties")
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            raise StoreError(f"{path} not found; run: fazhi ingest, then fazhi build")
        try:
            with pq.ParquetFile(path) as file:  # read_table would import pyarrow's data sets
                table = _rows_of(file, county) if county else file.read()
            frame = table.to_pandas()
        except (OSError, ValueError) as error:
            said = str(error).splitlines()[0]
            raise StoreError(f"{path} cannot be read ({said}); run: fazhi ingest --force") from None
        checked = (table.schema.metadata or {}).get(CHECKED) == _mark(contract)
        return frame if checked else contract.check(frame)

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
        self.write_parts(name, [frame])

    def write_parts(self, name: str, frames: Iterable[pd.DataFrame]) -> None:
        """Write a table that comes some rows at a time, each time of other counties, in order."""
        contract = _contract(name)
        with (
            whole(self.folder / f"{name}.parquet") as binary,
            whole(self.folder / f"{name}.csv") if contract.for_people else nullcontext() as text,
            ExitStack() as stack,
        ):
            writer: pq.ParquetWriter | None = None
            for frame in chain(frames, [contract.empty()]):
                if writer is not None and frame.empty:
                    continue
                checked = contract.check(frame)
                if COUNTY in contract.columns:
                    checked = checked.sort_values(COUNTY, kind="stable", ignore_index=True)
                table = _marked(checked, contract)
                first = writer is None
                if writer is None:
                    writer = pq.ParquetWriter(binary, table.schema, compression="zstd")
                    stack.callback(writer.close)
                writer.write_table(table.cast(writer.schema), row_group_size=GROUP)
                if text is None:
                    continue
                harmless(checked).to_csv(
                    text,
                    mode="w" if first else "a",
                    header=first,
                    index=False,
                    encoding="utf-8-sig" if first else "utf-8",
                    lineterminator="\n",
                )

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
