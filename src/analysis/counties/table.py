"""All counties, with their changes since 2015, and look-up by name, code, place and year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from analysis.counties.county import (
    AUTONOMOUS,
    Change,
    County,
    fits,
    list_of,
    one_off,
    province_of,
    same_place,
    stem,
    within,
)
from analysis.counties.lineage import Lineage
from analysis.counties.load import TABLE, newcomers, official, read_changes, read_table, uncoded
from analysis.counties.mentions import Mentions
from analysis.counties.special_zones import is_local, local_county
from analysis.errors import CountyError, nearest

CHANGES = Path("config") / "county_changes.csv"


class Counties:
    """All counties that names and codes are looked up in."""

    def __init__(
        self,
        current: Iterable[County],
        changes: Iterable[Change] = (),
        places: Mapping[str, str] | None = None,
    ) -> None:
        """Index the counties.

        Args:
            current: units that exist today.
            changes: dated changes; what they ended is found under its former name and code.
            places: code → name of provinces (xx0000) and prefectures (xxxx00).
        """
        self._near: dict[str, str] = {}
        self._codes: dict[str, County] = {}
        self._names: dict[str, list[County]] = defaultdict(list)
        self._moved: dict[str, County] = {}
        for county in current:
            self._add(county)
        self.changes = tuple(changes)
        self._lineage = Lineage(self.changes)
        for change in sorted(self.changes, key=lambda change: change.date, reverse=True):
            self._add_former(change)
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
        self._mentions = Mentions(self._names)

    @classmethod
    def load(cls, *, extra: Iterable[Path] = (), changes: Path | None = None) -> Counties:
        """Read the official table, the dated changes and the user's own tables.

        A file ``counties.csv`` beside the changes stands in place of the official table.

        Args:
            extra: CSV tables of the user with the columns code, name, province, prefecture.
            changes: dated facts; by default ``config/county_changes.csv`` of the source tree.

        Raises:
            CountyError: a table lacks a column, or holds a code, kind or date that is none.
        """
        facts = changes if changes is not None else Path(__file__).parents[3] / CHANGES
        table, places = official()
        if facts.with_name(TABLE).is_file():
            table, places = read_table(facts.with_name(TABLE)), {}
        units = {county.code: county for county in table}
        dated = read_changes(facts) if changes or facts.is_file() else []
        ended: dict[str, County] = {}
        for change in dated:
            if change.old and units.get(change.old.code, change.old).name == change.old.name:
                units.pop(change.old.code, None)
                ended[change.old.code] = change.old
        if dated:
            units |= {county.code: county for county in newcomers(facts, units | ended)}
        for county in uncoded(facts) if dated else ():
            place = county.prefecture or county.province
            code = next((c for c, name in places.items() if name == place), "000000")
            added = local_county(county.name, county.province, county.prefecture, code)
            units[added.code] = added
        for own in extra:
            units |= {county.code: county for county in read_table(own)}
        return cls(units.values(), dated, places)

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
            close = {key[:6]: key for key in named if one_off(key[:6], code)}
            near = nearest(code, close) or nearest(code, self._codes)
            for key in [key for key in named if key[:6] in near]:
                near = near.replace(key[:6], key)
            raise CountyError(f"unknown county code {code!r}{near}")
        return county

    def unit(self, code: str, name: str) -> County:
        """Return the county of a code; of an id of our own the zone of that name and place.

        Raises:
            CountyError: unknown code, or an id that belongs to no zone of that name.
        """
        if code not in self._codes and is_local(code):
            places = {c: p for p, c in (self.provinces | self.prefectures).items()}
            for place in (code[:4] + "00", code[:2] + "0000"):
                if place in places and self.zone(name, places[place]).code == code:
                    break
        return self.by_code(code)

    def history(self, code: str) -> tuple[Change, ...]:
        """Return the changes that led to a code and that it went through, in their order.

        No rate of change may be computed across one of them.
        """
        return self._lineage.history(code)

    def today(self, code: str) -> tuple[County, ...]:
        """Return the units that carry on what had this code; itself where nothing changed.

        Raises:
            CountyError: unknown code.
        """
        heirs = self._lineage.heirs(code)
        if not heirs or any(new == code for new, _ in heirs):
            return (self.by_code(code),)
        found: list[County] = []
        for new, name in heirs:
            known = self.today(new) if new in self._codes else self.named(name)
            found += [county for county in known if county not in found]
        return tuple(found)

    def existed(self, county: County, year: int) -> bool:
        """Tell whether a report on a year can bear this name; it comes out a year later."""
        return self._lineage.existed(county, year)

    def zone(self, name: str, place: str) -> County:
        """Return a zone without an official code, with an id of our own that stays the same.

        Args:
            name: the name of the zone.
            place: the prefecture or province that it lies in.

        Raises:
            CountyError: no such place.
        """
        code = self.prefectures.get(place) or self.provinces.get(place)
        if code is None:
            raise CountyError(f"unknown prefecture or province {place!r}")
        province = next((p for p, c in self.provinces.items() if c[:2] == code[:2]), "")
        prefecture = place if place in self.prefectures else ""
        return self._codes.setdefault(
            (added := local_county(name, province, prefecture, code)).code, added
        )

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
        if name in self._moved:
            return self._moved[name]
        short, context = self._split(name)
        found = self.named(short)
        if not found:
            raise CountyError(f"unknown county {name!r}{self.near(short)}")
        left = [
            c
            for c in found
            if fits(c.province, province)
            and fits(c.prefecture, prefecture)
            and (not context or within(c, context))
        ]
        if len(left) == 1:
            return left[0]
        place = "".join(p for p in (province, prefecture, context) if p)
        if not left:
            raise CountyError(f"no {short} in {place}; known: {list_of(found)}")
        raise CountyError(self.ambiguity(short, left))

    def resolve_in(self, name: str, *contexts: str, year: int | None = None) -> County:
        """Return the county of that name that the first telling context speaks for.

        A context tells when it names the prefecture, or else the province, of one candidate only.
        ``year`` leaves out units that a report on it cannot be of.

        Raises:
            CountyError: unknown, or no context settles it.
        """
        found = self.named(name)
        if len(found) < 2:
            return self.resolve(name)
        if year is not None:
            found = tuple(c for c in found if self.existed(c, year)) or found
        if len(found) == 1:
            return found[0]
        for context in contexts:
            for place in (lambda c: c.prefecture + c.name, lambda c: c.prefecture, province_of):
                near = [c for c in found if place(c) and stem(place(c), c) in context]
                if len(near) == 1:
                    return near[0]
        raise CountyError(self.ambiguity(name, found))

    def ambiguity(self, name: str, found: Iterable[County]) -> str:
        """Say that a name is ambiguous, who bears it, and what would settle it."""
        found = list(found)
        provinces = {c.province for c in found}
        what = "province" if len(provinces) == len(found) else "prefecture"
        return f"{name} is ambiguous: {list_of(found)}; the {what} or the code would settle it"

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
        """Return where full county names stand in a text, the longest at each place."""
        return self._mentions.find(text)

    def is_prefecture(self, name: str) -> bool:
        """Tell whether ``name`` is a prefecture (市, 州, 盟, 地区) and no county."""
        return name in self.prefectures and name not in self._names

    def _split(self, name: str) -> tuple[str, str]:
        if name in self._names:
            return name, ""
        for at in range(1, len(name) - 1):
            if name[at:] in self._names and any(
                within(c, name[:at]) for c in self._names[name[at:]]
            ):
                return name[at:], name[:at]
        return name, ""

    def _add_former(self, change: Change) -> None:
        """Make a unit that has ended known under its name, unless one of that name carries on."""
        old = change.old
        if old is None:
            return
        self._codes.setdefault(old.code, old)
        heirs = [c for c in self._names[old.name] if c.code in change.new_codes]
        if heirs:
            for place in (old.prefecture, old.province + old.prefecture):
                self._moved[place + old.name] = heirs[0]
        elif not any(same_place(old, other) for other in self._names[old.name]):
            self._names[old.name].append(old)

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
