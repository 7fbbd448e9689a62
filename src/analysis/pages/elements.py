"""The elements of pages as plain HTML: titles, tables, figures, quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote as urlquote

import pandas as pd

from analysis.figures import Picture, to_svg
from analysis.tables.schema import harmless
from analysis.text.display import without_unseen
from analysis.text.sentences import unbroken
from analysis.wording import words

NUMBER = ' class="n"'
RANGE = ' class="r"'  # cells of ranges, whose ends stay in one line
FOLDED = 40  # rows from which on a table is folded: a screen and a half
MOST_DECIMALS = 3  # of a number in a table: p values are rounded to three


class Html:
    """A piece of HTML that a notebook shows."""

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html


def escaped(text: str) -> str:
    """Return text as it stands between tags; quotes stay, as parsers write them.

    >>> escaped('"1" < 2')
    '"1" &lt; 2'
    """
    return escape(without_unseen(text), quote=False)


def page_title(title: str, lead: str = "", finding: Sequence[str] = ()) -> Html:
    """Show the page's one H1, with a leading paragraph and what was found, a sentence each."""
    html = f'<h1 class="page-title">{escaped(title)}</h1>'
    html += f'<p class="lead">{escaped(lead)}</p>' if lead else ""
    said = "".join(f"<li>{escaped(sentence)}</li>" for sentence in finding)
    return Html(html + (f'<ul class="finding">{said}</ul>' if said else ""))


def page_link(key: str, text: str, anchor: str = "") -> Html:
    """Name another page of the study; it becomes a link where that page is there.

    >>> page_link("county/990101", "X").html
    '<a data-page="county/990101">X</a>'
    """
    at = f"#{anchor}" if anchor else ""
    return Html(f'<a data-page="{escape(key)}{escape(at)}">{escaped(text)}</a>')


def download(frame: pd.DataFrame, name: str, words: str) -> Html:
    """Offer a table as a CSV that lies in the page itself."""
    text = harmless(frame).to_csv(index=False, lineterminator="\n")
    href = f"data:text/csv;charset=utf-8,{urlquote(text, safe=',:;/@')}"
    return Html(f'<p><a download="{escape(name)}" href="{href}">{escaped(words)}</a></p>')


def note(text: str) -> Html:
    """Show a paragraph."""
    return Html(f"<p>{escaped(text)}</p>")


def table(
    frame: pd.DataFrame, caption: str = "", *, missing: str = "–", folded: bool = True
) -> Html:
    """Show a table: first column as row heads, numbers to the right; cells may be ``Html``.

    A long one with a caption is ``folded`` under it, one without rows is its caption. Numbers keep
    the decimals that they were rounded to; those that were not are shown with one.
    """
    if frame.empty:
        return note(f"{caption} {missing}")
    digits = [_decimals(frame.iloc[:, n]) for n in range(frame.shape[1])]
    looks = [_look(frame.iloc[:, n]) for n in range(frame.shape[1])]
    head = "".join(
        f'<th{look} scope="col">{escaped(str(c))}</th>'
        for c, look in zip(frame.columns, looks, strict=True)
    )
    above = f"<caption>{escaped(caption)}</caption>" if caption else ""
    rows = []
    for values in frame.itertuples(index=False):
        cells = [_cell(v, d, missing) for v, d in zip(values, digits, strict=True)]
        first = f'<th scope="row">{cells[0]}</th>'
        rest = "".join(f"<td{look}>{c}</td>" for c, look in zip(cells[1:], looks[1:], strict=True))
        rows.append(f"<tr>{first}{rest}</tr>")
    html = (
        f'<div class="scroll" tabindex="0"><table>{above}'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
    return (
        fold(f"{caption} · {len(frame)}", html)
        if folded and caption and len(frame) >= FOLDED
        else Html(html)
    )


def fold(summary: str, html: str, name: str = "") -> Html:
    """Fold what is long under a summary; with a ``name`` it can be linked to."""
    at = f' id="{escape(name)}"' if name else ""
    said = f"<summary>{escaped(summary)}</summary>"
    return Html(f'<details class="rows"{at}>{said}{html}</details>')


def _look(column: pd.Series[Any]) -> str:
    """Return the class of a column's cells: numbers stand to the right, ranges in one line."""
    if pd.api.types.is_numeric_dtype(column):
        return NUMBER
    return RANGE if any(isinstance(v, str) and " – " in v for v in column) else ""


def _decimals(column: pd.Series[Any]) -> int:
    """Return how many decimals the numbers of a column were rounded to; 1 where they were not.

    >>> [_decimals(pd.Series(numbers)) for numbers in ([0.35, 0.3], [1 / 3], [2.0])]
    [2, 1, 0]
    """
    if not pd.api.types.is_float_dtype(column):
        return 1  # of single floats among other cells
    values = column.astype(float)
    return next((d for d in range(MOST_DECIMALS + 1) if values.round(d).equals(values)), 1)


def _cell(value: object, digits: int, missing: str) -> str:
    if isinstance(value, Html):
        return value.html
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return missing
    if isinstance(value, float):
        return escaped(plain_number(value, digits))
    return escaped(str(value))


def plain_number(value: float, digits: int = 1) -> str:
    """Return a number without needless decimals.

    >>> plain_number(87.0), plain_number(99.145, 2), plain_number(16200.0), plain_number(120.4, 0)
    ('87', '99.14', '16,200', '120')
    """
    text = f"{round(value, digits) + 0.0:,.{digits}f}"  # + 0.0 makes -0.0 a plain zero
    return text.rstrip("0").rstrip(".") if "." in text else text


def show(picture: Picture | None, lang: str = "zh", name: str = "") -> Html:
    """Show a figure: its title, what it says, where it is from, and its data behind it.

    With a ``name`` it can be linked to as ``#figure-NAME``.
    """
    said = words(lang)
    if picture is None:
        return note(said["no_figure"])
    data = table(picture.data, picture.title, folded=False).html
    at = f' id="figure-{escape(name)}"' if name else ""
    message = picture.alt.removeprefix(picture.title).lstrip("：:。 ")
    message = escaped(message[:1].upper() + message[1:])
    return Html(
        f'<figure{at}><div class="plot" tabindex="0">{to_svg(picture)}</div>'
        f"<figcaption>{escaped(picture.title)}<p>{message}</p></figcaption>"
        f'<p class="source">{escaped(said["figure_source"])}</p>'
        f"<details><summary>{escaped(said['data'])}</summary>{data}</details></figure>"
    )


def quote(row: Mapping[str, Any]) -> Html:
    """Show a figure in its sentence, marked, with the section it stands in.

    With ``document_id`` and ``start`` it leads to its place in the whole text.
    """
    section = f'<span class="source">{escaped(row["section"])}</span>' if row["section"] else ""
    figure = f"<mark>{escaped(unbroken(row['quote']))}</mark>"
    if row.get("document_id"):
        figure = place_link(row, figure).html
    sentence = f"{escaped(row['before'])}{figure}{escaped(row['after'])}"
    return Html(f'<blockquote lang="zh"><bdi>{sentence}</bdi></blockquote>{section}')


def place_link(row: Mapping[str, Any], shown: str = "") -> Html:
    """Lead from a figure's own words, or what is ``shown`` of them, to its place in the text."""
    words = shown or f'<span lang="zh">{escaped(unbroken(row["quote"]))}</span>'
    return Html(f'<a data-page="text/{row["document_id"]}#q{row["start"]}">{words}</a>')


def band(letter: object) -> Html:
    """Show a grade band."""
    return Html(
        f'<span class="band">{escaped(str(letter))}</span>' if isinstance(letter, str) else "–"
    )
