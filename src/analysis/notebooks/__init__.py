"""Stage 9: notebooks and parameters become self-contained pages."""

from analysis.notebooks.execute import check_parameters, has_kernel, parameters_of, run_notebook
from analysis.notebooks.html import render, render_notebook
from analysis.notebooks.job import Job

__all__ = [
    "Job",
    "check_parameters",
    "has_kernel",
    "parameters_of",
    "render",
    "render_notebook",
    "run_notebook",
]
