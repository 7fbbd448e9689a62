"""Simulated worlds with planted truth for ``measurement.py``: what counties are and print.

A world is a corpus of the suite's own simulator read without error (no rendering, no parsing),
thinned or bent as its name says. The truth of a score is what the goalposts give if no cell is
silent and every rate is the county's own, capped at what its N can prove.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.config import Study, load_study
from analysis.extraction.indicators.codebook import Codebook, load_codebook
from analysis.index import Goalpost, load_goalposts
from analysis.index.headline.goalposts import BINOMIAL
from analysis.index.headline.level import score_natural
from analysis.panel import build_panel
from analysis.panel.rates import worth
from analysis.simulate.corpus import GAP
from analysis.simulate.latent import Course, clip, course, latent
from analysis.simulate.model import figures, habits, rules
from analysis.simulate.names import place
from analysis.simulate.planted import Planted
from analysis.simulate.truth import CountyYear
from analysis.simulate.writing.report import compose
from analysis.simulate.writing.style import style
from analysis.tables.schema import DIMENSIONS

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "config"
KEY = ["county_code", "year"]
FIRST = 2021
LARGE = 100_000.0  # cases of a rate whose number the simulator does not make
KEPT = 0.5  # share of figures that a sparse report prints: seven of 47 level cells, as a real one
LASTING = 0.7  # share of the variance of what is printed that is the county's habit
WORLDS = ("dense", "sparse", "hidden", "cheap", "better write more")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """What all worlds have in common: codebook, goalposts, study."""

    codebook: Codebook
    goalposts: tuple[Goalpost, ...]
    study: Study


@dataclass(frozen=True)
class Plan:
    """Classes of progress to plant: yearly change of the level (0 – 1), spread within a class."""

    rates: tuple[float, ...]
    spread: float


@dataclass(frozen=True)
class World:
    """A panel as printed, and the truth: scores by county-year, classes and progress by county."""

    name: str
    seed: int
    panel: pd.DataFrame
    documents: pd.DataFrame
    observations: pd.DataFrame
    scores: pd.DataFrame  # county-years × indicators with goalposts, true scores
    levels: pd.DataFrame  # county-years × dimensions, planted levels in points
    classes: pd.Series  # by county
    progress: pd.Series  # by county, planted, points of the planted level a year


def setting() -> Setting:
    """Read the project's own configuration."""
    codebook = load_codebook(CONFIG / "indicators.csv")
    posts = load_goalposts(CONFIG / "goalposts.csv", codebook)
    return Setting(codebook, posts, load_study(CONFIG / "study.toml"))


def dense(
    base: Setting, counties: int, years: int, seed: int, plan: Plan | None = None, gap: bool = True
) -> World:
    """Simulate counties, compose their reports and read every figure that they print."""
    printed, documents, truth, scores = [], [], [], []
    for number in range(counties):
        key = f"{seed}/{number}"
        path, planted = _course(key, plan)
        habit, lasting = _style(number, key)
        span = range(FIRST, FIRST + years)
        rng = Random(f"{key}/gap")
        silent = rng.choice(span) if gap and rng.random() < GAP else None
        for year in _years(number, key, path, span, lasting):
            code = year.place.code
            truth.append((code, year.year, planted, path.progress, *year.latent.levels.values()))
            scores.append((code, year.year, *_true_scores(base, year, lasting)))
            if year.year != silent:
                report = compose(year, habit, key, Random(f"{key}/text/{year.year}"), Planted())
                documents.append(_document(code, year.year, report))
                printed += _observations(code, year.year, report, base.codebook)
    docs = pd.DataFrame(documents)
    observations = pd.DataFrame(printed)
    table = pd.DataFrame(truth, columns=[*KEY, "class", "progress", *DIMENSIONS])
    names = [p.indicator for p in base.goalposts]
    by_county = table.groupby("county_code")
    return World(
        "dense", seed, panel_of(observations, docs, base), docs, observations,
        pd.DataFrame(scores, columns=[*KEY, *names]).set_index(KEY),
        100 * table.set_index(KEY)[list(DIMENSIONS)],
        by_county["class"].first(), 100 * by_county["progress"].first(),
    )  # fmt: skip


def bent(world: World, name: str, base: Setting, kept: float = KEPT) -> World:
    """Return the world as ``name`` says: what is printed of the same truth."""
    if name == "dense":
        return world
    rng = np.random.default_rng([world.seed, 5])
    seen = world.observations
    lean = np.zeros(len(seen))
    if name == "hidden":
        own = world.scores.rename_axis(columns="indicator").stack()
        lean = _at(own, seen, [*KEY, "indicator"])
        lean = np.nan_to_num((lean - 70) / 20)
    if name == "better write more":
        mean = world.levels.mean(axis=1)
        lean = (_at(mean, seen, KEY) - 55) / 18
    codes = [seen[c].astype("category").cat.codes.to_numpy() for c in ("county_code", "indicator")]
    habit = rng.standard_normal((codes[0].max() + 1, codes[1].max() + 1))[codes[0], codes[1]]
    noise = rng.standard_normal(len(seen))
    wish = np.sqrt(LASTING) * habit + np.sqrt(1 - LASTING) * noise + lean
    thin = seen[wish > np.quantile(wish, 1 - kept)]
    made = replace(world, name=name, observations=thin, panel=panel_of(thin, world.documents, base))
    return _cheap(made, base, rng) if name == "cheap" else made


