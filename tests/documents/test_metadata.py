import pytest

from analysis.documents import Source, load_sources
from analysis.documents.formats.furniture import is_furniture
from analysis.documents.identity.dates import date_in_url, find_date, labelled_date
from analysis.errors import DocumentError
from analysis.records import Level


@pytest.mark.parametrize(
    ("title", "level", "county", "year"),
    [
        ("潢川县人民政府关于2023年法治政府建设情况的报告", "county", "潢川县", 2023),
        ("中共潢川县委潢川县人民政府关于2023年度法治政府建设情况的报告", "county", "潢川县", 2023),
        ("2024年甘谷县法治政府建设工作总结", "county", "甘谷县", 2024),
        ("关于潢川县二〇二三年度法治政府建设情况的报告", "county", "潢川县", 2023),
        ("绍兴市上虞区2022年度法治政府建设工作情况报告", "county", "上虞区", 2022),
        ("新乡县2021年法治政府建设及2022年工作计划的报告", "county", "新乡县", 2021),
        ("镇宁自治县2022年法治政府建设工作情况报告", "county", "镇宁布依族苗族自治县", 2022),
        ("平泉县2016年依法行政工作情况报告", "county", "平泉县", 2016),
        (
            "潢川县贯彻落实《法治政府建设实施纲要(2021-2025年)》2022年度情况报告",
            "county",
            "潢川县",
            2022,
        ),
        ("丰都县栗子乡人民政府2025年法治政府建设情况报告", "township", "丰都县", 2025),
        ("滕州市羊庄镇2025年法治政府建设报告", "township", "滕州市", 2025),
        ("密云区果园街道办事处2025年法治政府建设情况报告", "township", "密云区", 2025),
        ("济宁市兖州区司法局2025年度法治政府建设情况的报告", "department", "兖州区", 2025),
        ("潢川县自然资源局关于2023年法治政府建设情况的报告", "department", "潢川县", 2023),
        ("信阳市2023年法治政府建设情况报告", "prefecture", None, 2023),
        (
            "中共汉中市委 汉中市人民政府关于2023年度法治政府建设工作情况的报告",
            "prefecture",
            None,
            2023,
        ),
        ("潢川县2024年法治政府建设工作要点", "plan", "潢川县", 2024),
        ("关于印发《潢川县2024年法治政府建设实施方案》的通知", "plan", "潢川县", 2024),
        ("潢川县召开2024年法治政府建设推进会", "news", "潢川县", 2024),
        ("文字解读:潢川县2024年法治政府建设情况的报告", "news", "潢川县", 2024),
        ("潢川县2023年政府信息公开工作年度报告", "other", "潢川县", 2023),
    ],
)
def test_a_title_tells_level_county_and_year(read, make, title, level, county, year):
    body = make.BODY.replace("潢川县", "全县").replace("2023年", "这一年")
    document = read(f"{title}\n{body}")
    assert document.title == title
    assert (document.level, document.year) == (level, year)
    assert document.county == county or county is None


def test_a_title_broken_over_three_lines_is_put_together(read, make):
    document = read(
        "中共潢川县委\n潢川县人民政府\n关于2023年法治政府建设\n情况的报告\n\n" + make.BODY
    )
    assert document.title == "中共潢川县委 潢川县人民政府 关于2023年法治政府建设 情况的报告"
    assert document.issuers == ("中共潢川县委", "潢川县人民政府")


def test_the_addressee_is_never_taken_for_the_county(read, make):
    body = "渠县人民政府:\n" + make.BODY.replace("潢川县", "我镇")
    document = read(f"宝城镇人民政府关于2023年法治政府建设情况的报告\n{body}")
    assert (document.level, document.county, document.county_code) == (Level.TOWNSHIP, None, None)


def test_a_report_to_the_congress_names_its_county_in_the_opening(read):
    text = "主任、各位副主任:\n受区政府委托,我就延庆区2020年法治政府建设工作情况报告如下。\n"
    document = read(text + "一、主要工作\n受理87件。\n")
    assert (document.county_code, document.year, document.level) == ("110119", 2020, Level.COUNTY)


