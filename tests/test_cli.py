from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result

from analysis.cli import main
from analysis.extraction.indicators import load_codebook
from analysis.study import Project
from analysis.tables.contracts import CONTRACTS

Fazhi = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]
VERBS = sorted(main.commands)
DOCUMENT_FIELDS = {
    "report", "file", "document_id", "county_code", "county", "year", "level", "title",
    "published", "issuers", "sections", "notes",
}  # fmt: skip
QUANTITY_FIELDS = {
    "report", "start", "end", "text", "value", "ends", "unit", "qualifier", "scope", "code",
    "resolved", "reason", "section",
}  # fmt: skip


@pytest.fixture
def light_study(
    study: Project, folder: Path, light_notebook: Callable[..., Path]
) -> Callable[..., Path]:
    """The study with notebooks of the test's own; the county notebook raises for one county."""

    def make(failing: str) -> Path:
        shutil.rmtree(folder / "notebooks")
        shutil.copytree(study.processed, folder / "data" / "processed")
        show = "from IPython.display import HTML\n"
        show += "HTML(f'<h1 class=\"page-title\">page of {county or 1}</h1>')"
        common = 'lang = "zh"\nprocessed = ""\ncounty = ""'
        fails = f'if county == "{failing}":\n    raise RuntimeError("no such luck")\n'
        light_notebook(folder / "notebooks" / "comparison.ipynb", show, common)
        light_notebook(folder / "notebooks" / "county.ipynb", fails + show, common)
        return folder

    return make


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_and_each_of_its_options(fazhi: Fazhi, verb: str) -> None:
    result = fazhi(verb, "--help")
    assert result.exit_code == 0
    help_text = main.commands[verb].help
    assert help_text
    assert help_text.splitlines()[0].rstrip(".") in " ".join(result.output.split())
    assert verb in fazhi("--help").output


def test_the_chain_has_its_verbs() -> None:
    wanted = {"ingest", "build", "report", "all", "extract", "simulate", "doctor"}
    assert wanted <= set(VERBS)


def test_python_dash_m_analysis_is_the_same_program(fazhi_process: Process, tmp_path: Path) -> None:
    ran = fazhi_process("--help", cwd=tmp_path)
    assert ran.returncode == 0
    assert "Exit status" in ran.stdout


