"""Measure the reading against the annotated corpus and hold it against the pinned floors.

python tests/quality/gate.py                      the table, and whether a floor is broken
python tests/quality/gate.py --pin                raise floors to what is reached now
python tests/quality/gate.py --pin --allow-lower  also lower them: say why in the commit
python tests/quality/gate.py --weakest 20         the indicators read worst
python tests/quality/gate.py --results            each indicator, to benchmarks/results
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
if __package__ in {None, ""}:  # run as a script
    sys.path.insert(0, str(HERE.parent))
    __package__ = "quality"

from analysis.counties import Counties  # noqa: E402
from analysis.documents import read_document  # noqa: E402
from analysis.extraction.indicators import (  # noqa: E402
    Matcher,
    extract,
    load_codebook,
    load_synonyms,
)
from analysis.records import Extraction  # noqa: E402

from .annotated import Annotated, digest, load_corpus, load_table  # noqa: E402
from .scoring import Scores, kinds, score, weakest  # noqa: E402

CONFIG = ROOT / "config"
CORPUS, FLOORS = HERE / "corpus", HERE / "floors.json"
RESULTS = ROOT / "benchmarks" / "results"
GOLD = ROOT.parent / "shared" / "gold"  # a second corpus, measured where it lies beside the project
SMALL_IS_GOOD = {"traps"}
STEP = 1e-4  # floors are kept to four digits


def main() -> int:
    """Print the table; exit 1 where a floor is broken or the corpus is not the pinned one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pin", action="store_true", help="raise the floors to what is reached")
    parser.add_argument("--allow-lower", action="store_true", help="with --pin: lower them too")
    parser.add_argument("--weakest", type=int, default=0, metavar="N", help="list N indicators")
    parser.add_argument(
        "--results", action="store_true", help="write the figures of each indicator"
    )
    given = parser.parse_args()
    corpus = load_corpus(CORPUS)
    own = measure(corpus)
    measured = own | measure_gold()
    print(table(measured, corpus))
    if given.results:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        path = RESULTS / f"quality-{project['version']}.txt"
        path.write_text(f"{table(own, corpus)}\n\n{by_indicator(own['all'])}\n", encoding="utf-8")
    for code, tally in weakest(measured["all"])[: given.weakest]:
        print(f"{code:30} F1 {tally.f1:.2f}  {tally.hits} of {tally.there} read")
    reached = as_floors(measured, corpus)
    pinned = json.loads(FLOORS.read_text()) if FLOORS.is_file() else {}
    broken = faults(reached, pinned)
    if given.pin and (given.allow_lower or not broken or not pinned):
        FLOORS.write_text(json.dumps(reached, indent=1, sort_keys=True) + "\n")
        return 0
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


def measure(corpus: list[Annotated]) -> dict[str, Scores]:
    """Read all texts and score them by kind, and all together."""
    read = read_all(corpus)
    pairs = list(zip(corpus, read, strict=True))
    by_kind = {k: score(p for p in pairs if p[0].kind == k) for k in kinds(corpus)}
    return by_kind | {"all": score(pairs)}


def measure_gold() -> dict[str, Scores]:
    """Score the second corpus by kind; {} where it is not there.

    It knows the indicators of its own codebook only: figures of later ones are ``other`` in it.
    """
    gold = load_table(GOLD)
    codes = {i.code for i in load_codebook(GOLD.parent / "codebook.csv")} if gold else set()
    pairs = [(text, _only(codes, e)) for text, e in zip(gold, read_all(gold), strict=True)]
    return {k: score(p for p in pairs if p[0].kind == k) for k in kinds(gold)}


def _only(codes: set[str], extraction: Extraction) -> Extraction:
    kept = tuple(o for o in extraction.observations if o.indicator in codes)
    return replace(extraction, observations=kept)


def read_all(corpus: list[Annotated]) -> list[Extraction]:
    """Read each text as a file of its own, as a user's would be."""
    matcher = Matcher(
        load_codebook(CONFIG / "indicators.csv"), load_synonyms(CONFIG / "synonyms.csv")
    )
    counties = Counties.load()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for text in corpus:
            path = Path(folder) / f"{text.name}.txt"
            path.write_text(text.text, encoding="utf-8", newline="")
            document = read_document(path, counties=counties, sources={})
            if document.text != text.text:
                raise ValueError(f"{text.name}: the text was changed when it was read")
            found.append(extract(document, matcher))
    return found


def as_floors(measured: dict[str, Scores], corpus: list[Annotated]) -> dict[str, Any]:
    """Return what is reached in the form in which it is pinned."""
    return {
        "corpus": digest(corpus),
        "kinds": {
            kind: {name: round(value, 4) for name, value in scores.figures().items()}
            for kind, scores in measured.items()
        },
        "indicators": {
            code: round(tally.f1, 4) for code, tally in sorted(measured["all"].indicators.items())
        },
    }


def faults(reached: dict[str, Any], pinned: dict[str, Any]) -> list[str]:
    """Return a line for each figure under its floor, and one where the corpus is another."""
    if reached["corpus"] != pinned.get("corpus"):
        return ["the annotated corpus is not the pinned one; run: gate.py --pin --allow-lower"]
    lines = []
    for kind, floors in pinned["kinds"].items():
        for name, floor in floors.items() if kind in reached["kinds"] else ():
            now = reached["kinds"][kind][name]
            worse = now > floor + STEP if name in SMALL_IS_GOOD else now < floor - STEP
            if worse:
                lines.append(f"{kind}: {name} is {now:.4f}, the floor is {floor:.4f}")
    for code, floor in pinned["indicators"].items():
        now = reached["indicators"].get(code, 0.0)
        if now < floor - STEP:
            lines.append(f"indicator {code}: F1 is {now:.4f}, the floor is {floor:.4f}")
    return lines


def table(measured: dict[str, Scores], corpus: list[Annotated]) -> str:
    """Return the figures of each kind of text as a table."""
    counts = kinds([*corpus, *load_table(GOLD)])
    names = list(next(iter(measured.values())).figures())
    lines = ["".join([f"{'':13}", *(f"{n.replace('_', ' '):>17}" for n in names)])]
    for kind, scores in measured.items():
        cells = "".join(f"{value:17.3f}" for value in scores.figures().values())
        lines.append(f"{kind:13}{cells}   {counts.get(kind, len(corpus))} texts")
    return "\n".join(lines)


def by_indicator(scores: Scores) -> str:
    """Return a line for each indicator that is marked or read: how often, precision, recall."""
    lines = [f"{'indicator':32} marked   read  precision  recall"]
    for code, tally in sorted(scores.indicators.items()):
        shares = f"{tally.precision:11.3f}{tally.recall:8.3f}"
        lines.append(f"{code:32}{tally.there:7}{tally.read:7}{shares}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
