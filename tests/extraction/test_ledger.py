"""Every number of a document is accounted for once, whatever the text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.coding import ledger
from analysis.extraction.indicators import Matcher, extract, load_codebook
from analysis.extraction.report import report_of
from analysis.records import Document, Kind, Level
from analysis.study import Project

CODEBOOK = load_codebook(Path(__file__).parents[2] / "config" / "indicators.csv")
MATCHER = Matcher(CODEBOOK)
PIECES = st.sampled_from(
    [
        "全年受理行政复议案件", "87件", "办结85件", "按期结案率100%", "同比增长3.5%", "力争",
        "达到", "2023年", "12月4日", "第三次", "12345热线", "(国发〔2021〕7号)", "累计",
        "3.5万", "、24支", "多次", "全部", "零", "十四五", "镇18支、村24支", "上年", "全市", "。",
        ",", "\n", "一、", "(二)",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)


def counted(extractions):
    tables = [report_of(extraction, CODEBOOK).ledger.to_pandas() for extraction in extractions]
    return pd.concat(tables, ignore_index=True)


def document(text: str) -> Document:
    return Document(
        document_id="d", file="f", text=text, level=Level.COUNTY, county_code="411526",
        county="潢川县", year=2023,
    )  # fmt: skip


@given(TEXTS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_ledger_of_any_text_adds_up(text: str) -> None:
    extraction = extract(document(text), MATCHER)
    lines = ledger(extraction, CODEBOOK)
    assert [line.quantity for line in lines] == list(extraction.quantities)  # once each, in order
    assert {line.kind for line in lines} <= {"used", "aside", "other", "not_a_quantity"}
    for line in lines:
        assert (line.kind == "not_a_quantity") == (line.quantity.kind is Kind.NOT_A_QUANTITY)
        assert (line.kind in {"used", "aside"}) == bool(line.codes)
        assert bool(line.detail) == (line.kind != "other")
    read = {o.evidence.span for o in extraction.observations if o.resolved}
    assert read <= {line.quantity.span for line in lines if line.kind == "used"}
    assert counted([extraction])["count"].sum() == len(extraction.quantities)


def test_planted_numbers_are_each_of_their_kind() -> None:
    text = "一、主要举措和成效\n2023年受理行政复议案件87件。种植水稻3200亩。\n"
    text += "二、下一步工作安排\n力争受理行政复议案件90件。\n"
    lines = ledger(extract(document(text), MATCHER), CODEBOOK)
    found = {line.quantity.text: (line.kind, line.detail) for line in lines}
    assert found["87件"] == ("used", CODEBOOK["reconsider_accepted"].dimension)
    assert found["3200亩"] == ("other", "")
    assert found["90件"][0] == "aside"
    assert found["2023年"] == ("not_a_quantity", "date")


def test_the_ledger_of_a_study_adds_up_to_its_documents(study: Project) -> None:
    table, documents = study.store.read("ledger"), study.store.read("documents")
    quantities = table[table["kind"] != "not_a_quantity"].groupby("document_id")["count"].sum()
    pd.testing.assert_series_equal(
        quantities, documents.set_index("document_id")["quantities"].sort_index(), check_names=False
    )
    resolved = study.store.read("observations")
    resolved = resolved[resolved["status"].isin(["resolved", "part", "repeated"])]
    places = resolved.drop_duplicates(["document_id", "start", "end"]).groupby("document_id").size()
    used = table[table["kind"] == "used"].groupby("document_id")["count"].sum()
    pd.testing.assert_series_equal(used, places, check_names=False)
