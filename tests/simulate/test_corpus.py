import csv
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from analysis.simulate import simulate_corpus
from analysis.simulate.writing.pages import NOTICE


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_committed_demo_corpus_is_made_again_byte_for_byte(corpus, committed):
    made = {path.name for path in corpus.folder.iterdir()}
    kept = {path.name for path in committed.iterdir()} - {"README.md"}
    assert made == kept
    differing = [
        n for n in made if (corpus.folder / n).read_bytes() != (committed / n).read_bytes()
    ]
    assert differing == []


def test_the_demo_corpus_is_small_but_nearly_complete(corpus):
    assert 72 <= len(corpus.written) < 78
    assert sum(path.stat().st_size for path in corpus.folder.iterdir()) < 4_000_000
    assert max(written.size for written in corpus.written) < 60_000


def test_a_county_is_the_same_whatever_the_number_of_counties(corpus, tmp_path):
    few = list(simulate_corpus(tmp_path, counties=3, years=3))
    for written in few:
        here = (tmp_path / written.file).read_bytes()
        assert here == (corpus.folder / written.file).read_bytes()


def test_another_seed_makes_another_corpus(corpus, tmp_path):
    other = next(simulate_corpus(tmp_path, counties=1, years=3, seed=7))
    assert other.sha256 not in {written.sha256 for written in corpus.written}


def test_files_are_written_one_by_one(tmp_path):
    stream = simulate_corpus(tmp_path, counties=500, years=3)
    first = next(stream)
    assert [path.name for path in tmp_path.glob("99*")] == [first.file]
    stream.close()


def test_too_many_counties_are_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ValueError, match="beyond the names"):
        next(simulate_corpus(tmp_path / "none", counties=9000, years=1))
    assert not (tmp_path / "none").exists()


def test_without_a_path_no_truth_is_written(tmp_path):
    list(simulate_corpus(tmp_path, counties=1, years=1))
    assert not (tmp_path / "truth.csv").exists()


def test_the_register_holds_every_file_with_its_checksum(corpus):
    register = rows(corpus.folder / "sources.csv")
    assert [row["file"] for row in register] == [written.file for written in corpus.written]
    for row in register:
        assert row["sha256"] == sha256((corpus.folder / row["file"]).read_bytes()).hexdigest()
        assert row["url"].startswith("https://www.example.com/")
        assert "fictional" in row["licence"]


def test_the_county_table_has_the_columns_that_the_resolver_reads(corpus):
    counties = rows(corpus.folder / "counties.csv")
    assert list(counties[0]) == ["code", "name", "province", "prefecture", "note"]
    assert len(counties) == 26
    assert {written.place.code for written in corpus.written} <= {row["code"] for row in counties}


def test_every_layout_occurs(corpus):
    seen = Counter(written.layout for written in corpus.written)
    html = {"portal", "word", "breaks", "gbk", "meta", "nested"}
    assert set(seen) == html | {"docx", "pdf", "txt-gb18030", "txt-utf8"}


def test_every_document_decodes_and_holds_title_and_county(corpus):
    for written in corpus.written:
        text = corpus.text(written)
        assert written.title.replace(" ", "") in text, written.file
        assert written.place.name in text, written.file
        assert "�" not in text, written.file


def test_every_document_says_that_it_is_fictional(corpus):
    assert all(NOTICE in corpus.text(written) for written in corpus.written)


def test_the_gbk_page_declares_gb2312(corpus):
    page = next(written for written in corpus.written if written.layout == "gbk")
    content = (corpus.folder / page.file).read_bytes()
    assert b"charset=gb2312" in content
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_the_word_paste_cuts_numbers(corpus):
    page = next(written for written in corpus.written if written.layout == "word")
    content = (corpus.folder / page.file).read_text(encoding="utf-8")
    assert '</span><span lang="EN-US">' in content
    assert "MsoNormal" in content


def test_lengths_are_those_of_real_reports(corpus):
    lengths = sorted(written.characters for written in corpus.written)
    assert lengths[0] >= 2300
    assert lengths[-1] <= 7200
    assert 3500 <= lengths[len(lengths) // 2] <= 6000
