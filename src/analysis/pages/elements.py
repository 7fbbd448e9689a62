"""What notebooks call: open a study; show titles, tables, figures and evidence as plain HTML."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.config import Study, find_project, load_study
from analysis.errors import CountyError, ReportError, nearest
from analysis.extraction.indicators import Codebook, load_codebook
from analysis.figures import Picture, to_svg
from analysis.tables.store import Store
from analysis.text.sentences import unbroken
from analysis.wording import words

INJECTED = ("# Parameters", "# Injected Parameters")  # how papermill and quarto begin their cell
NUMBER = ' class="n"'


class Html:
    """A piece of HTML that a notebook shows."""

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True)
class View:
    """A study as a notebook sees it: its tables, names in the page's language, its choices."""

    root: Path
    processed: Path
    lang: str

    @cached_property
    def store(self) -> Store:
        """The tables."""
        return Store(self.processed)

    @cached_property
    def study(self) -> Study:
        """The choices of method."""
        return load_study(self.root / "config" / "study.toml")

    @cached_property
    def codebook(self) -> Codebook:
        """The indicators."""
        return load_codebook(self.root / "config" / "indicators.csv")

    @cached_property
    def words(self) -> dict[str, str]:
        """The standing words in the page's language."""
        return words(self.lang)

    @cached_property
    def dimensions(self) -> dict[str, str]:
        """Dimension code → name in the page's language."""
        table = pd.read_csv(self.root / "config" / "dimensions.csv", encoding="utf-8-sig")
        return dict(zip(table["dimension"], table[f"name_{self.lang}"], strict=True))

    @cached_property
    def counties(self) -> dict[str, str]:
        """County code → name."""
        table = self.table("counties")
        return dict(zip(table["county_code"].tolist(), table["county"].tolist(), strict=True))

    def say(self, zh: str, en: str) -> str:
        """Return the wording in the page's language."""
        return zh if self.lang == "zh" else en

    @property
    def fictional(self) -> bool:
        """True where counties carry codes outside the official range (99…)."""
        return any(code.startswith("99") for code in self.counties)

    def table(self, name: str, county: str = "") -> pd.DataFrame:
        """Return a table of the store, or its rows of one county by code; each is read once.

        Observations come with the corrections that act.
        """
        if (name, county) not in self._read:
            corrected = name == "observations"
            self._read[name, county] = (
                self.store.observations(county) if corrected else self.store.read(name, county)
            )
        return self._read[name, county].copy(deep=False)

    @cached_property
    def _read(self) -> dict[tuple[str, str], pd.DataFrame]:
        return {}

    def years(self) -> list[int]:
        """Return the years that reports were read for, oldest first."""
        return sorted(int(y) for y in self.table("medians")["year"].unique())

    def indicator(self, code: str) -> str:
        """Return an indicator's name in the page's language."""
        return self.codebook[code].name(self.lang)

    def county_code(self, county: str | int) -> str:
        """Return the code of a county given by name or code; the first one for "".

        A code is a number where the plain ``papermill`` command line passed it.

        Raises:
            CountyError: no report of such a county was read, with the nearest name.
        """
        if not self.counties:
            raise CountyError("no county report was read; see the table of outcomes")
        if not county:
            return min(self.counties)
        county = str(county)
        if county in self.counties:
            return county
        found = [code for code, name in self.counties.items() if name == county]
        if len(found) == 1:
            return found[0]
        if found:
            raise CountyError(f"{county} is ambiguous: {', '.join(found)}; give the code")
        hint = nearest(county, [*self.counties.values(), *self.counties])
        raise CountyError(f'no report of "{county}" was read{hint}')

    def year(self, year: int) -> int:
        """Return the year, or the latest one for 0.

        Raises:
            ReportError: no report of that year was read.
        """
        known = self.years()
        if year and year not in known:
            raise ReportError(f"no report of {year} was read; there are {known}")
        return year or known[-1]


