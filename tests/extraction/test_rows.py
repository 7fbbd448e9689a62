"""The sentence that is shown with a figure."""

from analysis.records import Span
from analysis.text.sentences import around, unbroken

WRITTEN = "全县各级行政机关认真贯彻落实法治政府建设各项要求,全年共受理行政复议案件87件,办结85件。"


def span_of(figure: str, text: str) -> Span:
    start = text.index(figure)
    return Span(start, start + len(figure))


def test_the_sentence_is_whole_also_where_a_file_breaks_its_lines() -> None:
    body = "一是坚持依法行政" * 12 + "。" + WRITTEN + "二是加强监督" * 12 + "。"
    lines = [body[i : i + 30] for i in range(0, len(body), 30)]
    text = "\r\n".join(lines) + "\r\n三、存在的问题\r\n"
    before, after = around(text, span_of("87件", text))
    assert before + "87件" + after == WRITTEN


def test_a_paragraph_that_is_one_line_ends_the_sentence() -> None:
    text = f"一、主要举措\n{WRITTEN.removesuffix('。')}\n二、存在的问题\n"
    before, after = around(text, span_of("87件", text))
    assert before + "87件" + after == WRITTEN.removesuffix("。")


def test_a_sentence_is_one_line_whatever_breaks_it() -> None:
    for mark in ("\n", "\r\n", "\v", "\f", "\x85", "\u2028"):
        assert unbroken(f"受理{mark}87件").splitlines() == ["受理87件"]
