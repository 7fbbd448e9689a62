"""The limits that keep the code readable, and the directions of its imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "analysis"
MODULES = sorted(SOURCE.rglob("*.py"))
MODULE_LINES, FUNCTION_LINES = 400, 50
BORDERS = {"batch/render.py", "documents/read.py"}  # where anything may go wrong with one item
BROAD = {"Exception", "BaseException"}
TEXT_STAGES = ("records", "text", "documents", "extraction.quantities", "extraction.indicators")


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, ast.AST]]:
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from ((name(path), node) for node in ast.walk(tree) if isinstance(node, kind))


def loaded_by(*modules: str) -> set[str]:
    """The packages that are there once these modules are imported in a fresh process."""
    code = f"import sys, {', '.join(modules)}; print(*{{m.split('.')[0] for m in sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_no_module_is_longer_than_one_can_read() -> None:
    lengths = {name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {n: length for n, length in lengths.items() if length > MODULE_LINES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = []
    for module, node in nodes((ast.FunctionDef, ast.AsyncFunctionDef)):
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        length = (node.end_lineno or 0) - node.lineno + 1
        if length > FUNCTION_LINES:
            long.append((module, node.name, length))
    assert long == []


def test_only_the_two_borders_of_a_batch_catch_everything() -> None:
    found = set()
    for module, node in nodes(ast.ExceptHandler):
        assert isinstance(node, ast.ExceptHandler)
        caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {}
        if not caught or BROAD & set(caught):
            found.add(module)
    assert found == BORDERS


@pytest.mark.slow
def test_imports_go_one_way(root: Path) -> None:
    program = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([str(program)], cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.slow
def test_importing_the_package_is_light() -> None:
    heavy = {"pandas", "numpy", "matplotlib", "sklearn", "scipy", "papermill", "IPython"}
    assert loaded_by("analysis") & heavy == set()


@pytest.mark.slow
def test_the_text_stages_load_no_pandas() -> None:
    heavy = {"pandas", "numpy", "pyarrow", "matplotlib", "sklearn", "papermill"}
    assert loaded_by(*(f"analysis.{stage}" for stage in TEXT_STAGES)) & heavy == set()


@pytest.mark.slow
def test_importing_a_module_prints_nothing_and_writes_nothing(tmp_path: Path) -> None:
    modules = [
        "analysis." + name(p).removesuffix(".py").replace("/", ".")
        for p in MODULES
        if p.name not in {"__init__.py", "__main__.py"}
    ]
    code = f"import {', '.join(modules)}"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_every_name_that_notebooks_import_is_there() -> None:
    import analysis

    for exported in analysis.__all__:
        assert callable(getattr(analysis, exported))
    with pytest.raises(AttributeError, match="no attribute 'open_stdy'"):
        analysis.open_stdy  # noqa: B018
