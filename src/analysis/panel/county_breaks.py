"""Changes of counties 区划变动 as breaks: before and after them a county does not compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from analysis.counties import Change


class CountyBreaks:
    """Dated changes, found by the codes of the units that ended, began or were renamed."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._found: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            for code in {*change.new_codes, *([change.old.code] if change.old else [])}:
                self._found[code].append(change)

    def between(self, code: str, before: int, after: int) -> str:
        """Return what happened to a county after one year and up to another; "" for nothing.

        Reports on the year of a change bear the new name, so the year itself is after it.

        >>> CountyBreaks([Change("2024-03", "merged", None, ("110102",), ("新县",), "")]).between(
        ...     "110102", 2023, 2024
        ... )
        '2024-03 merged:  → 新县'
        """
        own = self._found.get(code, ())
        return "; ".join(_told(change) for change in own if before < change.year <= after)


def _told(change: Change) -> str:
    old = change.old.name if change.old else ""
    return f"{change.date} {change.kind}: {old} → {'、'.join(change.new_names)}"
