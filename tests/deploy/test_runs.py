"""Every line that a clock or a cluster would start is started here."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.notebooks import render, run_notebook

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
HOME = "/srv/fazhi-analysis"  # where the files of servers expect the project
NEVER = 'if year == 2023:\n    raise RuntimeError("no such luck")\n'


def run(
    command: list[str] | str, cwd: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a line as cron does, by ``/bin/sh`` and with hardly any environment."""
    bare = {"HOME": str(cwd), "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"} | environment
    words = ["/bin/sh", "-c", command] if isinstance(command, str) else command
    return subprocess.run(words, cwd=cwd, env=bare, capture_output=True, text=True, check=False)


def pages(place: Path) -> set[str]:
    return {p.stem for p in (place / "reports" / "light").glob("*.html")}


def crontab_line() -> tuple[str, str]:
    (line,) = [
        text
        for text in (DEPLOY / "cron" / "fazhi").read_text(encoding="utf-8").splitlines()
        if text and not text.startswith("#")
    ]
    *when, command = line.split(maxsplit=5)
    return " ".join(when), command


@pytest.mark.slow
def test_the_example_of_a_notebook_shows_its_own_rows(tmp_path: Path) -> None:
    notebook = ROOT / "docs" / "examples" / "own.ipynb"
    run_notebook(notebook, tmp_path / "own.ipynb", {"region": "south", "year": 2022})
    page = render(tmp_path / "own.ipynb", "en")
    assert "Visits in the south, 2022</h1>" in page
    assert ">901<" in page
    assert not re.search(r"Harbour|>874<", page)


@pytest.mark.slow
def test_a_scheduled_run_does_the_rest_when_a_page_and_a_file_fail(
    installed: Callable[..., Path],
) -> None:
    place = installed(NEVER)
    (place / "data" / "raw" / "broken.pdf").write_bytes(b"%PDF-1.4")
    ran = run([str(place / "deploy" / "run.sh"), "batch.toml"], place.parent)
    assert (ran.returncode, pages(place)) == (1, {"2021", "2022"})
    assert "failed: broken.pdf" in ran.stdout
    assert "no such luck" in ran.stderr


@pytest.mark.slow
def test_the_line_of_the_crontab_is_silent_when_all_is_done_and_speaks_when_nothing_could_start(
    installed: Callable[..., Path],
) -> None:
    place = installed()
    _, line = crontab_line()
    assert run(line, place.parent).stdout == ""
    assert pages(place) == {"2021", "2022", "2023"}
    shutil.rmtree(place / "reports" / "light")
    (place / "config" / "study.toml").write_text("[indx]\n", encoding="utf-8")
    *_, said = run(line, place.parent).stdout.splitlines()
    assert said.startswith("error: ")
    assert pages(place) == set()


@pytest.mark.slow
def test_the_line_of_the_crontab_leaves_a_run_that_is_still_going_alone(
    installed: Callable[..., Path],
) -> None:
    place = installed()
    with (place / "reports" / ".nightly").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = run(crontab_line()[1], place.parent)
    assert said.stdout == "the run before is still going\n"
    assert pages(place) == set()


CRON_ALONE = """
mount --bind "$1/tabs" /var/spool/cron/crontabs && mount --bind "$1/none" /etc/cron.d &&
mount --bind "$1/empty" /etc/crontab && mount -t tmpfs none /run && exec cron -f
"""


@pytest.mark.slow
def test_cron_itself_renders_the_pages(installed: Callable[..., Path], tmp_path: Path) -> None:
    """Debian's cron, with this crontab alone: its folders are hidden from the machine's own."""
    alone = ["unshare", "--mount", "--propagation", "private"]
    if not shutil.which("cron", path="/usr/sbin:/usr/bin"):
        pytest.skip("cron is not installed")
    if os.getuid() or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("cron can be run apart from the machine's own by root only")
    place = installed()
    for folder in ("tabs", "none"):
        (tmp_path / folder).mkdir()
    (tmp_path / "empty").touch()
    crontab = tmp_path / "tabs" / "root"
    when, line = crontab_line()
    assert when == "30 2 * * *"
    crontab.write_text(f"HOME={tmp_path}\n* * * * * {line}\n", encoding="utf-8")
    crontab.chmod(0o600)
    with subprocess.Popen([*alone, "sh", "-c", CRON_ALONE, "sh", str(tmp_path)]) as cron:
        until = time.monotonic() + 150
        while len(pages(place)) < 3 and time.monotonic() < until and cron.poll() is None:
            time.sleep(0.5)
        with (place / "reports" / ".nightly").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the run has ended
        cron.terminate()
    assert pages(place) == {"2021", "2022", "2023"}


SRUN = """#!/bin/sh
# Stands in for srun on one machine: as many copies of the command as the job has tasks.
for task in $(seq "$SLURM_NTASKS"); do "$@" & done
wait
"""


def slurm_job(place: Path, script: str, tasks: int) -> subprocess.CompletedProcess[str]:
    srun = place.parent / "bin" / "srun"
    srun.parent.mkdir()
    srun.write_text(SRUN, encoding="utf-8")
    srun.chmod(0o755)
    job = {"SLURM_JOB_ID": str(os.getpid()), "SLURM_NTASKS": str(tasks), "SLURM_CPUS_PER_TASK": "2"}
    copy = shutil.copy(DEPLOY / "slurm" / script, place.parent)  # sbatch runs a copy elsewhere
    where = {"SLURM_SUBMIT_DIR": str(place), "PATH": f"{srun.parent}:/usr/bin:/bin"}
    return run(["/bin/bash", str(copy)], place.parent, **job, **where)


@pytest.mark.slow
def test_the_job_for_one_node_renders_the_pages(installed: Callable[..., Path]) -> None:
    place = installed()
    ran = slurm_job(place, "batch.sh", 1)
    assert (ran.returncode, pages(place)) == (0, {"2021", "2022", "2023"}), ran.stderr


@pytest.mark.slow
def test_the_job_for_many_nodes_renders_the_pages_and_leaves_no_process(
    installed: Callable[..., Path],
) -> None:
    pytest.importorskip("distributed")
    if shutil.which("openssl") is None:
        pytest.skip("openssl, with which the job makes its key, is not installed")
    place = installed()
    ran = slurm_job(place, "cluster.sh", 2)
    assert (ran.returncode, pages(place)) == (0, {"2021", "2022", "2023"}), ran.stderr
    assert "tls://" in ran.stderr  # what the scheduler says of itself
    assert list(place.glob(".cluster-*")) == []  # the job's key
    until = time.monotonic() + 60
    while (left := dask_processes()) and time.monotonic() < until:
        time.sleep(0.5)
    assert left == []


def dask_processes() -> list[str]:
    """The schedulers and workers of this test's port."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has just ended
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    port = str(20000 + os.getpid() % 20000)  # as the script makes it of the job's number
    return [words for words in found if "dask" in words and port in words]


@pytest.mark.slow
def test_the_kernel_for_airflow_works_in_the_project_wherever_it_is_started(
    installed: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = installed()
    kernel = tmp_path / "jupyter" / "kernels" / "fazhi" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    text = (DEPLOY / "airflow" / "kernel" / "kernel.json").read_text(encoding="utf-8")
    kernel.write_text(text.replace(HOME, str(place)), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(kernel.parents[2]))
    program = Path(sys.executable).with_name("papermill")
    words = [place / "notebooks" / "comparison.ipynb", tmp_path / "out.ipynb", "-k", "fazhi"]
    ran = subprocess.run(
        [program, *words, "-p", "lang", "zh"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "page-title" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")
