"""Stage 4: observations become a county × year × indicator panel; missing states, denominators."""

from analysis.panel.build import build_panel
from analysis.panel.claims import (
    beta_prior,
    claim_class,
    full_claim_bound,
    shrink,
    wilson,
    worth,
)
from analysis.panel.correct import correct, overlay, to_read
from analysis.panel.corrections import CORRECTIONS_FILE, Correction, load_corrections
from analysis.panel.gather import Reading, around, gather
from analysis.panel.missing import availability, bounds
from analysis.panel.normalise import (
    failure_goalposts,
    goalposts,
    min_max,
    percentile_rank,
    z_score,
)

__all__ = [
    "CORRECTIONS_FILE",
    "Correction",
    "Reading",
    "around",
    "availability",
    "beta_prior",
    "bounds",
    "build_panel",
    "claim_class",
    "correct",
    "failure_goalposts",
    "full_claim_bound",
    "gather",
    "goalposts",
    "load_corrections",
    "min_max",
    "overlay",
    "percentile_rank",
    "shrink",
    "to_read",
    "wilson",
    "worth",
    "z_score",
]
