"""Corpora with a known truth: fictional reports for tests, benchmarks and the demo."""

from analysis.simulate.corpus import county_years, simulate_corpus
from analysis.simulate.truth import CountyYear, Figure, Latent, Place, Written

__all__ = [
    "CountyYear",
    "Figure",
    "Latent",
    "Place",
    "Written",
    "county_years",
    "simulate_corpus",
]
