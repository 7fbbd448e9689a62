"""What may be compared with what: breaks of law, changes of counties, figures that contradict."""

from __future__ import annotations

import pandas as pd

from analysis.config import ConfigFolder
from analysis.extraction.corpus import find_corpus
from analysis.extraction.indicators.codebook import Codebook
from analysis.measurement.items import Comparability
from analysis.panel import CountyBreaks, load_breaks
from analysis.tables.store import Store

IN_ONE_REPORT = ("rate", "parts", "bounds")  # audits that tell which figure is wrong


def load_comparability(config: ConfigFolder, store: Store, codebook: Codebook) -> Comparability:
    """Return what a study's configuration and the audit of its figures say of comparisons.

    Raises:
        ConfigError: a file of breaks or changes is wrong.
        StoreError: nothing was read yet.
    """
    breaks = load_breaks(config / "breaks.csv", codebook)
    moved = find_corpus(config, []).counties().changes
    return Comparability(breaks, CountyBreaks(moved), _doubted(store))


def _doubted(store: Store) -> pd.MultiIndex:
    """Return county, year and indicator of figures whose arithmetic does not hold in the report."""
    columns = ["county_code", "year", "indicator", "kind", "verdict"]
    audit = store.read("audit", columns=columns)
    wrong = audit[(audit["verdict"] == "disagrees") & audit["kind"].isin(IN_ONE_REPORT)]
    rows = wrong[wrong["indicator"] != ""]
    return pd.MultiIndex.from_frame(rows[["county_code", "year", "indicator"]].drop_duplicates())
