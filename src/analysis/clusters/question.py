"""A question put to the counties – types of progress, or of level? – and its answer as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.clusters.checks import other_methods, outside_differences, reporting_auc
from analysis.clusters.naming import PROGRESS, class_names, finding
from analysis.clusters.types import TYPES, Found, find_types
from analysis.tables.contracts_measurement import (
    TYPE_CHECKS,
    TYPE_CONSENSUS,
    TYPE_MOVES,
    TYPE_PROFILES,
    TYPE_STABILITY,
    TYPE_TESTS,
)
from analysis.tables.contracts_measurement import TYPES as TYPE_TABLE
from analysis.tables.schema import DIMENSIONS

Floats = NDArray[np.float64]

COLUMNS = (*DIMENSIONS, "L")
MADE = (
    TYPE_TABLE, TYPE_TESTS, TYPE_PROFILES, TYPE_STABILITY, TYPE_CONSENSUS, TYPE_CHECKS, TYPE_MOVES,
)  # fmt: skip
NORMAL_90 = 1.645  # half-width of a 90 % interval in standard errors


@dataclass(frozen=True)
class Question:
    """What is known of n counties.

    ``values`` and ``errors`` (n, variances) are what a county's own figures say, not leaning on
    others; infinite errors leave a county out; ``relative`` is a further standard error, a share of
    the value. ``profile`` is n × 10, estimates by dimension and
    overall, which describe the classes. ``controls`` are the ways of reporting that types must not
    be, ``outside`` what was not clustered on. ``early`` and ``late`` are draws × n of two
    successive spans with the years ``spans`` (n × 4), empty where there is one span only.
    """

    name: str
    counties: Sequence[str]
    values: Floats
    errors: Floats
    relative: float
    profile: Floats
    controls: pd.DataFrame
    outside: pd.DataFrame
    early: Floats
    late: Floats
    spans: NDArray[np.int64]


def type_tables(questions: Sequence[Question], seed: int, margin: float) -> dict[str, pd.DataFrame]:
    """Return tables TYPES and ``TYPE_…`` by name.

    Args:
        questions: one or several.
        seed: of all simulations.
        margin: points a year from which on a class is said to rise or fall.
    """
    rows: dict[str, list[pd.DataFrame]] = {}
    for asked in questions:
        for name, frame in _answer(asked, seed, margin).items():
            rows.setdefault(name, []).append(frame)
    return {
        contract.name: contract.check(pd.concat(rows[contract.name], ignore_index=True))
        if contract.name in rows
        else contract.empty()
        for contract in MADE
    }


def _answer(asked: Question, seed: int, margin: float) -> dict[str, pd.DataFrame]:
    known = np.flatnonzero(np.isfinite(asked.errors))
    if not len(known):
        return {}
    values, errors = asked.values[known], asked.errors[known]
    found = find_types(values, errors, seed, asked.relative)
    means = found.mixture.means[0].tolist()
    names = np.array(class_names(asked.name, means, found.verdict, margin), dtype=object)
    labels = found.labels
    members = pd.DataFrame(
        {
            "county_code": np.asarray(asked.counties, dtype=object)[known],
            "question": asked.name,
            "value": values,
            "error": np.sqrt(errors + (asked.relative * values) ** 2),
            "class": labels + 1,
            "probability": found.probabilities.max(axis=1),
            "name_zh": names[labels, 0],
            "name_en": names[labels, 1],
        }
    )
    answer = {"types": members, "type_tests": _tests(asked, found, len(known))}
    answer["type_profiles"] = _profiles(asked, found, known)
    answer["type_checks"] = _checks(asked, found, known, seed)
    if found.verdict == TYPES:
        answer["type_stability"] = _stability(asked, found)
        answer["type_consensus"] = _consensus(asked, found, known)
    if found.verdict == TYPES and asked.name == PROGRESS and asked.early.size:
        answer["type_moves"] = _moves(asked, found)
    return answer


def _tests(asked: Question, found: Found, units: int) -> pd.DataFrame:
    zh, en = finding(asked.name, found, units)
    several = found.classes > 1
    tried = found.tested.delta_bic
    best = tried[found.classes - 1] if several else tried[1:].max() if len(tried) > 1 else np.nan
    row = {
        "question": asked.name,
        "verdict": found.verdict,
        "units": units,
        "classes": found.classes,
        "delta_bic": best,
        "needed": found.tested.needed,
        "chance": found.tested.chance,
        "power": found.tested.power,
        "spread": np.sqrt(found.mixture.spread[0]),
        "entropy": found.entropy,
        "jaccard": found.stability.jaccard.min() if several else np.nan,
        "drawn_jaccard": found.stability.drawn_jaccard.min() if several else np.nan,
        "left_out": found.stability.left_out if several else np.nan,
        "zh": zh,
        "en": en,
    }
    return pd.DataFrame([row])


def _profiles(asked: Question, found: Found, known: NDArray[np.int64]) -> pd.DataFrame:
    """Describe classes by the membership-weighted means of their counties, with intervals."""
    rows = []
    for k in range(found.classes):
        weight = found.probabilities[:, k]
        for column, name in enumerate(COLUMNS):
            x = asked.profile[known, column]
            there = np.isfinite(x)
            w, x = weight[there], x[there]
            size = float(w.sum() ** 2 / (w**2).sum()) if w.sum() > 0 else 0.0
            mean = float(np.average(x, weights=w)) if size else np.nan
            spread = float(np.average((x - mean) ** 2, weights=w)) if size else np.nan
            half = NORMAL_90 * np.sqrt(spread / (size - 1)) if size > 1 else np.nan
            rows.append((asked.name, k + 1, name, mean, mean - half, mean + half, weight.sum()))
    return pd.DataFrame(rows, columns=[*TYPE_PROFILES.columns])


def _stability(asked: Question, found: Found) -> pd.DataFrame:
    stable = found.stability
    numbers = np.arange(1, found.classes + 1)
    columns = {"class": numbers, "jaccard": stable.jaccard, "drawn_jaccard": stable.drawn_jaccard}
    return pd.DataFrame({"question": asked.name} | columns)


def _consensus(asked: Question, found: Found, known: NDArray[np.int64]) -> pd.DataFrame:
    """Return the consensus of each pair of counties once; nothing of very many counties."""
    codes = np.asarray(asked.counties, dtype=object)[known]
    left, right = np.triu_indices(len(found.stability.consensus), 1)
    pairs = {"county_code": codes[left], "question": asked.name, "other": codes[right]}
    return pd.DataFrame(pairs | {"together": found.stability.consensus[left, right]})


def _checks(asked: Question, found: Found, known: NDArray[np.int64], seed: int) -> pd.DataFrame:
    """Ask whether reporting tells the classes; of a continuum, whether it tells its upper half."""
    values = asked.values[known]
    several = found.classes > 1
    labels = found.labels if several else (values > np.median(values)).astype(np.int64)
    controls = asked.controls.iloc[known].reset_index(drop=True)
    auc, p = reporting_auc(labels, controls, seed)
    rows: list[tuple[str, str, float, float, int]] = [("reporting", "all", auc, p, len(known))]
    outside = asked.outside.iloc[known].reset_index(drop=True)
    rows += [("outside", *found_) for found_ in outside_differences(labels, outside, seed)]
    if several:
        made = other_methods(values, labels, seed)
        rows += [("method", name, ari, np.nan, len(known)) for name, ari in made]
    table = pd.DataFrame(rows, columns=["kind", "name", "value", "p", "n"])
    return table.assign(question=asked.name)


def _moves(asked: Question, found: Found) -> pd.DataFrame:
    """Return the chance that a county is of another class in the later of two spans."""
    fitted = found.mixture
    early, late = (_classed(draws, found) for draws in (asked.early, asked.late))
    spans = asked.spans
    there = np.isfinite(asked.early).all(axis=0) & np.isfinite(asked.late).all(axis=0)
    most = [_most(classes, fitted.means.shape[1]) for classes in (early, late)]
    table = pd.DataFrame(
        {
            "county_code": np.asarray(asked.counties, dtype=object),
            **{name: spans[:, k] for k, name in enumerate(list(TYPE_MOVES.columns)[1:5])},
            "from_class": most[0] + 1,
            "to_class": most[1] + 1,
            "probability": (early != late).mean(axis=0),
        }
    )
    return table.iloc[np.flatnonzero(there)].reset_index(drop=True)


def _classed(draws: Floats, found: Found) -> NDArray[np.int64]:
    x = np.nan_to_num(draws)
    fitted = found.mixture
    away = (x[..., None] - fitted.means[0]) ** 2 / fitted.spread[0]
    return np.asarray((np.log(fitted.weights[0]) - away / 2).argmax(axis=-1), dtype=np.int64)


def _most(classes: NDArray[np.int64], many: int) -> NDArray[np.int64]:
    counts = np.stack([(classes == k).sum(axis=0) for k in range(many)])
    return np.asarray(counts.argmax(axis=0), dtype=np.int64)
