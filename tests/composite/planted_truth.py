"""Do the headline's intervals hold what a simulated corpus was made from?

``python tests/composite/planted_truth.py COUNTIES YEARS SEED …`` simulates corpora (three numbers
each), reads and builds them, and prints how many 90 % intervals hold the truth, with and without
what they are made of. Two truths: the score the same rules would give if no cell were silent
(``points``), and the place among the counties of the year by the planted levels (``rank``).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.composite import level_cells, load_goalposts, point_scores, score_with_chances
from analysis.config import Study, load_study
from analysis.indicators.codebook import Codebook, load_codebook
from analysis.pipeline import build, ingest, open_project
from analysis.simulate import simulate_corpus
from analysis.simulate.corpus import county_years
from analysis.tables import DIMENSIONS

ROOT = Path(__file__).parents[2]
KEY = ["county_code", "year", "dimension"]
LARGE = 100_000.0  # cases of a rate whose number the simulation does not make
FIRM = 1e9  # a choice of indicators that is not varied


@dataclass(frozen=True)
class Corpus:
    """A simulated corpus: its panel as read, the panel with nothing silent, the planted levels."""

    panel: pd.DataFrame
    full: pd.DataFrame
    levels: pd.DataFrame
    codebook: Codebook
    study: Study

    def scores(self, **choices: object) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The headline's scores and chances, with other choices of the study."""
        posts = load_goalposts(ROOT / "config" / "goalposts.csv", self.codebook)
        index = self.study.index.model_copy(update=choices)
        study = self.study.model_copy(update={"index": index})
        return score_with_chances(self.panel, posts, self.codebook, study)

    def truth(self) -> pd.Series:
        """The scores if nothing were silent, on indicators that at least three county-years use."""
        posts = load_goalposts(ROOT / "config" / "goalposts.csv", self.codebook)
        used = level_cells(self.panel, posts, self.codebook, self.study)
        counts = used.groupby("indicator")["score"].count()
        known = [p for p in posts if counts[p.indicator] >= 3]
        index = self.study.index.model_copy(update={"min_denominator": 1, "min_observed": 1})
        study = self.study.model_copy(update={"index": index})
        return point_scores(self.full, known, self.codebook, study).set_index(KEY)["score"]


def corpus(folder: Path, *, counties: int, years: int, seed: int) -> Corpus:
    """Simulate, read and build."""
    raw, tables = folder / "raw", folder / "tables"
    list(simulate_corpus(raw, counties=counties, years=years, seed=seed))
    project = open_project(ROOT, tables)
    ingest(project, [raw])
    build(project)
    codebook = load_codebook(ROOT / "config" / "indicators.csv")
    study = load_study(ROOT / "config" / "study.toml")
    panel = project.store.read("panel")
    made = {
        (truth.place.code, truth.year): truth
        for number in range(counties)
        for truth in county_years(number, range(2021, 2021 + years), seed)
    }
    levels = [
        (code, year, d, level)
        for (code, year), truth in made.items()
        for d, level in _levels(truth.latent.levels)
    ]
    figures = {key: truth.figures for key, truth in made.items()}
    full = spoken(panel, figures, codebook, study)
    return Corpus(panel, full, pd.DataFrame(levels, columns=[*KEY, "level"]), codebook, study)


def _levels(levels: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    yield from levels.items()
    yield "L", float(np.mean([levels[d] for d in DIMENSIONS]))


def spoken(
    panel: pd.DataFrame,
    figures: Mapping[tuple[str, int], Mapping[str, float]],
    codebook: Codebook,
    study: Study,
) -> pd.DataFrame:
    """Fill every cell that carries no level with the figure behind it and its number of cases."""
    posts = load_goalposts(ROOT / "config" / "goalposts.csv", codebook)
    cells = level_cells(panel, posts, codebook, study)
    silent = cells[cells["score"].isna() & cells["required"]]
    keys = set(zip(silent["county_code"], silent["year"], silent["indicator"], strict=True))
    rows = panel.to_dict("records")
    for row in rows:
        code, own = row["indicator"], figures.get((row["county_code"], int(row["year"])), {})
        if (row["county_code"], row["year"], code) in keys and code in own:
            ratio = codebook[code].ratio_of
            of = ratio[1] if ratio else codebook[code].denominator
            row |= {"value": own[code], "state": "reported", "reason": "", "numerator": np.nan}
            row["denominator"] = own.get(of, LARGE)
    return pd.DataFrame(rows, columns=panel.columns)


def coverage(made: Corpus, scores: pd.DataFrame) -> dict[str, float]:
    """Share of intervals that hold the score of the full panel, and their median width."""
    both = scores.set_index(KEY).join(made.truth().rename("truth")).dropna(subset=["low", "truth"])
    held = (both["low"] <= both["truth"] + 1e-9) & (both["truth"] <= both["high"] + 1e-9)
    index = both.index.get_level_values("dimension") == "L"
    width = both["high"] - both["low"]
    return {
        "index": float(held[index].mean()),
        "index_width": float(width[index].median()),
        "dimensions": float(held[~index].mean()),
        "dimensions_width": float(width[~index].median()),
    }


def calibration(made: Corpus, chances: pd.DataFrame) -> pd.DataFrame:
    """Mean chance of the top and share that is there by the planted levels, by fifths of chance."""
    own = chances[chances["dimension"] == "L"].dropna(subset=["top"])
    own = own.merge(made.levels, on=KEY)
    place = own.groupby("year")["level"].rank(ascending=False)
    count = own.groupby("year")["level"].transform("count")
    there = place <= np.ceil(made.study.index.top * count)
    fifth = np.minimum((own["top"] * 5).astype(int), 4)
    table = pd.DataFrame({"chance": own["top"], "there": there.astype(float), "n": 1})
    return table.groupby(fifth).agg({"chance": "mean", "there": "mean", "n": "sum"})


def figures_of(made: Corpus) -> dict[str, dict[str, float]]:
    """Coverage of the intervals as they are, and with a choice that is fixed or fully drawn."""
    variants: dict[str, dict[str, object]] = {
        "chosen": {},
        "choice fixed": {"choice": FIRM},
        "Bayesian bootstrap": {"choice": 1.0},
    }
    return {name: coverage(made, made.scores(**v)[0]) for name, v in variants.items()}


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:]]
    for many, span, first in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        with tempfile.TemporaryDirectory() as place:
            found = corpus(Path(place), counties=many, years=span, seed=first)
        rounded = {n: {k: round(v, 3) for k, v in f.items()} for n, f in figures_of(found).items()}
        sys.stdout.write(json.dumps({f"{many}×{span}, seed {first}": rounded}) + "\n")
        sys.stdout.write(calibration(found, found.scores()[1]).round(2).to_string() + "\n")
