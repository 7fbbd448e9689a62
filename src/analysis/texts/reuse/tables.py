"""Tables of reuse: every reused sentence beside its source, and the shares of each report."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.tables.contracts_texts import REUSE, REUSE_SHARES
from analysis.texts.reports import names_of
from analysis.texts.reuse.letters import Letters, Numbers, letters_of, mixed
from analysis.texts.reuse.near import SHORTEST, alike, near_leaders
from analysis.texts.reuse.sources import (
    NOWHERE,
    Sources,
    Texts,
    find_sources,
    time_order,
)

PARTS = ("upper", "own", "other", "taken", "any", "formula", "figures")
"""Letters in sentences that stand in an upper text, in the county's own earlier reports, in another
county's report, in one that came earlier, in any of these, in many counties' reports, or that share
their figures with another county or year."""

FORMULA = 0.2  # a sentence of so many of the counties is a formula of the genre
FEWEST = 3  # … and of at least so many counties
_NO_FIGURE = re.compile(
    r"《[^》]*》|“[^”]*”|(?:19|20)\d\d\s*[年—－–-]|〔[^〕]*〕\s*\d*|第\s*\d+|\d{1,2}\s*[月日]|12345|12348"
)
_FIGURE = re.compile(r"\d")
_DIRECTIONS = {1: "taken", -1: "given", 0: "unknown"}


@dataclass(frozen=True)
class Reuse:
    """What was found: the sentences by number, and where they may come from.

    The sentences themselves stay where they are: a study's may not fit in memory beside this.

    Attributes:
        places: for each sentence its document, as a row of ``documents``.
        starts: where each begins in its document.
        ends: where each ends.
        letters: the sentences, masked.
        sources: where the words may come from.
        figures: where words and figures may come from.
        documents: table DOCUMENTS.
    """

    places: Numbers
    starts: Numbers
    ends: Numbers
    letters: Letters
    sources: Sources
    figures: Sources
    documents: pd.DataFrame


def find_reuse(
    documents: pd.DataFrame, sentences: Iterable[pd.DataFrame], counties: pd.DataFrame
) -> Reuse:
    """Find the sentences of reports that stand elsewhere too.

    Args:
        documents: table DOCUMENTS.
        sentences: table SENTENCES in pieces, the sentences of a county together.
        counties: table COUNTIES.
    """
    told = documents.reset_index(drop=True)
    spans = _Spans(told["document_id"])
    letters = letters_of(_blocks(map(spans.take, sentences), counties))
    places, starts, ends = spans.arrays()
    texts = _texts(told)
    order = time_order(places, texts)
    leaders = near_leaders(letters, order)
    same = _with_figures(leaders, letters)
    return Reuse(
        places=places,
        starts=starts,
        ends=ends,
        letters=letters,
        sources=find_sources(leaders, places, order, texts),
        figures=find_sources(same, places, order, texts),
        documents=told,
    )


class _Spans:
    """Where sentences stand, gathered while they pass by."""

    def __init__(self, documents: pd.Series[str]) -> None:
        self._known = pd.Index(documents)
        self._places, self._starts, self._ends = array("i"), array("i"), array("i")

    def take(self, piece: pd.DataFrame) -> pd.DataFrame:
        """Note where the sentences of a piece stand, and hand it on."""
        codes, names = pd.factorize(piece["document_id"])
        places = self._known.get_indexer(names)[codes]
        self._places.frombytes(places.astype(np.int32).tobytes())
        self._starts.frombytes(piece["start"].to_numpy(np.int32).tobytes())
        self._ends.frombytes(piece["end"].to_numpy(np.int32).tobytes())
        return piece

    def arrays(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return documents, starts and ends of all."""
        places, starts, ends = (
            np.frombuffer(part, np.int32) for part in (self._places, self._starts, self._ends)
        )
        return places, starts, ends


