"""Draw a stratified sample of numbers for human coders, from the ledger of all that were read.

The ledger says how many numbers of each kind every document holds, so numbers are drawn by their
place in it, and only the documents that were hit are read again: a study of 30,000 reports is
sampled in the time that reading some hundred takes, and no table of all numbers is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heapreplace
from math import sqrt
from random import Random

import pandas as pd

from analysis.errors import TableError
from analysis.extraction.indicators import Codebook
from analysis.extraction.ledger import Line, ledger
from analysis.records import Document, Extraction
from analysis.text.sentences import around

SHARES = {"coded": 0.5, "other": 0.4, "not_a_quantity": 0.1}  # of the sample
KIND_OF = {"used": "coded", "aside": "coded", "other": "other", "not_a_quantity": "not_a_quantity"}
LEAST = 2  # rows of a stratum, so that it says something of its spread


@dataclass(frozen=True, slots=True, order=True)
class Stratum:
    """Numbers of one kind, dimension (of coded ones) and year ("" where years are together)."""

    kind: str
    dimension: str
    year: str


@dataclass(frozen=True, slots=True)
class Item:
    """One number of the sample: what coders see of it, and what the program read (the key)."""

    id: str
    county: str
    year: int
    file: str
    section: str
    before: str
    quote: str
    after: str
    document_id: str
    start: int
    end: int
    kind: str
    dimension: str
    stratum_year: str
    population: int
    drawn: int
    codes: tuple[str, ...]
    value: float | None
    unit: str
    scope: str

    @property
    def probability(self) -> float:
        """The chance that this number had of being drawn."""
        return self.drawn / self.population


@dataclass(frozen=True)
class Draw:
    """Which numbers were drawn: for each document the strata and places in them."""

    sizes: dict[Stratum, tuple[int, int]]  # population, drawn
    picks: dict[str, list[tuple[Stratum, int]]]
    counts: dict[tuple[str, Stratum], int]  # numbers of each document and stratum


def strata(
    ledger_rows: pd.DataFrame, documents: pd.DataFrame, by_year: bool
) -> dict[Stratum, dict[str, int]]:
    """Return how many numbers of each stratum each used document holds, in order of their ids."""
    used = documents[documents["status"] == "used"]
    years = dict(zip(used["document_id"], used["year"], strict=True))
    found: dict[Stratum, dict[str, int]] = {}
    rows = ledger_rows[ledger_rows["document_id"].isin(years)].sort_values("document_id")
    for document, kind, detail, count in rows.itertuples(index=False):
        group = KIND_OF[kind]
        dimension = detail if group == "coded" else ""
        own = found.setdefault(
            Stratum(group, dimension, str(years[document]) if by_year else ""), {}
        )
        own[document] = own.get(document, 0) + int(count)
    return dict(sorted(found.items()))


def allocate(populations: Mapping[Stratum, int], size: int) -> dict[Stratum, int]:
    """Return how many rows to draw from each stratum.

    Each kind gets its share of ``SHARES``, within it a stratum in proportion to the root of its
    population (between equal precision for each and for the whole; Bankier 1988, The American
    Statistician 42, 174–177, power allocation with exponent ½); none more than it holds, and each
    two at least where the size allows.

    >>> a, b = Stratum("coded", "D1", ""), Stratum("coded", "D2", "")
    >>> allocate({a: 400, b: 100}, 30) == {a: 20, b: 10}
    True
    """
    whole: dict[str, float] = {}
    for s, n in populations.items():
        whole[s.kind] = whole.get(s.kind, 0.0) + sqrt(n)
    wanted = {s: SHARES[s.kind] * sqrt(n) / whole[s.kind] for s, n in populations.items()}
    least = LEAST if LEAST * len(populations) <= size else 1
    drawn = {s: min(least, n) for s, n in populations.items()}
    queue = [(-wanted[s] / (drawn[s] + 0.5), s) for s, n in populations.items() if drawn[s] < n]
    heapify(queue)
    left = min(size, sum(populations.values())) - sum(drawn.values())
    while left > 0:
        s = queue[0][1]
        drawn[s] += 1
        left -= 1
        full = drawn[s] == populations[s]
        heapreplace(queue, (1.0 if full else -wanted[s] / (drawn[s] + 0.5), s))
    return drawn


def draw(ledger_rows: pd.DataFrame, documents: pd.DataFrame, size: int, seed: int) -> Draw:
    """Draw ``size`` numbers; equal tables, sizes and seeds give equal draws.

    Strata are kind × dimension × year, without years where the size is under four rows a stratum.

    Raises:
        TableError: there is nothing to draw from, or fewer rows than strata are asked for.
    """
    found = strata(ledger_rows, documents, by_year=True)
    if size < 4 * len(found):
        found = strata(ledger_rows, documents, by_year=False)
    if not found:
        raise TableError("no county report was read, so there is no number to sample")
    if size < len(found):
        raise TableError(f"a sample of {size} is smaller than its {len(found)} strata")
    populations = {s: sum(own.values()) for s, own in found.items()}
    drawn = allocate(populations, size)
    picks: dict[str, list[tuple[Stratum, int]]] = {}
    for s, own in found.items():
        rng = Random(f"{seed}|{s.kind}|{s.dimension}|{s.year}")
        for document, place in _places(own, sorted(rng.sample(range(populations[s]), drawn[s]))):
            picks.setdefault(document, []).append((s, place))
    sizes = {s: (populations[s], drawn[s]) for s in found}
    counts = {(d, s): n for s, own in found.items() for d, n in own.items()}
    return Draw(sizes, picks, counts)


def _places(own: Mapping[str, int], numbers: Sequence[int]) -> Iterable[tuple[str, int]]:
    """Turn numbers within a stratum into documents and places within them."""
    begin, at = 0, 0
    for document, count in own.items():
        while at < len(numbers) and numbers[at] < begin + count:
            yield document, numbers[at] - begin
            at += 1
        begin += count


def items(
    drawn: Draw, extractions: Iterable[Extraction], names: Mapping[str, str], codebook: Codebook,
    seed: int,
) -> list[Item]:  # fmt: skip
    """Return the sample in random order, so that neighbours tell coders nothing.

    Args:
        drawn: what to take.
        extractions: the documents that were hit, read again.
        names: document → file, as in table ``documents``.
        codebook: the indicators.
        seed: as given to :func:`draw`.

    Raises:
        TableError: a document holds other numbers than the ledger says.
    """
    found: list[Item] = []
    for e in sorted(extractions, key=lambda e: e.document.document_id):
        document, lines = e.document, ledger(e, codebook)
        for s, place in drawn.picks[document.document_id]:
            own = [n for n in lines if _belongs(n, s)]
            if len(own) != drawn.counts[document.document_id, s]:
                raise TableError(
                    f"{document.file} is read otherwise than it was; run: fazhi ingest"
                )
            file = names[document.document_id]
            found.append(_item(own[place], s, drawn.sizes[s], document, file))
    Random(f"{seed}|order").shuffle(found)
    width = max(4, len(str(len(found))))
    return [replace(i, id=f"{n:0{width}d}") for n, i in enumerate(found, start=1)]


def _belongs(line: Line, s: Stratum) -> bool:
    return KIND_OF[line.kind] == s.kind and (s.kind != "coded" or line.detail == s.dimension)


def _item(line: Line, s: Stratum, sizes: tuple[int, int], document: Document, file: str) -> Item:
    q = line.quantity
    before, after = around(document.text, q.span)
    section = document.section_at(q.span.start)
    return Item(
        id="",
        county=document.county or "",
        year=document.year or 0,
        file=file,
        section=section.heading if section else "",
        before=before,
        quote=q.text,
        after=after,
        document_id=document.document_id,
        start=q.span.start,
        end=q.span.end,
        kind=line.kind,
        dimension=s.dimension,
        stratum_year=s.year,
        population=sizes[0],
        drawn=sizes[1],
        codes=line.codes,
        value=q.value,
        unit=q.unit,
        scope=str(q.scope) if s.kind == "coded" else "",
    )
