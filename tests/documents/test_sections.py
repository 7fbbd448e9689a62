import pytest

from analysis.documents import find_sections
from analysis.documents.outline.roles import implied_role, role_of

LONG = (
    "全县各级行政机关认真履行职责,全年共受理复议案件87件,办结85件,"
    "调解矛盾纠纷3522起,法治政府建设取得新成效。"
)


def outline(text):
    return [(s.level, s.marker, s.heading, s.role) for s in find_sections(text)]


def role_of_words(text, words):
    at = text.index(words)
    inside = [s for s in find_sections(text) if s.start <= at < s.end]
    return max(inside, key=lambda s: (s.level, s.start)).role if inside else "preamble"


def test_fused_headings_end_at_their_first_stop_and_nest():
    text = (
        f"前言。\n一、2023年主要举措\n(一)加强领导。一是学习。{LONG}二是督察。{LONG}\n"
        f"(二)规范执法;{LONG}\n二、存在问题\n{LONG}"
    )
    assert outline(text) == [
        (1, "一、", "2023年主要举措", "measures"),
        (2, "(一)", "加强领导", "measures"),
        (4, "一是", "学习", "measures"),
        (4, "二是", "督察", "measures"),
        (2, "(二)", "规范执法", "measures"),
        (1, "二、", "存在问题", "problems"),
    ]
    sections = find_sections(text)
    assert sections[0].end == sections[5].start
    assert sections[1].end == sections[4].start
    assert all(text[s.start :].startswith(s.marker) for s in sections)


@pytest.mark.parametrize(
    ("line", "markers"),
    [
        ("（一）加强领导。", ["（一）"]),
        ("一)加强领导。", ["一)"]),
        ("1.放管服。", ["1."]),
        ("1﹒放管服。", ["1﹒"]),
        ("1．放管服。", ["1．"]),
        ("(一)1.放管服。", ["(一)", "1."]),
        ("1.5万人参加培训。", []),
        ("2023年,受理87件。", []),
        ("一是学习。受理;二是督察。", ["一是", "二是"]),
        ("第一,学习制度。受理87件。", ["第一,"]),
    ],
)
def test_every_numbering_system_is_known(line, markers):
    text = f"一、主要工作\n{line}{LONG}\n"
    assert [s.marker for s in find_sections(text)][1:] == markers


def test_headings_that_run_on_inside_one_paragraph_are_found_by_their_count():
    text = f"一、主要工作。(一)加强领导。{LONG}(二)规范执法。{LONG}二、存在的问题。{LONG}"
    assert [m for _, m, _, _ in outline(text)] == ["一、", "(一)", "(二)", "二、"]


def test_a_line_wrapped_before_a_numeral_is_no_heading():
    text = (
        f"一、主要工作\n{LONG}\n二、存在问题\n工作标准还不够统\n一,力量还不够强。\n"
        f"三、下一步计划\n{LONG}"
    )
    assert [m for _, m, _, _ in outline(text)] == ["一、", "二、", "三、"]


def test_a_heading_printed_twice_is_one_section():
    text = f"一、主要工作\n一、主要工作\n{LONG}\n二、存在问题\n{LONG}"
    assert [m for _, m, _, _ in outline(text)] == ["一、", "二、"]


def test_bare_headings_are_found_where_nothing_is_numbered():
    heads = ["强化组织 领导", "规范 行政执法", "存在的问题", "下一步工作打算"]
    text = LONG + "".join(f"\n{head}\n{LONG}" for head in heads)
    assert [(h, r) for _, _, h, r in outline(text)] == [
        ("强化组织 领导", "measures"),
        ("规范 行政执法", "measures"),
        ("存在的问题", "problems"),
        ("下一步工作打算", "plan"),
    ]


def test_opening_phrases_are_headings_where_there_are_no_others():
    text = "\n".join(
        ["2024年,全县推进工作。" + LONG * 2]
        + [f"{h}。{LONG * 3}" for h in ("思想引领", "营商环境", "行政执法")]
    )
    assert [h for _, _, h, _ in outline(text)] == ["思想引领", "营商环境", "行政执法"]


