"""Whose report of which year a page holds, where its head, its text or its end alone say so."""

from __future__ import annotations

import pytest

from analysis.counties import Counties
from analysis.documents import read_document
from analysis.records import Level

BODY = (
    "\n一、主要举措和成效\n\n(一)加强党的领导。全年受理行政复议案件87件,县政府常务会议学法6次,"
    "组织领导干部法治专题培训班2期,推动各项工作落实。\n\n二、存在的不足\n\n仍有短板。\n"
)
PLAIN = "2024年度法治政府建设情况报告\n\n"


@pytest.fixture(scope="module")
def counties():
    return Counties.load()


@pytest.fixture
def read(tmp_path, counties):
    def one(text):
        path = tmp_path / "report.txt"
        path.write_text(text, encoding="utf-8")
        return read_document(path, counties=counties, sources={})

    return one


@pytest.mark.parametrize(
    ("head", "county", "year"),
    [
        ("首页\n街 镇\n平江县人民政府关于2024年法治政府建设情况的报告\n2024年来,", "平江县", 2024),
        ("发布机构 人民政府办公室\n平江县2024年法治政府建设情况报告\n2024年来,", "平江县", 2024),
        (
            "首页 > 政务公开 > 平江县2024年法治政府建设年度报告 发布时间:2025-03-02 来源:本站\n",
            "平江县",
            2024,
        ),
        ("平江县2024年法治政府建设年度报告 来源:县政府 浏览次数:12\n", "平江县", 2024),
        (PLAIN + "2024年,双峰县委、县政府坚持依法行政。", "双峰县", 2024),
        (PLAIN + "2024年,新县坚持以人民为中心。", "新县", 2024),
        (PLAIN + "按照《平江县2024年度法治政府建设工作要点》,我县扎实推进。", "平江县", 2024),
        (
            "现将湖南省岳阳市平江县人民政府2024年法治政府建设情况报告如下:\n2024年来,全市率先。",
            "平江县",
            2024,
        ),
        ("2024年,在市委、市政府坚强领导下,平江县坚持依法行政,推进法治政府建设。", "平江县", 2024),
        ("2024年,在市委坚强领导下,平江县政府坚持依法行政,推进法治政府建设。", "平江县", 2024),
        ("2024年,平江县委县政府坚持依法治县,推进法治政府建设,摆在工作全局的位置。", "平江县", 2024),
        ("2024年,平江县法治政府建设工作坚持以人民为中心,全县上下扎实推进。", "平江县", 2024),
        (
            "索引号: | 0025-5/2025-71720 |\n0025-5/2025-71720\n其他-\n县政府办(外事办)\n"
            "主动公开\n-\n-\n-\n-\n-\n"
            "2024年,平江县坚持依法行政,推进法治政府建设,全面依法履行政府职能。",
            "平江县",
            2024,
        ),
        ("2024年,平江县坚持依法行政,健全镇街执法体系,推进法治政府建设。", "平江县", 2024),
        ("2024年,平江县坚持依法行政,乡镇党委、政府主要负责人述法。", "平江县", 2024),
        ("2024年度平江县法治政府建设情况\n\n2024年,我县推进。各级党委党组述法。", "平江县", 2024),
        ("2024年,我县认真落实县委、县政府要求,推进法治政府建设。", None, 2024),
        ("2024年,我县紧紧围绕县委、县政府中心工作推进法治政府建设,不断增强实效。", None, 2024),
        (
            "2024年,在市委和区委领导下,区政府推进法治政府建设,全市排名第五,情况如下:"
            "印发《平江县进一步优化营商环境若干措施》。",
            "平江县",
            2024,
        ),
        ("430626-2025-00123\n平江县法治政府建设情况报告\n\n2024年,我县推进。", "平江县", 2024),
        ("平江县法治政府建设情况报告\n\n对照2016-2020年度规划,2018年扎实推进。", "平江县", 2018),
    ],
)
def test_a_county_report_is_placed_by_what_its_page_says(read, head, county, year):
    found = read(head + BODY)
    assert (found.level, found.county, found.year) == ("county", county, year)


