"""Old Word files, Kingsoft .wps, RTF and web archives: text, tables, and what must not be read."""

import base64
import quopri
import random

import pytest

from analysis.documents.formats.detect import read_bytes
from analysis.errors import DocumentError
from analysis.text.matching import normalise

LINES = """雪岭县人民政府关于2023年法治政府建设情况的报告
2023年,雪岭县扎实推进依法行政。现将有关情况报告如下:
一、主要举措和成效
(一)加强组织领导。全年督察52次,通报10期。
(二)规范执法行为。共受理复议案件87件,办结85件。“三项制度”全面落实。
调解矛盾纠纷3522起。
类别 | 受理 | 办结
复议 | 87 | 85
应诉 | 31 |
甲项12件 | 内甲 | 内乙
二、存在的不足和原因
执法队伍力量薄弱,主要原因是培训不够经常。
三、下一步工作安排
2024年将新增执法人员30名。
雪岭县人民政府
2024年3月1日
文本框内容15件。""".splitlines()


def lines(draft):
    return [line.rstrip() for line in draft.text.splitlines()]


@pytest.mark.parametrize("name", ["xueling.doc", "xueling.rtf"])
def test_a_word_and_an_rtf_file_give_back_every_line_and_row(files, name):
    assert lines(read_bytes((files / name).read_bytes())) == LINES


@pytest.mark.parametrize("name", ["xueling.doc", "xueling.rtf"])
def test_what_is_deleted_hidden_or_the_code_of_a_field_is_not_read(files, name):
    text = read_bytes((files / name).read_bytes()).text
    assert "9999" not in text  # the address of the link
    assert "隐藏" not in text
    assert "25次" not in text
    assert "督察52次" in text


@pytest.mark.parametrize("name", ["a.wps", "a.docx", "a.html", "a"])
def test_a_word_file_is_known_by_its_bytes_not_by_its_name(read, files, name):
    document = read((files / "xueling.doc").read_bytes(), name)
    assert (document.county, document.year) == ("雪岭县", 2023)
    assert [s.role for s in document.sections if s.level == 1] == ["measures", "problems", "plan"]


def test_pieces_of_both_widths_are_put_together_in_their_order(ole):
    pieces = ["2023", "年,全县受理案件", "87", "件,“三项制度”落实", "“A” – ok\r", "末段𠀀镇3件\r"]
    draft = read_bytes(ole.ole(ole.word(pieces)))
    assert lines(draft) == ["2023年,全县受理案件87件,“三项制度”落实“A” – ok", "末段𠀀镇3件"]


@pytest.mark.parametrize("flags", [0x0200, 0])
def test_rows_end_where_the_file_says_so_also_after_empty_cells(ole, flags):
    text = "前文\r类别\x07受理\x07办结\x07\x07应诉\x07\x07\x07\x07后文87件\r"
    ends = [n for n, c in enumerate(text) if c == "\x07" and n in (12, 18)]
    draft = read_bytes(ole.ole(ole.word([text], flags=flags, row_ends=ends)))
    assert lines(draft) == ["前文", "类别 | 受理 | 办结", "应诉 |  |", "后文87件"]


def test_codes_of_nested_fields_are_dropped_and_their_results_kept(ole):
    text = "共\x13 IF \x13 REF a1 \x14 1 \x15 = 99 \x14\x13 REF b \x1487\x15件\x15。\r"
    assert lines(read_bytes(ole.ole(ole.word([text])))) == ["共87件。"]


@pytest.mark.parametrize(
    ("streams", "said"),
    [
        ({"Workbook": b"x"}, "Excel"),
        ({"EncryptedPackage": b"x"}, "password"),
        ({"PowerPoint Document": b"x"}, "PowerPoint"),
        ({"Contents": b"x"}, "no Word text"),
    ],
)
def test_other_ole_files_are_told_by_what_they_hold(ole, streams, said):
    with pytest.raises(DocumentError, match=said):
        read_bytes(ole.ole(streams))


def test_a_locked_or_very_old_word_file_is_refused(ole):
    with pytest.raises(DocumentError, match="password"):
        read_bytes(ole.ole(ole.word(["受理87件\r"], flags=0x0300)))
    with pytest.raises(DocumentError, match="1995"):
        read_bytes(ole.ole(ole.word(["受理87件\r"], version=0x0065)))


@pytest.mark.parametrize("name", ["xueling.doc", "xueling.rtf"])
def test_a_damaged_file_is_read_or_refused_and_never_breaks(files, name):
    whole = (files / name).read_bytes()
    dice, said = random.Random(7), []
    for _ in range(150):
        data = bytearray(whole[: dice.choice([len(whole), dice.randrange(9, len(whole))])])
        for _ in range(dice.randrange(1, 30)):
            data[dice.randrange(8, len(data))] = dice.randrange(256)
        try:
            read_bytes(bytes(data))
        except DocumentError as error:
            said.append(str(error))
    assert not any("\n" in words for words in said)


