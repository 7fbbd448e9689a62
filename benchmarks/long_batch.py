"""Long batches: 2,850 county reports, then 5,000 light notebooks; the last line is one JSON object.

    python benchmarks/long_batch.py [--reports 2850] [--light 5000] [--scratch DIR]

A study of 60 simulated counties is repeated under new codes. Memory is the sum over all processes
of a batch (PSS, in which shared pages count once), sampled every two seconds; growth compares the
last tenth of the samples with the second. ``again_seconds`` is the same batch with nothing to do.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from page import ROOT, study, tile

from analysis.notebooks.site import county_slices
from analysis.tables.store import Store
from batch import BIN, write_light

STEP = 2.0


def main(words: Sequence[str] | None = None) -> None:
    """Print the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=2850)
    parser.add_argument("--light", type=int, default=5000)
    parser.add_argument("--scratch", type=Path, help="folder to work in; a temporary one if none")
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.scratch or Path(temporary)).resolve()
        if not (folder / "large").is_dir():
            make(folder, given.reports)
        result = {
            "county": once(folder / "large", f'notebook = "notebooks/county.ipynb"\n{COUNTIES}'),
            "light": once(folder / "large", light(given.light)),
        }
    print(json.dumps(result))


COUNTIES = 'output = "county/{county}.html"\ncounties = "all"\n'


def light(count: int) -> str:
    """Return the part of a batch file that runs the light notebook this many times."""
    numbers = json.dumps([str(n) for n in range(count)])
    return (
        'notebook = "notebooks/light.ipynb"\noutput = "light/{county}.html"\n'
        f"[notebooks.each]\ncounty = {numbers}\n"
    )


def make(folder: Path, counties: int) -> None:
    """Make a large study of a small one."""
    small, large = study(folder / "small", 60), folder / "large"
    for name in ("config", "notebooks"):
        shutil.copytree(ROOT / name, large / name)
    write_light(large / "notebooks" / "light.ipynb")
    store = Store(large / "data" / "processed")
    tile(small, store, counties)
    store.write("slices", county_slices(store))
    store.record("build", "", [p.stem for p in store.folder.glob("*.parquet")])


def once(folder: Path, entry: str) -> dict[str, Any]:
    """Run a batch twice; return time and memory of the first, and the time of the second."""
    (folder / "batch.toml").write_text(f"[[notebooks]]\n{entry}", encoding="utf-8")
    command = [str(BIN / "fazhi"), "batch", "batch.toml", "--log-json"]
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        lines, samples = followed(process)
    seconds = time.perf_counter() - begun
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    tenth = max(1, len(samples) // 10)
    return {
        "pages": json.loads(lines[-1])["pages"],
        "minutes": round(seconds / 60, 1),
        "peak_mb": round(max(samples)),
        "growth_mb": round(median(samples[-tenth:]) - median(samples[tenth : 2 * tenth])),
        "again_seconds": round(time.perf_counter() - begun, 2),
    }


def followed(process: subprocess.Popen[str]) -> tuple[list[str], list[float]]:
    """Read a batch's lines to the end, and sample its memory in MB on the way."""
    assert process.stdout is not None
    lines, samples, due = [], [0.0], time.monotonic()
    for line in process.stdout:
        lines.append(line)
        if time.monotonic() >= due:
            samples.append(memory(process.pid))
            due = time.monotonic() + STEP
            print(len(lines), round(samples[-1]), file=sys.stderr)
    return lines, samples


def memory(pid: int) -> float:
    """Return the memory of a process and of all that came from it."""
    total = 0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return total / 1024**2


if __name__ == "__main__":
    main()
