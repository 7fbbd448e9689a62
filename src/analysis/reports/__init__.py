"""Stage 9: notebooks and parameters become self-contained pages, many of them in a batch."""

from analysis.reports.batch import Job, run_batch
from analysis.reports.html import render, render_notebook
from analysis.reports.notebook import check_parameters, has_kernel, parameters_of, run_notebook
from analysis.reports.study import Place, study_jobs, write_index

__all__ = [
    "Job",
    "Place",
    "check_parameters",
    "has_kernel",
    "parameters_of",
    "render",
    "render_notebook",
    "run_batch",
    "run_notebook",
    "study_jobs",
    "write_index",
]
