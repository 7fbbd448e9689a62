"""Problems are found with their causes, and followed to the next report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sklearn.metrics import f1_score

from analysis.texts.followed.follow_up import NextReport
from analysis.texts.followed.problems import Outcome, find_problems, follow_problem
from analysis.texts.prose.clauses import squeezed


def test_a_problem_holds_its_words_and_its_cause(report_of: Callable[..., Any]) -> None:
    text = "一是司法所人手不足,主要原因是编制紧张。二是文书制作不规范。"
    found = find_problems(report_of(problems=text))
    assert [text[p.span.start : p.span.end] for p in found] == ["司法所人手不足", "文书制作不规范"]
    assert [p.cause for p in found] == ["主要原因是编制紧张", ""]


def test_a_cause_in_a_sentence_of_its_own_belongs_to_the_problem_before(
    report_of: Callable[..., Any],
) -> None:
    text = "司法所人手不足。究其原因主要是编制问题。"
    (problem,) = find_problems(report_of(problems=text))
    assert problem.cause == "究其原因主要是编制问题"


@pytest.mark.parametrize("opening", ["虽然取得了成绩,但与上级要求相比还有差距", "主要表现为"])
def test_what_opens_the_part_is_no_problem(report_of: Callable[..., Any], opening: str) -> None:
    found = find_problems(report_of(problems=f"{opening}:司法所人手不足。"))
    assert [p.text for p in found][-1:] == ["司法所人手不足"]
    assert not any("取得了成绩" in p.text for p in found)


def test_what_stands_among_problems_is_one_without_any_word_of_lacking(
    report_of: Callable[..., Any],
) -> None:
    text = "我们也清醒地看到,还有一些差距:一是执法队伍人少事多。二是企业反映检查多。"
    found = find_problems(report_of(problems=text))
    assert [p.text for p in found] == ["执法队伍人少事多", "企业反映检查多"]


@pytest.mark.parametrize(
    ("stated", "told", "outcome"),
    [
        ("行政调解没有专门机构", "县行政调解委员会挂牌成立", Outcome.CLOSED),
        ("乡镇法治审核人员不足", "各乡镇均配备法治审核人员2名", Outcome.CLOSED),
        ("检察建议回复不及时", "检察建议按期回复率100%", Outcome.CLOSED),
        ("合法性审查质量不高", "合法性审查率100%", Outcome.WORKED_ON),
        ("信息公开答复不规范", "信息公开答复未再发生被纠错情形", Outcome.CLOSED),
        ("执法案卷超期", "执法案卷超期问题基本解决", Outcome.WORKED_ON),
        ("强制戒毒人员脱管失控", "跟踪管理强制戒毒人员52人,全年无脱管失控", Outcome.CLOSED),
        ("赋权事项承接率不高", "赋权事项承接率由35%提升到100%", Outcome.CLOSED),
        ("罚没收入未上缴国库", "罚没收入按月上缴国库", Outcome.CLOSED),
        ("应急预案修订不及时", "86部应急预案全部修订并备案", Outcome.CLOSED),
        ("应急演练质量不高", "86个单位应急演练全部举行", Outcome.WORKED_ON),
        ("普法讲座场次少", "普法讲座举办26场", Outcome.CLOSED),
        ("水务执法力量分散", "整合水务执法力量,组建水务执法大队", Outcome.CLOSED),
        ("信息公开答复超期", "信息公开答复按期办理率100%", Outcome.CLOSED),
        ("信访总量大", "信访总量由860件降至310件", Outcome.CLOSED),
        ("信访总量大", "信访总量由860件降至710件", Outcome.WORKED_ON),
        ("仲裁员仅有6人", "仲裁员增至14名", Outcome.CLOSED),
        ("砂石管理办法滞后", "修订砂石管理办法", Outcome.WORKED_ON),
        ("砂石管理办法滞后", "修订砂石管理办法,按其处罚26家", Outcome.CLOSED),
        ("全面依法履职能力不强", "全面落实依法履职要求,培训320人次", Outcome.WORKED_ON),
    ],
)
def test_closing_a_problem_needs_what_answers_it(
    report_of: Callable[..., Any], stated: str, told: str, outcome: Outcome
) -> None:
    (problem,) = find_problems(report_of(problems=stated))
    found = follow_problem(problem, NextReport.of(report_of(measures=told)), [])
    assert found.outcome is outcome


def test_a_measure_answers_a_problem_where_it_remedies_what_is_lacking(
    report_of: Callable[..., Any],
) -> None:
    (problem,) = find_problems(report_of(problems="偏远林场职工法律知识匮乏"))
    told = {"taught": "到偏远林区宣讲法律26场", "not": "偏远林区新修防火道26公里"}
    outcomes = {
        name: follow_problem(problem, NextReport.of(report_of(measures=text)), []).outcome
        for name, text in told.items()
    }
    assert outcomes == {"taught": Outcome.WORKED_ON, "not": Outcome.VANISHED}


def test_a_numbered_item_that_ends_like_a_lead_is_a_problem(report_of: Callable[..., Any]) -> None:
    text = "一是普法与群众需求还存在差距。二是文书制作不规范。"
    found = [p.text for p in find_problems(report_of(problems=text))]
    assert found == ["普法与群众需求还存在差距", "文书制作不规范"]


def test_a_problem_that_vanished_shows_the_passage_that_comes_nearest(
    report_of: Callable[..., Any],
) -> None:
    (problem,) = find_problems(report_of(problems="商会调解组织发展缓慢"))
    later = NextReport.of(report_of(measures="建设商会大厦,举办企业年会"))
    found = follow_problem(problem, later, [])
    assert found.outcome is Outcome.VANISHED
    assert found.reason.endswith("the nearest passage is shown")


OUTCOMES = [
    ({"measures": "司法所工作人员全部配齐,新增9名"}, Outcome.CLOSED, "full"),
    ({"measures": "为司法所招录人员3名"}, Outcome.WORKED_ON, "significant"),
    ({"measures": "持续充实司法所力量"}, Outcome.WORKED_ON, "some"),
    ({"problems": "司法所人手不足"}, Outcome.VERBATIM, "none"),
    ({"problems": "司法所力量仍较薄弱"}, Outcome.REWORDED, "none"),
    ({"problems": "司法所人手不足", "measures": "为司法所招录3人"}, Outcome.VERBATIM, "limited"),
    ({"measures": "办理公证事项87件"}, Outcome.VANISHED, "none"),
]


@pytest.mark.parametrize(("after", "outcome", "progress"), OUTCOMES)
def test_what_became_of_a_problem(
    report_of: Callable[..., Any], after: dict[str, str], outcome: Outcome, progress: str
) -> None:
    (problem,) = find_problems(report_of(problems="司法所人手不足"))
    later = report_of(**after)
    found = follow_problem(problem, NextReport.of(later), find_problems(later))
    assert (found.outcome, found.progress) == (outcome, progress)


# Macro-F1 that the rules keep on the invented cases; errors on answers_closed were never read.
@pytest.mark.parametrize(
    ("name", "least"),
    [("tuned", 0.85), ("held", 0.9), ("varied", 0.95), ("fresh", 0.8), ("third", 0.85),
     ("sealed", 0.85), ("answers_open", 0.85), ("answers_long", 0.85), ("answers_closed", 0.85),
     ("other_author", 0.85), ("answers_last", 0.75), ("answers_final", 0.8)],
)  # fmt: skip
def test_the_outcomes_of_invented_problems_are_read_well_enough(
    cases_of: Callable[[str], Any], name: str, least: float
) -> None:
    wanted, read = [], []
    for case in cases_of(name):
        found, later = find_problems(case.before), find_problems(case.after)
        for words, state in case.problems:
            said = squeezed(words)[0]
            hit = next((p for p in found if said in p.text or p.text in said), None)
            outcome = follow_problem(hit, case.report, later).outcome if hit else "not found"
            wanted.append(state)
            read.append(str(outcome))
    assert f1_score(wanted, read, average="macro", labels=sorted(set(wanted))) >= least
