"""Near-duplicate sentences: MinHash of long shingles for candidates, alignment for proof.

Likeness is twice the letters in common order over the letters of both: normalised Indel similarity.

Source: Broder 1997 (MinHash); Indyk & Motwani 1998 (locality-sensitive hashing).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance.Indel import normalized_similarity

from analysis.texts.reuse.letters import Hashes, Letters, Numbers, mixed

SHINGLE = 8  # letters; two sentences of 40 letters with two words changed share a third of them
BANDS = 6  # hashes, each a band of its own: 91 % of pairs with a third of shingles alike meet
ALIKE = (
    0.8  # share of letters in common order, of both sentences' mean length, that counts as reuse
)
SHORTEST = 12  # letters under which a sentence says too little to be anybody's
_NONE = np.uint32(0xFFFFFFFF)
_ALL_BITS = 0xFFFFFFFFFFFFFFFF
_PAIRS = 1 << 16
_BLOCK = 1 << 20  # letters that are hashed at a time: 8 MB an array


def near_leaders(letters: Letters, order: Numbers) -> Numbers:
    """Return for each sentence the one it is a copy of: itself, or an earlier one that is alike.

    Sentences of equal masked letters share their leader; others have a leader only where an
    alignment proves the likeness. Sentences under ``SHORTEST`` are their own.

    Args:
        letters: the sentences.
        order: their numbers, those that came first first.
    """
    rank = rank_of(order)
    first = _first_of_equal(letters, order)
    own = first == np.arange(len(first), dtype=np.int32)
    alone = np.flatnonzero(own & (letters.sizes >= SHORTEST)).astype(np.int32)
    alone = alone[np.argsort(rank[alone])]
    leader, leads = first.copy(), np.zeros(len(first), bool)
    for one, other in _candidates(letters, alone):
        swap = rank[one] > rank[other]
        early, late = np.where(swap, other, one), np.where(swap, one, other)
        open_yet = (leader[late] == late) & ~leads[late] & (leader[early] != late)
        for source, copy in _pairs(early[open_yet], late[open_yet]):
            if leader[copy] != copy or leads[copy]:
                continue
            origin = int(leader[source])  # a chain of small changes must not end elsewhere
            if origin != copy and alike(letters.text(origin), letters.text(copy), ALIKE):
                leader[copy] = origin
                leads[origin] = True
    return leader[first]


def _pairs(one: Numbers, other: Numbers) -> Iterator[tuple[int, int]]:
    """Yield pairs as plain numbers, of which a band has too many to make all at once."""
    for n in range(0, len(one), _PAIRS):
        yield from zip(one[n : n + _PAIRS].tolist(), other[n : n + _PAIRS].tolist(), strict=True)


def rank_of(order: Numbers) -> Numbers:
    """Return for each number its place in an order."""
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank


def _first_of_equal(letters: Letters, order: Numbers) -> Numbers:
    """Return for each sentence the first one of the same masked letters."""
    masked = letters.masked[order]
    place = np.argsort(masked, kind="stable").astype(np.int32)
    masked = masked[place]
    opens = np.ones(len(place), bool)
    opens[1:] = masked[1:] != masked[:-1]
    sources = order[place]
    at = np.maximum.accumulate(np.where(opens, np.arange(len(place), dtype=np.int32), 0))
    first = np.empty(len(order), np.int32)
    first[sources] = sources[at]
    short = letters.sizes < SHORTEST
    first[short] = np.flatnonzero(short)
    return first


def _candidates(letters: Letters, numbers: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield, band by band, pairs of sentences: each with the first that shares it and the last."""
    sizes = letters.sizes
    for keys in _bands(letters, numbers):
        place = np.argsort(keys, kind="stable").astype(np.int32)
        ordered, who = keys[place], numbers[place]
        same = (ordered[1:] == ordered[:-1]) & (ordered[1:] != _NONE)
        opens = np.concatenate([[True], ~same])
        first = np.maximum.accumulate(np.where(opens, np.arange(len(who), dtype=np.int32), 0))
        at = np.flatnonzero(same) + 1
        for partner in (first[at], at - 1):
            a, b = who[partner], who[at]
            fits = 2 * np.minimum(sizes[a], sizes[b]) >= ALIKE * (sizes[a] + sizes[b])
            yield a[fits], b[fits]


def _bands(letters: Letters, numbers: Numbers) -> Iterator[NDArray[np.uint32]]:
    """Yield for each band the least hash of each sentence's shingles.

    32 bits are enough: among three million sentences some thousand pairs meet by chance, and none
    of them survives the alignment.
    """
    signature = np.full((BANDS, len(numbers)), _NONE, np.uint32)
    sizes = letters.sizes[numbers]
    edges = np.searchsorted(
        np.cumsum(sizes, dtype=np.int64), np.arange(0, int(sizes.sum()) + _BLOCK, _BLOCK)
    )
    for a, b in pairwise(edges.tolist()):
        if b > a:
            signature[:, a:b] = _least(letters, numbers[a:b])
    yield from signature


def _least(letters: Letters, numbers: Numbers) -> NDArray[np.uint32]:
    sizes = letters.sizes[numbers]
    ends = np.cumsum(sizes)
    starts = ends - sizes
    within = np.arange(int(ends[-1])) - np.repeat(starts, sizes)
    codes = letters.codes[np.repeat(letters.starts[numbers], sizes) + within].astype(np.uint64)
    shingles = _rolled(mixed(codes))
    whole = within[: len(shingles)] <= (np.repeat(sizes, sizes) - SHINGLE)[: len(shingles)]
    # Well mixed shingles times an odd number are as good as hashed anew (multiplicative hashing).
    chosen = mixed(shingles[whole])
    factors = mixed(np.arange(BANDS, dtype=np.uint64)) | np.uint64(1)
    found = np.empty((BANDS, len(numbers)), np.uint32)
    for band in range(BANDS):
        hashed = np.full(int(ends[-1]), _NONE, np.uint32)
        hashed[: len(shingles)][whole] = (chosen * factors[band]) >> np.uint64(32)
        found[band] = np.minimum.reduceat(hashed, starts)
    return found


def _rolled(codes: Hashes) -> Hashes:
    """Return a hash of each run of ``SHINGLE`` letters, by doubling."""
    size, factor = 1, 0x100000001B3
    while size < SHINGLE:
        codes = codes[:-size] * np.uint64(factor) + codes[size:]
        factor = factor * factor & _ALL_BITS
        size *= 2
    return codes


def alike(a: str, b: str, least: float = 0.0) -> float:
    """Return the letters two sentences have in common order, over their mean length.

    Args:
        a: a sentence.
        b: another.
        least: below it 0 is returned, sooner.

    >>> alike("全县受理案件", "全县办理案件"), alike("甲", "乙")
    (0.8333333333333334, 0.0)
    """
    return normalized_similarity(a, b, score_cutoff=least) if a or b else 0.0
