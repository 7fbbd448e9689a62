"""Notebooks read like articles, and run by hand, by papermill and in batches."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from analysis.errors import ReportError
from analysis.notebooks import check_parameters, parameters_of, run_notebook
from analysis.study import Project

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
BATCH = ("county", "comparison")
CELL_LINES = 12
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def cells(path: Path, kind: str = "", tag: str = "") -> list[Any]:
    return [
        c
        for c in nbformat.read(path, as_version=4).cells
        if kind in {"", c.cell_type} and (not tag or tag in c.metadata.get("tags", []))
    ]


def code(path: Path) -> ast.Module:
    return ast.parse("\n".join(c.source for c in cells(path, "code")))


def test_the_story_and_the_two_notebooks_of_batches_are_there() -> None:
    names = [p.stem for p in NOTEBOOKS]
    assert set(BATCH) <= set(names)
    story = [n for n in names if n not in BATCH]
    assert [n[:3] for n in story] == [f"0{i}-" for i in range(1, len(story) + 1)]


@each_notebook
def test_a_notebook_is_valid_and_its_outputs_are_stripped(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert book.metadata.kernelspec.name == "python3"
    assert "papermill" not in book.metadata
    for cell in cells(path, "code"):
        assert (cell.outputs, cell.execution_count) == ([], None)
    assert len({c.id for c in book.cells}) == len(book.cells)


@each_notebook
def test_a_notebook_has_one_h1_and_no_level_is_skipped(path: Path) -> None:
    prose = "\n".join(c.source for c in cells(path, "markdown") if "en" not in c.metadata.tags)
    levels = [len(m) for m in re.findall(r"^(#+) ", prose, re.M)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each_notebook
def test_the_parameters_are_one_cell_of_literals_with_a_remark_each(path: Path) -> None:
    (cell,) = cells(path, tag="parameters")
    for line in cell.source.splitlines():
        (statement,) = ast.parse(line).body
        assert isinstance(statement, ast.Assign), line
        assert isinstance(ast.literal_eval(statement.value), str | int | list), line
        assert "  # " in line
    assert cells(path, "code")[0] == cell
    assert {"lang", "processed"} <= set(parameters_of(path))


@each_notebook
def test_every_parameter_is_named_where_the_study_is_opened(path: Path) -> None:
    calls = [n for n in ast.walk(code(path)) if isinstance(n, ast.Call)]
    (opened,) = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "open_study"]
    given = {k.arg: ast.unparse(k.value) for k in opened.keywords}
    assert given == {name: name for name in parameters_of(path)}


@each_notebook
def test_cells_are_short_and_only_call(path: Path) -> None:
    for cell in cells(path, "code"):
        assert len(cell.source.splitlines()) <= CELL_LINES
    forbidden = (
        ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try, ast.BinOp,
    )  # fmt: skip
    assert [ast.unparse(n) for n in ast.walk(code(path)) if isinstance(n, forbidden)] == []
    modules = {n.module for n in ast.walk(code(path)) if isinstance(n, ast.ImportFrom)}
    modules |= {a.name for n in ast.walk(code(path)) if isinstance(n, ast.Import) for a in n.names}
    assert modules <= {"analysis", "pandas"}


@each_notebook
def test_every_chinese_cell_is_followed_by_its_english_twin(path: Path) -> None:
    prose = cells(path, "markdown")
    tags = [c.metadata.tags for c in prose]
    assert tags[0] == ["notebook-only"]
    assert tags[1:] == [["zh"], ["en"]] * ((len(tags) - 1) // 2)
    for zh, en in zip(prose[1::2], prose[2::2], strict=True):
        assert re.match(r"#*", zh.source)[0] == re.match(r"#*", en.source)[0]  # type: ignore[index]
        assert re.search(r"[\u4e00-\u9fff]", zh.source)
        assert not re.search(r"[\u4e00-\u9fff]", en.source)


@each_notebook
def test_there_is_a_sentence_before_every_result(path: Path) -> None:
    kinds = [c.cell_type for c in cells(path)]
    assert kinds[:3] == ["markdown", "code", "code"]
    assert "markdown" in kinds[3]
    runs = "".join("m" if k == "markdown" else "c" for k in kinds)
    assert "cccc" not in runs[3:]


def test_a_misspelt_parameter_is_refused_before_a_kernel_starts(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match='has no parameter "yaer"; did you mean "year"'):
        run_notebook(FOLDER / "county.ipynb", tmp_path / "out.ipynb", {"yaer": 2022})
    assert not (tmp_path / "out.ipynb").exists()
    check_parameters({"year": 2022, "county": "潢川县"}, FOLDER / "county.ipynb")


def test_a_misspelt_notebook_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r'did you mean "county\.ipynb"'):
        run_notebook(FOLDER / "conty.ipynb", tmp_path / "out.ipynb", {})
    (tmp_path / "none.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(ReportError, match=r"none\.ipynb"):
        parameters_of(tmp_path / "none.ipynb")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "lang", "parameters"),
    [
        ("county", "zh", {"county": "411526", "year": "2022"}),
        ("county", "en", {"county": "潢川县"}),
        ("comparison", "zh", {"year": "2022"}),
        ("01-documents", "en", {}),
        ("02-evidence", "zh", {"county": "潢川县", "year": "2022"}),
        ("03-index", "en", {"year": "2021"}),
        ("04-clusters", "zh", {}),
        ("05-texts", "zh", {"county": "潢川县"}),
    ],
)
def test_a_notebook_runs_by_the_plain_papermill_command(
    notebooks: Any, name: str, lang: str, parameters: dict[str, str]
) -> None:
    book = nbformat.read(notebooks.executed(name, lang, **parameters), as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code" and "parameters" not in cell.metadata.tags[:1]:
            said = [o for o in cell.outputs if o.output_type in {"stream", "error"}]
            assert said == [], cell.source
    shown = [c for c in book.cells if c.cell_type == "code"][2:]
    assert all(c.outputs for c in shown if not c.metadata.tags)


@pytest.mark.slow
def test_papermill_stops_at_a_misspelt_parameter_and_names_the_nearest(
    notebooks: Any, tmp_path: Path
) -> None:
    status, said = notebooks.papermill("county", tmp_path / "out.ipynb", yaer="2022")
    assert status != 0
    assert 'this notebook has no parameter "yaer"; did you mean "year"?' in said


@pytest.mark.slow
@pytest.mark.parametrize("mine", ["couty", "threshold"])
def test_a_parameter_misspelt_by_hand_is_found_and_a_name_of_one_s_own_left_alone(
    study: Project, tmp_path: Path, light_notebook: Callable[..., Path], mine: str
) -> None:
    opened = "from analysis import open_study\nopen_study(county=county, lang=lang)\nprint('open')"
    book = nbformat.read(light_notebook(tmp_path / "n.ipynb", opened), as_version=4)
    # the kernel still has the value of an earlier run
    book.cells.insert(1, nbformat.v4.new_code_cell(f'{mine} = "潢川县"\nlang = "zh"'))
    client = NotebookClient(book, resources={"metadata": {"path": str(study.root)}})
    if mine == "threshold":
        assert client.execute().cells[-1].outputs[0].text == "open\n"
    else:
        with pytest.raises(CellExecutionError, match='no parameter "couty"; did you mean "county"'):
            client.execute()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"year": 2019}, r"no report of 2019 was read; there are \[2021, 2022\]"),
        ({"county": "潢川"}, 'no report of "潢川" was read; did you mean "潢川县"'),
    ],
)
def test_a_wrong_value_names_those_that_are_known(
    study: Project, tmp_path: Path, parameters: dict[str, Any], said: str
) -> None:
    out = tmp_path / "out.ipynb"
    with pytest.raises(ReportError, match=said) as caught:
        run_notebook(study.root / "notebooks" / "county.ipynb", out, parameters)
    assert "county.ipynb: cell 3: " in str(caught.value)
    assert str(out) in caught.value.__notes__[0]
    assert out.is_file()  # kept with its trace
