"""Do levels, progress and types hold what was planted? One table of all targets.

``python benchmarks/measurement.py [--seeds N] [--first SEED] [--only PART …]`` simulates worlds
(see ``measurement_worlds``), fits the measurement model and asks for types, and writes
``results/measurement.json`` and ``.txt``; with other seeds, beside them. Parts: ``levels`` (five
worlds), ``types`` (planted and null), ``null`` (many continua, the last stage alone), ``silence``
(what leaving out one's worst figures gains), ``power`` (what would be needed to tell types) and
``cost``. Nothing is chosen on these seeds.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from measurement_worlds import (
    KEY,
    WORLDS,
    Plan,
    Setting,
    World,
    bent,
    dense,
    panel_of,
    setting,
    true_dimensions,
)
from sklearn.metrics import adjusted_rand_score

from analysis.clusters import find_types
from analysis.clusters.types import CONTINUUM, TYPES, Continuum, simulated_gains, what_is_needed
from analysis.measurement import (
    ROUGH_SCALE,
    Posterior,
    episode_table,
    figure_table,
    latest_subjects,
    level_table,
    progress_table,
    sample_posterior,
)
from analysis.panel.rates import wilson
from analysis.tables.schema import DIMENSIONS

RESULTS = Path(__file__).parent / "results"
FIRST_SEED = 61_000  # of the worlds in the results; any other makes other counties
PLANTED = Plan((-0.03, 0.02, 0.07), 0.006)
ONE, WIDE = Plan((0.03,), 0.006), Plan((0.03,), 0.03)
TAIL = 0.05
NULLS = 60  # continua of the types stage alone

Row = dict[str, float | str]


def fitted(base: Setting, world: World) -> Posterior:
    """Fit the model with the study's own choices."""
    return sample_posterior(world.panel, base.goalposts, base.codebook, base.study)


def level_rows(base: Setting, seeds: int, first: int) -> Iterator[Row]:
    """Levels and progress in five worlds: rank correlation, coverage, bias, signs."""
    for name in WORLDS:
        found = []
        for seed in range(first, first + seeds):
            world = bent(dense(base, 60, 3, seed), name, base)
            posterior = fitted(base, world)
            found.append(judged_levels(base, world, posterior))
            found[-1] |= judged_progress(base, world, posterior)
        yield {"world": name} | {k: mean(f[k] for f in found) for k in found[0]}


def judged_levels(base: Setting, world: World, posterior: Posterior) -> dict[str, float]:
    """Compare the levels with the truth."""
    units = posterior.figures.units
    index = pd.MultiIndex.from_frame(units[KEY])
    truth = true_dimensions(world, base, posterior.basket).reindex(index).to_numpy(float)
    low, middle, high = np.quantile(posterior.level, [TAIL, 0.5, 1 - TAIL], axis=0)
    held = (low <= truth) & (truth <= high)
    frame = pd.DataFrame({"year": units["year"], "a": middle[:, -1], "b": truth[:, -1]})
    by_year = [g["a"].corr(g["b"], method="spearman") for _, g in frame.groupby("year")]
    return {
        "rank correlation": mean(by_year),
        "held": float(held[:, -1].mean()),
        "bias": float((middle - truth)[:, -1].mean()),
        "width": float((high - low)[:, -1].mean()),
        "dimensions held": float(held[:, :-1].mean()),
        "narrowest": float((high - low)[:, -1].min()),
    }


def judged_progress(base: Setting, world: World, posterior: Posterior) -> dict[str, float]:
    """Compare the yearly change with the truth's, and with that of like figures alone."""
    units = posterior.figures.units
    index = pd.MultiIndex.from_frame(units[KEY])
    scores = true_dimensions(world, base, posterior.basket).reindex(index)
    every = scores.reset_index()
    many = every[every.groupby("county_code")["year"].transform("size") > 1]
    slopes = many.groupby("county_code").apply(
        lambda g: pd.Series(
            np.polyfit(g["year"] - g["year"].mean(), g[scores.columns], 1)[0], scores.columns
        ),
        include_groups=False,
    )
    true = slopes["L"]
    table = progress_table(posterior, base.study)
    own = table[table["dimension"] == "L"].set_index("county_code").reindex(true.index)
    wide = table.pivot(index="county_code", columns="dimension", values="change")
    changes = (wide.reindex(true.index), slopes)
    apart, planted = (f[list(DIMENSIONS)].sub(f["L"], axis=0) for f in changes)
    called = own[own["call"].isin(("faster", "slower"))]
    right = (called["call"] == "faster") == (true.reindex(called.index) > true.mean())
    return {
        "progress r": float(own["change"].corr(true)),
        "progress held": float(((own["low"] <= true) & (true <= own["high"])).mean()),
        "progress rmse": float(((own["change"] - true) ** 2).mean() ** 0.5),
        "sign right": float((np.sign(own["change"]) == np.sign(true)).mean()),
        "all rise": float((true > 0).mean()),
        "called": float(len(called) / len(own)),
        "calls right": float(right.mean()) if len(called) else float("nan"),
        "profile r": float(apart.corrwith(planted).mean()),  # dimensions against the county's L
        "profile spread": float(planted.stack().std()),
        "profile error": float((apart - planted).stack().std()),
        "like figures r": float(own["matched"].corr(true)),
        "like figures rmse": float(((own["matched"] - true) ** 2).mean() ** 0.5),
    }


