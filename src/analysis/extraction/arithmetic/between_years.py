"""The part of the arithmetic audit that needs two reports: changes on the year before."""

from __future__ import annotations

import pandas as pd

from analysis.extraction.arithmetic.rounding import share_agrees
from analysis.extraction.arithmetic.within_report import NO_YEAR_BEFORE, Verdict
from analysis.records import Qualifier

INEXACT = ("over", "about", "at_least")
SAID = "against the report of the year before"
AGREES, DISAGREES = Verdict.AGREES, Verdict.DISAGREES
KEY = ["county_code", "year", "indicator"]
SENTENCES = ("before", "after", "against_sentences")  # kept only where figures disagree


def check_between_years(audit: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Check 同比增长x% against the same county's report of the year before, where it was read.

    Only changes whose earlier figure the report itself does not print are looked at again; both
    figures have to be exact.

    Args:
        audit: table AUDIT, as single reports gave it.
        observations: table OBSERVATIONS of all reports used.
    """
    waiting = (audit["kind"] == "change") & (audit["note"] == NO_YEAR_BEFORE)
    if not waiting.any():
        return audit
    exact = observations[~observations["qualifier"].isin(INEXACT)]
    pending = audit[waiting]
    pending = pending.assign(start=pending["against"].str.split("-").str[0].astype("int64"))
    place = ["document_id", "start", "indicator"]
    now = exact.drop_duplicates(place).rename(columns={"value": "current"})
    before = exact[exact["status"] == "resolved"].drop_duplicates(KEY)
    before = before.assign(year=before["year"].astype("int64") + 1, earlier=before["value"])
    both = pending.merge(now[[*place, "current"]], how="left", on=place)
    both = both.merge(before[[*KEY, "earlier"]], how="left", on=KEY).set_index(pending.index)
    earlier = both["earlier"].where(both["earlier"] > 0)
    exactly = 100 * (both["current"] / earlier - 1)
    decided = exactly.notna()
    columns = (both.loc[decided, "printed"].astype(float), both.loc[decided, "quote"].astype(str))
    agrees = [
        share_agrees(printed, quote, Qualifier.EXACT, exact)
        for printed, quote, exact in zip(*columns, exactly[decided], strict=True)
    ]
    checked = audit.copy()
    rows = both.index[decided]
    checked.loc[rows, "verdict"] = [str(AGREES if a else DISAGREES) for a in agrees]
    checked.loc[rows, "expected"] = exactly[decided].round(4)
    checked.loc[rows, "note"] = SAID
    checked.loc[checked["verdict"] != str(DISAGREES), list(SENTENCES)] = ""
    return checked
