import csv
from pathlib import Path

import pytest

from analysis.counties import Counties, County, zone_in
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
        ("code,nam,province,prefecture\n1,a,b,c\n", 'did you mean "name"'),
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


def test_every_change_is_dated_has_a_source_and_leads_to_a_unit_of_today(counties):
    assert len(counties.changes) > 240
    assert {c.year for c in counties.changes} >= set(range(2015, 2022)) | {2023, 2024, 2025}
    for change in counties.changes:
        assert change.source
        for code, name in zip(change.new_codes, change.new_names, strict=True):
            heirs = counties.today(code) if code != name else counties.named(name)
            assert heirs, change
            assert all(not counties.today(c.code)[0].name.startswith("?") for c in heirs)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("110228", ["密云区"]),  # 县 to 区
        ("430124", ["宁乡市"]),  # 县 to 市
        ("310108", ["静安区"]),  # merged
        ("330104", ["上城区", "钱塘区"]),  # split
        ("341521", ["寿县"]),  # moved
        ("542623", ["米林市"]),  # moved, then upgraded
        ("130602", ["竞秀区"]),  # the code stays, the name is new
        ("370684", ["蓬莱区"]),
        ("411526", ["潢川县"]),  # nothing happened
    ],
)
def test_what_carries_on_is_found_over_any_number_of_changes(counties, code, names):
    assert [c.name for c in counties.today(code)] == names


def test_a_history_holds_the_changes_before_and_after_in_their_order(counties):
    assert [(c.year, c.kind) for c in counties.history("540422")] == [
        (2015, "moved"),
        (2023, "city"),
    ]
    assert [c.old.name for c in counties.history("320812") if c.old] == ["清河区", "清浦区"]
    assert counties.history("411526") == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("寿县", "340422"),
        ("六安市寿县", "340422"),
        ("淮南市寿县", "340422"),
        ("竞秀区", "130602"),
        ("保定市新市区", "130602"),
        ("崇川区", "320613"),
        ("渝北区", "500112"),
        ("莱芜区", "370116"),
        ("兴安盟突泉县", "152224"),
    ],
)
def test_former_places_and_names_are_resolved(counties, name, code):
    assert counties.resolve(name).code == code


def test_the_year_tells_units_of_one_name_apart(counties):
    assert counties.resolve_in("江北区", year=2026).code == "330205"
    with pytest.raises(CountyError, match=r"330205.*500105"):
        counties.resolve_in("江北区", year=2023)
    assert counties.resolve_in("江北区", "重庆市江北区人民政府", year=2023).code == "500105"
    city, district = counties.by_code("140402"), counties.by_code("140403")
    assert [counties.existed(city, y) for y in (2016, 2018, 2019)] == [True, True, False]
    assert [counties.existed(district, y) for y in (2016, 2017, 2019)] == [False, True, True]


def test_every_ambiguous_name_is_refused_with_its_bearers_and_what_settles_it(counties):
    names = {c.name for c in counties if len(counties.named(c.name)) > 1}
    assert len(names) > 29
    for name in names:
        with pytest.raises(CountyError, match="would settle it") as error:
            counties.resolve(name)
        assert all(c.code in str(error.value) for c in counties.named(name))


def test_a_unit_without_a_code_gets_an_id_that_stays_the_same(counties):
    (area,) = counties.named("两江新区")
    again = Counties.load().named("两江新区")[0]
    assert area.code == again.code
    assert area.code.startswith("5000Z")
    assert counties.by_code(area.code) is area
    assert [c.name for c in counties.today("500105")] == ["两江新区"]
    assert [c.name for c in counties.today("500112")] == ["两江新区", "北碚区"]


