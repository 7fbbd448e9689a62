"""Corrections act where they should, leave what was read visible, and say where they do not fit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from analysis import pipeline
from analysis.errors import ConfigError
from analysis.extraction.indicators import load_codebook
from analysis.pages.county import county_page
from analysis.pages.tables import scores as score_tables
from analysis.panel import load_corrections
from analysis.study import Project, View, open_project

ROOT = Path(__file__).parents[2]
Make = Callable[..., Project]


def entry(**fields: object) -> str:
    base: dict[str, object] = {
        "indicator": "reconsider_accepted",
        "county": "潢川县",
        "year": 2022,
        "action": "set",
        "expect": 87,
        "value": 88,
        "reason": "纸本为88件",
        "status": "confirmed",
    }
    chosen = {k: v for k, v in (base | fields).items() if v is not None}
    said = {k: f'"{v}"' if isinstance(v, str) else str(v) for k, v in chosen.items()}
    return "[[correction]]\n" + "".join(f"{k} = {v}\n" for k, v in said.items())


@pytest.fixture
def make(study: Project, tmp_path: Path) -> Make:
    """A copy of the study with corrections; what was read is not read again."""

    def made(*entries: str) -> Project:
        if not (tmp_path / "p").exists():
            shutil.copytree(study.root, tmp_path / "p")
        project = open_project(tmp_path / "p")
        (project.config / "corrections.toml").write_text("\n".join(entries), encoding="utf-8")
        return project

    return made


def cell(project: Project, indicator: str = "reconsider_accepted", year: int = 2022) -> pd.Series:
    panel = project.store.read("panel")
    own = panel[(panel["county_code"] == "411526") & (panel["year"] == year)]
    return own.set_index("indicator").loc[indicator]


def rows(project: Project, indicator: str = "reconsider_accepted") -> pd.DataFrame:
    table = project.store.observations()
    own = table[(table["county_code"] == "411526") & (table["year"] == 2022)]
    return own[own["indicator"] == indicator]


def fault(make: Make, *entries: str) -> str:
    with pytest.raises(ConfigError) as caught:
        pipeline.build(make(*entries))
    return str(caught.value)


def test_the_file_of_the_project_is_valid_and_does_nothing() -> None:
    codebook = load_codebook(ROOT / "config" / "indicators.csv")
    path = ROOT / "config" / "corrections.toml"
    assert load_corrections(path, codebook) == ()


def test_the_example_in_the_file_is_a_valid_correction(tmp_path: Path) -> None:
    codebook = load_codebook(ROOT / "config" / "indicators.csv")
    text = (ROOT / "config" / "corrections.toml").read_text(encoding="utf-8")
    start = text.index("# [[correction]]")
    path = tmp_path / "corrections.toml"
    path.write_text(text[start:].replace("\n# ", "\n").removeprefix("# "), encoding="utf-8")
    found = load_corrections(path, codebook)
    assert [c.action for c in found] == ["set", "choose"]


def test_a_confirmed_value_enters_the_panel_and_what_was_read_stays_as_rejected(make: Make) -> None:
    project = make(entry(author="李某"))
    assert pipeline.build(project)
    assert cell(project)["value"] == 88
    found = rows(project).set_index("status")
    assert found.loc["resolved", "value"] == 88
    assert found.loc["resolved", "quote"] == "87件"  # the place that was corrected
    assert found.loc["resolved", "reason"] == "corrected: 87 → 88: 纸本为88件 (李某)"
    assert found.loc["rejected", "value"] == 87
    assert found.loc["rejected", "reason"].startswith("corrected: 87 → 88: 纸本为88件 (李某)")
    assert (project.store.read("observations")["status"] == "resolved").any()
    read = project.store.read("observations")
    assert 88 not in set(read.loc[read["county_code"] == "411526", "value"])  # as it was read


def test_a_proposed_correction_does_not_act(make: Make) -> None:
    project = make(entry(status="proposed"), entry(status="proposed", county="月亮县"))
    pipeline.build(project)
    assert cell(project)["value"] == 87
    assert project.store.read("corrections").empty


def test_a_rejected_value_leaves_silence(make: Make) -> None:
    project = make(entry(action="reject", value=None))
    pipeline.build(project)
    assert cell(project)["state"] == "silent"
    assert list(rows(project)["status"]) == ["rejected"]


def test_another_candidate_can_be_chosen_by_its_quote(make: Make, tmp_path: Path) -> None:
    project = make()
    raw = project.root / "data" / "raw" / "潢川县2022.txt"
    text = raw.read_text(encoding="utf-8")
    raw.write_text(
        text.replace("受理行政复议案件87件", "受理行政复议案件87件。共受理行政复议案件91件"),
        encoding="utf-8",
    )
    pipeline.ingest(project, ())
    candidates = rows(project)
    assert set(candidates["quote"]) == {"87件", "91件"}
    make(entry(action="choose", value=None, quote="91件", county="411526"))
    pipeline.build(project)
    assert cell(project)["value"] == 91
    found = rows(project).set_index("quote")
    assert dict(found["status"]) == {"87件": "rejected", "91件": "resolved"}
    make(entry(action="choose", value=None, quote="92件"))
    with pytest.raises(ConfigError, match='"92件" is no candidate: "91件" at'):
        pipeline.build(project)


def test_a_figure_is_added_with_its_place_in_the_report(make: Make) -> None:
    added = {"indicator": "rule_records", "action": "add", "expect": "silent", "value": 6}
    code = silent_code(make())
    project = make(entry(**(added | {"indicator": code, "quote": "事项目录6项"})))
    pipeline.build(project)
    (row,) = rows(project, code).to_dict("records")
    text = (project.root / "data" / "raw" / "潢川县2022.txt").read_text(encoding="utf-8")
    again = pipeline.reread(project, {row["document_id"]})[0].document.text
    assert again[row["start"] : row["end"]] == row["quote"] == "事项目录6项"
    assert row["before"] + row["quote"] + row["after"] in text
    assert cell(project, code)["value"] == 6
    assert cell(project, code)["state"] == "reported"


def silent_code(project: Project) -> str:
    panel = project.store.read("panel")
    own = panel[(panel["county_code"] == "411526") & (panel["year"] == 2022)]
    kinds = {i.code: i.kind for i in project.codebook}
    silent = [c for c in own.loc[own["state"] == "silent", "indicator"] if kinds[c] == "count"]
    read = set(project.store.read("observations")["indicator"])
    return next(c for c in silent if c in read)


def test_words_that_do_not_stand_in_the_report_are_no_evidence(make: Make) -> None:
    code = silent_code(make())
    added = {"indicator": code, "action": "add", "expect": "silent", "value": 6}
    said = fault(make, entry(**added, quote="目录66项"))
    assert '"目录66项" does not stand in 潢川县2022.txt' in said
    assert "give one as start" in fault(make, entry(**added, quote="2022年"))


def test_faults_are_named_together_with_entry_county_indicator_and_what_was_found(
    make: Make,
) -> None:
    said = fault(
        make,
        entry(expect=86),
        entry(county="潢川", indicator="reconsider_concluded", expect=85),
        entry(year=2019, indicator="reconsider_concluded", expect=85),
        entry(),
    )
    assert "corrections.toml: 4 faults\n" in said
    assert "correction 1 (潢川县, 2022, reconsider_accepted): expects 86, found 87; read" in said
    assert 'read were "87件" at' in said
    assert (
        'correction 2 (潢川, 2022, reconsider_concluded): no report of "潢川" was read; did' in said
    )
    assert "correction 3 (潢川县, 2019, reconsider_concluded): no report of 2019 was read; " in said
    assert "those of 2021, 2022" in said


def test_two_corrections_of_one_value_are_refused(make: Make) -> None:
    said = fault(make, entry(), entry(county="411526", value=89))
    assert (
        "correction 2 (411526, 2022, reconsider_accepted): correction 1 already changes this"
        in said
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reson": "x"}, 'unknown key reson; did you mean "reason"?'),
        (
            {"indicator": "reconsider_acepted"},
            'not in the codebook; did you mean "reconsider_accepted"?',
        ),
        ({"action": "sett"}, "action: Input should be 'set', 'reject', 'choose' or 'add'"),
        ({"status": "maybe"}, "status: Input should be 'proposed' or 'confirmed'"),
        ({"value": None}, 'action "set" needs a value'),
        ({"action": "reject"}, 'action "reject" has no value'),
        ({"action": "choose", "value": None}, 'action "choose" needs the quote'),
        ({"action": "add", "quote": "6项"}, 'action "add" expects "silent"'),
        ({"expect": "silent"}, 'action "set" expects a value'),
        ({"expect": "none"}, "must be a number or \"silent\", not 'none'"),
        ({"county": 411526}, "county: Input should be a valid string"),
        ({"quote": "87件"}, 'action "set" has neither quote nor start'),
        ({"reason": ""}, "reason: String should have at least 1 character"),
    ],
)
def test_a_malformed_entry_is_named(make: Make, fields: dict[str, object], said: str) -> None:
    found = fault(make, entry(status="proposed"), entry(**fields))
    assert said in found
    assert "correction 2 (" in found


def test_a_file_that_is_not_of_this_kind_is_named(make: Make) -> None:
    assert "corrections.toml: " in fault(make, "[[correction]\n")
    assert 'unknown key corections; did you mean "correction"?' in fault(make, "[[corections]]\n")
    assert "with two brackets" in fault(make, "[correction]\nyear = 2022\n")


def test_a_change_of_corrections_renews_the_build_and_not_the_reading(
    make: Make, fazhi: Callable[..., Result]
) -> None:
    project = make()
    pipeline.ingest(project, ())
    pipeline.build(project)
    assert not pipeline.build(project)
    make(entry())
    assert pipeline.ingest(project, ()).unchanged
    assert pipeline.build(project)
    assert not pipeline.build(project)
    make(entry(expect=86))
    result = fazhi("build", "--project", project.root)
    assert result.exit_code == 2
    assert "expects 86, found 87" in result.output


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "已更正：87 → 88"), ("en", "Corrected: 87 → 88")]
)
def test_the_page_of_the_county_says_what_was_corrected_and_why(
    make: Make, lang: str, word: str
) -> None:
    project = make(entry(reason="纸本<88>件"))
    pipeline.build(project)
    view = View(project.root, project.processed, lang)
    page = county_page(view, "潢川县", 2022)
    assert "1 value was corrected" in page.lead or "1 个数值经人工更正" in page.lead
    shown = score_tables.evidence(view, "411526", 2022, "all")
    cells = [c.html for c in shown.iloc[:, 2] if word in c.html]
    assert len(cells) == 1
    assert "纸本&lt;88&gt;件" in cells[0]
    assert "<mark>87件</mark>" in cells[0]
    reasons = score_tables.set_aside(view, "411526", 2022).iloc[:, 2]
    assert any(r.startswith(word) for r in reasons)
