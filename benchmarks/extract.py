"""What reading costs: reports per CPU second, how the cost grows, peak memory, both cores.

Run it as ``python benchmarks/extract.py [--sizes 1000,10000] [--distinct 1000]``; the last line is
JSON. The reports are simulated (seed 2024, web pages only). ``text`` is stages 2 and 3, from a
document's text to its observations; ``html`` is the whole way from the file. Each size runs in a
process of its own, so that its peak memory is its own; sizes above ``distinct`` read the same
files again, which saves nothing: what is kept between reports is far smaller than a thousand of
them. ``growth`` is the cost of a report at that size over that at the first size. ``reference`` is
how often a second of the same CPU does a fixed piece of work in the same process, before and after:
reports per CPU second over it compare machines, and hours of one machine.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from analysis.config import config_folder
from analysis.documents import read_document
from analysis.extraction.corpus import load_tools
from analysis.extraction.indicators import extract
from analysis.records import Document
from analysis.simulate import simulate_corpus

REFERENCE_LOOPS = 300
ROOT = Path(__file__).parents[1]
T = TypeVar("T")


def main() -> int:
    """Measure each size in a process of its own and print the table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--distinct", type=int, default=1000)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        kind, size, folder = given.one.split(",", 2)
        print(json.dumps(measure(kind, int(size), Path(folder))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        characters = make(Path(folder), given.distinct)
        sizes = [int(size) for size in given.sizes.split(",")]
        found = {
            kind: with_growth([in_own_process(kind, size, folder) for size in sizes])
            for kind in ("text", "html")
        }
        speedup = both_cores(Path(folder))
    for kind, rows in found.items():
        for row in rows:
            print(
                f"{kind:5} {row['reports']:>7} reports {row['per_cpu_second']:7.1f} / CPU s "
                f"{row['per_reference']:6.3f} of reference "
                f"growth {row['growth']:.3f} peak {row['peak_mb']:.0f} MB"
            )
    print(f"two processes: {speedup:.2f} times as fast as one")
    print(json.dumps({"characters": characters, **found, "two_processes": speedup}))
    return 0


def make(folder: Path, distinct: int) -> float:
    """Write web pages of simulated reports; return their mean length in characters."""
    lengths: list[int] = []
    for written in simulate_corpus(folder, counties=distinct, years=3):
        if written.file.endswith(".html") and len(lengths) < distinct:
            lengths.append(written.characters)
        else:
            (folder / written.file).unlink()
        if len(lengths) == distinct:
            break
    (folder / "sources.csv").unlink(missing_ok=True)  # it names the files that were taken away
    return round(sum(lengths) / len(lengths), 1)


def in_own_process(kind: str, size: int, folder: str) -> dict[str, float]:
    """Measure one size in a fresh process."""
    command = [sys.executable, __file__, "--one", f"{kind},{size},{folder}"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    row: dict[str, float] = json.loads(done.stdout)
    return row


def measure(kind: str, size: int, folder: Path) -> dict[str, float]:
    """Read ``size`` reports; return reports per CPU second and peak memory."""
    counties, matcher = load_tools(config_folder(ROOT / "config"), (folder,))
    paths = sorted(folder.glob("*.html"))

    def read(path: Path) -> Document:
        return read_document(path, counties=counties, sources={})

    def from_file(path: Path) -> None:
        extract(read(path), matcher)

    def from_text(document: Document) -> None:
        extract(document, matcher)

    before = reference_rate()
    if kind == "text":
        seconds = cpu_seconds(from_text, [read(path) for path in paths], size)
    else:
        seconds = cpu_seconds(from_file, paths, size)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate, reference = size / seconds, (before + reference_rate()) / 2
    return {
        "reports": size,
        "per_cpu_second": round(rate, 1),
        "reference": round(reference, 1),
        "per_reference": round(rate / reference, 3),
        "peak_mb": round(peak),
    }


def reference_rate() -> float:
    """Return how often a CPU second does what reading mostly does: patterns, slices, counting."""
    pattern, text = re.compile(r"(\d+)([件个次项])"), "全县共受理87件,组织12次,公布36项;" * 400
    began = time.process_time()
    for _ in range(REFERENCE_LOOPS):
        counted: dict[str, int] = {}
        for match in pattern.finditer(text):
            word = text[max(0, match.start() - 4) : match.start()]
            counted[word] = counted.get(word, 0) + int(match[1])
    return REFERENCE_LOOPS / (time.process_time() - began)


def cpu_seconds(work: Callable[[T], None], items: Iterable[T], size: int) -> float:
    """Return the CPU seconds that ``size`` items take, after a first ten to warm up."""
    ready = list(items)
    for item in ready[:10]:
        work(item)
    began = time.process_time()
    for number in range(size):
        work(ready[number % len(ready)])
    return time.process_time() - began


def with_growth(rows: list[dict[str, float]]) -> list[dict[str, float]]:
    """Add the cost of a report relative to the first size."""
    first = rows[0]["per_cpu_second"]
    return [row | {"growth": round(first / row["per_cpu_second"], 3)} for row in rows]


def both_cores(folder: Path) -> float:
    """Return how many times as fast two processes extract as one, by the clock."""
    spent = []
    for jobs in (1, 2):
        with tempfile.TemporaryDirectory() as out:
            command = [sys.executable, "-m", "analysis", "extract", str(folder), "--out", out]
            began = time.perf_counter()
            subprocess.run(
                [*command, "--jobs", str(jobs), "--quiet", "--project", str(ROOT)],
                check=True,
                capture_output=True,
            )
            spent.append(time.perf_counter() - began)
    return round(spent[0] / spent[1], 2)


if __name__ == "__main__":
    sys.exit(main())
