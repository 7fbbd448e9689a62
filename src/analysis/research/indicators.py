"""One indicator of all counties and years, each figure with its sentence."""

from __future__ import annotations

import pandas as pd

from analysis.errors import ReportError, nearest
from analysis.study import View
from analysis.tables.schema import STATES

SHOWN = ["county_code", "year", "value", "unit", "quote", "section", "document_id"]


def indicator(study: View, code: str, *, states: bool = False) -> pd.DataFrame:
    """Return what all counties report of an indicator, with the evidence.

    Args:
        study: see ``open_study``.
        code: of the indicator, see the codebook.
        states: also county-years whose report gives no figure, with the reason in ``state``
            (silence is not zero: their value is missing).

    Returns:
        county_code, county, province, prefecture, year, value, qualifier, unit, state, numerator,
        denominator, quote, section, file; by county and year.

    Raises:
        ReportError: no such indicator, with the nearest code.
    """
    codes = [i.code for i in study.codebook]
    if code not in codes:
        raise ReportError(f'no indicator "{code}"{nearest(code, codes)}')
    panel = study.table("panel")
    own = panel[(panel["indicator"] == code) & panel["state"].isin(STATES)]
    if not states:
        own = own[own["state"].isin(("reported", "none"))]
    seen = study.table("observations")
    seen = seen[(seen["indicator"] == code) & (seen["status"] == "resolved")]
    key = ["county_code", "year"]
    seen = seen[SHOWN].drop(columns="value").drop_duplicates(key)
    files = study.table("documents")[["document_id", "file"]]
    places = study.table("counties")
    table = own.merge(places, on="county_code", how="left").merge(seen, on=key, how="left")
    table = table.merge(files, on="document_id", how="left")
    columns = ["county_code", "county", "province", "prefecture", "year", "value", "qualifier"]
    columns += ["unit", "state", "numerator", "denominator", "quote", "section", "file"]
    return table[columns].sort_values(key, ignore_index=True)
