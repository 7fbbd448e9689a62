"""What reading and building many reports cost: CPU time and the largest memory of each process.

python benchmarks/scale.py --counties 1500 --years 2              reads and builds fictional reports
python benchmarks/scale.py --counties 1500 --years 2 --copies 10  builds ten times as many: each
                                                                  county is copied under new codes

Memory is sampled every 0.2 seconds; CPU time counts the parent and the processes it waited for, so
that of the readers, which come from a server, is not in it: the wall time tells.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import psutil

from analysis.study import Project, open_project
from analysis.tables.contracts import CONTRACTS, made_by

ROOT = Path(__file__).parents[1]
LARGE = ("observations", "audit", "sentences")  # copied some rows at a time


def measured(project: Project, *words: str) -> str:
    """Run a verb in a process of its own and say what it took."""
    started = time.monotonic()
    running = psutil.Popen([sys.executable, "-m", "analysis", *words, "--quiet"], cwd=project.root)
    parent = tree = 0
    cpu = 0.0
    while running.poll() is None:
        try:
            spent = running.cpu_times()
            cpu = spent.user + spent.system + spent.children_user + spent.children_system
            own = running.memory_info().rss
            others = sum(child.memory_info().rss for child in running.children(recursive=True))
        except psutil.Error:
            continue
        parent, tree = max(parent, own), max(tree, own + others)
        time.sleep(0.2)
    wall = time.monotonic() - started
    return (
        f"{words[0]}: status {running.returncode}, {wall:.0f} s, parent {cpu:.0f} CPU s and "
        f"{parent >> 20} MB, all processes {tree >> 20} MB"
    )


def grow(small: Project, large: Project, copies: int) -> None:
    """Write the tables of an ingest as if each county had been read under several codes."""
    for name in made_by("ingest"):
        if name in LARGE:
            large.store.write_parts(name, _copies(small, name, copies))
        else:
            key = list(CONTRACTS[name].key)
            frame = pd.concat(_copies(small, name, copies)).drop_duplicates(key)
            large.store.write(name, frame)
    large.store.record("ingest", "copied", made_by("ingest"), raws=[])


def _copies(small: Project, name: str, copies: int) -> Iterator[pd.DataFrame]:
    frame = small.store.read(name)
    for number in range(copies):
        made = frame.copy()
        for column in ("county_code", "document_id"):
            if column in made:
                made[column] = str(number) + made[column].str[1:]
        if "file" in made:
            made["file"] = f"{number}/" + made["file"]
        yield made


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counties", type=int, default=300)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--copies", type=int, default=1, help="at most 10")
    parser.add_argument("--jobs", default="2")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        projects = [_project(Path(place, name)) for name in ("small", "large")]
        raw = str(projects[0].root / "data" / "raw")
        counties, years = str(given.counties), str(given.years)
        measured(projects[0], "simulate", "--counties", counties, "--years", years, "--out", raw)
        sys.stdout.write(measured(projects[0], "ingest", "--jobs", given.jobs) + "\n")
        if given.copies > 1:
            grow(*projects, given.copies)
        built = projects[given.copies > 1]
        sys.stdout.write(f"{len(built.store.read('documents'))} reports\n")
        sys.stdout.write(measured(built, "build") + "\n")


def _project(root: Path) -> Project:
    for name in ("config", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    return open_project(root)


if __name__ == "__main__":
    main()
