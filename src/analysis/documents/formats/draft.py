"""`Draft`: what a format reader returns."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.records import Span


@dataclass(frozen=True, slots=True)
class Draft:
    """One file turned to text: what of it is furniture, and what the file says about itself.

    ``titles`` are what the page calls its title (best first), ``published`` and ``origin`` what its
    metadata says of date and issuer, ``context`` further words of the page (site name, footer).
    """

    text: str
    furniture: tuple[Span, ...] = ()
    aside: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    published: str = ""
    origin: str = ""
    notes: tuple[str, ...] = ()
