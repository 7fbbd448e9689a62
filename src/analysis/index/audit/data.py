"""Audit, parts 1–4: framework, data, missing values, outliers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.index.audit.factor_analysis import correlation
from analysis.index.audit.findings import Evidence, Findings
from analysis.index.engine import steps
from analysis.index.engine.prepare import availability, group_availability
from analysis.index.methods.impute import holdout_error
from analysis.index.methods.options import Treat
from analysis.index.methods.statistics import describe
from analysis.index.methods.treat import passes

SHARE = 2 / 3
NAMED = 8  # units or parts a sentence names


def check(seen: Evidence, found: Findings) -> None:
    """Add the findings of the framework, the data, their gaps and outliers."""
    _framework(seen, found)
    _coverage(seen, found)
    _missing(seen, found)
    _outliers(seen, found)


def named(items: list[str]) -> str:
    """Return the first few names, and how many more there are.

    >>> named(["a", "b"])
    'a, b'
    """
    more = f", +{len(items) - NAMED}" if len(items) > NAMED else ""
    return ", ".join(items[:NAMED]) + more


def _framework(seen: Evidence, found: Findings) -> None:
    indicators = seen.index.declaration.indicators
    bare = [i.code for i in indicators if not (i.rationale and i.source)]
    vague = [i.code for i in indicators if not i.kind]
    count = len(indicators)
    found.add("documented", "index", 1 - len(bare) / count, count, named(bare))
    found.add("kind", "index", 1 - len(vague) / count, count, named(vague))


def _coverage(seen: Evidence, found: Findings) -> None:
    raw, tree = seen.index.prepared.tables["raw"], seen.index.declaration.tree
    for code, row in describe(raw).iterrows():
        n = len(raw)
        found.add("indicator_coverage", str(code), float(row["share_available"]), n)
        found.add("same", str(code), float(row["share_same"]), int(row["available"]))
        found.add("nonzero", str(code), float(row["share_nonzero"]), int(row["available"]))
    few = availability(raw)["available"] < SHARE
    found.add("unit_coverage", "index", 1 - float(few.mean()), len(raw), _units(few))
    groups = group_availability(raw, tree)
    for group in (g for g in tree.order if g != tree.root):
        thin = groups[group] < SHARE
        found.add("dimension_coverage", group, 1 - float(thin.mean()), len(raw), _units(thin))
    out = ~seen.index.prepared.screening["included"].astype(bool)
    found.add("excluded", "index", float(out.mean()), len(out), _units(out))
    _size(seen, found)


def _size(seen: Evidence, found: Findings) -> None:
    values = seen.index.prepared.tables.get("denominate", seen.index.prepared.tables["raw"])
    if seen.size is None:
        found.untested("size", "index", "未给出规模变量", "no size variable was given")
        return
    for column in seen.size.columns:
        size = seen.size[column].reindex(values.index)
        for code in values.columns:
            c = correlation(values[code], size)
            found.add("size", f"{code} × {column}", abs(c.r), c.n, interval=c.strength)


def _missing(seen: Evidence, found: Findings) -> None:
    index, tables = seen.index, seen.index.prepared.tables
    raw = tables["raw"]
    gaps = raw.isna()
    found.add("missing", "index", float(gaps.to_numpy().mean()), int(gaps.size))
    share = gaps.mean(axis=1).reindex(index.score.index)
    if share.nunique() > 1:
        c = correlation(share, index.score)
        note = f"r {c.low:.2f} … {c.high:.2f}"
        found.add("mechanism", "index", abs(c.r), c.n, note, c.strength)
    if index.declaration.impute.method == "none":
        return
    before = tables.get("screen", raw)
    errors = holdout_error(
        before, lambda hidden: steps.impute(hidden, seen.data, index.declaration), repeats=3
    )
    for code, row in errors.iterrows():
        if bool(gaps[str(code)].any()):
            found.add("imputation_error", str(code), float(row["nrmse"]), int(row["filled"]))


def _outliers(seen: Evidence, found: Findings) -> None:
    tables, treated = seen.index.prepared.tables, seen.index.prepared.treated
    values = tables.get("treat", tables["raw"])
    rule = seen.index.declaration.treat or Treat()
    for code in values.columns:
        x = values[code].to_numpy(float)
        wide = not passes(x, rule.skewness, rule.kurtosis)
        found.add("shape", str(code), float(wide), int(np.isfinite(x).sum()))
    moved = treated.changes[treated.changes["how"].astype(str).str.startswith("win")]
    for name, cells in moved.groupby("indicator"):
        share = len(cells) / max(len(values), 1)
        found.add("moved", str(name), share, len(values), named([str(u) for u in cells["unit"]]))


def _units(chosen: pd.Series[bool]) -> str:
    return named([str(u) for u in chosen.index[chosen.to_numpy(bool)]])
