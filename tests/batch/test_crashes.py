"""Whatever dies in a batch, nothing is lost, nothing is half-done, and nothing stays behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from analysis.batch.settings import Settings
from analysis.kernels import linux
from analysis.kernels.scratch import PREFIX

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not linux.supported(), reason="kernels are forked on Linux only"),
]

RUN = """
import signal
import sys
from pathlib import Path
from analysis.batch.run import run_batch
from analysis.batch.settings import Settings
from analysis.notebooks import Job

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run behind "&"
    folder, notebook, flags = map(Path, sys.argv[1:4])
    jobs = [
        Job(f"county/{c}", notebook, {"county": c, "flags": str(flags)},
            folder / "county" / f"{c}.html", "inputs")
        for c in sys.argv[5].split(",")
    ]
    settings = Settings.model_validate_json(sys.argv[4])
    for outcome in run_batch(jobs, folder, settings):
        print(outcome.key, outcome.status, outcome.error, flush=True)
"""


class Running:
    """A batch in a process of its own, and all the processes that came from it."""

    def __init__(self, batch: Any, counties: str, settings: Settings) -> None:
        words = [batch.folder, batch.notebook, batch.flags, settings.model_dump_json()]
        script = batch.folder.parent / "run.py"
        script.write_text(RUN, encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, script, *map(str, words), counties],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.family: set[psutil.Process] = set()

    def find(self, part: str) -> list[psutil.Process]:
        """Return the living processes with these words in their command."""
        own = psutil.Process(self.process.pid)
        self.family |= {own, *own.children(recursive=True)}
        return [p for p in self.family if alive(p) and part in command(p)]

    def server(self) -> psutil.Process:
        """Return the fork server: the one whose parent is the batch."""
        return next(p for p in self.find("kernels.server") if p.ppid() == self.process.pid)

    def kernels(self) -> list[psutil.Process]:
        return [p for p in self.server().children() if alive(p)]

    def said(self) -> dict[str, str]:
        """Wait for the end; return what was said of each page."""
        out, _ = self.process.communicate(timeout=120)
        return dict(line.split(" ", 1) for line in out.splitlines())

    def kill(self) -> None:
        self.find("")
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def nothing_is_left(self) -> None:
        """No process, no socket, no scratch folder of this batch stays behind."""
        left = psutil.wait_procs(self.family, timeout=30)[1]
        assert not left, [p.cmdline() for p in left if alive(p)]
        pattern = f"{PREFIX}{self.process.pid}-*"
        assert wait_until(lambda: not list(Path(tempfile.gettempdir()).glob(pattern)), 30)


def alive(process: psutil.Process) -> bool:
    """Tell whether a process runs, and has not only ended without being waited for."""
    with suppress(psutil.NoSuchProcess):  # it may end between the two questions
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def command(process: psutil.Process) -> str:
    """Return the words with which a process was started, "" where it has ended."""
    with suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


def wait_until(true: Any, seconds: float) -> bool:
    """Tell whether something becomes true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def running(batch: Any) -> Iterator[Any]:
    """Starts batches; none outlives the test."""
    started = []

    def start(counties: str, **settings: Any) -> Running:
        started.append(Running(batch, counties, Settings(**settings)))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.kill()


def begun(batch: Any, county: str) -> bool:
    return wait_until((batch.flags / f"{county}.began").exists, 60)


def test_a_kernel_killed_from_outside_is_tried_again_and_then_given_up(
    batch: Any, running: Any
) -> None:
    batch.flag("a.waits")
    run = running("a,b", jobs=1, retries=1)
    for _ in range(2):
        assert begun(batch, "a")
        (batch.flags / "a.began").unlink()
        run.kernels()[0].kill()
    said = run.said()
    assert said["county/a"] == "failed light.ipynb: the kernel died"
    assert batch.kept("a").is_file()
    assert said["county/b"].strip() == "rendered"
    run.nothing_is_left()


