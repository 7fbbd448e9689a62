"""A study with a sample, and coders who fill its workbook as they are told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from analysis.coding import Key, read_key, run
from analysis.coding.sample import Item
from analysis.study import Project, open_project

Row = tuple[str, str, str, str]  # code, value, scope, note
Fill = Callable[[Item], Row]


def as_program(item: Item) -> Row:
    """Answer as the program does."""
    if not item.codes:
        return (item.kind, "", "", "")
    value = "" if item.value is None else f"{item.value:.10g}"
    return (item.codes[0], value, item.scope, "")


@dataclass(frozen=True)
class Coding:
    """A project, its sample, and how a coder fills a copy of the workbook."""

    project: Project
    workbook: Path
    folder: Path

    @property
    def key(self) -> Key:
        return read_key(self.workbook.with_suffix(".key.json"))

    def sheets(self) -> dict[str, list[list[str]]]:
        book = python_calamine.CalamineWorkbook.from_path(str(self.workbook))
        return {
            n: [[str(c) for c in row] for row in book.get_sheet_by_name(n).to_python()]
            for n in book.sheet_names
        }

    def write(self, name: str, sheets: Mapping[str, list[list[str]]]) -> Path:
        path = self.folder / name
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    for column, said in enumerate(row):
                        sheet.write_string(number, column, said)
        return path

    def filled(self, name: str, fill: Fill = as_program, coder: int = 1) -> Path:
        """Write a copy of the workbook in which a coder has filled a sheet."""
        items = {i.id: i for i in self.key.items}
        sheets = self.sheets()
        rows = sheets[f"编码员 Coder {coder}"]
        rows[1:] = [[*row[:6], *fill(items[row[0]])] for row in rows[1:]]
        return self.write(name, sheets)


@pytest.fixture(scope="session")
def sampled(
    study: Project, made_once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The study with a sample of 120 numbers; treat it as read-only."""

    def make(place: Path) -> None:
        shutil.copytree(study.root, place)
        project = open_project(place)
        run.draw_sample(project, place / "coding" / "sample.xlsx", size=120, seed=5, coders=2)

    return made_once("sampled", make)


@pytest.fixture
def coders(sampled: Path, tmp_path: Path) -> Coding:
    """The sample in a project of the test's own."""
    shutil.copytree(sampled, tmp_path / "p", ignore=shutil.ignore_patterns("raw", "reports"))
    project = open_project(tmp_path / "p")
    folder = tmp_path / "p" / "coding"
    return Coding(project, folder / "sample.xlsx", folder)
