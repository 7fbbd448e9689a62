"""Many replications at once 批量合成: means as matrix products over sets of weights.

A mean of parts is linear after a transformation φ (identity, ln, 1/x, x^p), so that all sets of
weights on one table are one matrix product. Methods that are no such means run one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.index.engine.group_score import combine
from analysis.index.engine.tree import Tree
from analysis.index.methods.options import Aggregate

Floats = NDArray[np.float64]
CELLS = 1 << 19  # replications × units worked on at once, so that they stay in the cache
MEANS = ("arithmetic", "geometric", "harmonic", "generalised")


@dataclass
class Batch:
    """Scores (replications × units) and what failed: replication → reason."""

    scores: Floats
    failed: dict[int, str] = field(default_factory=dict)


def index_scores(
    normalised: Mapping[str, Floats],
    tree: Tree,
    weights: Mapping[str, Floats],
    choices: Mapping[str, Aggregate],
    personal: Mapping[str, Floats] | None = None,
) -> Batch:
    """Aggregate one normalised table under many sets of weights.

    Args:
        normalised: values of each indicator, one per unit.
        tree: of the index.
        weights: per node, one weight per replication.
        choices: how each group is aggregated.
        personal: of groups whose parts have weights of their own for each unit, those (units ×
            parts); ``weights`` are then factors on them.
    """
    count = len(weights[tree.root])
    units = len(next(iter(normalised.values())))
    result = Batch(np.empty((count, units)))
    step = max(1, CELLS // max(units, 1))
    for start in range(0, count, step):
        block = slice(start, min(start + step, count))
        part = {node: w[block] for node, w in weights.items()}
        groups = (choices, personal or {})
        result.scores[block] = _block(normalised, tree, part, groups, result.failed, start)
    for number in result.failed:
        result.scores[number] = np.nan
    return result


def _block(
    normalised: Mapping[str, Floats],
    tree: Tree,
    weights: Mapping[str, Floats],
    groups: tuple[Mapping[str, Aggregate], Mapping[str, Floats]],
    failed: dict[int, str],
    start: int,
) -> Floats:
    known: dict[str, Floats] = {c: v[None, :] for c, v in normalised.items()}
    count = len(weights[tree.root])
    for group in tree.order:
        children = tree.children[group]
        parts = [known[c] for c in children]
        w = np.column_stack([weights[c] for c in children])
        choice, faults = groups[0][group], np.full(count, "", dtype=object)
        mean = _means if choice.method in MEANS else _one_by_one
        scores = mean(parts, w, groups[1].get(group), choice, faults)
        known[group] = _enough(scores, parts, choice)
        for number in np.flatnonzero(faults != "").tolist():
            failed.setdefault(start + number, f"group {group}: {faults[number]}")
    return np.broadcast_to(known[tree.root], (count, known[tree.root].shape[1]))


def _means(
    parts: list[Floats],
    w: Floats,
    own: Floats | None,
    choice: Aggregate,
    faults: NDArray[np.object_],
) -> Floats:
    forward, backward = _transforms(choice)
    parts = [_checked(p, choice, faults) for p in parts]
    if own is None and all(len(p) == 1 for p in parts):
        x = forward(np.vstack(parts))
        gaps = np.isnan(x)
        total = w @ np.where(gaps, 0.0, x)
        mass = w @ (~gaps).astype(float) if gaps.any() else w.sum(axis=1, keepdims=True)
    else:
        total, mass = np.zeros((len(w), parts[0].shape[1])), np.zeros((len(w), 1))
        for column, part in enumerate(parts):
            x, share = forward(part), w[:, column, None]
            share = share if own is None else share * own[:, column]
            gaps = np.isnan(x)
            if gaps.any():
                mass = mass + share * ~gaps
                x = np.where(gaps, 0.0, x)
            else:
                mass = mass + share
            total += share * x
    with np.errstate(divide="ignore", invalid="ignore"):
        return backward(np.where(mass > 0, total / mass, np.nan))


def _transforms(choice: Aggregate) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    power = choice.power
    table: dict[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
        "arithmetic": (lambda x: x, lambda y: y),
        "geometric": (np.log, np.exp),
        "harmonic": (lambda x: 1 / x, lambda y: 1 / y),
        "generalised": (lambda x: x**power, lambda y: y ** (1 / power)),
    }
    return table[choice.method]


def _checked(part: Floats, choice: Aggregate, faults: NDArray[np.object_]) -> Floats:
    """Lift scores to the floor, or mark the replications in which one is not above 0."""
    if choice.method == "arithmetic":
        return part
    if choice.floor is not None:
        return np.maximum(part, choice.floor)
    zero_fits = choice.method == "generalised" and choice.power > 0
    bad = (part < 0) if zero_fits else (part <= 0)
    if not bad.any():
        return part
    rows = bad.any(axis=1)
    faults[rows if len(part) == len(faults) else slice(None)] = (
        f"the {choice.method} mean needs scores above 0, not {np.nanmin(part):g}"
    )
    return np.where(bad, np.nan, part)


def _one_by_one(
    parts: list[Floats],
    w: Floats,
    own: Floats | None,
    choice: Aggregate,
    faults: NDArray[np.object_],
) -> Floats:
    out = np.full((len(w), parts[0].shape[1]), np.nan)
    shared = all(len(p) == 1 for p in parts)
    seen: dict[bytes, Floats] = {}
    for number, row in enumerate(w):
        key = row.tobytes() if shared else b""
        if key and key in seen:
            out[number] = seen[key]
            continue
        stacked = np.column_stack([p[number if len(p) > 1 else 0] for p in parts])
        try:
            out[number] = combine(stacked, row if own is None else own * row, choice)
        except TableError as error:
            faults[number] = str(error)
        if key and not faults[number]:
            seen[key] = out[number]
    return out


def _enough(scores: Floats, parts: list[Floats], choice: Aggregate) -> Floats:
    if choice.available <= 0:
        return scores
    share = sum(np.isfinite(p).astype(float) for p in parts) / len(parts)
    return np.where(share >= choice.available - 1e-12, scores, np.nan)
