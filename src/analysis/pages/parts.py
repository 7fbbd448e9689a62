"""What all pages are made with: their parts by name, words of two languages, captions."""

from __future__ import annotations

from types import SimpleNamespace

from analysis import figures
from analysis.study import View

Page = SimpleNamespace
"""A page's parts by name: ``title``, ``lead``, ``captions``, and its tables and pictures."""


def page_parts(view: View, *, lead: str, **parts: object) -> Page:
    """Return a page; where its counties are fictional, its first paragraph says so."""
    said = f"{lead} {view.words['fictional']}" if view.fictional else lead
    return Page(lead=said, **parts)


def display_names(view: View) -> figures.Names:
    """Return the names that figures show, in the page's language."""
    indicators = {i.code: i.name(view.lang) for i in view.codebook}
    return figures.Names(view.counties, view.dimensions, indicators)


def captions_of(view: View, **pairs: tuple[str, str]) -> dict[str, str]:
    """Return captions by the part they stand over, in the page's language."""
    return {key: view.say(*pair) for key, pair in pairs.items()}
