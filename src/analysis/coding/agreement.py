"""Agreement between coders, and shares with their intervals (pure functions of arrays).

Rows of a stratified sample carry weights (population of the stratum / rows drawn from it), so that
results hold for all numbers read and not for the mixture that was drawn. The finite population is
not taken off: the intervals are a little too wide where a stratum was drawn nearly whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.panel import wilson

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
REPLICATIONS = 2000


class Estimate(NamedTuple):
    """A value with its interval, and the rows of a simple random sample that tell as much."""

    value: float
    low: float
    high: float
    effective: float


NOTHING = Estimate(float("nan"), float("nan"), float("nan"), 0.0)


def effective_size(weights: Floats) -> float:
    r"""Return the size of a simple random sample that tells as much as weighted rows.

    .. math:: n_{eff} = (\sum w)^2 / \sum w^2

    Source: Kish (1965), Survey Sampling, section 11.7.

    >>> effective_size(np.array([2.0, 2.0, 2.0])), round(effective_size(np.array([1.0, 3.0])), 2)
    (3.0, 1.6)
    """
    total = float((weights**2).sum())
    return float(weights.sum()) ** 2 / total if total else 0.0


def share(hits: NDArray[np.bool_], weights: Floats, confidence: float = CONFIDENCE) -> Estimate:
    r"""Return the weighted share of hits with Wilson's interval.

    p = Σ w x / Σ w, and in Wilson's formula n is the effective size (for equal weights: n itself).

    Source: Wilson (1927), JASA 22, 209–212; with the effective size Dean & Pagano (2015), Journal
    of Survey Statistics and Methodology 3, 484–503.

    >>> [round(x, 3) for x in share(np.arange(10) < 9, np.ones(10))]
    [0.9, 0.596, 0.982, 10.0]
    """
    n = effective_size(weights)
    if not n:
        return NOTHING
    p = float((weights * hits).sum() / weights.sum())
    low, high = wilson(p * n, n, confidence)
    return Estimate(p, min(float(low), p), max(float(high), p), n)


def found_share(found: Estimate, missed: Sequence[Estimate]) -> Estimate:
    r"""Return recall T/(T + F) from the totals of what was found and what was missed.

    The totals come from different strata, each with an interval of its own. The misses are added
    and the ratio F/T is bounded by the method of variance estimates recovery (MOVER): with limits
    (l, u) of each total,

    .. math:: U = \frac{FT + \sqrt{(FT)^2 - u_F l_T (2F - u_F)(2T - l_T)}}{l_T (2T - l_T)}

    and likewise L; recall is 1/(1 + F/T). A sample in which nothing was missed thus still says how
    many could have been.

    Source: Zou & Donner (2008), Statistics in Medicine 27, 1693–1702 (sums); Donner & Zou (2012),
    Statistical Methods in Medical Research 21, 347–359 (ratios).

    >>> whole = found_share(Estimate(90, 80, 100, 50), [Estimate(10, 5, 20, 50)])
    >>> [round(x, 3) for x in whole[:3]]
    [0.9, 0.816, 0.948]
    """
    t = found.value
    f = sum(m.value for m in missed)
    if not t + f > 0:
        return NOTHING
    f_low = max(f - float(np.sqrt(sum((m.value - m.low) ** 2 for m in missed))), 0.0)
    f_high = f + float(np.sqrt(sum((m.high - m.value) ** 2 for m in missed)))
    low, high = _ratio_limits((f, f_low, f_high), (t, found.low, found.high))
    effective = found.effective + sum(m.effective for m in missed)
    return Estimate(t / (t + f), 1 / (1 + high), 1 / (1 + low), effective)


def _ratio_limits(
    f: tuple[float, float, float], t: tuple[float, float, float]
) -> tuple[float, float]:
    """Return the limits of F/T; each is a total with its limits."""
    (value, low, high), (base, base_low, base_high) = f, t
    product = value * base
    root = product**2 - low * base_high * (2 * value - low) * (2 * base - base_high)
    divisor = base_high * (2 * base - base_high)
    lower = (product - float(np.sqrt(max(root, 0.0)))) / divisor if divisor > 0 else 0.0
    root = product**2 - high * base_low * (2 * value - high) * (2 * base - base_low)
    divisor = base_low * (2 * base - base_low)
    upper = (product + float(np.sqrt(max(root, 0.0)))) / divisor if divisor > 0 else np.inf
    return max(lower, 0.0), upper


def cohen_kappa(one: Sequence[str], other: Sequence[str], weights: Floats | None = None) -> float:
    r"""Return Cohen's κ of two coders, NaN where chance alone gives full agreement.

    .. math:: \kappa = \frac{p_o - p_e}{1 - p_e}, \quad p_e = \sum_c p_{c\cdot} p_{\cdot c}

    The proportions are weighted where weights are given.

    Source: Cohen (1960), Educational and Psychological Measurement 20, 37–46.

    >>> round(cohen_kappa("aaaabbbb", "aaabbbba"), 3)
    0.5
    """
    used = np.ones(len(one)) if weights is None else weights
    return float(_kappa(one, other)(used[None, :])[0])


def krippendorff_alpha(units: Iterable[Sequence[str | None]]) -> float:
    r"""Return Krippendorff's α for nominal codes, NaN where all codes are one.

    With m_u codes of unit u, n_uc of them c (units with m_u < 2 are not paired), n_c and n their
    sums over units:

    .. math:: \alpha = 1 - (n - 1)\,
        \frac{\sum_u \sum_c n_{uc}(m_u - n_{uc})/(m_u - 1)}{\sum_c n_c (n - n_c)}

    Args:
        units: for each unit the codes of all coders; None where a coder gave none.

    Source: Krippendorff (2004), Content Analysis, ch. 11; Krippendorff (2011), Computing
    Krippendorff's Alpha-Reliability.

    >>> round(krippendorff_alpha([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]), 3)
    0.533
    """
    listed = list(units)
    return float(_alpha(listed)(np.ones((1, len(listed))))[0])


def bootstrap(
    statistic: Callable[[Floats], Floats], groups: Sequence[str], weights: Floats, seed: int
) -> tuple[float, float]:
    """Return the percentile interval of a statistic over rows resampled within their groups.

    ``statistic`` takes a matrix, replications × rows, of how much each row counts.

    Source: Zapf et al. (2016), BMC Medical Research Methodology 16, 93, who recommend the bootstrap
    over rows for α and κ of nominal codes.
    """
    rng = np.random.default_rng(seed)
    counts = np.zeros((REPLICATIONS, len(groups)))
    labels = np.asarray(list(groups))
    for group in dict.fromkeys(groups):
        place = np.flatnonzero(labels == group)
        equal = np.full(len(place), 1 / len(place))
        counts[:, place] = rng.multinomial(len(place), equal, size=REPLICATIONS)
    values = statistic(counts * weights)
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(known, [tail, 100 - tail])
    return float(low), float(high)


def kappa_estimate(
    one: Sequence[str], other: Sequence[str], groups: Sequence[str], weights: Floats, seed: int
) -> Estimate:
    """Return weighted κ with its bootstrap interval."""
    value = cohen_kappa(one, other, weights)
    low, high = bootstrap(_kappa(one, other), groups, weights, seed)
    return Estimate(value, low, high, effective_size(weights))


def alpha_estimate(
    units: Sequence[Sequence[str | None]], groups: Sequence[str], seed: int
) -> Estimate:
    """Return α with its bootstrap interval; every row of the sample counts once."""
    equal = np.ones(len(units))
    low, high = bootstrap(_alpha(units), groups, equal, seed)
    return Estimate(krippendorff_alpha(units), low, high, float(len(units)))


def macro_f1_estimate(
    truth: Sequence[str], read: Sequence[str], groups: Sequence[str], weights: Floats, seed: int
) -> Estimate:
    r"""Return the weighted mean of the F1 of the codes that the truth holds, with its interval.

    .. math:: F_1(c) = \frac{2 n_{cc}}{n_{c\cdot} + n_{\cdot c}}

    Source: Opitz & Burst (2021), arXiv 1911.03347 (the mean of F1, not F1 of means); interval: see
    ``bootstrap``.

    >>> whole = macro_f1_estimate("aabb", "aaab", "xxxx", np.ones(4), 1)
    >>> round(whole.value, 3)
    0.733
    """
    statistic = _macro_f1(truth, read)
    low, high = bootstrap(statistic, groups, weights, seed)
    return Estimate(float(statistic(weights[None, :])[0]), low, high, effective_size(weights))


def majority_macro_f1(truth: Sequence[str], weights: Floats) -> Estimate:
    """Return the macro-F1 of always naming the most frequent code; it has no interval.

    >>> round(majority_macro_f1("aaab", np.ones(4)).value, 3)
    0.429
    """
    counts = {c: float(weights[np.asarray(list(truth)) == c].sum()) for c in sorted(set(truth))}
    usual = max(counts, key=lambda c: counts[c])
    value = _macro_f1(truth, [usual] * len(truth))(weights[None, :])
    nan = float("nan")
    return Estimate(float(value[0]), nan, nan, effective_size(weights))


def _macro_f1(truth: Sequence[str], read: Sequence[str]) -> Callable[[Floats], Floats]:
    codes = sorted({*truth, *read})
    true, predicted = _one_hot(truth, codes), _one_hot(read, codes)
    occurring = true.any(axis=0)

    def statistic(weights: Floats) -> Floats:
        each = _over(2 * (weights @ (true * predicted)), weights @ true + weights @ predicted)
        mean: Floats = np.nanmean(np.where(occurring, each, np.nan), axis=1)
        return mean

    return statistic


def _kappa(one: Sequence[str], other: Sequence[str]) -> Callable[[Floats], Floats]:
    codes = sorted({*one, *other})
    first, second = _one_hot(one, codes), _one_hot(other, codes)
    same = (first * second).sum(axis=1)

    def statistic(weights: Floats) -> Floats:
        total = weights.sum(axis=1)
        observed = weights @ same / total
        chance = ((weights @ first) * (weights @ second)).sum(axis=1) / total**2
        return _over(observed - chance, 1 - chance)

    return statistic


def _alpha(units: Sequence[Sequence[str | None]]) -> Callable[[Floats], Floats]:
    codes = sorted({c for unit in units for c in unit if c is not None})
    place = {c: i for i, c in enumerate(codes)}
    counts = np.zeros((len(units), len(codes)))
    for row, unit in enumerate(units):
        for code in unit:
            if code is not None:
                counts[row, place[code]] += 1
    many = counts.sum(axis=1)
    counts[many < 2] = 0.0
    apart = (counts * (many[:, None] - counts)).sum(axis=1) / np.maximum(many - 1, 1)

    def statistic(weights: Floats) -> Floats:
        each = weights @ counts
        total = each.sum(axis=1)
        expected = (each * (total[:, None] - each)).sum(axis=1)
        return 1 - _over((total - 1) * (weights @ apart), expected)

    return statistic


def _one_hot(labels: Sequence[str], codes: Sequence[str]) -> Floats:
    place = {c: i for i, c in enumerate(codes)}
    matrix = np.zeros((len(labels), len(codes)))
    matrix[np.arange(len(labels)), [place[s] for s in labels]] = 1.0
    return matrix


def _over(above: Floats, below: Floats) -> Floats:
    safe = below > 1e-12
    return np.where(safe, above / np.where(safe, below, 1.0), np.nan)