def test_outside_a_project_one_line_says_so(fazhi_process: Process, tmp_path: Path) -> None:
    ran = fazhi_process("build", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: no config/study.toml in ")
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize("verb", ["ingest", "build", "report", "all"])
def test_an_error_is_one_line_without_a_trace_and_exit_status_2(
    fazhi: Fazhi, folder: Path, verb: str
) -> None:
    (folder / "config" / "study.toml").write_text("[indx]\n", encoding="utf-8")
    (folder / "data" / "raw").rmdir()
    result = fazhi(verb, "--project", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1


def test_a_broken_codebook_names_file_line_and_column(fazhi: Fazhi, folder: Path) -> None:
    path = folder / "config" / "indicators.csv"
    text = path.read_text(encoding="utf-8-sig").replace("code,", "cod,", 1)
    path.write_text(text, encoding="utf-8")
    (folder / "data" / "raw" / "a.txt").write_text("x", encoding="utf-8")
    result = fazhi("ingest", "--project", folder, "--quiet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "indicators.csv" in result.stderr
    assert "code" in result.stderr


def test_before_ingest_the_error_tells_the_command(fazhi: Fazhi, folder: Path) -> None:
    for verb in ("build", "report"):
        result = fazhi(verb, "--project", folder)
        assert result.exit_code == 2
        assert "run: fazhi ingest" in result.stderr


def test_an_unknown_county_names_the_nearest(fazhi: Fazhi, study: Project, tmp_path: Path) -> None:
    for asked in ("潢川", "41152"):
        options = ("--project", study.root, "--out", tmp_path / "out", "--county", asked)
        result = fazhi("report", *options)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f'no report of "{asked}" was read; did you mean' in result.stderr
        assert "潢川县" in result.stderr or "411526" in result.stderr
    assert not (tmp_path / "out").exists()


def test_progress_is_plain_lines_in_a_log_and_nothing_with_quiet(
    fazhi: Fazhi, folder: Path, write_report: Callable[..., str]
) -> None:
    for year in range(2014, 2024):
        path = folder / "data" / "raw" / f"{year}.txt"
        path.write_text(write_report(year=year), encoding="utf-8")
    loud = fazhi("ingest", "--project", folder)
    said = loud.stderr.splitlines()
    assert [line.split(",")[0] for line in said] == [f"reading {n}/10" for n in (2, 4, 6, 8, 10)]
    assert [bool(re.fullmatch(r".*, \d+ s left", line)) for line in said] == [True] * 4 + [False]
    assert not any(sign in loud.output for sign in "\r\x1b")
    quiet = fazhi("ingest", "--project", folder, "--quiet", "--force")
    assert (quiet.stdout, quiet.stderr) == ("documents: 10 files: 10 used\n", "")


def test_all_tells_what_was_read_even_where_nothing_can_be_built(
    fazhi: Fazhi, folder: Path
) -> None:
    (folder / "data" / "raw" / "empty.txt").touch()
    result = fazhi("all", "--project", folder)
    assert result.exit_code == 2
    assert "  failed: empty.txt: the file is empty" in result.stdout.splitlines()
    assert "no county report was read" in result.stderr


def test_the_doctor_reports_every_check_and_fails_outside_a_project(
    fazhi: Fazhi, folder: Path, tmp_path: Path
) -> None:
    well = fazhi("doctor", "--project", folder)
    assert well.exit_code == 0
    for check in ("Python", "Chinese font", "notebook kernel", "project", "browser"):
        assert check in well.stdout
    (folder / "config" / "indicators.csv").unlink()
    ill = fazhi("doctor", "--project", folder)
    assert ill.exit_code == 1
    assert any(line.startswith("failed  project:") for line in ill.stdout.splitlines())


def test_simulate_writes_a_corpus_that_ingest_reads(fazhi: Fazhi, folder: Path) -> None:
    raw = folder / "data" / "raw"
    made = fazhi("simulate", "--counties", "2", "--years", "1", "--out", raw, "--quiet")
    assert made.stdout == f"2 fictional reports in {raw}\n"
    read = fazhi("ingest", "--project", folder, "--quiet")
    assert (read.exit_code, read.stdout) == (0, "documents: 2 files: 2 used\n")


@pytest.fixture(scope="module")
def extracted(
    study: Project, tmp_path_factory: pytest.TempPathFactory, fazhi_process: Process
) -> Path:
    out = tmp_path_factory.mktemp("extracted")
    raw = study.root / "data" / "raw"
    ran = fazhi_process("extract", raw, "--out", out, "--project", study.root, cwd=out)
    assert (ran.returncode, ran.stdout) == (0, f"14 read; written to {out}\n")
    return out


def test_the_extract_has_its_fields_for_every_document_and_number(extracted: Path) -> None:
    documents = lines(extracted / "documents.jsonl")
    assert len(documents) == 14
    assert all(set(d) == DOCUMENT_FIELDS for d in documents)
    sections = [s for d in documents for s in d["sections"]]  # type: ignore[attr-defined]
    assert all(set(s) == {"level", "marker", "heading", "start", "end", "role"} for s in sections)
    quantities = lines(extracted / "quantities.jsonl")
    assert all(set(q) == QUANTITY_FIELDS for q in quantities)
    assert {q["report"] for q in quantities} == {d["report"] for d in documents}
    planted = next(d for d in documents if d["file"] == "潢川县2022.txt")
    assert planted["county_code"] == "411526"
    assert planted["year"] == 2022
    assert planted["level"] == "county"
    assert planted["issuers"] == ["潢川县人民政府"]
    assert planted["published"] == "2023-03-01"


def test_every_number_of_the_extract_points_to_its_place_in_the_text(extracted: Path) -> None:
    texts = {p.stem: p.read_bytes().decode("utf-8") for p in (extracted / "texts").iterdir()}
    quantities = lines(extracted / "quantities.jsonl")
    assert len(quantities) > 1000
    for q in quantities:
        assert texts[str(q["report"])][q["start"] : q["end"]] == q["text"]  # type: ignore[misc]


def test_the_codes_of_the_extract_are_known_and_one_number_stands_for_each(
    extracted: Path, root: Path
) -> None:
    known = {i.code for i in load_codebook(root / "config" / "indicators.csv")}
    quantities = lines(extracted / "quantities.jsonl")
    assert {q["code"] for q in quantities} <= known | {"other", "not_a_quantity"}
    resolved = [(q["report"], q["code"]) for q in quantities if q["resolved"]]
    assert len(resolved) == len(set(resolved)) > 100
    assert all(code in known for _, code in resolved)
    for q in quantities:
        if q["code"] == "not_a_quantity":
            assert q["value"] is None
            assert q["reason"]


def test_a_text_in_utf8_comes_out_byte_for_byte(
    fazhi: Fazhi, folder: Path, write_report: Callable[..., str], tmp_path: Path
) -> None:
    text = write_report(more="\u3000全角\xa0空格,12 345件。\t末尾  ").replace("\n", "\r\n")
    raw = tmp_path / "潢川.txt"
    raw.write_bytes(text.encode("utf-8"))
    result = fazhi("extract", raw, "--out", tmp_path / "out", "--project", folder)
    assert result.exit_code == 0
    assert (tmp_path / "out" / "texts" / "潢川.txt").read_bytes() == raw.read_bytes()
    for q in lines(tmp_path / "out" / "quantities.jsonl"):
        assert text[q["start"] : q["end"]] == q["text"]  # type: ignore[misc]


def test_an_extract_of_good_and_bad_files_holds_the_good_and_names_the_bad(
    fazhi: Fazhi, folder: Path, write_report: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "good.txt").write_text(write_report(), encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4")
    files = (tmp_path / "good.txt", tmp_path / "bad.pdf")
    result = fazhi("extract", *files, "--out", tmp_path / "out", "--project", folder, "--quiet")
    assert result.exit_code == 1
    assert result.stderr.startswith("failed: bad.pdf: the PDF")
    assert result.stdout.startswith("1 read, 1 failed")
    assert [d["file"] for d in lines(tmp_path / "out" / "documents.jsonl")] == ["good.txt"]


def test_a_sentence_is_explained_figure_by_figure(fazhi: Fazhi, folder: Path) -> None:
    sentence = "县政府党组会议、县政府常务会议研究法治建设工作7次。"
    said = fazhi("extract", "--explain", sentence, "--year", "2024", "--project", folder)
    assert said.exit_code == 0
    assert "7次: rol_topics_total, resolved" in said.output
    assert "gov_exec+party_group (several, own clause), act deliberate" in said.output


def test_extract_without_files_or_a_sentence_says_what_it_needs(fazhi: Fazhi, folder: Path) -> None:
    said = fazhi("extract", "--project", folder)
    assert said.exit_code == 2
    assert "extract needs PATHS and --out, or --explain SENTENCE" in said.output


def test_phrases_within_others_are_listed_once_a_pair(fazhi: Fazhi, folder: Path) -> None:
    lines = fazhi("check", "phrases", "--project", folder).output.splitlines()
    pairs = [line.split(":")[0] for line in lines]
    assert "hazards_found / major_hazards_found" in pairs
    assert len(pairs) == len(set(pairs))


def test_a_county_name_that_two_counties_bear_asks_for_the_code(
    fazhi: Fazhi, folder: Path, write_report: Callable[..., str]
) -> None:
    for city in ("江苏省徐州市", "福建省福州市"):
        text = write_report(f"{city}鼓楼区")
        (folder / "data" / "raw" / f"{city}.txt").write_text(text, encoding="utf-8")
    assert fazhi("ingest", "--project", folder).exit_code == 0
    assert fazhi("build", "--project", folder).exit_code == 0
    result = fazhi("report", "--project", folder, "--county", "鼓楼区")
    assert result.exit_code == 2
    assert "鼓楼区 is ambiguous: 320302, 350102; give the code" in result.stderr


@pytest.mark.slow
def test_one_failed_page_is_told_and_the_others_are_rendered(
    fazhi: Fazhi, light_study: Callable[..., Path]
) -> None:
    project = light_study(failing="990102")
    options = ("--project", project, "--county", "990101", "--county", "990102")
    result = fazhi("report", *options)
    assert result.exit_code == 1
    assert re.search(r"pages: \d+ rendered, 1 failed", result.stdout)
    assert "failed: county/990102: county.ipynb: cell 3: RuntimeError: no such luck" in (
        result.stderr
    )
    assert [f"rendering {n}/3" in result.stderr for n in (1, 2, 3)] == [True] * 3
    pages = project / "reports"
    assert (pages / "county" / "990101.html").is_file()
    assert not (pages / "county" / "990102.html").exists()
    assert (pages / "failed" / "county" / "990102.ipynb").is_file()
    index = (pages / "index.html").read_text(encoding="utf-8")
    assert "href=county/990101.html" in index
    assert "no such luck" in index
    assert "county/990102.html" not in index
    assert "county/990103.html" not in index  # not asked for: named, but there is no page to link
    again = fazhi("report", *options, "--quiet")
    assert re.search(r"pages: \d+ unchanged, 1 failed", again.stdout)
    assert "href=county/990101.html" in (pages / "index.html").read_text(encoding="utf-8")


def test_export_writes_what_other_programs_read_back(
    study: Project, fazhi: Fazhi, tmp_path: Path
) -> None:
    where = ("--project", study.root, "--processed", study.processed)
    done = fazhi("export", *where, "--out", tmp_path / "data")
    assert done.exit_code == 0, done.output
    sheets = pd.read_excel(tmp_path / "data" / "panel.xlsx", sheet_name=None, engine="calamine")
    stata = pd.read_stata(tmp_path / "data" / "scores.dta")
    package = json.loads((tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8"))
    scores = study.store.read("scores")
    exported = {c.name for c in CONTRACTS.values() if c.exported} - {"panel"}
    assert set(sheets) == {"long", "wide", "states", "denominators", "codebook", *exported}
    assert len(sheets["scores"]) == len(stata) == len(scores)
    assert stata["low"].equals(scores["low"].astype(float))
    assert {"band_a", "top"} <= set(stata.columns)
    quotes = pd.read_csv(tmp_path / "data" / "observations.csv")["quote"].dropna()
    assert not quotes.str.match(r"[=+\-@\t\r]").any()
    assert {r["path"] for r in package["resources"]} == {
        p.name for p in (tmp_path / "data").iterdir() if p.name != "datapackage.json"
    }


def test_export_takes_formats_and_names_one_it_does_not_know(
    study: Project, fazhi: Fazhi, folder: Path, tmp_path: Path
) -> None:
    where = ("--project", study.root, "--processed", study.processed, "--out", tmp_path)
    assert fazhi("export", *where, "--format", "dta, csv").exit_code == 0
    assert not (tmp_path / "panel.xlsx").exists()
    wrong = fazhi("export", *where, "--format", "xls")
    assert wrong.exit_code == 2
    assert 'no format "xls"; did you mean "xlsx"' in wrong.output
    early = fazhi("export", "--project", folder, "--out", tmp_path / "none")
    assert early.exit_code == 2
    assert "run: fazhi ingest, then fazhi build" in early.output
    assert not (tmp_path / "none").exists()


def test_a_place_that_cannot_be_written_is_one_line(fazhi: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = fazhi("simulate", "--counties", "1", "--out", tmp_path / "file" / "raw")
    assert done.exit_code == 2
    assert done.output.startswith("error: ")
    assert "Traceback" not in done.output


def test_ctrl_c_says_how_to_go_on(fazhi: Any, folder: Path, monkeypatch: Any) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(folder)
    monkeypatch.setattr("analysis.pipeline.ingest", stopped)
    done = fazhi("ingest")
    assert done.exit_code == 130
    assert "the same command goes on" in done.output
