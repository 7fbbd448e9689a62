"""DOCX files with the standard library: paragraphs, tables, text boxes, list numbers."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import find_furniture
from analysis.documents.formats.limits import Budget
from analysis.documents.formats.word.docx_numbers import VAL, Numbering, W, numbering_of
from analysis.documents.formats.word.docx_package import Link, M, Package
from analysis.documents.formats.word.docx_runs import Looks, looks_of
from analysis.documents.formats.word.lines import raised_mark, row
from analysis.errors import DocumentError

R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SKIPPED = frozenset(
    [
        f"{W}del",
        f"{W}moveFrom",
        f"{W}delText",
        f"{W}instrText",
        f"{W}pPr",
        f"{W}rPr",
        f"{W}sdtPr",
        f"{M}rPr",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    ]
)
SIGNS = {f"{W}tab": " ", f"{W}noBreakHyphen": "-", f"{W}cr": "\n", f"{W}br": "\n"}
MOST_SPANNED = 50  # columns; more is a fault of the file
WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"))
ReadPart = Callable[[bytes, Budget], Draft]


def read_docx(
    data: bytes, budget: Budget | None = None, read_part: ReadPart | None = None
) -> Draft:
    """Return the text of a DOCX: insertions kept, deletions dropped, cells parted by " | ".

    Args:
        data: the file.
        budget: what it may cost.
        read_part: reads a file that is embedded as a part of the text (altChunk); without it such
            a part is only noted.

    Raises:
        DocumentError: damaged, nested without end, or it unpacks to more than the limit.
    """
    budget = budget or Budget()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            reader = _reader(Package(pack, budget), read_part)
            text = "\n".join(line for line in reader.blocks(reader.body, 0) if line.strip())
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise DocumentError(f"the DOCX is damaged ({error}); download it again") from None
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise DocumentError(f"the DOCX is damaged ({error}); save it again in Word") from None
    return Draft(text=text, furniture=find_furniture(text), notes=tuple(reader.notes()))


def _reader(package: Package, read_part: ReadPart | None) -> Reader:
    main = package.main()
    folder = main.rpartition("/")[0]
    body = package.tree(main)
    if body is None:
        raise DocumentError(f"the DOCX holds no {main}; save it again in Word")
    styles = package.tree(f"{folder}/styles.xml")
    return Reader(
        package,
        body,
        numbering_of(package.tree(f"{folder}/numbering.xml"), styles),
        looks_of(styles),
        package.links(main),
        read_part,
    )


@dataclass(slots=True)
class Reader:
    """Goes through the tree of a Word file."""

    package: Package
    body: Element
    numbering: Numbering
    looks: Looks
    links: Mapping[str, Link]
    read_part: ReadPart | None
    white: int = 0
    unread: list[str] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        """Say what of the file was not read, or may not be seen."""
        if self.white:
            yield f"{self.white} characters are printed in white and may not be seen"
        for part in self.unread:
            yield f"a file embedded in the text was not read ({part}); save it again in Word"

    def blocks(self, node: Element, depth: int) -> Iterator[str]:
        """Yield the paragraphs and rows below a node."""
        self.package.budget.check_depth(depth)
        for child in node:
            if child.tag in SKIPPED:
                continue
            if child.tag == f"{W}p":
                self.package.budget.check_time()
                boxes: list[Element] = []
                words = "".join(self.inline(child, boxes, depth)).strip()
                yield self.numbering.label(child) + words
                for box in boxes:
                    yield from self.blocks(box, depth + 1)
            elif child.tag == f"{W}tbl":
                yield from self.table(child, depth + 1)
            elif child.tag == f"{W}altChunk":
                yield from self.embedded(child.get(R_ID, ""))
            else:
                yield from self.blocks(child, depth + 1)

    def inline(self, node: Element, boxes: list[Element], depth: int) -> Iterator[str]:
        """Yield the text of a paragraph; text boxes in it are put aside."""
        self.package.budget.check_depth(depth)
        for child in node:
            if child.tag in (f"{W}t", f"{M}t"):
                yield child.text or ""
            elif child.tag in SIGNS:
                page = child.get(f"{W}type") in ("page", "column")
                yield "" if page else SIGNS[child.tag]
            elif child.tag == f"{W}txbxContent":
                boxes.append(child)
            elif child.tag == f"{W}r":
                yield from self.run(child, boxes, depth + 1)
            elif child.tag in (f"{M}den", f"{M}sup"):
                words = "".join(self.inline(child, boxes, depth + 1))
                yield f"/{words}" if child.tag == f"{M}den" else raised_mark(words)
            elif child.tag not in SKIPPED:
                yield from self.inline(child, boxes, depth + 1)

    def run(self, run: Element, boxes: list[Element], depth: int) -> Iterator[str]:
        """Yield the text of a run as it is shown."""
        look = self.looks.of(run)
        if look.unread:
            return
        if not (look.raised or look.white):
            yield from self.inline(run, boxes, depth)
            return
        words = "".join(self.inline(run, boxes, depth))
        self.white += len(words.strip()) if look.white else 0
        yield raised_mark(words) if look.raised else words

    def table(self, table: Element, depth: int) -> Iterator[str]:
        """Yield one line per row; a table that only lays out long text yields its paragraphs."""
        for line in _own(table, f"{W}tr"):
            cells: list[list[str]] = []
            beside = 0  # columns that the last cell takes beside its own
            for cell in _own(line, f"{W}tc"):
                cells += [[] for _ in range(beside)]
                cells.append(list(self.blocks(cell, depth)))
                beside = _spanned(cell)
            yield from row(cells)

    def embedded(self, link: str) -> Iterator[str]:
        """Yield the lines of a file that is embedded as a part of the text."""
        target = self.links[link].target if link in self.links else link
        if self.read_part is None or target not in self.package.pack.NameToInfo:
            self.unread.append(target)
            return
        try:
            yield from self.read_part(self.package.data(target), self.package.budget).text.split(
                "\n"
            )
        except DocumentError as error:
            self.unread.append(f"{target}: {error}")


def _spanned(cell: Element) -> int:
    """Return how many columns a cell takes beside its own."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    declared = span.get(VAL, "") if span is not None else ""
    return int(declared) - 1 if declared.isdecimal() and 1 <= int(declared) <= MOST_SPANNED else 0


def _own(node: Element, tag: str) -> list[Element]:
    """Return the rows (or cells) of a table itself, not those of tables nested in it."""
    found: list[Element] = []
    for child in node:
        if child.tag == tag:
            found.append(child)
        elif child.tag in WRAPPERS:
            found.extend(_own(child, tag))
    return found
