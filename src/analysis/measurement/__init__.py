"""Stage 5: the measurement model – level and progress of every county with a report."""

from analysis.measurement.episodes import episode_table
from analysis.measurement.items import Comparability
from analysis.measurement.levels import level_table
from analysis.measurement.posterior import Posterior, sample_posterior
from analysis.measurement.progress import latest_subjects, progress_table

__all__ = [
    "Comparability",
    "Posterior",
    "episode_table",
    "latest_subjects",
    "level_table",
    "progress_table",
    "sample_posterior",
]
