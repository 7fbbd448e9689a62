"""Errors raised on purpose; each names its cause and the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class FazhiError(Exception):
    """Base of all errors a user can mend; the command line prints it without a trace."""


class ConfigError(FazhiError):
    """The codebook, study file or another file of ``config/`` is wrong."""


class DocumentError(FazhiError):
    """A file cannot be read as a document (corrupt, empty, unknown format)."""


class TimeLimitError(DocumentError):
    """A file takes more CPU time than one may; it may be read at another time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"reading takes longer than {seconds:g} seconds of CPU time; it will be tried again"
        )


class CountyError(FazhiError):
    """A county name or code is unknown or ambiguous."""


class TableError(FazhiError):
    """A table breaks its contract."""


class ConvergenceError(FazhiError):
    """The chains of the measurement model do not agree."""


class StoreError(FazhiError):
    """``data/processed/`` lacks something or cannot be written."""


class KernelError(FazhiError):
    """A kernel cannot be started, or it died."""


class ClusterError(FazhiError):
    """A scheduler does not answer, or its workers cannot do what they are asked."""


class ReportError(FazhiError):
    """A notebook cannot be run or rendered."""


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return a "did you mean" clause, or "" where nothing is near.

    >>> nearest("yaer", ["year", "county"])
    '; did you mean "year"?'
    >>> nearest("zzz", ["year"])
    ''
    """
    close = get_close_matches(name, list(valid), n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""
