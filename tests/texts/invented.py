"""Invented plans and problems with the next report, as the stage sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.texts.followed.follow_up import NextReport
from analysis.texts.prose.clauses import Segment, Sentence, segments_of

CASES = Path(__file__).parent / "cases"


def sentences(text: str, role: str, start: int = 0) -> Iterator[Sentence]:
    for said in text.split("。"):
        if said:
            yield Sentence(start, role, "", f"{said}。")
        start += len(said) + 1


def segments(**parts: str) -> list[Segment]:
    """The segments of a report, given its parts by role."""
    return list(segments_of(s for role, text in parts.items() for s in sentences(text, role)))


@dataclass(frozen=True)
class Case:
    """An invented pair of reports and what became of each promise or problem."""

    style: str
    before: list[Segment]
    after: list[Segment]
    promises: list[tuple[str, str]]
    problems: list[tuple[str, str]]
    untestable: list[str]

    @property
    def report(self) -> NextReport:
        return NextReport.of(self.after)


def case_of(entry: dict[str, Any]) -> Case:
    after = {role: entry.get(f"next_{role}", "") for role in ("measures", "problems", "plan")}
    return Case(
        style=entry["style"],
        before=segments(plan=entry.get("plan", ""), problems=entry.get("problems_text", "")),
        after=segments(**after),
        promises=[(words, state) for words, state in entry.get("promises", [])],
        problems=[(words, state) for words, state in entry.get("problems", [])],
        untestable=entry.get("untestable", []),
    )
