"""Dated adoption of mechanisms: the year in which a report first says that one is there.

``config/mechanisms.csv`` names them. Adoption is a statement that a mechanism exists or was begun:
a mention among problems, in a plan or as an aim is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from analysis.config_tables import complain, read_rows
from analysis.records import Kind, Role
from analysis.tables.schema import DIMENSIONS
from analysis.texts.prose.clauses import Clause, Segment
from analysis.texts.prose.verbs import DONE, FUTURE, UNDONE

MECHANISMS_FILE = "mechanisms.csv"
COLUMNS = ("code", "name_zh", "name_en", "dimension", "terms", "found", "from_year", "note")

# Beside these a mechanism is there, or was begun.
EXISTS = re.compile(
    rf"{DONE.pattern}|推行|实行|实施|落实|开展|执行|运用|运行|采用|发挥|依托|通过|启动|试点|"
    rf"试行|开设|健全|完善|深化|"
    r"巩固|拓展|常态化|召开|受理|化解|调解|审查|参与|担任|覆盖|共有|现有|拥有|达到?|增至|扩充|"
    r"扩大|承接|承办|扫码|检查|移送|"
    r"改革|集中|统一|行使"
)
# … and beside these it is only meant, asked for or missing.
_ONLY_MEANT = re.compile(
    rf"{FUTURE.pattern}|探索建立(?!了)|谋划|研究(?:建立|制定|推行|论证)|筹备|筹建|"
    rf"推动(?:建立|设立|出台)|"
    r"要求(?:各|全)|应当|应建立|适时|条件成熟|逐步(?:建立|推行)|准备|争创|有待|亟需|"
    r"需要(?:建立|推行)"
)
_BEGUN = re.compile(
    r"(?:自|从|于)?(?P<year>20[012]\d)年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:起|以来|开始|"
    r"[,，]?(?:率先|正式|全面|在全[省市国])?"
    r"(?:建立|成立|设立|推行|实行|启动|试行|出台|印发|组建|完成|挂牌))"
)
_LAWS = re.compile(r"《[^》]*》")
_COVERAGE = re.compile(r"覆盖率|覆盖面|配备率|聘请率|占比|全覆盖|覆盖")


@dataclass(frozen=True)
class Mechanism:
    """A row of the lexicon: each way of naming it is words that all stand in one segment."""

    code: str
    name_zh: str
    name_en: str
    dimension: str
    ways: tuple[tuple[str, ...], ...]
    beside: re.Pattern[str] | None
    from_year: int

    def place_in(self, text: str) -> int:
        """Return where a text names it: the first word of one way; -1 where it does not."""
        for way in self.ways:
            found = [
                min((p for w in words.split("/") if (p := text.find(w)) >= 0), default=-1)
                for words in way
            ]
            if min(found) >= 0:
                return found[0]
        return -1


@dataclass(frozen=True)
class Statement:
    """A segment that says that a mechanism is there.

    ``since`` is the year it gives itself, None where it gives none; ``coverage`` a share in per
    cent that it gives.
    """

    mechanism: str
    clause: Clause
    since: int | None
    coverage: float | None


class Lexicon:
    """The mechanisms, and what tells at once which of them a segment may name."""

    def __init__(self, mechanisms: Iterable[Mechanism]) -> None:
        self.mechanisms = tuple(mechanisms)
        firsts = [(w, m) for m in self.mechanisms for way in m.ways for w in way[0].split("/")]
        self._owners = [m for _, m in firsts]
        self._finder = AhoCorasick([w for w, _ in firsts]) if firsts else None

    def named_in(self, text: str) -> list[Mechanism]:
        """Return the mechanisms of which a first word stands in a text."""
        if self._finder is None:
            return []
        found = self._finder.find_matches_as_indexes(text, overlapping=True)
        return list(dict.fromkeys(self._owners[number] for number, _, _ in found))


def load_mechanisms(path: Path) -> Lexicon:
    """Read the lexicon; none where there is no file.

    In ``terms`` ``|`` parts ways of naming it, ``+`` words that must all stand there, ``/`` words
    of which one must; ``found`` are words of which one must stand beside it.

    Raises:
        ConfigError: a code that comes twice, an unknown dimension, a year that is none, no term;
            all faults are told together.
    """
    if not path.is_file():
        return Lexicon(())
    rows = read_rows(path, COLUMNS)
    faults, seen = [], set[str]()
    for row in rows:
        faults += [f"line {row.line}: {fault}" for fault in _faults(row.cells, seen)]
        seen.add(row.cells["code"])
    complain(path, faults)
    return Lexicon(_mechanism(row.cells) for row in rows)


def _faults(cells: dict[str, str], seen: set[str]) -> Iterator[str]:
    if not cells["code"] or cells["code"] in seen:
        yield f'code "{cells["code"]}" is missing or stands twice'
    if cells["dimension"] not in DIMENSIONS:
        yield f'dimension "{cells["dimension"]}" is not one of {", ".join(DIMENSIONS)}'
    if not cells["terms"].strip("|+/ "):
        yield "no terms"
    if not re.fullmatch(r"(?:19|20)\d\d", cells["from_year"]):
        yield f'from_year "{cells["from_year"]}" is not a year'


def _mechanism(cells: dict[str, str]) -> Mechanism:
    ways = tuple(tuple(way.split("+")) for way in cells["terms"].split("|"))
    return Mechanism(
        cells["code"],
        cells["name_zh"],
        cells["name_en"],
        cells["dimension"],
        ways,
        re.compile(cells["found"]) if cells["found"] else None,
        int(cells["from_year"]),
    )


def find_statements(segments: Iterable[Segment], lexicon: Lexicon, year: int) -> list[Statement]:
    """Return, for each mechanism that a report says is there, the statement that says most.

    Args:
        segments: the report.
        lexicon: the mechanisms.
        year: reported on; a year of its own that lies after it is none.
    """
    best: dict[str, Statement] = {}
    for segment in segments:
        if segment.role in {Role.PROBLEMS, Role.PLAN} or segment.heading:
            continue
        for mechanism in lexicon.named_in(segment.text):
            found = _statement(segment, mechanism, year)
            if found and _says_more(found, best.get(mechanism.code)):
                best[mechanism.code] = found
    return list(best.values())


def _says_more(new: Statement, old: Statement | None) -> bool:
    if old is None:
        return True
    return (new.since is not None, new.coverage is not None) > (
        old.since is not None,
        old.coverage is not None,
    )


def _statement(segment: Segment, mechanism: Mechanism, year: int) -> Statement | None:
    place = mechanism.place_in(segment.text)
    if place < 0:
        return None
    clause = next(c for c in segment.clauses if place < c.end)
    near = _near(segment, clause)
    if mechanism.beside and not mechanism.beside.search(near):
        return None
    if _ONLY_MEANT.search(near) or UNDONE.search(near) or not EXISTS.search(near):
        return None
    if mechanism.place_in(_LAWS.sub("", segment.text)) < 0:
        return None
    begun = _BEGUN.search(near)
    since = int(begun["year"]) if begun and int(begun["year"]) <= year else None
    return Statement(mechanism.code, clause, since, _coverage(clause))


def _near(segment: Segment, clause: Clause) -> str:
    """Return a clause with its neighbours: the one before may give the year, the one after what."""
    numbers = [c.number for c in segment.clauses]
    at = numbers.index(clause.number)
    near = segment.clauses[max(0, at - 1) : at + 2]
    return segment.text[near[0].start : near[-1].end]


def _coverage(clause: Clause) -> float | None:
    """Return the share that a clause, or the one after it, gives as covered."""
    following = [c for c in clause.segment.clauses if c.start >= clause.start][:2]
    for near in following:
        if not _COVERAGE.search(near.text):
            continue
        for mention in near.mentions:
            if mention.kind is Kind.RATE and mention.unit == "%":
                return mention.value
    return None
