"""OCR of page images, with the ``ocr`` extra; slow and with errors of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import Any

from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import find_furniture
from analysis.documents.formats.limits import Budget
from analysis.documents.formats.pdf.layout import Line, columns_of, paragraphs_of, take_running
from analysis.errors import DocumentError

DPI = 150  # more costs time and reads no better
LONGEST_SIDE = 4_000  # pixels; a page of A3 has 2,500
MOST_PIXELS = 60_000_000
SURE = 0.5  # lines that OCR is less sure of are left out
NEEDED = (
    "it needs OCR: install it with `python -m pip install rapidocr onnxruntime` "
    "(the extra `ocr`) and read the file again"
)
NOTE = "read from pictures by OCR, which may misread a figure; look at the file before you cite one"
MAGIC = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"GIF8": "GIF",
    b"BM": "BMP",
}


def picture_kind(data: bytes) -> str:
    """Return the name of a picture's format, or "" for what is no picture."""
    if data.startswith(b"BM") and not (len(data) > 30 and data[6:10] == b"\0\0\0\0"):
        return ""
    return next((name for magic, name in MAGIC.items() if data.startswith(magic)), "")


def require(why: str) -> None:
    """Make sure that pictures can be read.

    Raises:
        DocumentError: the extra is not installed; says why it is needed and how to get it.
    """
    if not installed():
        raise DocumentError(f"{why}; {NEEDED}")


def read_picture(data: bytes, budget: Budget | None = None) -> Draft:
    """Return the text of a picture (PNG, JPEG, TIFF with its pages).

    Raises:
        DocumentError: damaged, too large, or OCR is not installed.
    """
    budget = budget or Budget()
    require(f"this is a picture ({picture_kind(data)})")
    return read_pictures(_frames(data, budget), budget)


def installed() -> bool:
    """Tell whether pictures can be read."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def lines_of_picture(picture: Any, scale: float, budget: Budget) -> list[Line]:
    """Return the lines of the picture of one page, in the units of the page.

    Raises:
        DocumentError: reading takes too long.
    """
    budget.check_time(ocr=True)
    lines = _lines(_engine()(picture), float(picture.shape[0]))
    return [
        Line(n.text, *(v / scale for v in (n.left, n.right, n.top, n.bottom, n.size)))
        for n in lines
    ]


def read_pictures(
    pictures: Iterable[Any], budget: Budget, *, titles: tuple[str, ...] = ()
) -> Draft:
    """Return the text of pictures of pages, in reading order, one page after another.

    Raises:
        DocumentError: nothing can be read on them, or it takes too long.
    """
    engine = _engine()
    pages: list[list[Line]] = []
    sizes: list[tuple[float, float]] = []
    for picture in pictures:
        budget.check_time(ocr=True)
        sizes.append((float(picture.shape[1]), float(picture.shape[0])))
        pages.append(_lines(engine(picture), sizes[-1][1]))
    aside = take_running(pages, [height for _, height in sizes])
    columns = [
        c for page, (width, _) in zip(pages, sizes, strict=True) for c in columns_of(page, width)
    ]
    text = budget.check_text("\n".join(paragraphs_of(columns)))
    if not text.strip():
        raise DocumentError("OCR finds no text on it")
    return Draft(
        text=text, furniture=find_furniture(text), aside=aside, titles=titles, notes=(NOTE,)
    )


@cache
def _engine() -> Any:
    """Load the models once; that takes a second and a gigabyte."""
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{n}_op_num_threads": 1 for n in ("intra", "inter")}
    return RapidOCR(params={**threads, "Global.log_level": "critical"})


def _frames(data: bytes, budget: Budget) -> Iterator[Any]:
    """Yield the pages of a picture as arrays of colours."""
    import numpy as np
    from PIL import Image, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "TIFF", "GIF", "BMP"]) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if number >= budget.limits.scanned_pages:
                    most = budget.limits.scanned_pages
                    raise DocumentError(f"the picture has more than {most} pages")
                if frame.width * frame.height > MOST_PIXELS:
                    raise DocumentError(f"the picture has more than {MOST_PIXELS} pixels")
                page = frame.convert("RGB")
                page.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                yield np.asarray(page)[:, :, ::-1]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise DocumentError("the picture is damaged; scan or download it again") from None


def _lines(found: Any, height: float) -> list[Line]:
    """Turn what OCR found into lines, from top to bottom and from left to right."""
    if found is None or found.txts is None:
        return []
    lines: list[Line] = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score < SURE or not text.strip():
            continue
        xs, ys = [float(p[0]) for p in box], [float(p[1]) for p in box]
        wide = sum(0.55 if c.isascii() else 1.0 for c in text)
        size = (max(xs) - min(xs)) / max(1.0, wide)
        lines.append(Line(text.strip(), min(xs), max(xs), height - min(ys), height - max(ys), size))
    return _in_rows(_even(lines))


def _even(lines: list[Line]) -> list[Line]:
    """Give lines of nearly one size the same size, which OCR measures roughly."""
    long = [line.size for line in lines if len(re.sub(r"\s", "", line.text)) > 8]
    usual = median(long) if long else 0.0
    for line in lines:
        if usual and abs(line.size - usual) < 0.25 * usual:
            line.size = usual
    return lines


def _in_rows(lines: list[Line]) -> list[Line]:
    """Order lines by row; what stands at one height is one row, also on a slanted page."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda n: -(n.top + n.bottom)):
        middle = (line.top + line.bottom) / 2
        if rows:
            last = rows[-1][-1]
            apart = (last.top + last.bottom) / 2 - middle
            if apart < 0.45 * min(last.top - last.bottom, line.top - line.bottom):
                rows[-1].append(line)
                continue
        rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda n: n.left)]
