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
from analysis.panel.gather import Reading, gather
from analysis.panel.missing import availability, bounds
from analysis.panel.normalise import (
    failure_goalposts,
    goalposts,
    min_max,
    percentile_rank,
    z_score,
)

__all__ = [
    "Reading",
    "availability",
    "beta_prior",
    "bounds",
    "build_panel",
    "claim_class",
    "failure_goalposts",
    "full_claim_bound",
    "gather",
    "goalposts",
    "min_max",
    "percentile_rank",
    "shrink",
    "wilson",
    "worth",
    "z_score",
]
