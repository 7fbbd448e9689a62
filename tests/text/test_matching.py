import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text.fold import WIDTH
from analysis.text.matching import normalise
from analysis.text.traditional import SIMPLIFIED, TRADITIONAL, is_traditional

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
    pairs = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    for char, at in zip(copy.text, copy.origin, strict=False):
        wide = text[at].translate(WIDTH)
        assert char in (wide, pairs.get(wide))


@given(PIECES)
def test_digits_are_never_lost(text):
    digits = [c for c in text.translate(WIDTH) if c.isdigit()]
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


def test_the_two_tables_of_characters_pair_one_for_one():
    assert len(TRADITIONAL) == len(SIMPLIFIED)
    pairs = {}
    for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True):
        assert pairs.setdefault(old, new) == new
