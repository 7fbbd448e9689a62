"""The annotated corpus: fictional reports, passages and single wordings with every number marked.

A mark is ``⟦surface|code|scope|value|unit|qualifier⟧``; a number that stands for two indicators
has two records with ``‖`` between; ``⟦surface|not_a_quantity⟧`` marks a number that is none.
``code`` is a code of the codebook or ``other``. Amounts are in 元, rates in %, 万 and 亿 multiplied
out.
"""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

MARK = re.compile(r"⟦([^⟦⟧]*)⟧")
TRAP = "not_a_quantity"
FIELDS = 5


@dataclass(frozen=True)
class Row:
    """One number as a person reads it."""

    start: int
    end: int
    code: str
    scope: str = ""
    value: float | None = None
    qualifier: str = ""


@dataclass(frozen=True)
class Annotated:
    """One text with its rows; ``kind`` is report, passage, wording or sealed."""

    name: str
    kind: str
    text: str
    rows: tuple[Row, ...]


def load_corpus(folder: Path) -> list[Annotated]:
    """Read ``reports/*.txt``, ``passages/*.txt``, ``wordings.txt`` (one a line), ``sealed/*.txt``.

    Rules may be written after reading the others, never after reading the errors on the sealed
    ones: these tell how well the rules travel.
    """
    kinds = {"reports": "report", "passages": "passage", "sealed": "sealed"}
    texts = [
        unmark(path.read_text(encoding="utf-8"), f"{place}-{path.stem}", kind)
        for place, kind in kinds.items()
        for path in sorted((folder / place).glob("*.txt"))
    ]
    lines = (folder / "wordings.txt").read_text(encoding="utf-8").splitlines()
    return texts + [unmark(f"{t}\n", f"wording-{n:03}", "wording") for n, t in enumerate(lines, 1)]


def load_table(folder: Path) -> list[Annotated]:
    """Read another annotated corpus: ``gold.csv`` (spans in ``texts/*.txt``); [] where none is."""
    if not (folder / "gold.csv").is_file():
        return []
    rows: dict[str, list[Row]] = {}
    with (folder / "gold.csv").open(encoding="utf-8-sig", newline="") as file:
        for r in csv.DictReader(file):
            value = float(r["value"]) if r["value"] else None
            place = int(r["start"]), int(r["end"])
            row = Row(*place, r["code"], r["scope"], value, r["qualifier"])
            rows.setdefault(r["report"], []).append(row)
    texts = {n: (folder / "texts" / f"{n}.txt").read_bytes().decode("utf-8") for n in sorted(rows)}
    kinds = {n: "gold passage" if n.startswith("passage") else "gold report" for n in texts}
    return [Annotated(n, kinds[n], text, tuple(rows[n])) for n, text in texts.items()]


def unmark(marked: str, name: str, kind: str) -> Annotated:
    """Return the plain text and its rows.

    >>> unmark("共⟦87件|other|county-year|87|件|exact⟧。", "x", "wording").rows
    (Row(start=1, end=4, code='other', scope='county-year', value=87.0, qualifier='exact'),)
    """
    plain, rows, at = "", [], 0
    for mark in MARK.finditer(marked):
        plain += marked[at : mark.start()]
        surface, _, said = mark[1].partition("|")
        start, end = len(plain), len(plain) + len(surface)
        rows += [_row(start, end, record, name) for record in said.split("‖")]
        plain, at = plain + surface, mark.end()
    return Annotated(name, kind, plain + marked[at:], tuple(rows))


def _row(start: int, end: int, record: str, name: str) -> Row:
    if record == TRAP:
        return Row(start, end, TRAP)
    fields = record.split("|")
    if len(fields) != FIELDS:
        raise ValueError(f"{name}: a mark needs code|scope|value|unit|qualifier, not {record!r}")
    code, scope, value, _, qualifier = fields
    return Row(start, end, code, scope, float(value), qualifier)


def digest(corpus: list[Annotated]) -> str:
    """Return a short digest of all texts and rows: floors hold for one corpus only."""
    return hashlib.sha256(repr(corpus).encode()).hexdigest()[:16]
