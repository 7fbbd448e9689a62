"""The chain on trouble: each file that is not simply used gets one line, and the rest goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from analysis import pipeline
from analysis.errors import StoreError
from analysis.files import file_digest
from analysis.pages.county import county_page
from analysis.pipeline import ReadingSummary
from analysis.study import Project, View, open_project
from analysis.tables.contracts import CONTRACTS
from analysis.tables.schema import BANDS

TABLES = ("documents", "outcomes", "observations", "counties")
LINES = {  # every file that is not simply used: its status, and what its line must say
    "corrupt.pdf": ("failed", "the PDF is damaged"),
    "empty.txt": ("failed", "the file is empty"),
    "binary.html": ("failed", "binary data"),
    "news.html": ("listed", "not a county report but: news"),
    "plan.txt": ("listed", "not a county report but: plan"),
    "township.txt": ("listed", "not a county report but: township"),
    "kunshan-short.txt": ("duplicate", "昆山市 2023 is read from kunshan.txt, which holds more"),
    "nowhere.txt": (
        "unplaced",
        '云梦泽县 (from the title) is in no table of counties; did you mean "云梦县"',
    ),
    "gulou.txt": ("unplaced", "鼓楼区 is ambiguous"),
}
USED = {"good.txt", "kunshan.txt", "gb2312.html"}
NEWS = (
    "<html><head><meta charset='utf-8'><title>固始县召开法治政府建设工作推进会</title></head><body>"
    "<h1>固始县召开法治政府建设工作推进会</h1><p>3月1日,固始县召开2023年法治政府建设推进会,"
    "县长出席会议并讲话。会议强调,要坚持依法行政,做好12项重点工作。</p></body></html>"
)


def fill(raw: Path, report: Callable[..., str], names: list[str]) -> None:
    """Write the files of the troubled folder in the given order."""
    # 镕 and 堃 are in GBK and not in the GB 2312 that the page declares
    lines = report("商城县", more="县长朱镕堃督察3次。").splitlines()
    page = "".join(f"<p>{line}</p>" for line in lines[1:])
    title = "商城县人民政府关于2023年法治政府建设情况的报告"
    head = f"<meta http-equiv='Content-Type' content='text/html; charset=gb2312'><title>{title}"
    contents: dict[str, str | bytes] = {
        "good.txt": report("潢川县"),
        "kunshan.txt": report("昆山市", more="开展行政执法检查120次。"),
        "kunshan-short.txt": report("昆山市"),
        "corrupt.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
        "empty.txt": b"",
        "binary.html": bytes(range(256)) * 40,
        "news.html": NEWS,
        "plan.txt": report("固始县", title="固始县2023年法治政府建设工作要点"),
        "township.txt": report("潢川县江集镇"),
        "nowhere.txt": report("云梦泽县"),
        "gulou.txt": report("鼓楼区"),
        "gb2312.html": (
            f"<html><head>{head}</title></head><body><h1>{title}</h1>{page}</body></html>"
        ).encode("gbk"),
    }
    assert set(names) == set(contents) == USED | set(LINES)
    for name in names:
        content = contents[name]
        (raw / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def ingest(place: Path, *, force: bool = False) -> ReadingSummary:
    return pipeline.ingest(open_project(place), (), force=force)


def tables(place: Path) -> dict[str, str]:
    return {n: file_digest(place / "data" / "processed" / f"{n}.parquet") for n in TABLES}


@pytest.fixture(scope="module")
def troubled(
    tmp_path_factory: pytest.TempPathFactory,
    project_in: Callable[[Path], Path],
    write_report: Callable[..., str],
) -> tuple[Path, ReadingSummary]:
    place = project_in(tmp_path_factory.mktemp("troubled"))
    fill(place / "data" / "raw", write_report, sorted(USED | set(LINES)))
    return place, ingest(place)


def test_each_troubled_file_gets_exactly_one_line_with_the_reason(
    troubled: tuple[Path, ReadingSummary],
) -> None:
    lines = troubled[1].lines
    assert sorted(file for _, file, _ in lines) == sorted(LINES)
    for status, file, message in lines:
        wanted, reason = LINES[file]
        assert status == wanted, file
        assert reason in message
        assert "\n" not in message
        assert file not in message  # it stands before the message already


def test_the_good_files_are_used_and_the_counts_are_right(
    troubled: tuple[Path, ReadingSummary],
) -> None:
    place, summary = troubled
    said = "12 files: 3 used, 3 listed, 1 duplicate, 2 unplaced, 3 failed"
    assert (summary.counted, summary.failed) == (said, 5)
    store = open_project(place).store
    documents = store.read("documents").set_index("file")
    assert set(documents.index[documents["status"] == "used"]) == USED
    assert set(documents.loc[list(USED), "county_code"]) == {"411526", "320583", "411524"}
    assert set(store.read("observations")["document_id"]) <= set(
        documents.loc[list(USED), "document_id"]
    )
    assert set(store.read("counties")["county"]) == {"潢川县", "昆山市", "商城县"}


def test_an_ambiguous_county_is_told_with_all_its_bearers_and_what_would_settle_it(
    troubled: tuple[Path, ReadingSummary],
) -> None:
    message = next(m for _, file, m in troubled[1].lines if file == "gulou.txt")
    assert all(code in message for code in ("320106", "320302", "350102", "410204"))
    assert "the prefecture or the code would settle it" in message


def test_a_page_in_gbk_that_calls_itself_gb2312_is_read_whole(
    troubled: tuple[Path, ReadingSummary], fazhi: Callable[..., Result], tmp_path: Path
) -> None:
    place = troubled[0]
    page = place / "data" / "raw" / "gb2312.html"
    assert fazhi("extract", page, "--out", tmp_path, "--project", place).exit_code == 0
    assert "朱镕堃" in (tmp_path / "texts" / "gb2312.txt").read_text(encoding="utf-8")


def test_the_order_of_files_on_disk_does_not_matter_and_tables_are_the_same_bytes(
    troubled: tuple[Path, ReadingSummary],
    tmp_path: Path,
    project_in: Callable[[Path], Path],
    write_report: Callable[..., str],
) -> None:
    other = project_in(tmp_path / "other")
    fill(other / "data" / "raw", write_report, sorted(USED | set(LINES), reverse=True))
    summary = ingest(other)
    assert summary == troubled[1]
    assert tables(other) == tables(troubled[0])


def test_the_exit_status_is_1_where_something_failed_and_0_where_files_are_only_listed(
    troubled: tuple[Path, ReadingSummary],
    folder: Path,
    fazhi: Callable[..., Result],
    write_report: Callable[..., str],
) -> None:
    again = fazhi("ingest", "--project", troubled[0], "--quiet")
    assert again.exit_code == 1
    shown = again.stdout.splitlines()
    assert shown[0].startswith("documents: unchanged; 12 files: 3 used")
    assert len(shown) == 1 + 5  # --quiet keeps what failed and drops what is merely listed
    raw = folder / "data" / "raw"
    fill(raw, write_report, sorted(USED | set(LINES)))
    for name, (status, _) in LINES.items():
        if status in {"failed", "unplaced"}:
            (raw / name).unlink()
    first = fazhi("ingest", "--project", folder)
    assert first.exit_code == 0
    assert "7 files: 3 used, 3 listed, 1 duplicate" in first.stdout
    assert first.stdout.count("\n") == 1 + 4


def test_reading_twice_says_unchanged_until_a_file_changes_or_force_is_given(
    folder: Path, write_report: Callable[..., str]
) -> None:
    raw = folder / "data" / "raw"
    (raw / "good.txt").write_text(write_report(), encoding="utf-8")
    first, second = ingest(folder), ingest(folder)
    assert (first.unchanged, second.unchanged) == (False, True)
    assert second.counted == first.counted
    os.utime(raw / "good.txt", (1, 1))
    assert ingest(folder).unchanged  # what counts is what a file holds, not when it was written
    assert not ingest(folder, force=True).unchanged
    (raw / "good.txt").write_text(write_report(more="立案12件。"), encoding="utf-8")
    assert not ingest(folder).unchanged
    (raw / "second.txt").write_text(write_report("昆山市"), encoding="utf-8")
    assert ingest(folder).counted == "2 files: 2 used"
    (raw / "second.txt").unlink()
    assert ingest(folder).counted == "1 files: 1 used"


def test_a_table_that_was_lost_or_edited_is_made_again(
    folder: Path, write_report: Callable[..., str]
) -> None:
    (folder / "data" / "raw" / "good.txt").write_text(write_report(), encoding="utf-8")
    ingest(folder)
    before = tables(folder)
    (folder / "data" / "processed" / "observations.parquet").write_bytes(b"edited")
    (folder / "data" / "processed" / "documents.parquet").unlink()
    assert not ingest(folder).unchanged
    assert tables(folder) == before


def test_files_of_one_name_in_two_folders_are_told_apart(
    folder: Path, write_report: Callable[..., str], fazhi: Callable[..., Result], tmp_path: Path
) -> None:
    raw = folder / "data" / "raw"
    for year in (2022, 2023):
        (raw / str(year)).mkdir()
        text = write_report(year=year)
        (raw / str(year) / "潢川县.txt").write_text(text, encoding="utf-8")
    (raw / "2023" / "kaputt.pdf").write_bytes(b"%PDF-1.7")
    summary = ingest(folder)
    assert summary.counted == "3 files: 2 used, 1 failed"
    assert [file for _, file, _ in summary.lines] == ["kaputt.pdf"]
    documents = open_project(folder).store.read("documents")
    assert dict(zip(documents["file"], documents["year"], strict=True)) == {
        "2022/潢川县.txt": 2022,
        "2023/潢川县.txt": 2023,
    }
    assert fazhi("extract", raw, "--out", tmp_path, "--project", folder).exit_code == 1
    for name, year in (("潢川县", 2022), ("2023-潢川县", 2023)):
        text = (tmp_path / "texts" / f"{name}.txt").read_text(encoding="utf-8")
        assert text.startswith(f"潢川县人民政府关于{year}年")


def test_each_raw_folder_has_its_own_register(
    folder: Path, write_report: Callable[..., str]
) -> None:
    header = "file,county_code,county,year,url,accessed,sha256,licence,note\n"
    for name, code in (("north", "320302"), ("south", "350102")):
        (folder / name).mkdir()
        text = write_report("鼓楼区") + name
        (folder / name / "report.txt").write_text(text, encoding="utf-8")
        row = f"report.txt,{code},鼓楼区,2023,,,,,\n"
        (folder / name / "sources.csv").write_text(header + row, encoding="utf-8")
    project = open_project(folder)
    summary = pipeline.ingest(project, [folder / "north", folder / "south"])
    assert summary.counted == "2 files: 2 used"
    documents = project.store.read("documents")
    found = dict(zip(documents["file"], documents["county_code"], strict=True))
    assert found == {"north/report.txt": "320302", "south/report.txt": "350102"}


def test_two_copies_of_one_file_are_used_once(
    folder: Path, write_report: Callable[..., str]
) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / "data" / "raw" / name).write_text(write_report(), encoding="utf-8")
    summary = ingest(folder)
    assert summary.lines == (("duplicate", "b.txt", "the same bytes as a.txt"),)
    observations = open_project(folder).store.read("observations")
    assert observations["indicator"][observations["status"] == "resolved"].is_unique


def test_with_no_county_report_the_build_says_so_and_names_where_to_look(folder: Path) -> None:
    (folder / "data" / "raw" / "empty.txt").touch()
    ingest(folder)
    with pytest.raises(StoreError, match="no county report was read") as caught:
        pipeline.build(open_project(folder))
    assert "outcomes.csv" in str(caught.value)


def test_building_twice_does_nothing_until_what_was_read_or_the_choices_change(
    study: Project, folder: Path
) -> None:
    shutil.rmtree(folder)
    shutil.copytree(study.root, folder)
    project = open_project(folder)
    names = [*TABLES, "panel", "scores", "constructs", "levels", "progress", "types"]
    before = {n: file_digest(folder / "data" / "processed" / f"{n}.parquet") for n in names}
    assert pipeline.build(project, force=True)
    after = {n: file_digest(folder / "data" / "processed" / f"{n}.parquet") for n in names}
    assert after == before
    assert not pipeline.build(project)
    with (folder / "config" / "study.toml").open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    assert pipeline.build(open_project(folder))


def test_a_merger_breaks_changes_progress_and_moves_and_the_page_says_so(
    study: Project, folder: Path
) -> None:
    shutil.rmtree(folder)
    shutil.copytree(study.root, folder)
    project = open_project(folder)
    code = str(project.store.read("levels")["county_code"].iloc[0])
    year = int(project.store.read("scores")["year"].max())
    with (folder / "config" / "county_changes.csv").open("a", encoding="utf-8") as file:
        file.write(f"{year}-03-01,merged,990999,旧县,云梦省,,{code},新县,test\n")
    assert pipeline.build(project)
    store = project.store
    changes = store.read("changes").query("year == @year")
    own = changes["county_code"] == code
    assert own.any()
    assert changes.loc[own, "broken_by"].str.contains("merged: 旧县 → 新县").all()
    assert not changes.loc[~own, "broken_by"].str.contains("merged").any()
    progress = store.read("progress")
    mine = progress[progress["county_code"] == code]
    assert (mine["first_year"] == year).all()
    assert mine["change"].isna().all()
    assert (mine["call"] == "too little").all()
    assert code not in set(store.read("types").query("question == 'progress'")["county_code"])
    view = View(folder, folder / "data" / "processed", "en")
    page = county_page(view, code, year)
    assert any("merged" in said.html for said in page.broken["Reason"])


def test_the_tables_of_a_study_fit_together(study: Project) -> None:
    store = study.store
    used = store.read("documents").query("status == 'used'")
    expected = {(c, y) for c, y in zip(used["county_code"], used["year"], strict=True)}
    for name in ("panel", "scores", "constructs"):
        rows = store.read(name)
        assert set(zip(rows["county_code"], rows["year"], strict=True)) == expected
    scores = store.read("scores")
    known = scores.dropna(subset="score")
    assert ((known["low"] <= known["score"]) & (known["score"] <= known["high"])).all()
    assert set(known["band"].dropna()) <= set(BANDS)
    assert set(store.read("counties")["county_code"]) == set(used["county_code"])
    resolved = store.read("observations").query("status == 'resolved'")
    assert not resolved.duplicated(["county_code", "year", "indicator"]).any()
    assert resolved["quote"].str.len().gt(0).all()


def test_the_tables_for_people_hold_the_same_rows_as_those_for_machines(study: Project) -> None:
    for path in study.processed.glob("*.parquet"):
        if not CONTRACTS[path.stem].for_people:
            continue
        machine = pd.read_parquet(path)
        people = pd.read_csv(path.with_suffix(".csv"), encoding="utf-8-sig")
        assert list(people.columns) == list(machine.columns)
        assert len(people) == len(machine)


@pytest.mark.slow
@pytest.mark.parametrize(
    "measures", ["全年召开动员会多次。", "全年受理行政复议案件87件,办结85件。"]
)
def test_reports_that_say_nothing_or_all_the_same_are_built(
    project_in: Callable[[Path], Path], tmp_path: Path, measures: str
) -> None:
    folder = project_in(tmp_path / "p")
    for county in ("潢川县", "光山县", "固始县", "息县"):
        (folder / "data" / "raw" / f"{county}.txt").write_text(
            f"{county}人民政府关于2023年法治政府建设情况的报告\n2023年,{county}推进依法行政。\n"
            f"一、主要举措和成效\n{measures}\n二、存在的不足和原因\n力量薄弱。\n"
            f"三、下一步工作安排\n继续推进。\n{county}人民政府\n2024年3月1日\n",
            encoding="utf-8",
        )
    project = open_project(folder)
    pipeline.ingest(project, [])
    assert pipeline.build(project)
    levels = project.store.read("levels")
    assert levels["county_code"].nunique() == 4
    assert (levels["high"] - levels["low"]).min() > 0
