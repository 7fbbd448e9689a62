"""Level, progress and types of a study as frames, with names beside the codes, and their draws.

    study = analysis.open_study()
    levels, progress = analysis.levels(study), analysis.progress(study)
    types, draws = analysis.types(study), analysis.draws(study)

What the columns mean: ``docs/tables.md``.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from analysis.clusters.naming import LEVEL, PROGRESS
from analysis.errors import ReportError, nearest
from analysis.measurement.levels import COLUMNS, read_draws
from analysis.study import View
from analysis.texts import with_texts

KEY = ["county_code", "year"]


def levels(study: View, dimension: str = "L") -> pd.DataFrame:
    """Return the level of every county-year with a report, in points, with 90 % interval.

    Args:
        study: see ``open_study``.
        dimension: D0 … D8, L for all together, or "" for every dimension, one row each.

    Raises:
        ReportError: there is no such dimension.
        StoreError: the study has not been built.
    """
    return _of_dimension(study, study.table("levels"), dimension)


def progress(study: View, dimension: str = "L") -> pd.DataFrame:
    """Return the yearly change of every county, points a year, with interval, chances and call.

    Beside it stands what texts tell: promises kept, problems closed, mechanisms adopted.

    Args:
        study: see ``open_study``.
        dimension: D0 … D8, L for all together, or "" for every dimension, one row each.

    Raises:
        ReportError: there is no such dimension.
        StoreError: the study has not been built.
    """
    joined = with_texts(study.table("progress"), study.table("text_progress"))
    return _of_dimension(study, joined, dimension)


def types(study: View, question: str = PROGRESS) -> pd.DataFrame:
    """Return the type of every county with its probability; of one class where there are no types.

    ``verdict`` says whether there are: types, a continuum, or that it cannot be told.

    Args:
        study: see ``open_study``.
        question: ``progress`` (counties with two years or more) or ``level`` (all).

    Raises:
        ReportError: there is no such question.
        StoreError: the study has not been built.
    """
    _known(question, (PROGRESS, LEVEL), "question")
    rows, tests = study.table("types"), study.table("type_tests")
    verdict = dict(zip(tests["question"], tests["verdict"], strict=True)).get(question, "")
    rows = rows[rows["question"] == question].reset_index(drop=True)
    return _named(study, rows.assign(verdict=verdict))


def draws(study: View, dimension: str = "L") -> pd.DataFrame:
    """Return the posterior draws of a level: county-years × draws, in points.

    A statement about several county-years is true with the share of the columns in which it holds:
    ``(d.loc["990101", 2023] > d.loc["990102", 2023]).mean()``.

    Args:
        study: see ``open_study``.
        dimension: D0 … D8, or L for all together.

    Raises:
        ReportError: there is no such dimension.
        StoreError: the study has not been built.
    """
    _known(dimension, COLUMNS, "dimension")
    rows = study.table("levels")
    units = rows.loc[rows["dimension"] == "L", KEY]
    values = read_draws(study.processed)[:, :, COLUMNS.index(dimension)]
    index = pd.MultiIndex.from_frame(units)
    return pd.DataFrame(values.T.astype(np.float64), index=index).rename_axis(columns="draw")


def _of_dimension(study: View, rows: pd.DataFrame, dimension: str) -> pd.DataFrame:
    if dimension:
        _known(dimension, COLUMNS, "dimension")
        rows = rows[rows["dimension"] == dimension].reset_index(drop=True)
    return _named(study, rows)


def _named(study: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Put the county's name beside its code."""
    named = rows.copy()
    named.insert(1, "county", rows["county_code"].map(study.counties))
    return named


def _known(wanted: str, known: Collection[str], what: str) -> None:
    if wanted not in known:
        raise ReportError(
            f'no {what} "{wanted}"{nearest(wanted, known)}; known: {", ".join(known)}'
        )
