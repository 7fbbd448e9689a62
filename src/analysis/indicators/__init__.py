"""Stage 3: figures become observations of the codebook's indicators, each with its evidence."""

from analysis.indicators.audit import Finding, Verdict, audit
from analysis.indicators.codebook import Codebook, Indicator, load_codebook
from analysis.indicators.extract import extract, quantity_rows
from analysis.indicators.match import Matcher

__all__ = [
    "Codebook",
    "Finding",
    "Indicator",
    "Matcher",
    "Verdict",
    "audit",
    "extract",
    "load_codebook",
    "quantity_rows",
]
