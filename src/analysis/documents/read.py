"""Read files into documents; the only disk access of the text stages."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from analysis.counties import Counties
from analysis.documents.formats.archive import members
from analysis.documents.formats.detect import is_archive, read_bytes
from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import find_furniture
from analysis.documents.formats.limits import LIMITS, Budget, Limits, cpu_limit, megabytes
from analysis.documents.identity.metadata import find_metadata
from analysis.documents.outline.sections import find_sections
from analysis.documents.sources import Source
from analysis.errors import DocumentError, TimeLimitError
from analysis.files import readable
from analysis.records import Document, Outcome, Span
from analysis.text.fold import has_unseen, seen

T = TypeVar("T")
log = logging.getLogger(__name__)

WITHIN = "!"  # between the name of an archive and that of a file in it


@dataclass(frozen=True, slots=True)
class Item:
    """One file, or one member of an archive, with its row of ``sources.csv``."""

    name: str
    path: Path
    data: bytes = b""
    error: str = ""
    source: Source | None = None
    registered: str = ""  # the SHA-256 of what the row registers, where that is the archive


def read_documents(
    paths: Iterable[Path],
    *,
    counties: Counties,
    sources: Mapping[str, Source],
    limits: Limits = LIMITS,
) -> Iterator[Document | Outcome]:
    """Read files one after another; one that fails becomes a failed ``Outcome``, never an end.

    A ZIP archive yields each of its files, named ``archive.zip!folder/member.doc``.

    Args:
        paths: the files.
        counties: the table that county names are looked up in.
        sources: file name → row of sources.csv; ``archive.zip!member`` for a file in an archive.
        limits: what a file may hold and take.
    """
    for path in paths:
        yield from read_each(path, _itself, counties=counties, sources=sources, limits=limits)


def read_each(
    path: Path,
    finish: Callable[[Document], T],
    *,
    counties: Counties,
    sources: Mapping[str, Source],
    limits: Limits = LIMITS,
) -> Iterator[T | Outcome]:
    """Read a file, or each file of an archive, and yield what ``finish`` makes of the documents.

    Whatever goes wrong with one document, while it is read or finished, is its own outcome.
    """
    name = readable(path.name)
    started = time.thread_time()
    items = _items(path, sources, limits)
    while True:
        try:
            item = next(items, None)
            if item is None:
                return
            name = item.name
            with cpu_limit(limits.seconds):
                finished = finish(_document(item, counties, limits))
            yield finished
        except Exception as error:
            spent = time.thread_time() - started
            again = isinstance(error, TimeLimitError)
            yield Outcome(name, "failed", readable(str(path)), _said(error, name), spent, again)
        started = time.thread_time()


def _itself(document: Document) -> Document:
    return document


def read_document(
    path: Path, *, counties: Counties, sources: Mapping[str, Source], limits: Limits = LIMITS
) -> Document:
    """Read one file: its text, what it is, whose it is, and its sections.

    Raises:
        DocumentError: the file cannot be read, or is an archive of several; the message names the
            file and what to do.
    """
    items = list(_items(path, sources, limits))
    if len(items) != 1:
        raise DocumentError(
            f"{readable(path.name)}: this is a ZIP archive of {len(items)} files; unpack it"
        )
    return _document(items[0], counties, limits)


def _named(error: DocumentError, name: str) -> DocumentError:
    """Put the name of the file before what is said of it; the kind of the error stays."""
    error.args = (f"{name}: {error}",)
    return error


def _said(error: Exception, name: str) -> str:
    message = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, DocumentError):
        return message if message.startswith(f"{name}: ") else f"{name}: {message}"
    if isinstance(error, MemoryError):
        return f"{name}: reading needs more memory than a file may take"
    log.error("%s: could not be read", name, exc_info=error)
    return f"{name}: {type(error).__name__}: {message}"


def _items(path: Path, sources: Mapping[str, Source], limits: Limits) -> Iterator[Item]:
    """Yield a file, or the members of an archive."""
    data, own = _bytes(path, limits), readable(path.name)
    try:
        if not is_archive(data):
            yield Item(own, path, data, source=sources.get(own))
            return
        found = list(members(data, Budget(limits)))
    except DocumentError as error:
        raise _named(error, own) from None
    for member in found:
        name = f"{own}{WITHIN}{member.name}"
        source, digest = sources.get(name), ""
        if source is None and len(found) == 1:  # the row of the archive is that of its one file
            source, digest = sources.get(own), hashlib.sha256(data).hexdigest()
        yield Item(name, path, member.data, member.error, source, digest)


def _document(item: Item, counties: Counties, limits: Limits) -> Document:
    try:
        if item.error:
            raise DocumentError(item.error)
        if not item.data.strip():
            raise DocumentError("the file is empty")
        draft = read_bytes(item.data, Budget(limits))
    except DocumentError as error:
        raise _named(error, item.name) from None
    if not draft.text.strip():
        raise DocumentError(f"{item.name}: the file holds no text")
    source = item.source
    digest = hashlib.sha256(item.data).hexdigest()
    shown, origin = _as_seen(draft)
    found = find_metadata(shown, counties, source)
    notes = found.notes
    if source and source.sha256 and source.sha256.lower() != (item.registered or digest):
        notes = (*notes, "the file is not the one registered: its SHA-256 differs from sources.csv")
    return Document(
        document_id=digest[:12],
        file=item.name,
        text=draft.text,
        level=found.level,
        title=found.title,
        county_code=found.county_code,
        county=found.county,
        year=found.year,
        issuers=found.issuers,
        published=found.published,
        published_from=found.published_from,
        source=(source.url if source else "") or item.name,
        sections=tuple(
            replace(section, start=origin[section.start], end=origin[section.end])
            for section in find_sections(shown.text, shown.furniture)
        ),
        furniture=tuple(Span(origin[span.start], origin[span.end]) for span in shown.furniture),
        aside=shown.aside,
        notes=notes,
    )


def _as_seen(draft: Draft) -> tuple[Draft, Sequence[int]]:
    """Return a draft without the signs that nobody sees, and the place of each in its text."""
    texts = (draft.text, *draft.titles, *draft.aside)
    if not any(map(has_unseen, texts)):
        return draft, range(len(draft.text) + 1)
    copy = seen(draft.text)
    titles, aside = (tuple(seen(t).text for t in some) for some in (draft.titles, draft.aside))
    furniture = find_furniture(copy.text)
    return replace(draft, text=copy.text, furniture=furniture, titles=titles, aside=aside), (
        copy.origin
    )


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            most = megabytes(limits.file_bytes)
            raise DocumentError(f"{readable(path.name)}: larger than {most}")
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot be opened ({error.strerror})"
        raise DocumentError(f"{readable(path.name)}: {message}") from None
    if not data.strip():
        raise DocumentError(f"{readable(path.name)}: the file is empty")
    return data
