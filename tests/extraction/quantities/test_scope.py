import pytest

from analysis.extraction.quantities import contexts, find_mentions, own_level, scope_of
from analysis.records import Role


def scopes(text, role=Role.MEASURES, year=2023, county="青禾县"):
    mentions = find_mentions(text)
    return [
        str(scope_of(m, c, role, year, county))
        for m, c in zip(mentions, contexts(text, mentions), strict=True)
        if not m.reason
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年共受理案件87件", ["county-year"]),
        ("今年以来,受理案件87件", ["county-year"]),
        ("“双下降”工作开展以来,办结诉讼案件103件,败诉率11.65%", ["cumulative", "cumulative"]),
        ("累计建成服务站16个", ["cumulative"]),
        ("五年来,调解纠纷9000件", ["cumulative"]),
        ("受理案件87件,同比增长20.5%", ["county-year", "change"]),
        ("出庭率98.7%,同比提高6.1个百分点", ["county-year", "change"]),
        ("比2022年的61件增加41件", ["prior-year", "change"]),
        ("由去年的41.3%上升到62.3%", ["prior-year", "county-year"]),
        ("全省平均败诉率为9.1%", ["other-level"]),
        ("占全市受理总量5436件", ["other-level"]),
        ("力争持证率达到95%", ["target"]),
        ("上年同期受理案件114件,出庭率89%", ["prior-year", "prior-year"]),
        ("2022年共收到申请52件,办理案件399件", ["prior-year", "prior-year"]),
        ("霜汀市组织应急演练740场次", ["other-level"]),
        ("一年来,调解纠纷9000件", ["county-year"]),
        ("近三年累计排查隐患9000处", ["cumulative"]),
        ("全年审查合同48件,累计提出意见126条", ["county-year", "county-year"]),
        ("出庭率连续3年保持100%", ["county-year", "county-year"]),
        ("每季度学法不少于1次", ["target"]),
        ("下一步工作打算:新建法治公园6处,出庭率保持100%", ["target", "target"]),
        ("收到申请94件(去年同期57件),受理86件", ["county-year", "prior-year", "county-year"]),
        ("市级下达法律援助任务300件", ["target"]),
    ],
)
def test_the_words_before_a_figure_tell_whose_it_is(text, expected):
    assert scopes(text) == expected


def test_what_stands_in_the_plan_is_a_target():
    assert scopes("办理法律援助案件400件。", role=Role.PLAN) == ["target"]


def test_without_a_county_the_words_tell_whose_the_whole_city_is():
    assert own_level("市政府常务会议学法8次,全市调解纠纷900件。") == "市"
    assert own_level("全县调解纠纷900件,占全市的5%。") == ""


def test_a_county_level_city_speaks_of_itself_as_the_whole_city():
    assert scopes("全市共受理案件87件", county="霜溪市") == ["county-year"]
    assert scopes("全市共受理案件87件", county="青禾县") == ["other-level"]
