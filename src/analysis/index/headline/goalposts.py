"""Goalposts 标杆值: which indicators carry level, and what is worth 0 and 100, in natural units.

They are fixed for one version of the framework (``config/goalposts.csv``), so that years and
counties compare and a score does not move when another county joins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.config_tables import complain, read_rows
from analysis.errors import ConfigError, nearest
from analysis.extraction.indicators.codebook import Codebook

COLUMNS = ("indicator", "low", "high", "basis", "reason")
CHINESE = "reason_zh"  # last, may be left out
BASES = ("rate", "failure", "share", "ratio", "count", "amount")
BINOMIAL = ("rate", "failure", "share")  # n of N cases: sampling error, N required


@dataclass(frozen=True, slots=True)
class Goalpost:
    """The limits of one indicator: ``low`` is worth 0, ``high`` 100.

    ``basis`` says what is measured against them: ``rate`` (per cent, needs N), ``failure`` (the
    failing per cent, by its log-odds), ``share`` (count in per cent of its denominator), ``ratio``
    (count per denominator), ``count`` (capped) or ``amount``. ``reason_zh`` may be empty.
    """

    indicator: str
    low: float
    high: float
    basis: str
    reason: str
    reason_zh: str = ""

    def why(self, lang: str = "zh") -> str:
        """Return the reason in ``zh`` or ``en``; in English where none is given in Chinese."""
        return (lang == "zh" and self.reason_zh) or self.reason


def load_goalposts(path: Path, codebook: Codebook) -> tuple[Goalpost, ...]:
    """Read the goalposts; the column ``reason_zh`` may be left out.

    Raises:
        ConfigError: naming the line: an unknown column, indicator or basis (with the nearest
            valid one), an indicator that is no level indicator, limits that are no numbers, equal,
            or against the indicator's direction.
    """
    rows = read_rows(path, COLUMNS, [CHINESE])
    posts = tuple(_goalpost(f"{path}, line {line}", row, codebook) for line, row in rows)
    twice = [n for n, count in Counter(p.indicator for p in posts).items() if count > 1]
    complain(path, [f'duplicate indicator "{name}"' for name in twice])
    return posts


def without(goalposts: Iterable[Goalpost], indicators: Iterable[str]) -> tuple[Goalpost, ...]:
    """Return the goalposts except those of ``indicators`` (e.g. saturated ones)."""
    dropped = set(indicators)
    return tuple(p for p in goalposts if p.indicator not in dropped)


def _goalpost(where: str, row: dict[str, str], codebook: Codebook) -> Goalpost:
    code, basis = row["indicator"], row["basis"]
    if code not in codebook:
        hint = nearest(code, [i.code for i in codebook])
        raise ConfigError(f'{where}: indicator "{code}" is not in the codebook{hint}')
    if basis not in BASES:
        raise ConfigError(f'{where}: basis "{basis}" of {code} is unknown{nearest(basis, BASES)}')
    try:
        low, high = float(row["low"]), float(row["high"])
    except ValueError:
        raise ConfigError(
            f"{where}: goalposts of {code} are no numbers ({row['low']}, {row['high']})"
        ) from None
    post = Goalpost(code, low, high, basis, row["reason"], row[CHINESE])
    _check(where, post, codebook)
    return post


def _check(where: str, post: Goalpost, codebook: Codebook) -> None:
    indicator = codebook[post.indicator]
    if indicator.role != "level":
        raise ConfigError(f"{where}: {post.indicator} is a {indicator.role} indicator, not level")
    if not post.reason:
        raise ConfigError(f"{where}: goalposts of {post.indicator} need a reason")
    upward = post.low > post.high if post.basis == "failure" else post.low < post.high
    if post.low == post.high or upward != (indicator.direction > 0):
        raise ConfigError(
            f"{where}: goalposts {post.low:g} to {post.high:g} of {post.indicator} run against "
            f"its direction ({indicator.direction})"
        )
    if (post.basis in ("rate", "failure")) != (indicator.kind == "rate"):
        raise ConfigError(
            f"{where}: basis {post.basis} does not fit the {indicator.kind} {post.indicator}"
        )
    if post.basis == "failure" and not 0 < post.high < post.low < 100:
        raise ConfigError(f"{where}: failing shares of {post.indicator} must lie between 0 and 100")
