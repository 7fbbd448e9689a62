"""Detect a file's format from its content, not from its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from analysis.documents.formats.archive import MAGIC as ZIP
from analysis.documents.formats.archive import kind_of_zip
from analysis.documents.formats.charset import Decoded, decode, looks_garbled
from analysis.documents.formats.draft import Draft
from analysis.documents.formats.limits import Budget
from analysis.documents.formats.pdf.ocr import picture_kind, read_picture
from analysis.documents.formats.pdf.pages import read_pdf
from analysis.documents.formats.plain import read_text
from analysis.documents.formats.web.mht import is_mht, read_mht
from analysis.documents.formats.web.page import read_html
from analysis.documents.formats.word.doc import MAGIC as OLE
from analysis.documents.formats.word.doc import read_doc
from analysis.documents.formats.word.docx import read_docx
from analysis.documents.formats.word.rtf import MAGIC as RTF
from analysis.documents.formats.word.rtf import read_rtf
from analysis.errors import DocumentError

PACKERS = (
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
)
PAGE_BEGINS = re.compile(r"\s*<(?:!doctype\s+html|style\b|script\b|html\b|\?xml\b)", re.I)
TAGS = re.compile(r"<(?:html|head|body|meta|div|p|table|br|span|title|frameset|textarea)\b", re.I)
PAIRS = re.compile(
    r"<(h[1-6]|section|article|main|ul|ol|li|a|b|font|strong|center|pre|dl|dd)\b[^<>]{0,500}>"
    r"[^<>]{1,500}</\1\s*>",
    re.I,
)
HALF = re.compile(r"[\ud800-\udfff]")
SAMPLE = 4_000
FEW_PAIRS = 3  # a plain text may quote a tag or two; a fragment of a page has them throughout
GARBLED = "the text is garbled: it was saved in a wrong encoding; ask for or download it again"
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Format:
    """A kind of file: how its bytes are known, and what reads them."""

    known: Callable[[bytes], bool]
    read: Callable[[bytes, Budget], Draft]


def is_archive(data: bytes) -> bool:
    """Tell a ZIP archive of files from a DOCX and the like, which are ZIP files too."""
    return data.startswith(ZIP) and kind_of_zip(data) == "zip"


def read_bytes(data: bytes, budget: Budget | None = None) -> Draft:
    """Read bytes by what they are.

    Raises:
        DocumentError: damaged, of a kind that cannot be read, or beyond the limits.
    """
    budget = budget or Budget()
    draft = next(f.read for f in FORMATS if f.known(data))(data, budget)
    if looks_garbled(budget.check_text(draft.text)):
        raise DocumentError(GARBLED)
    return _whole_signs(draft)


def _whole_signs(draft: Draft) -> Draft:
    """Replace halves of characters, which no file can be written with, by the sign for none."""
    texts = (draft.text, *draft.titles, *draft.aside)
    if not any(map(HALF.search, texts)):
        return draft
    text, titles, aside = draft.text, draft.titles, draft.aside
    return replace(
        draft,
        text=HALF.sub("\ufffd", text),
        titles=tuple(HALF.sub("\ufffd", title) for title in titles),
        aside=tuple(HALF.sub("\ufffd", line) for line in aside),
        notes=(*draft.notes, "some characters of the file are no characters"),
    )


def _packed(data: bytes, budget: Budget) -> Draft:
    kind = kind_of_zip(data)
    if kind == "docx":
        return read_docx(data, budget, _read_part)
    if kind == "zip":
        raise DocumentError("this is a ZIP archive in an archive; unpack it")
    raise DocumentError(kind)


def _read_part(data: bytes, budget: Budget) -> Draft:
    """Read a file that is a part of a DOCX; parts of it that are files again are only noted."""
    if data.startswith(ZIP) and kind_of_zip(data) == "docx":
        return read_docx(data, budget)
    return next(f.read for f in TEXTS if f.known(data))(data, budget)


def _refuse_packed(data: bytes, budget: Budget) -> Draft:
    name = next(name for magic, name in PACKERS if data.startswith(magic))
    raise DocumentError(f"this is {name}; unpack it")


def _read_mht(data: bytes, budget: Budget) -> Draft:
    return _marked_up(read_mht(data, budget), budget)


def _written(data: bytes, budget: Budget) -> Draft:
    budget.check_bytes(len(data), "the page or text")
    return _marked_up(decode(data), budget)


def _marked_up(decoded: Decoded, budget: Budget) -> Draft:
    text = decoded.text
    bad = len(CONTROL.findall(text)) + decoded.lost
    if bad * 50 > len(text) or not decoded.sure:
        raise DocumentError("this is binary data and no text in any known encoding")
    draft = read_html(text, budget) if _is_page(text) else read_text(text)
    if decoded.lost:
        note = f"{decoded.lost} characters could not be read as {decoded.encoding}"
        return replace(draft, notes=(*draft.notes, note))
    return draft


def _is_page(text: str) -> bool:
    """Tell a page, or a part of one, from a text that speaks of tags."""
    start = 0
    while text.startswith("<!--", start := _after_space(text, start)):
        end = text.find("-->", start)
        if end < 0:
            return False
        start = end + 3
    sample = text[start : start + SAMPLE]
    pairs = sum(1 for _ in islice(PAIRS.finditer(sample), FEW_PAIRS))
    return bool(PAGE_BEGINS.match(sample) or TAGS.search(sample)) or pairs == FEW_PAIRS


def _after_space(text: str, start: int) -> int:
    found = re.compile(r"\S").search(text, start)
    return found.start() if found else len(text)


TEXTS = (
    Format(lambda data: data[:1024].lstrip().startswith(RTF), read_rtf),
    Format(lambda data: data.startswith(tuple(magic for magic, _ in PACKERS)), _refuse_packed),
    Format(is_mht, _read_mht),
    Format(lambda data: True, _written),  # a page, or plain text in some encoding
)
FORMATS = (
    Format(lambda data: b"%PDF-" in data[:1024], read_pdf),
    Format(lambda data: data.startswith(ZIP), _packed),
    Format(lambda data: data.startswith(OLE), read_doc),
    Format(lambda data: bool(picture_kind(data)), read_picture),
    *TEXTS,
)
"""Kinds of files, the surest sign first; a new format is an entry here and a module beside."""
