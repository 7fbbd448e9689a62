"""Checks of this machine that answer "why does it not work here"."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from analysis.errors import FazhiError, ReportError
from analysis.figures.theme import font_family
from analysis.index import load_goalposts
from analysis.kernels import linux
from analysis.notebooks import has_kernel
from analysis.study import open_project

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def diagnose(root: Path | None) -> Iterator[tuple[str, str, str]]:
    """Yield (check, ``ok`` | ``missing`` | ``failed``, message); only ``failed`` must be mended."""
    yield "Python", "ok", sys.version.split()[0]
    yield _check("Chinese font", font_family)
    yield _check("notebook kernel", _kernel)
    forked = "forked" if linux.supported() else "ordinary ones, which are slower"
    yield "kernels of batches", "ok", forked
    yield _check("project", lambda: _project(root))
    yield _check("goalposts", lambda: _goalposts(root))
    browser = next((b for b in BROWSERS if shutil.which(b)), "")
    state = "ok" if browser else "missing"
    yield "browser", state, browser or "only the tests of pages need one; they will skip"


def _check(name: str, find: Callable[[], str]) -> tuple[str, str, str]:
    try:
        return name, "ok", find()
    except FazhiError as error:
        return name, "failed", str(error)


def _kernel() -> str:
    if not has_kernel("python3"):
        raise ReportError("no kernel python3; run: python bootstrap.py")
    return "python3"


def _project(root: Path | None) -> str:
    project = open_project(root)
    return f"{project.root}: {len(project.codebook)} indicators, study “{project.study.title}”"


def _goalposts(root: Path | None) -> str:
    project = open_project(root)
    posts = {
        p.indicator for p in load_goalposts(project.config / "goalposts.csv", project.codebook)
    }
    without = [i.code for i in project.codebook if i.role == "level" and i.code not in posts]
    count = f"{len(posts)} indicators carry level"
    return f"{count}; of role level without goalposts: {', '.join(without)}" if without else count
