"""Writes a whole corpus, file by file, with its register, its counties and its truth."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Protocol

from analysis.simulate.latent import course, latent
from analysis.simulate.model import figures, habits
from analysis.simulate.names import place
from analysis.simulate.planted import Planted, planted
from analysis.simulate.truth import CountyYear, Report, Written
from analysis.simulate.writing.office import docx, pdf, txt
from analysis.simulate.writing.pages import page
from analysis.simulate.writing.report import compose
from analysis.simulate.writing.style import Style, style

SOURCES = (
    "file",
    "county_code",
    "county",
    "year",
    "url",
    "accessed",
    "sha256",
    "licence",
    "note",
)
COUNTIES = ("code", "name", "province", "prefecture", "note")
TRUTH = ("county_code", "year", "kind", "name", "value", "form", "printed", "file")
LICENCE = "fictional, CC0-1.0"
NOTE = "虚构示例,非真实报告"
GAP = 0.14  # share of counties that did not publish in one of the years
SUFFIX = {"pdf": "pdf", "docx": "docx", "txt-gb18030": "txt", "txt-utf8": "txt"}


class Writer(Protocol):
    """What is used of a CSV writer."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write one row."""

    def writerows(self, rows: Iterable[Iterable[object]], /) -> None:
        """Write many rows."""


def simulate_corpus(
    out: Path,
    *,
    counties: int,
    years: int,
    seed: int = 2024,
    first_year: int = 2021,
    truth: Path | None = None,
) -> Iterator[Written]:
    """Write a corpus of fictional reports into ``out``, yielding each file once it stands.

    County ``i`` is the same whatever the number of counties; the same seed gives the same bytes.
    Nothing is kept between counties, so memory does not grow with their number.

    Args:
        out: folder for the documents, ``sources.csv`` and ``counties.csv``; made if missing.
        counties: how many counties.
        years: how many years, from ``first_year`` on.
        seed: seed of everything.
        first_year: the first year reported on.
        truth: file for the latent truth and the planted figures; none where it is None.

    Yields:
        One record per document.

    Raises:
        ValueError: more counties than names can be made for.
    """
    place(counties - 1)  # fail before anything is written
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        sources = _table(stack, out / "sources.csv", SOURCES)
        known = _table(stack, out / "counties.csv", COUNTIES)
        truth_file = _table(stack, truth, TRUTH) if truth else None
        for index in range(counties):
            where = place(index)
            known.writerow((where.code, where.name, where.province, where.prefecture, NOTE))
            for written in _county(out, index, range(first_year, first_year + years), seed):
                sources.writerow(_source(written))
                if truth_file:
                    truth_file.writerows(_truth(written))
                yield written


def _table(stack: ExitStack, path: Path, header: tuple[str, ...]) -> Writer:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow(header)
    return writer


def county_years(index: int, years: range, seed: int) -> Iterator[CountyYear]:
    """Yield the truth of one county, year by year, whether it published or not."""
    key = f"{seed}/{index}"
    path = course(Random(f"{key}/course"))
    lasting = habits(Random(f"{key}/habits"))
    before: dict[str, float] = {}
    for year in range(years.start - 1, years.stop):
        rng = Random(f"{key}/figures/{year}")
        now = latent(path, year - years.start, rng)
        drawn = figures(now.levels, path.size, lasting, rng)
        if year in years:
            yield CountyYear(place(index), year, now, drawn, before)
        before = drawn


def _county(out: Path, index: int, years: range, seed: int) -> Iterator[Written]:
    key = f"{seed}/{index}"
    rng = Random(f"{key}/style")
    habit = style(index, rng)
    missing = rng.choice(years) if rng.random() < GAP else None
    for truth in county_years(index, years, seed):
        if truth.year != missing:
            yield _write(out, truth, habit, key, planted(seed, index, truth.year))


def _write(out: Path, truth: CountyYear, habit: Style, key: str, plants: Planted) -> Written:
    rng = Random(f"{key}/text/{truth.year}")
    report = compose(truth, habit, key, rng, plants)
    layout = habit.layout
    content = render(layout, report, truth, rng)
    file = f"{truth.place.code}-{truth.year}.{SUFFIX.get(layout, 'html')}"
    (out / file).write_bytes(content)
    year, month, day = report.published.split("-")
    page_id = f"t{year}{month}{day}_{rng.randint(10**5, 10**6)}.html"
    return Written(
        file=file,
        place=truth.place,
        year=truth.year,
        layout=layout,
        title=report.title,
        url=f"https://www.example.com/{truth.place.code}/fzzf/{year}{month}/{page_id}",
        accessed=f"{truth.year + 1}-{rng.randint(7, 9):02d}-{rng.randint(1, 28):02d}",
        sha256=sha256(content).hexdigest(),
        size=len(content),
        characters=len(report.text),
        latent=truth.latent,
        figures=report.figures,
        wrong=report.wrong,
        plants=report.plants,
        parts=report.parts,
        published=report.published,
    )


def render(layout: str, report: Report, truth: CountyYear, rng: Random) -> bytes:
    """Return the bytes of a report in one layout."""
    if layout == "pdf":
        return pdf(report)
    if layout == "docx":
        return docx(report)
    if layout.startswith("txt-"):
        return txt(report, layout.removeprefix("txt-"), rng)
    return page(layout, report, truth, rng)


def _source(written: Written) -> tuple[str, ...]:
    place_ = written.place
    return (
        written.file,
        place_.code,
        place_.name,
        str(written.year),
        written.url,
        written.accessed,
        written.sha256,
        LICENCE,
        NOTE,
    )


def _truth(written: Written) -> Iterable[tuple[object, ...]]:
    head = (written.place.code, written.year)
    for name, value in written.latent.rows():
        yield (*head, "latent", name, value, "", "", written.file)
    for kind, rows in (("figure", written.figures), ("wrong_arithmetic", written.wrong)):
        for row in rows:
            printed = f"{row.value:.10g}"
            yield (*head, kind, row.indicator, printed, row.form, row.printed, written.file)
    for plant in written.plants:
        source = "" if plant.source is None else place(plant.source).code
        yield (*head, plant.kind, plant.name, source, plant.fate, plant.words, written.file)
    for part in sorted(written.parts):
        yield (*head, "part", part, "", "", "", written.file)
    yield (*head, "published", written.published, "", "", "", written.file)