def test_a_signature_alone_places_a_report(read):
    found = read(
        PLAIN + "2024年以来,我县推进。" + BODY + "\n中共平江县委 平江县人民政府\n2025年3月1日\n"
    )
    assert (found.county, found.published) == ("平江县", "2025-03-01")


def test_the_report_of_a_bureau_that_names_its_county_is_no_county_report(read):
    found = read(PLAIN + "2024年,平江县司法局在县委、县政府的领导下推进工作。" + BODY)
    assert found.level == "department"


def test_headings_inside_one_paragraph_are_found(read):
    found = read(
        "平江县人民政府关于2024年法治政府建设情况的报告\n2024年,平江县推进法治。现报告如下:"
        "一、主要举措和成效(一)加强领导。一是强化学习。政府常务会议学法6次。(二)优化环境。"
        "办理热线工单5200件。二、存在的不足和原因 平均年龄46岁。"
        "三、下一步安排(一)学习。计划学法12次。\n"
    )
    roles = {section.marker: str(section.role) for section in found.sections}
    assert (roles["一、"], roles["二、"], roles["三、"]) == ("measures", "problems", "plan")
    assert [s.marker for s in found.sections].count("(一)") == 2


def test_a_fragment_below_the_opening_is_no_title(read):
    opening = "2024年,平江县以习近平法治思想为指引,推进法治政府建设,现将情况报告如下:"
    document = read(f"{opening}{BODY}二是激发市场活力。印发《平江县司法局大数据发展服\n")
    assert (document.title, document.level, document.county) == ("", Level.COUNTY, "平江县")


def test_the_rest_of_a_sentence_broken_over_lines_is_no_title(read):
    cut = "平江县对照《法治政府建设实施纲要(2021\n-2025年)》目标任务推进工作\n"
    document = read(f"{cut}2024年法治政府建设情况报告如下:{BODY}")
    assert (document.title, document.year) == ("", 2024)


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("盟委、行署主要领导认真推进法治政府建设,", Level.PREFECTURE),
        ("在盟委、行署的坚强领导下,我旗认真推进法治政府建设,", Level.COUNTY),
    ],
)
def test_a_league_is_told_from_a_banner_under_its_lead(read, words, level):
    assert read(f"2024年,{words}全面落实各项任务,现将有关情况报告如下:{BODY}").level == level


def test_a_title_is_freed_of_its_label_and_its_date(read):
    title = "平江县2024年法治政府建设年度报告"
    for line in (f"- 标题:{title}", f"标 题: {title}", f"{title} 2025-02-24"):
        assert read(f"{line}\n\n2024年,我县推进法治政府建设。{BODY}").title == title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("天津滨江高新区2024年度法治政府建设情况报告", "滨江高新区"),
        ("2024年天津江口开发区法治政府建设情况报告", "江口开发区"),
        ("贵州云桥航空港经济区2024年度法治政府建设情况报告", "云桥航空港经济区"),
        ("深圳市云桥特别合作区2024年法治政府建设年度报告", "云桥特别合作区"),
    ],
)
def test_a_zone_is_known_behind_the_short_name_of_its_place(read, title, name):
    document = read(f"{title}\n\n2024年,本区扎实推进法治建设。{BODY}")
    assert (document.county, document.level) == (name, Level.COUNTY)
    assert "Z" in str(document.county_code)


@pytest.mark.parametrize(
    "head",
    [
        "平政文〔2025〕12号\n2024年,平江县人民政府坚持依法行政。现将有关情况报告如下。",
        "- 索 引 号:AB12-2025-0003\n- 备注/文号:平政文〔2025〕3号\n2024年,平江县坚持依法行政。",
        "2025年1月,县委听取汇报。现将平江县2024年法治政府建设情况报告如下。",
    ],
)
def test_the_year_of_a_text_without_title_is_that_it_reports_on(read, head):
    document = read(head + BODY)
    assert (document.county, document.year) == ("平江县", 2024)
