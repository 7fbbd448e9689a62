"""Write extractions as JSON lines for other programs."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.extraction.indicators import quantity_rows
from analysis.files import digest_of, whole, write_whole
from analysis.records import Extraction

LONGEST = 200  # bytes of a file's name; most systems take 255, and an ending is put to it


class Extract:
    """Writes the machine-readable extract: documents.jsonl, quantities.jsonl, texts/<stem>.txt.

    Use it as a context manager; the files appear whole when it is left without an error.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()
        self._names: set[str] = set()

    def __enter__(self) -> Extract:
        """Open the files."""
        self._documents, self._quantities = (
            self._stack.enter_context(whole(self.folder / name)).open(
                "w", encoding="utf-8", newline="\n"
            )
            for name in ("documents.jsonl", "quantities.jsonl")
        )
        return self

    def __exit__(self, *error: Any) -> None:
        """Close the files and put them into their places."""
        self._documents.close()
        self._quantities.close()
        self._stack.__exit__(*error)

    def add(self, extraction: Extraction) -> None:
        """Write one document, its text and all its figures."""
        d = extraction.document
        name = self._name(d.file)
        line = {
            "report": name,
            "file": d.file,
            "document_id": d.document_id,
            "county_code": d.county_code,
            "county": d.county,
            "year": d.year,
            "level": str(d.level),
            "title": d.title,
            "published": d.published,
            "issuers": list(d.issuers),
            "sections": [asdict(s) for s in d.sections],
            "notes": list(d.notes),
        }
        self._documents.write(json.dumps(line, ensure_ascii=False) + "\n")
        for row in quantity_rows(extraction):
            self._quantities.write(json.dumps({"report": name} | row, ensure_ascii=False) + "\n")
        write_whole(self.folder / "texts" / f"{name}.txt", d.text)

    def _name(self, file: str) -> str:
        """Name a report by its file's stem, or by more of the file where that is taken."""
        flat = Path(file.replace("/", "-"))
        names = (Path(file).stem, flat.stem, flat.name, f"{flat.name} {digest_of(file)[:12]}")
        name = next(n for n in map(_short, names) if n not in self._names)
        self._names.add(name)
        return name


def _short(name: str) -> str:
    """Return a name that a file can have; a longer one ends in its digest."""
    raw = name.encode()
    if len(raw) <= LONGEST:
        return name
    return f"{raw[: LONGEST - 13].decode(errors='ignore')} {digest_of(name)[:12]}"
