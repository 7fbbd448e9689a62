import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.extraction.quantities import find_mentions
from analysis.records import Kind, Qualifier


def figures(text):
    return [(m.value, m.unit, str(m.qualifier)) for m in find_mentions(text) if not m.reason]


def others(text):
    return [(text[m.start : m.end], m.reason) for m in find_mentions(text) if m.reason]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理复议案件87件", [(87, "件", "exact")]),
        ("接待咨询5000余人次", [(5000, "人次", "over")]),
        ("挽回损失约600余万元", [(6_000_000, "元", "over")]),
        ("超70%", [(70, "%", "over")]),
        ("满意率达95%以上", [(95, "%", "at_least")]),
        ("近三百人次参加", [(300, "人次", "about")]),
        ("上缴1.14亿元", [(114_000_000, "元", "exact")]),
        ("开展活动15场8600余人次", [(15, "场", "exact"), (8600, "人次", "over")]),
        ("检查企业3760家(次)", [(3760, "家(次)", "exact")]),
        ("提高1.7个百分点", [(1.7, "个百分点", "exact")]),
        ("组建协调小组四个", [(4, "个", "exact")]),
        ("点击量逾五百万", [(5_000_000, "", "over")]),
        ("开设3门课程", [(3, "门", "exact")]),
        ("增长近3倍,是上年的十倍", [(300, "%", "about"), (10, "倍", "exact")]),
        ("从六大方面推进", [(6, "大方面", "exact")]),
        ("督察6单位,办理96单", [(6, "个", "exact"), (96, "单", "exact")]),
        ("采购首批119套设备", [(119, "套", "exact")]),
        ("评查案卷120本", [(120, "本", "exact")]),
    ],
)
def test_a_figure_has_value_unit_and_qualifier(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023年,我县", "date"),
        ("发布时间:2024-03-28 16:58", "date"),
        ("〔2023〕5号", "document number"),
        ("召开第四次会议", "ordinal"),
        ("党的二十大精神", "session"),
        ("行政执法“三项制度”", "policy name"),
        ("“双随机、一公开”监管", "slogan"),
        ("应急管理“1+4”体系", "slogan"),
        ("12345热线", "hotline"),
        ("拨打110报警", "hotline"),
        ("“八五”普法", "plan period"),
        ("12·4宪法日", "memorial day"),
        ("打通最后一公里", "policy name"),
    ],
)
def test_a_number_that_is_no_quantity_has_its_class(text, reason):
    assert figures(text) == []
    assert [r for _, r in others(text)] == [reason]


@pytest.mark.parametrize("text", ["一个窗口受理", "每一名干部", "第三批", "一系列举措", "一些问题"])
def test_articles_and_ordinals_are_no_figures(text):
    assert figures(text) == []


def test_words_that_claim_all_or_nothing_are_claims():
    text = "全年未发生违法决策。述法工作实现全覆盖。"
    found = [(m.value, m.qualifier, m.claim) for m in find_mentions(text)]
    assert found == [(0.0, Qualifier.ZERO, True), (100.0, Qualifier.ALL, True)]


def test_an_aim_is_no_claim():
    assert figures("推进审计监督全覆盖") == []


@given(
    st.text(
        alphabet="受理案件办结率0123456789.,%万亿余件次年月日第一二三十百。、;()“”+〔〕",
        max_size=60,
    )
)
def test_mentions_never_overlap_and_lie_in_the_text(text):
    mentions = find_mentions(text)
    ends = [0, *(m.end for m in mentions)]
    assert all(end <= m.start < m.end <= len(text) for end, m in zip(ends, mentions, strict=False))


@given(st.integers(0, 10**7 - 1), st.sampled_from(["件", "次", "人", "项", "家次"]))
def test_a_planted_count_is_found_where_it_stands(number, unit):
    text = f"今年以来,共受理相关事项{number}{unit},成效明显。"
    found = [m for m in find_mentions(text) if m.kind is Kind.COUNT and not m.claim]
    assert [(m.value, m.unit) for m in found] == [(number, unit)]
    assert text[found[0].start : found[0].end] == f"{number}{unit}"


@pytest.mark.parametrize(
    ("text", "ends", "unit"),
    [
        ("抽查10-20件", (10, 20), "件"),
        ("满意率95-100%", (95, 100), "%"),
        ("满意率85%~90%", (85, 90), "%"),
        ("投入500—600万元", (5_000_000, 6_000_000), "元"),
        ("接待5至20万人次", (50_000, 200_000), "人次"),
        ("移送两三件", (2, 3), "件"),
        ("约七八次", (7, 8), "次"),
    ],
)
def test_a_range_has_both_ends_and_no_value(text, ends, unit):
    (found,) = find_mentions(text)
    assert (found.value, found.ends, found.unit) == (None, ends, unit)
    assert found.qualifier is Qualifier.RANGE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("合格率百分之98.5", 98.5),
        ("合格率百分之一百", 100),
        ("差错率千分之三", 0.3),
        ("差错率3‰", 0.3),
        ("超九成五", 95),
        ("占比两成五", 25),
        ("占三分之二", pytest.approx(66.6667, abs=1e-3)),
    ],
)
def test_a_share_is_per_cent(text, value):
    assert [(m.value, m.unit) for m in find_mentions(text)] == [(value, "%")]


@pytest.mark.parametrize(
    "text", ["共12,34,567件", "共1/2件", "共1.5万3千件", "共1万5件", "出庭应诉率达98.5。"]
)
def test_a_figure_that_is_not_understood_is_said_and_has_no_value(text):
    (found,) = find_mentions(text)
    assert found.value is None
    assert found.reason in {"numeral not understood", "no unit"}


@pytest.mark.parametrize(("text", "value"), [("案件量同比-5%", -5), ("较上年为负5件", -5)])
def test_a_figure_below_zero_is_a_change(text, value):
    assert [(m.value, m.kind) for m in find_mentions(text)] == [(value, Kind.CHANGE)]


@pytest.mark.parametrize("text", ["为企业减负5亿元", "由10件到20件", "行政处罚——5件"])
def test_a_dash_or_a_burden_before_a_figure_is_no_minus(text):
    assert all(m.value and m.value > 0 for m in find_mentions(text))


def test_a_numeral_that_is_not_understood_takes_no_unit_of_a_list():
    first, second = find_mentions("零87件、24支")
    assert (first.kind, first.unit) == (Kind.NOT_A_QUANTITY, "")
    assert (second.value, second.unit) == (24.0, "支")
