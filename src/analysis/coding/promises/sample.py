"""Draw promises whose next report was read, some of each state, and keep what the program read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from analysis.coding.key import key_data, sample_id
from analysis.errors import ReportError, TableError

OF = "promises"  # what a key says that its sample is of
NO_PROMISE = "no_promise"  # the state of clauses that no report could show to be kept


@dataclass(frozen=True, slots=True)
class PromiseItem:
    """A clause of a plan: what coders see of it, and the state that the program read.

    ``file`` is the report that promises, ``next_file`` the one in which the coder looks;
    ``population`` and ``drawn`` are the clauses of its state, and how many of them were drawn.
    """

    id: str
    county: str
    year: int
    file: str
    section: str
    quote: str
    next_file: str
    state: str
    population: int
    drawn: int


@dataclass(frozen=True)
class PromiseKey:
    """A sample with the program's answers; ``reading`` is the digest of the reading sampled."""

    items: tuple[PromiseItem, ...]
    seed: int
    reading: str

    @property
    def sample(self) -> str:
        """The id of the sample, which stands in its workbook."""
        return sample_id(self.items)


def draw(
    promises: pd.DataFrame, documents: pd.DataFrame, size: int, seed: int
) -> tuple[PromiseItem, ...]:
    """Draw clauses of plans, of each state as many as of any other where it holds so many.

    Args:
        promises: table PROMISES.
        documents: table DOCUMENTS, for the names of counties and files.
        size: clauses at most.
        seed: equal tables, sizes and seeds give equal draws.

    Raises:
        TableError: no promise has a next report, or fewer rows than states are asked for.
    """
    followed = promises[promises["state"].notna()]
    if followed.empty:
        raise TableError("no promise has a report of the next year, so there is nothing to sample")
    states = followed["state"].where(followed["testable"], NO_PROMISE)
    populations = {str(s): int(n) for s, n in states.value_counts().sort_index().items()}
    if size < len(populations):
        raise TableError(f"a sample of {size} is smaller than its {len(populations)} states")
    drawn = allocate(populations, size)
    order = followed.sort_values(["document_id", "start", "end"])
    rng = Random(f"{seed}|promises")
    rows = [
        (state, row)
        for state, count in drawn.items()
        for row in _sampled(order[states[order.index] == state], count, rng)
    ]
    rng.shuffle(rows)
    names = documents.set_index("document_id")[["county", "file"]].to_dict("index")
    return tuple(
        _item(f"{n:04d}", row, names, (state, populations[state], drawn[state]))
        for n, (state, row) in enumerate(rows, start=1)
    )


def allocate(populations: Mapping[str, int], size: int) -> dict[str, int]:
    """Return how many rows to draw of each state: equally many, none more than there are.

    >>> allocate({"kept": 500, "partly": 100, "contradicted": 6}, 60)
    {'kept': 27, 'partly': 27, 'contradicted': 6}
    """
    found, left = {}, size
    for place, state in enumerate(sorted(populations, key=lambda s: (populations[s], s))):
        found[state] = min(populations[state], left // (len(populations) - place))
        left -= found[state]
    return {state: found[state] for state in populations}


def _sampled(rows: pd.DataFrame, count: int, rng: Random) -> list[dict[str, Any]]:
    places = sorted(rng.sample(range(len(rows)), count))
    return [{str(k): v for k, v in row.items()} for row in rows.iloc[places].to_dict("records")]


def _item(
    name: str,
    row: dict[str, Any],
    documents: Mapping[Any, Mapping[Any, Any]],
    read: tuple[str, int, int],
) -> PromiseItem:
    state, population, drawn = read
    own = documents[row["document_id"]]
    return PromiseItem(
        id=name,
        county=own["county"],
        year=int(row["year"]),
        file=own["file"],
        section=row["section"],
        quote=row["quote"],
        next_file=documents[row["next_document_id"]]["file"],
        state=state,
        population=population,
        drawn=drawn,
    )


def key_text(key: PromiseKey) -> str:
    """Return the key as JSON: what the sample is, and a line for each row."""
    head = {"sample": key.sample, "of": OF, "seed": key.seed, "reading": key.reading}
    rows = [json.dumps(asdict(i), ensure_ascii=False) for i in key.items]
    return f'{json.dumps(head)[:-1]}, "rows": [\n' + ",\n".join(rows) + "\n]}\n"


def read_key(path: Path) -> PromiseKey | None:
    """Read a key of promises; None where it is one of figures.

    Raises:
        ReportError: it cannot be read, is no key, or was changed.
    """
    data = key_data(path)
    if data.get("of") != OF:
        return None
    try:
        items = tuple(PromiseItem(**row) for row in data["rows"])
        key = PromiseKey(items, int(data["seed"]), str(data["reading"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ReportError(f"{path} is no key of a sample ({error!r})") from None
    if key.sample != data.get("sample"):
        raise ReportError(f"{path} was changed after the sample was drawn")
    return key
