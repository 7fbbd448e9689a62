"""The pages of a whole study: which are rendered again, the index over them, and few data."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from analysis import pipeline
from analysis.notebooks.overview import write_index
from analysis.notebooks.site import Site, study_jobs
from analysis.study import Project, open_project

Process = Callable[..., subprocess.CompletedProcess[str]]
Said = tuple[Path, list[list[str]]]
PAGES = {
    "comparison.html",
    "county/411526.html",
    "index.html",
    "indicators.html",
    *(
        f"story/{name}.html"
        for name in ("01-documents", "02-evidence", "03-index", "04-clusters", "05-texts")
    ),
}


def place_of(project: Project) -> Site:
    return Site(project, project.root / "reports", "zh")


def digests(project: Project) -> dict[str, str]:
    return {job.key: job.digest for job in study_jobs(place_of(project))}


@pytest.fixture
def copied(study: Project, folder: Path) -> Project:
    """A copy of the study that a test may change."""
    shutil.rmtree(folder)
    shutil.copytree(study.root, folder, ignore=shutil.ignore_patterns("reports"))
    return open_project(folder)


def changed(project: Project, before: dict[str, str]) -> set[str]:
    pipeline.ingest(project, ())
    pipeline.build(project)
    after = digests(project)
    assert set(after) == set(before)
    return {key for key in after if after[key] != before[key]}


def edit(project: Project, file: str, old: str, new: str) -> None:
    path = project.root / "data" / "raw" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_there_is_a_page_for_every_county_the_comparison_and_each_step_of_the_story(
    study: Project,
) -> None:
    jobs = study_jobs(place_of(study))
    keys = [job.key for job in jobs]
    assert keys[0] == "comparison"
    assert keys[1:6] == [f"story/{p.stem}" for p in sorted((study.root / "notebooks").glob("0*"))]
    assert keys[6:] == [f"county/{c}" for c in sorted(study.store.read("counties")["county_code"])]
    assert len({job.page for job in jobs}) == len(jobs)
    few = study_jobs(place_of(study), ["潢川县", "990101", "潢川县"])
    assert [j.key for j in few][6:] == ["county/411526", "county/990101"]


def test_the_reason_of_a_page_that_failed_stands_once_on_the_index(
    study: Project, tmp_path: Path
) -> None:
    site = Site(study, tmp_path, "zh")
    failed = {"county/411526": ("cell 3: out of memory", "failed/county/411526.ipynb")}
    index = write_index(site, study_jobs(site), failed).read_text(encoding="utf-8")
    assert index.count("cell 3: out of memory") == 1
    assert index.count("潢川县") > 1


def test_a_change_in_one_countys_text_touches_its_own_page_and_those_over_all(
    copied: Project,
) -> None:
    before = digests(copied)
    edit(copied, "潢川县2022.txt", "调解矛盾纠纷3522起", "调解矛盾纠纷3523起")
    over_all = {"comparison", *(k for k in before if k.startswith("story/"))}
    assert changed(copied, before) == {"county/411526", *over_all}


def test_a_change_of_method_or_notebook_touches_what_depends_on_it(copied: Project) -> None:
    before = digests(copied)
    notebook = copied.root / "notebooks" / "county.ipynb"
    book = json.loads(notebook.read_text(encoding="utf-8"))
    book["cells"][0]["source"] = ["# 县区报告"]
    notebook.write_text(json.dumps(book), encoding="utf-8")
    counties = {k for k in before if k.startswith("county/")}
    assert changed(copied, before) == counties
    with (copied.config / "study.toml").open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    assert changed(open_project(copied.root), before) == set(before)


def test_the_index_links_only_pages_that_are_there(copied: Project) -> None:
    place = place_of(copied)
    jobs = study_jobs(place)
    for job in jobs[:2] + jobs[-1:]:
        job.page.parent.mkdir(parents=True, exist_ok=True)
        job.page.write_text("<title>a &amp; b</title>", encoding="utf-8")
    parsed = LexborHTMLParser(write_index(place, jobs, {}).read_text(encoding="utf-8"))
    links = [a.attributes["href"] for a in parsed.css("main > :not(nav) a")]
    pages = [link for link in links if not link.startswith("#")]
    assert set(pages) == {"comparison.html", f"{jobs[-1].key}.html", f"{jobs[1].key}.html"}
    assert "a & b" in [a.text() for a in parsed.css("main a")]
    named = [row.css_first("th").text(strip=True) for row in parsed.css("tbody tr")]
    assert "潢川县" in named
    assert len([n for n in named if n.endswith(("县", "区", "市"))]) >= 7


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_index_shows_each_countys_band_by_place_and_finds_it_by_range_and_progress(
    copied: Project, lang: str
) -> None:
    site = Site(copied, copied.root / "reports", lang)
    jobs = study_jobs(site)
    for job in jobs:
        job.page.parent.mkdir(parents=True, exist_ok=True)
        job.page.touch()
    parsed = LexborHTMLParser(write_index(site, jobs, {}).read_text(encoding="utf-8"))
    codes = {job.key.removeprefix("county/") for job in jobs if job.key.startswith("county/")}
    tiles = parsed.css(".tiles td.t")
    assert sum(len(tile.text(strip=True)) for tile in tiles) == len(codes)
    assert set("".join(tile.text(strip=True) for tile in tiles)) <= set("ABCD–")
    ids = {node.attributes["id"] for node in parsed.css("[id]")}
    assert {a.attributes["href"].removeprefix("#") for a in parsed.css(".tiles a")} <= ids
    levels = copied.store.read("levels").query("dimension == 'L'")
    ranges = parsed.css("h3[id^=range-]")
    listed = [a for h in ranges for a in h.next.next.css("a")] if ranges else []
    assert len(listed) == levels["county_code"].nunique()
    progress = copied.store.read("progress").query("dimension == 'L'")
    for call in ("faster", "slower"):
        own = set(progress.loc[progress["call"] == call, "county_code"])
        heading = parsed.css_first(f"#{call}")
        assert (heading is not None) == bool(own)


@pytest.fixture(scope="module")
def one_report(
    made_once: Callable[..., Path],
    project_in: Callable[[Path], Path],
    write_report: Callable[..., str],
    fazhi_process: Process,
) -> Said:
    """A study of one report, made from another folder; what each of three commands said.

    The commands: ``all``; ``all`` again; ``report``, after a page was deleted.
    """

    def make(place: Path) -> None:
        project_in(place)
        (place / "data" / "raw" / "潢川县2023.txt").write_text(write_report(), encoding="utf-8")
        said = []
        for words in (["all"], ["all", "--quiet"], ["report"]):
            ran = fazhi_process(*words, "--project", place, cwd=place.parent)
            assert (ran.returncode, "Warning" in ran.stderr) == (0, False), ran.stderr
            said.append(ran.stdout.splitlines())
            if len(said) == 2:
                (place / "reports" / "story" / "03-index.html").unlink()
        (place / "said.json").write_text(json.dumps(said), encoding="utf-8")

    place = made_once("one-report", make)
    return place, json.loads((place / "said.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_a_study_of_one_report_renders_from_one_command_in_any_folder(one_report: Said) -> None:
    place, said = one_report
    pages = place.resolve() / "reports"
    made = {p.relative_to(pages).as_posix() for p in pages.rglob("*.html")}
    plain = {page for page in made if page.startswith(("text/", "indicator/"))}
    number = len(PAGES) - 1 + len(plain)  # the index is written anew each time
    assert said[0] == [
        "documents: 1 files: 1 used",
        f"tables: built in {place.resolve() / 'data' / 'processed'}",
        f"pages: {number} rendered",
        f"open: {pages / 'index.html'}",
    ]
    assert {page for page in made if not page.startswith("runs/")} == PAGES | plain
    assert len([page for page in plain if page.startswith("text/")]) == 1
    assert len(plain) > 5
    assert not (pages / "failed").exists()


@pytest.mark.slow
def test_a_second_run_renders_nothing_and_a_deleted_page_comes_back(one_report: Said) -> None:
    _, again, mended = one_report[1]
    assert again[0] == "documents: unchanged; 1 files: 1 used"
    assert (number := re.fullmatch(r"pages: (\d+) unchanged", again[1]))
    assert mended[0] == f"pages: {int(number[1]) - 1} unchanged, 1 rendered"


@pytest.mark.slow
def test_a_study_of_one_report_has_levels_but_no_types_and_says_why(one_report: Said) -> None:
    store = open_project(one_report[0]).store
    levels = store.read("levels")
    assert levels[["low", "median", "high"]].notna().all(axis=None)
    assert store.read("types").query("question == 'progress'").empty
    assert set(store.read("type_tests")["verdict"]) <= {"cannot be told"}
    for page in ("comparison", "story/04-clusters"):
        html = (one_report[0] / "reports" / f"{page}.html").read_text(encoding="utf-8")
        assert "没有两年以上的县区" in LexborHTMLParser(html).text()
        assert "潢川县" in html or page.startswith("story")


@pytest.mark.slow
def test_the_index_is_a_whole_page_and_every_link_of_it_resolves(one_report: Said) -> None:
    index = one_report[0] / "reports" / "index.html"
    html = index.read_text(encoding="utf-8")
    parsed = LexborHTMLParser(html)
    links = [
        a.attributes["href"] or "" for a in parsed.css("main a") if a.attributes["href"][0] != "#"
    ]
    assert {*links, "index.html"} == PAGES
    assert all((index.parent / link).is_file() for link in links)
    assert parsed.css_first("html").attributes["lang"] == "zh-CN"
    assert len(parsed.css("h1")) == 1
    assert [h.tag for h in parsed.css("h1, h2, h3")][:2] == ["h1", "h2"]
    assert all(t.css_first("caption") for t in parsed.css("table"))
    assert all(h.attributes.get("scope") for h in parsed.css("th"))
    assert parsed.css("script, link, img, iframe") == []
    assert "default-src 'none'" in html
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)
    assert "虚构" not in html  # 潢川县 is a real county
    assert str(one_report[0]) not in html
