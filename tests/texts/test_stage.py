"""The stage is a step of the build: it needs no raw file and runs where its inputs changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis import pipeline
from analysis.study import Project, open_project
from analysis.tables.contracts import made_by


@pytest.fixture
def own(study: Project, tmp_path: Path) -> Project:
    """A copy of the study without its raw files."""
    place = tmp_path / "study"
    shutil.copytree(study.root, place)
    shutil.rmtree(place / "data" / "raw")
    return open_project(place)


def test_all_tables_of_the_stage_are_made(study: Project) -> None:
    assert [name for name in made_by("texts") if not study.store.has(name)] == []
    assert "promises" in made_by("texts")


def test_quotes_stand_in_their_sentences(study: Project) -> None:
    sentences = study.store.read("sentences")
    by_document = dict(iter(sentences.groupby("document_id")))
    for name in ("promises", "problems", "mechanisms"):
        for row in study.store.read(name).itertuples():
            rows = by_document[row.document_id]
            holding = rows[(rows["start"] <= row.start) & (row.end <= rows["end"])]
            (text,), (start,) = holding["text"], holding["start"]
            assert text[row.start - start : row.end - start] == row.quote


def test_a_verdict_renews_the_stage_and_nothing_else(own: Project) -> None:
    before = own.store.manifest()
    promises = own.store.read("promises")
    row = promises[promises["testable"] & promises["state"].notna()].iloc[0]
    entry = (
        f'[[verdict]]\ncounty = "{row["county_code"]}"\nyear = {row["year"]}\n'
        f'quote = """{row["quote"]}"""\nexpect = "{row["state"]}"\n'
        'state = "mentioned"\nreason = "read again"\nstatus = "confirmed"\n'
    )
    (own.config / "promises.toml").write_text(entry, encoding="utf-8")
    assert pipeline.build(own)
    after = own.store.manifest()
    assert (after["ingest"], after["build"]) == (before["ingest"], before["build"])
    table = own.store.read("promises").set_index(["document_id", "start"])
    changed = table.loc[(row["document_id"], row["start"])]
    assert (changed["state"], changed["read_state"]) == ("mentioned", row["state"])
    assert not pipeline.build(own)
