"""Limits of a file: size, pages, nesting and CPU time; a file beyond them is rejected."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from analysis.errors import DocumentError, TimeLimitError


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
    """The limits of one file and its clock; readers look at it between pages and blocks.

    The clock counts the CPU time of the thread that reads: a busy machine refuses no file.
    """

    limits: Limits = LIMITS
    started: float = field(default_factory=time.thread_time)

    def check_time(self, *, ocr: bool = False) -> None:
        """Stop a reader that takes too long.

        Raises:
            TimeLimitError: more seconds have been spent than the file may take.
        """
        most = self.limits.ocr_seconds if ocr else self.limits.seconds
        if ocr:
            _extend(most)
        if time.thread_time() - self.started > most:
            raise TimeLimitError(most)

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


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Stop what runs too long wherever it is, also where no budget is looked at.

    It acts in the main thread of a process on systems with timers of CPU time. Between steps of
    the interpreter it raises an error; a library that does not come back is ended with its
    process, where that is one of several that read.

    Raises:
        TimeLimitError: more seconds of CPU time have been spent.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not (in_main_thread and seconds > 0 and _HAS_TIMERS):
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeLimitError(seconds)

    before = signal.signal(signal.SIGPROF, stop)
    _set_timers(seconds)
    try:
        yield
    finally:
        _set_timers(0)
        signal.signal(signal.SIGPROF, before)


_HAS_TIMERS = hasattr(signal, "setitimer")
GRACE = 30.0  # seconds of CPU time after the error; only a library that hangs needs them


def _set_timers(seconds: float) -> None:
    """Set the timer of the error and, in a process that only reads, the one that ends it."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    if multiprocessing.parent_process() is not None:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds + GRACE if seconds else 0)


def _extend(seconds: float) -> None:
    """Give what runs under a limit of CPU time more of it."""
    if _HAS_TIMERS and signal.getitimer(signal.ITIMER_PROF)[0] > 0:
        _set_timers(seconds)


def megabytes(size: int) -> str:
    """Write a number of bytes for people.

    >>> megabytes(50 << 20), megabytes(1000)
    ('50 MB', '1000 bytes')
    """
    return f"{size >> 20} MB" if size >= 1 << 20 else f"{size} bytes"
