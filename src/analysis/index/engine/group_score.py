"""One group of parts 组内合成: which function aggregates it, and where its weights come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ConfigError, TableError, nearest
from analysis.index.engine.tree import Tree
from analysis.index.methods import aggregate, outrank, weights_fit
from analysis.index.methods.options import Aggregate, Weight

Floats = NDArray[np.float64]
PERSONAL = "benefit_of_the_doubt"  # weights that each unit has for itself


def combine(scores: Floats, parts: Floats, choice: Aggregate) -> Floats:
    """Aggregate one group.

    Args:
        scores: units × parts, NaN where missing.
        parts: weight of each part, or units × parts.
        choice: method and its parameters; units with a smaller share of parts than
            ``choice.available`` get NaN.

    Raises:
        TableError: the method is not defined for a score.

    >>> combine(np.array([[80.0, np.nan]]), np.ones(2), Aggregate(available=0.6)).tolist()
    [nan]
    """
    pairs = {"missing": choice.missing, "tolerance": choice.tolerance}
    methods: dict[str, Callable[[], Floats]] = {
        "arithmetic": lambda: aggregate.arithmetic(scores, parts),
        "geometric": lambda: aggregate.geometric(scores, parts, floor=choice.floor),
        "harmonic": lambda: aggregate.harmonic(_floored(scores, choice), parts),
        "generalised": lambda: aggregate.generalised(
            _floored(scores, choice), parts, power=choice.power
        ),
        "median": lambda: aggregate.median(scores, parts),
        "minimum": lambda: aggregate.minimum(scores, parts),
        "mazziotta_pareto": lambda: aggregate.mazziotta_pareto(scores, parts, sign=choice.sign),
        "mazziotta_pareto_z": lambda: aggregate.mazziotta_pareto_z(scores, parts, sign=choice.sign),
        "topsis": lambda: outrank.topsis(scores, parts),
        "copeland": lambda: outrank.copeland(scores, parts, **pairs),  # type: ignore[arg-type]
        "outranking": lambda: _mean_outranking(scores, parts, pairs),
        "benefit_of_the_doubt": lambda: weights_fit.benefit_of_the_doubt(
            scores, least=choice.least, most=choice.most
        )[0],
    }
    result = methods[choice.method]()
    known = np.isfinite(scores)
    enough = known.any(axis=-1) & (known.mean(axis=-1) >= choice.available - 1e-12)
    return np.where(enough, result, np.nan)


def group_weights(
    tree: Tree, group: str, scores: Floats, choice: Weight, declared: Mapping[str, float]
) -> dict[str, float]:
    """Return the weights of a group's parts, from the data where the method says so.

    Raises:
        TableError: the method is not defined for the scores, naming the group.
    """
    children = tree.children[group]
    level = "indicators" if tree.level[group] == 1 else "groups"
    if choice.method == "given" or choice.level not in ("all", level):
        return {c: declared[c] for c in children}
    if choice.method in ("equal", PERSONAL) or len(children) == 1:
        return dict.fromkeys(children, 1.0)
    try:
        found = weights_by(choice.method, scores, [declared[c] for c in children])
    except TableError as error:
        raise TableError(f"weights of {group}: {error}") from None
    return dict(zip(children, found.tolist(), strict=True))


def unit_weights(tree: Tree, group: str, scores: Floats, choice: Weight) -> Floats | None:
    """Return weights of a group's parts for each unit (units × parts), where they are its own.

    Raises:
        TableError: the method is not defined for the scores, naming the group.
    """
    level = "indicators" if tree.level[group] == 1 else "groups"
    alone = len(tree.children[group]) == 1
    if choice.method != PERSONAL or choice.level not in ("all", level) or alone:
        return None
    try:
        return weights_fit.favourable_weights(scores, least=choice.least, most=choice.most)
    except TableError as error:
        raise TableError(f"weights of {group}: {error}") from None


def weights_by(method: str, scores: Floats, target: Sequence[float] | Floats) -> Floats:
    """Return weights that a method takes from scores (units × parts, NaN where missing).

    Raises:
        ConfigError: no such method, with the nearest.
        TableError: the method is not defined for the scores.
    """
    if method not in weights_fit.FROM_DATA:
        hint = nearest(method, weights_fit.FROM_DATA)
        raise ConfigError(f'no method "{method}" takes weights from data{hint}')
    return weights_fit.FROM_DATA[method](scores, np.asarray(target, float))


def _mean_outranking(scores: Floats, parts: Floats, pairs: Mapping[str, object]) -> Floats:
    matrix = outrank.outranking(scores, parts, **pairs)  # type: ignore[arg-type]
    result: Floats = matrix.sum(axis=1) / max(len(matrix) - 1, 1)
    return result


def _floored(scores: Floats, choice: Aggregate) -> Floats:
    return scores if choice.floor is None else np.maximum(scores, choice.floor)
