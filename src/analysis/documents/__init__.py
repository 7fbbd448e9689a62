"""From files to documents: text, sections, and whose report of which year it is."""

from analysis.documents.outline.sections import find_sections
from analysis.documents.read import read_document, read_documents, read_each
from analysis.documents.sources import Source, load_sources
from analysis.text.matching import normalise

__all__ = [
    "Source",
    "find_sections",
    "load_sources",
    "normalise",
    "read_document",
    "read_documents",
    "read_each",
]
