"""ZIP archives: their members one by one, within limits that no honest archive reaches."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from analysis.documents.formats.limits import Budget, megabytes
from analysis.errors import DocumentError
from analysis.files import readable

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
SMALL = 1 << 20  # a small file may pack as well as it likes
OURS = frozenset(["sources.csv", "counties.csv", "truth.csv", "Thumbs.db", "desktop.ini"])
DOCX = re.compile(r"word/document\d*\.xml")
PACKED = (
    ("xl/workbook.xml", "this is an Excel workbook; save the report as .docx or PDF"),
    ("xl/workbook.bin", "this is an Excel workbook; save the report as .docx or PDF"),
    ("ppt/presentation.xml", "this is a PowerPoint file; save the report as .docx or PDF"),
    ("OFD.xml", "this is an OFD file; save it as PDF"),
    ("content.xml", "this is an OpenDocument file; save it as .docx or PDF"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its path in it, its bytes, or why they cannot be had."""

    name: str
    data: bytes = b""
    error: str = ""


def kind_of_zip(data: bytes) -> str:
    """Return "docx", "zip", or what else a ZIP file is and what to do.

    Raises:
        DocumentError: damaged.
    """
    with _open(data) as pack:
        names = set(pack.namelist())
    if any(DOCX.fullmatch(name) for name in names):
        return "docx"
    return next((what for name, what in PACKED if name in names), "zip")


def members(data: bytes, budget: Budget | None = None) -> Iterator[Member]:
    """Yield the files of an archive that may be documents; one that is bad does not end it.

    Raises:
        DocumentError: damaged, empty, or more members or bytes than an archive may hold.
    """
    budget = budget or Budget()
    limits = budget.limits
    with _open(data) as pack:
        entries = [
            e for e in pack.infolist() if not e.filename.endswith("/") and _wanted(name_of(e))
        ]
        if not entries:
            raise DocumentError("the archive holds no file")
        if len(entries) > limits.members:
            message = f"{len(entries)} files, more than {limits.members}"
            raise DocumentError(f"the archive holds {message}; unpack it")
        if sum(e.file_size for e in entries) > limits.unpacked_bytes:
            most = megabytes(limits.unpacked_bytes)
            raise DocumentError(f"the archive unpacks to more than {most}; unpack it")
        left = limits.unpacked_bytes
        seen: Counter[str] = Counter()
        for entry in sorted(entries, key=name_of):
            budget.check_time()
            member = _member(pack, entry, min(left, limits.file_bytes), budget)
            left -= len(member.data)
            seen[member.name] += 1
            if seen[member.name] > 1:  # an archive may hold one name twice
                member = replace(member, name=f"{member.name} ({seen[member.name]})")
            yield member


def name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name of a member; names without a mark of UTF-8 are UTF-8 or GBK all the same."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return readable(name)
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", errors="replace")
    return readable(name.replace("\\", "/")) or "(no name)"


def _member(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, budget: Budget) -> Member:
    name, limits = name_of(entry), budget.limits
    if entry.flag_bits & 1:
        return Member(name, error="it is locked by a password; ask for or download it again")
    packed = max(1, entry.compress_size)
    if entry.file_size > SMALL and entry.file_size // packed > limits.ratio:
        return Member(name, error=f"it unpacks to more than {limits.ratio} times its size")
    try:
        with pack.open(entry) as file:
            data = file.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return Member(name, error="it is damaged or packed in an unknown way; unpack the archive")
    if len(data) > most:
        return Member(name, error=f"it unpacks to more than {megabytes(most)}")
    return Member(name, data)


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
        raise DocumentError(f"the file is a damaged DOCX or archive ({error})") from None


def _wanted(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in path.parts)
    return not hidden and path.name not in OURS and not path.name.startswith("README")
