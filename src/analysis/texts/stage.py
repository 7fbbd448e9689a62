"""Stage 7 on one screen: the tables that only the text can tell, from the store's sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.config import ConfigFolder
from analysis.texts.coverage import text_coverage
from analysis.texts.followed.tables import Followed, placebo_states, rates
from analysis.texts.followed.verdicts import VERDICTS_FILE, load_verdicts, overrule
from analysis.texts.mechanisms import MECHANISMS_FILE, load_mechanisms
from analysis.texts.progress import text_progress
from analysis.texts.prose.clauses import squeezed
from analysis.texts.reports import Corpus, names_of
from analysis.texts.reuse.tables import Reuse, find_reuse, formulas, reuse_table, share_table
from analysis.texts.stated import Stated
from analysis.texts.words import SAMPLE, WordCounter, distinctive, find_words

OWN_FILES = (VERDICTS_FILE, MECHANISMS_FILE, "form_rules.csv")
"""Files of ``config/`` that only this stage reads: what was read stays when they change."""


@dataclass(frozen=True)
class Read:
    """The tables that the stage starts from, and the reuse where it is known."""

    documents: pd.DataFrame
    sentences: pd.DataFrame
    counties: pd.DataFrame
    types: pd.DataFrame
    reuse: Reuse | None = None  # found here where it was not before


def text_tables(
    read: Read, config: ConfigFolder, seed: int, terms: Iterable[str] = ()
) -> dict[str, pd.DataFrame]:
    """Return the tables of the stage by name.

    Args:
        read: what ingest and build made.
        config: the files that a researcher edits.
        seed: of the placebo.
        terms: of the codebook; they are words whatever the texts say.

    Raises:
        ConfigError: a file of the folder cannot be used, or a verdict is about nothing.
    """
    corpus = Corpus(read.documents, read.sentences, read.counties)
    verdicts = load_verdicts(config / VERDICTS_FILE)
    lexicon = load_mechanisms(config / MECHANISMS_FILE)
    stated = Stated(corpus, lexicon, read.documents)
    followed = Followed(corpus)
    for report, after in corpus.pairs():
        segments = corpus.segments(report)
        stated.add(report, segments)
        followed.add(report, segments, after)
    promises, problems = followed.tables()
    promises = overrule(promises, verdicts, read.documents, config / VERDICTS_FILE)
    placebo = placebo_states(corpus, seed)
    reuse = read.reuse or find_reuse(read.documents, [read.sentences], read.counties)
    tables = stated.tables(read.counties) | {"promises": promises, "problems": problems}
    return tables | {
        "text_progress": text_progress(corpus, tables, lexicon.mechanisms),
        "text_coverage": text_coverage(
            corpus, read.sentences, tables, [m.code for m in lexicon.mechanisms]
        ),
        "promise_rates": rates(promises, placebo, seed),
        "reuse": reuse_table(reuse, read.sentences["text"]),
        "reuse_shares": share_table(reuse),
        "words": _words(read, corpus, ~formulas(reuse), terms),
    }


def _words(
    read: Read, corpus: Corpus, own: NDArray[np.bool_], terms: Iterable[str]
) -> pd.DataFrame:
    """Return table WORDS, of the sentences that are no formulas."""
    texts = read.sentences["text"].to_numpy(object)
    sampled = texts[own][:: max(1, int(own.sum()) // SAMPLE)]
    words = find_words((squeezed(said)[0] for said in sampled), terms)
    counter = WordCounter(words)
    names = names_of(read.counties)
    counts = {}
    for report in corpus.reports:
        said = texts[report.rows][own[report.rows]]
        counts[report.document_id] = counter.counts(said, names.get(report.county_code, []))
    groups: dict[str, list[str]] = {}
    for key, document in _grouped(read, corpus):
        groups.setdefault(key, []).append(document)
    return distinctive(counts, groups, counter.words)


def _grouped(read: Read, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Yield each report under each group that it belongs to."""
    prefectures = dict(zip(read.counties["county_code"], read.counties["prefecture"], strict=True))
    levels = read.types[read.types["question"] == "level"]
    types = dict(zip(levels["county_code"], levels["class"], strict=True))
    for report in corpus.reports:
        yield f"county\t{report.county_code}", report.document_id
        yield f"year\t{report.year}", report.document_id
        yield f"prefecture\t{prefectures.get(report.county_code, '')}", report.document_id
        if report.county_code in types:
            yield f"type\t{types[report.county_code]}", report.document_id
