"""The codebook 指标手册: one row per indicator, read from ``config/indicators.csv``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import inf
from pathlib import Path

from analysis.errors import ConfigError, nearest

COLUMNS = (
    "code", "name_zh", "name_en", "dimension", "kind", "unit", "role", "direction", "saturates",
    "ratio_of", "denominator", "phrases", "traps", "core", "in_seed",
)  # fmt: skip
OPTIONAL = ("exclude", "also_units", "least", "most", "sum_of", "bodies", "acts", "counts")
KINDS = ("count", "rate", "amount", "flag")
ROLES = ("level", "progress", "context", "denominator")


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
    saturates: bool
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
        ConfigError: naming the file, line and column: a missing or unknown column, a code that
            stands twice, an unknown kind, role or dimension, or a ``ratio_of`` without its codes.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _check_header(path, list(reader.fieldnames or []))
            rows = [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    indicators = tuple(_indicator(path, line, row) for line, row in rows)
    _check_codes(path, indicators)
    return Codebook(indicators)


def _check_header(path: Path, header: list[str]) -> None:
    missing = [c for c in COLUMNS if c not in header]
    unknown = [c for c in header if c not in COLUMNS + OPTIONAL]
    if missing:
        raise ConfigError(f"{path}: lacks the column {', '.join(missing)}")
    if unknown:
        hint = nearest(unknown[0], COLUMNS + OPTIONAL)
        raise ConfigError(f'{path}: unknown column "{unknown[0]}"{hint}')


def _indicator(path: Path, line: int, row: dict[str, str]) -> Indicator:
    where = f"{path}, line {line} ({row['code']})"
    for column, valid in (("kind", KINDS), ("role", ROLES)):
        if row[column] not in valid:
            hint = nearest(row[column], valid)
            raise ConfigError(f'{where}: {column} "{row[column]}" is not one of {valid}{hint}')
    if row["direction"] not in {"-1", "0", "1"}:
        raise ConfigError(f'{where}: direction "{row["direction"]}" is not -1, 0 or 1')
    ratio = row["ratio_of"].split("/") if row["ratio_of"] else None
    if ratio is not None and len(ratio) != 2:
        raise ConfigError(f'{where}: ratio_of "{row["ratio_of"]}" is not n/N')
    return Indicator(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        dimension=row["dimension"],
        kind=row["kind"],
        unit=row["unit"],
        role=row["role"],
        direction=int(row["direction"]),
        saturates=row["saturates"] == "1",
        ratio_of=(ratio[0], ratio[1]) if ratio else None,
        denominator=row["denominator"],
        worded=row["phrases"],
        exclude=_listed(row, "exclude"),
        also_units=frozenset(_listed(row, "also_units")),
        traps=row["traps"],
        core=row["core"] == "1",
        least=_bound(where, row, "least", -inf),
        most=_bound(where, row, "most", inf),
        sum_of=tuple(c for c in (row.get("sum_of") or "").split("+") if c),
        bodies=frozenset(_listed(row, "bodies")),
        acts=frozenset(_listed(row, "acts")),
        counts=frozenset(_listed(row, "counts")),
    )


def _listed(row: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(word for word in (row.get(column) or "").split("|") if word)


def _phrases(said: str) -> tuple[tuple[str, ...], ...]:
    """Read phrases: ``|`` between them, ``+`` between tokens, ``/`` between a token's variants.

    >>> _phrases("复议+受理/立案|收案")
    (('复议', '受理'), ('复议', '立案'), ('收案',))
    """
    written = (phrase.split("+") for phrase in said.split("|") if phrase)
    spelt = (product(*(token.split("/") for token in tokens)) for tokens in written)
    return tuple(dict.fromkeys(phrase for variants in spelt for phrase in variants))


def _bound(where: str, row: dict[str, str], column: str, absent: float) -> float:
    said = row.get(column) or ""
    try:
        return float(said) if said else absent
    except ValueError:
        raise ConfigError(f'{where}: {column} "{said}" is not a number') from None


def _check_codes(path: Path, indicators: tuple[Indicator, ...]) -> None:
    seen: set[str] = set()
    for indicator in indicators:
        if indicator.code in seen:
            raise ConfigError(f'{path}: code "{indicator.code}" stands twice')
        seen.add(indicator.code)
    for indicator in indicators:
        if not indicator.least <= indicator.most:
            raise ConfigError(f"{path} ({indicator.code}): least is greater than most")
        for column in ("ratio_of", "sum_of"):
            for part in getattr(indicator, column) or ():
                if part not in seen:
                    hint = nearest(part, seen)
                    raise ConfigError(f'{path} ({indicator.code}): {column} names "{part}"{hint}')