def test_the_county_of_a_bare_title_comes_from_the_signature(read, make):
    body = "市委、市政府:\n" + make.BODY.replace("潢川县", "我县")
    document = read(f"关于2023年度法治政府建设情况的报告\n{body}光山县人民政府\n2024年3月1日\n")
    assert (document.county, document.level) == ("光山县", Level.COUNTY)
    assert document.issuers == ("光山县人民政府",)
    assert document.published == "2024-03-01"


def test_a_bare_title_signed_by_a_bureau_is_a_departments(read, make):
    body = make.BODY.replace("潢川县", "我局")
    document = read(f"关于2023年度法治政府建设情况的报告\n{body}潢川县财政局\n2024年3月1日\n")
    assert document.level is Level.DEPARTMENT


def test_words_for_the_whole_city_are_no_county(read, make):
    body = make.BODY.replace("潢川县", "全市")
    document = read(f"关于2023年度法治政府建设情况的报告\n{body}")
    assert document.county_code is None


def test_an_ambiguous_county_is_left_open_and_all_candidates_are_named(read, make):
    body = make.BODY.replace("潢川县", "全区")
    document = read(f"鼓楼区2023年法治政府建设情况报告\n{body}")
    assert (document.county, document.county_code) == ("鼓楼区", None)
    assert all(code in document.notes[0] for code in ("320106", "320302", "350102", "410204"))


@pytest.mark.parametrize(
    ("title", "rest", "code"),
    [
        ("徐州市鼓楼区2023年法治政府建设情况报告", "", "320302"),
        ("鼓楼区2023年法治政府建设情况报告", "开封市鼓楼区人民政府\n2024年2月1日\n", "410204"),
    ],
)
def test_the_prefecture_beside_the_name_settles_an_ambiguous_county(read, make, title, rest, code):
    body = make.BODY.replace("潢川县", "全区")
    assert read(f"{title}\n{body}{rest}").county_code == code


def test_the_registered_code_settles_an_ambiguous_county(read, make):
    body = make.BODY.replace("潢川县", "全区")
    sources = {"report.txt": Source("report.txt", county_code="350102", year=2023)}
    document = read(f"鼓楼区2023年法治政府建设情况报告\n{body}", sources=sources)
    assert (document.county_code, document.notes) == ("350102", ())


def test_the_register_fills_what_the_text_does_not_say(read, make):
    body = make.BODY.replace("潢川县", "我县").replace("2023年", "一年来")
    url = "http://www.example.gov.cn/202403/t20240328_1.html"
    sources = {"report.txt": Source("report.txt", county_code="411526", year=2023, url=url)}
    document = read(f"法治政府建设情况报告\n{body}", sources=sources)
    assert (document.county_code, document.county, document.year) == ("411526", "潢川县", 2023)
    assert (document.published, document.source) == ("2024-03-28", url)


def test_a_register_that_contradicts_the_text_is_noted_and_the_text_kept(read, make):
    sources = {"report.txt": Source("report.txt", county_code="411522", year=2021)}
    document = read(make.REPORT, sources=sources)
    assert (document.county_code, document.year) == ("411526", 2023)
    said = " ".join(document.notes)
    assert all(word in said for word in ("411526", "411522 光山县", "2023", "2021"))


def test_a_registered_code_of_no_table_names_the_nearest(read, make):
    document = read(make.REPORT, sources={"report.txt": Source("report.txt", county_code="411562")})
    assert document.county_code == "411526"
    assert "411526" in " ".join(document.notes)


def test_a_county_of_no_table_keeps_its_name_and_says_so(read, make):
    document = read(f"雪岭市2023年法治政府建设情况报告\n{make.BODY.replace('潢川县', '雪岭市')}")
    assert (document.county, document.county_code, document.level) == ("雪岭市", None, Level.COUNTY)
    assert "雪岭市" in document.notes[0]


def test_a_changed_file_is_noted(read, make):
    document = read(make.REPORT, sources={"report.txt": Source("report.txt", sha256="0" * 64)})
    assert "SHA-256" in " ".join(document.notes)


