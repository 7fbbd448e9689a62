"""A figure of a table is read with the heads of its row and its column."""

import pytest

from analysis.documents.outline.sections import find_sections
from analysis.extraction.indicators import extract
from analysis.extraction.quantities import find_mentions
from analysis.extraction.quantities.tables import outside, read_tables
from analysis.records import Document, Level
from analysis.text.matching import normalise

TOP = "一、2023年法治政府建设主要工作\n全年开展法律援助560件。\n"
END = "二、存在的问题\n一些单位工作还不够扎实。\n"


@pytest.fixture
def resolved(matcher):
    """Reads a table in a county's report of 2023: indicator → value."""

    def resolved(table):
        text = f"{TOP}{table}\n{END}"
        county = {"level": Level.COUNTY, "county": "潢川县", "year": 2023}
        document = Document("0" * 12, "a.txt", text, **county, sections=find_sections(text))
        found = extract(document, matcher).observations
        return {
            o.indicator: o.value for o in found if o.resolved and o.indicator != "legal_aid_cases"
        }

    return resolved


@pytest.mark.parametrize(
    "rows",
    [
        ("指标 | 2022年 | 2023年", "行政处罚案件 | 999件 | 1234件", "行政复议受理 | 77件 | 87件"),
        (
            "指标 | 2021 | 2022 | 2023",
            "行政处罚案件 | 888件 | 999件 | 1234件",
            "行政复议受理 | 66件 | 77件 | 87件",
        ),
        ("指标 | 上年 | 本年", "行政处罚案件 | 999件 | 1234件", "行政复议受理 | 77件 | 87件"),
        ("指标 | 目标值 | 完成值", "行政处罚案件 | 900件 | 1234件", "行政复议受理 | 80件 | 87件"),
        ("指标 | 全省平均 | 我县", "行政处罚案件 | 900件 | 1234件", "行政复议受理 | 80件 | 87件"),
        (
            "指标 | 单位 | 2022年 | 2023年",
            "行政处罚案件 | 件 | 999 | 1234",
            "行政复议受理 | 件 | 77 | 87",
        ),
        (
            "指标 | 2023年(件) | 同比增长(%)",
            "行政处罚案件 | 1234 | 23.5",
            "行政复议受理 | 87 | -4.9",
        ),
        (
            "单位:件",
            "指标 | 2022年 | 2023年",
            "行政处罚案件 | 999 | 1234",
            "行政复议受理 | 77 | 87",
        ),
        ("年度 | 行政处罚案件(件) | 行政复议受理(件)", "2022年 | 999 | 77", "2023年 | 1234 | 87"),
        (
            "指标 | 全县 | ",
            " | 2022年 | 2023年",
            "行政处罚案件 | 999件 | 1234件",
            "行政复议受理 | 77件 | 87件",
        ),
        ("序号 | 指标 | 数量", "1 | 行政处罚案件 | 1234件", "2 | 行政复议受理 | 87件"),
        (
            "乡镇 | 行政处罚案件 | 行政复议受理",
            "甲镇 | 300件 | 40件",
            "乙镇 | 934件 | 47件",
            "合计 | 1234件 | 87件",
        ),
        (
            "指标 | 一季度 | 二季度 | 合计",
            "行政处罚案件 | 400件 | 834件 | 1234件",
            "行政复议受理 | 7件 | 80件 | 87件",
        ),
    ],
)
def test_the_figure_of_the_county_and_the_year_is_taken(resolved, rows):
    assert resolved("\n".join(rows)) == {"penalty_cases": 1234, "reconsider_accepted": 87}


def test_several_figures_below_one_head_stand_for_none(resolved):
    assert resolved("指标 | 数量 | 数量\n行政处罚案件 | 999件 | 1234件") == {}


def test_every_number_of_a_table_is_found_once_and_where_it_stands():
    source = "指标 | 2022年 | 2023年\n三项制度检查 | 999 | 1,234\n"
    copy, added = read_tables(normalise(source))
    found = outside(find_mentions(copy.text), added)
    quotes = [copy.span(m.start, m.end).quote(source) for m in found]
    assert quotes == ["2022年", "2023年", "三项制度", "999", "1,234"]


def test_lines_with_a_border_and_no_heads_stay_as_they_are():
    for source in ("受理87件|办结85件", "首页 | 公开\n联系 | 我们", "1 | 2\n3 | 4"):
        copy = normalise(source)
        assert read_tables(copy)[0].text == copy.text
