"""From files to documents: text, sections, and whose report of which year it is."""

from analysis.documents.normalise import normalise
from analysis.documents.read import read_document, read_documents
from analysis.documents.sections import find_sections
from analysis.documents.sources import Source, load_sources

__all__ = [
    "Source",
    "find_sections",
    "load_sources",
    "normalise",
    "read_document",
    "read_documents",
]
