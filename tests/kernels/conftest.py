"""A fork server for the tests of a module, and notebooks that run on its kernels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analysis.batch.settings import PRELOADED
from analysis.kernels import linux
from analysis.kernels.keeper import ForkServer
from analysis.kernels.manager import manager_class
from analysis.kernels.scratch import scratch_folder
from analysis.notebooks import run_notebook


@dataclass
class Forks:
    """Runs cells on forked kernels, or on stock ones to compare with."""

    server: ForkServer
    sockets: Path
    folder: Path
    write: Callable[..., Path]

    def run(
        self, code: str, *, stock: bool = False, memory: int = 0, seconds: float = 60, **given: Any
    ) -> Any:
        """Execute a cell; return its outputs."""
        notebook = self.write(self.folder / "own.ipynb", code, 'county = ""\nn = 1')
        manager = None if stock else manager_class(self.server.address, self.sockets, memory)
        out = self.folder / "out.ipynb"
        book = run_notebook(notebook, out, given, manager=manager, seconds=seconds)
        return book.cells[-1].outputs

    def text(self, code: str, **given: Any) -> str:
        """Execute a cell; return what it printed."""
        return "".join(o.get("text", "") for o in self.run(code, **given))


@pytest.fixture(scope="module")
def serving() -> Iterator[tuple[ForkServer, Path]]:
    """A fork server."""
    if not linux.supported():
        pytest.skip("kernels are forked on Linux only")
    with scratch_folder() as folder, ForkServer(folder, PRELOADED) as server:
        server.wait_ready()
        yield server, folder


@pytest.fixture
def forks(
    serving: tuple[ForkServer, Path], tmp_path: Path, light_notebook: Callable[..., Path]
) -> Forks:
    """Cells on forked kernels."""
    return Forks(*serving, tmp_path, light_notebook)


@pytest.fixture(scope="session")
def outputs() -> Callable[[Path], list[Any]]:
    """Reads all outputs of an executed notebook."""

    def read(path: Path) -> list[Any]:
        book = nbformat.read(path, as_version=4)
        return [c.outputs for c in book.cells if c.cell_type == "code"]

    return read
