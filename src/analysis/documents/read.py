"""Files in, documents out: the one border of the text stages with the disk."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from analysis.counties import Counties
from analysis.documents.charset import Decoded, decode
from analysis.documents.docx import read_docx
from analysis.documents.draft import Draft
from analysis.documents.html import read_html
from analysis.documents.metadata import find_metadata
from analysis.documents.pdf import read_pdf
from analysis.documents.sections import find_sections
from analysis.documents.sources import Source
from analysis.documents.text import read_text
from analysis.errors import DocumentError
from analysis.records import Document, Outcome

log = logging.getLogger(__name__)

MAX_BYTES = 50 * 1024 * 1024
OTHER_FORMATS = (
    (b"\xd0\xcf\x11\xe0", "an old Word or WPS file (.doc, .wps)", "save it as .docx or PDF"),
    (b"{\\rtf", "an RTF file", "save it as .docx or PDF"),
    (b"\x89PNG", "a picture (PNG)", "it needs OCR first"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "it needs OCR first"),
    (b"GIF8", "a picture (GIF)", "it needs OCR first"),
    (b"II*\x00", "a picture (TIFF)", "it needs OCR first"),
    (b"MM\x00*", "a picture (TIFF)", "it needs OCR first"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it"),
    (b"\x1f\x8b", "a gzip archive", "unpack it"),
)
PACKED = (
    ("xl/workbook.xml", "an Excel workbook", "save the report as .docx or PDF"),
    ("ppt/presentation.xml", "a PowerPoint file", "save the report as .docx or PDF"),
    ("OFD.xml", "an OFD file", "save it as PDF"),
    ("content.xml", "an OpenDocument file", "save it as .docx or PDF"),
)
TAGS = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|div|p|table|br|span|title)\b", re.I)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_documents(
    paths: Iterable[Path], *, counties: Counties, sources: Mapping[str, Source]
) -> Iterator[Document | Outcome]:
    """Read files one after another; one that fails becomes a failed ``Outcome``, never an end.

    Args:
        paths: the files.
        counties: the table that county names are looked up in.
        sources: file name → row of sources.csv.
    """
    for path in paths:
        started = time.perf_counter()
        try:
            yield read_document(path, counties=counties, sources=sources)
        except Exception as error:
            said = " ".join(str(error).split()) or type(error).__name__
            if not isinstance(error, DocumentError):
                log.exception("%s: could not be read", path.name)
                said = f"{path.name}: {type(error).__name__}: {said}"
            spent = time.perf_counter() - started
            yield Outcome(path.name, "failed", str(path), error=said, seconds=spent)


def read_document(path: Path, *, counties: Counties, sources: Mapping[str, Source]) -> Document:
    """Read one file: its text, what it is, whose it is, and its sections.

    Raises:
        DocumentError: the file cannot be read; the message names the file and what to do.
    """
    data = _bytes(path)
    try:
        draft = _draft(data)
    except DocumentError as error:
        raise DocumentError(f"{path.name}: {error}") from None
    if not draft.text.strip():
        raise DocumentError(f"{path.name}: the file holds no text")
    source = sources.get(path.name)
    digest = hashlib.sha256(data).hexdigest()
    found = find_metadata(draft, counties, source)
    notes = found.notes
    if source and source.sha256 and source.sha256.lower() != digest:
        notes = (*notes, "the file is not the one registered: its SHA-256 differs from sources.csv")
    return Document(
        document_id=digest[:12],
        file=path.name,
        text=draft.text,
        level=found.level,
        title=found.title,
        county_code=found.county_code,
        county=found.county,
        year=found.year,
        issuers=found.issuers,
        published=found.published,
        source=(source.url if source else "") or path.name,
        sections=find_sections(draft.text, draft.furniture),
        furniture=draft.furniture,
        aside=draft.aside,
        notes=notes,
    )


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(f"{path.name}: larger than {MAX_BYTES >> 20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path.name}: cannot be opened ({error.strerror})") from None
    if not data.strip():
        raise DocumentError(f"{path.name}: the file is empty")
    return data


def _draft(data: bytes) -> Draft:
    """Read bytes by what they are, whatever the file is called."""
    start = data[:1024].lstrip()
    if b"%PDF-" in start:
        return read_pdf(data)
    if start.startswith(b"PK\x03\x04"):
        return _packed(data)
    for magic, name, advice in OTHER_FORMATS:
        if start.startswith(magic):
            raise DocumentError(f"this is {name}; {advice}")
    if re.match(rb"(?:MIME-Version|From:|Content-Type: multipart)", start, re.I):
        raise DocumentError("this is a web archive (MHT); save the page as HTML")
    return _marked_up(decode(data))


def _packed(data: bytes) -> Draft:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            names = set(pack.namelist())
            unpacked = sum(entry.file_size for entry in pack.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DocumentError(f"the file is a damaged DOCX or archive ({error})") from None
    if "word/document.xml" in names:
        if unpacked > MAX_BYTES * 4:
            raise DocumentError(f"the DOCX unpacks to more than {MAX_BYTES * 4 >> 20} MB")
        return read_docx(data)
    for name, what, advice in PACKED:
        if name in names:
            raise DocumentError(f"this is {what}; {advice}")
    raise DocumentError("this is a ZIP archive; unpack it")


def _marked_up(decoded: Decoded) -> Draft:
    text = decoded.text
    bad = len(CONTROL.findall(text)) + decoded.lost
    if bad * 50 > len(text) or not decoded.sure:
        raise DocumentError("this is binary data and no text in any known encoding")
    draft = read_html(text) if TAGS.search(text[:4000]) else read_text(text)
    if decoded.lost:
        note = f"{decoded.lost} characters could not be read as {decoded.encoding}"
        return Draft(
            draft.text,
            draft.furniture,
            draft.aside,
            draft.titles,
            draft.published,
            draft.origin,
            (*draft.notes, note),
        )
    return draft