def test_a_worker_that_is_killed_is_replaced_and_its_page_rendered(
    batch: Any, running: Any
) -> None:
    flag = batch.flag("a.waits")
    run = running("a,b", jobs=1)
    assert begun(batch, "a")
    flag.unlink()
    (worker,) = run.find("spawn_main")
    kernel = run.kernels()[0]
    worker.kill()
    assert {v.strip() for v in run.said().values()} == {"rendered"}
    assert not alive(kernel)
    run.nothing_is_left()


def test_a_fork_server_that_is_killed_is_replaced_and_no_page_is_lost(
    batch: Any, running: Any
) -> None:
    flag = batch.flag("a.waits")
    run = running("a,b,c", jobs=2)
    assert begun(batch, "a")
    flag.unlink()
    run.kernels()
    run.server().kill()
    assert {v.strip() for v in run.said().values()} == {"rendered"}
    run.nothing_is_left()


@pytest.mark.parametrize("kernels", ["auto", "plain"])
def test_a_batch_that_is_killed_leaves_nothing_and_is_finished_by_running_it_again(
    batch: Any, running: Any, kernels: str
) -> None:
    flag = batch.flag("b.waits")
    run = running("a,b", jobs=1, kernels=kernels)
    assert begun(batch, "b")
    run.kill()
    if kernels == "auto":
        run.nothing_is_left()
    flag.unlink()
    assert not batch.page("b").exists()
    again = running("a,b", jobs=1, kernels=kernels)
    assert {k: v.strip() for k, v in again.said().items()} == {
        "county/a": "unchanged",
        "county/b": "rendered",
    }
    assert not list(batch.folder.rglob(".*"))
    again.nothing_is_left()


def test_a_batch_killed_at_random_points_ends_with_the_same_bytes(batch: Any, running: Any) -> None:
    counties = ",".join(f"c{n:02}" for n in range(24))
    chance = random.Random(7)
    for _ in range(4):
        run = running(counties, jobs=2)
        written = len(list(batch.folder.rglob("*.html")))
        wait_until(lambda n=written: len(list(batch.folder.rglob("*.html"))) > n, 30)
        time.sleep(chance.uniform(0.0, 0.5))
        run.kill()
    said = running(counties, jobs=2).said()
    assert {v.split()[0] for v in said.values()} <= {"rendered", "unchanged"}
    for county in counties.split(","):
        text = batch.page(county).read_text(encoding="utf-8")
        assert f"page of {county}" in text
        assert text.rstrip().endswith("</html>")
    pages = {p.name: p.read_bytes() for p in (batch.folder / "county").iterdir()}
    batch.folder = batch.folder.with_name("undisturbed")
    running(counties, jobs=1).said()
    assert {p.name: p.read_bytes() for p in (batch.folder / "county").iterdir()} == pages


def test_a_manifest_whose_last_line_was_cut_off_is_read_on(batch: Any) -> None:
    batch.run("a", "b")
    path = batch.folder / "manifest.jsonl"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: len(whole) - 30], encoding="utf-8")
    outcomes = batch.run("a", "b")
    assert sorted(o.status for o in outcomes.values()) == ["rendered", "unchanged"]
    keys = [json.loads(line)["key"] for line in path.read_text().splitlines()[-1:]]
    assert keys[0] in {"county/a", "county/b"}
    assert {o.status for o in batch.run("a", "b").values()} == {"unchanged"}


def test_a_batch_that_is_killed_while_it_starts_leaves_nothing(batch: Any, running: Any) -> None:
    run = running("a", jobs=1)
    assert wait_until(lambda: run.find("kernels.server"), 30)
    run.kill()
    run.nothing_is_left()


def test_an_interrupt_ends_all_that_was_started(batch: Any, running: Any) -> None:
    batch.flag("a.waits")
    run = running("a,b", jobs=1)
    assert begun(batch, "a")
    run.find("")
    os.killpg(run.process.pid, signal.SIGINT)
    run.said()
    run.nothing_is_left()
