"""Which rules a sentence can hold at all."""

import re

import pytest

from analysis.text.rules import Rule, needed_words, possible_rules

PATTERNS = {  # with what they match and what they do not
    "力争|每(?:年|季度)[^,]{0,9}(?:至少|不少于)": ("每季度应不少于1次", "不少于1次"),
    "(?<!参加)全省(?!通办)|[省市]里": ("全省平均", "参加全国"),
    "下一?步": ("下步", "上一步"),
    "(?:同比|较)[^,]*?分别(?:增|降)了?": ("同比分别降了", "同比降了"),
    "为[^,]{1,6}(?=提供|开展)": ("为学生提供", "为学生"),
    "^(?:全年|今年)*调整(?!为)": ("今年调整", "今年"),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_match_of_a_pattern_holds_one_of_the_words_it_needs(pattern: str) -> None:
    matched, other = PATTERNS[pattern]
    found = re.search(pattern, matched)
    assert found
    assert any(word in matched for word in needed_words(pattern))
    assert not any(word in other for word in needed_words(pattern))


@pytest.mark.parametrize("pattern", ["[^,]*", "(?:同比)?", "力争|", r"\d+年?", "(?!全省)"])
def test_a_pattern_that_may_match_without_any_word_needs_none(pattern: str) -> None:
    assert needed_words(pattern) == frozenset()


def test_a_rule_is_possible_where_its_words_stand_and_one_without_words_everywhere() -> None:
    aim, any_number = Rule("明后年(?:力争|争取)"), Rule(r"\d+")
    assert aim in possible_rules("县里明后年争取办结87件")
    assert aim not in possible_rules("县里争取办结87件")
    assert any_number in possible_rules("办结八件")


def test_a_rule_made_later_is_known_too() -> None:
    possible_rules("全年受理87件")
    later = Rule("全年受理")
    assert later in possible_rules("全年受理87件")
