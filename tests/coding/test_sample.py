"""The sample is stratified, seeded, drawn fairly, and says how likely each row was."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import pipeline
from analysis.coding import run
from analysis.coding.sample import Stratum, allocate, draw
from analysis.errors import StoreError, TableError
from analysis.study import Project, open_project

KINDS = st.sampled_from(["coded", "other", "not_a_quantity"])
POPULATIONS = st.dictionaries(
    st.builds(Stratum, KINDS, st.sampled_from(["D0", "D4"]), st.sampled_from(["2021", "2022"])),
    st.integers(1, 5000),
    min_size=1,
)


def tables(documents: int = 40, each: int = 50) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Reports of one year, each with numbers of three strata."""
    ids = [f"{d:03d}" for d in range(documents)]
    kinds = [("used", "D4"), ("aside", "D4"), ("other", ""), ("not_a_quantity", "date")]
    rows = [(d, kind, detail, each) for d in ids for kind, detail in kinds]
    ledger = pd.DataFrame(rows, columns=["document_id", "kind", "detail", "count"])
    used = pd.DataFrame({"document_id": ids, "status": "used", "year": 2022, "file": ids})
    return ledger, used


@given(POPULATIONS, st.integers(12, 500))
def test_the_rows_asked_for_are_drawn_and_none_more_than_there_are(
    populations: dict[Stratum, int], size: int
) -> None:
    drawn = allocate(populations, size)
    assert sum(drawn.values()) == min(size, sum(populations.values()))
    assert all(1 <= drawn[s] <= n for s, n in populations.items())


def test_a_larger_stratum_of_a_kind_gets_more_rows_but_less_than_in_proportion() -> None:
    large, small = Stratum("coded", "D0", ""), Stratum("coded", "D4", "")
    drawn = allocate({large: 10_000, small: 100}, 110)
    assert drawn[small] == pytest.approx(10, abs=1)
    assert drawn[large] == pytest.approx(100, abs=1)


def test_over_many_seeds_each_number_is_drawn_as_often_as_its_probability_says() -> None:
    ledger, used = tables(documents=5, each=4)
    counts: Counter[tuple[str, str, int]] = Counter()
    for seed in range(600):
        drawn = draw(ledger, used, 30, seed)
        counts.update((d, s.kind, at) for d, picks in drawn.picks.items() for s, at in picks)
    for stratum, (population, rows) in drawn.sizes.items():
        own = [n for (_, kind, _), n in counts.items() if kind == stratum.kind]
        assert len(own) == population  # each of them was drawn at some time
        expected = 600 * rows / population
        assert max(abs(n - expected) for n in own) < 4.5 * (expected**0.5)


def test_equal_seeds_draw_alike_and_others_do_not() -> None:
    ledger, used = tables()
    assert draw(ledger, used, 60, 1) == draw(ledger, used, 60, 1)
    assert draw(ledger, used, 60, 1).picks != draw(ledger, used, 60, 2).picks
    shuffled = ledger.sample(frac=1, random_state=1)
    assert draw(shuffled, used, 60, 1) == draw(ledger, used, 60, 1)


def test_years_are_together_where_the_sample_is_small_and_too_small_a_one_is_refused() -> None:
    ledger, used = tables()
    used["year"] = [2021 + int(d) % 4 for d in used["document_id"]]
    assert {s.year for s in draw(ledger, used, 100, 1).sizes} == {"2021", "2022", "2023", "2024"}
    assert {s.year for s in draw(ledger, used, 20, 1).sizes} == {""}
    with pytest.raises(TableError, match="a sample of 2 is smaller than its 3 strata"):
        draw(ledger, used, 2, 1)
    with pytest.raises(TableError, match="no county report"):
        draw(ledger, used.assign(status="listed"), 20, 1)


def test_a_large_study_is_sampled_from_its_ledger_in_a_few_seconds() -> None:
    ledger, used = tables(documents=30_000, each=30)
    drawn = draw(ledger, used, 200, 1)
    assert sum(rows for _, rows in drawn.sizes.values()) == 200
    assert len(drawn.picks) <= 200  # reports that have to be read again
    assert drawn.sizes[Stratum("coded", "D4", "2022")][0] == 30_000 * 60


def test_items_are_the_numbers_of_their_documents(study: Project, sampled: Path) -> None:
    from analysis.coding import read_key

    key = read_key(sampled / "coding" / "sample.key.json")
    again = pipeline.reread(study, {i.document_id for i in key.items})
    texts = {e.document.document_id: e.document.text for e in again}
    rows = study.store.read("observations")
    named = {(r.document_id, r.start, r.end, r.indicator) for r in rows.itertuples()}
    for item in key.items:
        assert texts[item.document_id][item.start : item.end] == item.quote
        assert item.before + item.quote + item.after in texts[item.document_id]
        assert {(item.document_id, item.start, item.end, c) for c in item.codes} <= named
        assert 0 < item.probability <= 1
    assert len({(i.document_id, i.start, i.end) for i in key.items}) == len(key.items) == 120
    ledger = study.store.read("ledger")
    strata = {(bool(i.codes), i.kind if not i.codes else "", i.dimension, i.stratum_year):
              i.population for i in key.items}  # fmt: skip
    assert sum(strata.values()) == ledger["count"].sum()  # every number read had a chance


def test_equal_samples_are_equal_to_the_byte_and_none_is_written_over(
    study: Project, sampled: Path, tmp_path: Path
) -> None:
    out = tmp_path / "again.xlsx"
    run.draw_sample(study, out, size=120, seed=5, coders=2)
    first = sampled / "coding" / "sample.xlsx"
    assert out.read_bytes() == first.read_bytes()
    assert out.with_suffix(".key.json").read_bytes() == first.with_suffix(".key.json").read_bytes()
    with pytest.raises(StoreError, match="is there already"):
        run.draw_sample(study, out, size=120, seed=5, coders=2)
    run.draw_sample(study, out, size=120, seed=6, coders=2, force=True)
    assert out.read_bytes() != first.read_bytes()


def test_changed_files_must_be_read_before_they_are_sampled(study: Project, tmp_path: Path) -> None:
    shutil.copytree(study.root, tmp_path / "p")
    project = open_project(tmp_path / "p")
    report = tmp_path / "p" / "data" / "raw" / "潢川县2022.txt"
    report.write_text(report.read_text(encoding="utf-8") + "补充3件。", encoding="utf-8")
    with pytest.raises(StoreError, match="changed since they were read; run: fazhi ingest"):
        run.draw_sample(project, tmp_path / "s.xlsx", size=60, seed=1, coders=1)
    with pytest.raises(StoreError, match=r"潢川县2022\.txt: changed or gone"):
        pipeline.reread(project, set(project.store.read("documents")["document_id"]))
