"""Stage 8: results become pictures, each with title, alt text and its data."""

from analysis.figures.availability import availability_map
from analysis.figures.comparison import dimension_map, index_intervals
from analysis.figures.county import county_profile, county_years
from analysis.figures.groups import cluster_profiles
from analysis.figures.index import (
    band_bars,
    bars,
    correlations,
    distributions,
    gap_map,
    unit_intervals,
)
from analysis.figures.picture import Names, Picture, to_svg

__all__ = [
    "Names",
    "Picture",
    "availability_map",
    "band_bars",
    "bars",
    "cluster_profiles",
    "correlations",
    "county_profile",
    "county_years",
    "dimension_map",
    "distributions",
    "gap_map",
    "index_intervals",
    "to_svg",
    "unit_intervals",
]
