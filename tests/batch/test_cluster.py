"""A batch on a Dask cluster gives the pages of a local one, whatever becomes of its workers."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from analysis import pipeline, rendering
from analysis.batch.dask.cluster import Cluster
from analysis.batch.file import load_batch
from analysis.batch.run import run_batch
from analysis.batch.settings import Settings
from analysis.kernels.scratch import PREFIX
from analysis.records import Outcome
from analysis.study import Project, open_project
from analysis.tables.contracts import made_by

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    # Dask leaves the closing of its sockets to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SECONDS = 60.0


def wait_for(true: Callable[[], Any], seconds: float = SECONDS) -> Any:
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
    return found


class Machines:
    """A scheduler and two workers, started as by hand, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.started = folder, []
        folder.mkdir()
        self._dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", "at")
        wait_for((folder / "at").exists)
        self.address = json.loads((folder / "at").read_text())["address"]
        for _ in range(2):
            self._dask("worker", "--scheduler-file", "at", "--nthreads", "1")

    def _dask(self, *words: str) -> None:
        never = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}  # gives up at once
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words, "--no-dashboard"],
                cwd=self.folder,
                env=os.environ | never,
                stdout=log,
                stderr=log,
            )
        self.started.append(process)

    def workers(self) -> list[psutil.Process]:
        """The processes that work; each has a nanny that starts it again."""
        nannies = [psutil.Process(p.pid) for p in self.started[1:]]
        return [c for n in nannies for c in n.children() if "spawn_main" in " ".join(c.cmdline())]

    def worker_of(self, pid: int) -> psutil.Process:
        """The worker from which a kernel came."""
        own = self.workers()
        return next(p for p in psutil.Process(pid).parents() if p in own)

    def nothing_is_left(self) -> None:
        """The workers live, but without a process or a folder of the batch."""
        workers = wait_for(lambda: len(found := self.workers()) == 2 and found)
        wait_for(lambda: not [c for w in workers for c in w.children()], 10)
        places = [f"{PREFIX}{w.pid}-*" for w in workers]
        top = Path(tempfile.gettempdir())
        wait_for(lambda: not [folder for name in places for folder in top.glob(name)], 10)

    def end(self) -> None:
        family = [c for p in self.started for c in psutil.Process(p.pid).children(recursive=True)]
        for process in reversed(self.started):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
        left = psutil.wait_procs(family, timeout=10)[1]
        for process in left:
            process.kill()
        assert left == []


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    made = Machines(tmp_path / "machines")
    yield made
    made.end()


def on_cluster(
    batch: Any, counties: str, address: str, root: Path, **settings: Any
) -> dict[str, Outcome]:
    cluster = Cluster(address, root, root / "tables")
    jobs = [batch.job(county) for county in counties]
    outcomes = run_batch(jobs, batch.folder, Settings(**settings), cluster=cluster)
    return {outcome.key.partition("/")[2]: outcome for outcome in outcomes}


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {county: outcome.status for county, outcome in outcomes.items()}


