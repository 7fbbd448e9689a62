"""A batch goes on whatever happens to one notebook, and does again only what has changed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from analysis.records import Outcome
from analysis.reports import Job, run_batch

pytestmark = pytest.mark.slow

CODE = """
import os
from pathlib import Path
from IPython.display import HTML
state = Path(flags)
if (state / f"{county}.dies").exists():
    os._exit(9)
if (state / f"{county}.raises").exists():
    raise RuntimeError("no such luck")
if (state / f"{county}.waits").exists():
    import time
    time.sleep(600)
HTML(f'<h1 class="page-title">page of {county}</h1>')
"""
PARAMETERS = 'county = ""\nflags = ""\nlang = "zh"'


class Batch:
    """Jobs of a notebook of the test's own, which raises, dies or waits where a flag is set."""

    def __init__(self, folder: Path, notebook: Path) -> None:
        self.folder, self.notebook = folder / "pages", notebook
        self.flags = folder / "flags"
        self.flags.mkdir(parents=True)

    def flag(self, name: str) -> Path:
        (self.flags / name).touch()
        return self.flags / name

    def job(self, county: str) -> Job:
        parameters = {"county": county, "flags": str(self.flags)}
        return Job(f"county/{county}", self.notebook, parameters, self.page(county), "inputs")

    def run(self, *jobs: str | Job, force: bool = False) -> dict[str, Outcome]:
        every = [self.job(j) if isinstance(j, str) else j for j in jobs]
        outcomes = list(run_batch(every, self.folder, force=force))
        assert sorted(o.key for o in outcomes) == sorted(j.key for j in every)
        return {o.key.partition("/")[2]: o for o in outcomes}

    def page(self, county: str) -> Path:
        return self.folder / "county" / f"{county}.html"

    def kept(self, county: str) -> Path:
        return self.folder / "failed" / "county" / f"{county}.ipynb"


@pytest.fixture
def batch(tmp_path: Path, light_notebook: Callable[..., Path]) -> Batch:
    return Batch(tmp_path, light_notebook(tmp_path / "light.ipynb", CODE, PARAMETERS))


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {key: outcome.status for key, outcome in outcomes.items()}


def test_one_failing_notebook_never_stops_the_others_and_is_kept_with_its_trace(
    batch: Batch,
) -> None:
    flag = batch.flag("b.raises")
    outcomes = batch.run("a", "b", "c")
    assert statuses(outcomes) == {"a": "rendered", "b": "failed", "c": "rendered"}
    assert outcomes["b"].error == "light.ipynb: cell 3: RuntimeError: no such luck"
    assert outcomes["b"].path == str(batch.kept("b"))
    assert not batch.page("b").exists()
    assert "page of a" in batch.page("a").read_text(encoding="utf-8")
    book = nbformat.read(batch.kept("b"), as_version=4)
    traces = [o for c in book.cells for o in c.get("outputs", []) if o.output_type == "error"]
    assert traces[0].ename == "RuntimeError"

    again = batch.run("a", "b", "c")
    assert statuses(again) == {"a": "unchanged", "b": "failed", "c": "unchanged"}
    flag.unlink()
    mended = batch.run("a", "b", "c")
    assert statuses(mended) == {"a": "unchanged", "b": "rendered", "c": "unchanged"}
    assert not batch.kept("b").exists()
    assert not list(batch.folder.rglob(".*"))


def test_a_page_is_done_again_where_it_was_deleted_edited_or_its_inputs_changed(
    batch: Batch,
) -> None:
    batch.run("a", "b", "c", "d")
    before = {c: batch.page(c).read_bytes() for c in "abcd"}
    batch.page("a").unlink()
    batch.page("b").write_text("edited by hand", encoding="utf-8")
    changed = replace(batch.job("c"), inputs="other inputs")
    outcomes = batch.run("a", "b", changed, "d")
    rendered = {"a": "rendered", "b": "rendered", "c": "rendered", "d": "unchanged"}
    assert statuses(outcomes) == rendered
    assert {c: batch.page(c).read_bytes() for c in "abcd"} == before  # same inputs, same bytes


def test_force_renders_everything_again(batch: Batch) -> None:
    batch.run("a")
    assert statuses(batch.run("a")) == {"a": "unchanged"}
    assert statuses(batch.run("a", force=True)) == {"a": "rendered"}


