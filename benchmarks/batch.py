"""Time batches of notebooks: by command line, on stock kernels, on forked ones, and the floor.

    python benchmarks/batch.py [--counties 40] [--rounds 3] [--scratch DIR]

Four ways, interleaved in each round, on the same notebook and the same simulated study:

    cli    papermill, then nbconvert, each as a command, two reports at a time
    plain  fazhi batch --kernels plain
    fork   fazhi batch
    floor  the same cells in one bare process in which all is imported

For the county notebook and for a light one (three small PNG figures, no package of this project).
CPU is user and system time of the whole tree of processes; ``reports a minute`` has the start of
each way in it. ``above_floor`` is CPU seconds a report over the floor, with the cost of starting
taken out by a second run of another length. Memory is the sum over all processes of the batch
(PSS, in which shared pages count once), sampled. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import nbformat
import psutil

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
LIGHT = """
import io
import matplotlib.pyplot as plt, numpy as np, pandas as pd
from IPython.display import HTML, display
display(HTML(f'<h1 class="page-title">{county}</h1>'))
x = np.random.default_rng(int(county)).normal(size=(200, 3))
display(pd.DataFrame(x).describe())
for column in range(3):
    plt.figure(figsize=(4, 3)); plt.hist(x[:, column]); plt.show()
"""
FLOOR = """
import ast, gc, io, json, resource, sys
from pathlib import Path
from analysis.batch.settings import PRELOADED
from analysis.kernels import warm
import IPython.display
warm.import_modules(PRELOADED)
import matplotlib.pyplot as plt

def shown(value):
    if value is not None:
        getattr(value, "_repr_html_", value.__repr__)()

def drawn():
    for number in plt.get_fignums():
        plt.figure(number).savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")

IPython.display.display = shown
plt.show = drawn
cells = [c for c in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["cells"]
         if c["cell_type"] == "code"]

def once(county):
    names = {}
    for cell in cells:
        body = ast.parse("".join(cell["source"])).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        if last:
            shown(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
        if "parameters" in cell["metadata"].get("tags", []):
            names["county"] = county

counties = sys.argv[2].split(",")
once(counties[0])
gc.collect()
gc.freeze()
begun = resource.getrusage(resource.RUSAGE_SELF)
for county in counties:
    once(county)
ended = resource.getrusage(resource.RUSAGE_SELF)
spent = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
print(spent / len(counties), file=sys.stderr)
"""


def main(words: Sequence[str] | None = None) -> None:
    """Print a line a run, then the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counties", type=int, default=40, help="reports of a forked batch")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scratch", type=Path, help="folder to work in; a temporary one if none")
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.scratch or Path(temporary)).resolve()
        codes = make_study(folder, given.counties)
        result = {
            "cores": os.cpu_count(),
            "counties": len(codes),
            "rounds": given.rounds,
            "notebooks": {
                name: compare(folder, name, codes, given.rounds) for name in ("county", "light")
            },
        }
    print(json.dumps(result))


def make_study(folder: Path, counties: int) -> list[str]:
    """Simulate, read and build a study with this many counties; return their codes."""
    if not (folder / "data" / "processed").is_dir():
        shutil.copytree(ROOT / "config", folder / "config")
        shutil.copytree(ROOT / "notebooks", folder / "notebooks")
        run(folder, "fazhi", "simulate", "--counties", str(counties), "--out", "data/raw")
        for verb in ("ingest", "build"):
            run(folder, "fazhi", verb, "--quiet")
        write_light(folder / "notebooks" / "light.ipynb")
    table = (folder / "data" / "processed" / "counties.csv").read_text(encoding="utf-8-sig")
    return sorted(line.split(",")[0] for line in table.splitlines()[1:])[:counties]


