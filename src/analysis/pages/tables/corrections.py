"""How pages show that a value was corrected: what was read, what stands now, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.pages.elements import Html, escaped, quote
from analysis.panel.corrections.apply import PREFIX
from analysis.study import View


def cited(view: View, row: Mapping[str, Any]) -> Html:
    """Show a figure in its sentence; under it, where it was corrected, what was read and why."""
    shown = quote(row)
    if not str(row["reason"]).startswith(PREFIX):
        return shown
    said = worded(view, str(row["reason"]))
    return Html(f'{shown.html}<p class="corrected"><strong>{escaped(said)}</strong></p>')


def worded(view: View, reason: str) -> str:
    """Say the reason of a corrected observation in the page's language."""
    said = reason.removeprefix(PREFIX)
    change, _, why = said.partition(": ")
    if view.lang == "zh":
        return f"已更正：{change.replace('silent', '未提及')}；{why}"
    return f"Corrected: {change}; {why}"


def corrected_lead(view: View, county: str, year: int) -> str:
    """Say how many values of a county-year were corrected by hand, or "" where none was."""
    if not view.store.has("corrections"):
        return ""
    rows = view.table("corrections", county)
    own = rows[rows["year"] == year]
    number = own["correction"].nunique()
    if not number:
        return ""
    if view.lang == "zh":
        return f" 其中 {number} 个数值经人工更正，理由见原文之下或未采用的数字。"
    verb = "value was" if number == 1 else "values were"
    return f" {number} {verb} corrected by hand; the reason stands with the sentence."
