"""Does the index find the levels that a simulated corpus was made from?

``python tests/composite/planted_truth.py PROCESSED TRUTH.csv …`` takes the tables that ``fazhi
ingest`` and ``fazhi build`` made of a ``fazhi simulate`` corpus, and its ``truth.csv``. It builds
the level indicators into a general index, varies what is uncertain (each rate from its posterior,
the choice of indicators by the Bayesian bootstrap, silent ones by draws), and prints rank
correlations and how many 90 % intervals hold the true rank.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.composite import (
    Declaration,
    Goalpost,
    Robustness,
    Variation,
    build_index,
    level_cells,
    load_goalposts,
    monte_carlo,
)
from analysis.composite.multiple import draw_missing
from analysis.composite.statistics import ranks
from analysis.composite.uncertainty import draw_scores
from analysis.config import load_study
from analysis.indicators.codebook import load_codebook
from analysis.tables import DIMENSIONS

CONFIG = Path(__file__).parents[2] / "config"


@dataclass(frozen=True)
class Found:
    """One corpus: its units, the true level of each, and what the index says."""

    truth: pd.Series
    robustness: Robustness

    def figures(self) -> Mapping[str, float]:
        """Rank correlation with the truth, coverage of its ranks, widths."""
        units = self.robustness.units
        both = pd.concat([units, self.truth.rename("truth")], axis=1).dropna(subset=["score"])
        place = pd.Series(ranks(both["truth"].to_numpy()), both.index)
        held = (both["low"] <= place) & (place <= both["high"])
        return {
            "units": len(both),
            "spearman": float(both["score"].corr(both["truth"], method="spearman")),
            "coverage": float(held.mean()),
            "median_width": float((both["high"] - both["low"]).median() / len(both)),
            "spearman_median": float(-both["median"].corr(both["truth"], method="spearman")),
            "median_error": float((both["rank"] - place).abs().median() / len(both)),
        }


def declared(posts: Sequence[Goalpost], dimension_of: Mapping[str, str]) -> Declaration:
    """The level indicators, already scored 0–100, in their dimensions."""
    used = [d for d in DIMENSIONS if d in {dimension_of[p.indicator] for p in posts}]
    leaves = [
        {"code": p.indicator, "parent": dimension_of[p.indicator], "goalposts": [0, 100]}
        for p in posts
    ]
    groups = [{"code": d, "parent": "L"} for d in used] + [{"code": "L"}]
    return Declaration.parse(
        {"indicators": leaves, "groups": groups, "normalise": {"method": "goalposts"}}
    )


def measure(processed: Path, truth: Path, replications: int = 500) -> Found:
    """Build and test the index of one corpus."""
    panel = pd.read_parquet(processed / "panel.parquet")
    codebook = load_codebook(CONFIG / "indicators.csv")
    posts = load_goalposts(CONFIG / "goalposts.csv", codebook)
    cells = level_cells(panel, posts, codebook, load_study(CONFIG / "study.toml"))
    table = cells.pivot(index="county_code", columns="indicator", values="score")
    names = [p.indicator for p in posts if table[p.indicator].notna().any()]
    posts = tuple(p for p in posts if p.indicator in names)
    made = declared(posts, {i.code: i.dimension for i in codebook})
    data = table[made.names()]
    members = {d: made.tree.children[d] for d in made.tree.order[:-1]}
    every = cells[cells["indicator"].isin(names)]

    def draw(rng: np.random.Generator) -> pd.DataFrame:
        drawn = pd.DataFrame(
            draw_scores(every, posts, rng), data.index, [p.indicator for p in posts]
        )
        return draw_missing(drawn[made.names()], members, rng, limits=(0, 100))

    varied = Variation(replications=replications, leave_out="bootstrap")
    result = monte_carlo(build_index(data, made), data, varied, draw=draw)
    return Found(true_levels(truth, data.index), result)


def true_levels(path: Path, units: pd.Index) -> pd.Series:
    """The mean of each county's planted levels over the nine dimensions."""
    told = pd.read_csv(path, dtype={"county_code": str})
    levels = told[(told["kind"] == "latent") & told["name"].str.startswith("level_")]
    return levels.groupby("county_code")["value"].mean().reindex(units)


if __name__ == "__main__":
    given = [Path(a) for a in sys.argv[1:]]
    for folder, file in zip(given[::2], given[1::2], strict=True):
        sys.stdout.write(json.dumps({folder.name: measure(folder, file).figures()}) + "\n")
