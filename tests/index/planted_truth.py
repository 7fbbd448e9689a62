"""Do the headline's intervals hold what a simulated corpus was made from?

``python tests/index/planted_truth.py COUNTIES YEARS SEED …`` simulates corpora (three numbers
each), reads and builds them, and prints how many 90 % intervals hold the truth, with and without
what they are made of. The truth of a score is what the same rules would give if no cell were silent
and every rate were the county's own (``rates``), not the share that a year's n of N happened to be
(``figures``, which the score itself rests on). The truth of a rank is the place among the counties
scored in the year by the planted levels; ``planted_ranks.py`` has other ways to an interval.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd

from analysis.config import Study, load_study
from analysis.extraction.indicators.codebook import Codebook, load_codebook
from analysis.index import level_cells, load_goalposts, point_scores, score_with_chances
from analysis.index.headline.goalposts import BINOMIAL
from analysis.panel.rates import worth
from analysis.pipeline import build, ingest
from analysis.simulate import simulate_corpus
from analysis.simulate.corpus import county_years
from analysis.simulate.latent import clip
from analysis.simulate.model import habits, rules
from analysis.simulate.truth import CountyYear
from analysis.study import open_project
from analysis.tables.schema import DIMENSIONS

ROOT = Path(__file__).parents[2]
KEY = ["county_code", "year", "dimension"]
LARGE = 100_000.0  # cases of a rate whose number the simulation does not make
FIRM = 1e9  # a choice of indicators that is not varied


@dataclass(frozen=True)
class Corpus:
    """A simulated corpus: its panel as read, with nothing silent, and that with the own rates."""

    panel: pd.DataFrame
    figures: pd.DataFrame
    rates: pd.DataFrame
    levels: pd.DataFrame
    codebook: Codebook
    study: Study

    def scores(self, **choices: object) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The headline's scores and chances, with other choices of the study."""
        posts = load_goalposts(ROOT / "config" / "goalposts.csv", self.codebook)
        index = self.study.index.model_copy(update=choices)
        study = self.study.model_copy(update={"index": index})
        return score_with_chances(self.panel, posts, self.codebook, study)

    def truth(self, full: pd.DataFrame) -> pd.Series:
        """The scores of a full panel, on indicators that at least three county-years use."""
        posts = load_goalposts(ROOT / "config" / "goalposts.csv", self.codebook)
        used = level_cells(self.panel, posts, self.codebook, self.study)
        counts = used.groupby("indicator")["score"].count()
        known = [p for p in posts if counts[p.indicator] >= 3]
        index = self.study.index.model_copy(update={"min_denominator": 1, "min_observed": 1})
        study = self.study.model_copy(update={"index": index})
        return point_scores(full, known, self.codebook, study).set_index(KEY)["score"]


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
    made, rates = {}, {}
    for number in range(counties):
        lasting = habits(Random(f"{seed}/{number}/habits"))
        for truth in county_years(number, range(2021, 2021 + years), seed):
            made[truth.place.code, truth.year] = truth
            rates[truth.place.code, truth.year] = own_rates(truth, lasting)
    levels = [
        (code, year, d, level)
        for (code, year), truth in made.items()
        for d, level in _levels(truth.latent.levels)
    ]
    figures = {key: truth.figures for key, truth in made.items()}
    full = spoken(panel, figures, codebook, study)
    table = pd.DataFrame(levels, columns=[*KEY, "level"])
    return Corpus(panel, full, at_rates(full, rates, codebook), table, codebook, study)


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


def own_rates(truth: CountyYear, lasting: Mapping[str, float]) -> dict[str, float]:
    """The per cent that each n of N was drawn with."""
    known = {rule.code: rule for rule in rules()}
    found = {}
    for code, rule in known.items():
        part = known.get(rule.of[0], rule) if rule.model == "ratio" else rule
        if part.model == "part":
            share = part.mean(truth.latent.levels[part.dimension])
            found[code] = 100 * clip(share + part.spread * lasting[part.code], 0.0, 1.0)
    return found


