"""Batches of a notebook of the tests' own, whose runs raise, die, kill or wait on demand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.batch.plan import Choice
from analysis.batch.run import run_batch
from analysis.batch.settings import Settings
from analysis.notebooks import Job
from analysis.records import Outcome

CODE = """
import os
from pathlib import Path
from IPython.display import HTML
state = Path(flags)
if (state / f"{county}.dies").exists():
    os._exit(9)
if (state / f"{county}.kills").exists():
    os.kill(os.getppid(), 9)
if (state / f"{county}.raises").exists():
    raise RuntimeError("no such luck")
if (state / f"{county}.waits").exists():
    import time
    (state / f"{county}.began").write_text(str(os.getpid()))
    time.sleep(600)
HTML(f'<h1 class="page-title">page of {county}</h1>')
"""
PLAIN = Settings(kernels="plain")  # light notebooks start sooner than a fork server
PARAMETERS = 'county = ""\nflags = ""\nlang = "zh"'


class Batch:
    """Jobs of a notebook of the test's own, which raises, dies or waits where a flag is set."""

    def __init__(self, folder: Path, notebook: Path) -> None:
        self.folder, self.notebook = folder / "pages", notebook
        self.flags = folder / "flags"
        self.flags.mkdir(parents=True)

    def edit(self, old: str, new: str) -> None:
        """Edit the notebook."""
        text = self.notebook.read_text(encoding="utf-8")
        assert old in text
        self.notebook.write_text(text.replace(old, new), encoding="utf-8")

    def flag(self, name: str) -> Path:
        (self.flags / name).touch()
        return self.flags / name

    def job(self, county: str) -> Job:
        parameters = {"county": county, "flags": str(self.flags)}
        return Job(f"county/{county}", self.notebook, parameters, self.page(county), "inputs")

    def run(
        self, *jobs: str | Job, choice: Choice | None = None, settings: Settings = PLAIN
    ) -> dict[str, Outcome]:
        every = [self.job(j) if isinstance(j, str) else j for j in jobs]
        outcomes = list(run_batch(every, self.folder, settings, choice))
        assert sorted(o.key for o in outcomes) == sorted(j.key for j in every)
        return {o.key.partition("/")[2]: o for o in outcomes}

    def page(self, county: str) -> Path:
        return self.folder / "county" / f"{county}.html"

    def kept(self, county: str) -> Path:
        return self.folder / "failed" / "county" / f"{county}.ipynb"


@pytest.fixture
def batch(tmp_path: Path, light_notebook: Callable[..., Path]) -> Batch:
    return Batch(tmp_path, light_notebook(tmp_path / "light.ipynb", CODE, PARAMETERS))
