from __future__ import annotations

import pytest

from analysis.records import Span
from analysis.text.sentences import around


@pytest.mark.parametrize("end", ["。", "！", "？", "!", "?", "\n"])
def test_the_sentence_before_is_not_part_of_a_figures_own(end: str) -> None:
    text = f"去年很好{end}全年受理87件,办结{end}今年更好。"
    start = text.index("87件")
    after = ",办结" if end == "\n" else f",办结{end}"
    assert around(text, Span(start, start + 3)) == ("全年受理", after)
