"""What the files of deploy/ and the guide say is true of this program and of each other."""

from __future__ import annotations

import ast
import configparser
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import click
import pytest
import yaml

from analysis.cli import main
from analysis.notebooks import check_parameters

ROOT = Path(__file__).parents[2]
DEPLOY, GUIDE = ROOT / "deploy", ROOT / "docs" / "batches.md"
HOME = "/srv/fazhi-analysis"  # where the files of servers expect the project
SCRIPTS = sorted(DEPLOY.rglob("*.sh"))
TEXTS = [GUIDE, *(p for p in sorted(DEPLOY.rglob("*")) if p.is_file() and p.suffix != ".pyc")]


def commands() -> Iterator[tuple[str, str, set[str]]]:
    """Every call of fazhi in the guide's blocks and in the files: where, verb, options."""
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        if path == GUIDE:
            blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.S | re.M)
            text = "\n".join(block for kind, block in blocks if kind != "toml")
        text = re.sub(r"(^|\s)# .*", "", text, flags=re.M)
        for program, rest in re.findall(r"\b(fazhi|run\.sh) ([a-z][^\n&|;]*)", text):
            verb = "batch" if program == "run.sh" else rest.split()[0]
            yield path.name, verb, set(re.findall(r"(?<!\S)--[a-z-]+", rest))


def options_of(command: click.Command) -> set[str]:
    return {name for option in command.params for name in option.opts}


def test_every_call_in_guide_and_files_has_a_verb_and_options_that_exist() -> None:
    found = list(commands())
    assert {"batch", "ingest", "build"} <= {verb for _, verb, _ in found}
    for name, verb, options in found:
        assert verb in main.commands, name
        assert options <= options_of(main.commands[verb]), name


def test_every_option_of_the_guide_exists() -> None:
    rows = re.findall(r"^\| `(--.*?)` \|", GUIDE.read_text(encoding="utf-8"), flags=re.M)
    named = set(re.findall(r"--[a-z-]+", " ".join(rows)))
    assert len(named) > 5
    assert named <= options_of(main.commands["batch"])


def test_the_guide_shows_the_batch_file_as_it_is() -> None:
    example = (ROOT / "docs" / "examples" / "batch.toml").read_text(encoding="utf-8")
    assert f"```toml\n{example}```" in GUIDE.read_text(encoding="utf-8")
    entries = tomllib.loads(example)["notebooks"]
    assert [e["notebook"] for e in entries] == ["notebooks/county.ipynb", "docs/examples/own.ipynb"]


def test_every_file_is_named_in_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for folder in {p.parent for p in TEXTS if p != GUIDE}:
        assert f"deploy/{folder.relative_to(DEPLOY).as_posix()}".rstrip("/.") in text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.relative_to(DEPLOY).as_posix())
def test_a_script_may_be_executed_and_its_shell_reads_it(script: Path) -> None:
    assert os.access(script, os.X_OK)
    shell = script.read_text(encoding="utf-8").partition("\n")[0].removeprefix("#!")
    checked = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.fixture
def units(tmp_path: Path) -> dict[str, configparser.ConfigParser]:
    """The units, read; and copies in the test's folder in which the project is this one."""
    read = {}
    for path in sorted((DEPLOY / "systemd").iterdir()):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(HOME, str(ROOT)), encoding="utf-8")
        read[path.suffix[1:]] = configparser.ConfigParser(strict=False, interpolation=None)
        read[path.suffix[1:]].optionxform = str  # type: ignore[assignment,method-assign]
        read[path.suffix[1:]].read_string(text)
    return read


def test_systemd_finds_no_fault_in_the_units(units: dict[str, Any], tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd is not installed")
    names = [str(tmp_path / f"fazhi.{kind}") for kind in units]
    command = [program, "verify", "--man=no", *names]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in checked.stderr.splitlines() if "fazhi" in line]
    assert (checked.returncode, said) == (0, [])


