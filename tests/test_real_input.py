"""A real report through the whole chain, measured against figures that people read from it."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import pipeline
from analysis.notebooks import render, run_notebook
from analysis.records import Role
from analysis.study import Project, open_project

pytestmark = pytest.mark.slow

SHARED = Path(__file__).parents[1].parent / "shared"
NAME = "huangchuan-2023"
RIGHT = 0.9  # least share of the gold facts that are found; was 0.98 when this was written
PARTS = [Role.LEADERS, Role.MEASURES, Role.PROBLEMS, Role.PLAN, Role.OTHER]
Facts = set[tuple[str, float]]


def shared(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"shared/{'/'.join(parts)} is not beside the project")
    return path


@pytest.fixture(scope="module")
def project(
    tmp_path_factory: pytest.TempPathFactory, project_in: Callable[[Path], Path]
) -> Project:
    report = shared("reports", f"{NAME}.txt")
    place = project_in(tmp_path_factory.mktemp("real"))
    shutil.copy(report, place / "data" / "raw")
    project = open_project(place)
    summary = pipeline.ingest(project, ())
    assert (summary.counted, summary.lines) == ("1 files: 1 used", ())
    assert pipeline.build(project)
    return project


@pytest.fixture(scope="module")
def extracted(
    project: Project,
    tmp_path_factory: pytest.TempPathFactory,
    fazhi_process: Callable[..., subprocess.CompletedProcess[str]],
) -> Path:
    out = tmp_path_factory.mktemp("extract")
    report = project.root / "data" / "raw" / f"{NAME}.txt"
    ran = fazhi_process("extract", report, "--out", out, "--quiet", cwd=project.root)
    assert ran.returncode == 0, ran.stderr
    return out


def facts(rows: list[dict[str, object]], codes: set[str]) -> Facts:
    """The coded figures of the county and year, as (code, value)."""
    return {
        (str(r["code"]), float(str(r["value"])))
        for r in rows
        if r["code"] in codes and r["scope"] == "county-year" and r["value"] not in ("", None)
    }


@pytest.fixture(scope="module")
def found_and_gold(project: Project, extracted: Path) -> tuple[Facts, Facts]:
    codes = {i.code for i in project.codebook}
    with shared("gold", "gold.csv").open(encoding="utf-8-sig", newline="") as file:
        gold: list[dict[str, object]] = [
            dict(r) for r in csv.DictReader(file) if r["report"] == NAME
        ]
    text = (extracted / "quantities.jsonl").read_text(encoding="utf-8")
    found = [json.loads(line) for line in text.splitlines()]
    return facts(found, codes), facts(gold, codes)


def test_the_report_is_known_by_county_year_date_and_issuers(extracted: Path) -> None:
    (line,) = (extracted / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    document = json.loads(line)
    assert document["county"] == "潢川县"
    assert document["county_code"] == "411526"
    assert document["year"] == 2023
    assert document["level"] == "county"
    assert document["published"] == "2024-03-28"
    assert document["issuers"] == ["中共潢川县委", "潢川县人民政府"]
    top = [s for s in document["sections"] if s["level"] == 1]
    assert [s["role"] for s in top] == [str(role) for role in PARTS]
    assert [s["marker"] for s in top] == ["一、", "二、", "三、", "四、", "五、"]


def test_the_text_comes_out_byte_for_byte(extracted: Path) -> None:
    written = extracted / "texts" / f"{NAME}.txt"
    assert written.read_bytes() == shared("reports", f"{NAME}.txt").read_bytes()


def test_most_figures_that_people_read_are_found(found_and_gold: tuple[Facts, Facts]) -> None:
    found, gold = found_and_gold
    assert len(gold) >= 50
    assert len(found & gold) / len(gold) >= RIGHT, sorted(gold - found)


def test_no_indicator_is_invented(found_and_gold: tuple[Facts, Facts]) -> None:
    found, gold = found_and_gold
    held = {code for code, _ in gold}
    assert sorted(fact for fact in found if fact[0] not in held) == []


def test_the_independent_scorer_agrees(extracted: Path, tmp_path: Path) -> None:
    scorer, out = shared("tools", "score.py"), tmp_path / "score.json"
    command = [sys.executable, scorer, shared("gold", "gold.csv"), extracted / "quantities.jsonl"]
    command += ["--codebook", shared("codebook.csv"), "--split", shared("gold", "split.json")]
    command += ["--reports", NAME, "--json", out]
    ran = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert ran.returncode == 0, ran.stderr
    (scored,) = json.loads(out.read_text(encoding="utf-8")).values()
    assert scored["facts"]["recall"] >= RIGHT
    assert scored["facts"]["precision"] >= RIGHT
    assert scored["spurious"]["no_such_code"] == 0


def test_the_pages_of_one_real_report_render(project: Project, tmp_path: Path) -> None:
    pages = {}
    for name, parameters in (("county", {"county": "潢川县"}), ("comparison", {})):
        executed = tmp_path / f"{name}.ipynb"
        run_notebook(project.root / "notebooks" / f"{name}.ipynb", executed, parameters)
        pages[name] = render(executed)
    assert "潢川县：法治政府建设年度报告" in pages["county"]
    assert "<mark>" in pages["county"]
    assert "没有两年以上的县区" in pages["comparison"]
