"""Stage 4: observations become a county × year × indicator panel; missing states, denominators."""

from analysis.panel.breaks import (
    broken_between,
    broken_by,
    change_table,
    direction_in,
    load_breaks,
    yearly_changes,
)
from analysis.panel.build import build_panel
from analysis.panel.corrections.apply import correct, to_read
from analysis.panel.corrections.load import CORRECTIONS_FILE, Correction, load_corrections
from analysis.panel.county_breaks import CountyBreaks
from analysis.panel.export import FORMATS, export_panel
from analysis.panel.missing import availability, bounds
from analysis.panel.outside_denominators import (
    load_long,
    uses_of,
    with_denominators,
)
from analysis.panel.rates import (
    beta_prior,
    claim_class,
    full_claim_bound,
    wilson,
    worth,
)

__all__ = [
    "CORRECTIONS_FILE",
    "FORMATS",
    "Correction",
    "CountyBreaks",
    "availability",
    "beta_prior",
    "bounds",
    "broken_between",
    "broken_by",
    "build_panel",
    "change_table",
    "claim_class",
    "correct",
    "direction_in",
    "export_panel",
    "full_claim_bound",
    "load_breaks",
    "load_corrections",
    "load_long",
    "to_read",
    "uses_of",
    "wilson",
    "with_denominators",
    "worth",
    "yearly_changes",
]
