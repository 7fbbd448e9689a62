"""Tables come from, and pages go to, an S3 server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.study import Project

pytest.importorskip("s3fs")
pytest.importorskip("moto.server")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]
SERVER = """
import time
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
time.sleep(100000)
"""
BATCH = """
folder = "s3://bucket/reports"
[[notebooks]]
notebook = "light.ipynb"
output = "light/{county}.html"
each = {county = ["a", "b", "c"]}
"""
COUNTY = """
folder = "s3://bucket/reports"
[[notebooks]]
notebook = "notebooks/county.ipynb"
output = "county/{county}.html"
counties = ["潢川县"]
"""
CODE = """
from pathlib import Path
from IPython.display import HTML
if county == "b" and Path("raises").exists():
    raise RuntimeError("no such luck")
HTML(f'<h1 class="page-title">page of {county}</h1>')
"""


class Bucket:
    """An S3 server with one bucket, and machines that know it."""

    def __init__(self, port: str, folder: Path) -> None:
        import s3fs

        self.folder = folder
        self.known = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        self.files = s3fs.S3FileSystem(
            key="key",
            secret="secret",
            endpoint_url=self.known["AWS_ENDPOINT_URL"],
            use_listings_cache=False,
            skip_instance_cache=True,
        )
        self.files.mkdir("bucket")

    def fazhi(self, *words: str, machine: str = "one", cwd: Path) -> tuple[int, str]:
        """Run the command line on a machine, which has a cache of its own."""
        own = {"XDG_CACHE_HOME": str(self.folder / machine)}
        ran = subprocess.run(
            [sys.executable, "-m", "analysis", *words],
            cwd=cwd,
            env=os.environ | self.known | own,
            capture_output=True,
            text=True,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr

    def pages(self, top: str = "bucket/reports") -> dict[str, bytes]:
        return {n.removeprefix(f"{top}/"): self.files.cat(n) for n in self.files.find(top)}


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout
    try:
        yield Bucket(server.stdout.readline().strip(), tmp_path)
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


@pytest.fixture
def place(study: Project, tmp_path: Path, light_notebook: Callable[..., Path]) -> Path:
    """A project with a batch of three light pages, which go to the bucket."""
    made = tmp_path / "project"
    shutil.copytree(study.root, made)
    light_notebook(made / "light.ipynb", CODE)
    (made / "batch.toml").write_text(BATCH, encoding="utf-8")
    return made


def test_pages_and_their_record_go_to_the_bucket_and_any_machine_goes_on_from_there(
    bucket: Bucket, place: Path
) -> None:
    (place / "raises").touch()
    status, said = bucket.fazhi("batch", "batch.toml", "--quiet", cwd=place)
    assert (status, "2 rendered, 1 failed" in said) == (1, True), said
    assert "s3://bucket/reports/failed/light/b.ipynb" in said
    there = bucket.pages()
    assert b"page of a" in there["light/a.html"]
    assert b"no such luck" in there["failed/light/b.ipynb"]

    (place / "raises").unlink()
    bucket.files.rm("bucket/reports/light/a.html")
    bucket.files.pipe("bucket/reports/light/c.html", b"edited by hand")
    status, said = bucket.fazhi("batch", "batch.toml", machine="two", cwd=place)
    assert (status, "3 rendered" in said) == (0, True), said
    again = bucket.pages()
    assert again["light/a.html"] == there["light/a.html"]
    assert again["light/c.html"] == there["light/c.html"]
    assert "failed/light/b.ipynb" not in again
    for machine in ("one", "three"):
        _, said = bucket.fazhi("batch", "batch.toml", machine=machine, cwd=place)
        assert "3 unchanged" in said


def test_tables_in_the_bucket_give_the_same_pages(
    bucket: Bucket, place: Path, fazhi_process: Any
) -> None:
    (place / "batch.toml").write_text(COUNTY, encoding="utf-8")
    tables = place / "data" / "processed"
    bucket.files.put(str(tables), "bucket/processed", recursive=True)
    shutil.rmtree(tables)
    asked = ("batch", "batch.toml", "--processed", "s3://bucket/processed", "--quiet")
    status, said = bucket.fazhi(*asked, "--scheduler", "local", "--jobs", "1", cwd=place)
    assert (status, "1 rendered" in said) == (0, True), said
    bucket.files.get("bucket/processed", str(tables), recursive=True)
    near = COUNTY.replace("s3://bucket/", "")
    (place / "near.toml").write_text(near, encoding="utf-8")
    assert fazhi_process("batch", "near.toml", cwd=place).returncode == 0
    name = "county/411526.html"
    assert bucket.pages()[name] == (place / "reports" / name).read_bytes()


def test_a_bucket_that_is_not_there_is_one_clear_error(bucket: Bucket, place: Path) -> None:
    asked = ("report", "--out", "s3://nowhere/reports", "--quiet")
    status, said = bucket.fazhi(*asked, cwd=place)
    assert status == 2
    assert said.startswith("error: s3://nowhere/reports cannot be read or written (")
    asked = ("batch", "batch.toml", "--processed", "s3://bucket/none")
    status, said = bucket.fazhi(*asked, cwd=place)
    assert (status, len(said.splitlines())) == (2, 1)
