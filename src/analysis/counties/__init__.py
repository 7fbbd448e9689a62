"""Counties: the official table, dated changes since 2015, the user's own, and look-up by name."""

from analysis.counties.county import Change, County
from analysis.counties.table import Counties
from analysis.counties.zones import zone_in

__all__ = ["Change", "Counties", "County", "zone_in"]
