"""The workbook is one that coders can fill, and it does not tell them what the program read."""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.coding import instructions
from analysis.coding.workbook import marked


def xml(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(part).decode()


def test_it_holds_instructions_the_codebook_and_a_sheet_for_each_coder(coders: Any) -> None:
    sheets = coders.sheets()
    assert list(sheets) == [
        instructions.INSTRUCTIONS,
        instructions.CODEBOOK,
        "编码员 Coder 1",
        "编码员 Coder 2",
    ]
    listed = [row[0] for row in sheets[instructions.CODEBOOK][1:]]
    assert listed == ["other", "not_a_quantity", *(i.code for i in coders.project.codebook)]
    said = "".join("".join(row) for row in sheets[instructions.INSTRUCTIONS])
    assert coders.key.sample in said
    for sheet in list(sheets)[2:]:
        assert sheets[sheet][0] == list(instructions.HEADS)
        for row, item in zip(sheets[sheet][1:], coders.key.items, strict=True):
            seen = [item.id, item.county, str(item.year), item.file, item.section, marked(item)]
            assert row == [*seen, "", "", "", ""]


def test_nothing_in_it_tells_what_the_program_read(coders: Any) -> None:
    """Rows of all kinds look alike and stand in no order of kind."""
    with zipfile.ZipFile(coders.workbook) as archive:
        parts = {n: archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml")}
    sheet = parts["xl/worksheets/sheet3.xml"]
    rows = re.findall(r"<row [^>]*>(.*?)</row>", sheet)[1:]
    looks = {tuple(re.findall(r's="(\d+)"', row)) for row in rows}
    assert len(looks) == 1
    kinds = [bool(i.codes) for i in coders.key.items]
    changes = sum(a != b for a, b in pairwise(kinds))
    assert changes > 30
    assert "aside" not in "".join(parts.values())


def test_code_and_scope_are_chosen_from_lists_and_only_the_coders_cells_are_free(
    coders: Any,
) -> None:
    sheet = xml(coders.workbook, "xl/worksheets/sheet3.xml")
    rules = dict(re.findall(r'sqref="(\w+:\w+)"[^>]*>?.*?<formula1>(.*?)</formula1>', sheet))
    number, codes = len(coders.key.items) + 1, len(coders.project.codebook) + 3
    assert rules[f"G2:G{number}"] == f"'{instructions.CODEBOOK}'!$A$2:$A${codes}"
    assert rules[f"I2:I{number}"] == f"'{instructions.CODEBOOK}'!$H$2:$H$7"
    assert "<sheetProtection" in sheet
