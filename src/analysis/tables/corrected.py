"""Observations with the confirmed corrections in place of what was read."""

from __future__ import annotations

import pandas as pd

PLACE = ["document_id", "start", "end", "indicator"]


def overlay(observations: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Return the observations as the panel uses them: corrected rows instead of those read.

    The result has the columns of ``observations``, all those of the table or some.
    """
    if corrections.empty:
        return observations
    changed = pd.MultiIndex.from_frame(corrections[PLACE])
    kept = observations[~pd.MultiIndex.from_frame(observations[PLACE]).isin(changed)]
    return pd.concat([kept, corrections[list(observations.columns)]], ignore_index=True)
