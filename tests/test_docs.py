import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from analysis.cli import main
from analysis.tables.contracts import CONTRACTS

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "data").rglob("README.md")),
]
TARGET = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FORBIDDEN = tuple(  # in two halves, so that this file does not hold them itself
    "".join(halves)
    for halves in (
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("/Us", "ers/"),
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("conda.anaconda", ".org"),
        ("registry.npmjs", ".org"),
        ("proxy.golang", ".org"),
    )
)
TEXT = {".md", ".py", ".toml", ".csv", ".ipynb", ".lock", ".yml", ".yaml", ".j2", ".css", ".cff"}
TEXT |= {".json", ".txt", "", ".html", ".sh", ".service", ".timer"}
OWN_FOLDERS = (
    ".ci",
    "benchmarks",
    "config",
    "data/raw",
    "deploy",
    "docs",
    "notebooks",
    "src",
    "tests",
)


OPTIONS = [
    pytest.param(option, id=f"{verb} {option.opts[0]}")
    for verb, command in sorted(main.commands.items())
    for option in command.params
    if isinstance(option, click.Option)
]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def outside_code(text):
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.S | re.M)


def headings(text):
    return re.findall(r"^(#+) ", outside_code(text), flags=re.M)


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("verb", sorted(main.commands))
def test_every_verb_stands_in_the_readme(readme, verb):
    assert f"`fazhi {verb}" in read(readme)


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_no_verb_that_does_not_exist(readme):
    named = re.findall(r"(?:`|^\s*|[/\\])fazhi ([a-z]+)\b", read(readme), flags=re.M)
    assert set(named) <= set(main.commands)


@pytest.mark.parametrize("verb", sorted(main.commands))
def test_every_verb_says_what_it_does(verb):
    assert len(main.commands[verb].get_short_help_str(200)) > 20


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_says_what_it_does(option):
    assert option.help


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_relative_link_and_picture_exists(page):
    text = outside_code(page.read_text(encoding="utf-8"))
    targets = [t for t in TARGET.findall(text) if "://" not in t and not t.startswith("#")]
    missing = [t for t in targets if not (page.parent / unquote(t.partition("#")[0])).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_picture_has_words_for_those_who_do_not_see_it(page):
    alts = re.findall(r"!\[([^\]]*)\]\(", page.read_text(encoding="utf-8"))
    assert all(len(alt) > 15 for alt in alts)


def test_pictures_are_light():
    sizes = {p.name: p.stat().st_size for p in (ROOT / "docs" / "images").iterdir()}
    assert sizes
    assert {name for name, size in sizes.items() if size > 250_000} == set()


@pytest.mark.parametrize("page", [*READMES, "CONTRIBUTING.md"])
def test_every_make_target_that_is_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.M))
    named = set(re.findall(r"(?:^|`)\s*make ([a-z]+)", read(page), flags=re.M))
    assert named
    assert named <= targets


@pytest.mark.parametrize("page", [*READMES, "CONTRIBUTING.md", "docs/architecture.md"])
def test_files_and_folders_named_in_backticks_exist(page):
    start = r"(?:config|data/raw|docs|notebooks|src|tests|requirements|bootstrap)"
    named = re.findall(rf"`({start}[\w./-]*)`", read(page))
    assert [n for n in named if not (ROOT / n).exists()] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_stays_short(readme):
    assert len(read(readme).splitlines()) <= 150


def test_both_readmes_have_the_same_sections_pictures_commands_and_fields():
    one, other = map(read, READMES)
    assert headings(one) == headings(other)
    assert one.count("![") == other.count("![")
    for pattern in (r"^ *```.*?^ *```", r"`([a-z_]{4,})`"):
        first, second = (
            [re.sub(r"#.*", "", found) for found in re.findall(pattern, text, flags=re.S | re.M)]
            for text in (one, other)
        )
        assert sorted(set(first)) == sorted(set(second))


def test_the_fields_of_the_extract_are_those_in_the_readme(tmp_path):
    from analysis.pipeline import extract_files
    from analysis.study import open_project

    report = sorted((ROOT / "data" / "raw").glob("99*.txt"))[0]
    extract_files(open_project(ROOT), [report], tmp_path)
    for name in ("documents.jsonl", "quantities.jsonl"):
        line = (tmp_path / name).read_text(encoding="utf-8").partition("\n")[0]
        fields = set(re.findall(r'"([a-z_0-9]+)": ', line))
        for readme in READMES:
            row = next(r for r in read(readme).splitlines() if r.startswith(f"| `{name}`"))
            said = set(re.findall(r"`([a-z_0-9]+)`", row)) - {"other", "not_a_quantity"}
            assert said == fields, f"{readme}: {name}"


def test_the_page_of_tables_is_what_the_contracts_say():
    script = ROOT / "docs" / "make_tables.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    named = re.findall(r"^## (\w+)", read("docs/tables.md"), flags=re.M)
    assert set(named) == set(CONTRACTS)


def test_the_architecture_gives_the_import_order_that_is_checked():
    contract = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    layers = [
        {name for name in layer.split(" | ") if not name.startswith("(")}
        for layer in contract["layers"]
        if layer != "__main__"
    ]
    block = re.search(r"```\n(cli > .*?)```", read("docs/architecture.md"), flags=re.S)
    assert block
    said = [set(layer.split(" | ")) for layer in " ".join(block[1].split()).split(" > ")]
    assert said == layers


def test_the_codebook_page_is_what_the_configuration_says():
    script = ROOT / "docs" / "make_codebook.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_codebook_page_holds_every_indicator_once():
    spec = importlib.util.spec_from_file_location("make_codebook", ROOT / "docs/make_codebook.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    page = made.codebook_page(ROOT / "config")
    codes = re.findall(r"^\| `(\w+)` \|", page, flags=re.M)
    assert len(codes) == len(set(codes)) == len(made.load_codebook(made.CONFIG / "indicators.csv"))
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {len(made.COLUMNS) + 2}


def test_the_changelog_begins_with_the_version_of_the_package_and_its_methodology():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    found = re.findall(r"^##+ (.*)", read("CHANGELOG.md"), flags=re.M)
    assert found[0].startswith(version)
    assert found[1] == "Methodology"
    assert f"version: {version}" in read("CITATION.cff")


def test_no_file_names_a_machine_or_a_registry():
    files = [p for p in ROOT.iterdir() if p.is_file() and not p.name.startswith(".coverage")]
    files += [p for folder in OWN_FOLDERS for p in (ROOT / folder).rglob("*") if p.is_file()]
    texts = [p for p in files if p.suffix in TEXT and "__pycache__" not in p.parts]
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {word}"
        for path in texts
        for word in FORBIDDEN
        if word.encode() in path.read_bytes()
    ]
    assert len(texts) > 100
    assert found == []


def test_the_five_lines_of_an_index_run_as_printed(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.S)
    declaration = re.search(r"```toml\n(.*?)```", text, re.S)
    assert code is not None
    assert declaration is not None
    (tmp_path / "my.toml").write_text(declaration[1], encoding="utf-8")
    rows = [f"{n:03d},{50 + 3 * n % 17},{20 - n % 7}" for n in range(12)]
    (tmp_path / "my.csv").write_text("\n".join(["town,schools,smoke", *rows]), encoding="utf-8")
    lines = code[1].splitlines()
    shown = f"print({lines[-1]}, sep='\\n')"
    program = "\n".join([*lines[:-1], shown])
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("\n003 ") == 2  # its score, and its interval
    assert "rank" in ran.stdout
    assert "10 columns" in ran.stdout
