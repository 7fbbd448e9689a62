"""Score the reading of texts that lie outside the repository against what an annotator marked.

python tests/quality/excerpts.py FOLDER

FOLDER holds texts/NAME.txt and gold.csv: report (NAME), start, end, code, scope, value, and also
(further codes that are defensible, ``|`` between). A fact is a code and a value of the county and
year of one report; ``strict`` takes the first code only, ``lenient`` each defensible one. Codes
that the annotator's codebook did not have can be left out: ``--codebook FILE``.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

Fact = tuple[str, str, float]
NO_CODE = frozenset({"", "other", "not_a_quantity"})
COUNTED = ("part", "again")  # reasons under which a figure counts though it is not the resolved one


def main() -> int:
    """Print precision, recall and F1, strict and lenient."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--codebook", type=Path, help="codes of other indicators are left out")
    given = parser.parse_args()
    known = _codes(given.codebook) if given.codebook else None
    read = {f for f in read_facts(given.folder / "texts") if known is None or f[1] in known}
    for line in scores(marked_facts(given.folder / "gold.csv"), read):
        print(line)
    return 0


def marked_facts(path: Path) -> dict[Fact, frozenset[str]]:
    """Return the facts an annotator marked, each with all codes that are defensible.

    A number that only a further code names stands under ``other``.
    """
    found: dict[Fact, frozenset[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            codes = {row["code"], *row.get("also", "").replace(";", "|").split("|")} - NO_CODE
            if row["scope"] in {"county-year", ""} and codes and row["value"]:
                code = row["code"] if row["code"] not in NO_CODE else "other"
                fact = (row["report"], code, round(float(row["value"]), 6))
                found[fact] = found.get(fact, frozenset()) | frozenset(codes)
    return found


def read_facts(texts: Path) -> set[Fact]:
    """Read the texts with the command line, as a user would."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "analysis", "extract", str(texts), "--out", folder]
        subprocess.run(command, check=True, capture_output=True)
        lines = (Path(folder) / "quantities.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return {
        (row["report"], row["code"], round(float(row["value"]), 6))
        for row in rows
        if row["code"] not in NO_CODE and row["value"] is not None and _counts(row)
    }


def scores(marked: dict[Fact, frozenset[str]], read: set[Fact]) -> Iterable[str]:
    """Yield a line for each way of counting."""
    strict = {fact for fact in marked if fact[1] != "other"}
    yield _line("strict", len(strict & read), len(read), len(strict & read), len(strict))
    places: dict[tuple[str, float], set[str]] = defaultdict(set)
    for (report, _, value), codes in marked.items():
        places[report, value] |= codes
    right = sum(code in places[report, value] for report, code, value in read)
    found = sum(any((r, c, v) in read for c in marked[r, code, v]) for r, code, v in strict)
    yield _line("lenient", right, len(read), found, len(strict))


def _line(name: str, right: int, read: int, found: int, there: int) -> str:
    precision, recall = right / read if read else 1.0, found / there if there else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"{name:8} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  of {there} facts"


def _counts(row: dict[str, object]) -> bool:
    reason = str(row["reason"] or "")
    stands = bool(row["resolved"]) or any(word in reason for word in COUNTED)
    return row["scope"] == "county-year" and stands


def _codes(codebook: Path) -> set[str]:
    with codebook.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"] for row in csv.DictReader(file)}


if __name__ == "__main__":
    sys.exit(main())
