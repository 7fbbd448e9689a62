"""DOCX files with the standard library: paragraphs, tables, text boxes, list numbers."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import find_furniture
from analysis.documents.formats.limits import Budget, megabytes
from analysis.documents.formats.word.docx_numbers import VAL, Numbering, W, numbering_of
from analysis.documents.formats.word.lines import row
from analysis.errors import DocumentError

CHUNK = 1 << 20
NUMBERING = ("numbering", "styles")
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
WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"))


def read_docx(data: bytes, budget: Budget | None = None) -> Draft:
    """Return the text of a DOCX: insertions kept, deletions dropped, cells parted by " | ".

    Raises:
        DocumentError: damaged, nested without end, or it unpacks to more than the limit.
    """
    reader = Reader(budget or Budget())
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            parts = {n: reader.part(pack, f"word/{n}.xml") for n in ("document", *NUMBERING)}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise DocumentError(f"the DOCX is damaged ({error}); download it again") from None
    except (ElementTree.ParseError, ValueError) as error:
        raise DocumentError(f"the DOCX is damaged ({error}); save it again in Word") from None
    body = parts["document"]
    if body is None:
        raise DocumentError("the DOCX holds no word/document.xml; save it again in Word")
    reader.numbering = numbering_of(*(parts[name] for name in NUMBERING))
    text = "\n".join(line for line in reader.blocks(body, 0) if line.strip())
    return Draft(text=text, furniture=find_furniture(text))


class Guarded(ElementTree.TreeBuilder):
    """Builds a tree of XML without a document type, the place where entities are made."""

    def doctype(self, *_: str | None) -> None:
        """Refuse a document type.

        Raises:
            DocumentError: always; no Word file has one.
        """
        raise DocumentError("the DOCX holds a document type, which no Word file does")


@dataclass(slots=True)
class Reader:
    """Goes through the tree of a Word file."""

    budget: Budget
    numbering: Numbering = field(default_factory=Numbering)

    def part(self, pack: zipfile.ZipFile, name: str) -> Element | None:
        """Return a part of the file as a tree, or None where it has none of that name."""
        if name not in pack.namelist():
            return None
        self.budget.check_time()
        most = self.budget.limits.unpacked_bytes
        with pack.open(name) as file:
            parser = ElementTree.XMLParser(target=Guarded())
            left = most
            while chunk := file.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise DocumentError(f"{name} unpacks to more than {megabytes(most)}")
                parser.feed(chunk)
        tree: Element = parser.close()
        return tree

    def blocks(self, node: Element, depth: int) -> Iterator[str]:
        """Yield the paragraphs and rows below a node."""
        self.budget.check_depth(depth)
        for child in node:
            if child.tag in SKIPPED:
                continue
            if child.tag == f"{W}p":
                self.budget.check_time()
                boxes: list[Element] = []
                words = "".join(self.inline(child, boxes, depth)).strip()
                yield self.numbering.label(child) + words
                for box in boxes:
                    yield from self.blocks(box, depth + 1)
            elif child.tag == f"{W}tbl":
                yield from self.table(child, depth + 1)
            else:
                yield from self.blocks(child, depth + 1)

    def inline(self, node: Element, boxes: list[Element], depth: int) -> Iterator[str]:
        """Yield the text of a paragraph; text boxes in it are put aside."""
        self.budget.check_depth(depth)
        for child in node:
            if child.tag == f"{W}t":
                yield child.text or ""
            elif child.tag in SIGNS:
                page = child.get(f"{W}type") in ("page", "column")
                yield "" if page else SIGNS[child.tag]
            elif child.tag == f"{W}txbxContent":
                boxes.append(child)
            elif child.tag not in SKIPPED and not _hidden(child):
                yield from self.inline(child, boxes, depth + 1)

    def table(self, table: Element, depth: int) -> Iterator[str]:
        """Yield one line per row; a table that only lays out long text yields its paragraphs."""
        for line in _own(table, f"{W}tr"):
            yield from row([list(self.blocks(cell, depth)) for cell in _own(line, f"{W}tc")])


def _hidden(run: Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish") if run.tag == f"{W}r" else None
    return hidden is not None and hidden.get(VAL) not in ("0", "false")


def _own(node: Element, tag: str) -> list[Element]:
    """Return the rows (or cells) of a table itself, not those of tables nested in it."""
    found: list[Element] = []
    for child in node:
        if child.tag == tag:
            found.append(child)
        elif child.tag in WRAPPERS:
            found.extend(_own(child, tag))
    return found
