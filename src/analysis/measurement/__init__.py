"""Stage 5: the measurement model – level and progress of every county with a report."""

from analysis.measurement.comparability import load_comparability
from analysis.measurement.cross_check import cross_check
from analysis.measurement.episodes import episode_table
from analysis.measurement.items import Comparability
from analysis.measurement.levels import (
    as_scores,
    figure_table,
    level_table,
    read_draws,
    write_draws,
)
from analysis.measurement.own_lines import ROUGH_SCALE
from analysis.measurement.progress import latest_subjects, progress_table
from analysis.measurement.sampler.posterior import Posterior, agreed, mixing_note, sample_posterior

__all__ = [
    "ROUGH_SCALE",
    "Comparability",
    "Posterior",
    "agreed",
    "as_scores",
    "cross_check",
    "episode_table",
    "figure_table",
    "latest_subjects",
    "level_table",
    "load_comparability",
    "mixing_note",
    "progress_table",
    "read_draws",
    "sample_posterior",
    "write_draws",
]
