"""Plant one plausible fault at a time and see whether the nearest tests notice.

python tests/mutations.py

Each fault is made in a copy of the project. One that its tests do not notice ends the run with
status 1: either a behaviour has no test, or the code is not needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("src", "tests", "config", "notebooks", "docs", "pyproject.toml")
MADE = shutil.ignore_patterns("__pycache__", "_build")


class Mutation(NamedTuple):
    """A fault: in a module, words of it and what replaces them; and the tests that must notice."""

    module: str
    before: str
    after: str
    tests: str


MUTATIONS = (
    Mutation(
        "extraction/quantities/figures.py",
        'value if unit == "%" else value / 10',
        "value",
        "tests/extraction/quantities",
    ),
    Mutation("panel/denominate.py", "(n <= total)", "(n < total)", "tests/panel"),
    Mutation(
        "files.py",
        'total.update(os.fsencode(f"{path.relative_to(part.parent).as_posix()}\\0"))',
        "pass",
        "tests/tables",
    ),
    Mutation(
        "index/headline/score.py",
        ".sum(axis=1) < choices.min_dimensions",
        ".sum(axis=1) <= choices.min_dimensions",
        "tests/index",
    ),
    Mutation("tables/store.py", " and not self.changed(step)", "", "tests/tables"),
    Mutation(
        "extraction/indicators/resolve.py",
        "-c.place.number)",
        "c.place.number)",
        "tests/extraction/indicators",
    ),
    Mutation("text/sentences.py", "[。!?！？\\n]", "[。!?\\n]", "tests/text tests/panel"),
    Mutation("panel/export.py", 'encoding="utf-8-sig"', 'encoding="utf-8"', "tests/panel"),
    Mutation(
        "config_tables.py", '"utf-8-sig", "gb18030"', '"utf-8-sig",', "tests/test_config_tables.py"
    ),
    Mutation("measurement/grades.py", "1 - above[better]", "above[better]", "tests/measurement"),
)


def main() -> int:
    """Try every mutation; print which were noticed."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, place / name, ignore=MADE)
            else:
                shutil.copy(source, place)
        for mutation in MUTATIONS:
            noticed = _noticed(place, mutation)
            missed += not noticed
            verdict = "noticed" if noticed else "MISSED "
            sys.stdout.write(f"{verdict} {mutation.module}: {mutation.before}\n")
    sys.stdout.write(f"{len(MUTATIONS) - missed} of {len(MUTATIONS)} noticed\n")
    return int(missed > 0)


def _noticed(place: Path, mutation: Mutation) -> bool:
    path = place / "src" / "analysis" / mutation.module
    text = path.read_text(encoding="utf-8")
    if mutation.before not in text:
        raise SystemExit(f"{mutation.module} does not hold: {mutation.before}")
    path.write_text(text.replace(mutation.before, mutation.after, 1), encoding="utf-8")
    try:
        return _tests_fail(place, mutation.tests.split())
    finally:
        path.write_text(text, encoding="utf-8")


def _tests_fail(place: Path, tests: list[str]) -> bool:
    there = [t for t in tests if (place / t).exists()]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *there]
    ran = subprocess.run(
        [*command, "-m", "not browser"],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(place / "src")},
        capture_output=True,
        check=False,
    )
    return ran.returncode == 1


if __name__ == "__main__":
    sys.exit(main())