def open_study(*, lang: str = "zh", processed: str = "", **parameters: object) -> View:
    """Open the study of the project that the notebook lies in.

    All parameters of the notebook are named in the call, so that a misspelt one is found however
    the notebook is run. Names that a researcher uses in cells of their own are left alone.

    Raises:
        ReportError: a parameter was injected that the notebook does not have; an unknown language.
        ConfigError: the notebook does not lie in a project.
    """
    known = {"lang", "processed", *parameters}
    _refuse_strangers(known, getattr(sys.modules["__main__"], "In", ()))
    words(lang)
    root = find_project()
    folder = Path(processed) if processed else Path("data") / "processed"
    return View(root, folder if folder.is_absolute() else root / folder, lang)


def _refuse_strangers(known: set[str], executed: Iterable[str]) -> None:
    """Refuse what an injected cell assigns and the notebook does not know."""
    cells = [ast.parse(source) for source in executed if source.startswith(INJECTED)]
    names = [n for cell in cells for n in ast.walk(cell) if isinstance(n, ast.Name)]
    for name in [n.id for n in names if isinstance(n.ctx, ast.Store)]:
        if name not in known:
            raise ReportError(f'this notebook has no parameter "{name}"{nearest(name, known)}')


def escaped(text: str) -> str:
    """Return text as it stands between tags; quotes stay, as parsers write them.

    >>> escaped('"1" < 2')
    '"1" &lt; 2'
    """
    return escape(text, quote=False)


def page_title(title: str, lead: str = "") -> Html:
    """Show the page's one H1, with a leading paragraph."""
    html = f'<h1 class="page-title">{escaped(title)}</h1>'
    return Html(html + (f'<p class="lead">{escaped(lead)}</p>' if lead else ""))


def note(text: str) -> Html:
    """Show a paragraph."""
    return Html(f"<p>{escaped(text)}</p>")


def table(frame: pd.DataFrame, caption: str, *, digits: int = 1, missing: str = "–") -> Html:
    """Show a table: first column as row heads, numbers to the right; cells may be ``Html``."""
    numeric = [pd.api.types.is_numeric_dtype(frame[c]) for c in frame.columns]
    head = "".join(
        f'<th{NUMBER if n else ""} scope="col">{escaped(str(c))}</th>'
        for c, n in zip(frame.columns, numeric, strict=True)
    )
    rows = []
    for values in frame.itertuples(index=False):
        cells = [_cell(v, digits, missing) for v in values]
        first = f'<th scope="row">{cells[0]}</th>'
        rest = "".join(
            f"<td{NUMBER if n else ''}>{c}</td>"
            for c, n in zip(cells[1:], numeric[1:], strict=True)
        )
        rows.append(f"<tr>{first}{rest}</tr>")
    return Html(
        f'<div class="scroll"><table><caption>{escaped(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


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


def show(picture: Picture | None, lang: str = "zh") -> Html:
    """Show a figure with its title, its alt text, and its data as a table behind it."""
    said = words(lang)
    if picture is None:
        return note(said["no_figure"])
    data = table(picture.data, picture.title).html
    return Html(
        f"<figure>{to_svg(picture)}<figcaption>{escaped(picture.title)}</figcaption>"
        f"<details><summary>{escaped(said['data'])}</summary>{data}</details></figure>"
    )


def quote(row: Mapping[str, Any]) -> Html:
    """Show a figure in its sentence, marked, with the section it stands in."""
    section = f'<span class="source">{escaped(row["section"])}</span>' if row["section"] else ""
    figure = f"<mark>{escaped(unbroken(row['quote']))}</mark>"
    sentence = f"{escaped(row['before'])}{figure}{escaped(row['after'])}"
    return Html(f"<blockquote>{sentence}</blockquote>{section}")


def band(letter: object) -> Html:
    """Show a grade band."""
    return Html(
        f'<span class="band">{escaped(str(letter))}</span>' if isinstance(letter, str) else "–"
    )
