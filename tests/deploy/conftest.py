"""A project that is installed, read and built, as the files of deploy/ expect it."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import analysis
from analysis.study import Project

SOURCE = Path(analysis.__file__).parents[1]
SHOW = "from IPython.display import HTML\nHTML(f'<h1 class=\"page-title\">page of {year}</h1>')"
BATCH = """
jobs = 1
[[notebooks]]
notebook = "notebooks/light.ipynb"
output = "light/{year}.html"
[notebooks.each]
year = [2021, 2022, 2023]
"""
LAUNCHER = '#!/bin/sh\nPYTHONPATH={src} exec {python} {program} "$@"\n'


@pytest.fixture
def installed(
    root: Path, study: Project, tmp_path: Path, light_notebook: Callable[..., Path]
) -> Callable[..., Path]:
    """A project that is read and built, with a ``.venv`` and a batch of three light pages."""

    def make(before: str = "") -> Path:
        place = tmp_path / "县级 报告" / "fazhi-analysis"  # scripts must quote what they are given
        shutil.copytree(study.root, place)
        shutil.copytree(root / "deploy", place / "deploy")
        light_notebook(place / "notebooks" / "light.ipynb", before + SHOW, 'year = 0\nlang = "zh"')
        (place / "batch.toml").write_text(BATCH, encoding="utf-8")
        (place / "reports").mkdir()
        programs = place / ".venv" / "bin"
        programs.mkdir(parents=True)
        for name, program in (("fazhi", "-m analysis"), ("python", ""), ("dask", "-m dask")):
            text = LAUNCHER.format(
                src=shlex.quote(str(SOURCE)), python=shlex.quote(sys.executable), program=program
            )
            (programs / name).write_text(text, encoding="utf-8")
            (programs / name).chmod(0o755)
        return place

    return make
