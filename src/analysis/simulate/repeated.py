"""A study as large as wanted, for pages and benchmarks: a small one with its counties repeated."""

from __future__ import annotations

import json
from collections.abc import Collection
from hashlib import sha256

import pandas as pd

from analysis.files import write_whole
from analysis.tables.contracts import CONTRACTS
from analysis.tables.store import Store


def repeat_study(
    small: Store, large: Store, counties: int, *, without: Collection[str] = ()
) -> None:
    """Write the tables of a study with its counties repeated under new codes.

    Tables of all counties together stay as they are: their medians do not change by repetition.

    Args:
        small: a study that is built.
        large: where the tables go.
        counties: how many there are to be, at least; whole copies are made.
        without: tables that are not needed; those of sentences take the most time.
    """
    codes = sorted(small.read("counties")["county_code"])
    times = -(-counties // len(codes))
    for name in CONTRACTS:
        if small.has(name) and name not in without:
            frame = small.read(name)
            again = {"county_code", "document_id", "file"} & set(frame.columns)
            copies = [_copy(frame, codes, n) for n in range(times if again else 1)]
            large.write(name, pd.concat(copies, ignore_index=True))
    write_whole(large.folder / "manifest.json", json.dumps(small.manifest()))


def _copy(frame: pd.DataFrame, codes: list[str], number: int) -> pd.DataFrame:
    frame = frame.copy()
    if "county_code" in frame:
        new = {c: f"99{n + number * len(codes):04d}" for n, c in enumerate(codes)}
        # Rows of no county (shares of all, texts of other levels) stand once.
        frame = frame[frame["county_code"].isin(codes)] if number else frame
        frame["county_code"] = frame["county_code"].map(lambda code: new.get(code, code))
    if "document_id" in frame:
        frame["document_id"] = [
            sha256(f"{d} {number}".encode()).hexdigest()[:12] for d in frame["document_id"]
        ]
    if "file" in frame:
        frame["file"] = frame["file"] + f" {number}"
    return frame
