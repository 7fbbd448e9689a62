"""The codebook 指标手册: one row per indicator, read from ``config/indicators.csv``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import inf
from pathlib import Path

from analysis.config_tables import complain, read_rows
from analysis.errors import ConfigError, nearest
from analysis.records import DIMENSIONS
from analysis.text.display import with_chinese_brackets

COLUMNS = (
    "code", "name_zh", "name_en", "dimension", "kind", "unit", "role", "direction",
    "ratio_of", "denominator", "phrases", "traps", "core",
)  # fmt: skip
OPTIONAL = ("exclude", "also_units", "least", "most", "sum_of", "bodies", "acts", "counts")
RETIRED = ("saturates", "in_seed")  # of earlier codebooks; they may be there and mean nothing
KINDS = ("count", "rate", "amount", "flag")
ROLES = ("level", "progress", "context", "denominator")
ALLOWED = {"kind": KINDS, "role": ROLES, "dimension": DIMENSIONS, "direction": ("-1", "0", "1")}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the codebook.

    ``worded`` is what the file says of its ``phrases``; only those who match them need them apart.
    ``exclude`` are words that rule it out beside the figure (``.word``: in its own words only,
    ``^word``: anywhere before it in the sentence). ``ratio_of`` is ``(n, N)`` codes. ``bodies`` and
    ``acts`` say whose doing it is and what is done, ``counts`` the nouns that it counts.
    """

    code: str
    name_zh: str
    name_en: str
    dimension: str
    kind: str
    unit: str
    role: str
    direction: int
    ratio_of: tuple[str, str] | None
    denominator: str
    worded: str
    exclude: tuple[str, ...]
    also_units: frozenset[str]
    traps: str
    core: bool
    least: float = -inf
    most: float = inf
    sum_of: tuple[str, ...] = ()
    bodies: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """The wordings that name it: all tokens of one phrase must stand near the figure."""
        return _phrases(self.worded)

    def name(self, lang: str = "zh") -> str:
        """Return the indicator's name in ``zh`` or ``en``."""
        return self.name_zh if lang == "zh" else self.name_en


@dataclass(frozen=True)
class Codebook:
    """All indicators, by code and in order."""

    indicators: tuple[Indicator, ...]

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Indicator:
        if code not in self._by_code:
            raise ConfigError(
                f'no indicator "{code}" in the codebook{nearest(code, self._by_code)}'
            )
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}


def load_codebook(path: Path) -> Codebook:
    """Read the codebook.

    Raises:
        ConfigError: as ``read_rows``; and, all together, each with its line: a duplicate code, an
            unknown kind, role, dimension or direction, a bound that is no number, an indicator
            without phrases or parts, a part that is no code.
    """
    rows = read_rows(path, COLUMNS, (*OPTIONAL, *RETIRED))
    complain(path, [fault for row in rows for fault in _row_faults(*row)])
    indicators = tuple(_indicator(row.cells) for row in rows)
    complain(path, list(_code_faults(indicators)))
    return Codebook(indicators)


def _row_faults(line: int, row: dict[str, str]) -> Iterator[str]:
    where = f"line {line} ({row['code']})"
    for column, valid in ALLOWED.items():
        if row[column] not in valid:
            said = f'{where}: {column} "{row[column]}" is not one of {", ".join(valid)}'
            yield f"{said}{nearest(row[column], valid)}"
    if row["ratio_of"] and row["ratio_of"].count("/") != 1:
        yield f'{where}: ratio_of "{row["ratio_of"]}" is not n/N'
    if not (row["phrases"] or row["ratio_of"] or row["sum_of"]):
        yield f"{where}: no phrases, ratio_of or sum_of, so that nothing could be read as it"
    for column in ("least", "most"):
        try:
            float(row[column] or 0)
        except ValueError:
            yield f'{where}: {column} "{row[column]}" is not a number'


def _indicator(row: dict[str, str]) -> Indicator:
    n, _, cases = row["ratio_of"].partition("/")
    return Indicator(
        code=row["code"],
        name_zh=with_chinese_brackets(row["name_zh"]),
        name_en=row["name_en"],
        dimension=row["dimension"],
        kind=row["kind"],
        unit=row["unit"],
        role=row["role"],
        direction=int(row["direction"]),
        ratio_of=(n, cases) if cases else None,
        denominator=row["denominator"],
        worded=row["phrases"],
        exclude=_listed(row, "exclude"),
        also_units=frozenset(_listed(row, "also_units")),
        traps=row["traps"],
        core=row["core"] == "1",
        least=float(row["least"] or -inf),
        most=float(row["most"] or inf),
        sum_of=tuple(c for c in row["sum_of"].split("+") if c),
        bodies=frozenset(_listed(row, "bodies")),
        acts=frozenset(_listed(row, "acts")),
        counts=frozenset(_listed(row, "counts")),
    )


def _listed(row: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(word for word in row[column].split("|") if word)


def _phrases(said: str) -> tuple[tuple[str, ...], ...]:
    """Read phrases: ``|`` between them, ``+`` between tokens, ``/`` between a token's variants.

    >>> _phrases("复议+受理/立案|收案")
    (('复议', '受理'), ('复议', '立案'), ('收案',))
    """
    written = (phrase.split("+") for phrase in said.split("|") if phrase)
    spelt = (product(*(token.split("/") for token in tokens)) for tokens in written)
    return tuple(dict.fromkeys(phrase for variants in spelt for phrase in variants))


def _code_faults(indicators: tuple[Indicator, ...]) -> Iterator[str]:
    codes = [indicator.code for indicator in indicators]
    for code in dict.fromkeys(c for c in codes if codes.count(c) > 1):
        yield f'duplicate code "{code}"'
    for indicator in indicators:
        if not indicator.least <= indicator.most:
            yield f"{indicator.code}: least is greater than most"
        for column in ("ratio_of", "sum_of"):
            for part in getattr(indicator, column) or ():
                if part not in codes:
                    yield f'{indicator.code}: {column} names "{part}"{nearest(part, codes)}'