def test_the_plan_range_in_the_opening_is_not_the_year(read, make):
    body = (
        "按照《法治政府建设实施纲要(2021-2025年)》要求,2022年我县扎实推进法治政府建设各项工作。\n"
    )
    assert read("潢川县法治政府建设情况报告\n" + body * 2 + "一、主要工作\n受理87件。").year == 2022


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("发布时间:2024-03-28 16:58 信息来源:县司法局", "2024-03-28"),
        ("发布日期: 2021/03/29 11:30:01", "2021-03-29"),
        ("日期:2017年12月13日", "2017-12-13"),
        ("[ 发布日期 ] 2025年09月05日", "2025-09-05"),
        ("发布时间:2021- 01- 26 09 : 54", "2021-01-26"),
        ("时间:25.02.2016", "2016-02-25"),
        ("更新时间:2023-01-02 成文日期:2022-12-30", "2022-12-30"),
        ("今天是2019年5月6日 星期一", None),
        ("发布时间:1970-01-01", None),
        ("发布时间:2024-13-45", None),
        ("来源:本站", None),
    ],
)
def test_the_meta_line_gives_the_date_and_the_live_clock_does_not(line, date):
    assert labelled_date([line]) == date


def test_dates_in_addresses_and_chinese_digits_are_read():
    assert date_in_url("http://x.cn/art/2023/2/21/art_1.html") == "2023-02-21"
    assert date_in_url("http://x.cn/202303/abc.shtml") is None
    assert find_date("二○二三年十二月三十一日") == "2023-12-31"


def test_furniture_is_marked_and_points_at_the_page_not_at_the_report(read, make):
    text = f"首页 > 政务公开\n{make.TITLE}\n发布时间:2024-03-28 来源:县司法局\n{make.BODY}"
    text += "扫一扫在手机打开当前页\n"
    document = read(text)
    quotes = [span.quote(document.text) for span in document.furniture]
    assert quotes == [
        "首页 > 政务公开",
        "发布时间:2024-03-28 来源:县司法局",
        "扫一扫在手机打开当前页",
    ]


def test_sources_are_read_by_file_name(tmp_path):
    header = "file,county_code,county,year,url,accessed,sha256,licence,note\n"
    (tmp_path / "sources.csv").write_text(
        header + "a.txt,011526,潢川县,2023,,,,,\n", encoding="utf-8-sig"
    )
    source = load_sources(tmp_path)["a.txt"]
    assert (source.county_code, source.year) == ("011526", 2023)
    assert load_sources(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file,count_code\na,1\n", 'count_code.*"county_code"'),
        ("file,county_code\na,1\n", "missing"),
        (
            "file,county_code,county,year,url,accessed,sha256,licence,note\na,1,b,20x,,,,,\n",
            "20x.*no year",
        ),
        ("file,county_code,county,year,url,accessed,sha256,licence,note\n,1,b,,,,,,\n", "line 2"),
    ],
)
def test_a_wrong_register_is_named_with_its_fault(tmp_path, text, said):
    (tmp_path / "sources.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=said) as error:
        load_sources(tmp_path)
    assert "sources.csv" in str(error.value)


@pytest.mark.parametrize(
    ("meta", "url", "signed", "found"),
    [
        ("发布时间:2024-03-28", "t20240328_1", "", ("2024-03-28", "page, agreed")),
        ("发布时间:2024-03-28", "", "", ("2024-03-28", "page, stated")),
        ("", "t20240328_1", "", ("2024-03-28", "url, derived")),
        ("", "", "2024年3月1日", ("2024-03-01", "text, derived")),
        ("发布时间:2024-03-28", "t20240715_1", "", ("2024-03-28", "page, doubtful")),
        ("发布时间:2019-10-31", "", "", ("2019-10-31", "page, doubtful")),
        ("2024/03/28 来源:本站", "", "2024年3月1日", ("2024-03-28", "page, stated")),
        ("", "", "", (None, "")),
    ],
)
def test_the_date_of_publication_says_who_gives_it_and_how_sure_it_is(
    read, make, meta, url, signed, found
):
    text = f"{make.TITLE}\n{meta}\n{make.BODY}潢川县人民政府\n{signed}\n"
    address = f"http://www.example.gov.cn/{url}.html" if url else ""
    document = read(text, sources={"report.txt": Source("report.txt", url=address)})
    assert (document.published, document.published_from) == found


@pytest.mark.parametrize(
    "line",
    [
        "2023年12月4日,发布规范性文件3件。",
        "2023年3月15日组织编辑法治读本2册。",
        "2023年6月1日起访问企业87家,解决来源不明问题3个。",
        "来源渠道不断拓宽,全年受理87件。",
    ],
)
def test_a_sentence_with_a_date_is_no_furniture(line):
    assert not is_furniture(line)
