"""What is left where only a report's own words count: figures, and the score they give."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.tables.contracts_texts import OWN_TEXT
from analysis.texts.reuse.tables import Reuse, from_elsewhere

KEY = ["county_code", "year"]


def outside_reuse(observations: pd.DataFrame, found: Reuse) -> NDArray[np.bool_]:
    """Return which observations stand in sentences that no source held before.

    Args:
        observations: table OBSERVATIONS.
        found: of ``find_reuse``.
    """
    chosen = from_elsewhere(found)
    reused = pd.DataFrame(
        {
            "document_id": found.documents["document_id"].take(found.places[chosen]).array,
            "start": found.starts[chosen].astype(np.int64),
            "end": found.ends[chosen],
        }
    )
    asked = observations[["document_id", "start"]].assign(row=np.arange(len(observations)))
    asked = asked[asked["document_id"].isin(reused["document_id"])].sort_values("start")
    beside = pd.merge_asof(
        asked, reused.sort_values("start").rename(columns={"start": "from"}),
        left_on="start", right_on="from", by="document_id",
    )  # fmt: skip
    own = np.ones(len(observations), bool)
    own[beside.loc[beside["start"] < beside["end"], "row"]] = False
    return own


def own_text_table(
    observations: pd.DataFrame,
    own: NDArray[np.bool_],
    scores: pd.DataFrame,
    own_scores: pd.DataFrame,
) -> pd.DataFrame:
    """Return table OWN_TEXT: figures and index of each report, of all its words and its own.

    Args:
        observations: table OBSERVATIONS, those that stand.
        own: of ``outside_reuse``.
        scores: table SCORES of all observations.
        own_scores: table SCORES of the own ones.
    """
    whole, alone = (
        frame[frame["dimension"] == "L"].set_index(KEY)["score"] for frame in (scores, own_scores)
    )
    counts = {
        "figures": observations.groupby(KEY).size(),
        "own_figures": observations[own].groupby(KEY).size(),
    }
    table = pd.DataFrame({"score": whole, "own_score": alone.reindex(whole.index)})
    for name, count in counts.items():
        table[name] = count.reindex(table.index).fillna(0).astype("int64")
    return OWN_TEXT.check(table.reset_index()[list(OWN_TEXT.columns)])
