"""The lineage of a county: changes before and after a code, and its successor."""

from __future__ import annotations

from analysis.counties.county import Change, County


class Lineage:
    """The dated changes, asked by code."""

    def __init__(self, changes: tuple[Change, ...]) -> None:
        self._changes = changes

    def heirs(self, code: str) -> list[tuple[str, str]]:
        """Return code and name of the units that directly carry on what had this code."""
        return [
            pair
            for change in self._changes
            if change.old and change.old.code == code
            for pair in zip(change.new_codes, change.new_names, strict=True)
        ]

    def history(self, code: str) -> tuple[Change, ...]:
        """Return the changes that led to a code and that it went through, in their order."""
        before = self._walk(code, back=True)
        after = self._walk(code, back=False)
        found = [*before, *(change for change in after if change not in before)]
        return tuple(sorted(found, key=lambda change: change.date))

    def existed(self, county: County, year: int) -> bool:
        """Tell whether a report on a year can bear this name; it comes out a year later."""
        for change in self._changes:
            if change.old == county and year > change.year:
                return False
            created = dict(zip(change.new_codes, change.new_names, strict=True))
            if created.get(county.code) == county.name and year < change.year - 1:
                return change.old is not None and change.old.name == county.name
        return True

    def _walk(self, code: str, *, back: bool) -> list[Change]:
        found: list[Change] = []
        queue, seen = [code], {code}
        while queue:
            one = queue.pop()
            for change in self._changes:
                old = change.old.code if change.old else ""
                here, there = ((old,), change.new_codes) if not back else (change.new_codes, (old,))
                if one not in here:
                    continue
                if change not in found:
                    found.append(change)
                new = [other for other in there if other and other not in seen]
                seen.update(new)
                queue += new
        return found
