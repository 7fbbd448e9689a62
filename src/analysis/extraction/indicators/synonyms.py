"""Words that offices use for one thing: a phrase with one of them stands for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from analysis.config_tables import complain, read_rows

Synonyms = Mapping[str, tuple[str, ...]]
COLUMNS = ("word", "also")
OPTIONAL = ("note",)


def load_synonyms(path: Path) -> Synonyms:
    """Read the table of synonyms: a word of the codebook, and what else is written for it.

    A study without that table has none.

    Raises:
        ConfigError: as ``read_rows``; and, with its line, a duplicate word or one without others.
    """
    if not path.is_file():
        return {}
    found: dict[str, tuple[str, ...]] = {}
    faults: list[str] = []
    for row in read_rows(path, COLUMNS, OPTIONAL):
        word, also = row.cells["word"], tuple(w for w in row.cells["also"].split("|") if w)
        if word in found:
            faults.append(f'line {row.line}: duplicate word "{word}"')
        if not also:
            faults.append(f'line {row.line} ({word}): the column "also" is empty')
        found[word] = also
    complain(path, faults)
    return found


def spelt(phrase: tuple[str, ...], synonyms: Synonyms) -> Iterator[tuple[str, ...]]:
    """Yield a phrase in all spellings, its own first.

    >>> list(spelt(("案卷", "合格"), {"案卷": ("卷宗",)}))
    [('案卷', '合格'), ('卷宗', '合格')]
    """
    yield from product(*(tuple(_spellings(token, synonyms)) for token in phrase))


def _spellings(token: str, synonyms: Synonyms) -> Iterator[str]:
    yield token
    for word, also in synonyms.items():
        if word in token:
            yield from (token.replace(word, other) for other in also if other not in token)
