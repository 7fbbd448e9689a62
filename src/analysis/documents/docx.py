"""DOCX files with the standard library: paragraphs, tables, text boxes, list numbers."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from analysis.documents.draft import Draft, find_furniture
from analysis.documents.limits import Budget
from analysis.errors import DocumentError

MAX_UNPACKED = 200 * 1024 * 1024
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
SKIPPED = frozenset(
    [
        f"{W}del",
        f"{W}moveFrom",
        f"{W}delText",
        f"{W}instrText",
        f"{W}pPr",
        f"{W}rPr",
        f"{W}sdtPr",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)
SIGNS = {f"{W}tab": " ", f"{W}noBreakHyphen": "-", f"{W}cr": "\n", f"{W}br": "\n"}
DIGITS = "〇一二三四五六七八九"
CHINESE = frozenset(
    [
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "koreanDigital2",
        "chineseLegalSimplified",
    ]
)


@dataclass
class Numbering:
    """List numbers, which stand in numbering.xml and not in the text."""

    lists: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, paragraph: ElementTree.Element) -> str:
        """Return the number that Word draws before a paragraph, or ""."""
        number, level = self._list_of(paragraph)
        levels = self.lists.get(number, {})
        if level not in levels:
            return ""
        counts = self.counts[number]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        form, pattern, _ = levels[level]
        if form in ("bullet", "none"):
            return ""

        def numeral(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            kind, _, start = levels.get(at, (form, "", 1))
            count = counts.get(at, start)
            return chinese(count) if kind in CHINESE else str(count)

        return re.sub(r"%(\d)", numeral, pattern)

    def _list_of(self, paragraph: ElementTree.Element) -> tuple[str, int]:
        place = paragraph.find(f"{W}pPr/{W}numPr")
        if place is not None:
            number, level = place.find(f"{W}numId"), place.find(f"{W}ilvl")
            if number is not None:
                at = int(level.get(VAL, "0")) if level is not None else 0
                return number.get(VAL, ""), at
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return self.styles.get(style.get(VAL, ""), ("", 0)) if style is not None else ("", 0)


def chinese(number: int) -> str:
    """Write a number below 100 as list numbers are written.

    >>> [chinese(n) for n in (3, 10, 12, 20, 21)]
    ['三', '十', '十二', '二十', '二十一']
    """
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else DIGITS[tens % 10] + "十"
    return head + (DIGITS[ones] if ones else "" if tens else DIGITS[0])


def read_docx(data: bytes, budget: Budget | None = None) -> Draft:
    """Return the text of a DOCX: insertions kept, deletions dropped, cells parted by " | ".

    Raises:
        DocumentError: damaged, or it unpacks to more than the limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            body = _part(pack, "word/document.xml")
            numbering = _numbering(pack)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, RuntimeError) as error:
        raise DocumentError(f"the DOCX is damaged ({error}); download it again") from None
    except (ElementTree.ParseError, NotImplementedError, ValueError) as error:
        raise DocumentError(f"the DOCX is damaged ({error}); save it again in Word") from None
    if body is None:
        raise DocumentError("the DOCX holds no word/document.xml; save it again in Word")
    text = "\n".join(line for line in _blocks(body, numbering) if line.strip())
    return Draft(text=text, furniture=find_furniture(text))


def _part(pack: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    if name not in pack.namelist():
        return None
    with pack.open(name) as file:
        data = file.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise DocumentError(f"{name} unpacks to more than {MAX_UNPACKED >> 20} MB")
    if b"<!DOCTYPE" in data[:2000]:
        raise DocumentError(f"{name} holds a document type, which no Word file does")
    return ElementTree.fromstring(data)


def _blocks(node: ElementTree.Element, numbering: Numbering) -> Iterator[str]:
    for child in node:
        if child.tag in SKIPPED:
            continue
        if child.tag == f"{W}p":
            boxes: list[ElementTree.Element] = []
            yield numbering.label(child) + "".join(_inline(child, boxes)).strip()
            for box in boxes:
                yield from _blocks(box, numbering)
        elif child.tag == f"{W}tbl":
            yield from _table(child, numbering)
        else:
            yield from _blocks(child, numbering)


def _inline(node: ElementTree.Element, boxes: list[ElementTree.Element]) -> Iterator[str]:
    for child in node:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            page = child.get(f"{W}type") in ("page", "column")
            yield "" if page else SIGNS[child.tag]
        elif child.tag == f"{W}txbxContent":
            boxes.append(child)
        elif child.tag not in SKIPPED:
            yield from _inline(child, boxes)


def _table(table: ElementTree.Element, numbering: Numbering) -> Iterator[str]:
    """Yield one line per row; a table that only lays out long text yields its paragraphs."""
    for row in _own(table, f"{W}tr"):
        cells = [list(_blocks(cell, numbering)) for cell in _own(row, f"{W}tc")]
        if len(cells) < 2 or any(len(line) > 200 for cell in cells for line in cell):
            yield from (line for cell in cells for line in cell)
        else:
            yield " | ".join(" ".join(" ".join(cell).split()) for cell in cells)


def _own(node: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    """Return the rows (or cells) of a table itself, not those of tables nested in it."""
    found: list[ElementTree.Element] = []
    for child in node:
        if child.tag == tag:
            found.append(child)
        elif child.tag not in SKIPPED and child.tag != f"{W}tbl":
            found.extend(_own(child, tag))
    return found


def _numbering(pack: zipfile.ZipFile) -> Numbering:
    root, styles = _part(pack, "word/numbering.xml"), _part(pack, "word/styles.xml")
    numbering = Numbering()
    if root is None:
        return numbering
    abstract = {a.get(f"{W}abstractNumId", ""): _levels(a) for a in root.iter(f"{W}abstractNum")}
    for entry in root.iter(f"{W}num"):
        link = entry.find(f"{W}abstractNumId")
        if link is not None:
            numbering.lists[entry.get(f"{W}numId", "")] = abstract.get(link.get(VAL, ""), {})
    for style in styles.iter(f"{W}style") if styles is not None else ():
        number = style.find(f"{W}pPr/{W}numPr/{W}numId")
        level = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
        if number is not None:
            at = int(level.get(VAL, "0")) if level is not None else 0
            numbering.styles[style.get(f"{W}styleId", "")] = (number.get(VAL, ""), at)
    return numbering


def _levels(abstract: ElementTree.Element) -> dict[int, tuple[str, str, int]]:
    found: dict[int, tuple[str, str, int]] = {}
    for level in abstract.iter(f"{W}lvl"):
        values = {child.tag.removeprefix(W): child.get(VAL, "") for child in level}
        form, pattern = values.get("numFmt", "decimal"), values.get("lvlText", "")
        found[int(level.get(f"{W}ilvl", "0"))] = (form, pattern, int(values.get("start") or 1))
    return found