def write_light(path: Path) -> None:
    """Write the light notebook."""
    tagged = nbformat.v4.new_code_cell('county = ""', metadata={"tags": ["parameters"]})
    cells = [tagged, nbformat.v4.new_code_cell(LIGHT.strip())]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def run(folder: Path, command: str, *words: str) -> str:
    """Run a command of the environment; what it said on stderr is returned."""
    done = subprocess.run(
        [str(BIN / command), *words], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command} {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stderr


def compare(folder: Path, name: str, codes: list[str], rounds: int) -> dict[str, object]:
    """Time the four ways; return medians over the rounds."""
    few = codes[:4]
    found: dict[str, list[dict[str, float]]] = {}
    for number in range(rounds):
        ways = {
            "cli": lambda: by_command(folder, name, few),
            "plain": lambda: by_batch(folder, name, codes[:12], "plain"),
            "fork": lambda: by_batch(folder, name, codes, "auto"),
            "short": lambda: by_batch(folder, name, few, "auto"),
            "floor": lambda: floor(folder, name, codes),
        }
        for way, timed in ways.items():
            found.setdefault(way, []).append(timed())
            print(name, number, way, json.dumps(found[way][-1]), flush=True)
    return summary(found, len(codes) - len(few))


def summary(found: dict[str, list[dict[str, float]]], more: int) -> dict[str, object]:
    """Return medians and their ratios; a report's own cost is the slope between two lengths."""

    def middle(way: str, key: str) -> float:
        return median(one[key] for one in found[way])

    slope = [
        (a["cpu"] - b["cpu"]) / more for a, b in zip(found["fork"], found["short"], strict=True)
    ]
    floor_cpu = middle("floor", "cpu_a_report")
    ways = ("cli", "plain", "fork")
    rate = {way: round(middle(way, "a_minute"), 1) for way in ways}
    return {
        "reports_a_minute": rate,
        "cpu_a_report": {w: round(middle(w, "cpu_a_report"), 3) for w in (*ways, "floor")},
        "fork_slope_cpu": round(median(slope), 3),
        "above_floor": round(median(slope) - floor_cpu, 3),
        "fork_to_cli": round(rate["fork"] / rate["cli"], 2),
        "fork_to_cli_cpu": round(middle("cli", "cpu_a_report") / median(slope), 2),
        "plain_to_cli": round(rate["plain"] / rate["cli"], 2),
        "peak_mb": round(max(one["peak_mb"] for one in found["fork"])),
    }


def timed(count: int, work: object, peak: Sequence[float] = ()) -> dict[str, float]:
    """Run ``work`` and return what it took for this many reports."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    work()  # type: ignore[operator]
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "cpu_a_report": cpu / count, "a_minute": 60 * count / wall}


def by_command(folder: Path, name: str, codes: list[str]) -> dict[str, float]:
    """Run papermill and nbconvert, two reports at a time."""

    def one(code: str) -> None:
        out = f"out/{code}.ipynb"
        run(folder, "papermill", f"notebooks/{name}.ipynb", out, "-r", "county", code,
            "--cwd", "notebooks", "--no-progress-bar")  # fmt: skip
        run(folder, "jupyter", "nbconvert", "--to", "html", "--no-input", out)

    (folder / "out").mkdir(exist_ok=True)

    def all_of_them() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, codes))

    return timed(len(codes), all_of_them)


def by_batch(folder: Path, name: str, codes: list[str], kernels: str) -> dict[str, float]:
    """A batch file of this project."""
    listed = json.dumps(codes)
    (folder / "batch.toml").write_text(
        f'[[notebooks]]\nnotebook = "notebooks/{name}.ipynb"\n'
        f'output = "{name}/{{county}}.html"\ncounties = {listed}\n',
        encoding="utf-8",
    )
    words = ("batch", "batch.toml", "--force", "--quiet", "--jobs", "2", "--kernels", kernels)
    ended = threading.Event()
    peaks: list[float] = [0.0]
    watch = threading.Thread(target=watch_memory, args=(ended, peaks))
    watch.start()
    try:
        return timed(len(codes), lambda: run(folder, "fazhi", *words)) | {"peak_mb": max(peaks)}
    finally:
        ended.set()
        watch.join()


def watch_memory(ended: threading.Event, peaks: list[float]) -> None:
    """Sample the memory of all processes that came from this one, in MB."""
    while not ended.wait(0.5):
        total = 0
        for process in psutil.Process().children(recursive=True):
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
        peaks.append(total / 1024**2)


def floor(folder: Path, name: str, codes: list[str]) -> dict[str, float]:
    """The cells in one process, one report after another."""
    notebook = folder / "notebooks" / f"{name}.ipynb"
    done = subprocess.run(
        [sys.executable, "-c", FLOOR, str(notebook), ",".join(codes)],
        cwd=folder / "notebooks",
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=True,
    )
    return {"cpu_a_report": float(done.stderr.split()[-1])}


if __name__ == "__main__":
    main()
