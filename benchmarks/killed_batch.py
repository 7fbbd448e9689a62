"""Kill a batch again and again, go on, and compare the pages with those of an undisturbed one.

    python benchmarks/killed_batch.py [--counties 300] [--kills 10] [--seed 1]

``fazhi report`` is killed with SIGKILL after random times, and run again until it is through. The
last line is one JSON object; the exit status is 1 where a page differs or something was left.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from analysis.kernels.scratch import PREFIX
from batch import BIN, make_study


def main(words: Sequence[str] | None = None) -> int:
    """Print the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counties", type=int, default=300)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_study(folder, given.counties)
        begun = time.perf_counter()
        report(folder, "undisturbed").wait()
        seconds = time.perf_counter() - begun
        chance, left, at = random.Random(given.seed), 0, []
        for _ in range(given.kills):
            left += killed(folder, chance.uniform(0.05, 0.2) * seconds)
            at.append(len(list((folder / "killed").rglob("*.html"))))
        status = report(folder, "killed").wait()
        result = {"kills": given.kills, "pages_at_each_kill": at, "left_behind": left}
        result |= compared(folder / "undisturbed", folder / "killed")
    print(json.dumps(result))
    return int(bool(status or left or result["different"]))


def report(folder: Path, out: str) -> subprocess.Popen[bytes]:
    """Start the batch of the study's own pages."""
    return subprocess.Popen([str(BIN / "fazhi"), "report", "--out", out, "--quiet"], cwd=folder)


def killed(folder: Path, seconds: float) -> int:
    """Run the batch for some seconds, kill it; count the processes and folders that it leaves."""
    process = report(folder, "killed")
    time.sleep(seconds)
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    alive = psutil.wait_procs(family, timeout=30)[1]
    folders = list(Path(tempfile.gettempdir()).glob(f"{PREFIX}{process.pid}-*"))
    return len(alive) + len(folders)


def compared(one: Path, other: Path) -> dict[str, object]:
    """Compare the pages of two folders; the pages of runs tell of their own run and may differ."""
    pages = {p.relative_to(one) for p in one.rglob("*.html") if p.parent.name != "runs"}
    found = {p.relative_to(other) for p in other.rglob("*.html") if p.parent.name != "runs"}
    same = {p for p in pages & found if (one / p).read_bytes() == (other / p).read_bytes()}
    unfinished = len(list(other.rglob(".*")))
    different = len(pages | found) - len(same) + unfinished
    return {"pages": len(pages), "same": len(same), "different": different}


if __name__ == "__main__":
    sys.exit(main())
