"""CPU time of a county's page by step, in studies of two sizes; the last line is one JSON object.

``python benchmarks/page.py [--counties 60] [--tiled 2850] [--pages 15]``

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
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
import pandas as pd

from analysis import pipeline
from analysis.index import medians
from analysis.notebooks import render_notebook
from analysis.pages.county import county_page
from analysis.pages.elements import Html, page_title, show, table
from analysis.simulate import simulate_corpus
from analysis.study import View, open_project
from analysis.tables.contracts import CONTRACTS
from analysis.tables.store import Store

ROOT = Path(__file__).parents[1]
YEARS = 3
TABLES = ("scores", "evidence", "other", "aside", "arithmetic", "reporting", "readings")
Times = dict[str, list[float]]


def study(folder: Path, counties: int) -> Store:
    """Simulate, read and build a study."""
    shutil.copytree(ROOT / "config", folder / "config")
    list(simulate_corpus(folder / "data" / "raw", counties=counties, years=YEARS))
    project = open_project(folder)
    pipeline.ingest(project, (), jobs=2)
    pipeline.build(project)
    return project.store


def tile(small: Store, large: Store, counties: int) -> None:
    """Write the tables of a study with its counties repeated under new codes."""
    codes = sorted(small.read("counties")["county_code"])
    times = -(-counties // len(codes))
    for name in CONTRACTS:
        if small.has(name):
            frame = small.read(name)
            again = {"county_code", "document_id", "file"} & set(frame.columns)
            copies = [_copy(frame, codes, n) for n in range(times)] if again else [frame]
            large.write(name, pd.concat(copies, ignore_index=True))
    large.write("medians", medians(large.read("scores")))


def _copy(frame: pd.DataFrame, codes: list[str], number: int) -> pd.DataFrame:
    frame = frame.copy()
    if "county_code" in frame:
        new = {c: f"99{n + number * len(codes):04d}" for n, c in enumerate(codes)}
        frame["county_code"] = frame["county_code"].map(new)
    if "document_id" in frame:
        frame["document_id"] = [
            sha256(f"{d} {number}".encode()).hexdigest()[:12] for d in frame["document_id"]
        ]
    if "file" in frame:
        frame["file"] = frame["file"] + f" {number}"
    return frame


def one_page(folder: Path, county: str, times: Times) -> int:
    """Make a county's page step by step; return its size in bytes."""

    def step(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        made = work()
        times[name].append(time.process_time() - start)
        return made

    view = View(folder, folder / "data" / "processed", "zh")
    names = ("counties", "medians")
    own = ("scores", "observations", "corrections", "documents", "panel", "constructs")
    step("read", lambda: [view.table(n) for n in names] + [view.table(n, county) for n in own])
    page = step("parts", lambda: county_page(view, county, 0))
    shown: list[Html] = [page_title(page.title, page.lead)]
    shown += step("figures", lambda: [show(page.profile), show(page.years)])
    shown += step("tables", lambda: [table(getattr(page, n), page.captions[n]) for n in TABLES])
    outputs = [nbformat.v4.new_output("display_data", {"text/html": s.html}) for s in shown]
    cells = [nbformat.v4.new_code_cell("", outputs=[o]) for o in outputs]
    book = nbformat.v4.new_notebook(cells=cells)
    return len(step("html", lambda: render_notebook(book, Path("county.ipynb"))).encode())


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
        shutil.copytree(ROOT / "config", folders["large"] / "config")
        stores["large"] = Store(folders["large"] / "data" / "processed")
        tile(stores["small"], stores["large"], asked.tiled)
        figures = measure(folders, stores, asked.pages)
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