def test_an_edited_notebook_is_run_again(batch: Batch, light_notebook: Callable[..., Path]) -> None:
    batch.run("a")
    light_notebook(batch.notebook, CODE.replace("page of", "sheet of"), PARAMETERS)
    assert statuses(batch.run("a")) == {"a": "rendered"}
    assert "sheet of a" in batch.page("a").read_text(encoding="utf-8")


def test_an_old_page_stays_whole_where_the_new_one_fails(batch: Batch) -> None:
    batch.run("a")
    before = batch.page("a").read_bytes()
    batch.flag("a.raises")
    job = replace(batch.job("a"), inputs="other inputs")
    assert statuses(batch.run(job)) == {"a": "failed"}
    assert batch.page("a").read_bytes() == before
    assert statuses(batch.run(job)) == {"a": "failed"}  # an old page is not taken for a new one


def test_a_kernel_that_dies_fails_its_own_page_only(batch: Batch) -> None:
    batch.flag("a.dies")
    outcomes = batch.run("a", "b")
    assert statuses(outcomes) == {"a": "failed", "b": "rendered"}
    assert outcomes["a"].error.startswith("light.ipynb: the kernel died")


STARTS_LATE = """#!/bin/sh
echo started >> "{starts}"
[ "$(wc -l < "{starts}")" -gt {failures} ] || exit 1
exec "{python}" -m ipykernel_launcher "$@"
"""


@pytest.mark.parametrize(("failures", "status"), [(1, "rendered"), (9, "failed")])
def test_a_kernel_that_does_not_start_is_tried_once_more(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: int, status: str
) -> None:
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    starts, script = tmp_path / "starts", spec / "start.sh"
    said = STARTS_LATE.format(starts=starts, failures=failures, python=sys.executable)
    script.write_text(said, encoding="utf-8")
    script.chmod(0o755)
    argv = [str(script), "-f", "{connection_file}"]
    kernel = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    outcome = batch.run("a")["a"]
    assert outcome.status == status
    assert outcome.error.startswith("light.ipynb: no kernel started" if failures > 1 else "")
    assert starts.read_text(encoding="utf-8").count("started") == 2


def test_a_wrong_parameter_or_a_missing_notebook_fails_its_own_page_only(batch: Batch) -> None:
    wrong = replace(batch.job("a"), parameters={"conty": "a"})
    missing = replace(batch.job("b"), notebook=batch.notebook.with_name("ligth.ipynb"))
    outcomes = batch.run(wrong, missing)
    assert statuses(outcomes) == {"a": "failed", "b": "failed"}
    assert 'has no parameter "conty"; did you mean "county"?' in outcomes["a"].error
    assert 'did you mean "light.ipynb"?' in outcomes["b"].error


def test_a_damaged_manifest_only_means_that_pages_are_rendered_again(batch: Batch) -> None:
    batch.run("a")
    (batch.folder / "manifest.json").write_text('{"county/a": ', encoding="utf-8")
    assert statuses(batch.run("a")) == {"a": "rendered"}
    assert statuses(batch.run("a")) == {"a": "unchanged"}


def test_outcomes_come_as_pages_are_done_and_not_all_at_the_end(batch: Batch) -> None:
    jobs = [batch.job(c) for c in ("a", "b", "c")]
    stream = run_batch(jobs, batch.folder, workers=1)
    first = next(stream)
    there = [batch.page(c).is_file() for c in ("a", "b", "c")]
    assert (first.key, first.status) == ("county/a", "rendered")
    assert there[0]
    assert not all(there)
    assert [o.status for o in stream] == ["rendered", "rendered"]


KILLED = """
import sys
from pathlib import Path
from analysis.reports import Job, run_batch

folder, notebook, flags = map(Path, sys.argv[1:])
jobs = [
    Job(f"county/{c}", notebook, {"county": c, "flags": str(flags)},
        folder / "county" / f"{c}.html", "inputs")
    for c in ("a", "b")
]
for outcome in run_batch(jobs, folder, workers=1):
    print(outcome.key, flush=True)
"""


def test_a_batch_that_was_killed_is_finished_by_running_it_again(batch: Batch) -> None:
    flag = batch.flag("b.waits")
    command = [sys.executable, "-c", KILLED, batch.folder, batch.notebook, batch.flags]
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "county/a\n"  # b has begun and waits
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    flag.unlink()
    assert not batch.page("b").exists()
    assert statuses(batch.run("a", "b")) == {"a": "unchanged", "b": "rendered"}
