"""The rules of form: met, not met, or not to be told, each with its place."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.texts.form import Form, State, findings
from analysis.texts.prose.clauses import Sentence, segments_of

LONG = "持续推进行政执法规范化建设并组织开展案卷评查工作,取得明显成效。"
PARTS = {
    "preamble": ["云渡县人民政府关于2023年法治政府建设情况的报告", "县委、县人大常委会:"],
    "measures": [LONG] * 60,
    "leaders": ["县委主要负责人专题听取汇报4次。", "县长主持常务会议研究法治建设。"],
    "problems": ["基层执法力量薄弱,主要原因是编制不足。"],
    "plan": ["四、2024年主要安排", "举办执法培训班8期,提升执法能力。"],
    "other": ["无其他需要报告的情况。", "2024年2月20日"],
}


def states(published: date | None = date(2024, 3, 20), **parts: list[str]) -> dict[str, State]:
    sentences, start = [], 0
    for role, texts in (PARTS | parts).items():
        for text in texts:
            sentences.append(Sentence(start, role, "", text))
            start += len(text) + 1
    form = Form(2023, PARTS["preamble"][0], published, sentences, list(segments_of(sentences)))
    return {found.rule: found.state for found in findings(form)}


def test_a_report_as_prescribed_meets_all_rules() -> None:
    assert set(states().values()) == {State.MET}


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"measures": [LONG]}, "F01"),
        ({"problems": []}, "F02a"),
        ({"problems": ["基层执法力量薄弱。"]}, "F02b"),
        ({"leaders": ["县长主持常务会议研究法治建设。"]}, "F03a"),
        ({"leaders": ["县委书记专题听取汇报4次。"]}, "F03b"),
        ({"plan": []}, "F04"),
        ({"plan": ["四、2023年主要安排", "举办培训班,提升能力。"]}, "F04"),
        ({"other": ["2024年3月20日"]}, "F06"),
        ({"preamble": ["云渡县人民政府关于2023年法治政府建设情况的报告"]}, "F08"),
        ({"measures": [LONG] * 12}, "F10"),
    ],
)
def test_what_is_missing_is_not_met(parts: dict[str, list[str]], rule: str) -> None:
    assert states(**parts)[rule] is State.NOT_MET


def test_both_leaders_may_be_told_of_jointly() -> None:
    found = states(leaders=["党政主要负责人认真履行第一责任人职责,带头述法。"])
    assert (found["F03a"], found["F03b"]) == (State.MET, State.MET)


def test_a_report_without_dates_leaves_dates_open() -> None:
    found = states(None, other=["无其他需要报告的情况。"])
    assert {found[rule] for rule in ("F06", "F07", "F11")} == {State.UNKNOWN}


def test_what_was_signed_late_was_not_published_early() -> None:
    found = states(None, other=["2024年5月6日"])
    assert found["F07"] is State.NOT_MET


def test_late_publication_is_not_met() -> None:
    assert states(date(2024, 4, 2))["F07"] is State.NOT_MET
    assert states(date(2024, 4, 1))["F07"] is State.MET