def test_zones_get_ids_of_their_own_which_are_no_codes_and_no_numbers():
    counties = Counties.load()
    one = counties.zone("平原示范区", "新乡市")
    other = counties.zone("高新技术产业开发区", "新乡市")
    far = counties.zone("高新技术产业开发区", "洛阳市")
    assert (one.province, one.prefecture) == ("河南省", "新乡市")
    assert len({one.code, other.code, far.code}) == 3
    assert not any(c.code.isdigit() or c.code.replace("Z", "E").isdecimal() for c in (one, other))
    assert Counties.load().zone("平原示范区", "新乡市") == one
    assert counties.by_code(one.code) == one
    with pytest.raises(CountyError, match="不在市"):
        counties.zone("平原示范区", "不在市")


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("平原示范区2023年法治政府建设情况报告", "平原示范区"),
        ("高新技术产业开发区管理委员会", "高新技术产业开发区"),
        ("城乡一体化示范区管委会关于2023年", "城乡一体化示范区"),
        ("潢川县2023年法治政府建设情况报告", None),
        ("新区", None),
    ],
)
def test_a_zone_is_known_by_its_kind(text, zone):
    assert zone_in(text) == zone


def test_the_user_may_replace_the_table(tmp_path):
    changes = tmp_path / "county_changes.csv"
    changes.write_text(CHANGE_HEADER + "2019,city,990101,雪岭县,示例省,示例州,990181,雪岭市,x\n")
    (tmp_path / "counties.csv").write_text(
        HEADER + "990101,雪岭县,示例省,示例州,\n990102,云桥县,示例省,示例州,\n", encoding="utf-8"
    )
    counties = Counties.load(changes=changes)
    assert {c.name for c in counties} == {"雪岭县", "雪岭市", "云桥县"}
    assert counties.resolve("雪岭县").code == "990101"
    assert [c.code for c in counties.today("990101")] == ["990181"]
    with pytest.raises(CountyError, match="unknown"):
        counties.resolve("潢川县")


CHANGE_HEADER = "date,kind,code,name,province,prefecture,new_codes,new_names,source\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2019,citty,990101,雪岭县,a,b,990181,雪岭市,x\n", 'citty.*did you mean "city"'),
        ("19,city,990101,雪岭县,a,b,990181,雪岭市,x\n", "'19' is no date"),
        ("2019,city,990101,雪岭县,a,b,990181;990182,雪岭市,x\n", "do not match"),
        ("2019,city,9901,雪岭县,a,b,990181,雪岭市,x\n", "six digits"),
    ],
)
def test_a_wrong_table_of_changes_is_named_with_its_line(tmp_path, line, said):
    path = tmp_path / "county_changes.csv"
    path.write_text(CHANGE_HEADER + line, encoding="utf-8")
    with pytest.raises(CountyError, match=said) as error:
        Counties.load(changes=path)
    assert "line 2" in str(error.value)


def test_the_changes_agree_with_the_yearly_lists_of_codes(counties):
    """Each code that a list ends or begins since 2015 is a change here, of the same year."""
    path = SHARED / "frameworks" / "areacodes.csv"
    if not path.is_file():
        pytest.skip("the list to compare with is not beside the project")
    with path.open(encoding="utf-8-sig") as file:
        rows = [r for r in csv.DictReader(file) if r["级别"] == "县级"]
    ended = {(c.old.code, c.old.name): c for c in counties.changes if c.old}
    missing, other_year, other_heir = [], [], []
    for row in rows:
        if not "2015" <= row["变更/弃用时间"] <= "2024":
            continue
        change = ended.get((row["代码"], row["名称"]))
        if change is None:
            missing.append(row["名称"])
        elif row["变更/弃用时间"] != str(change.year):
            other_year.append(row["名称"])
        elif not set(change.new_codes) <= set(row["新代码"].split(";")):
            other_heir.append(row["名称"])
    assert set(missing) <= {"儋州市"}  # a county-level city that became a prefecture
    assert (other_year, other_heir) == ([], [])
    began = {code for c in counties.changes for code in c.new_codes}
    assert [r["名称"] for r in rows if r["启用时间"] >= "2015" and r["代码"] not in began] == []
