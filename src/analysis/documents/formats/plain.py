"""Plain text: the text of the file unchanged, its furniture marked."""

from __future__ import annotations

from analysis.documents.formats.draft import Draft
from analysis.documents.formats.furniture import find_furniture


def read_text(text: str) -> Draft:
    r"""Return a plain text as it is, with its furniture marked.

    >>> read_text("首页 > 年度报告\n2023年,全县受理87件。").furniture
    (Span(start=0, end=9),)
    """
    return Draft(text=text, furniture=find_furniture(text))
