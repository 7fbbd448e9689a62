"""Names of counties in Latin letters: how places are read, and what kind of unit they are."""

from __future__ import annotations

import re

import pytest

from analysis.counties import load
from analysis.counties.english import KINDS, english_name
from analysis.study import place_names
from analysis.text.display import both_names

READ = {
    "六安市": "Lu'an City",
    "六合区": "Luhe District",
    "乐清市": "Yueqing City",
    "乐亭县": "Laoting County",
    "乐陵市": "Laoling City",
    "南乐县": "Nanle County",
    "蔚县": "Yu County",
    "浚县": "Xun County",
    "单县": "Shan County",
    "尉犁县": "Yuli County",
    "尉氏县": "Weishi County",
    "长子县": "Zhangzi County",
    "子长市": "Zichang City",
    "长治市": "Changzhi City",
    "洪洞县": "Hongtong County",
    "闵行区": "Minhang District",
    "莘县": "Shen County",
    "涡阳县": "Guoyang County",
    "漯河市": "Luohe City",
    "珲春市": "Hunchun City",
    "荥阳市": "Xingyang City",
    "荥经县": "Yingjing County",
    "宕昌县": "Tanchang County",
    "番禺区": "Panyu District",
    "吐鲁番市": "Tulufan City",
    "马尾区": "Mawei District",
    "花都区": "Huadu District",
    "朝阳县": "Chaoyang County",
    "克什克腾旗": "Keshiketeng Banner",
    "红寺堡区": "Hongsibu District",
    "吕梁市": "Lüliang City",
}


@pytest.mark.parametrize(("name", "english"), READ.items())
def test_a_place_is_read_as_its_official_name_is(name: str, english: str) -> None:
    assert english_name(name) == english


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("鄂温克族自治旗", "Ewenki Autonomous Banner"),
        ("彭水苗族土家族自治县", "Pengshui Miao and Tujia Autonomous County"),
        ("长白朝鲜族自治县", "Changbai Korean Autonomous County"),
        ("龙胜各族自治县", "Longsheng Multi-ethnic Autonomous County"),
        ("管城回族区", "Guancheng Hui District"),
        ("巴里坤哈萨克自治县", "Balikun Kazak Autonomous County"),
        ("广西壮族自治区", "Guangxi Zhuang Autonomous Region"),
        ("大兴安岭地区", "Daxing'anling Prefecture"),
        ("浦东新区", "Pudong New Area"),
        ("清新区", "Qingxin District"),
        ("碑林区", "Beilin District"),
        ("六枝特区", "Liuzhi Special District"),
    ],
)
def test_the_kind_of_a_unit_and_its_peoples_are_named_in_english(name: str, english: str) -> None:
    assert english_name(name) == english


def test_every_official_county_has_a_name_in_latin_letters_with_its_kind() -> None:
    counties, places = load.official()
    kinds = {*KINDS.values(), "Forestry District"}
    for name in [c.name for c in counties]:
        english = english_name(name)
        assert re.fullmatch(r"[A-Z][A-Za-zü', -]+", english), name
        assert english.split(" ", 1)[1] in kinds or " Autonomous " in english or "族区" in name
    assert all(english_name(name).isascii() for name in places.values() if "吕" not in name)


def test_a_place_without_a_known_ending_or_without_chinese_stays_readable() -> None:
    assert english_name("甲乙") == "Jiayi"
    assert english_name("County 7") == "County 7"
    assert both_names("County 7", "County 7") == "County 7"
    assert english_name("") == ""


def test_pages_show_the_name_of_their_language_and_the_chinese_one_beside_it() -> None:
    import pandas as pd

    table = pd.DataFrame(
        {"county_code": ["411526"], "county": ["潢川县"], "county_en": ["Huangchuan County"]}
    )
    assert place_names(table) == {"411526": "潢川县"}
    assert place_names(table, "en") == {"411526": "Huangchuan County (潢川县)"}
