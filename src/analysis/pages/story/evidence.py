"""The second page of the story: numbers and their sentences."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import figures
from analysis.pages.elements import Html
from analysis.pages.parts import Page, captions_of, display_names, lead_of
from analysis.pages.tables import arithmetic, coding
from analysis.pages.tables import scores as score_tables
from analysis.study import View


@dataclass(frozen=True)
class EvidencePage(Page):
    """The parts of the story's second step."""

    evidence: pd.DataFrame
    aside: pd.DataFrame
    availability: figures.Picture
    audit: pd.DataFrame
    disagreements: pd.DataFrame
    ledger: pd.DataFrame
    ledger_total: pd.DataFrame
    coding: Html
    coding_rows: Html


def evidence_page(view: View, county: str, year: int) -> EvidencePage:
    """Return the parts of the story's second step: numbers and their sentences."""
    code, asked = view.county_code(county), view.year(year)
    name = view.counties[code]
    rows = view.table("observations")
    resolved = int((rows["status"] == "resolved").sum())
    core = [i.code for i in view.codebook if i.core]
    return EvidencePage(
        title=view.say("02 数字和原文", "02 Numbers and their sentences"),
        lead=lead_of(
            view,
            view.say(
                f"共认定 {resolved} 个指标值，每个都能回到原文；下面以{name} {asked} 年为例。",
                f"{resolved} indicator values, each with its place in the source; {name}, {asked}, "
                "is the example.",
            ),
        ),
        captions=captions_of(
            view,
            evidence=(f"{name} {asked} 年认定的数字", f"Figures read for {name}, {asked}"),
            aside=(f"{name} {asked} 年未采用的数字", f"Figures set aside for {name}, {asked}"),
            audit=(
                "报告里的算术是否自洽（处）",
                "Does the arithmetic of the reports agree (figures)",
            ),
            disagreements=(arithmetic.audit_caption(view),) * 2,
            ledger=(f"{name} {asked} 年报告的全部数字", f"All numbers of {name}'s report, {asked}"),
            ledger_total=("全部报告的数字", "The numbers of all reports"),
        ),
        evidence=score_tables.evidence(view, code, asked, "all"),
        aside=score_tables.set_aside(view, code, asked),
        availability=figures.availability_map(
            view.table("panel"), display_names(view), asked, indicators=core, lang=view.lang
        ),
        audit=arithmetic.audit_counts(view),
        disagreements=arithmetic.audit_disagreements(view),
        ledger=arithmetic.ledger_table(view, code, asked),
        ledger_total=arithmetic.ledger_total(view),
        coding=coding.coding_check(view),
        coding_rows=coding.coding_disagreements(view),
    )
