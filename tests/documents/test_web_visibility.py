"""A page is read as a person sees it: hidden, struck and raised text, lines, and missing bodies."""

import pytest

from analysis.documents.formats.detect import read_bytes
from analysis.documents.formats.web.page import read_html
from analysis.errors import DocumentError
from analysis.text.matching import normalise

TITLE = "潢川县2023年法治政府建设年度报告"
REST = "全年开展法律援助560件，法律咨询3200人次，各项工作取得新成效，群众满意度不断提升。"


def page(inside, style=""):
    head = f"<title>{TITLE}</title><style>{style}</style>"
    body = f"<h1>{TITLE}</h1><p>一、主要工作</p><p>全年办理处罚案件{inside}件。</p><p>{REST}</p>"
    return f"<html><head>{head}</head><body><div>{body}</div></body></html>"


@pytest.mark.parametrize(
    "inside",
    [
        "<span style='display: none'>99</span>1234",
        "<span style='visibility:hidden'>99</span>1234",
        "<span style='font-size:0px'>99</span>1234",
        "<span hidden>99</span>1234",
        "<span class='x sr-only'>99</span>1234",
        "<span class='gone'>99</span>1234",
        "<s>1199</s>1234",
        "<del>1199</del>1234",
        "<strike>1199</strike>1234",
        "<span style='text-decoration: line-through red'>1199</span>1234",
        "<i class='crossed'>1199</i>1234",
        "1234<sup>1</sup>",
        "1234<sup>[12]</sup>",
        "1234<span style='vertical-align:super'>①3</span>".replace("①", ""),
        "1234<sup>*</sup>",
        "<svg><title>图</title><text>1234</text></svg>",
        "12<wbr>34",
    ],
)
def test_only_what_a_reader_sees_of_a_figure_is_read(inside):
    style = ".gone { display : none } p > a {color:red} .crossed{text-decoration:line-through}"
    assert "办理处罚案件1234件。" in normalise(read_html(page(inside, style)).text).text


def test_a_hidden_report_that_a_script_unfolds_is_read():
    hidden = f"<div style='display:none'>{REST * 10}</div>"
    assert REST * 10 in read_html(f"<body><h1>{TITLE}</h1>{hidden}</body>").text


def test_a_raised_digit_after_a_letter_is_part_of_the_unit():
    assert "面积5m²" in normalise(read_html(page("</p><p>面积5m<sup>2</sup>")).text).text


def test_white_text_is_reported():
    draft = read_html(page("1234<span style='color:#FFF'>密</span>"))
    assert any("printed in white" in note for note in draft.notes)


def test_struck_text_of_a_tag_that_is_never_closed_stays():
    text = read_html(page("<s>1234")).text
    assert REST in text


@pytest.mark.parametrize("anchor", ["<a name='top'>", "<a id=top>", "<a href='index.html'>"])
def test_an_anchor_that_is_never_closed_loses_nothing(anchor):
    whole = read_html(page("1234"))
    broken = read_html(page("1234").replace("<body>", f"<body>{anchor}"))
    assert broken.text == whole.text


def test_a_page_that_is_a_link_all_through_keeps_its_headings():
    lines = ["一、主要工作", REST, "二、存在的问题", "一些单位工作还不够扎实。"]
    linked = "".join(f"<p><a href='#'>{line}</a></p>" for line in lines)
    text = read_html(f"<body><h1>{TITLE}</h1><div>{linked}</div></body>").text
    assert [line for line in lines if line not in text.splitlines()] == []


@pytest.mark.parametrize(
    "element",
    ["<pre>{}</pre>", "<textarea>{}</textarea>", "<div style='white-space: pre'>{}</div>"],
)
def test_lines_that_a_page_keeps_stay_lines(element):
    lines = ["一、主要工作", REST, "二、工作打算", "2025年网办率达到92%。"]
    text = read_html(f"<body><h1>{TITLE}</h1>{element.format(chr(10).join(lines))}</body>").text
    assert text.splitlines()[-4:] == lines


def test_elements_that_are_shown_as_blocks_end_lines():
    lines = ["一、主要工作", REST, "二、工作打算", REST]
    spans = "".join(f"<span style='display:block'>{line}</span>" for line in lines)
    own = "".join(f"<x-par>{line}</x-par>" for line in lines)
    for inside in (spans, own):
        assert read_html(f"<body><h1>{TITLE}</h1>{inside}</body>").text.splitlines()[-4:] == lines


def test_a_cell_that_spans_rows_or_columns_keeps_the_others_in_their_columns():
    rows = (
        "<tr><th rowspan=2>指标</th><th colspan=2>全县</th></tr>"
        "<tr><th>2022年</th><th>2023年</th></tr>"
        "<tr><td>处罚案件</td><td>999件</td><td>1234件</td></tr>"
    )
    text = read_html(f"<body><h1>{TITLE}</h1><p>{REST}</p><table>{rows}</table></body>").text
    assert text.splitlines()[-3:] == [
        "指标 | 全县",
        "| 2022年 | 2023年",
        "处罚案件 | 999件 | 1234件",
    ]


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        (f"<script>render({{text:'{REST * 3}'}})</script>", "script"),
        (f"<template><p>{REST * 3}</p></template>", "template"),
        (f"<noscript><p>{REST * 3}</p></noscript>", "noscript"),
        ("<iframe src='body.htm'></iframe>", "body.htm"),
        ("<p><a href='/files/1.pdf'>报告全文.pdf</a></p>", "报告全文.pdf"),
        ("<img src=1.jpg><img src=2.jpg>", "pictures"),
    ],
)
def test_a_page_without_its_text_fails_and_says_where_the_text_is(inside, what):
    with pytest.raises(DocumentError, match=what):
        read_html(f"<html><title>{TITLE}</title><body><h1>{TITLE}</h1>{inside}</body></html>")


@pytest.mark.parametrize(
    "long", ["<!-- {} -->", "<style>/* {} */</style>", "<script>//{}\n</script>"]
)
def test_a_page_that_begins_with_a_long_comment_or_sheet_is_a_page(long):
    source = long.format("x" * 9_000) + page("<b>1234</b>")
    assert "全年办理处罚案件1234件。" in read_bytes(source.encode()).text.splitlines()


@pytest.mark.parametrize("tag", ["h2", "section", "b", "font", "li"])
def test_a_fragment_of_a_page_is_a_page(tag):
    lines = [TITLE, "一、主要工作", REST, "二、存在的问题"]
    source = "".join(f"<{tag}>{line}</{tag}>" for line in lines)
    assert "<" not in read_bytes(source.encode()).text


def test_a_text_that_speaks_of_signs_is_no_page():
    text = f"{TITLE}\n受理量<办结量，比例>90%。\n<a> 类 {REST}"
    assert read_bytes(text.encode()).text == text


def test_a_page_that_lost_a_third_of_its_text_or_its_end_says_so():
    lost = page("1234").replace(f"<p>{REST}", f"<p>{REST}<select>{REST * 12}</select>")
    assert any("Chinese characters" in note for note in read_html(lost).notes)
    assert any("cut off" in note for note in read_html(page("1234")[:-14]).notes)


def test_a_tag_of_endless_attributes_is_refused():
    attributes = " ".join(f"a{n}" for n in range(80_000))
    with pytest.raises(DocumentError, match="attributes"):
        read_html(page(f"<b {attributes}>1234</b>"))
