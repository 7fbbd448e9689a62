import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHON = SpecifierSet(PROJECT["requires-python"])
NEEDED = {
    "requirements.lock": PROJECT["dependencies"],
    "requirements-dev.lock": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"],
}
SUPPORTED = ("3.11", "3.12", "3.13")
SYSTEMS = ("linux", "win32", "darwin")


def entries(lock):
    """Each requirement of a lock file with its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def pinned(lock):
    return [Requirement(entry.partition(" --hash=")[0]) for entry in entries(lock)]


def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def conda_packages():
    return [entry for entry in environment()["dependencies"] if isinstance(entry, str)]


def pip_lines():
    return next(e["pip"] for e in environment()["dependencies"] if isinstance(e, dict))


@pytest.fixture
def checkout(tmp_path):
    """A copy of what bootstrap.py reads, with an environment that looks complete."""
    for name in ("bootstrap.py", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path / name)
    scripts = tmp_path / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")
    scripts.mkdir(parents=True)
    (scripts / ("python.exe" if sys.platform == "win32" else "python")).touch()
    return tmp_path


def stamp(checkout, lock, name):
    total = hashlib.sha256(sys.version.encode())
    total.update((checkout / lock).read_bytes())
    total.update((checkout / "pyproject.toml").read_bytes())
    (checkout / ".venv" / name).write_text(total.hexdigest(), encoding="ascii")


def bootstrap(checkout, *arguments):
    command = [sys.executable, checkout / "bootstrap.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def bootstrap_module(checkout):
    spec = importlib.util.spec_from_file_location("bootstrap", checkout / "bootstrap.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_conda_looks_only_at_conda_forge():
    assert environment()["channels"] == ["conda-forge", "nodefaults"]


def test_conda_takes_a_python_that_the_project_supports():
    (python,) = [e for e in conda_packages() if e.startswith("python=")]
    assert Version(python.partition("=")[2]) in PYTHON


def test_conda_installs_what_is_locked_and_the_project_itself():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert "pip" in conda_packages()
    assert "-r requirements.lock" in pip_lines()
    assert re.search(r"-e \.", text)


def test_pip_is_not_given_hashes_and_an_editable_project_at_once():
    # pip refuses such a list: "cannot be installed when requiring hashes"
    assert not ("-r requirements.lock" in pip_lines() and "-e ." in pip_lines())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_of_a_lock_is_one_version_with_hashes(lock):
    assert len(entries(lock)) > 50
    for entry in entries(lock):
        assert re.match(
            r"[a-z0-9._-]+==[^\s;*]+(?: ;[^#]*?)?(?:\s+--hash=sha256:[0-9a-f]{64})+$", entry
        )


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("word", ["http://", "https://", "index-url", "find-links", " @ ", "file:"])
def test_a_lock_does_not_say_where_packages_come_from(lock, word):
    assert word not in (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", SUPPORTED)
@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked_once_for_every_system_in_a_version_it_allows(
    lock, python, system
):
    names = {"linux": "Linux", "win32": "Windows", "darwin": "Darwin"}
    where = {
        "python_version": python,
        "python_full_version": f"{python}.7",
        "sys_platform": system,
        "platform_system": names[system],
        "os_name": "nt" if system == "win32" else "posix",
    }
    chosen = [p for p in pinned(lock) if p.marker is None or p.marker.evaluate(where)]
    versions = {canonicalize_name(p.name): next(iter(p.specifier)).version for p in chosen}
    assert len(versions) == len(chosen)
    for needed in map(Requirement, NEEDED[lock]):
        version = versions.get(canonicalize_name(needed.name))
        assert version is not None, f"{needed.name} is not locked; run: make lock"
        assert needed.specifier.contains(version, prereleases=True), f"{needed}: {version}"


def test_the_lock_for_development_holds_all_that_the_other_holds():
    core, dev = map(pinned, LOCKS)
    held = {str(p) for p in dev}  # as there, or for every Python
    assert [str(p) for p in core if not {str(p), f"{p.name}{p.specifier}"} & held] == []


@pytest.mark.parametrize("dev", [False, True])
def test_the_stamp_of_an_environment_covers_lock_project_and_python(checkout, dev):
    module = bootstrap_module(checkout)
    before = module._digest(dev)
    with (checkout / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    between = module._digest(dev)
    with (checkout / LOCKS[dev]).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert len({before, between, module._digest(dev)}) == 3


def test_bootstrap_says_how_it_is_used(checkout):
    done = bootstrap(checkout, "--help")
    assert done.returncode == 0
    assert "--dev" in done.stdout


def test_bootstrap_refuses_an_option_it_does_not_know(checkout):
    done = bootstrap(checkout, "--devel-everything")
    assert done.returncode == 2
    assert not (checkout / ".venv" / ".installed").exists()


@pytest.mark.parametrize(
    ("lock", "name", "arguments"),
    [
        ("requirements.lock", ".installed", ()),
        ("requirements-dev.lock", ".installed-dev", ("--dev",)),
        ("requirements-dev.lock", ".installed-dev", ()),
    ],
    ids=["as it is", "for development", "one for development serves both"],
)
def test_bootstrap_does_nothing_where_the_environment_is_up_to_date(
    checkout, lock, name, arguments
):
    stamp(checkout, lock, name)
    before = sorted((p, p.stat().st_mtime_ns) for p in checkout.rglob("*"))
    done = bootstrap(checkout, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted((p, p.stat().st_mtime_ns) for p in checkout.rglob("*")) == before


def test_bootstrap_needs_nothing_but_python():
    text = (ROOT / "bootstrap.py").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:import|from) (\w+)", text, flags=re.M))
    assert named <= set(sys.stdlib_module_names)
