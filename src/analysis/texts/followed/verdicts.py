"""Verdicts of readers 判定: what became of a promise, where a reader overrules the program.

``config/promises.toml`` holds ``[[verdict]]`` entries; only those whose status is ``confirmed``
act. Each names the state that it expects the program to read, so that a verdict whose ground has
gone is an error and not a second fault.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - the entry has a field of that name
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import Field

from analysis.config import Choices, validate
from analysis.config_tables import complain, read_entries
from analysis.errors import ConfigError, nearest
from analysis.texts.followed.follow_up import Fate

VERDICTS_FILE = "promises.toml"


class ReaderVerdict(Choices):
    """One entry of the file; an unknown field is an error."""

    county: str = Field(description="code or name")
    year: int = Field(description="year of the report that promises")
    quote: str = Field(min_length=4, description="words of the promise")
    expect: Fate = Field(description="what the program reads")
    state: Fate = Field(description="what a reader finds")
    reason: str = Field(min_length=1, description="why, for the reader of the page")
    status: Literal["proposed", "confirmed"] = Field(description="only confirmed ones act")
    author: str = Field("", description="who says so")
    date: Date | None = Field(None, description="when")


def load_verdicts(path: Path) -> tuple[ReaderVerdict, ...]:
    """Read the verdicts, in the order of the file; none where there is no file.

    Raises:
        ConfigError: not TOML, an unknown field (with the nearest name), a state that there is not;
            all faults are reported together, each with its entry's number.
    """
    entries, faults = read_entries(path, "verdict")
    found = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(validate(ReaderVerdict, entry, f"verdict {number}"))
        except ConfigError as error:
            faults.append(str(error))
    complain(path, faults)
    return tuple(found)


def overrule(
    promises: pd.DataFrame,
    verdicts: tuple[ReaderVerdict, ...],
    documents: pd.DataFrame,
    path: Path,
) -> pd.DataFrame:
    """Return the promises with the states that readers found; ``read_state`` keeps the program's.

    Args:
        promises: table PROMISES.
        verdicts: the entries; only confirmed ones act.
        documents: table DOCUMENTS, for the names of counties.
        path: the file, for messages.

    Raises:
        ConfigError: no promise or several with such words, or another state than expected; all
            faults are reported together.
    """
    table = promises.copy()
    names = dict(zip(documents["county"], documents["county_code"], strict=True))
    faults = []
    for number, verdict in enumerate(verdicts, start=1):
        if verdict.status != "confirmed":
            continue
        code = names.get(verdict.county, verdict.county)
        own = table[(table["county_code"] == code) & (table["year"] == verdict.year)]
        rows = own.index[own["quote"].str.contains(verdict.quote, regex=False)]
        fault = _fault(own, rows, verdict)
        if fault:
            faults.append(f"verdict {number} ({verdict.county}, {verdict.year}): {fault}")
            continue
        table.loc[rows, "state"] = str(verdict.state)
        table.loc[rows, "reason"] = f"verdict of a reader: {verdict.reason}"
    complain(path, faults)
    return table


def _fault(own: pd.DataFrame, rows: pd.Index, verdict: ReaderVerdict) -> str:
    if len(rows) != 1:
        hint = nearest(verdict.quote, own["quote"].tolist())
        return f'{len(rows) or "no"} promises hold "{verdict.quote}"{"" if len(rows) else hint}'
    read = str(own.at[rows[0], "read_state"])
    return "" if read == verdict.expect else f"the program reads {read}, not {verdict.expect}"
