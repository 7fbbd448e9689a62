"""Audit, part 5: internal consistency of groups, and separation between them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import TableError
from analysis.index.audit.data import named
from analysis.index.audit.factor_analysis import (
    alpha_if_dropped,
    bartlett,
    correlation,
    cronbach,
    item_rest,
    kmo,
    parallel_analysis,
)
from analysis.index.audit.findings import Evidence, Findings
from analysis.index.methods.weights import pca_loadings


def check(seen: Evidence, found: Findings) -> None:
    """Add the findings of every group with at least two parts."""
    tree, index = seen.index.declaration.tree, seen.index
    known = pd.concat([index.prepared.normalised, index.scores], axis=1)
    for group in tree.order:
        parts = known[list(tree.children[group])]
        _with_group(parts, known[group], index.score, group, found)
        if parts.shape[1] > 1:
            _redundant(parts, group, found)
            _alpha(parts, group, found)
            _components(parts, group, found)
    groups = [g for g in tree.order if tree.level[g] == 1]
    _against_others(known, {g: list(tree.children[g]) for g in groups}, found)
    for level in range(1, tree.level[tree.root]):
        _between(known[[g for g in tree.order if tree.level[g] == level]], found)


def _with_group(
    parts: pd.DataFrame,
    own: pd.Series[float],
    index: pd.Series[float],
    group: str,
    found: Findings,
) -> None:
    for code in parts.columns:
        c = correlation(parts[code], own)
        note = f"95 % {c.low:.2f} … {c.high:.2f}, ρ {c.spearman:.2f}"
        found.add("own_group", f"{code} → {group}", c.r, c.n, note, (c.low, c.high))
        with_index = correlation(parts[code], index)
        ends = (with_index.low, with_index.high)
        found.add("own_index", str(code), with_index.r, with_index.n, f"p {with_index.p:.2g}", ends)


def _redundant(parts: pd.DataFrame, group: str, found: Findings) -> None:
    r = parts.corr().to_numpy().copy()
    np.fill_diagonal(r, -np.inf)
    r = np.where(np.isnan(r), -np.inf, r)
    for place, code in enumerate(parts.columns):
        best = int(r[place].argmax())
        value = float(r[place, best]) if np.isfinite(r[place, best]) else float("nan")
        found.add("redundant", f"{code} ({group})", value, len(parts), str(parts.columns[best]))


def _alpha(parts: pd.DataFrame, group: str, found: Findings) -> None:
    whole = cronbach(parts)
    rest = item_rest(parts)
    negative = [str(c) for c in rest.index[(rest < 0).to_numpy()]]
    note = f"负相关 negative: {named(negative)}" if negative else ""
    found.add("alpha", group, whole, parts.shape[1], note)
    for code, value in rest.items():
        found.add("item_rest", f"{code} ({group})", float(value), len(parts))
    if parts.shape[1] > 2:
        for code, value in alpha_if_dropped(parts).items():
            found.add("alpha_dropped", f"{code} ({group})", float(value) - whole, len(parts))


def _components(parts: pd.DataFrame, group: str, found: Findings) -> None:
    x = parts.to_numpy(float)
    n = int(np.isfinite(x).all(axis=1).sum())
    try:
        count, values, _ = parallel_analysis(x)
        loads, chance = pca_loadings(x), bartlett(x)[1]
        adequate = kmo(x)[0] if x.shape[1] > 2 else None  # of two parts it is always a half
    except TableError as error:
        found.untested("components", group, f"数据不足（{error}）", str(error))
        return
    found.add("components", group, float(max(count, 1)), n, "" if count else "none")
    found.add("explained", group, float(values[0] / values.sum()), n)
    wrong = [str(c) for c, a in zip(parts.columns, loads, strict=True) if a < 0]
    found.add("one_sign", group, len(wrong) / len(loads), n, named(wrong))
    found.add("bartlett", group, chance, n)
    if adequate is not None:
        found.add("kmo", group, adequate, n)


def _against_others(known: pd.DataFrame, members: dict[str, list[str]], found: Findings) -> None:
    for group, codes in members.items():
        others = [g for g in members if g != group]
        if len(codes) < 2 or not others:
            continue
        rest = item_rest(known[codes])
        for code in codes:
            far = known[others].corrwith(known[code])
            if far.isna().all():
                continue
            note = str(far.idxmax())
            found.add("other_group", str(code), float(rest[code] - far.max()), len(known), note)


def _between(groups: pd.DataFrame, found: Findings) -> None:
    names = list(groups.columns)
    for place, left in enumerate(names):
        for right in names[place + 1 :]:
            c = correlation(groups[left], groups[right])
            note = f"95 % {c.low:.2f} … {c.high:.2f}, ρ {c.spearman:.2f}"
            found.add("between", f"{left} × {right}", c.r, c.n, note, (c.low, c.high))
