"""A picture is a figure with a title, a text for those who do not see it, and its data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from io import StringIO
from typing import Any

import pandas as pd
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from analysis.errors import FazhiError, nearest
from analysis.figures.theme import style

LANGUAGES = ("zh", "en")
LAYOUT_PASSES = 2  # the first one learns the size of the labels
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
COMMENT = re.compile(r"<!--.*?-->", re.S)
BETWEEN = re.compile(r">\s+<")
REFERENCES = re.compile(r'(\bid="|url\(#|href="#)')


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure with its ``title``, ``alt`` (sentences with the message) and the ``data`` it shows.

    The layout is settled when the picture is made, so that drawing it changes nothing.
    """

    title: str
    alt: str
    figure: Figure
    data: pd.DataFrame

    def __post_init__(self) -> None:
        engine = self.figure.get_layout_engine()
        if engine is None:
            return
        with style():
            for _ in range(LAYOUT_PASSES):
                engine.execute(self.figure)
            self.figure.set_layout_engine("none")


@dataclass(frozen=True)
class Names:
    """Names for codes, in the language of the page."""

    counties: Mapping[str, str]
    dimensions: Mapping[str, str]
    indicators: Mapping[str, str] = field(default_factory=dict)

    def county(self, code: str) -> str:
        """Return a county's name; its code where it has none.

        >>> Names({"411526": "潢川县"}, {}).county("411526")
        '潢川县'
        """
        return self.counties.get(code, code)

    def dimension(self, code: str) -> str:
        """Return code and name of a dimension, or of the index.

        >>> Names({}, {"D4": "行政执法"}).dimension("D4")
        'D4 行政执法'
        """
        return f"{code} {self.dimensions[code]}" if code in self.dimensions else code

    def indicator(self, code: str) -> str:
        """Return an indicator's name; its code where it has none."""
        return self.indicators.get(code, code)


def choose(lang: str, zh: str, en: str) -> str:
    """Return the words of the page's language.

    Raises:
        FazhiError: the language is neither zh nor en.

    >>> choose("en", "得分", "score")
    'score'
    """
    if lang not in LANGUAGES:
        raise FazhiError(f'language "{lang}" is not one of {LANGUAGES}{nearest(lang, LANGUAGES)}')
    return zh if lang == "zh" else en


def to_svg(picture: Picture) -> str:
    """Return the picture as one ``<svg>`` element to stand in an HTML page.

    The same picture gives the same bytes. Text stays text; the alt text is the element's label;
    ids carry a prefix of their own, so that many pictures can share one page.
    """
    with style():
        target = StringIO()
        # savefig would draw it twice, the first time only to learn its size
        canvas: Any = FigureCanvasSVG(picture.figure)
        canvas.print_svg(target, metadata=NO_METADATA)
    text = target.getvalue()
    text = BETWEEN.sub(">\n<", COMMENT.sub("", text[text.index("<svg") :]))
    prefix = "p" + sha256(f"{picture.title}\n{picture.alt}".encode()).hexdigest()[:8] + "-"
    text = REFERENCES.sub(lambda found: found[1] + prefix, text)
    label = escape(picture.alt, quote=False).replace('"', "&quot;")
    root = f'<svg role="img" aria-label="{label}" style="max-width:100%;height:auto" '
    return root + text.removeprefix("<svg ").rstrip()


def pick(scores: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of a year.

    Raises:
        FazhiError: there are none; the known years are named.
    """
    rows = scores[scores["year"] == year]
    if rows.empty:
        raise FazhiError(f"no scores of {year}; there are {sorted(set(scores['year']))}")
    return rows


def own(scores: pd.DataFrame, county_code: str) -> pd.DataFrame:
    """Return the rows of a county.

    Raises:
        FazhiError: there are none, with the nearest county code.
    """
    rows = scores[scores["county_code"] == county_code]
    if rows.empty:
        hint = nearest(county_code, sorted(set(scores["county_code"])))
        raise FazhiError(f"no scores of county {county_code}{hint}")
    return rows
