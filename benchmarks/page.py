"""CPU time of a county's page by step, and bytes of every kind of page, in studies of two sizes.

``python benchmarks/page.py [--counties 60] [--tiled 2850] [--pages 15]``; the last line is one JSON
object.

A study is simulated, read and built; the larger one repeats its counties under new codes. Each
step of the pages of some counties is timed in one process with everything imported, the counties
of both studies by turns; the figures are medians.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import nbformat

from analysis import pipeline
from analysis.batch.run import run_batch
from analysis.notebooks import render_notebook
from analysis.notebooks.overview import write_index
from analysis.notebooks.site import Site, study_jobs
from analysis.pages.county import county_page
from analysis.pages.elements import Html, page_title, show, table
from analysis.rendering.plain import plain_jobs, render_plain
from analysis.simulate import simulate_corpus
from analysis.simulate.repeated import repeat_study
from analysis.study import Project, View, open_project
from analysis.tables.store import Store

ROOT = Path(__file__).parents[1]
YEARS = 3
TABLES = ("scores", "basis", "drivers", "progress", "other", "aside", "arithmetic",
          "reporting", "readings")  # fmt: skip
KINDS = ("index", "comparison", "county", "indicator", "text")
Times = dict[str, list[float]]


def study(folder: Path, counties: int) -> Store:
    """Simulate, read and build a study."""
    for name in ("config", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    list(simulate_corpus(folder / "data" / "raw", counties=counties, years=YEARS))
    project = open_project(folder)
    pipeline.ingest(project, (), jobs=2)
    pipeline.build(project)
    return project.store


def one_page(folder: Path, county: str, times: Times) -> int:
    """Make a county's page step by step; return its size in bytes."""

    def step(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        made = work()
        times[name].append(time.process_time() - start)
        return made

    view = View(folder, folder / "data" / "processed", "zh")
    names = ("counties", "medians", "index_audit")
    own = ("levels", "observations", "documents", "panel", "constructs", "progress", "audit")
    step("read", lambda: [view.table(n) for n in names] + [view.table(n, county) for n in own])
    page = step("parts", lambda: county_page(view, county, 0))
    shown: list[Html] = [page_title(page.title, page.lead, page.finding)]
    pictures = (page.profile, page.peers.picture, page.years)
    shown += step("figures", lambda: [show(picture) for picture in pictures])
    shown += step("tables", lambda: [table(getattr(page, n), page.captions[n]) for n in TABLES])
    shown += [page.panels, page.evidence]
    outputs = [nbformat.v4.new_output("display_data", {"text/html": s.html}) for s in shown]
    cells = [nbformat.v4.new_code_cell("", outputs=[o]) for o in outputs]
    book = nbformat.v4.new_notebook(cells=cells)
    return len(step("html", lambda: render_notebook(book, Path("county.ipynb"))).encode())


def bytes_of_pages(project: Project) -> dict[str, int]:
    """Render one page of each kind as ``fazhi report`` does; return their bytes.

    The index is made as if every county's page were there.
    """
    site = Site(project, project.root / "reports", "zh")
    code = min(project.store.read("counties")["county_code"])
    jobs, simple = study_jobs(site), plain_jobs(site, [code])
    wanted = {"comparison", f"county/{code}"}
    asked = [job for job in jobs if job.key in wanted]
    failed = [o.error for o in run_batch(asked, site.out) if o.failed]
    if failed:
        raise SystemExit("\n".join(failed))
    for kind in ("indicator", "text"):
        asked.append(next(job for job in simple if job.key.startswith(kind)))
    for _ in render_plain(site, asked[2:]):
        pass
    for job in jobs:
        job.page.parent.mkdir(parents=True, exist_ok=True)
        job.page.touch()
    pages = [write_index(site, [*jobs, *simple], {}), *(job.page for job in asked)]
    return {kind: page.stat().st_size for kind, page in zip(KINDS, pages, strict=True)}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--counties", type=int, default=60, help="of the simulated study")
    parser.add_argument("--tiled", type=int, default=2850, help="of the larger study")
    parser.add_argument("--pages", type=int, default=15, help="pages timed in each study")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folders = {"small": Path(scratch) / "small", "large": Path(scratch) / "large"}
        stores = {"small": study(folders["small"], asked.counties)}
        for name in ("config", "notebooks"):
            shutil.copytree(ROOT / name, folders["large"] / name)
        stores["large"] = Store(folders["large"] / "data" / "processed")
        repeat_study(stores["small"], stores["large"], asked.tiled)
        figures = measure(folders, stores, asked.pages)
        for size, folder in folders.items():
            figures[size]["bytes"] = bytes_of_pages(open_project(folder))
    for size in ("small", "large"):
        print(size, figures[size])
    print(json.dumps(figures))


def measure(folders: dict[str, Path], stores: dict[str, Store], pages: int) -> dict[str, Any]:
    """Time the pages of the same counties in both studies, by turns."""
    codes = {size: sorted(store.read("counties")["county_code"]) for size, store in stores.items()}
    number = len(codes["small"])
    middle = len(codes["large"]) // 2 // number * number
    times: dict[str, Times] = {size: defaultdict(list) for size in stores}
    sizes: list[int] = []
    for n in range(-2, pages):  # the first two fill caches
        if n == 0:
            times = {size: defaultdict(list) for size in stores}
        place = n % number
        sizes.append(one_page(folders["small"], codes["small"][place], times["small"]))
        one_page(folders["large"], codes["large"][middle + place], times["large"])
    found: dict[str, Any] = {"pages": pages, "page_kb": round(median(sizes) / 1000)}
    for size, store in stores.items():
        each = {step: round(1000 * median(taken), 1) for step, taken in times[size].items()}
        totals = [sum(taken) for taken in zip(*times[size].values(), strict=True)]
        found[size] = {f"{step}_ms": taken for step, taken in each.items()}
        found[size]["total_ms"] = round(1000 * median(totals), 1)
        found[size]["counties"] = len(codes[size])
        found[size]["observations"] = len(store.read("observations"))
    found["large_to_small"] = round(found["large"]["total_ms"] / found["small"]["total_ms"], 2)
    return found


if __name__ == "__main__":
    main()
