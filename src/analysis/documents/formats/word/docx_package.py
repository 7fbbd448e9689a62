"""The parts of a DOCX: main part, relations and XML trees, within limits."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from analysis.documents.formats.limits import Budget, megabytes
from analysis.documents.formats.word.docx_numbers import W
from analysis.errors import DocumentError

CHUNK = 1 << 20
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MAIN_PART = "word/document.xml"
STRICT = {  # the namespaces of strict Open XML, which names the same elements
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}": W,
    "{http://purl.oclc.org/ooxml/officeDocument/math}": M,
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}": (
        "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    ),
}


class Builder(ElementTree.TreeBuilder):
    """Builds a tree of XML without a document type, the place where entities are made."""

    def doctype(self, *_: str | None) -> None:
        """Refuse a document type.

        Raises:
            DocumentError: always; no Word file has one.
        """
        raise DocumentError("the DOCX holds a document type, which no Word file does")

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """Begin an element; names of strict Open XML become the usual ones."""
        if tag.startswith("{http://purl"):
            tag = _usual(tag)
            attrs = {_usual(name): value for name, value in attrs.items()}
        return super().start(tag, attrs)


def _usual(name: str) -> str:
    space, _, rest = name.partition("}")
    return STRICT.get(space + "}", space + "}") + rest if rest else name


@dataclass(frozen=True, slots=True)
class Link:
    """What a part links to: the kind of the link and the name of the other part."""

    kind: str
    target: str


@dataclass(frozen=True)
class Package:
    """The parts of one file."""

    pack: zipfile.ZipFile
    budget: Budget

    def tree(self, name: str) -> Element | None:
        """Return a part as a tree, or None where there is none of that name."""
        if name not in self.pack.NameToInfo:
            return None
        self.budget.check_time()
        parser = ElementTree.XMLParser(target=Builder())
        for chunk in self._chunks(name):
            parser.feed(chunk)
        tree: Element = parser.close()
        return tree

    def data(self, name: str) -> bytes:
        """Return the bytes of a part."""
        return b"".join(self._chunks(name))

    def _chunks(self, name: str) -> Iterator[bytes]:
        left = self.budget.limits.unpacked_bytes
        with self.pack.open(name) as file:
            while chunk := file.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    most = megabytes(self.budget.limits.unpacked_bytes)
                    raise DocumentError(f"{name} unpacks to more than {most}")
                yield chunk

    def links(self, name: str) -> dict[str, Link]:
        """Return what a part links to, by the ids of the links."""
        folder, base = posixpath.split(name)
        tree = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Link] = {}
        for link in tree if tree is not None else ():
            target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))
            kind = link.get("Type", "").rpartition("/")[2]
            found[link.get("Id", "")] = Link(kind, target.lstrip("/"))
        return found

    def main(self) -> str:
        """Return the name of the part with the text: Word Online calls it word/document2.xml."""
        found = (link.target for link in self.links("").values() if link.kind == "officeDocument")
        return next(found, MAIN_PART)
