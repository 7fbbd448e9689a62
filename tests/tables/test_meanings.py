"""The data dictionary tells every table and column, in both languages, and nothing else."""

from __future__ import annotations

import re

import pytest

from analysis.tables.contracts import CONTRACTS
from analysis.tables.meanings import ALL, entries, meaning
from analysis.tables.schema import Contract


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda c: c.name)
def test_every_table_and_column_has_a_meaning_in_both_languages(contract: Contract) -> None:
    for column in ("", *contract.columns):
        said = meaning(contract.name, column)
        assert said.en, column
        assert re.search(r"[\u4e00-\u9fff]", said.zh), column


def test_no_entry_is_of_a_table_or_column_that_is_not_there() -> None:
    columns = {name: {"", *c.columns} for name, c in CONTRACTS.items()}
    own = [(t, c) for t, c in entries() if t not in (ALL, "codebook", "progress_texts")]
    assert [(t, c) for t, c in own if c not in columns.get(t, ())] == []
    everywhere = set().union(*columns.values())
    assert [c for t, c in entries() if t == ALL and c not in everywhere] == []


def test_chinese_meanings_have_chinese_punctuation() -> None:
    assert [said.zh for said in entries().values() if re.search(r"[,;:()]", said.zh)] == []
