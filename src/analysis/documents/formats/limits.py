"""What a file may cost: size, pages, nesting and time; whoever goes beyond is named and left."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from analysis.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may hold or take.

    A report has some ten thousand characters and a dozen pages; whole yearbooks stay below these.
    """

    file_bytes: int = 50 << 20
    page_bytes: int = 20 << 20  # an HTML page, RTF or text; more is pictures or no report
    unpacked_bytes: int = 200 << 20
    characters: int = 2_000_000
    pages: int = 1_000
    scanned_pages: int = 100  # OCR takes seconds a page
    members: int = 1_000  # files in an archive
    ratio: int = 200  # unpacked bytes for each packed one
    depth: int = 400  # elements in elements; browsers stop at 512
    seconds: float = 60.0
    ocr_seconds: float = 1_800.0


LIMITS = Limits()


@dataclass(slots=True)
class Budget:
    """The limits of one file and its clock; readers look at it between pages and blocks."""

    limits: Limits = LIMITS
    started: float = field(default_factory=time.monotonic)

    def check_time(self, *, ocr: bool = False) -> None:
        """Stop a reader that takes too long.

        Raises:
            DocumentError: more seconds have passed than the file may take.
        """
        most = self.limits.ocr_seconds if ocr else self.limits.seconds
        if time.monotonic() - self.started > most:
            raise DocumentError(f"reading takes longer than {most:g} seconds; the file is left")

    def check_depth(self, depth: int) -> None:
        """Stop a reader that goes into elements in elements without end.

        Raises:
            DocumentError: nested deeper than a file may be.
        """
        if depth > self.limits.depth:
            raise DocumentError(f"its parts are nested more than {self.limits.depth} deep")

    def check_bytes(self, size: int, what: str = "it") -> None:
        """Stop a reader before text of a size that no report has is taken apart.

        Raises:
            DocumentError: more bytes than a page may have.
        """
        if size > self.limits.page_bytes:
            raise DocumentError(f"{what} is larger than {megabytes(self.limits.page_bytes)}")

    def check_text(self, text: str) -> str:
        """Return a text that is no longer than a report can be.

        Raises:
            DocumentError: more characters than a document may have.
        """
        most = self.limits.characters
        if len(text) > most:
            raise DocumentError(f"it holds {len(text)} characters, more than {most}")
        return text


def megabytes(size: int) -> str:
    """Write a number of bytes for people.

    >>> megabytes(50 << 20), megabytes(1000)
    ('50 MB', '1000 bytes')
    """
    return f"{size >> 20} MB" if size >= 1 << 20 else f"{size} bytes"
