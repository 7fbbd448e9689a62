"""Stage 5: scores per dimension and overall, with grade bands and intervals; R, F and B beside."""

from analysis.composite.aggregate import arithmetic, geometric
from analysis.composite.bands import band
from analysis.composite.constructs import constructs
from analysis.composite.goalposts import Goalpost, load_goalposts, without
from analysis.composite.level import level_cells
from analysis.composite.score import (
    contributions,
    level_bounds,
    point_scores,
    score_dimensions,
)
from analysis.composite.weights import equal, given

__all__ = [
    "Goalpost",
    "arithmetic",
    "band",
    "constructs",
    "contributions",
    "equal",
    "geometric",
    "given",
    "level_bounds",
    "level_cells",
    "load_goalposts",
    "point_scores",
    "score_dimensions",
    "without",
]
