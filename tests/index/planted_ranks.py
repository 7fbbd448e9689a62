"""Ways to an interval of a rank, compared on simulated corpora.

``python tests/index/planted_ranks.py COUNTIES YEARS SEED …`` prints for each corpus (three
numbers) and way the share of 90 % intervals that hold the planted rank, and their mean width as a
share of the counties ranked. ``levels`` is what the headline uses. ``scores`` ranks the draws of
scores. ``pairs`` counts the counties that simultaneous intervals of differences set apart
(Mogstad, Romano, Shaikh & Wilhelm 2024, Review of Economic Studies 91, 476–518). ``region`` counts
the counties whose score intervals, all at a joint level, lie wholly above or below (Klein, Wright &
Wieczorek 2020, JRSS-A 183, 589–606).
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from planted_truth import KEY, ROOT, Corpus, corpus, rank_coverage

from analysis.index import load_goalposts
from analysis.index.headline.level import level_cells
from analysis.index.headline.uncertainty import (
    dimension_means,
    draw_scores,
    draw_silent,
    membership,
)
from analysis.index.methods.aggregate import arithmetic
from analysis.index.methods.statistics import ranks
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]
TAIL = 0.05


def drawn_index(made: Corpus, replications: int) -> tuple[pd.DataFrame, Floats]:
    """County-years, and draws of their index if nothing were silent (replications first)."""
    posts = load_goalposts(ROOT / "config" / "goalposts.csv", made.codebook)
    cells = level_cells(made.panel, posts, made.codebook, made.study)
    dims = [made.codebook[p.indicator].dimension for p in posts]
    members, rng = membership(dims, DIMENSIONS), np.random.default_rng(1)
    draws = []
    for _ in range(replications):
        scores = draw_silent(draw_scores(cells, posts, rng), cells, dims, rng)
        weights = rng.gamma(made.study.index.indicator_weight_shape, size=len(posts))
        means = dimension_means(scores, weights, members, 1)
        draws.append(arithmetic(means, np.ones(len(DIMENSIONS))))
    keys = cells[["county_code", "year"]].iloc[:: len(posts)].reset_index(drop=True)
    return keys, np.stack(draws)


def from_scores(draws: Floats) -> tuple[Floats, Floats]:
    """Quantiles of the ranks of draws."""
    low, high = np.quantile(ranks(draws), [TAIL, 1 - TAIL], axis=0, method="nearest")
    return low, high


def from_pairs(draws: Floats) -> tuple[Floats, Floats]:
    """Ranks that simultaneous intervals of a county's differences with the others leave open."""
    middle, count = draws.mean(axis=0), draws.shape[1]
    low, high = np.ones(count), np.full(count, float(count))
    for unit in range(count):
        gap = draws - draws[:, [unit]]
        at, spread = middle - middle[unit], np.maximum(gap.std(axis=0), 1e-9)
        spread[unit] = np.inf
        most = np.quantile((np.abs(gap - at) / spread).max(axis=1), 1 - 2 * TAIL)
        low[unit] += (at / spread > most).sum()
        high[unit] -= (at / spread < -most).sum()
    return low, high


def from_region(draws: Floats) -> tuple[Floats, Floats]:
    """Ranks that score intervals of a joint level leave open."""
    middle, spread = draws.mean(axis=0), draws.std(axis=0)
    reach = np.quantile(np.abs((draws - middle) / spread).max(axis=1), 1 - 2 * TAIL)
    least, most = middle - reach * spread, middle + reach * spread
    low = 1 + (least[None, :] > most[:, None]).sum(axis=1)
    high = draws.shape[1] - (most[None, :] < least[:, None]).sum(axis=1)
    return low.astype(float), high.astype(float)


WAYS = {"scores": from_scores, "pairs": from_pairs, "region": from_region}


def compared(made: Corpus) -> dict[str, dict[str, float]]:
    """Coverage and width of each way."""
    chances = made.scores()[1]
    found = {"levels": rank_coverage(made, chances)}
    index = chances[(chances["dimension"] == "L") & chances["rank"].notna()]
    keys, draws = drawn_index(made, 400)
    for name, way in WAYS.items():
        parts = []
        for year, own in index.groupby("year"):
            place = keys[keys["year"] == year].reset_index()
            rows = place.merge(own, on=KEY[:2])
            low, high = way(draws[:, rows["index"].to_numpy()])
            parts.append(rows.assign(rank_low=low, rank_high=high).drop(columns="index"))
        found[name] = rank_coverage(made, pd.concat(parts))
    return found


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:]]
    for many, span, first in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        with tempfile.TemporaryDirectory() as folder:
            found = compared(corpus(Path(folder), counties=many, years=span, seed=first))
        rounded = {n: {k: round(v, 3) for k, v in f.items()} for n, f in found.items()}
        sys.stdout.write(json.dumps({f"{many}×{span}, seed {first}": rounded}) + "\n")
