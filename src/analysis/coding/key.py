"""The key of a sample: what the program read, kept apart from what coders see."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from analysis.coding.sample import Item
from analysis.errors import ReportError

ENDING = ".key.json"


@dataclass(frozen=True)
class Key:
    """A sample with the program's answers; ``reading`` is the digest of the reading sampled."""

    items: tuple[Item, ...]
    seed: int
    reading: str

    @property
    def sample(self) -> str:
        """The id of the sample, which stands in its workbook."""
        return sample_id(self.items)


def sample_id(items: Iterable[Any]) -> str:
    """Return the id of a sample: the start of the digest of its items (records)."""
    serialised = json.dumps([asdict(i) for i in items], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(serialised.encode()).hexdigest()[:12]


def key_path(workbook: Path) -> Path:
    """Return where the key of a workbook lies.

    >>> key_path(Path("a/sample.xlsx")).as_posix()
    'a/sample.key.json'
    """
    return workbook.with_suffix(ENDING)


def key_text(key: Key) -> str:
    """Return the key as JSON: what the sample is, and a line for each row."""
    head = {"sample": key.sample, "seed": key.seed, "reading": key.reading}
    rows = [json.dumps(asdict(i), ensure_ascii=False) for i in key.items]
    begin = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{begin}, "rows": [\n' + ",\n".join(rows) + "\n]}\n"


def key_data(path: Path) -> dict[str, Any]:
    """Return what a key file holds.

    Raises:
        ReportError: it is not there, or is no key.
    """
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(
            f"{path}: the key of the sample cannot be read ({error.strerror}); it was written "
            "beside the workbook; give its place with --key"
        ) from None
    except ValueError as error:
        raise ReportError(f"{path} is no key of a sample ({error!r})") from None
    if not isinstance(data, dict):
        raise ReportError(f"{path} is no key of a sample")
    return data


def read_key(path: Path) -> Key:
    """Read a key.

    Raises:
        ReportError: it is not there, is no key, or was changed.
    """
    data = key_data(path)
    try:
        items = tuple(_item(row) for row in data["rows"])
        key = Key(items, int(data["seed"]), str(data["reading"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ReportError(f"{path} is no key of a sample ({error!r})") from None
    if key.sample != data.get("sample"):
        raise ReportError(f"{path} was changed after the sample was drawn")
    return key


def _item(row: dict[str, Any]) -> Item:
    known = {f.name: row[f.name] for f in fields(Item)}
    return Item(**known | {"codes": tuple(row["codes"])})
