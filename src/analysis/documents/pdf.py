"""PDF files: their characters with boxes, or pictures of pages where there are no characters."""

from __future__ import annotations

import ctypes
import re
from typing import Any

from analysis.documents import ocr
from analysis.documents.draft import Draft, find_furniture
from analysis.documents.layout import (
    Glyph,
    columns_of,
    lines_of_glyphs,
    paragraphs_of,
    take_running,
)
from analysis.documents.limits import Budget
from analysis.documents.words import CJK
from analysis.errors import DocumentError

INCH = 72  # units of a PDF
NO_TEXT = "the PDF has no text layer (a scan?)"
NO_MEANING = "the fonts of the PDF do not say which characters they draw"
_SIGN = re.compile(CJK)
_ODD = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x1f]")

Page = tuple[list[Glyph], float, float]


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
        return _read(pdf, budget)
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
        pages.append(_page(pdf, number, left))
        left -= len(pages[-1][0])
    title = str(pdf.get_metadata_dict().get("Title") or "")
    unreadable = _fault("".join(g.char for glyphs, _, _ in pages for g in glyphs))
    if unreadable:
        return _scanned(pdf, unreadable, title, budget)
    lines = [lines_of_glyphs(glyphs) for glyphs, _, _ in pages]
    aside = take_running(lines, [height for _, _, height in pages])
    columns = [
        c for page, (_, width, _) in zip(lines, pages, strict=True) for c in columns_of(page, width)
    ]
    text = "\n".join(paragraphs_of(columns))
    blank = sum(not glyphs for glyphs, _, _ in pages)
    notes = (f"{blank} of {len(pages)} pages hold no text",) if blank * 4 > len(pages) else ()
    return Draft(
        text=text,
        furniture=find_furniture(text),
        aside=aside,
        titles=(title,) * bool(title),
        notes=notes,
    )


def _page(pdf: Any, number: int, most: int) -> Page:
    import pypdfium2.raw as raw

    page = pdf[number]
    textpage = page.get_textpage()
    count = textpage.count_chars()
    if count > 2 * most + 1000:
        raise DocumentError(f"page {number + 1} of the PDF holds more text than a whole report can")
    box, handle = raw.FS_RECTF(), textpage.raw
    here = ctypes.byref(box)
    glyphs: list[Glyph] = []
    for i in range(count):
        code = raw.FPDFText_GetUnicode(handle, i)
        if code <= 32 or code == 0xA0 or code == 0xFFFE:
            continue
        if raw.FPDFText_GetLooseCharBox(handle, i, here):
            left, right = sorted((box.left, box.right))
            bottom, top = sorted((box.bottom, box.top))
            glyphs.append(Glyph(chr(code), left, bottom, right, top))
    size = page.get_width(), page.get_height()
    textpage.close()
    page.close()
    return glyphs, *size


def _fault(chars: str) -> str:
    """Return why the text of a PDF is of no use, or ""."""
    if len(chars) < 10:
        return NO_TEXT
    odd, cjk = len(_ODD.findall(chars)), len(_SIGN.findall(chars))
    if odd * 5 > len(chars) or (cjk * 20 < len(chars) and len(chars) > 200):
        return NO_MEANING
    return ""


def _scanned(pdf: Any, why: str, title: str, budget: Budget) -> Draft:
    """Draw the pages and read the pictures."""
    ocr.require(why)
    most = budget.limits.scanned_pages
    if len(pdf) > most:
        raise DocumentError(f"the PDF has {len(pdf)} pages that need OCR, more than {most}")
    return ocr.read_pictures(_drawn(pdf), budget, titles=(title,) * bool(title))


def _drawn(pdf: Any) -> Any:
    for number in range(len(pdf)):
        page = pdf[number]
        size = max(page.get_width(), page.get_height(), 1.0)
        scale = min(ocr.DPI / INCH, ocr.LONGEST_SIDE / size)
        picture = page.render(scale=scale).to_numpy()
        page.close()
        yield picture[:, :, :3] if picture.ndim == 3 else picture
