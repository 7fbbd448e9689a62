"""PDF files: their characters with boxes, or pictures of pages where there are no characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import find_furniture
from analysis.documents.formats.limits import Budget
from analysis.documents.formats.pdf import ocr
from analysis.documents.formats.pdf.damage import note_of_damage
from analysis.documents.formats.pdf.glyphs import Page, page_of
from analysis.documents.formats.pdf.layout import (
    Line,
    columns_of,
    lines_of_glyphs,
    paragraphs_of,
    take_running,
)
from analysis.errors import DocumentError
from analysis.text.fold import CJK

INCH = 72  # units of a PDF
NO_TEXT = "the PDF has no text layer (a scan?)"
NO_MEANING = "the fonts of the PDF do not say which characters they draw"
_SIGN = re.compile(CJK)
_STRANGE = re.compile(r"[\x80-\u1fff\ue000-\uf8ff\ufffd]")  # no signs of a Chinese text


def read_pdf(data: bytes, budget: Budget | None = None) -> Draft:
    """Return the text of a PDF in reading order; pages without usable text go through OCR.

    Raises:
        DocumentError: damaged, locked, too long, or a scan where OCR is not installed.
    """
    import pypdfium2 as pdfium

    budget = budget or Budget()
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        what = "the PDF is locked by a password" if locked else "the PDF is damaged"
        raise DocumentError(f"{what}; ask for or download it again") from None
    try:
        draft = _read(pdf, budget)
        damage = note_of_damage(data, budget)
        return replace(draft, notes=(*draft.notes, damage)) if damage else draft
    except pdfium.PdfiumError:
        raise DocumentError("a page of the PDF is damaged; download it again") from None
    finally:
        pdf.close()


def _read(pdf: Any, budget: Budget) -> Draft:
    most = budget.limits.pages
    if len(pdf) > most:
        raise DocumentError(f"the PDF has {len(pdf)} pages, more than {most}")
    pages: list[Page] = []
    left = budget.limits.characters
    for number in range(len(pdf)):
        budget.check_time()
        pages.append(page_of(pdf, number, left))
        left -= len(pages[-1].glyphs)
    title = str(pdf.get_metadata_dict().get("Title") or "")
    unreadable = _fault(pages)
    if unreadable:
        return _scanned(pdf, unreadable, title, budget)
    lines = [lines_of_glyphs(page.glyphs, page.width) for page in pages]
    notes = _add_pictures(pdf, pages, lines, budget)
    running = take_running(lines, [page.height for page in pages])
    aside = dict.fromkeys([*running, *(words for page in pages for words in page.aside)])
    white = sum(page.white for page in pages)
    if white:
        notes = (*notes, f"{white} characters are printed in white and may not be seen")
    columns = [
        c for found, page in zip(lines, pages, strict=True) for c in columns_of(found, page.width)
    ]
    text = "\n".join(paragraphs_of(columns))
    return Draft(
        text=text,
        furniture=find_furniture(text),
        aside=tuple(aside),
        titles=(title,) * bool(title),
        notes=notes,
    )


def _fault(pages: list[Page]) -> str:
    """Return why the text of a PDF is of no use, or ""."""
    chars = "".join(g.char for page in pages for g in page.glyphs)
    strange = len(_STRANGE.findall(chars)) + sum(page.meaningless for page in pages)
    if len(chars) + strange < 10:
        return NO_TEXT
    chinese = len(_SIGN.findall(chars))
    if strange * 5 > len(chars) or strange > chinese:
        return NO_MEANING
    return NO_MEANING if chinese * 20 < len(chars) and len(chars) > 200 else ""


def _scanned(pdf: Any, why: str, title: str, budget: Budget) -> Draft:
    """Draw the pages and read the pictures."""
    ocr.require(why)
    most = budget.limits.scanned_pages
    if len(pdf) > most:
        raise DocumentError(f"the PDF has {len(pdf)} pages that need OCR, more than {most}")
    return ocr.read_pictures(_drawn(pdf), budget, titles=(title,) * bool(title))


def _add_pictures(
    pdf: Any, pages: list[Page], lines: list[list[Line]], budget: Budget
) -> tuple[str, ...]:
    """Read the pages that are pictures between pages of text; return what to say of them."""
    pictures = [number for number, page in enumerate(pages) if page.picture]
    if not pictures:
        return ()
    if not ocr.installed():
        which = f"{len(pictures)} of {len(pages)} pages are pictures"
        if 2 * len(pictures) >= len(pages):
            ocr.require(which)
        return (f"{which} and were not read; {ocr.NEEDED}",)
    if len(pictures) > budget.limits.scanned_pages:
        most = budget.limits.scanned_pages
        raise DocumentError(f"{len(pictures)} pages of the PDF need OCR, more than {most}")
    for number in pictures:
        picture, scale = _draw(pdf, number)
        lines[number] = ocr.lines_of_picture(picture, scale, budget)
    return (ocr.NOTE,)


def _drawn(pdf: Any) -> Iterator[Any]:
    return (_draw(pdf, number)[0] for number in range(len(pdf)))


def _draw(pdf: Any, number: int) -> tuple[Any, float]:
    """Return the picture of a page as colours, and its pixels for each unit of the page."""
    page = pdf[number]
    size = max(page.get_width(), page.get_height(), 1.0)
    scale = min(ocr.DPI / INCH, ocr.LONGEST_SIDE / size)
    picture = page.render(scale=scale).to_numpy()
    page.close()
    return (picture[:, :, :3] if picture.ndim == 3 else picture), scale
