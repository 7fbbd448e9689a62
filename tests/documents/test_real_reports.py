import csv
import re
from pathlib import Path

import pytest

from analysis.counties import Counties
from analysis.documents import load_sources, read_document, read_documents
from analysis.records import Document, Role

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
RAW = ROOT / "data" / "raw"


def shared(*parts):
    path = SHARED.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"{'/'.join(parts)} is not beside the project")
    return path


def sentences(text):
    return [s for s in re.split(r"[。;\n]", re.sub(r"[ \t\u3000\xa0]", "", text)) if len(s) > 5]


def test_the_report_of_huangchuan_is_read_from_end_to_end(counties):
    path = shared("reports", "huangchuan-2023.txt")
    document = read_document(path, counties=counties, sources={})
    assert document.text == path.read_text(encoding="utf-8")
    assert (document.county, document.county_code, document.level) == ("潢川县", "411526", "county")
    assert (document.year, document.published) == (2023, "2024-03-28")
    assert document.title == "中共潢川县委 潢川县人民政府 关于2023年法治政府建设情况的报告"
    assert document.issuers == ("中共潢川县委", "潢川县人民政府")
    parts = [s for s in document.sections if s.level == 1]
    assert [s.role for s in parts] == [
        Role.LEADERS,
        Role.MEASURES,
        Role.PROBLEMS,
        Role.PLAN,
        Role.OTHER,
    ]
    below = {
        p.marker: [s.marker for s in document.sections if s.level == 2 and p.span.contains(s.span)]
        for p in parts
    }
    assert {marker: len(found) for marker, found in below.items()} == {
        "一、": 2,
        "二、": 7,
        "三、": 0,
        "四、": 8,
        "五、": 0,
    }
    assert {s.role for s in document.sections if s.level == 2} == {
        Role.LEADERS,
        Role.MEASURES,
        Role.PLAN,
    }
    assert "扫一扫在手机打开当前页" in [s.quote(document.text) for s in document.furniture]


@pytest.mark.parametrize("name", ["full-03.html", "full-06.html", "full-10.pdf"])
def test_every_sentence_of_a_page_or_pdf_is_recovered(counties, name):
    path = shared("gold", "raw", name)
    wanted = sentences(shared("gold", "texts", f"{path.stem}.txt").read_text(encoding="utf-8"))
    document = read_document(path, counties=counties, sources={})
    found = re.sub(r"\s", "", document.text)
    assert [s for s in wanted if s not in found] == []
    assert len(found) < 1.05 * sum(len(s) + 1 for s in wanted) + 200


@pytest.mark.parametrize("number", ["03", "06", "10", "12"])
def test_county_year_and_level_of_the_gold_reports_are_right(counties, number):
    path = shared("gold", "texts", f"full-{number}.txt")
    with shared("gold", "meta.csv").open(encoding="utf-8-sig") as file:
        row = next(r for r in csv.DictReader(file) if r["report"] == path.stem)
    document = read_document(path, counties=counties, sources={})
    assert (document.county, str(document.year), document.level) == (
        row["county"],
        row["year"],
        "county",
    )


def test_every_file_of_the_projects_own_corpus_reads_as_registered():
    sources = load_sources(RAW)
    paths = [RAW / name for name in sources]
    if not paths or not all(path.is_file() for path in paths):
        pytest.skip("data/raw holds no registered corpus")
    own = RAW / "counties.csv"
    counties = Counties.load(extra=[own] if own.is_file() else [])
    found = list(read_documents(paths, counties=counties, sources=sources))
    assert [f for f in found if not isinstance(f, Document)] == []
    wrong = [
        (f.file, f.county_code, f.year)
        for f in found
        if (f.county_code, f.year) != (sources[f.file].county_code, sources[f.file].year)
    ]
    assert wrong == []
    assert [f.file for f in found if not f.title or f.level != "county"] == []