def true_dimensions(world: World, base: Setting, indicators: Sequence[str]) -> pd.DataFrame:
    """Return the true dimension scores and L on a basket of indicators."""
    means = {}
    for d in DIMENSIONS:
        own = [i for i in indicators if base.codebook[i].dimension == d]
        means[d] = world.scores[own].mean(axis=1)
    table = pd.DataFrame(means)
    return table.assign(L=table.mean(axis=1))


def _course(key: str, plan: Plan | None) -> tuple[Course, int]:
    path = course(Random(f"{key}/course"))
    if plan is None:
        return path, path.group
    rng = Random(f"{key}/plan")
    planted = rng.randrange(len(plan.rates))
    return replace(path, progress=rng.gauss(plan.rates[planted], plan.spread)), planted


def _style(number: int, key: str) -> tuple[object, dict[str, float]]:
    return style(number, Random(f"{key}/style")), habits(Random(f"{key}/habits"))


def _years(number, key, path, span, lasting):  # type: ignore[no-untyped-def]
    before: dict[str, float] = {}
    for year in range(span.start - 1, span.stop):
        rng = Random(f"{key}/figures/{year}")
        now = latent(path, year - span.start, rng)
        made = figures(now.levels, path.size, lasting, rng)
        if year in span:
            yield CountyYear(place(number), year, now, made, before)
        before = made


def _document(code: str, year: int, report) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {
        "document_id": f"{code}-{year}", "file": f"{code}-{year}", "status": "used",
        "county_code": code, "year": year, "roles": "measures",
        "characters": len(report.text), "quantities": len(report.figures),
        "published": report.published,
    }  # fmt: skip


def _observations(code, year, report, codebook):  # type: ignore[no-untyped-def]
    return [
        {
            "document_id": f"{code}-{year}", "status": "resolved", "county_code": code,
            "year": year, "indicator": f.indicator, "value": float(f.value),
            "qualifier": "exact" if f.form == "share" else f.form, "quote": f.printed,
        }
        for f in report.figures
        if f.indicator in codebook
    ]  # fmt: skip


def panel_of(seen: pd.DataFrame, documents: pd.DataFrame, base: Setting) -> pd.DataFrame:
    """Build the panel of what is printed."""
    required = base.study.index.required_from
    return build_panel(seen, documents, base.codebook, required_from=required)


def _true_scores(base: Setting, year: CountyYear, lasting: dict[str, float]) -> Floats:
    known = {rule.code: rule for rule in rules()}
    natural = np.full(len(base.goalposts), np.nan)
    for column, post in enumerate(base.goalposts):
        own = base.codebook[post.indicator]
        if post.indicator not in year.figures:
            continue
        value = year.figures[post.indicator]
        of = own.ratio_of[1] if own.ratio_of else own.denominator
        cases = year.figures.get(of or "", LARGE)
        if post.basis not in BINOMIAL:
            natural[column] = value / cases if post.basis == "ratio" else value
            continue
        rule = known[post.indicator]
        part = known.get(rule.of[0], rule) if rule.model == "ratio" else rule
        share = value / cases if post.basis == "share" else value / 100
        if part.model == "part":
            level = year.latent.levels[part.dimension]
            share = clip(part.mean(level) + part.spread * lasting[part.code], 0.0, 1.0)
        good = share if own.direction > 0 else 1 - share
        good = float(worth(np.array([good]), np.array([cases]))[0])
        natural[column] = 100 * (good if own.direction > 0 else 1 - good)
    return score_natural(natural, base.goalposts)


def _at(values: pd.Series, rows: pd.DataFrame, key: list[str]) -> Floats:
    return values.reindex(pd.MultiIndex.from_frame(rows[key])).to_numpy(float)


def _cheap(world: World, base: Setting, rng: np.random.Generator) -> World:
    """Half of the rates that are printed without N are claimed in full, whatever is true."""
    bare = world.panel[world.panel["claim"] == "partial_without_n"]
    picked = bare[rng.random(len(bare)) < 0.5]
    keys = pd.MultiIndex.from_frame(picked[[*KEY, "indicator"]])
    seen = world.observations
    hit = pd.MultiIndex.from_frame(seen[[*KEY, "indicator"]]).isin(keys)
    full = seen["indicator"].map(lambda i: 0.0 if base.codebook[i].direction < 0 else 100.0)
    bent_ = seen.assign(
        value=np.where(hit, full, seen["value"]),
        qualifier=np.where(hit, "exact", seen["qualifier"]),
        quote=np.where(hit, "100%", seen["quote"]),
    )
    return replace(world, observations=bent_, panel=panel_of(bent_, world.documents, base))
