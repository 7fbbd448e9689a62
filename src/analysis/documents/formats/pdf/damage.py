"""Detect damaged streams of a PDF, which the library skips silently."""

from __future__ import annotations

import base64
import re
import zlib

from analysis.documents.formats.limits import Budget

STREAM = re.compile(rb"stream\r?\n")
DICTIONARY = 1_000  # bytes before a stream in which its filters stand
LARGEST = 2 << 20  # bytes of a stream looked at; longer ones are pictures and fonts
UNPACKED = 8 << 20
END = re.compile(rb"%%EOF\s*\Z")


def note_of_damage(data: bytes, budget: Budget) -> str:
    """Return a note where the end of a PDF is missing or its streams cannot be unpacked, or "".

    Args:
        data: the file.
        budget: what it may cost.
    """
    if not END.search(data[-2_000:].rstrip(b"\0")):
        return "the PDF ends before its end; it may be cut off"
    damaged = looked_at = 0
    for match in STREAM.finditer(data):
        budget.check_time()
        end = data.find(b"endstream", match.end(), match.end() + LARGEST)
        head = data[max(0, match.start() - DICTIONARY) : match.start()].rpartition(b"obj")[2]
        if end < 0 or b"FlateDecode" not in head or b"Image" in head or b"Crypt" in head:
            continue
        looked_at += 1
        damaged += not _unpacks(data[match.end() : end], coded=b"ASCII85Decode" in head)
    if damaged:
        return f"{damaged} of {looked_at} streams of the PDF are damaged; text may be missing"
    return ""


def _unpacks(stream: bytes, *, coded: bool) -> bool:
    """Tell whether a stream comes to its end; one of endless size counts as whole."""
    try:
        if coded:
            stream = base64.a85decode(stream.strip().removesuffix(b"~>"))
        unpacker = zlib.decompressobj()
        unpacker.decompress(stream, UNPACKED)
    except (ValueError, zlib.error):
        return False
    return unpacker.eof or bool(unpacker.unconsumed_tail)
