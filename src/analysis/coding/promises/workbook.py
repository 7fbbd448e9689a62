"""Write a sample of promises as a workbook for coders; the program's answers are not in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from analysis.coding import instructions as shared
from analysis.coding.promises import instructions
from analysis.coding.promises.sample import PromiseItem, PromiseKey
from analysis.coding.workbook import CREATED, PLAIN, looks_of


def write_workbook(path: Path, key: PromiseKey, coders: int) -> None:
    """Write the workbook for one or two coders; equal samples give equal bytes."""
    with xlsxwriter.Workbook(str(path), PLAIN) as book:
        book.set_properties({"title": "Coding check of promises", "created": CREATED})
        looks = looks_of(book)
        _instructions(book, looks, key)
        for number in range(1, coders + 1):
            _coding(book.add_worksheet(shared.coder_sheet(number)), looks, key.items)


def _instructions(book: Any, looks: dict[str, Any], key: PromiseKey) -> None:
    sheet = book.add_worksheet(shared.INSTRUCTIONS)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 60)
    rows = [("", zh, en) for zh, en in instructions.TEXT]
    rows += [(str(state), zh, en) for state, zh, en in instructions.STATES]
    rows += [("", shared.SAMPLE_MARK, key.sample)]
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, looks["cell"])
    sheet.protect()


def _coding(sheet: Any, looks: dict[str, Any], items: tuple[PromiseItem, ...]) -> None:
    for column, (head, width) in enumerate(instructions.COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, looks["head"])
    for row, i in enumerate(items, start=1):
        seen = (i.id, i.county, str(i.year), i.file, i.section, i.quote, i.next_file)
        for column, text in enumerate(seen):
            sheet.write_string(row, column, text, looks["cell"])
        for column in range(len(seen), len(instructions.COLUMNS)):
            sheet.write_blank(row, column, None, looks["free"])
    choices = [str(state) for state, _, _ in instructions.STATES]
    rule = {"validate": "list", "source": choices}
    sheet.data_validation(1, instructions.STATE, len(items), instructions.STATE, rule)
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})
