"""The visible characters of a PDF page: upright, without duplicates or watermarks."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.documents.formats.pdf.layout import Glyph
from analysis.errors import DocumentError

QUARTER = 90
SLANT = 10  # degrees; a scan may be askew by a few, a watermark is by more
TWICE = 0.15  # of a character's height; what stands so near an equal one is its fake bold
SMALLEST = 1.5  # points; lower type is not meant to be read
NO_SIGN = 0xFFFE  # what pdfium says for a hyphen at the end of a line
INVISIBLE = 3  # the text rendering mode of OCR layers
WHITE = 255


class Sign(NamedTuple):
    """One character in the page's own coordinates, with how it is drawn."""

    char: str
    left: float
    bottom: float
    right: float
    top: float
    angle: int
    invisible: bool
    white: bool


@dataclass(slots=True)
class Page:
    """The characters of a page as it is shown, its size, and what stands on it beside the text."""

    glyphs: list[Glyph]
    width: float
    height: float
    meaningless: int  # codes that are no characters
    picture: bool  # no characters, but a picture that may hold some
    aside: tuple[str, ...] = ()  # slanted and hidden text
    white: int = 0  # characters printed in white


def page_of(pdf: Any, number: int, most: int) -> Page:
    """Read the characters of a page and turn them upright.

    Raises:
        DocumentError: the page holds more characters than ``most``.
    """
    import pypdfium2.raw as raw

    page = pdf[number]
    textpage = page.get_textpage()
    count = textpage.count_chars()
    if count > 2 * most + 1000:
        raise DocumentError(f"page {number + 1} of the PDF holds more text than a whole report can")
    codes = [raw.FPDFText_GetUnicode(textpage.raw, i) for i in range(count)]
    signs = list(_signs(textpage.raw, codes))
    pictures = any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
    box = page.get_cropbox()
    textpage.close()
    page.close()
    angle = Counter(sign.angle for sign in signs).most_common(1)[0][0] if signs else 0
    text, aside = _parted(signs, angle, unseen=not pictures)
    broad, high = box[2] - box[0], box[3] - box[1]
    if _quarters(angle) % 2:
        broad, high = high, broad
    return Page(
        [_turned(sign, angle, box) for sign in _once(text)],
        broad,
        high,
        meaningless=sum(map(_is_meaningless, codes)),
        picture=not signs and pictures,
        aside=tuple(_words(aside)),
        white=sum(sign.white for sign in signs),
    )


def _parted(signs: list[Sign], angle: int, *, unseen: bool) -> tuple[list[Sign], list[Sign]]:
    """Part the text from what is slanted or hidden.

    Args:
        signs: the characters of a page.
        angle: the direction of most of them.
        unseen: True where invisible text is no OCR layer over a picture.
    """
    drawn = any(not sign.invisible for sign in signs)
    text: list[Sign] = []
    aside: list[Sign] = []
    for sign in signs:
        hidden = sign.invisible and drawn and unseen
        askew = abs((sign.angle - angle + 180) % 360 - 180) > SLANT
        tiny = max(sign.top - sign.bottom, sign.right - sign.left) < SMALLEST
        (aside if hidden or askew or tiny else text).append(sign)
    return text, aside


def _quarters(angle: int) -> int:
    """Return by how many quarters, clockwise, text of a direction is turned to stand upright."""
    return -round(angle / QUARTER) % 4


def _signs(handle: Any, codes: list[int]) -> Iterator[Sign]:
    import pypdfium2.raw as raw

    box = raw.FS_RECTF()
    color = [ctypes.c_uint() for _ in range(4)]
    here, into = ctypes.byref(box), [ctypes.byref(part) for part in color]
    for i in range(len(codes)):
        char = _char(codes, i)
        if not char or not raw.FPDFText_GetLooseCharBox(handle, i, here):
            continue
        angle = round(math.degrees(raw.FPDFText_GetCharAngle(handle, i))) % 360
        mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(handle, i))
        raw.FPDFText_GetFillColor(handle, i, *into)
        red, green, blue, alpha = (part.value for part in color)
        left, right = sorted((box.left, box.right))
        bottom, top = sorted((box.bottom, box.top))
        white = red == green == blue == WHITE
        yield Sign(char, left, bottom, right, top, angle, mode == INVISIBLE or alpha == 0, white)


def _char(codes: list[int], i: int) -> str:
    """Return the character of a code; two halves of one beyond the first plane are put together."""
    code = codes[i]
    after = codes[i + 1] if i + 1 < len(codes) else 0
    if 0xD800 <= code < 0xDC00 and 0xDC00 <= after < 0xE000:
        return chr(0x10000 + ((code - 0xD800) << 10) + (after - 0xDC00))
    return "" if code <= 32 or code in (0xA0, NO_SIGN) or 0xD800 <= code < 0xE000 else chr(code)


def _is_meaningless(code: int) -> bool:
    return 0 < code < 32 and code not in (9, 10, 13)


def _once(signs: list[Sign]) -> Iterator[Sign]:
    """Drop a character that is drawn again where it stands, as fake bold is."""
    seen: dict[tuple[str, int, int], list[Sign]] = {}
    for sign in signs:
        size = max(sign.top - sign.bottom, SMALLEST)
        column, row = round(sign.left / size), round(sign.bottom / size)
        near = (seen.get((sign.char, x, y), ()) for x in _about(column) for y in _about(row))
        if any(_same_place(sign, other, TWICE * size) for group in near for other in group):
            continue
        seen.setdefault((sign.char, column, row), []).append(sign)
        yield sign


def _about(place: int) -> tuple[int, int, int]:
    return place - 1, place, place + 1


def _same_place(one: Sign, other: Sign, most: float) -> bool:
    return abs(one.left - other.left) < most and abs(one.bottom - other.bottom) < most


def _turned(sign: Sign, angle: int, box: tuple[float, float, float, float]) -> Glyph:
    """Return a character in the coordinates of the page with its text upright.

    Args:
        sign: where it stands in the page.
        angle: the direction of the page's text, in degrees clockwise.
        box: left, bottom, right and top of the page.
    """
    left, bottom, right, top = box
    turns = _quarters(angle)
    if turns == 1:
        place = (sign.bottom - bottom, right - sign.right, sign.top - bottom, right - sign.left)
    elif turns == 2:
        place = (right - sign.right, top - sign.top, right - sign.left, top - sign.bottom)
    elif turns == 3:
        place = (top - sign.top, sign.left - left, top - sign.bottom, sign.right - left)
    else:
        place = (sign.left - left, sign.bottom - bottom, sign.right - left, sign.top - bottom)
    return Glyph(sign.char, *place)


def _words(signs: Iterable[Sign]) -> Iterator[str]:
    """Join characters that stand one after another in one direction."""
    words, last = "", None
    for sign in signs:
        size = sign.top - sign.bottom
        if last and (
            last.angle != sign.angle
            or abs(sign.left - last.left) > 4 * size
            or abs(sign.bottom - last.bottom) > 4 * size
        ):
            yield words
            words = ""
        words, last = words + sign.char, sign
    if words:
        yield words