def _blocks(
    pieces: Iterable[pd.DataFrame], counties: pd.DataFrame
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield the sentences of one county after another, with the names to be masked in them."""
    names = names_of(counties)
    for piece in pieces:
        codes, counted = pd.factorize(piece["county_code"])
        edges = np.flatnonzero(np.diff(codes, prepend=-1, append=-1)).tolist()
        for a, b in pairwise(edges):
            yield piece["text"].iloc[a:b].tolist(), names.get(str(counted[codes[a]]), [])


def _texts(told: pd.DataFrame) -> Texts:
    """Return the documents as numbers; reports are those that are used."""
    used = (told["status"] == "used").to_numpy()
    county, _ = pd.factorize(told["county_code"].fillna(""))
    published = pd.to_datetime(told["published"], errors="coerce")
    since = (published - pd.Timestamp("1970-01-01")).dt.days
    appeared = (published.dt.year - 1).to_numpy(float)
    year = np.nan_to_num(np.where(told["year"].isna(), appeared, told["year"].to_numpy(float)))
    return Texts(
        county=np.where(used, county, NOWHERE).astype(np.int32),
        year=year.astype(np.int32),
        day=since.fillna(NOWHERE).to_numpy().astype(np.int32),
    )


def _with_figures(leaders: Numbers, letters: Letters) -> Numbers:
    """Return groups of copies with equal digits; a sentence without digits is its own."""
    key = mixed(leaders.astype(np.uint64)) ^ letters.figures
    group = np.unique(key, return_inverse=True)[1].astype(np.int32)
    alone = (letters.figures == 0) | (letters.sizes < SHORTEST)
    return np.where(alone, np.int32(-1), group)


def reuse_table(found: Reuse, texts: pd.Series[str]) -> pd.DataFrame:
    """Return table REUSE: a row for each source of each reused sentence.

    Args:
        found: of ``find_reuse``.
        texts: column ``text`` of table SENTENCES.
    """
    parts = [_of_source(found, source, texts) for source in ("upper", "own", "other")]
    table = pd.concat(parts, ignore_index=True)
    return REUSE.check(table.sort_values(["document_id", "start", "source"]))


def _of_source(found: Reuse, source: str, texts: pd.Series[str]) -> pd.DataFrame:
    plain: Numbers = getattr(found.sources, source)
    figured: Numbers = getattr(found.figures, source)
    reused = np.flatnonzero(plain != NOWHERE)
    # A source with the same figures says more than the earliest one.
    origin = np.where(figured[reused] != NOWHERE, figured[reused], plain[reused])
    taken = np.where(
        figured[reused] != NOWHERE, found.figures.taken[reused], found.sources.taken[reused]
    )
    one, two = (_placed(found, numbers, texts) for numbers in (reused, origin))
    own = one.assign(
        source=source,
        kind=_kinds(one["quote"].tolist(), found, reused, origin),
        likeness=_likeness(found.letters, reused, origin),
        direction=[_DIRECTIONS[int(t)] for t in taken] if source == "other" else "taken",
        counties=found.sources.counties[reused],
    )
    theirs = two.rename(columns={"county_code": "county"}).add_prefix("source_")
    return pd.concat([own, theirs], axis=1)[list(REUSE.columns)]


def _placed(found: Reuse, numbers: Numbers, texts: pd.Series[str]) -> pd.DataFrame:
    """Return sentences with their places."""
    told = found.documents.iloc[found.places[numbers]].reset_index(drop=True)
    return pd.DataFrame(
        {
            "county_code": told["county_code"].fillna(""),
            "year": told["year"],
            "document_id": told["document_id"],
            "start": found.starts[numbers],
            "end": found.ends[numbers],
            "quote": texts.iloc[numbers].to_numpy(),
        }
    )


def _kinds(texts: list[str], found: Reuse, reused: Numbers, origin: Numbers) -> list[str]:
    figures = found.letters.figures
    same = figures[reused] == figures[origin]
    return [
        "same words"
        if not _FIGURE.search(_NO_FIGURE.sub("", text))
        else "copied figures"
        if equal
        else "template"
        for text, equal in zip(texts, same, strict=True)
    ]


def _likeness(letters: Letters, reused: Numbers, origin: Numbers) -> NDArray[np.float64]:
    """Return how alike each sentence and its source are; equal letters need no alignment."""
    likeness = np.ones(len(reused))
    for n in np.flatnonzero(letters.masked[reused] != letters.masked[origin]):
        likeness[n] = alike(letters.text(int(reused[n])), letters.text(int(origin[n])))
    return likeness


def share_table(found: Reuse) -> pd.DataFrame:
    """Return table REUSE_SHARES: of each report the shares of ``PARTS``."""
    told, sources = found.documents, found.sources
    report = (told["county_code"].fillna("") != "").to_numpy()[found.places]
    sizes = np.where(report & (found.letters.sizes >= SHORTEST), found.letters.sizes, 0)
    counties = int(told.loc[told["status"] == "used", "county_code"].nunique())
    flags = {
        "upper": sources.upper != NOWHERE,
        "own": sources.own != NOWHERE,
        "other": sources.other != NOWHERE,
        "taken": _taken(sources),
        "formula": sources.counties >= max(FEWEST, FORMULA * counties),
        "figures": (found.figures.own != NOWHERE) | (found.figures.other != NOWHERE),
    }
    flags["any"] = from_elsewhere(found)
    places, count = found.places, len(told)
    letters = np.bincount(places, sizes, count)
    shares = {part: np.bincount(places[flags[part]], sizes[flags[part]], count) for part in PARTS}
    long = (
        told.assign(**{part: sums / np.maximum(letters, 1) for part, sums in shares.items()})[
            letters > 0
        ]
        .melt(["county_code", "year"], list(PARTS), var_name="part", value_name="share")
        .sort_values(["county_code", "year", "part"])
    )
    return REUSE_SHARES.check(long[list(REUSE_SHARES.columns)])


def from_elsewhere(found: Reuse) -> NDArray[np.bool_]:
    """Return which sentences stood in a source before: upper text, own report, another county's."""
    sources = found.sources
    before: NDArray[np.bool_] = (sources.upper != NOWHERE) | (sources.own != NOWHERE)
    return before | _taken(sources)


def _taken(sources: Sources) -> NDArray[np.bool_]:
    taken: NDArray[np.bool_] = (sources.other != NOWHERE) & (sources.taken == 1)
    return taken


def formulas(found: Reuse) -> NDArray[Any]:
    """Return which sentences are formulas of the genre: many counties have them."""
    told = found.documents
    counties = int(told.loc[told["status"] == "used", "county_code"].nunique())
    many: NDArray[Any] = found.sources.counties >= max(FEWEST, FORMULA * counties)
    return many
