"""Where a sentence that stands elsewhere too comes from, and in which direction it went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.texts.reuse.letters import Numbers
from analysis.texts.reuse.near import rank_of

NOWHERE = -1


@dataclass(frozen=True)
class Texts:
    """The documents that sentences stand in, an entry a document.

    Attributes:
        county: a number for each county; ``NOWHERE`` for texts of other levels.
        year: reported on; of other texts the year before they appeared, so that what they say can
            stand in the report of the year they appeared in.
        day: of publication, as days since 1970; ``NOWHERE`` where it is not known.
    """

    county: Numbers
    year: Numbers
    day: Numbers


@dataclass(frozen=True)
class Sources:
    """For each sentence the sentence it may come from, or ``NOWHERE``.

    Attributes:
        upper: in a text of another level that was there before.
        own: in the county's last report before that holds it.
        other: in another county's report, the earliest one.
        taken: 1 where that other report came earlier, -1 where it came later, 0 where that cannot
            be told.
        counties: how many counties have the sentence.
    """

    upper: Numbers
    own: Numbers
    other: Numbers
    taken: Numbers
    counties: Numbers


def time_order(documents: Numbers, texts: Texts) -> Numbers:
    """Return the numbers of sentences, those of earlier documents first.

    A report without a date is taken to have come in the middle of the year after its own.
    """
    guess = (texts.year - 1969) * 365 + 182
    day = np.where(texts.day == NOWHERE, guess, texts.day)
    return np.argsort(day[documents], kind="stable").astype(np.int32)


def find_sources(leaders: Numbers, documents: Numbers, order: Numbers, texts: Texts) -> Sources:
    """Return where sentences may come from.

    Args:
        leaders: for each sentence the one it is a copy of, see ``near_leaders``.
        documents: for each sentence its document.
        order: of ``time_order``.
        texts: the documents.
    """
    # A sentence that stands once has no source.
    shared = np.flatnonzero(_counts(leaders) > 1).astype(np.int32)
    found = _of_shared(leaders[shared], documents[shared], rank_of(order)[shared], texts)
    everywhere = {
        name: np.full(len(leaders), NOWHERE, np.int32) for name in ("upper", "own", "other")
    }
    for name, values in everywhere.items():
        places = getattr(found, name)
        values[shared] = np.where(places == NOWHERE, NOWHERE, shared[places])
    taken, counties = np.zeros(len(leaders), np.int8), np.ones(len(leaders), np.int32)
    taken[shared], counties[shared] = found.taken, found.counties
    return Sources(**everywhere, taken=taken, counties=counties)


def _counts(leaders: Numbers) -> Numbers:
    """Return how many sentences share the leader of each; those below 0 are alone."""
    there = leaders >= 0
    counts = np.ones(len(leaders), np.int32)
    counts[there] = np.bincount(leaders[there]).astype(np.int32)[leaders[there]]
    return counts


def _of_shared(leaders: Numbers, documents: Numbers, rank: Numbers, texts: Texts) -> Sources:
    """Return the sources of sentences that stand more than once, by their places among them."""
    # Within a group of copies the earliest stands first.
    place = np.lexsort((rank, leaders)).astype(np.int32)
    groups = _Groups(leaders[place], texts.county[documents[place]])
    other = groups.earliest_of_another()
    upper = groups.earliest_upper()
    own = _own_before(leaders, documents, texts)
    back = np.empty(len(place), np.int32)
    back[place] = np.arange(len(place))

    def sentence(found: Numbers) -> Numbers:
        """Turn places in the sorted order into numbers of sentences."""
        return np.where(found == NOWHERE, NOWHERE, place[found])[back]

    others = sentence(other)
    county = texts.county[documents]
    reports = county != NOWHERE
    return Sources(
        upper=np.where(reports, _earlier(sentence(upper), documents, texts), NOWHERE),
        own=np.where(reports, own, NOWHERE),
        other=np.where(reports, others, NOWHERE),
        taken=_direction(others, documents, texts),
        counties=groups.counties()[back],
    )


class _Groups:
    """Sentences sorted by group and time."""

    def __init__(self, leaders: Numbers, county: Numbers) -> None:
        self._county = county
        new = np.concatenate([[True], leaders[1:] != leaders[:-1]]) if len(leaders) else leaders
        self._group = np.cumsum(new) - 1
        self._starts = np.flatnonzero(new)

    def _first(self, chosen: NDArray[np.bool_]) -> Numbers:
        """Return for each group the place of its first chosen sentence, else ``NOWHERE``."""
        count = len(self._starts)
        found = np.full(count, NOWHERE, np.int32)
        places = np.flatnonzero(chosen)[::-1]
        found[self._group[places]] = places  # the first of a group is written last
        return found

    def earliest_upper(self) -> Numbers:
        """Return for each sentence the first one of its group in a text of another level."""
        first: Numbers = self._first(self._county == NOWHERE)[self._group]
        return first

    def earliest_of_another(self) -> Numbers:
        """Return for each sentence the first one of its group in another county's report."""
        first = self._first(self._county != NOWHERE)[self._group]
        leading = np.where(first == NOWHERE, NOWHERE, self._county[first])
        second = self._first((self._county != NOWHERE) & (self._county != leading))[self._group]
        found: Numbers = np.where(self._county == leading, second, first)
        return found

    def counties(self) -> Numbers:
        """Return for each sentence how many counties have it."""
        width = int(self._county.max(initial=0)) + 1
        reports = self._county != NOWHERE
        pairs = np.unique(self._group[reports] * width + self._county[reports])
        counts: Numbers = np.bincount(pairs // width, minlength=len(self._starts))[self._group]
        return counts


def _own_before(leaders: Numbers, documents: Numbers, texts: Texts) -> Numbers:
    """Return the same sentence in the county's last report before, ``NOWHERE`` where none is."""
    county, year = texts.county[documents], texts.year[documents]
    place = np.lexsort((year, county, leaders)).astype(np.int32)
    sorted_year = year[place]
    new = np.ones(len(place), bool)
    same = (leaders[place][1:] == leaders[place][:-1]) & (county[place][1:] == county[place][:-1])
    new[1:] = ~same
    # The first sentence of each year within the run; the place before it is of an earlier year.
    turn = new.copy()
    turn[1:] |= sorted_year[1:] != sorted_year[:-1]
    at = np.maximum.accumulate(np.where(turn, np.arange(len(place)), 0))
    before = np.where(new[at], NOWHERE, place[at - 1])
    found = np.empty(len(place), np.int32)
    found[place] = before
    return found


def _earlier(found: Numbers, documents: Numbers, texts: Texts) -> Numbers:
    """Keep the sources that were there before; where a date is missing, the years must allow it."""
    mine, theirs = documents, documents[found]
    known = (texts.day[mine] != NOWHERE) & (texts.day[theirs] != NOWHERE)
    fits = np.where(
        known, texts.day[theirs] <= texts.day[mine], texts.year[theirs] <= texts.year[mine]
    )
    return np.where((found != NOWHERE) & fits, found, NOWHERE)


def _direction(found: Numbers, documents: Numbers, texts: Texts) -> Numbers:
    """Return 1 where the other report came earlier, -1 later, 0 where that cannot be told."""
    mine, theirs = documents, documents[found]
    known = (texts.day[mine] != NOWHERE) & (texts.day[theirs] != NOWHERE)
    by_day = np.sign(texts.day[mine] - texts.day[theirs])
    by_year = np.sign(texts.year[mine] - texts.year[theirs])
    return np.where(found == NOWHERE, 0, np.where(known, by_day, by_year))
