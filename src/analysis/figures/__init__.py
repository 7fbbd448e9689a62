"""Stage 8: figures of results, each with title, alt text and its data."""

from analysis.figures.availability import availability_map
from analysis.figures.comparison import dimension_map, index_intervals
from analysis.figures.county import county_profile, county_years
from analysis.figures.index import (
    band_bars,
    bars,
    correlations,
    distributions,
    gap_map,
    unit_intervals,
)
from analysis.figures.indicator import indicator_years
from analysis.figures.peers import peer_levels
from analysis.figures.picture import Names, Picture, to_svg
from analysis.figures.progress import consensus_map, progress_intervals, type_profiles

__all__ = [
    "Names",
    "Picture",
    "availability_map",
    "band_bars",
    "bars",
    "consensus_map",
    "correlations",
    "county_profile",
    "county_years",
    "dimension_map",
    "distributions",
    "gap_map",
    "index_intervals",
    "indicator_years",
    "peer_levels",
    "progress_intervals",
    "to_svg",
    "type_profiles",
    "unit_intervals",
]
