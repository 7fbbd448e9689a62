"""Which document it is: many titles of each kind, in the wordings of the genre."""

import pytest

from analysis.documents.formats.draft import Draft
from analysis.documents.identity.metadata import find_metadata

BODY = (
    "现将有关情况报告如下。\n一、主要举措和成效\n(一)加强领导。全年受理案件87件,办结85件,按期结案率100%;"
    "调解矛盾纠纷3522起,各项任务圆满完成。\n二、存在的不足\n培训不够经常。\n三、下一步安排\n继续学习。\n"
)
COUNTY = """
潢川县|中共潢川县委 潢川县人民政府关于2023年法治政府建设情况的报告
潢川县|潢川县人民政府2023年度法治政府建设情况报告
潢川县|2023年潢川县法治政府建设工作总结
潢川县|关于潢川县2023年度推进法治政府建设情况的报告
潢川县|潢川县2023年度法治政府建设综述
潢川县|潢川县2023年法治政府建设情况
潢川县|潢川县人民政府关于2023年度依法行政工作情况的报告
潢川县|潢川县2023年推进依法行政建设法治政府工作报告
潢川县|潢川县人民政府关于印发《潢川县2023年法治政府建设情况报告》的通知
潢川县|潢川县2023年度法治政府建设情况的公示
潢川县|中共潢川县委全面依法治县委员会办公室关于2023年法治政府建设情况的报告
潢川县|关于报送潢川县2023年法治政府建设工作情况的报告
潢川县|潢川县关于落实法治政府建设实施纲要2023年度工作情况的报告
上虞区|绍兴市上虞区人民政府关于2023年度法治政府建设情况的报告
延庆区|北京市延庆区2023年法治政府建设年度情况报告
铜梁区|重庆市铜梁区人民政府关于2023年法治政府建设工作的报告
昆山市|昆山市2023年度法治政府建设工作报告
鄂伦春自治旗|鄂伦春自治旗2023年法治政府建设情况报告
镇宁布依族苗族自治县|镇宁布依族苗族自治县人民政府2023年法治政府建设情况报告
六枝特区|六枝特区2023年度法治政府建设工作情况报告
新乡县|新乡县人民政府2023年法治政府建设情况报告
乡宁县|乡宁县2023年法治政府建设年度报告
镇平县|镇平县2023年法治政府建设工作报告
局子街|""".strip().splitlines()[:-1]
OTHERS = {
    "township": """
        丰都县栗子乡人民政府关于2023年法治政府建设情况的报告
        栗子乡2023年度法治政府建设工作总结
        中共潢川县江集镇委员会 江集镇人民政府关于2023年法治政府建设情况的报告
        密云区果园街道2023年法治政府建设年度报告
        果园街道办事处关于2023年度法治政府建设情况的报告
        鄂伦春自治旗诺敏苏木2023年法治政府建设情况报告
        某某民族乡2023年法治政府建设情况报告
        新乡县七里营镇2023年法治政府建设工作情况报告
        潢川县江集镇2023年推进依法行政工作总结
        江集镇人民政府2023年法治政府建设年度报告
        """,
    "department": """
        潢川县司法局关于2023年度法治政府建设情况的报告
        潢川县财政局2023年法治政府建设工作总结
        潢川县人民政府办公室2023年度法治政府建设情况报告
        江北区政府办公室2023年法治政府建设情况报告
        县政府办2023年度法治政府建设情况报告
        潢川县卫生健康委员会2023年法治政府建设年度报告
        潢川县发展和改革委员会关于2023年法治政府建设情况的报告
        潢川县市场监管局2023年法治政府建设自查报告
        潢川县行政审批和政务信息管理局2023年法治政府建设情况报告
        潢川县公安局交通管理大队2023年法治政府建设工作情况
        潢川县医疗保障局2023年度依法行政工作报告
        潢川县城市管理综合执法支队2023年法治政府建设情况报告
        潢川经济开发区管理委员会2023年法治政府建设情况报告
        信阳市生态环境局潢川分局2023年法治政府建设情况报告
        潢川县统计局关于报送2023年法治政府建设工作总结的报告
        """,
    "prefecture": """
        信阳市人民政府关于2023年度法治政府建设情况的报告
        中共信阳市委 信阳市人民政府关于2023年法治政府建设情况的报告
        信阳市2023年法治政府建设工作报告
        喀什地区2023年法治政府建设情况
        昌吉回族自治州人民政府2023年度法治政府建设情况报告
        昌吉州2023年法治政府建设工作报告
        兴安盟2023年法治政府建设情况报告
        """,
    "plan": """
        潢川县2023年法治政府建设工作要点
        潢川县人民政府办公室关于印发2023年法治政府建设工作要点的通知
        潢川县法治政府建设实施方案(2021-2025年)
        关于印发《潢川县2023年度法治政府建设重点任务分工方案》的通知
        潢川县2023年法治政府建设工作计划
        潢川县2023年度法治政府建设工作安排
        潢川县法治政府建设示范创建任务分解表及责任清单
        中共潢川县委关于法治政府建设的实施意见
        """,
    "news": """
        潢川县召开2023年法治政府建设工作推进会
        《潢川县2023年法治政府建设情况报告》政策解读
        文字解读:潢川县2023年法治政府建设情况的报告
        一图读懂潢川县2023年法治政府建设年度报告
        【图解】潢川县2023年法治政府建设情况
        议题解读:审议《潢川县2023年法治政府建设情况的报告》
        潢川县人大常委会听取和审议县政府2023年法治政府建设情况的报告
        潢川县举办法治政府建设专题培训班
        省委依法治省办来潢川县督察法治政府建设工作
        我县启动法治政府建设示范创建工作
        潢川县扎实推进法治政府建设获省级表彰
        潢川县法治政府建设新闻发布会答记者问
        """,
    "other": """
        潢川县2023年政府信息公开工作年度报告
        潢川县2023年行政复议案件统计分析
        潢川县2023年度行政执法统计年报
        潢川县人民政府2023年政府工作报告
        关于2023年度行政规范性文件备案审查情况的报告
        潢川县2023年国民经济和社会发展统计公报
        潢川县司法局2023年部门预算公开
        潢川县2023年度行政应诉工作情况报告
        河南省人民政府关于2023年度法治政府建设情况的报告
        法治政府建设工作总结范文大全
        2023年乡镇法治政府建设工作报告范文(精选5篇)
        Annual Report on Building a Government under the Rule of Law of Zuoyun County, 2023
        """,
}


