"""An ingest or a build that is killed anywhere is finished by running it again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from analysis import pipeline
from analysis.errors import StoreError
from analysis.files import PART
from analysis.simulate import simulate_corpus
from analysis.study import Project, open_project
from analysis.tables.store import Store

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are killed in another way"),
]
COUNTIES = ("潢川县", "固始县", "光山县", "新县", "商城县", "罗山县", "淮滨县", "息县")
SMALL = (
    "import sys, analysis.extraction.parts as p; p.SIZE = 4; from analysis.cli import main; main()"
)


@pytest.fixture
def project(folder: Path, write_report: Callable[..., str]) -> Project:
    """A project with 40 short reports, none of them read."""
    for county in COUNTIES:
        for year in range(2019, 2024):
            text = write_report(county=county, year=year, more=f"检查企业{year}家次。" * 40)
            (folder / "data" / "raw" / f"{county}{year}.txt").write_text(text, encoding="utf-8")
    return open_project(folder)


@pytest.fixture
def simulated(folder: Path) -> Project:
    """A project with the reports of six fictional counties, read."""
    list(simulate_corpus(folder / "data" / "raw", counties=6, years=2))
    pipeline.ingest(open_project(folder), ())
    return open_project(folder)


def start(project: Project, *words: str) -> subprocess.Popen[bytes]:
    """Start the command line with parts of four files; what it says goes to a file."""
    with (project.root / "said.txt").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-c", SMALL, *words],
            cwd=project.root,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def tables(store: Store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(store.folder.glob("*.parquet"))}


def whole(project: Project, folder: Path) -> dict[str, bytes]:
    """Return the tables of an ingest that nothing disturbs."""
    other = folder / "undisturbed"
    shutil.copytree(project.root, other)
    pipeline.ingest(open_project(other), ())
    return tables(open_project(other).store)


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def kill_later(
    running: subprocess.Popen[bytes],
    how: signal.Signals,
    begun: Callable[[], bool],
    chance: random.Random,
) -> None:
    """Kill a process at some time after something has begun; none of its children stays."""
    until(lambda: begun() or running.poll() is not None)
    time.sleep(chance.random() / 4)
    alive = running.poll() is None
    family = psutil.Process(running.pid).children(recursive=True) if alive else []
    running.send_signal(how)
    running.wait()
    assert until(lambda: not any(p.is_running() for p in family))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_an_ingest_that_is_killed_leaves_no_process_and_goes_on(
    project: Project, tmp_path: Path, how: signal.Signals
) -> None:
    expected = whole(project, tmp_path)
    parts = project.store.folder / pipeline.PARTS
    chance = random.Random(5)
    for _ in range(3):
        before = len(list(parts.glob("*.json")))
        running = start(project, "ingest", "--jobs", "2")
        kill_later(running, how, lambda n=before: len(list(parts.glob("*.json"))) > n, chance)
        kept = len(list(parts.glob("*.json")))
        assert kept >= before or not parts.exists()  # what was read stays read, or all is done
    done = start(project, "ingest", "--jobs", "2")
    assert done.wait() == 0
    assert tables(project.store) == expected
    assert not parts.exists()
    assert not list(project.store.folder.rglob(f".*{PART}"))


def test_a_build_does_not_trust_half_an_ingest(simulated: Project) -> None:
    project = simulated
    (project.store.folder / "documents.parquet").write_bytes(b"another reading's")
    with pytest.raises(StoreError, match=r"documents.parquet.*run: fazhi ingest"):
        pipeline.build(project)
    assert not pipeline.ingest(project, ()).unchanged
    assert not project.store.changed("ingest")


def test_a_build_that_is_killed_is_finished_by_running_it_again(simulated: Project) -> None:
    project = simulated
    panel = project.store.folder / "panel.parquet"
    running = start(project, "build")
    assert until(lambda: panel.is_file() or running.poll() is not None, seconds=300)
    running.kill()
    running.wait()
    assert pipeline.build(project)  # what was written is no build
    once = tables(project.store)
    assert pipeline.build(project, force=True)
    assert tables(project.store) == once


def test_two_ingests_into_one_folder_are_one_after_the_other(project: Project) -> None:
    first = start(project, "ingest")
    held = project.store.folder / pipeline.LOCK / "running.json"
    assert until(held.is_file)
    os.kill(first.pid, signal.SIGSTOP)
    second = start(project, "ingest")
    status = second.wait()
    os.kill(first.pid, signal.SIGCONT)
    assert status == 2
    said = (project.root / "said.txt").read_text(encoding="utf-8")
    assert "another ingest or build writes to" in said
    assert first.wait() == 0
