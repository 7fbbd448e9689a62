"""Stage 5: scores per dimension and overall, with grade bands and intervals; R, F and B beside.

The general engine makes an index of any table: ``Declaration`` says what is done, ``build_index``
does it. The headline index L is made by ``score_dimensions``.
"""

from analysis.composite.aggregate import arithmetic, geometric
from analysis.composite.bands import band
from analysis.composite.build import Index, build_index
from analysis.composite.constructs import constructs
from analysis.composite.declaration import Declaration
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
    "Declaration",
    "Goalpost",
    "Index",
    "arithmetic",
    "band",
    "build_index",
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