def test_problems_and_plans_without_a_heading_are_parts_of_their_own():
    text = (
        f"2023年,{LONG}\n一、主要工作\n{LONG}\n二、行政执法\n{LONG}\n{LONG}\n"
        "回顾一年来的工作,还存在一些问题和不足:执法力量薄弱。下一步,我县将新增执法人员30名。\n"
    )
    assert role_of_words(text, "执法力量薄弱") == "problems"
    assert role_of_words(text, "新增执法人员30名") == "plan"
    assert role_of_words(text, "二、行政执法") == "measures"


def test_a_plan_inside_one_item_does_not_swallow_the_items_after_it():
    text = (
        f"2023年,{LONG}\n一、主要工作\n(一)学习。{LONG}\n下一步,我县将新增30名。\n"
        f"(二)执法。{LONG}\n"
    )
    assert role_of_words(text, "新增30名") == "plan"
    assert role_of_words(text, "(二)执法") == "measures"


def test_next_years_work_under_a_combined_part_is_a_plan():
    text = (
        f"2023年,{LONG}\n一、主要工作\n{LONG}\n二、存在的问题及下一步打算\n"
        f"(一)存在的问题。\n{LONG}\n(二)下一步工作打算。\n{LONG}办结9件\n"
    )
    assert role_of_words(text, "办结9件") == "plan"


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("2023年度党政主要负责人履行推进法治建设第一责任人职责", "leaders"),
        ("党政主要负责人履行推进法治建设第一责任人职责,加强法治政府建设的有关情况", "leaders"),
        ("2023年度推进法治政府建设的主要举措和成效", None),
        ("2023年重点工作开展情况", None),
        ("坚持问题导向,聚焦突出问题开展整治", None),
        ("有效化解社会矛盾纠纷", None),
        ("落实法治政府建设规划情况", None),
        ("补齐短板弱项,提升执法水平", None),
        ("存在的主要问题", "problems"),
        ("2023年度法治政府建设存在的主要不足、原因", "problems"),
        ("推进法治政府建设中的不足和原因", "problems"),
        ("问题与不足", "problems"),
        ("面临的困难和问题", "problems"),
        ("存在的问题和下一步打算", "problems"),
        ("2024年度推进法治政府建设的主要安排", "plan"),
        ("2024年重点工作", "plan"),
        ("下步工作思路", "plan"),
        ("下一年度工作计划", "plan"),
        ("明年工作安排", "plan"),
        ("努力方向", "plan"),
        ("其他需要报告的情况", "other"),
        ("其它需要报告的事项", "other"),
        ("需要报告的其他情况", "other"),
    ],
)
def test_the_words_of_a_heading_tell_its_role(heading, role):
    assert role_of(heading, 2023) == role


def test_a_sub_heading_must_speak_plainly_to_leave_its_part():
    assert role_of("科学制定年度计划", 2023, top=False) is None
    assert role_of("存在的问题", 2023, top=False) == "problems"


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("虽然取得了一定成效,但仍存在执法力量薄弱等问题。", "problems"),
        ("存在的主要问题是培训不够。", "problems"),
        ("督促整改存在的问题32个。", None),
        ("下一步,我区将继续深化改革。", "plan"),
        ("2024年,我县将抓好以下工作。", "plan"),
        ("2023年,我县将法治建设纳入考核。", None),
        ("今后五年的规划已经印发。", None),
    ],
)
def test_the_first_words_of_a_paragraph_tell_a_part_without_heading(sentence, role):
    assert implied_role(sentence, 2023) == role


def test_a_copy_in_traditional_characters_has_the_same_parts_and_keeps_its_own_words():
    text = (
        "2023年,全縣依法行政,現將有關情況報告如下。\n一、主要舉措和成效\n全縣受理行政複議案件87件。\n"
        "二、存在的問題\n執法隊伍力量薄弱。\n三、下一步工作計劃\n繼續學習。\n"
    )
    found = find_sections(text)
    assert [str(s.role) for s in found] == ["measures", "problems", "plan"]
    assert [s.heading for s in found] == ["主要舉措和成效", "存在的問題", "下一步工作計劃"]
