"""What all pages are made with: their parts by name, words of two languages, captions, names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis import figures
from analysis.pages.elements import Html, page_link
from analysis.study import View


@dataclass(frozen=True)
class Page:
    """What every page has: its title, a leading paragraph, and a caption for each table."""

    title: str
    lead: str
    captions: Mapping[str, str]


def lead_of(view: View, said: str) -> str:
    """Return a leading paragraph; where the counties are fictional, it says so."""
    return f"{said} {view.words['fictional']}" if view.fictional else said


def display_names(view: View) -> figures.Names:
    """Return the names that figures show, in the page's language."""
    indicators = {i.code: i.name(view.lang) for i in view.codebook}
    return figures.Names(view.counties, view.dimensions, indicators)


def captions_of(view: View, **pairs: tuple[str, str]) -> dict[str, str]:
    """Return captions by the part they stand over, in the page's language."""
    return {key: view.say(*pair) for key, pair in pairs.items()}


def county_link(view: View, code: str) -> Html:
    """Name a county; the name leads to its page."""
    return page_link(f"county/{code}", view.counties.get(code, code))


def indicator_link(view: View, code: str) -> Html:
    """Name an indicator with its dimension; the name leads to its page."""
    named = f"{view.codebook[code].dimension} {view.indicator(code)}"
    return page_link(f"indicator/{code}", named)