WORDS = rb"\'ca\'dc\'c0\'ed87\'bc\'fe"  # in GBK
SONG = rb"\fcharset134 x;"
RTF = {
    "code page": rb"\ansicpg936{\fonttbl{\f0\fnil" + SONG + rb"}}\f0 " + WORDS,
    "raw bytes": b"\\ansicpg936 " + "受理87件".encode("gbk"),
    "unicode": rb"\uc1\u21463?\u29702?87\u20214?",
    "unicode and bytes": rb"\ansicpg936\uc2\u21463\'ca\'dc\u29702\'c0\'ed87\uc1\u20214?",
    "far east font": rb"\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f13"
    + SONG
    + rb"}}\dbch\af13\loch\f0 "
    + WORDS,
    "no code page": rb"{\fonttbl{\f3" + SONG + rb"}}{\f3\'ca\'dc\'c0\'ed}87{\f3\'bc\'fe}",
    "line ends": b"\\ansicpg936 \\'ca\r\n\\'dc\\'c0\\'ed8\r\n7\\'bc\\'fe",
    "deleted": rb"\u21463?\u29702?{\deleted\revauthdel0 99}87\u20214?",
    "struck": rb"\u21463?\u29702?{\strike 99}{\striked1 99}87\u20214?",
    "raised": rb"\u21463?\u29702?87{\super [1]}{\up6 2}\u20214?",
    "its own code page": rb"\ansicpg54936 \'ca\'dc\'c0\'ed87\'bc\'fe",
    "an unknown code page": rb"\ansicpg99999 \'ca\'dc\'c0\'ed87\'bc\'fe",
    "hidden": rb"\u21463?\u29702?{\v 99}\v\u25913?\v0 87\u20214?",
    "pictures": rb"{\pict\wmetafile8\bin5 }}}}}}\u21463?{\*\shppict{\pict 9a}}\u29702?87\u20214?",
    "unknown groups": rb"{\*\odd 99}{\header 99}{\stylesheet{\s1 9;}}\u21463?\u29702?87\u20214?",
}


@pytest.mark.parametrize("kind", RTF)
def test_rtf_is_read_in_every_way_that_chinese_is_written_in_it(kind):
    text = read_bytes(rb"{\rtf1\ansi" + RTF[kind] + rb"\par}").text
    assert normalise(text).text == "受理87件"


@pytest.mark.parametrize("code", [0x0800, 0x083C, 0x0818, 0x0837, 0x2A53])
def test_deleted_hidden_and_struck_runs_of_a_word_file_are_not_read(ole, code):
    streams = ole.word(["共受理1199", "1234件。\r"], runs=[(3, 7, code)])
    assert read_bytes(ole.ole(streams)).text == "共受理1234件。"


def test_a_raised_digit_of_a_word_file_is_no_part_of_the_figure(ole):
    streams = ole.word(["共受理1234", "1件。\r"], runs=[(7, 8, 0x2A48)])
    assert normalise(read_bytes(ole.ole(streams)).text).text == "共受理1234件。"


def test_an_rtf_file_that_is_cut_off_or_lost_a_third_of_its_text_says_so():
    words = rb"\u21463?" * 1000
    cut = read_bytes(rb"{\rtf1\ansi " + words)
    assert any("cut off" in note for note in cut.notes)
    closed = read_bytes(rb"{\rtf1\ansi " + words + rb"}" + words + rb"}")
    assert any("follow its end" in note for note in closed.notes)
    left_out = read_bytes(rb"{\rtf1\ansi " + words + rb"{\*\x " + words + rb"}\par}")
    assert any("not shown" in note for note in left_out.notes)


def test_plain_rtf_reads_as_another_reader_reads_it():
    striprtf = pytest.importorskip("striprtf.striprtf")
    data = rb"{\rtf1\ansi\ansicpg936 " + WORDS + rb"\par\u21150?\u32467?{\b 85}\u20214?\par}"
    assert lines(read_bytes(data)) == striprtf.rtf_to_text(data.decode("latin-1")).split()


def test_numbers_that_an_rtf_file_prints_before_its_lists_are_kept():
    data = (
        rb"{\rtf1\ansi{\listtext\u19968?\u12289?\tab}\u24037?\par{\pntext (1)\tab}87\u20214?\par}"
    )
    assert lines(read_bytes(data)) == ["一、 工", "(1) 87件"]


def mht(page, encoding="base64", charset="gbk", head=""):
    raw = page.encode(charset)
    body = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw)
    return (
        f"{head}MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html"; boundary="--=_x"\r\n\r\nno text\r\n----=_x\r\n'
        f"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n"
        "Content-Location: http://www.example.com/a.html\r\n\r\n"
    ).encode() + body + (
        b"\r\n----=_x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"iVBORw0KGgo=\r\n----=_x--\r\n"
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize("head", ["", "From: <Saved by>\r\nSubject: a\r\n", "\ufeff"])
def test_a_web_archive_is_read_as_its_page_whatever_it_declares(read, make, encoding, head):
    page = make.page(f"<h1>{make.TITLE}</h1>" + make.paragraphs(make.BODY))
    document = read(mht(page, encoding, head=head), "saved.doc")
    assert "受理复议案件87件" in document.text
    assert (document.county_code, document.year) == ("411526", 2023)


def test_a_web_archive_without_a_page_is_refused():
    data = mht("").replace(b"text/html; charset", b"text/css; charset")
    with pytest.raises(DocumentError, match="no HTML"):
        read_bytes(data)
