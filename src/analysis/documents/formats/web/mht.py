"""Web archives (MHT, MHTML): the HTML part of a page that a browser or Word saved as one file."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message

from analysis.documents.formats.charset import Decoded, decode
from analysis.documents.formats.limits import Budget
from analysis.errors import DocumentError

HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
WANTED = re.compile(rb"^Content-Type:\s*(?:multipart/|text/html)", re.I | re.M)
BLANK = b"\xef\xbb\xbf \t\r\n"  # what may stand before the header
CODED = re.compile(rb"[A-Za-z0-9+/=]{60,}|(?:=[0-9A-F]{2}){6,}")  # not decoded for want of its head
PARTS = 2000  # pictures and styles of one page; more is no page


def is_mht(data: bytes) -> bool:
    r"""Tell a web archive by its header.

    >>> is_mht(b"From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n")
    True
    """
    head = HEADER.match(data[:8192].lstrip(BLANK))
    return bool(head and b"mime-version" in head[0].lower() and WANTED.search(head[0]))


def read_mht(data: bytes, budget: Budget | None = None) -> Decoded:
    """Return the largest HTML part of a web archive, decoded; nothing it names is fetched.

    Raises:
        DocumentError: it holds no HTML, or parts in parts without end.
    """
    budget = budget or Budget()
    if data.lower().count(b"boundary=") > budget.limits.depth:
        raise DocumentError(f"the web archive holds more than {budget.limits.depth} nested parts")
    try:
        message = message_from_bytes(data.lstrip(BLANK), policy=policy.compat32)
        found = [_payload(part) for part in _parts(message, budget)]
    except (MessageError, RecursionError, LookupError, ValueError):
        raise DocumentError("the web archive is damaged; save the page as HTML") from None
    page = max(found, key=len, default=b"")
    if not page.strip():
        raise DocumentError("the web archive holds no HTML; save the page as HTML")
    if 2 * sum(len(run) for run in CODED.findall(page)) > len(page):
        raise DocumentError("the head of the web archive is damaged; save the page as HTML")
    budget.check_bytes(len(page), "the HTML of the web archive")
    return decode(page)


def _parts(message: Message | EmailMessage, budget: Budget) -> list[Message]:
    found: list[Message] = []
    for number, part in enumerate(message.walk()):
        budget.check_time()
        if number > PARTS:
            raise DocumentError(f"the web archive holds more than {PARTS} parts")
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            found.append(part)
    return found


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
