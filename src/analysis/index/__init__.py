"""Stage 5: scores per dimension and overall, with grade bands and intervals; R, F and B beside.

The general engine makes an index of any table: ``Declaration`` says what is done, ``build_index``
does it. The headline index L is made by ``score_dimensions``.
"""

from analysis.index.audit.audit import Audit, audit_index
from analysis.index.audit.consequences import consequences
from analysis.index.audit.findings import Controls
from analysis.index.engine.build import Index, build_index
from analysis.index.engine.declaration import Declaration
from analysis.index.examine import Examined, examine, usual_variation
from analysis.index.headline.as_declaration import audit_headline, examine_headline
from analysis.index.headline.bands import band
from analysis.index.headline.constructs import constructs
from analysis.index.headline.goalposts import Goalpost, load_goalposts, without
from analysis.index.headline.level import level_cells
from analysis.index.headline.medians import medians
from analysis.index.headline.score import (
    contributions,
    level_bounds,
    point_scores,
    score_dimensions,
    score_with_chances,
)
from analysis.index.methods.aggregate import arithmetic, geometric
from analysis.index.methods.weights import given
from analysis.index.robustness.monte_carlo import Robustness, monte_carlo
from analysis.index.robustness.sensitivity import (
    rank_reversals,
    remove_parts,
    sobol_sensitivity,
)
from analysis.index.robustness.variation import Variation, WeightNoise

__all__ = [
    "Audit",
    "Controls",
    "Declaration",
    "Examined",
    "Goalpost",
    "Index",
    "Robustness",
    "Variation",
    "WeightNoise",
    "arithmetic",
    "audit_headline",
    "audit_index",
    "band",
    "build_index",
    "consequences",
    "constructs",
    "contributions",
    "examine",
    "examine_headline",
    "geometric",
    "given",
    "level_bounds",
    "level_cells",
    "load_goalposts",
    "medians",
    "monte_carlo",
    "point_scores",
    "rank_reversals",
    "remove_parts",
    "score_dimensions",
    "score_with_chances",
    "sobol_sensitivity",
    "usual_variation",
    "without",
]
