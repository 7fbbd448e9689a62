"""Stage 6: clusters of county-years by level and progress, their profiles and moves."""

from analysis.clusters.choose import choose_k, silhouettes, structure
from analysis.clusters.features import features, progress, saturated
from analysis.clusters.fit import cluster_counties, label_name
from analysis.clusters.moves import move_table, moves
from analysis.clusters.profile import ReportingCheck, profile, reporting_check

__all__ = [
    "ReportingCheck",
    "choose_k",
    "cluster_counties",
    "features",
    "label_name",
    "move_table",
    "moves",
    "profile",
    "progress",
    "reporting_check",
    "saturated",
    "silhouettes",
    "structure",
]
