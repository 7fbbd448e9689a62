"""Stage 7 on one screen: the tables that only the text can tell, from the store's sentences."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.texts.followed import follow_all, placebo_states, rates
from analysis.texts.reports import Corpus
from analysis.texts.verdicts import VERDICTS_FILE, load_verdicts, overrule

OWN_FILES = (VERDICTS_FILE,)
"""Files of ``config/`` that only this stage reads: what was read stays when they change."""


@dataclass(frozen=True)
class Read:
    """The tables that the stage starts from."""

    documents: pd.DataFrame
    sentences: pd.DataFrame
    counties: pd.DataFrame


def text_tables(read: Read, config: Path, seed: int) -> dict[str, pd.DataFrame]:
    """Return the tables of the stage by name.

    Args:
        read: what ingest made.
        config: the folder that a researcher edits.
        seed: of the placebo.

    Raises:
        ConfigError: a file of the folder cannot be used, or a verdict is about nothing.
    """
    corpus = Corpus(read.documents, read.sentences, read.counties)
    promises, problems = follow_all(corpus)
    verdicts = load_verdicts(config / VERDICTS_FILE)
    promises = overrule(promises, verdicts, read.documents, config / VERDICTS_FILE)
    placebo = placebo_states(corpus, seed)
    return {
        "promises": promises,
        "problems": problems,
        "promise_rates": rates(promises, placebo, seed),
    }
