from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from analysis.config import Study, find_project, load_study
from analysis.errors import ConfigError
from analysis.study import Project


def study_file(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_projects_own_study_file_says_what_the_defaults_are(root: Path) -> None:
    own, default = load_study(root / "config" / "study.toml"), Study()
    assert own.index.model_copy(update={"required_from": {}}) == default.index
    assert own.title == default.title


def test_an_empty_study_file_means_all_defaults(tmp_path: Path) -> None:
    assert load_study(study_file(tmp_path, "")) == Study()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel = 'x'", 'unknown key titel; did you mean "title"?'),
        ("[index]\nreplicatons = 100", 'replicatons; did you mean "replications"?'),
        ("[index]\nmargn = 2", 'unknown key index.margn; did you mean "margin"?'),
    ],
)
def test_an_unknown_key_names_its_place_and_the_nearest_one(
    tmp_path: Path, text: str, said: str
) -> None:
    path = study_file(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_study(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[index]\nreplications = 'many'", "index.replications"),
        ("[index]\nconfidence = 1.5", "index.confidence"),
        ("[index]\nbands = [80, 60]", "index.bands"),
        ("[index]\naggregation = 'median'", "index.aggregation"),
        ("[index]\nmargin = -1", "index.margin"),
        ("index = 3", "index"),
    ],
)
def test_a_value_of_the_wrong_kind_names_its_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        load_study(study_file(tmp_path, text))


def test_all_faults_of_a_study_file_are_told_at_once(tmp_path: Path) -> None:
    path = study_file(tmp_path, "[index]\nconfidence = 2\nseeed = 1\nmargin = 0")
    with pytest.raises(ConfigError) as caught:
        load_study(path)
    assert all(key in str(caught.value) for key in ("confidence", "seeed", "margin"))


@pytest.mark.parametrize("content", [b"title = ", b"title = '\xb7\xa8\xd6\xce'"])
def test_what_is_no_toml_is_told_with_the_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"study\.toml"):
        load_study(path)


def test_choices_cannot_be_changed_once_loaded() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Study().index.seed = 1  # type: ignore[misc]


def test_the_project_is_found_from_any_folder_inside_it(folder: Path) -> None:
    assert find_project(folder / "data" / "raw") == find_project(folder) == folder.resolve()


def test_outside_a_project_the_error_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="run inside the project folder") as caught:
        find_project(tmp_path)
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ('[index.weights]\n"D44" = 2', 'weight of "D44"'),
        ("[index.required_from]\nscan_entry_rat = 2025", "scan_entry_rat"),
    ],
)
def test_choices_that_name_no_dimension_or_indicator_stop_the_build(
    study: Project, folder: Path, fazhi: Callable[..., Result], edit: str, said: str
) -> None:
    shutil.copytree(study.processed, folder / "data" / "processed")
    (folder / "config" / "study.toml").write_text(edit, encoding="utf-8")
    result = fazhi("build", "--project", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_renamed_key_is_read_under_its_old_name_with_a_notice(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text("[index]\nchoice = 3.0\n", encoding="utf-8")
    with pytest.warns(FutureWarning, match="index.choice is now index.indicator_weight_shape"):
        assert load_study(path).index.indicator_weight_shape == 3.0
    path.write_text("[index]\nchoice = 3.0\nindicator_weight_shape = 2.0\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="both are there"):
        load_study(path)
