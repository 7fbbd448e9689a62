"""Table EPISODES: spells of rise, standstill and fall of a county, each with its probability.

In each draw every step between two successive reports is a rise, a fall or neither by the yearly
change of L; successive steps that are most probably alike make an episode, whose probability is the
share of draws in which all its steps are so. Breaks of a county cut it; nothing is known of an end
in the last year, so such an episode is open.

Source: Maerz, Edgell, Wilson, Hellmeier & Lindberg 2024, Journal of Peace Research 61, 967–984
(episodes by thresholds; they have no probability).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.config import Study
from analysis.measurement.sampler.posterior import Posterior
from analysis.tables.contracts_measurement import EPISODES

KINDS = ("rise", "standstill", "fall")


def episode_table(posterior: Posterior, study: Study) -> pd.DataFrame:
    """Return table EPISODES.

    Args:
        posterior: draws of all county-years.
        study: ``[index]`` ``margin``, the yearly change from which on a step is a rise or a fall.
    """
    units = posterior.figures.units
    before, after = successive(units)
    years = units["year"].to_numpy(int)
    level = posterior.compared.astype(float)
    step = level[:, after] - level[:, before]
    yearly = step / (years[after] - years[before])
    kind = np.where(yearly >= study.index.margin, 0, np.where(yearly <= -study.index.margin, 2, 1))
    shares = np.stack([(kind == k).mean(axis=0) for k in range(len(KINDS))])
    likely = shares.argmax(axis=0)
    subject = units["subject"].to_numpy(int)[after]
    fresh = np.ones(len(after), bool)
    fresh[1:] = (subject[1:] != subject[:-1]) | (likely[1:] != likely[:-1])
    final = units.groupby("subject")["year"].max()
    rows = []
    for part in np.split(np.arange(len(after)), np.flatnonzero(fresh)[1:]):
        if not len(part):
            continue
        first, last = before[part[0]], after[part[-1]]
        rows.append(
            {
                "county_code": units["county_code"].iloc[first],
                "first_year": years[first],
                "last_year": years[last],
                "kind": KINDS[likely[part[0]]],
                "probability": float((kind[:, part] == likely[part[0]]).all(axis=1).mean()),
                "change": float(np.median(step[:, part].sum(axis=1))),
                "open": bool(years[last] == final[subject[part[0]]]),
            }
        )
    return EPISODES.check(pd.DataFrame(rows, columns=[*EPISODES.columns]))


def successive(units: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of successive county-years of one subject; ``units`` are sorted."""
    subject = units["subject"].to_numpy(int)
    later = np.flatnonzero(subject[1:] == subject[:-1]) + 1
    return later - 1, later
