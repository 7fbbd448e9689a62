"""Constructs beside the level: R reporting, F form, B credibility – controls, never part of L."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.panel.denominate import DISAGREES, EXCEEDS
from analysis.panel.missing import OBSERVED
from analysis.records import Role
from analysis.tables.contracts import CONSTRUCTS

PARTS = (Role.MEASURES, Role.PROBLEMS, Role.LEADERS, Role.PLAN, Role.OTHER)
KEY = ["county_code", "year"]
REUSED = {"reuse": "any", "copied_figures": "figures"}  # names in B → parts of REUSE_SHARES


def constructs(
    panel: pd.DataFrame,
    documents: pd.DataFrame,
    observations: pd.DataFrame,
    reuse: pd.DataFrame,
) -> pd.DataFrame:
    """Describe how each county-year reports.

    R reporting: ``coverage`` (share of required indicators observed), ``numbers`` (quantities per
    1,000 characters), ``figures`` (resolved observations per 1,000 characters) and
    ``with_denominator`` (share of printed rates whose N stands in the report).
    F form: ``part_…`` (1 or 0) for the five prescribed parts, ``parts`` (their share) and
    ``on_time`` (published by 1 April of the next year; missing where the date is).
    B credibility: ``disagreement``, the share of checkable rates that are not n/N beyond rounding
    or truncation, missing where none can be checked; ``reuse``, the share of the letters that
    stood in a source before, and ``copied_figures``, those whose figures stand elsewhere too.

    Args:
        panel: table PANEL.
        documents: table DOCUMENTS.
        observations: table OBSERVATIONS.
        reuse: table REUSE_SHARES.

    Returns:
        Table CONSTRUCTS; shares are in [0, 1].

    Source: 法治政府建设与责任落实督察工作规定 (2019), on the parts and date of the annual report.
    """
    used = documents[documents["status"] == "used"].set_index(KEY).sort_index()
    parts = {
        **_reporting(panel, used, observations),
        **_form(used),
        **_arithmetic(panel),
        **_reuse(reuse),
    }
    frames = [
        values.rename("value").rename_axis(KEY).reset_index().assign(construct=c, part=p)
        for (c, p), values in parts.items()
    ]
    table = pd.concat(frames, ignore_index=True).sort_values([*KEY, "construct", "part"])
    return CONSTRUCTS.check(table)


def _reporting(
    panel: pd.DataFrame, used: pd.DataFrame, observations: pd.DataFrame
) -> dict[tuple[str, str], pd.Series[float]]:
    required = panel[panel["state"] != "not_required"]
    seen = required["state"].isin(OBSERVED)
    coverage = seen.groupby([required[c] for c in KEY]).mean()
    length = used["characters"].where(used["characters"] > 0).astype(float) / 1000
    resolved = observations[observations["status"] == "resolved"]
    figures = resolved.groupby("document_id").size()
    count = used["document_id"].map(figures).fillna(0)
    rates = panel[panel["claim"].notna() & (panel["claim"] != "silent")]
    backed = rates["claim"].isin(["full_with_n", "partial_with_n"])
    shares = backed.groupby([rates[c] for c in KEY]).mean().reindex(used.index)
    return {
        ("R", "coverage"): coverage.reindex(used.index),
        ("R", "numbers"): used["quantities"] / length,
        ("R", "figures"): count / length,
        ("R", "with_denominator"): shares,
    }


def _form(used: pd.DataFrame) -> dict[tuple[str, str], pd.Series[float]]:
    roles = used["roles"].fillna("").astype(str).str.split("|")
    flags = {part: roles.map(lambda named, p=part: float(p.value in named)) for part in PARTS}
    result = {("F", f"part_{part.value}"): flag for part, flag in flags.items()}
    result["F", "parts"] = pd.concat(list(flags.values()), axis=1).mean(axis=1)
    published = pd.to_datetime(used["published"], errors="coerce")
    years = used.index.get_level_values("year").astype(int) + 1
    due = pd.Series(pd.to_datetime([f"{y}-04-01" for y in years]), index=used.index)
    result["F", "on_time"] = (published <= due).astype(float).where(published.notna())
    return result


def _arithmetic(panel: pd.DataFrame) -> dict[tuple[str, str], pd.Series[float]]:
    printed = (
        panel["claim"].notna() & (panel["claim"] != "silent") & (panel["reason"] != "computed")
    )
    checkable = panel[printed & panel["numerator"].notna() & panel["denominator"].notna()]
    wrong = checkable["reason"].isin([DISAGREES, EXCEEDS])
    share = wrong.groupby([checkable[c] for c in KEY]).mean()
    every = panel.drop_duplicates(KEY).set_index(KEY).sort_index().index
    return {("B", "disagreement"): share.reindex(every).astype(np.float64)}


def _reuse(shares: pd.DataFrame) -> dict[tuple[str, str], pd.Series[float]]:
    wide = shares.pivot(index=KEY, columns="part", values="share")
    return {("B", name): wide[part] for name, part in REUSED.items() if part in wide}
