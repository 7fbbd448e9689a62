"""Corrections 更正: what a reader found wrong is data with a reason, never an edited table.

``config/corrections.toml`` holds ``[[correction]]`` entries; only those whose status is
``confirmed`` act. Each names the value it expects to find, so that a correction whose ground has
gone (the reading was mended, the file was replaced) is an error and not a second fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Date  # noqa: N812 - the entry has a field of that name
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from analysis.config import Choices, validate
from analysis.config_tables import complain, read_entries
from analysis.errors import ConfigError, nearest
from analysis.extraction.indicators.codebook import Codebook

CORRECTIONS_FILE = "corrections.toml"
SILENT = "silent"


class Correction(Choices):
    """One entry of the file; an unknown field is an error."""

    indicator: str = Field(description="code of the codebook")
    county: str = Field(description="code or name")
    year: int = Field(description="year reported on")
    action: Literal["set", "reject", "choose", "add"] = Field(description="what is to be done")
    expect: float | str = Field(description='value that is found now, or "silent"')
    reason: str = Field(min_length=1, description="why, for the reader of the page")
    status: Literal["proposed", "confirmed"] = Field(description="only confirmed ones act")
    value: float | None = Field(None, allow_inf_nan=False, description="the right value")
    quote: str = Field("", description="words of the figure: evidence, or the candidate chosen")
    start: int | None = Field(None, ge=0, description="place of the figure, where words repeat")
    author: str = Field("", description="who says so")
    date: Date | None = Field(None, description="when")

    @field_validator("expect", mode="before")
    @classmethod
    def _number_or_silent(cls, entered: object) -> object:
        if entered == SILENT or (
            isinstance(entered, int | float) and not isinstance(entered, bool)
        ):
            return entered
        raise ValueError(f'must be a number or "{SILENT}", not {entered!r}')

    def faults(self, codebook: Codebook) -> list[str]:
        """Return what does not fit together in the entry."""
        needs_value, chooses = self.action in {"set", "add"}, self.action in {"choose", "add"}
        found = []
        if self.indicator not in codebook:
            hint = nearest(self.indicator, [i.code for i in codebook])
            found.append(f'indicator "{self.indicator}" is not in the codebook{hint}')
        if needs_value != (self.value is not None):
            found.append(f'action "{self.action}" {"needs a" if needs_value else "has no"} value')
        if chooses and not self.quote and (self.action == "add" or self.start is None):
            found.append(f'action "{self.action}" needs the quote of the figure')
        if not chooses and (self.quote or self.start is not None):
            found.append(f'action "{self.action}" has neither quote nor start')
        if self.action == "add" and self.expect != SILENT:
            found.append(f'action "add" expects "{SILENT}"; to replace a value use "set"')
        if self.action in {"set", "reject"} and self.expect == SILENT:
            found.append(f'action "{self.action}" expects a value; to add one use "add"')
        return found


def load_corrections(path: Path, codebook: Codebook) -> tuple[Correction, ...]:
    """Read the corrections, in the order of the file; none where there is no file.

    Raises:
        ConfigError: not TOML, an unknown field (with the nearest name), a value that does not fit,
            an unknown indicator; all faults are reported together, each with its entry's number.
    """
    entries, faults = read_entries(path, "correction")
    found: list[Correction] = []
    for number, entry in enumerate(entries, start=1):
        try:
            read = validate(Correction, entry, place(number, entry))
        except ConfigError as error:
            faults.append(str(error))
            continue
        found.append(read)
        faults += [f"{place(number, entry)}: {fault}" for fault in read.faults(codebook)]
    complain(path, faults)
    return tuple(found)


def place(number: int, entry: Any) -> str:
    """Name an entry in a message: its number, county, year and indicator.

    >>> place(2, {"county": "潢川县", "year": 2022, "indicator": "reconsider_accepted"})
    'correction 2 (潢川县, 2022, reconsider_accepted)'
    """
    entry = entry.model_dump() if isinstance(entry, Correction) else entry
    keys = [str(entry[k]) for k in ("county", "year", "indicator") if k in entry]
    return f"correction {number} ({', '.join(keys)})" if keys else f"correction {number}"


def confirmed(corrections: Iterable[Correction]) -> list[tuple[int, Correction]]:
    """Return the corrections that act, each with its number in the file."""
    return [(n, c) for n, c in enumerate(corrections, start=1) if c.status == "confirmed"]
