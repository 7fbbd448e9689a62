"""Inputs and findings of an audit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypedDict

import numpy as np
import pandas as pd

from analysis.index.audit.rules import RULES, WORDS
from analysis.index.engine.build import Index
from analysis.index.robustness.monte_carlo import Robustness
from analysis.index.robustness.sensitivity import Sensitivity


class Controls(TypedDict, total=False):
    """What may explain an index from outside it, per unit; see ``Evidence``."""

    size: pd.DataFrame
    length: pd.Series[float]
    reporting: pd.Series[float]
    external: pd.DataFrame


class Tested(Controls, total=False):
    """What an audit may be given besides the index, see ``Evidence``."""

    robustness: Robustness
    sensitivity: Sensitivity
    reversals: pd.DataFrame


@dataclass(frozen=True)
class Evidence:
    """What the audit looks at besides the index; what is not given is flagged as not tested.

    ``size``, ``length``, ``reporting`` and ``external`` are per unit: size variables (columns),
    characters of the text, intensity of reporting, and outside measures (columns).
    """

    index: Index
    data: pd.DataFrame
    robustness: Robustness | None = None
    sensitivity: Sensitivity | None = None
    reversals: pd.DataFrame | None = None
    size: pd.DataFrame | None = None
    length: pd.Series[float] | None = None
    reporting: pd.Series[float] | None = None
    external: pd.DataFrame | None = None


LEAST_UNITS = 20  # in fewer a correlation of .4 has a 95 % interval that holds 0


@dataclass
class Findings:
    """Collects the rows of an audit; checks of ``certain`` cannot come out otherwise."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    certain: frozenset[str] = frozenset()

    def add(
        self,
        check: str,
        subject: str,
        value: float,
        n: int = 0,
        note: str = "",
        interval: tuple[float, float] | None = None,
    ) -> None:
        """Judge a value by the rule of a check; ``note`` names units or parts.

        With an ``interval`` it is judged and not the point: where its ends differ in their verdict,
        or under ``LEAST_UNITS`` units, it cannot be told and is flagged.
        """
        rule = RULES[check]
        verdict = rule.verdict(float(value))
        if interval is not None:
            ends = {rule.verdict(float(end)) for end in interval}
            untold = n < LEAST_UNITS or len(ends) > 1
            verdict = "flag" if untold else ends.pop()
            note += "; cannot be told" if untold else ""
        shown = "—" if np.isnan(value) else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
        more_zh = f"（{note.replace(', ', '、')}）" if note else ""
        more = f" ({note})" if note else ""
        certain = check in self.certain
        self.rows.append(
            {
                "item": rule.item,
                "check": check,
                "subject": subject,
                "verdict": verdict,
                "value": float(value),
                "threshold": rule.threshold,
                "n": n,
                "by_construction": certain,
                "source": rule.source,
                "zh": f"{subject}：{rule.zh}为 {shown}，要求 {rule.threshold}，"
                f"{WORDS[verdict]}{more_zh}{'，由构造决定' if certain else ''}。",
                "en": f"{subject}: {rule.en} is {shown}, asked is {rule.threshold}: "
                f"{verdict}{more}{', by construction' if certain else ''}.",
            }
        )

    def untested(self, check: str, subject: str, why_zh: str, why_en: str) -> None:
        """Flag a check that could not be made."""
        rule = RULES[check]
        row = {"item": rule.item, "check": check, "subject": subject, "verdict": "flag"}
        row |= {"value": float("nan"), "threshold": rule.threshold, "n": 0, "source": rule.source}
        row["by_construction"] = False
        row["zh"] = f"{subject}：{rule.zh}未检验：{why_zh}。"
        row["en"] = f"{subject}: {rule.en} was not tested: {why_en}."
        self.rows.append(row)
