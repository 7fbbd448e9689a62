"""Planted outlines: every numbering of the genre in every skeleton gives its tree and roles."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.documents import find_sections

DIGITS = "一二三四五六七八九"
FIVE_PARTS = [
    ("党政主要负责人履行推进法治建设第一责任人职责情况", "leaders"),
    ("{year}年度推进法治政府建设的主要举措和成效", "measures"),
    ("存在的不足和原因", "problems"),
    ("{next}年度推进法治政府建设的主要安排", "plan"),
    ("其他需要报告的情况", "other"),
]
LATE_LEADERS = [FIVE_PARTS[1], FIVE_PARTS[2], FIVE_PARTS[0], FIVE_PARTS[3]]
AREAS = [
    (words, "measures")
    for words in (
        "坚持党的全面领导,统筹推进法治政府建设", "依法全面履行政府职能", "健全依法行政制度体系",
        "推进行政决策科学民主合法", "坚持严格规范公正文明执法", "有效预防和化解社会矛盾纠纷",
        "强化对行政权力的制约和监督",
    )
]  # fmt: skip
ESSAY = [
    ("以学促治强根基", "measures"),
    ("以案释法润民心", "measures"),
    ("以评促改提质效", "measures"),
]
COMBINED = [("主要做法及成效", "measures"), ("存在问题及下一步工作打算", "problems")]
SKELETONS = {
    "five parts": FIVE_PARTS,
    "leaders third": LATE_LEADERS,
    "areas": AREAS,
    "areas and plan": [*AREAS, ("存在的问题", "problems"), ("下一步工作计划", "plan")],
    "essay": ESSAY,
    "combined": COMBINED,
}
FACT = "全县共受理行政复议案件{n}件,按期办结{n}件,调解矛盾纠纷{n}起"
SUBHEADS = ["加强组织领导", "优化营商环境", "规范行政执法", "强化普法宣传", "推进政务公开"]


def upper(n):
    return f"{DIGITS[n - 1]}、"


def part(n):
    return f"第{DIGITS[n - 1]}部分 "


def bracketed(n):
    return f"({DIGITS[n - 1]})"


def half_bracketed(n):
    return f"{DIGITS[n - 1]})"


def arabic(n):
    return f"{n}."


def small_point(n):
    return f"{n}﹒"


def pause(n):
    return f"{n}、"


def inline(n):
    return f"{DIGITS[n - 1]}是"


LEVELS = {
    "一(一)": (upper, bracketed, None),
    "一(一)1.": (upper, bracketed, arabic),
    "一1.": (upper, arabic, None),
    "一一)": (upper, half_bracketed, None),
    "一(一)1﹒": (upper, bracketed, small_point),
    "第一部分(一)": (part, bracketed, None),
    "一1、": (upper, pause, None),
}


@st.composite
def outlines(draw):
    """A report, and of each of its headings: the marker, the words and the role of its part."""
    skeleton = SKELETONS[draw(st.sampled_from(sorted(SKELETONS)))]
    first, second, third = LEVELS[draw(st.sampled_from(sorted(LEVELS)))]
    fused, wide = draw(st.booleans()), draw(st.booleans())
    year = draw(st.integers(2016, 2025))
    text = [f"{year}年,全县深入推进法治政府建设,现将有关情况报告如下。"]
    wanted = []
    for number, (words, role) in enumerate(skeleton, start=1):
        heading = words.format(year=year, next=year + 1)
        text.append(first(number) + heading)
        wanted.append((first(number).strip(), heading, role))
        items = draw(st.integers(0, 3)) if role not in ("problems", "other") else 0
        if not items:
            text.append(FACT.format(n=number + 5) + "。")
        for item in range(1, items + 1):
            sub = SUBHEADS[(number + item) % len(SUBHEADS)]
            body = FACT.format(n=10 * number + item) + "。"
            marks = [second(item)]
            if third:
                text.append(second(item) + sub)
                wanted.append((second(item), sub, role))
                marks = [third(1), third(2)]
            for mark in marks:
                text.append(f"{mark}{sub}。{body}" if fused else f"{mark}{sub}\n{body}")
                wanted.append((mark, sub, role))
    written = "\n".join(text)
    if wide:
        written = written.translate({ord(c): ord(c) + 0xFEE0 for c in ",()"})
        wanted = [
            tuple(w.translate({ord(c): ord(c) + 0xFEE0 for c in ",()"}) for w in row)
            for row in wanted
        ]
    return written, wanted


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(outlines())
def test_planted_outlines_are_found_with_their_roles(planted):
    text, wanted = planted
    found = [(s.marker.strip(), s.heading, str(s.role)) for s in find_sections(text)]
    assert found == wanted


@settings(max_examples=60, deadline=None)
@given(outlines())
def test_sections_nest_cover_and_point_at_their_markers(planted):
    text, _ = planted
    sections = find_sections(text)
    assert [s.start for s in sections] == sorted({s.start for s in sections})
    for one, other in itertools.combinations(sections, 2):
        apart = one.end <= other.start
        assert apart or one.span.contains(other.span)
    for section in sections:
        assert text[section.start :].startswith(section.marker)
        assert section.heading in text[section.start : section.end]


@pytest.mark.parametrize("count", [2, 3, 5, 9])
@pytest.mark.parametrize("ends", ["。", ";"])
def test_items_inside_running_text_are_found_and_start_anew_in_each_part(count, ends):
    items = ends.join(f"{inline(n)}加强第{n}项工作,受理{n}7件" for n in range(1, count + 1)) + "。"
    text = f"一、主要工作\n(一)领导。{items}\n(二)执法。{items}\n二、存在问题\n执法力量薄弱。\n"
    found = [s.marker for s in find_sections(text)]
    each = [inline(n) for n in range(1, count + 1)]
    assert found == ["一、", "(一)", *each, "(二)", *each, "二、"]


def test_arabic_items_that_run_through_all_parts_keep_their_parts():
    numbers = itertools.count(1)
    text = "2020年,全区依法行政。\n"
    for at, words in enumerate(("加强领导", "履行职能", "规范执法"), start=1):
        text += f"({DIGITS[at - 1]}){words}\n"
        text += "".join(f"{next(numbers)}.推进工作。受理案件87件。\n" for _ in range(4))
    text = text.replace("(一)", "一、主要举措\n(一)", 1) + "二、下一步打算\n继续学习。\n"
    found = [(s.level, s.marker, str(s.role)) for s in find_sections(text)]
    assert [m for level, m, _ in found if level == 3] == [f"{n}." for n in range(1, 13)]
    assert found[-1] == (1, "二、", "plan")


@pytest.mark.parametrize(
    "items",
    [
        ("首先,", "其次,", "再次,"),
        ("一方面,", "另一方面,"),
        ("第一,", "第二,", "第三,"),
    ],
)
def test_words_that_count_are_items(items):
    text = (
        "一、主要工作\n2023年工作如下:" + "。".join(f"{i}推进工作,受理87件" for i in items) + "。\n"
    )
    assert [s.marker for s in find_sections(text)][1:] == list(items)


def test_a_fused_pair_of_marks_is_two_headings_and_a_headings_stop_is_where_it_stands():
    text = "一、主要工作\n(一)1.精简审批事项。受理87件。\n2.优化环境。办结85件。\n"
    text += "(二)执法公开受理3件\n"
    assert [(s.level, s.marker, s.heading) for s in find_sections(text)] == [
        (1, "一、", "主要工作"),
        (2, "(一)", "精简审批事项"),
        (3, "1.", "精简审批事项"),
        (3, "2.", "优化环境"),
        (2, "(二)", "执法公开受理3件"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "三项制度全面落实。", "一、二类案件87件。", "2023.5万元用于执法。", "1.5万人次参加培训。",
        "3.15活动开展2次。", "12.4宪法日宣传3场。", "一把手述法12人。", "(2023年)受理87件。",
    ],
)  # fmt: skip
def test_numbers_of_the_text_itself_are_no_headings(words):
    text = f"一、主要工作\n全县受理案件87件,办结85件。\n{words}\n二、存在问题\n执法力量薄弱。\n"
    assert [s.marker for s in find_sections(text)] == ["一、", "二、"]
