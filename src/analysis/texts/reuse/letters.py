"""Sentences as arrays of masked letters, so that millions are compared at once.

A letter is a code unit of UTF-16. White space and punctuation are dropped, full-width signs are
folded, every run of digits or Chinese numerals becomes one mark, the words 县, 区, 市 and 旗 one
letter, and the names of the county and its prefecture another: what is left is what a template
would be.
"""

from __future__ import annotations

from array import array
from codecs import utf_16_le_decode  # bytes.decode looks it up each time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.text.fold import fold

Codes = NDArray[np.uint16]
Hashes = NDArray[np.uint64]
Numbers = NDArray[np.signedinteger[Any]]  # of 32 bits where there is one for each sentence

END = "\x00"  # between sentences
PLACE = "\x01"  # stands for the names of the county and its prefecture
NUMBER = 2
_DIGIT, _NUMERAL, _STOPS, _IS, _OPENS = range(1, 6)  # what may number a sentence
_HAN_DIGITS = "零〇一二三四五六七八九十百千万亿两"
_RANKS = "县区市旗"
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that powers never vanish (golden ratio, Knuth)


@dataclass(frozen=True)
class Letters:
    """Masked sentences one after another.

    Attributes:
        codes: the letters of all sentences.
        starts: where each sentence begins in ``codes``; one more entry than there are sentences.
        masked: a hash of each sentence's letters.
        figures: a hash of each sentence's Arabic digits, in order; 0 where it has none.
    """

    codes: Codes
    starts: NDArray[np.int64]
    masked: Hashes
    figures: Hashes

    @cached_property
    def sizes(self) -> NDArray[np.int32]:
        """Letters of each sentence."""
        return np.diff(self.starts).astype(np.int32)

    def text(self, number: int) -> str:
        """Return the masked letters of a sentence."""
        part = self.codes[self.starts[number] : self.starts[number + 1]]
        return utf_16_le_decode(part.tobytes(), "replace")[0]


def letters_of(blocks: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Letters:
    """Mask sentences that come in blocks, each with the names to be masked in it.

    >>> made = letters_of([(["潢川县受理案件87件。", "商城县 受理案件9件"], ["潢川县", "商城县"])])
    >>> bool(made.masked[0] == made.masked[1]), bool(made.figures[0] == made.figures[1])
    (True, False)
    """
    codes = array("H")  # grows in place: the letters of a study are never held twice
    sizes, masked, figures = array("i"), array("Q"), array("Q")
    for sentences, names in blocks:
        if len(sentences):
            made = _block(sentences, names)
            codes.frombytes(made[0].tobytes())
            sizes.frombytes(made[1].tobytes())
            masked.frombytes(made[2].tobytes())
            figures.frombytes(made[3].tobytes())
    return Letters(
        np.frombuffer(codes, np.uint16),
        np.concatenate([[0], np.cumsum(np.frombuffer(sizes, np.int32), dtype=np.int64)]),
        np.frombuffer(masked, np.uint64),
        np.frombuffer(figures, np.uint64),
    )


def _block(
    sentences: Sequence[str], names: Sequence[str]
) -> tuple[Codes, NDArray[np.int32], Hashes, Hashes]:
    text = END.join([*sentences, ""])
    for name in names:
        if name:
            text = text.replace(name, PLACE)
    raw = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    ends = raw == 0
    counted = _list_numbers(raw, ends)
    mapped = np.where(counted, 0, _table()[raw])
    digits = np.where(counted, 0, _digits()[raw])
    figures = _hash(digits, digits != 0, ends)
    number = mapped == NUMBER
    number[1:] &= mapped[:-1] == NUMBER  # all of a run but its first
    kept = (mapped != 0) & ~number
    masked = _hash(mapped, kept, ends)
    counts = np.cumsum(kept)
    sizes = np.diff(counts[ends], prepend=0).astype(np.int32)
    return mapped[kept], sizes, masked, figures


def _list_numbers(raw: Codes, ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which letters number a sentence in a list: 7. or (3) or 七是, but not 7.5."""
    kinds = _kinds()[np.concatenate([raw, np.zeros(4, np.uint16)])]
    first = np.concatenate([[0], np.flatnonzero(ends)[:-1] + 1])
    at = first + (kinds[first] == _OPENS)
    last = at + 1 + (kinds[at + 1] == kinds[at])
    arabic = (kinds[at] == _DIGIT) & (kinds[last] == _STOPS) & (kinds[last + 1] != _DIGIT)
    chinese = (kinds[at] == _NUMERAL) & np.isin(kinds[last], (_STOPS, _IS))
    found = np.zeros(len(kinds), bool)
    for step in range(4):
        place = first + step
        found[place[(arabic | chinese) & (place <= last)]] = True
    return found[: len(raw)]


def _hash(codes: Codes, kept: NDArray[np.bool_], ends: NDArray[np.bool_]) -> Hashes:
    """Return a polynomial hash of the kept codes of each sentence; 0 where none is kept."""
    places = np.cumsum(kept)
    edges = places[ends]
    starts = np.concatenate([[0], edges[:-1]])
    chosen = codes[kept].astype(np.uint64)
    within = np.arange(len(chosen)) - np.repeat(starts, edges - starts)
    terms = mixed(chosen) * _powers(int(within.max(initial=0)) + 1)[within]
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms)])
    found: Hashes = sums[edges] - sums[starts]
    return found


def mixed(values: Hashes) -> Hashes:
    """Return well mixed 64-bit hashes of numbers (splitmix64; Steele, Lea & Flood 2014)."""
    z = values + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _powers(count: int) -> Hashes:
    return np.cumprod(np.full(count, _BASE, np.uint64)).astype(np.uint64)


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return what each code unit is at the head of a sentence in a list; 0 is nothing."""
    table = np.zeros(65536, np.uint8)
    signs = {
        _DIGIT: "0123456789０１２３４５６７８９",
        _NUMERAL: "一二三四五六七八九十",
        _STOPS: ".．、)）",
        _IS: "是",
        _OPENS: "(（",
    }
    for kind, known in signs.items():
        table[[ord(sign) for sign in known]] = kind
    return table


@cache
def _digits() -> Codes:
    """Return the half-width digit of each code unit, else 0."""
    table = np.zeros(65536, np.uint16)
    for code in (*range(0x30, 0x3A), *range(0xFF10, 0xFF1A)):
        table[code] = ord(fold(chr(code)))
    return table


@cache
def _table() -> Codes:
    """Return what each code unit becomes; 0 is dropped."""
    table = np.arange(65536, dtype=np.uint16)
    for code in range(65536):
        if 0xD800 <= code < 0xE000:
            continue
        folded = fold(chr(code))
        if len(folded.encode("utf-16-le", "surrogatepass")) != 2:
            continue
        table[code] = ord(folded) if folded.isalnum() else 0
        if folded in _HAN_DIGITS or folded.isdigit():
            table[code] = NUMBER
        if folded in _RANKS:
            table[code] = ord(_RANKS[0])
    table[ord(PLACE)] = ord(PLACE)
    return table
