"""A batch file says which notebooks, parameters and pages; its faults are named all together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.batch.file import batch_jobs, load_batch
from analysis.errors import ConfigError, CountyError, ReportError
from analysis.notebooks import Job
from analysis.notebooks.site import Site, study_jobs
from analysis.study import Project, open_project

Jobs = Callable[[str], dict[str, Job]]
EACH = """
[[notebooks]]
notebook = "notebooks/own.ipynb"
output = "own/{region}-{year}.html"
inputs = ["data/own/*.csv"]
parameters = { lang = "en" }
each = { region = ["north", "south"], year = [2022, 2023] }
"""
COUNTIES = """
[[notebooks]]
notebook = "notebooks/county.ipynb"
output = "county/{county}.html"
counties = COUNTIES
"""


@pytest.fixture
def jobs_of(study: Project, tmp_path: Path, light_notebook: Callable[..., Path]) -> Jobs:
    """Reads a batch file in a project with the tables of the study; returns its jobs by key."""
    (tmp_path / "config").symlink_to(study.root / "config")
    (tmp_path / "notebooks").mkdir()
    for path in (study.root / "notebooks").glob("*.ipynb"):
        (tmp_path / "notebooks" / path.name).write_bytes(path.read_bytes())
    light_notebook(tmp_path / "notebooks" / "own.ipynb", "1", 'region = ""\nyear = 0\nlang = "zh"')
    (tmp_path / "data" / "own").mkdir(parents=True)
    (tmp_path / "data" / "own" / "a.csv").write_text("1", encoding="utf-8")
    (tmp_path / "data" / "processed").symlink_to(study.processed)
    project = open_project(tmp_path)

    def read(text: str) -> dict[str, Job]:
        path = tmp_path / "batch.toml"
        path.write_text(text, encoding="utf-8")
        place = Site(project, tmp_path / "reports", "zh")
        jobs = batch_jobs(load_batch(path), place)
        assert len({j.key for j in jobs}) == len(jobs)
        return {job.key: job for job in jobs}

    return read


def test_every_combination_has_a_page_of_its_own(jobs_of: Jobs, tmp_path: Path) -> None:
    jobs = jobs_of(EACH)
    assert sorted(jobs) == [f"own/{r}-{y}" for r in ("north", "south") for y in (2022, 2023)]
    one = jobs["own/south-2022"]
    assert one.parameters == {"lang": "en", "region": "south", "year": 2022}
    assert one.page == tmp_path / "reports" / "own" / "south-2022.html"


def test_pages_change_with_their_inputs_notebook_and_parameters(
    jobs_of: Jobs, tmp_path: Path
) -> None:
    def digests(text: str = EACH) -> dict[str, str]:
        return {key: job.digest for key, job in jobs_of(text).items()}

    before = digests()
    assert digests() == before
    (tmp_path / "data" / "own" / "a.csv").write_text("2", encoding="utf-8")
    other_input = digests()
    assert all(other_input[key] != before[key] for key in before)
    notebook = tmp_path / "notebooks" / "own.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace('"1"', '"2"'))
    assert all(now != other_input[key] for key, now in digests().items())
    assert digests(EACH.replace('"en"', '"zh"')) != digests()


def test_counties_by_name_or_code_are_the_same_pages_as_those_of_report(
    jobs_of: Jobs, study: Project
) -> None:
    known = sorted(study.store.read("counties")["county_code"])
    every = jobs_of(COUNTIES.replace("COUNTIES", '"all"'))
    assert sorted(every) == [f"county/{code}" for code in known]
    few = jobs_of(COUNTIES.replace("COUNTIES", '["潢川县", "990101"]'))
    assert sorted(few) == ["county/411526", "county/990101"]
    place = Site(study, study.root / "reports", "zh")
    own = {job.key: job for job in study_jobs(place)}
    assert own["county/411526"].inputs == few["county/411526"].inputs
    assert own["county/411526"].parameters == few["county/411526"].parameters


@pytest.mark.parametrize(
    ("old", "new", "error", "said"),
    [
        ("output =", "ouput =", ConfigError, r'unknown key notebooks\.0\.ouput.*"output"'),
        ("own.ipynb", "onw.ipynb", ReportError, r'did you mean "own\.ipynb"'),
        ("{year}", "{yaer}", ConfigError, r'\{yaer\}; did you mean "year"'),
        ("-{year}", "", ConfigError, "2 pages would be written twice, for example own/north"),
        (".html", ".pdf", ConfigError, r"ends with \.html or \.ipynb"),
        ("own/{region}", "../{region}", ConfigError, "is no path in the folder"),
        ("region = [", "reigon = [", (ConfigError, ReportError), "reigon|region"),
        ("*.csv", "*.xlsx", ConfigError, r'no input matches "data/own/\*\.xlsx"'),
        ("[[notebooks]]", "jobs = 0\n[[notebooks]]", ConfigError, "jobs: .*greater than"),
        ("[[notebooks]]", "[[notebooks", ConfigError, r"batch\.toml"),
    ],
)
def test_a_fault_is_named_with_its_place_and_the_nearest_name(
    jobs_of: Jobs, old: str, new: str, error: type, said: str
) -> None:
    with pytest.raises(error, match=said):
        jobs_of(EACH.replace(old, new))


def test_all_faults_of_a_file_are_told_together(jobs_of: Jobs) -> None:
    text = "jobs = 0\ntimeout = -1\n" + EACH
    with pytest.raises(ConfigError) as caught:
        jobs_of(text)
    assert "jobs" in str(caught.value)
    assert "timeout" in str(caught.value)


def test_an_unknown_county_names_the_nearest(jobs_of: Jobs) -> None:
    with pytest.raises(CountyError, match='did you mean "潢川县"'):
        jobs_of(COUNTIES.replace("COUNTIES", '["潢州县"]'))


@pytest.mark.slow
def test_the_command_runs_a_file_and_says_what_it_did(
    jobs_of: Jobs, tmp_path: Path, fazhi_process: Callable[..., Any]
) -> None:
    jobs_of(EACH)
    words = ("batch", "batch.toml", "--kernels", "plain")
    planned = fazhi_process(*words, "--dry-run", cwd=tmp_path)
    assert planned.stdout.splitlines()[-1] == "4 pages would be rendered"
    assert "  own/north-2022: new" in planned.stdout
    assert not (tmp_path / "reports").exists()
    ran = fazhi_process(*words, "--log-json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    events = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [e["event"] for e in events] == ["page"] * 4 + ["end"]
    assert events[-1]["pages"] == {"rendered": 4}
    again = fazhi_process(*words, cwd=tmp_path)
    assert again.stdout.splitlines()[0] == "pages: 4 unchanged"
    (tmp_path / "notebooks" / "own.ipynb").unlink()
    gone = fazhi_process(*words, cwd=tmp_path)
    assert gone.returncode == 2
    assert gone.stderr.startswith("error: no notebook ")


def test_a_list_is_a_parameter_of_a_notebook(jobs_of: Jobs) -> None:
    jobs = jobs_of(
        '[[notebooks]]\nnotebook = "notebooks/comparison.ipynb"\noutput = "few.html"\n'
        'parameters = { counties = ["潢川县", "990101"] }\n'
    )
    assert jobs["few"].parameters["counties"] == ["潢川县", "990101"]
