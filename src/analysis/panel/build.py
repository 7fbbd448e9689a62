"""Observations become the panel 面板: county × year × indicator, missing states kept apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import TableError, nearest
from analysis.extraction.arithmetic.rounding import Range, count_range, share_range
from analysis.extraction.indicators.codebook import Codebook
from analysis.panel.denominate import COMPUTED, Bounds, Denominated, denominate
from analysis.panel.missing import has_place
from analysis.panel.rates import claim_class
from analysis.records import Qualifier
from analysis.tables.contracts import PANEL

Floats = NDArray[np.float64]
Words = NDArray[np.object_]
AT_ONCE = 2_000  # reports whose rows are made at a time: half a million, some 300 MB of words


def build_panel(
    observations: pd.DataFrame,
    documents: pd.DataFrame,
    codebook: Codebook,
    *,
    required_from: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """Return one row per county, year with a used document, and indicator of the codebook.

    Only resolved observations of used documents enter, the parts of a list added up. Nothing is
    imputed; a rate whose n and N are printed while the rate itself is not is computed, and its
    ``reason`` says so.

    Args:
        observations: table OBSERVATIONS.
        documents: table DOCUMENTS; ``status`` used, one document per county and year.
        codebook: the indicators.
        required_from: first year of indicators that did not exist before (study ``[index]``).

    Returns:
        Table PANEL, sorted by county, year and the codebook's order.

    Raises:
        TableError: naming county, year and indicator: two used documents of one county-year, two
            resolved values of one indicator, an indicator the codebook does not know.
    """
    codes = [i.code for i in codebook]
    reports = _reports(documents)
    resolved = _resolved(observations, reports, codes)
    shape = (len(reports), len(codes))
    rows = pd.MultiIndex.from_frame(reports[["county_code", "year"]]).get_indexer(
        pd.MultiIndex.from_frame(resolved[["county_code", "year"]])
    )
    columns = pd.Index(codes).get_indexer(pd.Index(resolved["indicator"]))
    values, seen = np.full(shape, np.nan), np.zeros(shape, bool)
    qualifiers = np.full(shape, None, dtype=object)
    values[rows, columns] = resolved["value"].to_numpy(float, na_value=np.nan)
    qualifiers[rows, columns] = resolved["qualifier"].astype(object).to_numpy()
    seen[rows, columns] = True
    zero = seen & np.isnan(values) & (qualifiers == "zero")
    values[zero] = 0.0
    bounds = _bounds(resolved, rows, columns, shape, codebook)
    parts = denominate(values, bounds, codebook)
    states = _states(seen, parts, qualifiers, reports, codebook)
    _gate(states, seen, reports, codes, required_from or {})
    return _in_pieces(reports, codebook, parts, qualifiers, states)


def _reports(documents: pd.DataFrame) -> pd.DataFrame:
    used = documents[documents["status"] == "used"]
    nameless = used[used["county_code"].isna() | used["year"].isna()]
    if len(nameless):
        name = nameless["file"].iloc[0]
        raise TableError(f"table documents: {name} is used but has no county or no year")
    twice = used[used.duplicated(["county_code", "year"])]
    if len(twice):
        first = twice.iloc[0]
        raise TableError(
            f"table documents: two used documents of county {first['county_code']}, "
            f"{first['year']} (one is {first['file']})"
        )
    return used.sort_values(["county_code", "year"], ignore_index=True)


def _resolved(observations: pd.DataFrame, reports: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    resolved = observations[
        (observations["status"] == "resolved")
        & observations["document_id"].isin(reports["document_id"])
    ]
    unknown = resolved[~resolved["indicator"].isin(codes)]
    if len(unknown):
        name = str(unknown["indicator"].iloc[0])
        county = unknown["county_code"].iloc[0]
        raise TableError(
            f'table observations: indicator "{name}" (county {county}) is not in the codebook'
            f"{nearest(name, codes)}"
        )
    key = ["county_code", "year", "indicator"]
    twice = resolved[resolved.duplicated(key)]
    if len(twice):
        where = ", ".join(str(v) for v in twice[key].iloc[0])
        raise TableError(f"table observations: {where} is resolved more than once")
    known = pd.MultiIndex.from_frame(reports[["county_code", "year"]])
    astray = ~pd.MultiIndex.from_frame(resolved[["county_code", "year"]]).isin(known)
    if astray.any():
        row = resolved[astray].iloc[0]
        raise TableError(
            f"table observations: {row['county_code']}, {row['year']} is not the county-year of "
            f"its document {row['document_id']}"
        )
    return _with_parts(resolved, observations)


def _with_parts(resolved: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Add the further parts of a list without a printed total (18支、24支) to its first part.

    Column ``parts`` says how many were added.
    """
    parts = observations[observations["status"] == "part"]
    key = ["document_id", "indicator"]
    sums = parts.groupby(key)["value"].agg(["sum", "size"])
    more = sums.reindex(pd.MultiIndex.from_frame(resolved[key])).fillna(0.0)
    value = resolved["value"].to_numpy(float, na_value=np.nan) + more["sum"].to_numpy(float)
    return resolved.assign(value=value, parts=more["size"].to_numpy())


