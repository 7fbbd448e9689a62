"""Audit of an index 指数审计: named checks, each pass, flag or fail, in Chinese and English.

After the ten parts of a JRC audit (OECD/JRC 2008, Handbook; JRC ten-step guide). Every check has a
value, a threshold, a source and a sentence; what was not tested is flagged, never passed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.composite.audit_rules import RULES, VERDICTS, WORDS
from analysis.composite.build import Index
from analysis.composite.robustness import Robustness
from analysis.composite.sensitivity import Sensitivity

COLUMNS = ("item", "check", "subject", "verdict", "value", "threshold", "n", "source", "zh", "en")


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


@dataclass
class Findings:
    """Collects the rows of an audit."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, check: str, subject: str, value: float, n: int = 0, note: str = "") -> None:
        """Judge a value by the rule of a check; ``note`` names units or parts, or an interval."""
        rule = RULES[check]
        verdict = rule.verdict(float(value))
        shown = "—" if np.isnan(value) else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
        more = f" ({note})" if note else ""
        self.rows.append(
            {
                "item": rule.item,
                "check": check,
                "subject": subject,
                "verdict": verdict,
                "value": float(value),
                "threshold": rule.threshold,
                "n": n,
                "source": rule.source,
                "zh": f"{subject}：{rule.zh}为 {shown}，要求 {rule.threshold}，"
                f"{WORDS[verdict]}{more}。",
                "en": f"{subject}: {rule.en} is {shown}, asked is {rule.threshold}: "
                f"{verdict}{more}.",
            }
        )

    def untested(self, check: str, subject: str, why_zh: str, why_en: str) -> None:
        """Flag a check that could not be made."""
        rule = RULES[check]
        row = {"item": rule.item, "check": check, "subject": subject, "verdict": "flag"}
        row |= {"value": float("nan"), "threshold": rule.threshold, "n": 0, "source": rule.source}
        row["zh"] = f"{subject}：{rule.zh}未检验：{why_zh}。"
        row["en"] = f"{subject}: {rule.en} was not tested: {why_en}."
        self.rows.append(row)


@dataclass(frozen=True)
class Audit:
    """Findings of an audit; ``table`` has the columns ``COLUMNS``."""

    table: pd.DataFrame
    digest: str

    def counts(self) -> Mapping[str, int]:
        """Return how many checks passed, were flagged and failed."""
        found = self.table["verdict"].value_counts()
        return {v: int(found.get(v, 0)) for v in VERDICTS}

    def to_json(self) -> str:
        """Return everything as one JSON object."""
        rows = self.table.astype(object).where(self.table.notna(), None).to_dict("records")
        whole = {"declaration": self.digest, "counts": self.counts(), "checks": rows}
        return json.dumps(whole, ensure_ascii=False, indent=1)


def audit_index(index: Index, data: pd.DataFrame, **evidence: Any) -> Audit:
    """Check an index.

    Args:
        index: what ``build_index`` made.
        data: what it was built from.
        **evidence: fields of ``Evidence``: ``robustness``, ``sensitivity``, ``reversals``,
            ``size``, ``length``, ``reporting``, ``external``.

    Returns:
        One row per check and subject, in the order of the ten parts.
    """
    from analysis.composite import audit_coherence, audit_data, audit_results

    seen, found = Evidence(index, data, **evidence), Findings()
    for part in (audit_data, audit_coherence, audit_results):
        part.check(seen, found)
    table = pd.DataFrame(found.rows, columns=list(COLUMNS))
    table = table.sort_values("item", kind="stable", ignore_index=True)
    return Audit(table, index.declaration.digest)
