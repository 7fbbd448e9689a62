"""A study of one's own: it inherits, it may differ, and no other study notices it."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
import yaml

from analysis import pipeline
from analysis.batch.dask.bundle import study_files
from analysis.config import config_folder
from analysis.errors import ConfigError
from analysis.new_study import new_study
from analysis.study import open_project

ROOT = Path(__file__).parents[1]


@pytest.fixture
def studies(tmp_path: Path) -> tuple[Path, Path]:
    """Two studies that inherit from one suite, in a path with a space and Chinese characters."""
    suite = tmp_path / "县级 套件"
    for name in ("config", "notebooks"):
        shutil.copytree(ROOT / name, suite / name)
    made = (suite / "studies" / "甲", tmp_path / "study b")
    for folder in made:
        new_study(folder, suite)
    return made


def test_a_new_study_is_found_titled_and_reads_the_inherited_codebook(
    studies: tuple[Path, Path],
) -> None:
    for folder in studies:
        project = open_project(folder / "data" / "raw")
        assert project.root == folder
        assert project.study.title == folder.name
        assert (project.config / "indicators.csv").parts[-3:-1] == ("县级 套件", "config")
        assert len(list(project.codebook)) > 100
        assert {p.name for p in (folder / "notebooks").iterdir()} >= {"county.ipynb"}


def test_a_file_of_its_own_replaces_the_inherited_one_in_this_study_alone(
    studies: tuple[Path, Path],
) -> None:
    mine, other = map(open_project, studies)
    before = mine.digest(), other.digest()
    own = mine.root / "config" / "goalposts.csv"
    text = (mine.config / "goalposts.csv").read_text(encoding="utf-8")
    own.write_text(text + "# \n", encoding="utf-8")
    assert mine.config / "goalposts.csv" == own
    assert open_project(studies[0]).digest() != before[0]
    assert open_project(studies[1]).digest() == before[1]


def test_a_correction_in_the_suite_acts_on_no_study_that_inherits(
    studies: tuple[Path, Path], tmp_path: Path
) -> None:
    entry = (
        '[[correction]]\nindicator = "reconsider_accepted"\ncounty = "潢川县"\nyear = 2022\n'
        'action = "reject"\nexpect = 1\nreason = "r"\nstatus = "confirmed"\n'
    )
    (tmp_path / "县级 套件" / "config" / "corrections.toml").write_text(entry, encoding="utf-8")
    mine = studies[0]
    (mine / "config" / "corrections.toml").unlink()
    report = "潢川县2022年法治政府建设年度报告\n2022年，潢川县受理行政复议案件87件，审结85件。\n"
    (mine / "data" / "raw" / "潢川县2022.txt").write_text(report, encoding="utf-8")
    project = open_project(mine)
    assert pipeline.ingest(project, ()).failed == 0
    assert pipeline.build(project)
    assert project.store.read("corrections").empty


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="not empty"):
        new_study(tmp_path, ROOT)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_what_is_inherited_must_be_there_and_not_go_in_a_circle(
    studies: tuple[Path, Path],
) -> None:
    first, second = (folder / "config" for folder in studies)
    (first / "inherits.txt").write_text("../nowhere", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"inherits\.txt.*nowhere is no folder"):
        config_folder(first)
    (first / "inherits.txt").write_text(str(second), encoding="utf-8")
    (second / "inherits.txt").write_text(str(first), encoding="utf-8")
    with pytest.raises(ConfigError, match="inherits from this folder itself"):
        config_folder(first)


def test_another_machine_gets_the_inherited_files_too(studies: tuple[Path, Path]) -> None:
    mine = studies[0]
    files = study_files(mine, mine / "data" / "processed", [])
    assert files["config/study.toml"] == (mine / "config" / "study.toml").resolve()
    assert files["config/indicators.csv"].parent.name == "config"
    assert "config/inherits.txt" not in files


def test_a_new_study_says_how_it_is_cited_and_what_is_to_be_filled_in(tmp_path: Path) -> None:
    new_study(tmp_path / "s", ROOT, '甲省 "各县"')
    text = (tmp_path / "s" / "CITATION.cff").read_text(encoding="utf-8")
    cited = yaml.safe_load(text)
    assert (cited["title"], cited["type"]) == ('甲省 "各县"', "dataset")
    assert {"cff-version", "message", "authors", "version"} <= set(cited)
    assert [r["title"] for r in cited["references"]] == ["fazhi-analysis"]
    assert text.count("fill in") == 3


@pytest.mark.parametrize(("lang", "other"), [("zh", "en"), ("en", "zh")])
def test_notebooks_of_one_language_have_no_text_of_the_other(
    tmp_path: Path, lang: str, other: str
) -> None:
    new_study(tmp_path / "s", ROOT, lang=lang)
    notebooks = sorted((tmp_path / "s" / "notebooks").glob("*.ipynb"))
    assert len(notebooks) == len(list((ROOT / "notebooks").glob("*.ipynb")))
    for path in notebooks:
        book = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        tags = [tag for cell in book.cells for tag in cell.metadata.get("tags", ())]
        assert lang in tags
        assert other not in tags
        (given,) = [c for c in book.cells if "parameters" in c.metadata.get("tags", ())]
        assert f'lang = "{lang}"' in given.source


def test_quotes_in_a_title_survive(tmp_path: Path) -> None:
    new_study(tmp_path / "s", ROOT, 'The "rule of law", 县级')
    assert open_project(tmp_path / "s").study.title == 'The "rule of law", 县级'
