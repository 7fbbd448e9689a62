"""A small project folder, a small study made once, its executed notebooks."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result

from analysis import pipeline
from analysis.cli import main
from analysis.notebooks import render
from analysis.simulate import simulate_corpus
from analysis.study import Project, open_project

ROOT = Path(__file__).parents[1]


PLANTED = "<b>全年</b>&lt;新&gt;&<script>alert(1)</script>办理法律援助案件46件。"


def report_text(
    county: str = "潢川县", year: int = 2023, *, more: str = "", title: str = ""
) -> str:
    """A short report in the usual outline, with figures of the given year."""
    title = title or f"{county}人民政府关于{year}年法治政府建设情况的报告"
    return (
        f"{title}\n"
        f"{year}年,{county}坚持以习近平法治思想为指导,扎实推进依法行政。"
        f"现将{year}年法治政府建设情况报告如下:\n"
        "一、主要举措和成效\n"
        "(一)化解矛盾纠纷。"
        f"全年共受理行政复议案件87件,办结85件,按期结案率100%。调解矛盾纠纷3522起。{more}\n"
        "(二)规范执法行为。制定重大行政决策事项目录6项,备案规范性文件12件。\n"
        "二、存在的不足和原因\n"
        "学习还不够系统全面,执法队伍力量薄弱,主要原因是培训不够经常。\n"
        "三、下一步工作安排\n"
        "(一)继续学习。将学习作为政治任务,抓好落实。\n"
        f"{county}人民政府\n{year + 1}年3月1日\n"
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def write_report() -> Callable[..., str]:
    """The text of a short report, for tests that cannot import this module."""
    return report_text


@pytest.fixture(scope="session")
def project_in() -> Callable[[Path], Path]:
    """Makes a folder a project: the configuration and notebooks as they are, an empty data/raw."""

    def make(folder: Path) -> Path:
        for name in ("config", "notebooks"):
            shutil.copytree(ROOT / name, folder / name)
        (folder / "data" / "raw").mkdir(parents=True)
        return folder

    return make


@pytest.fixture
def folder(tmp_path: Path, project_in: Callable[[Path], Path]) -> Path:
    """A project folder of the test's own."""
    return project_in(tmp_path / "project")


@pytest.fixture
def fazhi() -> Callable[..., Result]:
    """The command line, called in this process."""

    def call(*words: str | Path) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words])

    return call


@pytest.fixture(scope="session")
def fazhi_process() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line, in a process of its own."""

    def call(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "analysis", *map(str, words)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)

    return call


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes what is costly once for all workers of pytest-xdist; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, make: Callable[[Path], object]) -> Path:
        path, done = shared / "once" / name, shared / "once" / f"{name}.done"
        done.parent.mkdir(exist_ok=True)
        with done.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                make(path)
                done.touch()
        return path

    return once


@pytest.fixture(scope="session")
def study(made_once: Callable[..., Path], project_in: Callable[[Path], Path]) -> Project:
    """Six fictional counties and 潢川县, two years, read and built; treat it as read-only.

    The report of 潢川县 for 2022 holds markup in its text.
    """

    def make(place: Path) -> None:
        raw = project_in(place) / "data" / "raw"
        list(simulate_corpus(raw, counties=6, years=2))
        (raw / "潢川县2021.txt").write_text(report_text(year=2021), encoding="utf-8")
        text = report_text(year=2022, more=PLANTED)
        (raw / "潢川县2022.txt").write_text(text, encoding="utf-8")
        project = open_project(place)
        pipeline.ingest(project, ())
        pipeline.build(project)

    return open_project(made_once("study", make))


@dataclass
class Notebooks:
    """The notebooks of a study, each executed once by the plain papermill command."""

    project: Project
    made_once: Callable[..., Path]
    pages: dict[Path, str] = field(default_factory=dict)

    def papermill(self, name: str, output: Path, **parameters: str) -> tuple[int, str]:
        """Run the plain command from the project root; its status and what it said."""
        command = [str(Path(sys.executable).with_name("papermill")), f"notebooks/{name}.ipynb"]
        command += [str(output), "--no-progress-bar", "--log-level", "ERROR"]
        for key, value in parameters.items():
            command += ["-p", key, value]
        ran = subprocess.run(
            command, cwd=self.project.root, capture_output=True, text=True, check=False
        )
        return ran.returncode, ran.stdout + ran.stderr

    def executed(self, name: str, lang: str, **parameters: str) -> Path:
        """Return the executed notebook, running it where that was not done yet."""

        def make(output: Path) -> None:
            status, said = self.papermill(name, output, lang=lang, **parameters)
            assert status == 0, said

        key = "-".join([name, lang, *parameters.values()])
        return self.made_once(f"{key}.ipynb", make)

    def page(self, executed: Path, lang: str) -> str:
        """Return the page of an executed notebook."""
        if executed not in self.pages:
            self.pages[executed] = render(executed, lang)
        return self.pages[executed]


@pytest.fixture(scope="session")
def notebooks(study: Project, made_once: Callable[..., Path]) -> Notebooks:
    """The study's notebooks, executed on demand."""
    return Notebooks(study, made_once)


@pytest.fixture(scope="session")
def light_notebook() -> Callable[..., Path]:
    """Writes a notebook that needs a kernel but none of the package, so that it runs quickly."""

    def write(path: Path, code: str, parameters: str = 'county = ""\nlang = "zh"') -> Path:
        cells = [
            nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(code),
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(book, path)
        return path

    return write
