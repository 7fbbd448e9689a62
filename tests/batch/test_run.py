"""A batch goes on whatever happens to one notebook, and does again only what has changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analysis.batch.lock import folder_lock
from analysis.batch.plan import Choice
from analysis.batch.run import run_batch
from analysis.batch.settings import Settings
from analysis.errors import StoreError
from analysis.records import Outcome

pytestmark = pytest.mark.slow


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {key: outcome.status for key, outcome in outcomes.items()}


def test_one_failing_notebook_never_stops_the_others_and_is_kept_with_its_trace(
    batch: Any,
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
    batch: Any,
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


def test_force_renders_everything_again(batch: Any) -> None:
    batch.run("a")
    assert statuses(batch.run("a")) == {"a": "unchanged"}
    assert statuses(batch.run("a", choice=Choice(force=True))) == {"a": "rendered"}


def test_an_edited_notebook_is_run_again(batch: Any) -> None:
    batch.run("a")
    batch.edit("page of", "sheet of")
    assert statuses(batch.run("a")) == {"a": "rendered"}
    assert "sheet of a" in batch.page("a").read_text(encoding="utf-8")


def test_an_old_page_stays_whole_where_the_new_one_fails(batch: Any) -> None:
    batch.run("a")
    before = batch.page("a").read_bytes()
    batch.flag("a.raises")
    job = replace(batch.job("a"), inputs="other inputs")
    assert statuses(batch.run(job)) == {"a": "failed"}
    assert batch.page("a").read_bytes() == before
    assert statuses(batch.run(job)) == {"a": "failed"}  # an old page is not taken for a new one


def test_a_kernel_that_dies_fails_its_own_page_only(batch: Any) -> None:
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
    batch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: int, status: str
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


def test_a_wrong_parameter_or_a_missing_notebook_fails_its_own_page_only(batch: Any) -> None:
    wrong = replace(batch.job("a"), parameters={"conty": "a"})
    missing = replace(batch.job("b"), notebook=batch.notebook.with_name("ligth.ipynb"))
    outcomes = batch.run(wrong, missing)
    assert statuses(outcomes) == {"a": "failed", "b": "failed"}
    assert 'has no parameter "conty"; did you mean "county"?' in outcomes["a"].error
    assert 'did you mean "light.ipynb"?' in outcomes["b"].error


def test_a_damaged_manifest_only_means_that_pages_are_rendered_again(batch: Any) -> None:
    batch.run("a")
    (batch.folder / "manifest.jsonl").write_text('{"key": "county/a", ', encoding="utf-8")
    assert statuses(batch.run("a")) == {"a": "rendered"}
    assert statuses(batch.run("a")) == {"a": "unchanged"}


def test_outcomes_come_as_pages_are_done_and_not_all_at_the_end(batch: Any) -> None:
    jobs = [batch.job(c) for c in ("a", "b", "c")]
    stream = run_batch(jobs, batch.folder, Settings(jobs=1, kernels="plain"))
    first = next(stream)
    there = [batch.page(c).is_file() for c in ("a", "b", "c")]
    assert (first.key, first.status) == ("county/a", "rendered")
    assert there[0]
    assert not all(there)
    assert [o.status for o in stream] == ["rendered", "rendered"]


def test_only_what_failed_or_a_number_of_pages_is_tried_where_that_is_asked(batch: Any) -> None:
    flag = batch.flag("b.raises")
    assert statuses(batch.run("a", "b", choice=Choice(limit=1))) == {
        "a": "rendered",
        "b": "skipped",
    }
    batch.run("a", "b")
    flag.unlink()
    again = batch.run("a", "b", "c", choice=Choice(only_failed=True))
    assert statuses(again) == {"a": "unchanged", "b": "rendered", "c": "skipped"}


def test_a_notebook_has_a_time_for_all_its_cells(batch: Any) -> None:
    batch.flag("a.waits")
    outcomes = batch.run("a", settings=Settings(kernels="plain", timeout=2))
    assert outcomes["a"].error == "light.ipynb: it took longer than 2 s"
    assert outcomes["a"].path == str(batch.kept("a"))
    kept = nbformat.read(batch.kept("a"), as_version=4)
    assert 'county = "a"' in kept.cells[1].source  # with the parameter that it was given


def test_each_run_has_a_page_that_links_the_notebooks_of_failures(batch: Any) -> None:
    batch.flag("b.raises")
    batch.run("a", "b")
    (page,) = (batch.folder / "runs").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "RuntimeError: no such luck" in text
    assert 'href="../failed/county/b.ipynb"' in text
    assert (page.parent / "../failed/county/b.ipynb").is_file()
    assert not list((batch.folder / "runs").glob("running*"))


def test_a_second_batch_in_a_folder_says_who_is_there_and_stops(batch: Any) -> None:
    stream = run_batch([batch.job("a"), batch.job("b")], batch.folder, Settings(jobs=1))
    next(stream)
    with pytest.raises(StoreError, match=r"another batch writes to .*process \d+.*--wait"):
        batch.run("c")
    stream.close()
    assert statuses(batch.run("a", "c")) == {"a": "unchanged", "c": "rendered"}


def test_a_batch_can_wait_for_the_one_before_it(batch: Any) -> None:
    stream = run_batch([batch.job("a"), batch.job("b")], batch.folder, Settings(jobs=1))
    next(stream)
    later: list[Outcome] = []
    jobs = [batch.job("a"), batch.job("c")]
    second = run_batch(jobs, batch.folder, Settings(kernels="plain"), wait=True)
    waiting = threading.Thread(target=lambda: later.extend(second))
    waiting.start()
    waiting.join(1)
    assert waiting.is_alive()
    assert later == []
    list(stream)
    waiting.join(60)
    assert {o.key: o.status for o in later} == {"county/a": "unchanged", "county/c": "rendered"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for little; only root may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("no disk of a size of our own can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_a_clear_error_and_leaves_nothing_half_written(
    batch: Any, small_disk: Path
) -> None:
    batch.edit("page of {county}", "page of {county}' + 'x' * 200_000 + '")
    job = replace(batch.job("a"), page=small_disk / "county" / "a.html")
    outcomes = batch.run(job, "b")
    assert "a.html cannot be written (No space left on device)" in outcomes["a"].error
    assert outcomes["b"].status == "rendered"
    assert [p for p in small_disk.rglob("*") if p.is_file()] == []
    batch.folder = small_disk
    (small_disk / "full").write_bytes(b"0" * 60_000)
    with pytest.raises(StoreError, match="cannot be written"):
        batch.run(*(f"c{n}" for n in range(40)))


def test_a_folder_that_cannot_be_written_is_a_clear_error(batch: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="file/pages cannot be written"):
        list(run_batch([batch.job("a")], tmp_path / "file" / "pages"))


def test_an_executed_notebook_can_be_the_page(batch: Any) -> None:
    job = replace(batch.job("a"), page=batch.page("a").with_suffix(".ipynb"))
    assert statuses(batch.run(job)) == {"a": "rendered"}
    book = nbformat.read(job.page, as_version=4)
    assert "page of a" in book.cells[-1].outputs[0].data["text/html"]
    assert statuses(batch.run(job)) == {"a": "unchanged"}


def test_what_goes_wrong_under_the_lock_is_not_taken_for_a_folder_that_cannot_be_written(
    tmp_path: Path,
) -> None:
    with pytest.raises(FileNotFoundError), folder_lock(tmp_path):
        (tmp_path / "gone").read_text(encoding="utf-8")
    with folder_lock(tmp_path):  # it was released
        assert (tmp_path / "runs" / "running.json").is_file()
