"""Audit, parts 6–10: normalisation, weights, uncertainty, sensitivity, back to detail."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import TableError
from analysis.index.audit.data import named
from analysis.index.audit.factor_analysis import correlation, influence
from analysis.index.audit.findings import Evidence, Findings
from analysis.index.engine.build import aggregate, prepared
from analysis.index.methods.options import Aggregate, Normalise
from analysis.index.robustness.sensitivity import remove_parts

PLACES = 10  # a rank that differs by so many is another message
WIDE = 1 / 3
ALTERNATIVES = {
    "min-max": Normalise(method="min_max", low=1),
    "z-score": Normalise(method="z_score", mean=100, spread=10),
    "percentile rank": Normalise(method="percentile_rank"),
}


def check(seen: Evidence, found: Findings) -> None:
    """Add the findings of parts 6 to 10."""
    _normalisation(seen, found)
    _weights(seen, found)
    _uncertainty(seen, found)
    _sensitivity(seen, found)
    _detail(seen, found)


def _normalisation(seen: Evidence, found: Findings) -> None:
    declaration = seen.index.declaration
    fixed = [declaration.scaling(i).method == "goalposts" for i in declaration.indicators]
    found.add("fixed_limits", "index", float(np.mean(fixed)), len(fixed))
    plain = declaration.model_copy(
        update={
            "indicators": tuple(
                i.model_copy(update={"normalise": None}) for i in declaration.indicators
            )
        }
    )
    for name, choice in ALTERNATIVES.items():
        other = plain.model_copy(update={"aggregate": (Aggregate(),)})
        try:
            renormalised = prepared(seen.data, other, normalise=choice)
            c = correlation(seen.index.score, aggregate(renormalised, other).score)
            found.add("alternative", name, c.spearman, c.n)
        except TableError as error:
            found.untested("alternative", name, f"无法计算（{error}）", str(error))
    means = declaration.model_copy(update={"aggregate": (Aggregate(method="geometric", floor=1),)})
    c = correlation(seen.index.score, aggregate(seen.index.prepared, means).score)
    found.add("alternative", "geometric mean, floor 1", c.spearman, c.n)


def _weights(seen: Evidence, found: Findings) -> None:
    index, tree = seen.index, seen.index.declaration.tree
    known = pd.concat([index.prepared.normalised, index.scores], axis=1)
    shares = tree.shares(index.mean_weights())
    for group in tree.order:
        parts = list(tree.children[group])
        if len(parts) < 2:
            continue
        for code, value in influence(known[parts], known[group]).items():
            intended = shares[str(code)]
            ratio = float(value) / intended if intended > 0 else float("nan")
            note = f"{float(value):.0%} / {intended:.0%}"
            found.add("influence", f"{code} → {group}", ratio, len(known), note)
    ruled = [g for g in tree.order if index.declaration.aggregation(g).available > 0]
    found.add("data_rule", "index", len(ruled) / len(tree.order), len(tree.order))


def _uncertainty(seen: Evidence, found: Findings) -> None:
    if seen.robustness is None:
        found.untested("replications", "index", "未做蒙特卡罗模拟", "no Monte Carlo was run")
        return
    overall, units = seen.robustness.overall, seen.robustness.units
    n = int(units["rank"].notna().sum())
    for name in ("replications", "failed", "holds_nominal", "told_apart"):
        value, error = float(overall["value"][name]), float(overall["error"][name])
        found.add(name, "index", value, n, f"± {error:.2g}" if error > 0 else "")
    found.add("width", "index", float(overall["value"]["median_width"]) / max(n, 1), n)
    wide = units.index[(units["high"] - units["low"] > WIDE * n).to_numpy()]
    found.add("wide", "index", len(wide) / max(n, 1), n, named([str(u) for u in wide]))


def _sensitivity(seen: Evidence, found: Findings) -> None:
    if seen.sensitivity is None:
        found.untested("dominant_choice", "index", "未做敏感性分析", "no Sobol indices were given")
    else:
        total = seen.sensitivity.overall["total"]
        found.add("dominant_choice", str(total.idxmax()), float(total.max()), len(total))
    index, tree = seen.index, seen.index.declaration.tree
    units = int(index.score.notna().sum())
    for level in range(tree.level[tree.root]):
        try:
            shift = remove_parts(index, level).shift.drop("nominal")
        except TableError as error:
            found.untested("removal", f"level {level}", f"无法计算（{error}）", str(error))
            continue
        for code, value in shift.items():
            found.add("removal", str(code), float(value) / max(units, 1), units)
    if seen.reversals is None:
        found.untested("reversal", "index", "未检验", "no reversals were given")
    else:
        worst = seen.reversals["share"]
        found.add("reversal", str(worst.idxmax()), float(worst.max()), len(worst))


def _detail(seen: Evidence, found: Findings) -> None:
    index, tree = seen.index, seen.index.declaration.tree
    places = index.ranks()
    for group in (g for g in tree.order if g != tree.root):
        gap = (places[group] - places[tree.root]).abs().dropna()
        share = float((gap >= PLACES).mean()) if len(gap) else float("nan")
        found.add("added_value", group, share, len(gap))
    _control(seen, found, "length", seen.length)
    _control(seen, found, "reporting", seen.reporting)
    if seen.external is None:
        found.untested("external", "index", "未给出外部指标", "no outside measure was given")
    else:
        for column in seen.external.columns:
            c = correlation(index.score, seen.external[column].reindex(index.score.index))
            note = f"95 % {c.low:.2f} … {c.high:.2f}"
            found.add("external", str(column), c.r, c.n, note, (c.low, c.high))
    found.add("replayable", "index", 1.0, 0, index.declaration.digest[:12])


def _control(seen: Evidence, found: Findings, name: str, values: pd.Series[float] | None) -> None:
    if values is None:
        found.untested(name, "index", "未给出", "it was not given")
        return
    c = correlation(seen.index.score, values.reindex(seen.index.score.index))
    note = f"95 % {c.low:.2f} … {c.high:.2f}, ρ {c.spearman:.2f}"
    found.add(name, "index", abs(c.r), c.n, note, c.strength)
