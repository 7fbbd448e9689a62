from pathlib import Path

import pytest

from analysis.extraction.indicators import Matcher, load_codebook, load_synonyms

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def codebook():
    return load_codebook(ROOT / "config" / "indicators.csv")


@pytest.fixture(scope="session")
def matcher(codebook):
    return Matcher(codebook, load_synonyms(ROOT / "config" / "synonyms.csv"))
