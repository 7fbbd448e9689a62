"""Stage 9: notebooks and parameters become self-contained pages."""

from analysis.reports.html import render, render_notebook
from analysis.reports.job import Job
from analysis.reports.notebook import check_parameters, has_kernel, parameters_of, run_notebook

__all__ = [
    "Job",
    "check_parameters",
    "has_kernel",
    "parameters_of",
    "render",
    "render_notebook",
    "run_notebook",
]
