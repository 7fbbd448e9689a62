import random

import pytest

from analysis.documents.formats.charset import decode
from analysis.documents.formats.detect import read_bytes
from analysis.errors import DocumentError

TEXT = "2023年,全县共受理行政复议案件87件,办结85件;调解矛盾纠纷3522起,调成率达98.7%。"
TRADITIONAL = "2023年,全縣共受理行政複議案件87件,辦結85件;調解矛盾糾紛3522起,調成率達98.7%。"
SENTENCES = [
    "坚持以习近平法治思想为指导,深入贯彻落实党的二十大精神,扎实推进依法行政各项工作。",
    "全年召开常务会议12次,听取法治工作汇报4次,开展会前学法9次。",
    "制定规范性文件15件,备案审查率100%;清理文件231件,废止18件。",
    "组织行政执法培训5期,参训人员1200余人次;办理行政处罚案件3,542件。",
    "执法队伍力量薄弱,基层站所人员不足,主要原因是培训不够经常。",
]
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
SIMPLIFIED = ["gb18030", "gbk", "gb2312", *UNICODE]
PAGE = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}">'
    "<title>年度报告</title>"
    "<style>p{{margin:0}}</style></head><body><div id='zoom'><p>{}</p></div></body></html>"
)


def samples():
    """Texts of every length of the genre, with signs of both widths."""
    dice = random.Random(11)
    for size in (20, 60, 300, 4000):
        for _ in range(6):
            text = "".join(dice.choice([TEXT, *SENTENCES]) for _ in range(120))
            start = dice.randrange(0, 200)
            text = text[start : start + size]
            yield text if dice.random() < 0.5 else text.translate({44: 0xFF0C, 59: 0xFF1B})


@pytest.mark.parametrize("encoding", SIMPLIFIED)
def test_simplified_text_is_decoded_whatever_its_size_and_encoding(encoding):
    for text in samples():
        found = decode(text.encode(encoding))
        assert (found.text, found.lost, found.sure) == (text, 0, True)


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", *UNICODE])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1", "nonsense"])
def test_what_a_page_declares_never_counts(encoding, declared):
    for text in samples():
        page = PAGE.format(declared, text)
        assert decode(page.encode(encoding)).text == page


@pytest.mark.parametrize("encoding", ["big5", "gb18030", *UNICODE])
@pytest.mark.parametrize("size", [20, 60, 300, 2000])
def test_traditional_text_is_told_apart(encoding, size):
    text = (TRADITIONAL * 50)[:size]
    assert decode(text.encode(encoding)).text == text
    page = PAGE.format("gb2312", text).replace("报", "報")
    assert decode(page.encode(encoding, "ignore")).text == page.encode(encoding, "ignore").decode(
        encoding
    ).removeprefix("\ufeff")


@pytest.mark.parametrize("rare", ["㐀\U00020000镇", "龑堃镕", "𠮷野", "㵲阳镇䶮村"])
@pytest.mark.parametrize("encoding", ["gb18030", *UNICODE])
def test_rare_characters_survive(encoding, rare):
    text = TEXT + rare + "受理3件。"
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("bad", [b"\xff", b"\x80", b"\x00", b"\xf8"])
def test_one_bad_byte_changes_no_encoding_and_little_text(encoding, bad):
    sentence = TRADITIONAL if encoding == "big5" else TEXT
    whole = (sentence * 8).encode(encoding)
    dice = random.Random(3)
    for _ in range(12):
        at = dice.randrange(len(whole))
        found = decode(whole[:at] + bad + whole[at:])
        assert found.encoding == encoding
        assert found.text.count("87件") >= 6


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16-le", "utf-16"]
)
def test_a_file_cut_anywhere_keeps_its_encoding_and_its_text(encoding):
    sentence = TRADITIONAL if encoding == "big5" else TEXT
    text = sentence * 6
    whole = text.encode(encoding)
    for cut in range(1, 9):
        found = decode(whole[:-cut])
        assert found.encoding.replace("-le", "") == encoding.replace("-sig", "").replace("-le", "")
        assert text.startswith(found.text.rstrip("\ufffd"))
        assert len(found.text) >= len(text) - 9


def test_bytes_that_are_no_text_are_not_sure():
    dice = random.Random(5)
    assert not decode(bytes(dice.randrange(256) for _ in range(5000))).sure
    assert not decode(bytes(range(128, 256)) * 30).sure


def test_plain_ascii_is_read_as_it_is():
    assert decode(b"87 | 85\n<p>x</p>").text == "87 | 85\n<p>x</p>"


PROSE = "全县各级行政机关认真落实法治政府建设年度任务，受理复议案件87件，办结信访事项。\n" * 40


@pytest.mark.parametrize(("top", "rest"), [("utf-8", "gbk"), ("gbk", "utf-8")])
def test_a_page_of_parts_in_two_encodings_is_read_part_by_part(top, rest):
    data = PROSE[:400].encode(top) + b"\n" + PROSE.encode(rest)
    assert decode(data).text == PROSE[:400] + "\n" + PROSE


def test_a_text_that_begins_with_rare_names_is_judged_by_the_whole():
    names = "".join(map(chr, range(0x9F00, 0x9F00 + 800, 7))) * 8 + "\n"
    assert decode((names + PROSE).encode("gb18030")).text == names + PROSE


@pytest.mark.parametrize("wrong", ["gbk", "latin-1"])
def test_a_text_that_was_saved_in_a_wrong_encoding_is_named_as_garbled(wrong):
    data = PROSE.encode().decode(wrong, "replace").encode()
    with pytest.raises(DocumentError, match="garbled"):
        read_bytes(data)