def type_rows(base: Setting, seeds: int, first: int) -> Iterator[Row]:
    """Types where three are planted, and where there is one class."""
    cases: list[tuple[str, Plan, int, int, str, int]] = [
        ("three types", PLANTED, 60, 3, "dense", 2 * seeds),
        ("one class, wide", WIDE, 60, 3, "dense", 2 * seeds),
        ("three types", PLANTED, 60, 3, "sparse", seeds),
        ("three types", PLANTED, 60, 5, "dense", seeds),
        ("one class, wide", WIDE, 60, 3, "sparse", seeds),
        ("one class", ONE, 60, 3, "dense", seeds),
        ("three types", PLANTED, 300, 3, "dense", max(seeds // 2, 1)),
        ("one class, wide", WIDE, 300, 3, "dense", max(seeds // 2, 1)),
    ]
    for name, plan, counties, years, kind, runs in cases:
        found = []
        for seed in range(first + 100, first + 100 + runs):
            world = bent(dense(base, counties, years, seed, plan, gap=False), kind, base)
            found.append(judged_types(base, world, fitted(base, world)))
        verdicts = pd.Series([str(f.pop("verdict")) for f in found]).value_counts()
        yield (
            {"planted": name, "counties": counties, "years": years, "world": kind, "runs": runs}
            | {k: mean(float(f[k]) for f in found) for k in found[0]}
            | {"verdicts": ", ".join(f"{v} {n}" for v, n in verdicts.items())}
        )


def judged_types(base: Setting, world: World, posterior: Posterior) -> Row:
    """Compare the types with the planted classes."""
    last = latest_subjects(posterior)
    subject = last["subject"].to_numpy(int)
    known = np.isfinite(posterior.errors[1, subject])
    values, errors = (a[1, subject][known] for a in (posterior.own, posterior.errors))
    found = find_types(values, errors, base.study.index.seed, ROUGH_SCALE)
    planted = world.classes.reindex(last["county_code"]).to_numpy()[known]
    return {
        "ARI": float(adjusted_rand_score(planted, found.labels)),
        "classes": found.classes,
        "claimed": float(found.verdict == TYPES),
        "error": float(np.sqrt(np.median(errors))),
        "verdict": found.verdict,
    }


def null_rows(base: Setting, seeds: int, first: int) -> Iterator[Row]:
    """Types claimed on many continua: the last stage alone, with the errors of fitted worlds.

    True progress is drawn from one normal class as wide as that of a fitted world and seen with the
    errors of its counties; the whole chain on fewer worlds is in ``types``.
    """
    cases = (("one class", ONE, "dense"), ("wide", WIDE, "dense"), ("wide", WIDE, "sparse"))
    for name, plan, kind in cases:
        world = bent(dense(base, 60, 3, first + 500, plan, gap=False), kind, base)
        posterior = fitted(base, world)
        known = np.isfinite(posterior.errors[1])
        values, errors = posterior.own[1, known], posterior.errors[1, known]
        spread = max(float(values.var() - errors.mean()), 0.0)
        rng = np.random.default_rng(first)
        verdicts = []
        for _ in range(NULLS):
            true = values.mean() + np.sqrt(spread) * rng.standard_normal(len(values))
            error = np.sqrt(errors + (ROUGH_SCALE * true) ** 2)
            seen = true + error * rng.standard_normal(len(values))
            verdicts.append(find_types(seen, errors, base.study.index.seed, ROUGH_SCALE).verdict)
        claimed = verdicts.count(TYPES)
        low, high = wilson(claimed, NULLS)
        yield {
            "planted": name, "world": kind, "runs": NULLS, "spread": spread**0.5,
            "error": float(np.sqrt(np.median(errors))), "claimed": claimed / NULLS,
            "low": float(low), "high": float(high),
            "continuum": verdicts.count(CONTINUUM) / NULLS,
        }  # fmt: skip


def silence_rows(base: Setting, seeds: int, first: int) -> Iterator[Row]:
    """What a county gains by not printing its three worst figures."""
    for seed in range(first + 200, first + 200 + seeds):
        world = dense(base, 60, 3, seed)
        codes = sorted(world.documents["county_code"].unique())[::4]
        quiet = without_worst(base, world, codes)
        before, after = (levels_of(base, w).loc[codes] for w in (world, quiet))
        gained = (after - before).mean()
        yield {"seed": seed, "median": gained["median"], "lower end": gained["low"]}


def without_worst(base: Setting, world: World, codes: list[str]) -> World:
    """Leave out the three worst printed figures of some counties, by their true scores."""
    seen = world.observations.reset_index(drop=True)
    scores = world.scores.rename_axis(columns="indicator").stack()
    own = scores.reindex(pd.MultiIndex.from_frame(seen[[*KEY, "indicator"]])).to_numpy(float)
    part = seen.assign(score=own)[seen["county_code"].isin(codes) & np.isfinite(own)]
    worst = part.sort_values("score").groupby(KEY).head(3).index
    kept = seen.drop(worst)
    return replace(world, observations=kept, panel=panel_of(kept, world.documents, base))


def levels_of(base: Setting, world: World) -> pd.DataFrame:
    """Return median and lower end of L, means over years by county."""
    levels, _ = level_table(fitted(base, world), base.study)
    own = levels[levels["dimension"] == "L"]
    return own.groupby("county_code")[["median", "low"]].mean()


def power_rows(base: Setting, seeds: int, first: int) -> Iterator[Row]:
    """Chance to find three even types at the planted separation, by counties, years and figures."""
    seed = base.study.index.seed
    for kind in ("dense", "sparse"):
        world = bent(dense(base, 60, 3, first + 300, PLANTED, gap=False), kind, base)
        posterior = fitted(base, world)
        errors = posterior.errors[1]
        apart = np.polyfit(world.progress, posterior.own[1], 1)[0] * 5
        spread, middle = 2 / 3 * apart**2, float(posterior.own[1].mean())
        for counties in (30, 60, 120, 300):
            row: Row = {"world": kind, "counties": counties}
            for years in (3, 4, 5, 6):
                shrunk = errors * 24 / (years * (years**2 - 1))  # three years: Σ(t - mean)² is 2
                drawn = np.random.default_rng(seed).choice(shrunk[np.isfinite(shrunk)], counties)
                made = Continuum(middle, float(spread), drawn, ROUGH_SCALE)
                row[f"{years} years"] = what_is_needed(*simulated_gains(made, seed))[1]
            yield row


def cost_rows(base: Setting, seeds: int, first: int) -> Iterator[Row]:
    """CPU seconds and peak memory, in a process of its own that has nothing but the panel."""
    for counties, years in ((100, 3), (3000, 5)):
        world = dense(base, counties, years, first + 400)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "panel.parquet"
            world.panel.to_parquet(path)
            del world
            with get_context("spawn").Pool(1) as pool:
                yield {"counties": counties, "years": years} | pool.apply(cost_of, (path,))


def cost_of(path: Path) -> Row:
    """Time the model, its tables, and the types of progress and of level."""
    base, panel = setting(), pd.read_parquet(path)
    started = time.process_time()
    posterior = sample_posterior(panel, base.goalposts, base.codebook, base.study)
    sampled = time.process_time()
    level_table(posterior, base.study)
    figure_table(posterior)
    progress_table(posterior, base.study)
    episode_table(posterior, base.study)
    tables = time.process_time()
    subject = latest_subjects(posterior)["subject"].to_numpy(int)
    for line, rough in ((1, ROUGH_SCALE), (0, 0.0)):
        values, errors = posterior.own[line, subject], posterior.errors[line, subject]
        known = np.isfinite(errors)
        find_types(values[known], errors[known], base.study.index.seed, rough)
    ended = time.process_time()
    return {
        "CPU seconds": ended - started,
        "of them posterior": sampled - started,
        "tables": tables - sampled,
        "types": ended - tables,
        "peak GB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        **posterior.diagnosis,
    }


PARTS: dict[str, Callable[[Setting, int, int], Iterator[Row]]] = {
    "levels": level_rows,
    "types": type_rows,
    "null": null_rows,
    "silence": silence_rows,
    "power": power_rows,
    "cost": cost_rows,
}


def write(results: dict[str, list[Row]], path: Path) -> None:
    """Write all rows that there are, so that a run that is stopped leaves what it found."""
    text = json.dumps(results, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")
    tables = [
        f"{name}\n{pd.DataFrame(rows).round(3).T.to_string(header=False)}\n"
        for name, rows in results.items()
    ]
    path.with_suffix(".txt").write_text("\n".join(tables), encoding="utf-8")


def main() -> None:
    """Run the parts asked for and write the results; other parts are kept as they were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--first", type=int, default=FIRST_SEED)
    parser.add_argument("--only", nargs="*", choices=list(PARTS), default=list(PARTS))
    asked = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    name = "measurement" if asked.first == FIRST_SEED else f"measurement-{asked.first}"
    path = RESULTS / f"{name}.json"
    results = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    base = setting()
    for part in asked.only:
        results[part] = []
        for row in PARTS[part](base, asked.seeds, asked.first):
            results[part].append(row)
            write(results, path)
    sys.stdout.write(path.with_suffix(".txt").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
