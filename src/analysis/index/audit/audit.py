"""Audit of an index 指数审计: named checks, each pass, flag or fail, in Chinese and English.

After the ten parts of a JRC audit (OECD/JRC 2008, Handbook; JRC ten-step guide). Every check has a
value, a threshold, a source and a sentence; what was not tested is flagged, never passed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Unpack

import pandas as pd

from analysis.index.audit import coherence, results
from analysis.index.audit import data as data_checks
from analysis.index.audit.findings import Evidence, Findings, Tested
from analysis.index.audit.rules import VERDICTS
from analysis.index.engine.build import Index

COLUMNS = (
    "item", "check", "subject", "verdict", "value", "threshold", "n", "by_construction", "source",
    "zh", "en",
)  # fmt: skip
ALWAYS_SO = ("replayable",)  # the digest is there because the audit writes it


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


def audit_index(
    index: Index, data: pd.DataFrame, *, certain: Collection[str] = (), **evidence: Unpack[Tested]
) -> Audit:
    """Check an index.

    Args:
        index: what ``build_index`` made.
        data: what it was built from.
        certain: checks that cannot come out otherwise, by how the index is made; they are marked.
        **evidence: what else is looked at, see ``Evidence``.

    Returns:
        One row per check and subject, in the order of the ten parts.
    """
    seen = Evidence(index, data, **evidence)
    found = Findings(certain=frozenset({*ALWAYS_SO, *certain}))
    for part in (data_checks, coherence, results):
        part.check(seen, found)
    table = pd.DataFrame(found.rows, columns=list(COLUMNS))
    table = table.sort_values("item", kind="stable", ignore_index=True)
    return Audit(table, index.declaration.digest)
