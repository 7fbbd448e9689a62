import pytest

from analysis.extraction.indicators import extract, quantity_rows
from analysis.records import Document, Kind, Level, Role, Section, Status


def document(text, **about):
    sections = (Section(1, "一、", "主要举措和成效", 0, len(text), Role.MEASURES),)
    given = {"county": "青禾县", "county_code": "990101", "year": 2023, "level": Level.COUNTY}
    return Document("0123456789ab", "x.txt", text, sections=sections, **(given | about))


def facts(text, matcher, **about):
    found = extract(document(text, **about), matcher).observations
    return {(o.indicator, o.value) for o in found if o.resolved}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全年共受理行政复议案件87件,办结85件,按期结案率100%。",
            {
                ("reconsider_accepted", 87),
                ("reconsider_concluded", 85),
                ("reconsider_closing_rate", 100),
            },
        ),
        (
            "法院审结行政诉讼案件478宗,败诉22宗,败诉率4.6%。",
            {("litigation_concluded", 478), ("litigation_lost", 22), ("litigation_loss_rate", 4.6)},
        ),
        (
            "县委常委会3次听取法治建设工作汇报。",
            {("party_rol_topics", 3)},
        ),
        (
            "组织干部学法考试,参考率、合格率均为100%。",
            {("staff_exam_rate", 100), ("staff_exam_pass_rate", 100)},
        ),
        (
            "县委常委会、县政府常务会议分别5次、6次研究部署法治工作。",
            {("party_rol_topics", 5), ("gov_exec_rol_topics", 6)},
        ),
        (
            "排查隐患6196处,已整改6143处,整改率99.1%。",
            {("hazards_found", 6196), ("hazards_fixed", 6143), ("hazard_fix_rate", 99.1)},
        ),
        ("全年未发生违法决策。", {("illegal_decisions", 0)}),
        (
            "县委常委会、县政府常务会议各听取法治建设工作汇报4次。",
            {("party_rol_topics", 4), ("gov_exec_rol_topics", 4)},
        ),
        (
            "组织干部学法考试,参考率、及格率均在98%以上。",
            {("staff_exam_rate", 98), ("staff_exam_pass_rate", 98)},
        ),
        ("对6个镇、14个县直单位开展法治督察。", {("inspection_units", 6)}),
        ("全县设有21个镇街。", {("admin_towns", 21)}),
        (
            "评查案卷240卷,优秀51卷、合格183卷、不合格6卷。",
            {
                ("casefile_reviewed", 240),
                ("casefile_excellent", 51),
                ("casefile_passed", 183),
                ("casefile_failed", 6),
            },
        ),
        ("5件规范性文件均报市政府备案。", {("norm_docs_filed", 5)}),
        ("复议案件尚有13件未审结。", {("reconsider_pending", 13)}),
    ],
)
def test_figures_are_read_as_their_indicators(text, expected, matcher):
    assert facts(text, matcher) == expected


def test_parts_under_one_verb_are_kept_as_parts(matcher):
    text = "下放乡镇行政处罚事项73项、街道59项。"
    found = extract(document(text), matcher).observations
    assert [(o.value, o.status) for o in found] == [(73, Status.RESOLVED), (59, Status.PART)]


def test_a_total_after_its_parts_stands_alone(matcher):
    text = "办理公证:国内公证915件、涉外公证203件,共1118件。"
    found = extract(document(text), matcher).observations
    assert {(o.value, o.resolved) for o in found} == {(915, False), (203, False), (1118, True)}


def test_a_comparison_is_of_the_figure_it_compares(matcher):
    text = "受理行政复议案件151件,同比增长128.79%,较上年的66件增加85件。"
    found = extract(document(text), matcher).observations
    read = [(o.indicator, o.value, str(o.scope)) for o in found if not o.resolved]
    assert sorted(read, key=lambda r: r[1]) == [
        ("reconsider_accepted", 66, "prior-year"),
        ("reconsider_accepted", 85, "change"),
        ("reconsider_accepted", 128.79, "change"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "仍有4个乡镇未配备法制审核人员。",
        "全年未发生因违法决策引发的群体性事件。",
        "年度要点分成7个方面推进。",
        "要求执法人员每年参训不低于60学时。",
        "力争复议按期结案率达到100%。",
        "全省行政复议平均调解和解率为35.2%。",
        "五年来,累计办理法律援助案件9000件。",
    ],
)
def test_targets_other_levels_and_running_totals_never_stand_for_the_year(text, matcher):
    assert facts(text, matcher) == set()


def test_the_ledger_of_a_document_adds_up(matcher):
    text = "2023年,落实“三项制度”,受理复议案件87件,购置无人机3台,办理公证1.2万件。"
    found = extract(document(text), matcher)
    rows = list(quantity_rows(found))
    spans = {(r["start"], r["end"]) for r in rows}
    assert len(spans) == len(found.quantities)
    counted = {
        "coded": sum(r["code"] not in {"other", "not_a_quantity"} for r in rows),
        "other": sum(r["code"] == "other" for r in rows),
        "no quantity": sum(r["code"] == "not_a_quantity" for r in rows),
    }
    assert counted == {"coded": 2, "other": 1, "no quantity": 2}
    assert all(r["reason"] for r in rows if r["code"] == "not_a_quantity")


def test_every_quote_is_the_text_of_its_span(matcher):
    text = "全年受理案件87件, 调解纠纷1 234件,满意率98.5%。"
    found = extract(document(text), matcher)
    assert all(q.span.quote(text) == q.text for q in found.quantities)
    assert all(o.evidence.span.quote(text) == o.evidence.quote for o in found.observations)


def test_numbers_of_the_page_itself_are_no_quantities(matcher):
    from analysis.records import Span

    text = "浏览次数:328次\n全年受理复议案件87件。"
    found = extract(document(text, furniture=(Span(0, 9),)), matcher)
    kinds = {q.text: (q.kind, q.reason) for q in found.quantities}
    assert kinds["328次"] == (Kind.NOT_A_QUANTITY, "page furniture")
    assert kinds["87件"][0] is Kind.COUNT


def test_a_township_report_yields_no_county_figures(matcher):
    assert facts("全年受理复议案件87件。", matcher, level=Level.TOWNSHIP) == set()


def test_of_two_equal_statements_the_first_stands(matcher):
    text = "受理行政复议案件87件。各项工作有序推进。受理行政复议案件91件。"
    assert facts(text, matcher) == {("reconsider_accepted", 87)}
