"""Stage 5: scores per dimension and overall, with grade bands and intervals; R, F and B beside.

The general engine makes an index of any table: ``Declaration`` says what is done, ``build_index``
does it. The headline index L is made by ``score_dimensions``.
"""

from analysis.composite.aggregate import arithmetic, geometric
from analysis.composite.audit import Audit, audit_index
from analysis.composite.bands import band
from analysis.composite.build import Index, build_index
from analysis.composite.constructs import constructs
from analysis.composite.declaration import Declaration
from analysis.composite.examine import Examined, examine
from analysis.composite.goalposts import Goalpost, load_goalposts, without
from analysis.composite.headline import audit_headline, examine_headline
from analysis.composite.level import level_cells
from analysis.composite.medians import medians
from analysis.composite.robustness import Robustness, monte_carlo
from analysis.composite.score import (
    contributions,
    level_bounds,
    point_scores,
    score_dimensions,
    score_with_chances,
)
from analysis.composite.sensitivity import (
    rank_reversals,
    remove_parts,
    sobol_sensitivity,
)
from analysis.composite.variation import Variation, WeightNoise
from analysis.composite.weights import equal, given

__all__ = [
    "Audit",
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
    "constructs",
    "contributions",
    "equal",
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
    "without",
]
