import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text.fold import fold, has_unseen
from analysis.text.matching import normalise
from analysis.text.traditional import characters, is_traditional, to_simplified

FRAGMENTS = (
    ["受理", "87", " ", "\n", "\u3000", "\xa0", ",", "。", "3,026", "８７", "％", "(jī)"],
    ["個", "縣", "機", "件", "(一)", "  ", "\r\n", "\u200b", "20", "一是", "”", "A", "%", "."],
)
PIECES = st.lists(st.sampled_from([*FRAGMENTS[0], *FRAGMENTS[1]]), max_size=60).map("".join)


@given(PIECES | st.text(max_size=80))
def test_every_character_of_the_copy_has_its_place_in_the_source(text):
    copy = normalise(text)
    assert len(copy.origin) == len(copy.text) + 1
    assert list(copy.origin) == sorted(set(copy.origin))
    assert copy.origin[-1] == len(text)
    pairs = characters()
    for char, at in zip(copy.text, copy.origin, strict=False):
        wide = fold(text[at])
        assert char in (wide, pairs.get(wide))


@given(PIECES)
def test_digits_are_never_lost(text):
    digits = [c for c in fold(text) if c.isdigit()]
    assert [c for c in normalise(text).text if c.isdigit()] == digits


@pytest.mark.parametrize(
    ("source", "copy"),
    [
        ("２０２３年，受理案件８７件（９９．１％）。", "2023年,受理案件87件(99.1%)。"),
        ("梳理 236 项", "梳理236项"),
        ("202 3年", "2023年"),
        ("99 .1%", "99.1%"),
        ("调整后共3,026项", "调整后共3,026项"),
        ("机(jī)关(guān)受理3件", "机关受理3件"),
        ("合作(ppp)项目3个", "合作(ppp)项目3个"),
        ("高度重视,\n\n受理87件。", "高度重视,受理87件。"),
        ("受理87\n,办结85件", "受理87,办结85件"),
        ("二○二四年", "二〇二四年"),
        ("办结87件。\n  二、下一步", "办结87件。\n  二、下一步"),
    ],
)
def test_what_stands_between_figures_and_words_goes_away(source, copy):
    assert normalise(source).text == copy


UNSEEN = (0x200E, 0x200F, 0x202A, 0x202C, 0x2066, 0x2069, 0xFE00, 0xFE0F, 0xE0100, 0x61C, 0x180E)
UNSEEN += (0x2063, 0xAD, 0x200B, 0xFEFF, 0x34F, 0x2061)


@pytest.mark.parametrize("sign", [chr(code) for code in UNSEEN])
def test_what_nobody_sees_is_dropped_and_keeps_its_place_in_the_source(sign):
    source = f"受理12{sign}34{sign}件,2.4{sign}万{sign}余次"
    copy = normalise(source)
    assert copy.text == "受理1234件,2.4万余次"
    assert copy.span(2, 7).quote(source) == f"12{sign}34{sign}件"


@pytest.mark.parametrize("space", "\u2005\u2007\u202f\u2009")
def test_a_narrow_space_inside_a_figure_is_none(space):
    assert normalise(f"全年{space}12{space}345{space}件").text == "全年12345件"


@pytest.mark.parametrize(
    ("source", "copy"),
    [
        ("⼆⼗三场次,⾏⽅⼈⼭⽴", "二十三场次,行方人山立"),
        ("⻓⻔⻅⺠⻋⻚", "长门见民车页"),
        ("\uf981\uf9fc", "女識"),
        ("98.5﹪、98・5%", "98.5%、98·5%"),
        ("受理1234¹件,面积5m²", "受理1234件,面积5m²"),
        ("受理1234①件", "受理1234件"),
        ("一、工作\u2028二、问题\x0b三、计划\x85", "一、工作\n二、问题\n三、计划\n"),
    ],
)
def test_forms_of_a_sign_are_read_as_the_sign(source, copy):
    assert normalise(source).text == copy


@given(st.text(max_size=60))
def test_folding_keeps_positions_and_dropping_leaves_nothing_unseen(text):
    assert len(fold(text)) == len(text)
    assert not has_unseen(normalise(text).text) or any(c in "¹²³①" for c in text)


def test_cells_parted_by_spaces_do_not_become_one_number():
    assert "87 103 11" in normalise("合计 87 103 11 项").text
    assert "87  103" in normalise("件数  87  103").text


def test_a_traditional_text_becomes_simplified_and_keeps_its_spans():
    source = "全縣受理複議案件87件,辦結85件,調解糾紛3個。"
    copy = normalise(source)
    assert copy.text == "全县受理复议案件87件,办结85件,调解纠纷3个。"
    at = copy.text.index("87件")
    assert copy.span(at, at + 3).quote(source) == "87件"


def test_a_few_odd_characters_do_not_make_a_text_traditional():
    assert not is_traditional("全县受理行政复议案件" * 30 + "縣個機關")


def test_hard_wraps_inside_sentences_vanish_and_paragraphs_stay():
    body = (
        "全县各级行政机关认真贯彻落实法治政府建设各项要求共受理行政复议案件八十七件办结八十五件" * 4
    )
    lines = [body[i : i + 35] for i in range(0, len(body), 35)]
    copy = normalise("\n".join(lines) + "。\n  二、存在的问题\n  还有差距。").text
    assert body in copy
    assert "\n  二、存在的问题\n" in copy


def test_the_table_of_characters_pairs_one_for_one_and_leads_to_simplified_ones():
    pairs = characters()
    assert len(pairs) > 2900
    assert {len(old) + len(new) for old, new in pairs.items()} == {2}
    assert not [old for old, new in pairs.items() if new == old]


def test_the_characters_of_the_genre_are_simplified():
    assert to_simplified("納稅銷號詐騙繳費記賬受賄追贓監測") == "纳税销号诈骗缴费记账受贿追赃监测"