def _bounds(
    resolved: pd.DataFrame,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    shape: tuple[int, int],
    codebook: Codebook,
) -> Bounds:
    """Return what each figure may stand for; a sum of parts is taken as exact."""
    rates = np.array([i.kind == "rate" for i in codebook])
    bounds = Bounds(np.full(shape, np.nan), np.full(shape, np.nan))
    printed = zip(
        resolved["value"].to_numpy(float, na_value=np.nan).tolist(),
        resolved["quote"].tolist(),
        resolved["qualifier"].tolist(),
        rates[columns].tolist(),
        (resolved["parts"] > 0).tolist(),
        strict=True,
    )
    ranges = [
        Range(value, value)
        if summed
        else (share_range if rate else count_range)(value, quote, Qualifier(qualifier))
        for value, quote, qualifier, rate, summed in printed
    ]
    if ranges:
        bounds.low[rows, columns], bounds.high[rows, columns] = np.array(ranges).T
    return bounds


def _states(
    seen: NDArray[np.bool_],
    parts: Denominated,
    qualifiers: Words,
    reports: pd.DataFrame,
    codebook: Codebook,
) -> Words:
    dimensions = [i.dimension for i in codebook]
    roles = reports["roles"].fillna("").astype(str)
    table = {(r, d): has_place(r, d) for r in sorted(set(roles)) for d in sorted(set(dimensions))}
    place = np.array([[table[r, d] for d in dimensions] for r in roles], dtype=bool)
    states = np.full(seen.shape, "section_missing", dtype=object)  # one word for all its cells
    states[place.reshape(seen.shape)] = "silent"
    states[seen | (parts.reasons == COMPUTED)] = "reported"
    counted = np.array([i.kind != "rate" for i in codebook])
    states[seen & (parts.values == 0) & (counted | (qualifiers == "zero"))] = "none"
    return states


def _gate(
    states: Words,
    seen: NDArray[np.bool_],
    reports: pd.DataFrame,
    codes: list[str],
    required_from: Mapping[str, int],
) -> None:
    years = reports["year"].to_numpy(int)
    for code, first in required_from.items():
        if code not in codes:
            raise TableError(
                f'required_from: "{code}" is not in the codebook{nearest(code, codes)}'
            )
        column = codes.index(code)
        states[(years < first) & ~seen[:, column], column] = "not_required"


def _in_pieces(
    reports: pd.DataFrame,
    codebook: Codebook,
    parts: Denominated,
    qualifiers: Words,
    states: Words,
) -> pd.DataFrame:
    """Return the rows of all reports, made and checked some reports at a time."""
    pieces = []
    for start in range(0, max(len(reports), 1), AT_ONCE):
        at = slice(start, start + AT_ONCE)
        rows = _rows(reports.iloc[at], codebook, parts.some(at), qualifiers[at], states[at])
        pieces.append(PANEL.check(rows))
    return pd.concat(pieces, ignore_index=True)


def _rows(
    reports: pd.DataFrame,
    codebook: Codebook,
    parts: Denominated,
    qualifiers: Words,
    states: Words,
) -> pd.DataFrame:
    count, indicators = len(reports), list(codebook)
    width = len(indicators)
    rate = np.tile([i.kind == "rate" for i in indicators], count)
    direction = np.tile([i.direction for i in indicators], count)
    values, total = parts.values.ravel(), parts.denominator.ravel()
    claims = claim_class(values, total, direction)
    claims[~rate] = None
    sources = np.tile(np.array(parts.sources, dtype=object), count)
    sources[~np.isfinite(total)] = None
    qualified = qualifiers.ravel().copy()
    qualified[parts.reasons.ravel() == COMPUTED] = "exact"
    return pd.DataFrame(
        {
            "county_code": np.repeat(reports["county_code"].astype(object).to_numpy(), width),
            "year": np.repeat(reports["year"].to_numpy(int), width),
            "indicator": np.tile(np.array([i.code for i in indicators], dtype=object), count),
            "dimension": np.tile(np.array([i.dimension for i in indicators], dtype=object), count),
            "value": values,
            "qualifier": qualified,
            "state": states.ravel(),
            "numerator": parts.numerator.ravel(),
            "denominator": total,
            "denominator_of": sources,
            "claim": claims,
            "reason": parts.reasons.ravel(),
        }
    )
