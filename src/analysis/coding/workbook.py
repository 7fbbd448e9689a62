"""Write the sample as a workbook that coders fill: instructions, codebook, a sheet for each coder.

The program's answers are not in it. Equal samples give equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from analysis.coding import instructions
from analysis.coding.key import Key
from analysis.coding.sample import Item
from analysis.extraction.indicators import Codebook

CREATED = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # fixed: equal samples, equal bytes
PLAIN = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
LISTED_FROM = 2  # first row of the lists on the codebook sheet, from 1


def write_workbook(path: Path, key: Key, codebook: Codebook, coders: int) -> None:
    """Write the workbook of a sample for one or two coders."""
    book = xlsxwriter.Workbook(str(path), PLAIN)
    book.set_properties({"title": "Coding check", "created": CREATED})
    looks = looks_of(book)
    _instructions(book, looks, key)
    codes, scopes = _codebook(book, looks, codebook)
    for number in range(1, coders + 1):
        _coding(book, looks, instructions.coder_sheet(number), key.items, (codes, scopes))
    book.close()


def looks_of(book: Any) -> dict[str, Any]:
    """Return the formats of a workbook for coders by name."""
    base = {"text_wrap": True, "valign": "top", "font_size": 11}
    free = {"bg_color": "#FFF8E1", "border": 1, "border_color": "#BDBDBD"}
    return {
        "head": book.add_format(base | {"bold": True, "bg_color": "#E3ECF5", "border": 1}),
        "cell": book.add_format(base),
        "free": book.add_format(base | free | {"locked": False, "num_format": "@"}),
        "mark": book.add_format({"bold": True, "font_color": "#B00020", "font_size": 11}),
        "words": book.add_format({"font_size": 11}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }


def _instructions(book: Any, looks: dict[str, Any], key: Key) -> None:
    sheet = book.add_worksheet(instructions.INSTRUCTIONS)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 2, 60)
    sheet.write(0, 1, "编码说明", looks["title"])
    sheet.write(0, 2, "Instructions for coders", looks["title"])
    for row, (zh, en) in enumerate(instructions.TEXT, start=1):
        for column, text in enumerate((f"{row}", zh, en)):
            sheet.write_string(row, column, text, looks["cell"])
    below = len(instructions.TEXT) + 2
    sheet.write_string(below, 1, instructions.SAMPLE_MARK, looks["cell"])
    sheet.write_string(below, 2, key.sample, looks["cell"])
    sheet.write_string(below + 1, 1, "行数 Rows", looks["cell"])
    sheet.write_string(below + 1, 2, str(len(key.items)), looks["cell"])
    sheet.protect()


def _codebook(book: Any, looks: dict[str, Any], codebook: Codebook) -> tuple[str, str]:
    """Write the codes and scopes; return the ranges that the lists of the coding sheets use."""
    sheet = book.add_worksheet(instructions.CODEBOOK)
    heads = ("代码 code", "名称", "name", "维度 dimension", "单位 unit", "注意 remarks", "",
             "口径 scope", "含义", "meaning")  # fmt: skip
    for column, (head, width) in enumerate(
        zip(heads, (28, 34, 44, 10, 8, 60, 3, 14, 34, 40), strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, looks["head"])
    rows = [(i.code, i.name_zh, i.name_en, i.dimension, i.unit, i.traps) for i in codebook]
    rows = [*((code, zh, en, "", "", "") for code, zh, en in instructions.SPECIAL), *rows]
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, looks["cell"])
    for row, (scope, zh, en) in enumerate(instructions.SCOPES, start=1):
        for column, cell in enumerate((str(scope), zh, en), start=7):
            sheet.write_string(row, column, cell, looks["cell"])
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"autofilter": True, "format_columns": True})
    return (
        f"='{instructions.CODEBOOK}'!$A${LISTED_FROM}:$A${len(rows) + 1}",
        f"='{instructions.CODEBOOK}'!$H${LISTED_FROM}:$H${len(instructions.SCOPES) + 1}",
    )


def _coding(
    book: Any, looks: dict[str, Any], name: str, items: Sequence[Item], lists: tuple[str, str]
) -> None:
    sheet = book.add_worksheet(name)
    for column, (head, width) in enumerate(
        zip(instructions.HEADS, instructions.WIDTHS, strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, looks["head"])
    for row, item in enumerate(items, start=1):
        seen = (item.id, item.county, str(item.year), item.file, item.section)
        for column, text in enumerate(seen):
            sheet.write_string(row, column, text, looks["cell"])
        _sentence(sheet, row, len(seen), item, looks)
        for column in range(len(seen) + 1, len(instructions.COLUMNS)):
            sheet.write_blank(row, column, None, looks["free"])
    last = len(items)
    for name_of, source in zip(("code", "scope"), lists, strict=True):
        place = instructions.COLUMNS.index(name_of)
        rule = {
            "validate": "list",
            "source": source,
            "error_title": "不在列表中 not in the list",
            "error_message": "请从列表中选择。Choose from the list.",
        }
        sheet.data_validation(1, place, last, place, rule)
    value = instructions.COLUMNS.index("value")
    sheet.ignore_errors({"number_stored_as_text": f"A1:J{last + 1}"})
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(instructions.COLUMNS) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_selection(1, value - 1, 1, value - 1)
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})


def _sentence(sheet: Any, row: int, column: int, item: Item, looks: dict[str, Any]) -> None:
    """Write the sentence with the number in 【】, bold and red."""
    pieces: list[Any] = [looks["words"], item.before] if item.before else []
    pieces += [looks["mark"], f"【{item.quote}】"]
    pieces += [looks["words"], item.after] if item.after else []
    if len(pieces) == 2:
        sheet.write_string(row, column, marked(item), looks["cell"])
    else:
        sheet.write_rich_string(row, column, *pieces, looks["cell"])


def marked(item: Item) -> str:
    """Return the sentence of an item with its number in 【】."""
    return f"{item.before}【{item.quote}】{item.after}"
