"""Counties: the official table, dated changes since 2015, the user's own, and look-up by name."""

from analysis.counties.county import Change, County
from analysis.counties.special_zones import zone_in
from analysis.counties.table import Counties

__all__ = ["Change", "Counties", "County", "zone_in"]
