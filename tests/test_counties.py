import csv
from pathlib import Path

import pytest

from analysis.counties import Counties, County
from analysis.errors import CountyError

SHARED = Path(__file__).parents[2] / "shared"
HEADER = "code,name,province,prefecture,note\n"


@pytest.fixture(scope="module")
def counties():
    return Counties.load()


def test_a_code_finds_its_county_and_stays_text(counties):
    county = counties.by_code("411526")
    assert county == County("411526", "潢川县", "河南省", "信阳市")
    assert isinstance(county.code, str)


def test_an_unknown_code_names_the_nearest_one_and_its_county(counties):
    with pytest.raises(CountyError, match="411526 河南省信阳市潢川县"):
        counties.by_code("411562")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("潢川县", "411526"),
        ("河南省信阳市潢川县", "411526"),
        ("徐州市鼓楼区", "320302"),
        ("江苏省徐州市鼓楼区", "320302"),
        ("彭水县", "500243"),
        ("镇宁自治县", "520423"),
        ("白杨市", "659012"),
        ("米林市", "540481"),
        ("米林县", "540422"),
        ("和安县", "653229"),
        ("宁乡县", "430124"),
        ("三元区", "350404"),
        ("鄂伦春自治旗", "150723"),
    ],
)
def test_names_of_today_of_yesterday_and_short_ones_are_resolved(counties, name, code):
    assert counties.resolve(name).code == code


def test_an_ambiguous_name_lists_all_who_bear_it_and_what_would_settle_it(counties):
    with pytest.raises(CountyError) as error:
        counties.resolve("鼓楼区")
    said = str(error.value)
    for code in ("320106", "320302", "350102", "410204"):
        assert code in said
    assert "徐州市" in said
    assert "prefecture" in said


def test_province_or_prefecture_settles_an_ambiguous_name(counties):
    assert counties.resolve("鼓楼区", prefecture="徐州市").code == "320302"
    assert counties.resolve("鼓楼区", province="河南").code == "410204"
    assert counties.resolve("朝阳区", province="北京市").code == "110105"
    with pytest.raises(CountyError, match="ambiguous"):
        counties.resolve("鼓楼区", province="江苏省")


def test_a_place_that_has_no_such_county_is_told_who_has(counties):
    with pytest.raises(CountyError, match=r"no 朝阳区 in 湖南省.*110105"):
        counties.resolve("朝阳区", province="湖南省")


def test_an_unknown_name_names_the_nearest_one(counties):
    with pytest.raises(CountyError, match="潢川县"):
        counties.resolve("潢川区")


def test_context_settles_a_name_by_its_prefecture_first(counties):
    assert counties.resolve_in("鼓楼区", "", "徐州市鼓楼区人民政府").code == "320302"
    assert counties.resolve_in("鼓楼区", "福建省").code == "350102"
    with pytest.raises(CountyError, match="ambiguous"):
        counties.resolve_in("鼓楼区", "江苏省")


def test_the_longest_name_is_mentioned_and_plain_words_are_not(counties):
    text = "中共赣县区委、绍兴市上虞区和阳泉市城区;全县城区、矿区、示范县、省市和县,和县人民政府"
    assert [name for _, name in counties.mentions(text)] == ["赣县区", "上虞区", "城区", "和县"]
    assert all(text[at:].startswith(name) for at, name in counties.mentions(text))


def test_municipal_districts_have_no_prefecture(counties):
    assert counties.resolve("延庆区").prefecture == ""
    assert counties.is_prefecture("信阳市")
    assert not counties.is_prefecture("滕州市")


def test_a_users_table_adds_counties_and_may_carry_a_byte_order_mark(tmp_path):
    table = tmp_path / "own.csv"
    table.write_text(HEADER + "990101,雪岭市,示例省,示例州,fictional\n", encoding="utf-8-sig")
    counties = Counties.load(extra=[table])
    assert counties.by_code("990101").full_name == "示例省示例州雪岭市"
    assert counties.mentions("雪岭市人民政府") == [(0, "雪岭市")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,nam,province,prefecture\n1,a,b,c\n", 'did you mean "nam"'),
        (HEADER + "9901,雪岭市,示例省,示例州,\n", "line 2"),
    ],
)
def test_a_wrong_user_table_is_named(tmp_path, text, said):
    table = tmp_path / "own.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(CountyError, match=said) as error:
        Counties.load(extra=[table])
    assert "own.csv" in str(error.value)


def test_the_table_agrees_with_the_yearly_list_of_codes(counties):
    path = SHARED / "frameworks" / "areacodes.csv"
    if not path.is_file():
        pytest.skip("the list to compare with is not beside the project")
    with path.open(encoding="utf-8-sig") as file:
        rows = [r for r in csv.DictReader(file) if r["级别"] == "县级" and r["状态"] == "在用"]
    mine = {c.code: c.name for c in counties}
    shared = [r for r in rows if r["代码"] in mine]
    assert len(shared) > 2800
    assert [r["名称"] for r in shared if r["名称"] != mine[r["代码"]]] == []
