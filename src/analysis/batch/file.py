"""A batch file: which notebooks, with which parameters, to which pages (TOML)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Literal

from pydantic import Field

from analysis.batch.settings import Settings
from analysis.config import Choices, load_toml
from analysis.errors import ConfigError, nearest
from analysis.files import digest_of
from analysis.notebooks.execute import check_parameters, parameters_of
from analysis.notebooks.job import Job
from analysis.notebooks.placement import Placement
from analysis.notebooks.site import Digests, Site, chosen_codes, digests_of, stamp_of

Scalar = str | int | float | bool
Value = Scalar | list[Scalar]
SUFFIXES = (".html", ".ipynb")


class Entry(Choices):
    """One notebook of a batch (``[[notebooks]]``)."""

    notebook: str = Field(description="the notebook, from the project folder")
    output: str = Field(description="page from the folder of the pages; {name} is a parameter")
    parameters: dict[str, Value] = Field({}, description="parameters that are the same for all")
    each: dict[str, list[Value]] = Field({}, description="parameters in every combination")
    counties: Literal["all"] | list[str] | None = Field(
        None, description="fills the parameter county; the page depends on that county's rows"
    )
    inputs: list[str] = Field([], description="files the pages depend on, from the project folder")


class Batch(Settings):
    """A whole batch file."""

    folder: str = Field(
        "reports", description="folder of the pages, from the project folder, or s3://..."
    )
    notebooks: list[Entry] = Field(min_length=1, description="what to run")


def load_batch(path: Path) -> Batch:
    """Read a batch file.

    Raises:
        ConfigError: not TOML, an unknown key (with the nearest known one), or a bad value; all
            faults are reported together.
    """
    return load_toml(Batch, path)


def batch_jobs(batch: Batch, site: Site) -> list[Job]:
    """Return the jobs of a batch; ``site.out`` is the folder of the pages.

    A notebook's pages depend on all tables of the study and on its ``inputs``; with ``counties``
    each depends on the county's own rows and on what counties share.

    Raises:
        ConfigError: two jobs would write one page, an output names an unknown parameter, or an
            input is not there.
        ReportError: a notebook is missing, or does not know a parameter.
        CountyError: no report of such a county was read.
    """
    digests = digests_of(site)
    jobs = [job for entry in batch.notebooks for job in _jobs(entry, site, digests)]
    twice = [key for key, n in Counter(job.key for job in jobs).items() if n > 1]
    if twice:
        raise ConfigError(f"{len(twice)} pages would be written twice, for example {twice[0]}")
    return jobs


def _jobs(entry: Entry, site: Site, digests: Digests) -> Iterator[Job]:
    notebook = site.project.root / entry.notebook
    known = parameters_of(notebook)
    common = {name: value for name, value in site.parameters.items() if name in known}
    inputs = digest_of(*_inputs(entry, site.project.root)) if entry.inputs else ""
    stamp = stamp_of(site.project)
    for own in _combinations(entry, site):
        parameters = common | own
        check_parameters(parameters, notebook)
        page = site.out / _page(entry, parameters)
        key = page.relative_to(site.out).with_suffix("").as_posix()
        one = entry.counties is not None
        tables = digests.county(str(parameters["county"])) if one else digests.everything
        depends = digest_of(tables, inputs) if inputs else tables
        yield Job(key, notebook, parameters, page, depends, Placement(key, stamp, alone=True))


def _combinations(entry: Entry, site: Site) -> Iterator[dict[str, Value]]:
    """Yield the parameters of each page."""
    counties: list[dict[str, Value]] = [{}]
    if entry.counties is not None:
        named = [] if entry.counties == "all" else entry.counties
        counties = [{"county": code} for code in chosen_codes(site.project.store, named)]
    for own in counties:
        for values in itertools.product(*entry.each.values()):
            each = dict(zip(entry.each, values, strict=True))
            yield entry.parameters | own | each


def _page(entry: Entry, parameters: dict[str, Value]) -> str:
    names = [name for _, name, _, _ in Formatter().parse(entry.output) if name is not None]
    for name in names:
        if name not in parameters:
            raise ConfigError(
                f'output "{entry.output}" names no parameter of {entry.notebook}: '
                f"{{{name}}}{nearest(name, parameters)}"
            )
    page = entry.output.format_map({name: _in_path(value) for name, value in parameters.items()})
    if not page.endswith(SUFFIXES) or Path(page).is_absolute() or ".." in Path(page).parts:
        raise ConfigError(
            f'output "{page}" is no path in the folder that ends with .html or .ipynb'
        )
    return page


def _in_path(value: Value) -> str:
    return "-".join(map(str, value)) if isinstance(value, list) else str(value)


def batch_inputs(batch: Batch, root: Path) -> list[Path]:
    """Return the files and folders that the notebooks of a batch read beside the tables.

    Raises:
        ConfigError: an input is not there.
    """
    return [path for entry in batch.notebooks for path in _inputs(entry, root)]


def _inputs(entry: Entry, root: Path) -> list[Path]:
    """Return the files and folders a notebook's pages depend on; a pattern must match."""
    found: list[Path] = []
    for pattern in entry.inputs:
        matched = sorted(root.glob(pattern))
        if not matched:
            raise ConfigError(f'{entry.notebook}: no input matches "{pattern}" in {root}')
        found += matched
    return found
