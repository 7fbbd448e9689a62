"""The audit, the ledger and the coding check as readers see them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import pipeline
from analysis.pages.story.evidence import evidence_page
from analysis.pages.tables import arithmetic, coding
from analysis.pages.tables.text_words import STATES
from analysis.study import Project, View, open_project
from analysis.tables.contracts import CODING_CHECK, CODING_DISAGREEMENTS, PROMISE_CHECK

LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
CODE = "411526"


@pytest.fixture
def planted(study: Project, tmp_path: Path) -> Project:
    """The study with a report of 潢川县 whose arithmetic does not agree."""
    shutil.copytree(study.root, tmp_path / "p")
    report = tmp_path / "p" / "data" / "raw" / "潢川县2022.txt"
    text = report.read_text(encoding="utf-8")
    wrong = "全年发放<便民>手册100册,其中城区87册、乡镇23册。"
    text = text.replace("矛盾纠纷3522起。", "矛盾纠纷3522起,同比增长50%。")  # 2021: also 3522
    report.write_text(text.replace("(二)规范", f"{wrong}\n(二)规范"), encoding="utf-8")
    project = open_project(tmp_path / "p")
    pipeline.ingest(project, ())
    pipeline.build(project)
    return project


def view(project: Project, lang: str) -> View:
    return View(project.root, project.processed, lang)


@LANGS
def test_counts_by_verdict_are_those_of_the_audit(study: Project, lang: str) -> None:
    shown = arithmetic.audit_counts(view(study, lang))
    rows = study.store.read("audit")
    assert int(shown.iloc[:, 1:].to_numpy().sum()) == len(rows)
    assert list(shown.columns[1:]) == [
        arithmetic.SAID[v][lang == "en"] for v in arithmetic.VERDICTS
    ]


@LANGS
def test_a_disagreement_is_shown_with_every_figure_in_its_sentence(
    planted: Project, lang: str
) -> None:
    shown = arithmetic.audit_disagreements(view(planted, lang))
    name = {"zh": "潢川县", "en": "Huangchuan County (潢川县)"}[lang]
    own = [(w.html, s.html) for w, s in shown.itertuples(index=False) if f"{name} 2022" in w.html]
    (found,) = [(w, s) for w, s in own if "100 → 110" in w]
    assert arithmetic.SAID["parts"][lang == "en"] in found[0]
    assert re.findall(r"<mark>(.*?)</mark>", found[1]) == ["100册", "87册", "23册"]
    assert found[1].count("<blockquote") == 1  # they stand in one sentence
    assert "&lt;便民&gt;" in found[1]
    number = int((planted.store.read("audit")["verdict"] == "disagrees").sum())
    assert str(number) in arithmetic.audit_caption(view(planted, lang))
    assert len(shown) == number


@LANGS
def test_a_change_is_shown_beside_the_sentence_of_the_year_before(
    planted: Project, lang: str
) -> None:
    shown = arithmetic.audit_disagreements(view(planted, lang))
    (found,) = [s.html for w, s in shown.itertuples(index=False) if w.html.endswith("50 → 0")]
    assert re.findall(r"<mark>(.*?)</mark>", found) == ["3522起", "50%", "3522起"]
    assert '<span class="source">2021</span>' in found


def test_sentences_are_kept_only_where_figures_disagree(planted: Project) -> None:
    rows = planted.store.read("audit")
    wrong = rows["verdict"] == "disagrees"
    assert (rows.loc[~wrong, ["before", "after", "against_sentences"]] == "").all(axis=None)
    for row in rows[wrong].itertuples():
        told = row.against_sentences.splitlines()
        quotes = row.against_quotes.split(" ; ") if row.against_quotes else []
        assert [re.search("【(.*)】", t)[1] for t in told] == [" ".join(q.split()) for q in quotes]  # type: ignore[index]


@LANGS
def test_the_ledger_of_a_report_adds_up_to_its_last_row(study: Project, lang: str) -> None:
    for shown in (
        arithmetic.ledger_table(view(study, lang), CODE, 2022),
        arithmetic.ledger_total(view(study, lang)),
    ):
        counts = shown[arithmetic.SAID["count"][lang == "en"]]
        assert counts.iloc[-1] == counts.iloc[:-1].sum() > 0
    rows, documents = study.store.read("ledger"), study.store.read("documents")
    used = documents.loc[documents["status"] == "used", "document_id"]
    assert counts.iloc[-1] == rows.loc[rows["document_id"].isin(used), "count"].sum()


def test_every_class_of_the_study_has_a_chinese_name(study: Project) -> None:
    rows = study.store.read("ledger")
    classes = set(rows.loc[rows["kind"] == "not_a_quantity", "detail"])
    assert classes <= set(arithmetic.CLASSES)


@LANGS
def test_without_a_coding_check_the_page_says_how_to_make_one(study: Project, lang: str) -> None:
    shown = coding.coding_check(view(study, lang)).html
    assert "fazhi check sample" in shown
    assert "fazhi check score" in shown
    assert coding.coding_disagreements(view(study, lang)).html == ""


@LANGS
def test_the_states_of_promises_stand_with_their_scores_or_with_how_to_make_some(
    planted: Project, lang: str
) -> None:
    assert "fazhi check sample --of promises" in coding.promise_check(view(planted, lang)).html
    row: dict[str, Any] = {"between": "program - coder 1", "rows": 40, "effective": 30.0,
                           "low": 0.3, "high": 0.7, "sample": "abc", "reading": "x"}  # fmt: skip
    kept = row | {"dimension": "kept_with_evidence"}
    rows = [
        row | {"measure": "macro_f1", "dimension": "all", "estimate": 0.512},
        kept | {"measure": "precision", "estimate": 0.612},
        kept | {"measure": "recall", "estimate": 0.487},
    ]
    planted.store.write("promise_check", pd.DataFrame(rows)[list(PROMISE_CHECK.columns)])
    shown = coding.promise_check(view(planted, lang)).html
    assert STATES["kept_with_evidence"][lang == "en"] in shown
    for score in ("0.512", "61.2", "48.7"):
        assert score in shown
    assert ("重新读过" if lang == "zh" else "read anew") in shown


def scored(project: Project, reading: str) -> None:
    row: dict[str, Any] = {"between": "program - coder 1", "rows": 40, "effective": 30.0,
                           "sample": "abc", "reading": reading}  # fmt: skip
    rows = [
        row
        | {"measure": "recall", "dimension": "all", "estimate": 0.912, "low": 0.8, "high": 0.96},
        row | {"measure": "recall", "dimension": "D4", "estimate": 0.5, "low": 0.2, "high": 0.8},
        row | {"measure": "kappa", "dimension": "all", "estimate": 0.837, "low": 0.7, "high": None},
    ]
    project.store.write("coding_check", pd.DataFrame(rows)[list(CODING_CHECK.columns)])
    lost = dict.fromkeys(CODING_DISAGREEMENTS.columns, "") | {
        "id": "0001", "coder": "coder 1", "start": 1, "end": 4, "quote": "87<件>",
        "program": "x · 87", "coded": "other", "note": "看不清",
    }  # fmt: skip
    project.store.write("coding_disagreements", pd.DataFrame([lost]))


@LANGS
def test_scores_stand_with_interval_and_rows_and_disagreements_with_their_sentence(
    planted: Project, lang: str
) -> None:
    scored(planted, str(planted.store.manifest()["ingest"]["inputs"])[:12])
    page = evidence_page(view(planted, lang), CODE, 2022)
    form = {"zh": "{}（{} – {}；40）", "en": "{} ({} – {}; 40)"}[lang].format
    for score in (("91.2", "80.0", "96.0"), ("50.0", "20.0", "80.0"), ("0.837", "0.700", "–")):
        assert form(*score) in page.coding.html
    assert "anew" not in page.coding.html
    assert "重新读过" not in page.coding.html
    assert "<mark>87&lt;件&gt;</mark>" in page.coding_rows.html
    assert {"zh": "other（看不清）", "en": "other (看不清)"}[lang] in page.coding_rows.html
    scored(planted, "another")
    older = coding.coding_check(view(planted, lang)).html
    assert ("重新读过" if lang == "zh" else "read anew") in older
