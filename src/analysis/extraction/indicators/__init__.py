"""Stage 3: figures become observations of the codebook's indicators, each with its evidence."""

from analysis.extraction.indicators.codebook import Codebook, Indicator, load_codebook
from analysis.extraction.indicators.explain import explain
from analysis.extraction.indicators.extract import extract, quantity_rows
from analysis.extraction.indicators.lint import phrases_within
from analysis.extraction.indicators.match import Matcher
from analysis.extraction.indicators.synonyms import load_synonyms

__all__ = [
    "Codebook",
    "Indicator",
    "Matcher",
    "explain",
    "extract",
    "load_codebook",
    "load_synonyms",
    "phrases_within",
    "quantity_rows",
]