def pages(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.html")}


def test_a_worker_killed_in_the_middle_costs_no_page(
    batch: Any, machines: Machines, tmp_path: Path
) -> None:
    flag = batch.flag("c.waits")
    found: dict[str, Outcome] = {}
    counties = "abcdefgh"
    running = threading.Thread(
        target=lambda: found.update(on_cluster(batch, counties, machines.address, tmp_path))
    )
    running.start()
    wait_for((batch.flags / "c.began").exists)
    victim = machines.worker_of(int(wait_for((batch.flags / "c.began").read_text)))
    family = [victim, *victim.children(recursive=True)]
    flag.unlink()
    victim.kill()
    running.join(SECONDS)
    assert statuses(found) == dict.fromkeys(counties, "rendered")
    assert psutil.wait_procs(family, timeout=10)[1] == []
    machines.nothing_is_left()
    afar = pages(batch.folder / "county")
    batch.folder = tmp_path / "near"
    batch.run(*counties)
    assert afar == pages(batch.folder / "county")


def test_a_batch_killed_in_the_middle_leaves_nothing_on_the_workers_and_is_finished_later(
    batch: Any, machines: Machines, tmp_path: Path
) -> None:
    flag = batch.flag("c.waits")
    killed = multiprocessing.get_context("spawn").Process(
        target=on_cluster, args=(batch, "abcd", machines.address, tmp_path)
    )
    killed.start()
    wait_for((batch.flags / "c.began").exists)
    wait_for(batch.page("a").exists)
    time.sleep(1)  # its line in the manifest follows at once
    killed.kill()
    killed.join()
    machines.nothing_is_left()
    flag.unlink()
    found = on_cluster(batch, "abcd", machines.address, tmp_path)
    assert found["a"].status == "unchanged"
    assert set(statuses(found).values()) == {"unchanged", "rendered"}
    machines.nothing_is_left()


def test_a_job_that_kills_its_workers_fails_alone(
    batch: Any, machines: Machines, tmp_path: Path
) -> None:
    batch.flag("b.kills")
    batch.flag("d.raises")
    found = on_cluster(batch, "abcdef", machines.address, tmp_path, kernels="plain")
    rendered = dict.fromkeys("acef", "rendered")
    assert statuses(found) == rendered | {"b": "failed", "d": "failed"}
    assert found["b"].error == "light.ipynb: its workers died again and again"
    assert found["d"].error.endswith("RuntimeError: no such luck")
    assert "no such luck" in batch.kept("d").read_text(encoding="utf-8")
    machines.nothing_is_left()


BATCH = """
jobs = 2
folder = "reports"
[[notebooks]]
notebook = "notebooks/county.ipynb"
output = "county/{county}.html"
counties = ["潢川县"]
[[notebooks]]
notebook = "own/light.ipynb"
output = "own/{county}.html"
parameters = {county = "b"}
inputs = ["own/*.csv"]
"""
OWN = """
from pathlib import Path
from IPython.display import HTML
assert not Path("private.txt").exists()
HTML(f'<h1 class="page-title">{Path("numbers.csv").read_text()}</h1>')
"""


@pytest.fixture
def project(study: Project, tmp_path: Path, light_notebook: Callable[..., Path]) -> Project:
    """A study with a notebook of its own beside those of the suite, and a batch of both."""
    place = tmp_path / "project"
    shutil.copytree(study.root, place)
    light_notebook(place / "own" / "light.ipynb", OWN)
    (place / "own" / "numbers.csv").write_text("1,2,3", encoding="utf-8")
    (place / "own" / "private.txt").write_text("not named in the batch", encoding="utf-8")
    (place / "batch.toml").write_text(BATCH, encoding="utf-8")
    return open_project(place)


def test_workers_see_what_a_batch_names_and_the_pages_are_those_of_one_machine(
    project: Project, machines: Machines
) -> None:
    wanted = load_batch(project.root / "batch.toml")
    outcomes, folder = rendering.run_file(project, wanted, scheduler=machines.address)
    assert {o.key: o.error for o in outcomes} == {"county/411526": "", "own/b": ""}
    afar = pages(folder)
    again, _ = rendering.run_file(project, wanted, scheduler=machines.address)
    assert {o.status for o in again} == {"unchanged"}
    assert "1,2,3" in afar.pop("own/b.html").decode()
    shutil.rmtree(folder)
    (project.root / "own" / "private.txt").unlink()
    rendering.run_file(project, wanted)
    near = pages(folder)
    assert {name: near[name] for name in afar if "runs/" not in name} == {
        name: page for name, page in afar.items() if "runs/" not in name
    }


def test_a_corpus_read_on_a_cluster_gives_the_same_tables(
    project: Project, machines: Machines
) -> None:
    raw = project.root / "data" / "raw"
    (raw / "broken.pdf").write_bytes(b"%PDF-1.4")
    (raw / "empty.txt").touch()
    os.truncate(shutil.copy(raw / "broken.pdf", raw / "large.pdf"), 60 << 20)
    tables = project.processed
    pipeline.ingest(project, ())
    near = {p.name: p.read_bytes() for p in tables.glob("*.*") if p.is_file()}
    for name in made_by("ingest"):
        (tables / f"{name}.parquet").unlink()
    pipeline.ingest(project, (), scheduler=machines.address)
    assert {p.name: p.read_bytes() for p in tables.glob("*.*") if p.is_file()} == near
    machines.nothing_is_left()


def test_a_scheduler_that_is_not_there_is_one_clear_error(
    project: Project, fazhi_process: Callable[..., Any]
) -> None:
    for address, said in {
        "tcp://127.0.0.1:9": "no Dask scheduler answers at tcp://127.0.0.1:9",
        "127.0.0.1": 'error: "127.0.0.1" is no scheduler; say tcp://HOST:8786, or local',
    }.items():
        ran = fazhi_process("batch", "batch.toml", "--scheduler", address, cwd=project.root)
        assert (ran.returncode, ran.stdout) == (2, "")
        (line,) = ran.stderr.splitlines()
        assert said in line


def test_a_cluster_of_this_machine_renders_a_batch_and_ends(
    project: Project, fazhi_process: Callable[..., Any]
) -> None:
    ran = fazhi_process("batch", "batch.toml", "--scheduler", "local", cwd=project.root)
    assert (ran.returncode, ran.stderr.count("Error")) == (0, 0), ran.stderr
    assert "2 rendered" in ran.stdout