def at_rates(
    full: pd.DataFrame, rates: Mapping[tuple[str, int], Mapping[str, float]], codebook: Codebook
) -> pd.DataFrame:
    """Put the county's own rate, capped at what its N can prove, for every n of N."""
    posts = load_goalposts(ROOT / "config" / "goalposts.csv", codebook)
    basis = {p.indicator: p.basis for p in posts if p.basis in BINOMIAL}
    rows = full.to_dict("records")
    for row in rows:
        code, own = row["indicator"], rates.get((row["county_code"], int(row["year"])), {})
        if code not in basis or code not in own or not row["denominator"] > 0:
            continue
        if row["state"] != "reported":
            continue
        up = codebook[code].direction > 0
        good = own[code] / 100 if up else 1 - own[code] / 100
        capped = float(worth(np.array([good]), np.array([row["denominator"]]))[0])
        percent = 100 * capped if up else 100 * (1 - capped)
        row |= {"denominator": FIRM, "numerator": np.nan, "reason": ""}
        row["value"] = percent * FIRM / 100 if basis[code] == "share" else percent
    return pd.DataFrame(rows, columns=full.columns)


def coverage(made: Corpus, scores: pd.DataFrame, full: pd.DataFrame) -> dict[str, float]:
    """Share of intervals that hold the score of a full panel, and their median width."""
    truth = made.truth(full).rename("truth")
    both = scores.set_index(KEY).join(truth).dropna(subset=["low", "truth"])
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
    own = ranked(made, chances)
    place = own["place"]
    count = own.groupby("year")["level"].transform("count")
    there = place <= np.ceil(made.study.index.top * count)
    fifth = np.minimum((own["top"] * 5).astype(int), 4)
    table = pd.DataFrame({"chance": own["top"], "there": there.astype(float), "n": 1})
    return table.groupby(fifth).agg({"chance": "mean", "there": "mean", "n": "sum"})


def ranked(made: Corpus, chances: pd.DataFrame) -> pd.DataFrame:
    """Chances of the index beside the planted level and its place among those scored."""
    own = chances[chances["dimension"] == "L"].dropna(subset=["rank"]).merge(made.levels, on=KEY)
    return own.assign(place=own.groupby("year")["level"].rank(ascending=False))


def rank_coverage(made: Corpus, chances: pd.DataFrame) -> dict[str, float]:
    """Share of intervals that hold the planted rank, mean width as a share of the counties
    ranked, and the rank correlation of the score and of the median rank with the planted level.
    """
    own = ranked(made, chances)
    held = (own["rank_low"] <= own["place"]) & (own["place"] <= own["rank_high"])
    count = own.groupby("year")["place"].transform("count")
    return {
        "held": float(held.mean()),
        "width": float(((own["rank_high"] - own["rank_low"]) / count).mean()),
        "score": _within_years(own, "rank"),
        "median": _within_years(own, "rank_median"),
        "counties": len(own),
    }


def _within_years(own: pd.DataFrame, column: str) -> float:
    found = [g[column].corr(g["place"], method="spearman") for _, g in own.groupby("year")]
    return float(np.average(found, weights=own.groupby("year").size()))


def figures_of(made: Corpus) -> dict[str, dict[str, float]]:
    """Coverage of the intervals as they are, and with a choice that is fixed or fully drawn."""
    variants: dict[str, dict[str, object]] = {
        "chosen": {},
        "choice fixed": {"indicator_weight_shape": FIRM},
        "Bayesian bootstrap": {"indicator_weight_shape": 1.0},
    }
    scores = {name: made.scores(**v)[0] for name, v in variants.items()}
    found = {name: coverage(made, made_, made.rates) for name, made_ in scores.items()}
    return found | {"chosen, figures": coverage(made, scores["chosen"], made.figures)}


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:]]
    for many, span, first in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        with tempfile.TemporaryDirectory() as place:
            found = corpus(Path(place), counties=many, years=span, seed=first)
        rounded = {n: {k: round(v, 3) for k, v in f.items()} for n, f in figures_of(found).items()}
        sys.stdout.write(json.dumps({f"{many}×{span}, seed {first}": rounded}) + "\n")
        chances = found.scores()[1]
        sys.stdout.write(json.dumps({"ranks": rank_coverage(found, chances)}) + "\n")
        sys.stdout.write(calibration(found, chances).round(2).to_string() + "\n")