def found(title, counties, body=BODY):
    return find_metadata(Draft(f"{title}\n{body}"), counties)


@pytest.mark.parametrize("line", COUNTY)
def test_reports_of_counties_are_known_with_county_and_year(line, counties):
    county, title = line.split("|")
    report = found(title, counties)
    assert (report.level, report.county, report.year) == ("county", county, 2023)
    assert report.title == title


@pytest.mark.parametrize(
    ("level", "title"),
    [(level, t.strip()) for level, titles in OTHERS.items() for t in titles.strip().splitlines()],
)
def test_every_other_kind_is_told_from_a_county_report(level, title, counties):
    assert found(title, counties).level == level


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("潢川县2023年法治政府建设及2024年工作计划的报告", 2023),
        ("潢川县2023年度法治政府建设情况报告(2024年1月)", 2023),
        ("潢川县二〇二三年法治政府建设情况报告", 2023),
        ("潢川县二○二三年度法治政府建设情况报告", 2023),
        ("潢川县2023年法治政府建设情况报告(潢政〔2024〕3号)", 2023),
        ("潢川县贯彻《法治政府建设实施纲要(2021-2025年)》2023年度工作情况报告", 2023),
        ("潢川县2021—2023年法治政府建设情况报告", 2021),
        ("潢川县2023 年度法治政府建设情况报告", 2023),
        ("潢川县2023-2024年度法治政府建设情况报告", 2023),
    ],
)
def test_the_year_reported_on_is_that_of_the_title(title, year, counties):
    assert found(title, counties).year == year


def test_without_a_year_in_the_title_the_opening_tells_it(counties):
    body = "根据《法治政府建设实施纲要(2021-2025年)》,2023年,全县依法行政。" + BODY
    assert found("潢川县法治政府建设情况报告", counties, body).year == 2023


@pytest.mark.parametrize(
    "addressee",
    [
        "信阳市人民政府:",
        "中共信阳市委、信阳市人民政府:",
        "渠县人民政府:",
        "县委、县政府:",
        "光山县委:",
    ],
)
def test_whom_a_report_addresses_is_not_whose_it_is(addressee, counties):
    body = f"{addressee}\n{BODY}潢川县人民政府\n2024年1月5日\n"
    report = found("关于2023年度法治政府建设情况的报告", counties, body)
    assert (report.county_code, report.level) == ("411526", "county")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (("首页 > 五原县人民政府 > 法治政府建设",), "150821"),
        (("主办:五原县人民政府办公室 网站标识码:1508210001",), "150821"),
        (("来源:五原县司法局 发布时间:2024-03-01",), "150821"),
        (("友情链接:五原县人民政府 磴口县人民政府",), None),
    ],
)
def test_the_words_of_a_site_name_the_county_of_a_bare_title(page, code, counties):
    draft = Draft("关于2023年度法治政府建设情况的报告\n我县" + BODY, aside=page)
    assert find_metadata(draft, counties).county_code == code


@pytest.mark.parametrize(
    "title",
    [
        "新乡市平原示范区2023年法治政府建设情况报告",
        "新乡市平原示范区管理委员会关于2023年法治政府建设情况的报告",
    ],
)
def test_a_zone_that_reports_in_place_of_a_county_gets_an_id_and_says_so(title, counties):
    report = found(title, counties)
    assert (report.level, report.county) == ("county", "平原示范区")
    assert report.county_code.startswith("4107Z")
    assert "no official code" in report.notes[0]


def test_the_year_settles_which_of_two_units_of_a_name_reports(counties):
    body = BODY + "江北区人民政府\n2027年3月1日\n"
    report = found("江北区2026年法治政府建设情况报告", counties, body)
    assert report.county_code == "330205"  # the one in 重庆 had ended
