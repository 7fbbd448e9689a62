"""A study: its folder, configuration and tables, for programs and notebooks."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis import panel, texts
from analysis.config import MARK, ConfigFolder, Study, config_folder, find_project, load_study
from analysis.config_tables import read_rows
from analysis.errors import CountyError, ReportError, nearest
from analysis.extraction.indicators import Codebook, load_codebook
from analysis.files import digest_of
from analysis.tables.remote import fetched_tables
from analysis.tables.store import Store, code_digest
from analysis.text.display import both_names, short_name
from analysis.wording import words

INJECTED = ("# Parameters", "# Injected Parameters")  # how papermill and quarto begin their cell


@dataclass(frozen=True)
class Project:
    """A project folder: its configuration, and where its tables and pages lie."""

    root: Path
    processed: Path

    @cached_property
    def config(self) -> ConfigFolder:
        """The files that a researcher edits, with those that are inherited."""
        return config_folder(self.root / MARK.parent)

    @cached_property
    def study(self) -> Study:
        """The choices of method."""
        return load_study(self.config / "study.toml")

    @cached_property
    def codebook(self) -> Codebook:
        """The indicators."""
        return load_codebook(self.config / "indicators.csv")

    @property
    def store(self) -> Store:
        """The tables."""
        return Store(self.processed)

    def digest(self) -> str:
        """Return the digest of the package's code and the configuration.

        Corrections and the files of stage 7 are not part of it: they act in the build, and nothing
        is read again for them.
        """
        later = {panel.CORRECTIONS_FILE, *texts.OWN_FILES}
        parts = [path for name, path in self.config.files().items() if name not in later]
        return digest_of(code_digest(), *parts)


def open_project(root: Path | None = None, processed: Path | str | None = None) -> Project:
    """Return the project of a folder, by default the one the current folder lies in.

    Tables at an address (``s3://…``) are fetched; they are there to be read.

    Raises:
        ConfigError: there is no ``config/study.toml`` in the folder or above it.
        StoreError: the tables cannot be fetched.
    """
    found = find_project(root)
    processed = fetched_tables(processed) if isinstance(processed, str) else processed
    return Project(found, (processed or found / "data" / "processed").resolve())


@dataclass(frozen=True)
class View(Project):
    """A study as a notebook sees it: its tables, and names in the page's language."""

    lang: str

    @cached_property
    def words(self) -> dict[str, str]:
        """The standing words in the page's language."""
        return words(self.lang)

    @cached_property
    def dimensions(self) -> dict[str, str]:
        """Dimension code → name in the page's language."""
        columns = ("dimension", "name_zh", "name_en", "outline")
        rows = [row.cells for row in read_rows(self.config / "dimensions.csv", columns)]
        return {row["dimension"]: row[f"name_{self.lang}"] for row in rows}

    @cached_property
    def counties(self) -> dict[str, str]:
        """County code → name as pages show it, in English with pinyin beside it."""
        return place_names(self.table("counties"), self.lang)

    def find_county(self, county: str | int) -> str:
        """Return the code of a county given by its Chinese name or code.

        Raises:
            CountyError: no report of such a county was read, with the nearest name.
        """
        return county_code(place_names(self.table("counties")), str(county))

    @cached_property
    def mechanisms(self) -> dict[str, str]:
        """Code of a mechanism → name in the page's language."""
        return self._names("mechanisms.csv", "code")

    @cached_property
    def form_rules(self) -> dict[str, str]:
        """Code of a rule of form → name in the page's language."""
        return self._names("form_rules.csv", "rule")

    def _names(self, file: str, key: str) -> dict[str, str]:
        columns = (key, "name_zh", "name_en")
        rows = [row.cells for row in read_rows(self.config / file, columns, None)]
        return {row[key]: row[f"name_{self.lang}"] for row in rows}

    def say(self, zh: str, en: str) -> str:
        """Return the wording in the page's language."""
        return zh if self.lang == "zh" else en

    def bracketed(self, said: object) -> str:
        """Return words in brackets as they follow others in the page's language."""
        return self.say(f"（{said}）", f" ({said})")

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

    def shared(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return some columns of a table of all counties, of which a page needs but a little."""
        return self.store.read(name, columns=columns)

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
        return self.find_county(county)

    def year(self, year: int) -> int:
        """Return the year, or the latest one for 0.

        Raises:
            ReportError: no report of that year was read.
        """
        known = self.years()
        if year and year not in known:
            raise ReportError(f"no report of {year} was read; there are {known}")
        return year or known[-1]


def place_names(counties: pd.DataFrame, lang: str = "zh", kind: str = "county") -> dict[str, str]:
    """Return county code → name of the county, or of the place that it lies in, as pages show it.

    Args:
        counties: table COUNTIES.
        lang: ``zh``, or ``en`` for English names with the Chinese ones in brackets.
        kind: ``county``, ``prefecture`` or ``province``.
    """
    names = counties[kind].tolist()
    if lang == "en":
        english = counties[f"{kind}_en"].tolist()
        shown = [both_names(e, name) for e, name in zip(english, names, strict=True)]
    else:
        shown = [short_name(name) for name in names]
    return dict(zip(counties["county_code"].tolist(), shown, strict=True))


def county_code(counties: Mapping[str, str], wanted: str) -> str:
    """Return the code of a county given by name or code.

    Args:
        counties: code → name, of all counties whose reports were read.
        wanted: a name or a code.

    Raises:
        CountyError: no report of such a county was read, with the nearest name; several bear it.

    >>> county_code({"411526": "潢川县"}, "潢川县")
    '411526'
    """
    if wanted in counties:
        return wanted
    codes = [code for code, name in counties.items() if name == wanted]
    if len(codes) > 1:
        raise CountyError(f"{wanted} is ambiguous: {', '.join(codes)}; give the code")
    if not codes:
        hint = nearest(wanted, [*counties.values(), *counties])
        raise CountyError(f'no report of "{wanted}" was read{hint}')
    return codes[0]


def open_study(
    root: str | Path = ".", /, *, lang: str = "zh", processed: str = "", **parameters: object
) -> View:
    """Open the study of a project folder, by default of that in which the notebook or script runs.

    All parameters of the notebook are named in the call, so that a misspelt one is found however
    the notebook is run. Names that a researcher uses in cells of their own are left alone.

    Raises:
        ReportError: a parameter was injected that the notebook does not have; an unknown language.
        ConfigError: the folder does not lie in a project.
    """
    known = {"lang", "processed", *parameters}
    _refuse_strangers(known, getattr(sys.modules["__main__"], "In", ()))
    words(lang)
    project = find_project(Path(root))
    folder = Path(processed) if processed else Path("data") / "processed"
    return View(project, folder if folder.is_absolute() else project / folder, lang)


def _refuse_strangers(known: set[str], executed: Sequence[str]) -> None:
    """Refuse what an injected cell, or the cell of parameters, assigns and no one asks for.

    The cell of parameters is the one that was run before this one and gives values to some that
    are known. A name of a researcher's own may stand there too, unless it is like a known one.
    """
    injected = [source for source in executed if source.startswith(INJECTED)]
    for name in (name for source in injected for name in _assigned(source)):
        if name not in known:
            raise ReportError(f'this notebook has no parameter "{name}"{nearest(name, known)}')
    before = _assigned(executed[-2]) if len(executed) > 1 else set()
    for name in sorted(before - known) if before & known else ():
        if hint := nearest(name, known):
            raise ReportError(f'this notebook has no parameter "{name}"{hint}')


def _assigned(source: str) -> set[str]:
    """Return the names that a cell gives values to; none of one with IPython's own commands."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return set()
    names = (n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return {n.id for n in names}
