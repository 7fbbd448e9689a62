"""The second page of the story: numbers and their sentences."""

from __future__ import annotations

from analysis import figures
from analysis.pages.parts import Page, captions_of, display_names, page_parts
from analysis.pages.tables import arithmetic, coding
from analysis.pages.tables import scores as score_tables
from analysis.study import View


def evidence_page(view: View, county: str, year: int) -> Page:
    """Return the parts of the story's second step: numbers and their sentences."""
    code, asked = view.county_code(county), view.year(year)
    name = view.counties[code]
    rows = view.table("observations")
    resolved = int((rows["status"] == "resolved").sum())
    core = [i.code for i in view.codebook if i.core]
    return page_parts(
        view,
        title=view.say("02 数字和原文", "02 Numbers and their sentences"),
        lead=view.say(
            f"共认定 {resolved} 个指标值,每个都能回到原文;下面以{name}{asked} 年为例。",
            f"{resolved} indicator values, each with its place in the source; {name}, {asked}, "
            "is the example.",
        ),
        captions=captions_of(
            view,
            evidence=(f"{name} {asked} 年认定的数字", f"Figures read for {name}, {asked}"),
            aside=(f"{name} {asked} 年未采用的数字", f"Figures set aside for {name}, {asked}"),
            audit=(
                "报告里的算术是否自洽(处)",
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