def test_the_timer_and_the_service_belong_together(units: dict[str, Any]) -> None:
    assert units["timer"]["Install"]["WantedBy"] == "timers.target"
    assert "Unit" not in units["timer"]["Timer"]  # so that it starts the service of its name
    service = units["service"]["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert (DEPLOY / "run.sh", words) == (ROOT / Path(program).relative_to(HOME), ["batch.toml"])
    written = {Path(p).relative_to(HOME).as_posix() for p in shlex.split(service["ReadWritePaths"])}
    assert written == {"data/processed", "reports"}


def read_yaml(name: str) -> list[Any]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8")))


def test_the_cronjob_mounts_claims_that_are_there_where_the_image_keeps_its_data() -> None:
    *claims, job = read_yaml("kubernetes/cronjob.yaml")
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    spec = job["spec"]
    assert len(spec["schedule"].split()) == 5
    assert spec["concurrencyPolicy"] == "Forbid"
    pod = spec["jobTemplate"]["spec"]["template"]["spec"]
    volumes = {v["name"]: v["persistentVolumeClaim"]["claimName"] for v in pod["volumes"]}
    assert set(volumes.values()) == {c["metadata"]["name"] for c in claims}
    (container,) = pod["containers"]
    mounts = {m["name"]: Path(m["mountPath"]).relative_to(HOME) for m in container["volumeMounts"]}
    assert mounts == {"data": Path("data"), "reports": Path("reports")}
    assert set(mounts) == set(volumes)
    given = {word for word in container["args"] if word.startswith("--")}
    assert given <= options_of(main.commands["batch"])
    (rule,) = [
        r for r in spec["jobTemplate"]["spec"]["podFailurePolicy"]["rules"] if "onExitCodes" in r
    ]
    assert rule["onExitCodes"]["containerName"] == container["name"]
    assert (rule["onExitCodes"]["values"], pod["restartPolicy"]) == ([1, 2], "Never")


def test_the_image_starts_the_same_script_as_the_user_of_the_pod() -> None:
    lines = (DEPLOY / "kubernetes" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    said = dict(line.split(maxsplit=1) for line in lines if line[:1].isupper())
    (script,) = ast.literal_eval(said["ENTRYPOINT"])
    assert said["WORKDIR"] == HOME
    assert ROOT / Path(script).relative_to(HOME) == DEPLOY / "run.sh"
    job = read_yaml("kubernetes/cronjob.yaml")[-1]
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsUser"] == int(said["USER"])


def test_the_workflow_keeps_what_it_made_also_when_something_failed() -> None:
    (workflow,) = read_yaml("github-actions/reports.yml")
    on = workflow[True]  # YAML 1.1 reads the key "on" so
    assert len(on["schedule"][0]["cron"].split()) == 5
    assert workflow["concurrency"]["cancel-in-progress"] is False
    steps = workflow["jobs"]["reports"]["steps"]
    by = {step.get("uses", step.get("run", "")).partition("@")[0]: step for step in steps}
    restore, save = by["actions/cache/restore"], by["actions/cache/save"]
    assert restore["with"]["path"] == save["with"]["path"] == "data/processed\nreports\n"
    assert restore["with"]["key"] == save["with"]["key"]
    assert restore["with"]["key"].startswith(restore["with"]["restore-keys"])
    upload = by["actions/upload-artifact"]
    assert save["if"] == upload["if"] == "always()"
    assert upload["with"]["path"] == "reports"
    for line in (step["run"] for step in steps if "run" in step):
        program = next(w for w in line.split() if w != "python")
        assert (ROOT / program).is_file(), line


class Operator:
    """Stands in for Airflow's classes: keeps what it was made with."""

    made: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    def __init__(self, *_: str, **given: Any) -> None:
        self.made.append((type(self).__name__, given))

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...

    def __rshift__(self, after: Operator) -> None: ...


def test_the_tasks_of_airflow_name_files_parameters_and_a_kernel_that_exist(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dag = DEPLOY / "airflow" / "fazhi_dag.py"
    text = dag.read_text(encoding="utf-8")
    for name, imported in re.findall(r"^from (airflow\.[\w.]+) import (\w+)$", text, flags=re.M):
        module = ModuleType(name)
        setattr(module, imported, type(imported, (Operator,), {}))
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(Operator, "made", [])
    runpy.run_path(str(dag))
    made = dict(Operator.made)
    assert (made["DAG"]["catchup"], made["DAG"]["max_active_runs"]) == (False, 1)
    assert made["BashOperator"]["cwd"] == HOME
    program, file = made["BashOperator"]["bash_command"].split()
    assert (ROOT / program, file) == (DEPLOY / "run.sh", "batch.toml")
    papermill = made["PapermillOperator"]
    check_parameters(papermill["parameters"], ROOT / Path(papermill["input_nb"]).relative_to(HOME))
    assert "{{ ds }}" in papermill["output_nb"]
    assert f"--name {papermill['kernel_name']} " in GUIDE.read_text(encoding="utf-8")
