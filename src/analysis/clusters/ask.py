"""The two questions that a study asks of its posterior: types of progress, and of level."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.clusters.naming import LEVEL, PROGRESS
from analysis.clusters.question import Question
from analysis.measurement import ROUGH_SCALE, Posterior, latest_subjects

Floats = NDArray[np.float64]

KEY = ["county_code", "year"]
SPANS = 5  # years from which on a county has two successive spans, of three years each


def questions_of(
    posterior: Posterior, documents: pd.DataFrame, constructs: pd.DataFrame
) -> list[Question]:
    """Ask for types of progress (counties with two years or more) and for types of level (all).

    Args:
        posterior: the measurement model's.
        documents: table DOCUMENTS; length and format of the reports.
        constructs: table CONSTRUCTS; reporting R is a control, form F and arithmetic B are not.
    """
    last = latest_subjects(posterior)
    counties, subject = last["county_code"].tolist(), last["subject"].to_numpy(int)
    progress = np.median(posterior.progress[:, subject], axis=0).astype(float)
    level = _mean_levels(posterior)[subject]
    controls, outside = describe_reporting(last, documents, constructs)
    early, late, spans = _halves(posterior, subject)
    nothing = np.zeros((0, len(subject)))
    middle = float(posterior.level[:, :, -1].mean())
    values, errors = posterior.own[:, subject], posterior.errors[:, subject]
    return [
        Question(
            PROGRESS, counties, values[1], errors[1], ROUGH_SCALE, progress, controls,
            outside.assign(level=level[:, -1]), early, late, spans,
        ),
        Question(
            LEVEL, counties, values[0] + middle, errors[0], 0.0, level, controls,
            outside.assign(progress=progress[:, -1]), nothing, nothing, spans,
        ),
    ]  # fmt: skip


def describe_reporting(
    last: pd.DataFrame, documents: pd.DataFrame, constructs: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return by county how it reports (R, length, format, years, province), and F and B."""
    mean = constructs.assign(part=constructs["construct"] + " " + constructs["part"])
    wide = mean.pivot_table(index="county_code", columns="part", values="value", aggfunc="mean")
    wide = wide.reindex(last["county_code"]).reset_index(drop=True)
    reporting = [c for c in wide.columns if str(c).startswith("R ")]
    used = documents[documents["status"] == "used"]
    by_county = used.groupby("county_code")
    suffix = used["file"].str.rsplit(".", n=1).str[-1].str.lower()
    formats = suffix.groupby(used["county_code"]).agg(lambda s: sorted(s)[0])
    controls = wide[reporting].assign(
        length=by_county["characters"].mean().reindex(last["county_code"]).to_numpy(float),
        years=by_county.size().reindex(last["county_code"]).to_numpy(float),
        format=formats.reindex(last["county_code"]).fillna("").to_numpy(object),
        province=last["county_code"].str[:2].to_numpy(object),
    )
    return controls, wide.drop(columns=reporting)


def _mean_levels(posterior: Posterior) -> Floats:
    """Return the mean of the median levels of each subject over its years: subjects × 10."""
    median = pd.DataFrame(np.median(posterior.level, axis=0).astype(float))
    subject = posterior.figures.units["subject"].to_numpy(int)
    return median.groupby(subject).mean().to_numpy(float)


def _halves(
    posterior: Posterior, subject: NDArray[np.int64]
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return draws of the yearly change in the first and second half of each county's years."""
    draws = posterior.compared.astype(float)
    units = posterior.figures.units
    years = units["year"].to_numpy(int)
    rows = units.groupby("subject").indices
    shape = (len(draws), len(subject))
    early, late = np.full(shape, np.nan), np.full(shape, np.nan)
    spans = np.zeros((len(subject), 4), np.int64)
    for place, number in enumerate(subject):
        own = np.asarray(rows[number])
        if len(own) >= SPANS:
            cut = len(own) // 2
            first, last = own[: cut + 1], own[cut:]
            early[:, place] = _slope(draws[:, first], years[first])
            late[:, place] = _slope(draws[:, last], years[last])
            spans[place] = years[[first[0], first[-1], last[0], last[-1]]]
    if not spans.any():
        return np.zeros((0, 0)), np.zeros((0, 0)), spans
    return early, late, spans


def _slope(draws: Floats, years: NDArray[np.int64]) -> Floats:
    t = years - years.mean()
    return np.asarray(draws @ t / (t @ t))
