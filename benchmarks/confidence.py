"""Whether a trained confidence ranks what is read better than the score of its words does.

Run it as ``python benchmarks/confidence.py FOLDER...``; each FOLDER holds texts/NAME.txt and
gold.csv as ``tests/quality/excerpts.py`` describes them. A logistic regression and boosted trees
learn from the annotated corpus (the sealed texts left out) which of the facts read are right, and
are then asked about the facts read from FOLDERs, texts of other authors. Printed are, for each
ranking, the area under its curve (0.5 is chance), its Brier score, and the best F1 that is reached
by leaving out all facts below a threshold, which is chosen on the tested texts themselves: what
abstaining could gain at most.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from analysis.counties import Counties
from analysis.documents import read_document
from analysis.extraction.indicators import Matcher, load_codebook, load_synonyms
from analysis.extraction.indicators.extract import Reader
from analysis.extraction.indicators.resolve import Candidate, resolve
from analysis.records import Document, Level, Role, Scope, Status

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from quality.annotated import load_corpus  # noqa: E402
from quality.excerpts import marked_facts  # noqa: E402

KINDS = ("count", "rate", "amount")
Known = tuple[list[float], bool]  # the features of a fact, and whether it is right


def main() -> int:
    """Print a line for each ranking of the facts read from the folders given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    folders = parser.parse_args().folders
    matcher = Matcher(
        load_codebook(ROOT / "config" / "indicators.csv"),
        load_synonyms(ROOT / "config" / "synonyms.csv"),
    )
    known, right = table(learned(matcher))
    features, truth = table(fact for folder in folders for fact in asked(folder, matcher))
    there = sum(len(marked_facts(folder / "gold.csv")) for folder in folders)
    print(f"learned from {len(right)} facts, {1 - right.mean():.3f} wrong")
    print(f"asked about {len(truth)} facts, {1 - truth.mean():.3f} wrong")
    print(f"{'score of the words':22}{figures(features[:, 0], truth, there)}")
    models = {
        "logistic regression": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
        "boosted trees": HistGradientBoostingClassifier(random_state=0),
    }
    for name, model in models.items():
        chance = model.fit(known, right).predict_proba(features)[:, 1]
        brier = f"  Brier {brier_score_loss(truth, chance):.3f}"
        print(f"{name:22}{figures(chance, truth, there)}{brier}")
    print(f"{'base rate':22}Brier {brier_score_loss(truth, np.full(len(truth), right.mean())):.3f}")
    return 0


def learned(matcher: Matcher) -> Iterator[Known]:
    """Yield the facts read from the annotated corpus with whether they are right."""
    for text in load_corpus(ROOT / "tests" / "quality" / "corpus"):
        if text.kind != "sealed":
            marked = {(r.code, r.value) for r in text.rows if r.scope == Scope.COUNTY_YEAR}
            document = Document("", "", text.text, level=Level.COUNTY)
            for code, value, known in facts(document, matcher):
                yield known, (code, value) in marked


def asked(folder: Path, matcher: Matcher) -> Iterator[Known]:
    """Yield the facts read from texts outside the repository; each defensible code is right."""
    places: dict[tuple[str, float], set[str]] = {}
    for (report, _, value), codes in marked_facts(folder / "gold.csv").items():
        places.setdefault((report, value), set()).update(codes)
    counties = Counties.load()
    for path in sorted((folder / "texts").glob("*.txt")):
        document = read_document(path, counties=counties, sources={})
        for code, value, known in facts(document, matcher):
            yield known, code in places.get((path.stem, round(value, 6)), set())


def facts(document: Document, matcher: Matcher) -> list[tuple[str, float, list[float]]]:
    """Return code, value and features of each fact that is read of the county and year."""
    verdicts = resolve(Reader(document, matcher).candidates)
    rivals = Counter(c.match.indicator.code for c, _, _ in verdicts)
    kept = [
        (c, status)
        for c, status, _ in verdicts
        if c.usable and status is not Status.REJECTED and c.quantity.scope is Scope.COUNTY_YEAR
    ]
    unique = {(c.match.indicator.code, c.value): (c, status) for c, status in reversed(kept)}
    return [
        (code, value, features_of(c, status, rivals[code]))
        for (code, value), (c, status) in unique.items()
    ]


def features_of(c: Candidate, status: Status, rivals: int) -> list[float]:
    """Return what is known of a candidate, its score first."""
    match, place, quantity = c.match, c.place, c.quantity
    return [
        match.score,
        match.complete,
        len(match.phrase),
        sum(map(len, match.phrase)),
        quantity.unit == match.indicator.unit,
        len(place.words),
        place.whole,
        place.role is Role.MEASURES,
        rivals,
        status is not Status.RESOLVED,
        math.log1p(abs(c.value)),
        *(match.indicator.kind == kind for kind in KINDS),
    ]


def table(rows: Iterable[Known]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return features and truth as arrays."""
    listed = list(rows)
    return np.array([known for known, _ in listed], dtype=float), np.array([ok for _, ok in listed])


def figures(ranking: NDArray[np.float64], truth: NDArray[np.bool_], there: int) -> str:
    """Return area under the curve, F1 of all facts, and the best F1 by leaving some out."""
    order = np.argsort(-ranking, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(truth) + 1) + there)
    best = int(f1.argmax()) + 1
    area = roc_auc_score(truth, ranking)
    return f"area {area:.3f}  F1 of all {f1[-1]:.3f}, best {f1.max():.3f} with {best} kept"


if __name__ == "__main__":
    sys.exit(main())
