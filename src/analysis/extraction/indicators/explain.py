"""How a sentence is read: each figure's frame, and what could have named it."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.extraction.indicators.extract import Reader
from analysis.extraction.indicators.fits import who
from analysis.extraction.indicators.frames.frame import Frame, read_frames
from analysis.extraction.indicators.match import Match, Matcher, readings
from analysis.extraction.indicators.resolve import resolve
from analysis.extraction.quantities import Context, Mention
from analysis.records import Document, Level, Quantity

SHOWN = 5  # candidates of a figure, the best first


class Explainer(Reader):
    """Reads a document and keeps what was considered for each figure."""

    def __init__(self, document: Document, matcher: Matcher) -> None:
        self.considered: dict[int, tuple[list[Frame], list[tuple[Match, str]]]] = {}
        super().__init__(document, matcher)

    def _match(
        self, mention: Mention, context: Context, quantity: Quantity, heading: str, *, same: bool
    ) -> list[Match]:
        frames = read_frames(mention, context)
        found = [
            candidate
            for reading in readings(mention, context, frames[0], self._previous, ("", heading))
            for candidate in self._matcher.considered(mention, reading)
        ]
        self.considered[quantity.span.start] = frames, found
        return super()._match(mention, context, quantity, heading, same=same)


def explain(text: str, matcher: Matcher, year: int | None = None) -> Iterator[str]:
    """Yield lines that tell how each figure of a county's sentence is read.

    Args:
        text: one or more sentences.
        matcher: the codebook's phrases.
        year: the year the report would be on.
    """
    document = Document("", "", text, level=Level.COUNTY, year=year)
    reader = Explainer(document, matcher)
    verdicts = {
        c.quantity.span: f"{c.match.indicator.code}, {status}, {why or 'by its words'}"
        for c, status, why in resolve(reader.candidates)
    }
    for quantity in reader.quantities:
        if quantity.reason:
            yield f"{quantity.text}: no quantity ({quantity.reason})"
            continue
        said = verdicts.get(quantity.span, "other")
        yield (
            f"{quantity.text}: {said}; value {quantity.value:g}, {quantity.scope}"
            if (quantity.value is not None)
            else f"{quantity.text}: {said}; no value, {quantity.scope}"
        )
        frames, found = reader.considered.get(quantity.span.start, ([], []))
        yield from (f"  frame: {_frame(frame)}" for frame in frames)
        yield from _candidates(found)


def _frame(frame: Frame) -> str:
    parts = {
        "bodies": f"{'+'.join(sorted(frame.bodies))} ({who(frame.bodies)}, {frame.source})"
        if frame.bodies
        else "",
        "act": frame.act,
        "counts": "、".join(sorted(frame.nouns)),
        "limits": "; ".join(f"{limit.why} ({limit.words})" for limit in frame.limits),
    }
    return ", ".join(f"{name} {said}" for name, said in parts.items() if said) or "nothing known"


def _candidates(found: list[tuple[Match, str]]) -> Iterator[str]:
    """Yield a line for each indicator considered, by its best phrase."""
    best: dict[str, tuple[Match, str]] = {}
    for match, why in sorted(found, key=lambda f: (f[1] != "", -f[0].score)):
        best.setdefault(match.indicator.code, (match, why))
    for match, why in list(best.values())[:SHOWN]:
        fate = f"not: {why}" if why else (match.limit and f"{match.limit} only") or "fits"
        yield f"  {match.score:4.1f} {match.indicator.code} by {'+'.join(match.phrase)}: {fate}"
