"""Weights fitted to a purpose 优化赋权: equal influence, most information, benefit of the doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import TableError
from analysis.index.methods import weights
from analysis.index.methods.aggregate import arithmetic

Floats = NDArray[np.float64]
Objective = Literal["balance", "information"]
SMALL, LARGEST = 1e-9, 1e6


@dataclass(frozen=True)
class Fitted:
    """Weights (summing to 1), the correlation each part then has with the index, and the gap.

    ``gap`` is the root mean square difference between each part's share of the correlations and
    its target; NaN for the objective ``information``.
    """

    weights: Floats
    correlations: Floats
    gap: float


def optimise(
    scores: ArrayLike,
    target: ArrayLike | None = None,
    *,
    objective: Objective = "balance",
    combine: Callable[[Floats], Floats] | None = None,
) -> Fitted:
    r"""Return non-negative weights by which each part has its intended influence on the index.

    .. math:: \min_w \sum_j \Big(\frac{r_j}{\sum_k r_k} - t_j\Big)^2, \quad
              r_j = cor\big(x_j, \textstyle\sum_k w_k x_k\big)

    or, with ``information``, :math:`\max_w \sum_j r_j`. Nelder–Mead on the logarithms of the
    weights; the optimum need not be unique, so compare the correlations.

    Args:
        scores: units × parts, complete.
        target: intended shares; equal where not given.
        objective: what is sought.
        combine: weights → index; the arithmetic mean of the parts where not given.

    Raises:
        TableError: a score is missing, a part is constant, or the targets are not one per part.

    Source: Becker, Saisana, Paruolo & Vandecasteele (2017), Ecological Indicators 80, 12–22;
    Paruolo, Saisana & Saltelli (2013), JRSS-A 176, 609–634.

    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(200, 3)); x[:, 1] += x[:, 0]
    >>> optimise(x).correlations.round(2).tolist()
    [0.65, 0.65, 0.65]
    """
    x = np.asarray(scores, float)
    wanted = _wanted_shares(x, target)
    index = combine or (lambda w: arithmetic(x, w))
    z = (x - x.mean(axis=0)) / x.std(axis=0)

    def cost(logs: Floats) -> float:
        r = _influence(z, index(_simplex(logs)))
        total = float(r.sum())
        if objective == "information":
            return -total
        return float(((r / total - wanted) ** 2).sum()) if total > 0 else 1e6 - total

    logs = _nelder_mead(cost, x.shape[1])
    r = _influence(z, index(_simplex(logs)))
    gap = float(np.sqrt(((r / r.sum() - wanted) ** 2).mean()))
    return Fitted(_simplex(logs), r, gap if objective == "balance" else float("nan"))


def _wanted_shares(x: Floats, target: ArrayLike | None) -> Floats:
    parts = x.shape[1]
    wanted = np.full(parts, 1 / parts) if target is None else np.asarray(target, float)
    if wanted.shape != (parts,) or not np.isfinite(x).all() or (x.std(axis=0) == 0).any():
        raise TableError("optimised weights need complete, varying parts and one target for each")
    shares: Floats = wanted / wanted.sum()
    return shares


def _nelder_mead(cost: Callable[[Floats], float], parts: int) -> Floats:
    from scipy.optimize import minimize

    options = {"xatol": 1e-9, "fatol": 1e-14, "maxiter": 4000 * parts, "maxfev": 4000 * parts}
    logs = np.zeros(parts)
    for _ in range(3):  # restarts, since the simplex can collapse
        logs = minimize(cost, logs, method="Nelder-Mead", options=options | {"adaptive": True}).x
    return logs


def benefit_of_the_doubt(
    scores: ArrayLike, *, least: float = 0.0, most: float = 1.0
) -> tuple[Floats, Floats]:
    r"""Return each unit's score under the weights most favourable to it, and those weights.

    .. math:: \max_w \sum_j w_j x_{ij} \quad\text{s.t.}\quad
              \sum_j w_j x_{kj} \le 1 \;\forall k, \quad
              least \le \frac{w_j x_{ij}}{\sum_l w_l x_{il}} \le most

    A unit that no other outdoes under its own weights scores 1. A missing score counts 0 for that
    unit, which cannot help it.

    Args:
        scores: units × parts, at least 0.
        least: smallest share of the score that a part may make up.
        most: largest share.

    Raises:
        TableError: a score is negative, or the bounds on the shares cannot be met.

    Source: Cherchye, Moesen, Rogge & Van Puyenbroeck (2007), Social Indicators Research 82,
    111–145; Wong & Beasley (1990) for the bounds on shares.

    >>> benefit_of_the_doubt([[1, 2], [2, 1], [1, 1]])[0].round(4).tolist()
    [1.0, 1.0, 0.6667]
    """
    from scipy.optimize import linprog

    x = np.nan_to_num(np.asarray(scores, float))
    parts = x.shape[1]
    if (x < 0).any() or not least * parts <= 1 <= most * parts:
        raise TableError("benefit of the doubt needs scores from 0 and bounds that can be met")
    most_of = x.max(axis=0, initial=0)
    size = np.where(most_of > 0, most_of, 1)
    y = x / size
    weights = np.zeros_like(y)
    for number, unit in enumerate(y):
        rows = [y]
        if least > 0:
            rows.append(least * unit - np.diag(unit))
        if most < 1:
            rows.append(np.diag(unit) - most * unit)
        a = np.vstack(rows)
        b = np.r_[np.ones(len(y)), np.zeros(len(a) - len(y))]
        found = linprog(-unit, A_ub=a, b_ub=b, bounds=(0, None), method="highs")
        if found.status != 0:
            raise TableError(f"benefit of the doubt: unit {number} has no solution")
        weights[number] = found.x
    return (weights * y).sum(axis=1), weights / size


def favourable_weights(scores: ArrayLike, *, least: float = 0.0, most: float = 1.0) -> Floats:
    r"""Return for each unit the weights most favourable to it, as ``benefit_of_the_doubt`` seeks.

    .. math:: \max_w \sum_j w_j x_{ij} \quad\text{s.t.}\quad
              \sum_j w_j x_{kj} \le 1 \;\forall k, \quad
              least \le \frac{w_j}{\sum_l w_l} \le most

    Of several optima the one whose smallest weight is largest; then scaled to sum to 1, so that
    any mean can use them and the scores keep their scale. Parts that a unit lacks weigh 0 for it;
    bounds that the parts it has cannot meet give way as far as they must.

    Args:
        scores: units × parts on one scale, at least 0, NaN where missing.
        least: smallest weight of a part.
        most: largest weight.

    Returns:
        Units × parts, rows summing to 1; 0 throughout for a unit without any part.

    Raises:
        TableError: a score is negative, or the bounds cannot be met by any unit.

    Source: Cherchye, Moesen, Rogge & Van Puyenbroeck (2007), Social Indicators Research 82,
    111–145; Allen, Athanassopoulos, Dyson & Thanassoulis (1997), Annals of Operations Research 73,
    13–34 (bounds on weights).

    >>> favourable_weights([[4, 1], [2, 3], [1, 2]]).round(4).tolist()
    [[0.5, 0.5], [0.5, 0.5], [0.0, 1.0]]
    """
    x = np.asarray(scores, float)
    parts = x.shape[1]
    if (x < 0).any() or not least * parts <= 1 <= most * parts:
        raise TableError("benefit of the doubt needs scores from 0 and bounds that can be met")
    known = np.isfinite(x)
    y = np.where(known, x, 0.0) / max(float(x.max(initial=0.0, where=known)), 1e-300)
    result = np.zeros_like(y)
    for number, seen in enumerate(known):
        if count := int(seen.sum()):
            limits = min(least, 1 / count), max(most, 1 / count)
            result[number, seen] = _favourable(y[number, seen], y[:, seen], *limits)
    return result


def _favourable(unit: Floats, peers: Floats, least: float, most: float) -> Floats:
    from scipy.optimize import linprog

    parts = len(unit)
    same, ones = np.eye(parts), np.ones((parts, parts))
    a = np.vstack([peers, least * ones - same, same - most * ones])
    b = np.r_[np.ones(len(peers)), np.zeros(2 * parts)]
    cap = (0, LARGEST)  # a part on which nobody scores could have any weight
    found = linprog(-unit, A_ub=a, b_ub=b, bounds=cap, method="highs")
    if found.status == 0:  # among the optima, the most even one: max t with w_j >= t
        best = np.r_[-unit, 0.0]
        a = np.vstack([np.c_[a, np.zeros(len(a))], best, np.c_[-same, np.ones(parts)]])
        b = np.r_[b, found.fun + SMALL, np.zeros(parts)]
        even = np.r_[np.zeros(parts), -1.0]
        found = linprog(even, A_ub=a, b_ub=b, bounds=cap, method="highs")
    if found.status != 0:
        raise TableError("benefit of the doubt: the most favourable weights have no solution")
    result: Floats = found.x[:parts] / found.x[:parts].sum()
    return result


def _influence(z: Floats, y: Floats) -> Floats:
    """Return the correlation of standardised parts with an index; 0 where it is constant."""
    spread = y.std()
    if not spread > 0:
        return np.zeros(z.shape[1])
    result: Floats = z.T @ (y - y.mean()) / (len(y) * spread)
    return result


def _simplex(logs: Floats) -> Floats:
    raised = np.exp(logs - logs.max())
    result: Floats = raised / raised.sum()
    return result


def _complete(scores: Floats) -> Floats:
    result: Floats = scores[np.isfinite(scores).all(axis=1)]
    return result


FROM_DATA: dict[str, Callable[[Floats, Floats], Floats]] = {
    "equal": lambda scores, _: np.full(scores.shape[1], 1 / scores.shape[1]),
    "entropy": lambda scores, _: weights.entropy(scores),
    "critic": lambda scores, _: weights.critic(scores),
    "pca": lambda scores, _: weights.pca(scores),
    "balance": lambda scores, target: optimise(_complete(scores), target).weights,
    "information": lambda scores, _: optimise(_complete(scores), objective="information").weights,
}
"""Weights from scores (units × parts) and intended shares; an entry serves every index and L."""
