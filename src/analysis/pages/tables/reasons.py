"""Why a figure was not used, and of which scope it is, in the page's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from analysis.pages.tables.corrections import worded
from analysis.panel.corrections.apply import PREFIX
from analysis.study import View

SCOPES: dict[str, tuple[str, str]] = {
    "county-year": ("本县当年", "the county's, of the year"),
    "cumulative": ("累计数", "running total"),
    "prior-year": ("上一年", "the year before"),
    "change": ("增减幅度", "a change"),
    "target": ("目标或计划", "target or plan"),
    "other-level": ("其他层级", "another level"),
}
REASONS: dict[str, tuple[str, str]] = {
    "repeated": ("重复表述", "said again"),
    "rejected": ("另有更合适的数字", "another figure fits better"),
}
KNOWN = re.compile(r"; scope ([\w-]+)")


def scope_words(view: View, scope: str) -> str:
    """Return a scope in the page's language."""
    return view.say(*SCOPES[scope]) if scope in SCOPES else scope


def reason_words(view: View, row: Mapping[str, Any]) -> str:
    """Say why a candidate does not stand for the county-year.

    Args:
        view: the study.
        row: ``status``, ``scope`` and ``reason`` of an observation.
    """
    reason = str(row["reason"])
    if reason.startswith(PREFIX):
        return worded(view, reason)
    if row["scope"] != "county-year":
        return scope_words(view, str(row["scope"]))
    return view.say(*REASONS.get(str(row["status"]), ("未采用", "not used")))
