from dataclasses import replace
from random import Random

import pytest

from analysis.simulate import county_years
from analysis.simulate.writing.outline import Outline
from analysis.simulate.writing.printing import at_least, change, exact, loose, rate
from analysis.simulate.writing.report import marks
from analysis.simulate.writing.sentences import SentenceWriter
from analysis.simulate.writing.slots import parse_sentence, parse_slot
from analysis.simulate.writing.style import Style, style


@pytest.fixture
def plain() -> Style:
    drawn = style(0, Random("style"))
    return replace(
        drawn,
        decimals=1,
        truncates=False,
        uses_wan=True,
        chinese_numerals=False,
        spaced=False,
        inexact=1.0,
        digits="half",
        punctuation="full",
        items="yi",
        heading="fused",
    )


def test_a_rate_is_rounded_or_truncated(plain):
    assert rate(98.77, plain) == "98.8"
    assert rate(98.77, replace(plain, truncates=True)) == "98.7"
    assert rate(100.0, plain) == "100"


def test_an_amount_is_kept_in_yuan(plain):
    printed = exact(12_345_600.0, "万元", plain)
    assert printed.text == "1234.56万元"
    assert printed.value == 12_345_600.0


def test_small_counts_may_stand_in_chinese_numerals(plain):
    assert exact(2.0, "次", replace(plain, chinese_numerals=True)).text == "两次"
    assert exact(2.0, "件", replace(plain, chinese_numerals=True)).text == "2件"


@pytest.mark.parametrize("seed", range(30))
def test_a_loose_figure_says_no_more_than_its_words_support(plain, seed):
    printed = loose(16_243.0, "件", plain, Random(seed))
    bounds = {"over": (0.9, 1.0), "at_least": (0.9, 1.0), "about": (0.95, 1.1)}
    low, high = bounds.get(printed.form, (0.999, 1.001))
    assert low <= printed.value / 16_243 <= high
    assert printed.form == "exact" or any(w in printed.text for w in "余多超近约以")


def test_large_counts_are_written_in_wan(plain):
    printed = loose(16_243.0, "件", replace(plain, inexact=0.0), Random(1))
    assert (printed.text, printed.value, printed.form) == ("1.62万件", 16_200.0, "exact")


def test_a_bound_lies_below_the_rate(plain):
    assert at_least(96.8, plain).text == "96%以上"
    assert at_least(98.9, plain).value == 95.0


def test_a_change_names_its_direction(plain):
    assert change(110, 100, "%", Random(1)).endswith("10%")
    assert change(90, 100, "个百分点", Random(1)) == "下降10个百分点"
    assert change(3, 3, "%", Random(1)) == "基本持平"


def test_some_templates_leave_spaces_around_the_number(plain):
    assert exact(236.0, "项", replace(plain, spaced=True)).text == " 236 项"


def test_punctuation_and_digits_take_the_widths_of_the_county(plain):
    assert marks("受理（87件），97.5%", replace(plain, punctuation="half")) == "受理(87件),97.5%"
    assert marks("97.5%", replace(plain, digits="full")) == "９７．５％"


def test_a_slot_knows_its_indicators_unit_and_mode():
    slot = parse_slot("npc_reply_rate&npc_sat_rate|%+")
    assert slot is not None
    assert (slot.codes, slot.unit, slot.mode) == (("npc_reply_rate", "npc_sat_rate"), "%", "+")
    assert parse_slot("#n3-9|件") is None
    assert parse_slot("name") is None


def test_a_claim_carries_its_own_words():
    sentence = parse_sentence("建议{npc_reply_rate=all:全部按期办结}")
    assert sentence.slots[0].words == "全部按期办结"
    assert sentence.codes == {"npc_reply_rate"}


def test_fused_headings_share_the_line_with_their_text(plain):
    outline = Outline(plain)
    outline.head("主要举措和成效")
    outline.section("规范执法", ["甲。", "乙。"])
    assert [line.text for line in outline.lines()] == [
        "一、主要举措和成效",
        "（一）规范执法。一是甲。二是乙。",
    ]


def test_bare_headings_have_no_number(plain):
    outline = Outline(replace(plain, heading="bare", items="arabic"))
    outline.section("规范执法", ["甲。", "乙。"])
    assert [line.text for line in outline.lines()] == ["规范执法", "1.甲。", "2.乙。"]


def test_a_county_level_city_names_the_city_above_it():
    truth = next(county_years(4, range(2022, 2023), 2024))
    assert truth.place.rank == "市"
    teller = SentenceWriter(truth, style(4, Random("style")), Random(1))
    said = teller.word("◇政府常务会议研究，报市政府备案，全市平均")
    above = truth.place.prefecture
    assert said == f"市政府常务会议研究，报{above}政府备案，{above}平均"


def test_a_figure_is_said_only_once():
    truth = next(county_years(0, range(2022, 2023), 2024))
    teller = SentenceWriter(truth, style(0, Random("style")), Random(1))
    sentence = parse_sentence("检察建议{procurator_suggestions|份}")
    assert teller.can_say(sentence)
    teller.say(sentence)
    assert not teller.can_say(sentence)


def test_a_claim_needs_a_figure_that_bears_it():
    truth = next(county_years(0, range(2022, 2023), 2024))
    teller = SentenceWriter(truth, style(0, Random("style")), Random(1))
    claim = parse_sentence("覆盖率{one_window_rate=all:实现全覆盖}")
    assert teller.can_say(claim) == (truth.figures["one_window_rate"] >= 99.95)
    assert teller.can_say(parse_sentence("{illegal_decisions=zero:未发生违法决策}"))
