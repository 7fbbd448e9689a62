import multiprocessing
import os
import shutil
import tracemalloc
from pathlib import Path

import pytest

from analysis.counties import Counties
from analysis.documents import read_each
from analysis.documents.formats.limits import Limits
from analysis.errors import ConfigError
from analysis.extraction.corpus import find_corpus, read_corpus
from analysis.extraction.jsonl import Extract
from analysis.records import Extraction, Outcome

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def folder(tmp_path, write_report):
    for number in range(24):
        text = write_report(year=2001 + number, more=f"全年办理法律援助案件{number + 5}件。")
        (tmp_path / f"{number:02}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "07.txt").write_bytes(b"\x00\x01\x02" * 400)
    return tmp_path


def told(items):
    return [
        (i.document.file, [(o.indicator, o.value) for o in i.observations])
        if isinstance(i, Extraction)
        else (i.key, i.error)
        for i in items
    ]


def test_several_processes_read_the_same_in_the_same_order(folder):
    corpus = find_corpus(CONFIG, [folder])
    alone = told(read_corpus(corpus))
    assert [name for name, _ in alone] == [f"{n:02}.txt" for n in range(24)]
    assert alone == told(read_corpus(corpus, jobs=3))


def test_a_killed_process_loses_no_file(folder):
    corpus = find_corpus(CONFIG, [folder])
    items = read_corpus(corpus, jobs=2)
    first = next(items)
    for child in multiprocessing.active_children():
        child.kill()
    assert told([first, *items]) == told(read_corpus(corpus))


def test_files_are_called_by_the_shortest_name_that_no_other_has(tmp_path, write_report):
    for place in ("a/x", "b/x", "b"):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / "report.txt").write_text(write_report(), encoding="utf-8")
    shutil.copy(tmp_path / "b" / "report.txt", tmp_path / "other.txt")
    corpus = find_corpus(CONFIG, [tmp_path])
    names = {path.relative_to(tmp_path).as_posix(): n for path, n in corpus.names.items()}
    assert names["other.txt"] == "other.txt"
    assert names["a/x/report.txt"] == "a/x/report.txt"
    assert names["b/report.txt"] == "b/report.txt"


def test_only_names_files_and_what_is_in_archives(folder):
    corpus = find_corpus(CONFIG, [folder]).only(["03.txt", "04.txt!inside.docx"])
    assert [p.name for p in corpus.files] == ["03.txt", "04.txt"]


def test_a_damaged_file_is_an_outcome(folder):
    (found,) = read_corpus(find_corpus(CONFIG, [folder / "07.txt"]))
    assert isinstance(found, Outcome)
    assert found.failed


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match="nowhere"):
        find_corpus(CONFIG, [tmp_path / "nowhere"])


def test_folders_behind_links_are_read_and_loops_end(tmp_path, write_report):
    outside, raw = tmp_path / "outside", tmp_path / "raw"
    outside.mkdir()
    raw.mkdir()
    (outside / "a.txt").write_text(write_report(), encoding="utf-8")
    (raw / "linked").symlink_to(outside)
    (raw / "loop").symlink_to(raw)
    assert list(find_corpus(CONFIG, [raw]).names.values()) == ["a.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every folder")
def test_a_folder_that_cannot_be_opened_is_an_outcome(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o000)
    (found,) = read_corpus(find_corpus(CONFIG, [tmp_path]))
    assert (found.key, found.failed) == ("closed", True)


def test_names_on_disk_that_are_not_utf8_are_read_as_gbk(tmp_path, write_report):
    name = os.fsencode(tmp_path) + b"/" + "潢川县.txt".encode("gbk")
    Path(os.fsdecode(name)).write_text(write_report(), encoding="utf-8")
    (found,) = read_corpus(find_corpus(CONFIG, [tmp_path]))
    assert found.document.file == "潢川县.txt"


def test_long_and_equal_names_are_files_of_their_own_in_the_extract(tmp_path, write_report):
    for name in ("长" * 80 + ".txt", "a.txt"):
        (tmp_path / name).write_text(write_report(), encoding="utf-8")
    found = list(read_corpus(find_corpus(CONFIG, [tmp_path])))
    with Extract(tmp_path / "out") as target:
        for extraction in [*found, *found]:
            target.add(extraction)
    assert len(list((tmp_path / "out" / "texts").iterdir())) == 4


def test_a_file_that_takes_too_long_is_refused_and_tried_again(tmp_path, write_report):
    (tmp_path / "a.txt").write_text(write_report(), encoding="utf-8")

    def endless(_document):
        while True:
            pass

    sources, limits = {}, Limits(seconds=0.2)
    (found,) = read_each(
        tmp_path / "a.txt", endless, counties=Counties.load(), sources=sources, limits=limits
    )
    assert (found.failed, found.again) == (True, True)
    assert "CPU time" in found.error


def test_a_file_that_only_the_register_names_is_told_with_the_nearest(tmp_path, write_report):
    (tmp_path / "潢川县2023.txt").write_text(write_report(), encoding="utf-8")
    head = "file,county_code,county,year,url,accessed,sha256,licence,note\n"
    rows = "潢川县2032.txt,,,,,,,,\n潢川县2023.txt,,,,,,,,\n"
    (tmp_path / "sources.csv").write_text(head + rows, encoding="utf-8")
    absent, read = read_corpus(find_corpus(CONFIG, [tmp_path]))
    assert (absent.key, absent.failed) == ("潢川县2032.txt", True)
    assert 'did you mean "潢川县2023.txt"' in absent.error
    assert read.document.county == "潢川县"


def test_one_sentence_of_many_figures_takes_memory_in_proportion(tmp_path):
    def peak(figures):
        sentence = ",".join(f"东镇受理案件{n % 97 + 1}件" for n in range(figures))
        text = f"潢川县2023年法治政府建设年度报告\n一、主要做法\n{sentence}。\n"
        path = tmp_path / f"{figures}.txt"
        path.write_text(text, encoding="utf-8")
        tracemalloc.start()
        (found,) = read_corpus(find_corpus(CONFIG, [path]))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(found.quantities) >= figures
        return used

    peak(50)  # what is loaded once
    assert peak(1600) < 6 * peak(400)  # in proportion it is 4 times; by square, 16
